"""HTTP clients that applications derive from `stripe.HTTPClient`, as they are written for the official SDK."""

from __future__ import annotations

import io
from typing import Any

import pytest

import stripe


class Own(stripe.HTTPClient):
    name = "own"

    def __init__(self, *answers: Any) -> None:
        super().__init__(verify_ssl_certs=True, proxy="http://proxy")
        self.answers = list(answers)
        self.asked: list[tuple[Any, ...]] = []

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        self.asked.append((method, url, dict(headers), post_data))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def request_stream(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        body, status, answer_headers = self.request(method, url, headers, post_data)
        return io.BytesIO(body.encode()), status, answer_headers


LOST = stripe.APIConnectionError("lost", should_retry=True)
FAILED = ("{}", 500, {})
GOOD = ('{"object": "customer", "id": "cus_1"}', 200, {})


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    made: list[float] = []
    monkeypatch.setattr("time.sleep", made.append)
    return made


def test_calls_of_the_library() -> None:
    own = Own(LOST, FAILED, GOOD)
    client = stripe.StripeClient("sk_test_http00000000", http_client=own)
    assert client.v1.customers.create({"name": "x"}).id == "cus_1"
    assert len({str(asked) for asked in own.asked}) == 1
    assert len(own.asked) == 3


@pytest.mark.parametrize(
    ("answers", "retries", "status"),
    [
        ([GOOD], 0, 200),
        ([FAILED], 0, 500),
        ([FAILED, GOOD], 1, 200),
        ([LOST, FAILED, GOOD], 2, 200),
        ([FAILED, FAILED, FAILED], 2, 500),
    ],
)
@pytest.mark.parametrize("method", ["request_with_retries", "request_stream_with_retries"])
def test_retries_for_callers_of_ones_own(
    method: str, answers: list[Any], retries: int, status: int, pauses: list[float]
) -> None:
    own = Own(*answers)
    body, found, _ = getattr(own, method)("get", "https://api.stripe.com/v1/x", {}, None, retries)
    assert (found, own.answers) == (status, [])
    assert (body.read() if hasattr(body, "read") else body.encode()) == answers[-1][0].encode()
    assert len(pauses) == len(answers) - 1


def test_retries_of_the_module_are_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "max_network_retries", 1)
    own = Own(LOST, LOST)
    with pytest.raises(stripe.APIConnectionError):
        own.request_with_retries("get", "https://api.stripe.com/v1/x", {})
    assert own.answers == []


class Foreign:
    """An HTTP client of other people's, which knows nothing of deadlines."""

    name = "foreign"

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        return '{"object": "customer", "id": "cus_1"}', 200, {"Request-Id": "req_1"}


def test_a_client_that_takes_no_timeout() -> None:
    foreign: Any = Foreign()
    client = stripe.StripeClient("sk_test_client", http_client=foreign, timeout=5)
    assert client.v1.customers.retrieve("cus_1").id == "cus_1"
