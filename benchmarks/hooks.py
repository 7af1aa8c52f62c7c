"""What hooks cost a call: when there are none, and when there is one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from unittest import mock

import stripe
from benchmarks.table import Row
from stripe.api_requestor import APIRequestor

ANSWER: tuple[str, int, dict[str, str]] = (
    '{"id": "cus_1", "object": "customer", "email": "jenny.rosen@example.com"}',
    200,
    {},
)
CALLS = 200


def rows(turns: int) -> Iterator[Row]:
    """Calls over a function that answers from memory, in turns: unasked, without a hook, with one."""
    unasked, none, one = [], [], []
    for _ in range(turns):
        with mock.patch.object(APIRequestor, "_exchange", _without_the_question):
            unasked.append(_call())
        none.append(_call())
        stripe.subscribe("request_end", _hook)
        one.append(_call())
        stripe.unsubscribe("request_end", _hook)
    bare, unused, used = (median(times) for times in (unasked, none, one))
    yield Row(
        "hooks: a call without one, over one that does not ask for them",
        "-",
        "1.0 x",
        f"{unused / bare:.2f} x",
        f"{bare * 1e6:.1f} us, {unused * 1e6:.1f} us; with one hook {used * 1e6:.1f} us; no network",
    )


def _without_the_question(
    self: APIRequestor, client: object, request: object, path: object, options: object, call: object
) -> object:
    send: object = self._send(client, request, path, options, call, None)  # type: ignore[arg-type]
    return send


def _hook(event: stripe.RequestEvent) -> None:
    """Does nothing."""


def _call() -> float:
    client = stripe.StripeClient("sk_test_1", http_client=lambda *_request: ANSWER)
    started = time.process_time()
    for _ in range(CALLS):
        client.v1.customers.retrieve("cus_1")
    return (time.process_time() - started) / CALLS
