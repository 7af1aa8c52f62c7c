"""Whether an answer is followed by another try, after how long, and when a call is out of time."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

import stripe
from stripe._wire import retries
from stripe._wire.deadline import Deadline
from stripe._wire.retries import (
    MAX_RETRY_AFTER,
    checked_timeout,
    pause,
    retry_after,
    should_retry_answer,
)

NOW = 1_800_000_000.0  # Fri, 15 Jan 2027 08:00:00 GMT


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, {}, False),
        (400, {}, False),
        (402, {}, False),
        (404, {}, False),
        (409, {}, True),
        (429, {}, False),
        (429, {"retry-after": "1"}, True),
        (429, {"Retry-After": "0"}, True),
        (429, {"Retry-After": "never"}, False),
        (499, {}, False),
        (500, {}, True),
        (503, {}, True),
        (599, {}, True),
        (200, {"stripe-should-retry": "true"}, True),
        (400, {"Stripe-Should-Retry": "true"}, True),
        (429, {"stripe-should-retry": "true"}, True),
        (429, {"stripe-should-retry": "false", "retry-after": "1"}, False),
        (409, {"stripe-should-retry": "false"}, False),
        (500, {"Stripe-Should-Retry": "false"}, False),
        (500, {"stripe-should-retry": "perhaps"}, True),
        (400, {"stripe-should-retry": "True"}, False),
    ],
)
def test_should_retry_answer(status: int, headers: dict[str, str], expected: bool) -> None:
    assert should_retry_answer(status, CaseInsensitiveDict(headers)) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0.0),
        ("3", 3.0),
        ("0.5", 0.5),
        (" 7 ", 7.0),
        ("60", 60.0),
        ("61", MAX_RETRY_AFTER),
        ("1e999", MAX_RETRY_AFTER),
        ("inf", MAX_RETRY_AFTER),
        ("-1", None),
        ("nan", None),
        ("", None),
        ("soon", None),
        ("Fri, 15 Jan 2027 08:00:10 GMT", 10.0),
        ("Fri, 15 Jan 2027 09:00:10 +0100", 10.0),
        ("Fri, 15 Jan 2027 08:00:10 -0000", 10.0),
        ("Fri, 15 Jan 2027 08:00:10", 10.0),
        ("Fri, 15 Jan 2027 09:00:00 GMT", MAX_RETRY_AFTER),
        ("Fri, 15 Jan 2027 07:00:00 GMT", 0.0),
        ("Mon, 01 Jan 0001 00:00:00 GMT", 0.0),
        ("Fri, 32 Jan 2027 08:00:00 GMT", None),
        ("Fri, 15 Jan 99999 08:00:00 GMT", None),
        ("\x00", None),
    ],
)
def test_retry_after(value: str, expected: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: NOW)
    assert retry_after(CaseInsensitiveDict({"retry-after": value})) == expected


def test_no_retry_after() -> None:
    assert retry_after({}) is None


@pytest.mark.parametrize(
    ("retry", "shortest", "longest"),
    [
        (1, 0.5, 0.5),
        (2, 0.5, 1.0),
        (3, 1.0, 2.0),
        (4, 2.0, 4.0),
        (5, 2.5, 5.0),
        (6, 2.5, 5.0),
        (10**6, 2.5, 5.0),
    ],
)
def test_pauses_double_up_to_five_seconds(
    retry: int, shortest: float, longest: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "uniform", lambda low, high: low)
    assert pause(retry, None) == shortest
    monkeypatch.setattr(random, "uniform", lambda low, high: high)
    assert pause(retry, {}) == longest


def test_pauses_differ() -> None:
    assert len({pause(5, None) for _ in range(20)}) > 10


def test_pause_is_shortened_by_half_at_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def uniform(*bounds: float) -> float:
        seen.append(bounds)
        return 1.0

    monkeypatch.setattr(random, "uniform", uniform)
    pause(1, None)
    assert seen == [(0.5, 1)]


def test_no_pause_is_shorter_than_the_answer_asks_for() -> None:
    assert pause(1, {"Retry-After": "17"}) == 17
    assert pause(1, {"Retry-After": "0"}) == 0.5
    assert 2.5 <= pause(9, {"Retry-After": "1"}) <= 5


def test_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(retries, "clock", lambda: now[0])
    deadline = Deadline(5)
    assert (deadline.seconds, deadline.left()) == (5, 5)
    now[0] = 107.0
    assert deadline.left() == -2
    deadline.lift()
    assert deadline.left() == math.inf


@pytest.mark.parametrize(
    ("value", "expected"), [(None, None), (1, 1), (0.25, 0.25), (math.inf, None)]
)
def test_checked_timeout(value: Any, expected: float | None) -> None:
    assert checked_timeout(value) == expected


@pytest.mark.parametrize("value", [0, 0.0, -1, True, False, "3", math.nan, -math.inf, [], (1, 2)])
def test_what_is_no_timeout(value: Any) -> None:
    with pytest.raises(ValueError, match=r"timeout .* greater than 0"):
        checked_timeout(value)


def test_delays_of_all_clients_can_be_set(monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.001)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.002)
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    client = stripe.StripeClient(
        "sk_test_1", http_client=lambda *_request: ("{}", 500, {}), max_network_retries=3
    )
    with pytest.raises(stripe.APIError):
        client.v1.balance.retrieve()
    assert len(slept) == 3
    assert all(0.001 <= seconds <= 0.002 for seconds in slept)
