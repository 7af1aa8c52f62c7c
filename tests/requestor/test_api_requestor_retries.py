"""Tries of one call: how often, when, and with which idempotency key."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sent_requests import Wire

import stripe

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CUSTOMER = {"id": "cus_1", "object": "customer"}


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    made: list[float] = []
    monkeypatch.setattr("time.sleep", made.append)
    return made


# -- idempotency keys ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "path", "has_key"),
    [
        ("get", "/v1/x", False),
        ("delete", "/v1/x", False),
        ("post", "/v1/x", True),
        ("get", "/v2/x", False),
        ("delete", "/v2/x", True),
        ("post", "/v2/x", True),
    ],
)
def test_idempotency_keys(
    verb: str, path: str, has_key: bool, client: stripe.StripeClient, wire: Wire
) -> None:
    for _ in range(2):
        client.raw_request(verb, path)
    keys = [sent.headers.get("Idempotency-Key") for sent in wire.sent]
    if has_key:
        assert keys[0] != keys[1]
        assert all(key is not None and UUID.fullmatch(key) for key in keys)
    else:
        assert keys == [None, None]
    client.raw_request(verb, path, idempotency_key="mine")
    assert wire.last.headers["Idempotency-Key"] == "mine"


def test_the_same_key_on_each_try(client: stripe.StripeClient, wire: Wire, pauses: Any) -> None:
    wire.always({"error": {"message": "Sorry."}}, 500)
    with pytest.raises(stripe.APIError):
        client.v1.customers.create({"name": "x"})
    assert len(wire.sent) == 3
    assert len({str(sent) for sent in wire.sent}) == 1


def test_the_key_of_the_answer(client: stripe.StripeClient, wire: Wire) -> None:
    wire.answer(CUSTOMER, Idempotency_Key="k-1", Request_Id="req_1")
    customer = client.v1.customers.create()
    assert customer.last_response is not None
    assert customer.last_response.idempotency_key == "k-1"
    assert customer.last_response.request_id == "req_1"


# -- retries -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "option", "tries"),
    [(None, None, 3), (0, None, 1), (1, None, 2), (5, 0, 1), (0, 4, 5), (3, None, 4)],
)
def test_the_number_of_tries(
    given: int | None, option: int | None, tries: int, wire: Wire, pauses: list[float]
) -> None:
    wire.always("{}", 500)
    client = stripe.StripeClient("sk_test_1", http_client=wire, max_network_retries=given)
    options: Any = {} if option is None else {"max_network_retries": option}
    with pytest.raises(stripe.APIError):
        client.v1.customers.retrieve("cus_1", {}, options)
    assert len(wire.sent) == tries
    assert len(pauses) == tries - 1


@pytest.mark.parametrize(("setting", "tries"), [(2, 3), (0, 1), (None, 1)])
def test_the_number_of_tries_of_module_calls(
    setting: Any, tries: int, wire: Wire, pauses: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe, "max_network_retries", setting)
    wire.always("{}", 503)
    with pytest.raises(stripe.APIError):
        stripe.Customer.retrieve("cus_1")
    assert len(wire.sent) == tries


@pytest.mark.parametrize("should_retry", [True, False])
def test_lost_connections(should_retry: bool, pauses: list[float]) -> None:
    tries = []

    def lost(*request: Any) -> Any:
        tries.append(request)
        raise stripe.APIConnectionError(f"lost {len(tries)}", should_retry=should_retry)

    client = stripe.StripeClient("sk_test_1", http_client=lost)
    with pytest.raises(stripe.APIConnectionError, match=f"lost {3 if should_retry else 1}"):
        client.v1.customers.create()
    assert len(tries) == (3 if should_retry else 1)


def test_other_errors_of_a_client_pass_through() -> None:
    def broken(*request: Any) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stripe.StripeClient("sk_test_1", http_client=broken).v1.customers.create()


def test_success_after_failures(
    client: stripe.StripeClient, wire: Wire, pauses: list[float]
) -> None:
    wire.answer("{}", 500)
    wire.answer("{}", 409, Retry_After="9")
    wire.answer(CUSTOMER)
    assert client.v1.customers.retrieve("cus_1").id == "cus_1"
    assert pauses == [0.5, 9]


def test_a_file_is_sent_from_its_beginning_on_each_try(pauses: list[float]) -> None:
    import io

    bodies = []

    def flaky(method: str, url: str, headers: Any, post_data: Any) -> Any:
        bodies.append(post_data.read())
        if len(bodies) < 3:
            return "{}", 500, {}
        return '{"id": "file_1", "object": "file"}', 200, {}

    client = stripe.StripeClient("sk_test_1", http_client=flaky)
    params: Any = {"file": io.BytesIO(bytes(3_000_000)), "purpose": "dispute_evidence"}
    assert client.v1.files.create(params).id == "file_1"
    assert len(bodies) == 3
    assert len(set(bodies)) == 1


def test_a_stream_that_failed_is_closed(wire: Wire, pauses: Any) -> None:
    import io

    streams = []

    class Streams(Wire):
        def request_stream(self, *request: Any) -> Any:
            streams.append(io.BytesIO(b"{}" if len(streams) < 2 else b"%PDF"))
            return streams[-1], 500 if len(streams) < 3 else 200, {}

    client = stripe.StripeClient("sk_test_1", http_client=Streams())
    answer = client.v1.quotes.pdf("qt_1")
    assert answer.io.read() == b"%PDF"
    assert [stream.closed for stream in streams] == [True, True, False]


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_stream_that_is_an_error(status: int, wire: Wire, pauses: Any) -> None:
    wire.always({"error": {"message": "No such quote."}}, status)
    client = stripe.StripeClient("sk_test_1", http_client=wire)
    with pytest.raises(stripe.StripeError, match="No such quote"):
        client.v1.quotes.pdf("qt_1")
