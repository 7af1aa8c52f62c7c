"""Edges of a call: times that ran out, streams, logs, and what stays of one call for the next."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sent_requests import Wire

import stripe
from stripe._wire import retries

CUSTOMER = {"id": "cus_1", "object": "customer"}
LOST = stripe.APIConnectionError("lost", should_retry=True)


class Clock:
    """Moves only when it is told to, or by `step` at each look."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.step = 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(retries, "clock", made)
    return made


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> list[float]:
    made: list[float] = []

    def sleep(seconds: float) -> None:
        made.append(seconds)
        clock.now += seconds

    monkeypatch.setattr("time.sleep", sleep)
    monkeypatch.setattr("stripe._http.tries.pause", lambda retry, headers, *delays: 1.0)
    return made


class Slow(stripe.HTTPClient):
    """Takes so many seconds for a try, then answers or fails."""

    takes_timeout = True

    def __init__(self, clock: Clock, seconds: float, *results: Any) -> None:
        super().__init__()
        self.clock = clock
        self.seconds = seconds
        self.results = list(results)
        self.limits: list[float | None] = []

    def request(self, *request: Any, timeout: float | None = None) -> Any:
        self.limits.append(timeout)
        self.clock.now += self.seconds
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        if result != 200:
            return json.dumps({"error": {"message": "answer of the server"}}), result, {}
        return json.dumps(CUSTOMER), result, {}


class Untimed(Slow):
    takes_timeout = False

    def request(self, *request: Any) -> Any:
        return super().request(*request)


class OfOtherPeople:
    """No HTTPClient, says nothing of `takes_timeout`, and takes none."""

    name = "mine"

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        return json.dumps(CUSTOMER), 200, {}


def call(client: Any, timeout: float | None = None, max_retries: int = 5) -> Any:
    made = stripe.StripeClient(
        "sk_test_1", http_client=client, max_network_retries=max_retries, timeout=timeout
    )
    return made.v1.customers.retrieve("cus_1")


# -- deadlines -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Slow, Untimed])
@pytest.mark.parametrize(
    ("timeout", "seconds", "results", "tries", "error"),
    [
        (10, 1, [200], 1, None),
        (10, 1, [LOST, LOST, 200], 3, None),
        (10, 1, [500, 500, 200], 3, None),
        # The time is over in the second try: said so.
        (5, 2, [LOST, LOST], 2, "No answer within 5 seconds.*tries: 2"),
        (4, 4, [LOST], 1, "No answer within 4 seconds.*tries: 1"),
        # No time for the pause: the error of the last try, the answer of the last try.
        (5, 4.5, [LOST], 1, "lost"),
        (5, 4, [LOST], 1, "lost"),
        (5, 4.5, [500], 1, "answer of the server"),
        (5, 4, [500], 1, "answer of the server"),
        (5, 3.9, [LOST, 200], 2, None),
        (5, 3.9, [500, 200], 2, None),
        (None, 1000, [LOST, 500, 200], 3, None),
    ],
)
def test_the_time_of_a_call(
    kind: Any,
    timeout: Any,
    seconds: float,
    results: list[Any],
    tries: int,
    error: str | None,
    clock: Clock,
    pauses: list[float],
) -> None:
    client = kind(clock, seconds, *results)
    if error is None:
        assert call(client, timeout).id == "cus_1"
    else:
        with pytest.raises(stripe.StripeError, match=error):
            call(client, timeout)
    assert len(client.limits) == tries
    assert pauses == [1.0] * (tries - 1)
    if kind is Slow and timeout:
        left = [timeout - number * (seconds + 1) for number in range(tries)]
        assert client.limits == pytest.approx(left)
    else:
        assert client.limits == [None] * tries


def test_no_time_left_for_a_first_try(clock: Clock) -> None:
    clock.step = 3  # at each look: the time is over as soon as it starts
    client = Slow(clock, 0, 200)
    assert call(client, timeout=1).id == "cus_1"
    assert client.limits == [0.001]


def test_a_client_of_other_people_is_not_told_of_time() -> None:
    assert call(OfOtherPeople(), timeout=5).id == "cus_1"


def test_zero_retries_are_zero(clock: Clock, pauses: list[float]) -> None:
    client = Slow(clock, 0, 500)
    with pytest.raises(stripe.APIError):
        call(client, max_retries=0)
    assert (len(client.limits), pauses) == (1, [])


# -- connections that the server had closed ------------------------------------------------------


def stale() -> stripe.APIConnectionError:
    error = stripe.APIConnectionError("stale", should_retry=True)
    error.stale = True
    return error


@pytest.mark.parametrize(
    ("verb", "path", "headers", "tries"),
    [
        ("get", "/v1/x", {}, 2),
        ("post", "/v1/x", {}, 2),
        ("post", "/v1/x", {"IDEMPOTENCY-KEY": "mine"}, 2),
        ("delete", "/v1/x", {}, 1),
        ("delete", "/v1/x", {"Stripe-Zone": "z", "a": "b"}, 1),
        ("delete", "/v2/x", {}, 2),
    ],
)
def test_a_stale_connection_costs_nothing_where_it_may_be_repeated(
    verb: str, path: str, headers: Any, tries: int, clock: Clock, pauses: list[float]
) -> None:
    http = Slow(clock, 0, stale(), 200)
    client = stripe.StripeClient("sk_test_1", http_client=http, max_network_retries=0)
    if tries == 2:
        client.raw_request(verb, path, headers=headers)
    else:
        with pytest.raises(stripe.APIConnectionError, match="stale"):
            client.raw_request(verb, path, headers=headers)
    assert (len(http.limits), pauses) == (tries, [])


@pytest.mark.parametrize("method", ["post", "put"])
def test_a_try_of_ones_own_without_a_key_is_not_repeated_for_free(
    method: str, clock: Clock, pauses: list[float]
) -> None:
    client = Slow(clock, 0, stale(), 200)
    with pytest.raises(stripe.APIConnectionError, match="stale"):
        client.request_with_retries(method, "https://api.stripe.com/v1/x", {"z": "1"}, None, 0)


def test_a_stale_connection_is_free_once_only(clock: Clock, pauses: list[float]) -> None:
    client = Slow(clock, 0, stale(), stale(), 200)
    with pytest.raises(stripe.APIConnectionError, match="stale"):
        call(client, max_retries=0)
    assert len(client.limits) == 2


# -- answers -------------------------------------------------------------------------------------


def test_the_duration_of_a_call(clock: Clock, wire: Wire) -> None:
    class Measured(Wire):
        def request(self, *request: Any) -> Any:
            clock.now += 7.5
            return super().request(*request)

    measured = Measured()
    measured.always(CUSTOMER, Request_Id="req_1")
    client = stripe.StripeClient("sk_test_1", http_client=measured)
    for _ in range(2):
        client.v1.customers.retrieve("cus_1")
    told = json.loads(measured.last.headers["X-Stripe-Client-Telemetry"])
    assert told["last_request_metrics"]["request_duration_ms"] == 7500


# -- logs ----------------------------------------------------------------------------------------


# -- keys of unpickled objects -------------------------------------------------------------------
