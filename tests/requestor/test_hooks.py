"""Hooks: what functions of an application are told of its requests."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from sent_requests import Wire

import stripe

TOPICS = ("request_begin", "retry", "request_end")
LOST = stripe.APIConnectionError("lost", should_retry=True)
BUSY = ('{"error": {"message": "busy"}}', 503, {"Request-Id": "req_busy"})
FINE = ('{"object": "customer", "id": "cus_1"}', 200, {"Request-Id": "req_fine"})
DECLINED = ('{"error": {"code": "card_declined"}}', 402, {"Request-Id": "req_no"})


class Answers:
    """An HTTP client that gives these answers, one after another."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)

    def __call__(self, method: str, url: str, headers: Any, body: Any) -> Any:
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)


@pytest.fixture
def told() -> Iterator[list[tuple[Any, ...]]]:
    """What hooks of all topics were told, in order."""
    found: list[tuple[Any, ...]] = []

    def note(event: Any) -> None:
        error = event.error.__name__ if event.error else None
        found.append((event.topic, event.status, event.tries, event.request_id, error))

    for topic in TOPICS:
        stripe.subscribe(topic, note)  # type: ignore[arg-type]
    yield found
    for topic in TOPICS:
        stripe.unsubscribe(topic, note)  # type: ignore[arg-type]


def client(*answers: Any, retries: int = 2) -> stripe.StripeClient:
    return stripe.StripeClient(
        "sk_test_123", http_client=Answers(*answers), max_network_retries=retries
    )


CASES: dict[str, tuple[list[Any], list[tuple[Any, ...]]]] = {
    "a success": (
        [FINE],
        [("request_begin", None, 0, None, None), ("request_end", 200, 1, "req_fine", None)],
    ),
    "retries": (
        [LOST, BUSY, FINE],
        [
            ("request_begin", None, 0, None, None),
            ("retry", None, 1, None, None),
            ("retry", 503, 2, "req_busy", None),
            ("request_end", 200, 3, "req_fine", None),
        ],
    ),
    "an error of the API": (
        [DECLINED],
        [("request_begin", None, 0, None, None), ("request_end", 402, 1, "req_no", "CardError")],
    ),
    "no answer": (
        [LOST, LOST, LOST],
        [
            ("request_begin", None, 0, None, None),
            ("retry", None, 1, None, None),
            ("retry", None, 2, None, None),
            ("request_end", None, 3, None, "APIConnectionError"),
        ],
    ),
    "no JSON": (
        [("oops", 200, {})],
        [("request_begin", None, 0, None, None), ("request_end", 200, 1, None, "APIError")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_told(name: str, told: list[tuple[Any, ...]]) -> None:
    answers, expected = CASES[name]
    with contextlib.suppress(stripe.StripeError):
        client(*answers).v1.customers.create()
    assert told == expected


def calls(client: stripe.StripeClient) -> dict[str, Any]:
    return {
        "/v1/customers/{customer}": lambda: client.v1.customers.retrieve("cus_1"),
        "/v1/customers": lambda: client.v1.customers.list({"limit": 3}),
        "/v1/invoices/{invoice}/lines/{line_item_id}": lambda: client.v1.invoices.line_items.update(
            "in_1", "il_1"
        ),
        "/v1/accounts/{id}/persons/{id}": lambda: client.raw_request(
            "get", "/v1/accounts/acct_1/persons/person_1?limit=1"
        ),
        "/v1/quotes/{quote}/pdf": lambda: client.v1.quotes.pdf("qt_1"),
        "/v2/core/events/{id}": lambda: client.v2.core.events.retrieve("evt_1"),
    }


@pytest.mark.parametrize("path", calls(stripe.StripeClient("sk_test_123")))
def test_paths_have_no_ids(path: str) -> None:
    seen: list[str] = []
    caller = client(FINE)
    caller.subscribe("request_end", lambda event: seen.append(event.path))
    calls(caller)[path]()
    assert seen == [path]


def test_classes_tell_the_same(wire: Wire) -> None:
    seen: list[Any] = []
    hook = stripe.subscribe("request_end", seen.append)
    try:
        stripe.Customer.create(stripe_account="acct_1", idempotency_key="once")
        stripe.Charge.capture("ch_1")
    finally:
        stripe.unsubscribe("request_end", hook)
    first, second = seen
    assert (first.method, first.path) == ("post", "/v1/customers")
    assert (first.account, first.idempotency_key) == ("acct_1", "once")
    assert second.path == "/v1/charges/{charge}/capture"
    assert second.account is None
    assert second.idempotency_key == wire.last.headers["Idempotency-Key"]
    assert second.duration >= 0


def test_the_others_stay_when_one_goes() -> None:
    first: list[Any] = []
    second: list[Any] = []
    caller = client(FINE, FINE)
    caller.subscribe("request_end", first.append)
    caller.subscribe("request_end", second.append)
    caller.v1.customers.create()
    caller.unsubscribe("request_end", first.append)
    caller.v1.customers.create()
    assert (len(first), len(second)) == (1, 2)


def test_a_client_has_hooks_of_its_own(told: list[tuple[Any, ...]]) -> None:
    seen: list[Any] = []
    listening, silent = client(FINE, FINE), client(FINE)
    listening.subscribe("request_end", seen.append)
    silent.v1.customers.create()
    assert (len(seen), len(told)) == (0, 2)
    customer = listening.v1.customers.create()
    customer.refresh()  # objects stay with their client
    assert [event.path for event in seen] == ["/v1/customers", "/v1/customers/{id}"]
    listening.unsubscribe("request_end", seen.append)


def test_a_hook_that_fails_is_logged_and_nothing_more(caplog: pytest.LogCaptureFixture) -> None:
    caller = client(FINE)

    @caller.subscribe("request_end")
    def fail(event: Any) -> None:
        raise KeyError("mine")

    assert caller.v1.customers.create().id == "cus_1"
    assert "request_end" in caplog.text
    assert "KeyError" in caplog.text


def test_state_goes_from_the_beginning_to_the_end() -> None:
    caller = client(FINE)
    ended: list[Any] = []
    caller.subscribe("request_begin", lambda event: event.state.update(span="mine"))
    caller.subscribe("request_end", lambda event: ended.append(event.state))
    caller.v1.customers.create()
    assert ended == [{"span": "mine"}]


def test_no_secret_is_told() -> None:
    seen: list[Any] = []
    caller = client(FINE)
    caller.subscribe("request_end", seen.append)
    caller.v1.customers.create({"email": "a@b.c"})
    (event,) = seen
    everything = repr(event) + repr([getattr(event, name) for name in dir(event) if name[0] != "_"])
    assert "sk_test" not in everything
    assert "a@b.c" not in everything


def test_unknown_topics() -> None:
    with pytest.raises(ValueError, match="request_begin, retry, request_end"):
        stripe.subscribe("request", print)  # type: ignore[arg-type]


@pytest.mark.parametrize(("answers", "tries"), [([FINE], 1), ([BUSY, LOST, FINE], 3)])
def test_tries_of_the_last_response(answers: list[Any], tries: int) -> None:
    customer = client(*answers).v1.customers.create()
    assert customer.last_response is not None
    assert customer.last_response.tries == tries
