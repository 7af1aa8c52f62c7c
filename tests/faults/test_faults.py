"""Every fault of the table: its outcome, how many requests it costs, and with which keys."""

from __future__ import annotations

import ssl
from typing import Any

import pytest
import trustme
from fault_server import serving
from faults import FAULTS, RETRIES, Fault

import stripe

CALLS = {
    "get": lambda client: client.v1.customers.retrieve("cus_1"),
    "post": lambda client: client.v1.customers.create({"name": "Jenny Rosen"}),
    "delete": lambda client: client.v1.customers.delete("cus_1"),
    "stream": lambda client: client.v1.quotes.pdf("qt_1").io.read(),
}


@pytest.fixture(params=["http", "https"])
def tls(
    request: pytest.FixtureRequest,
    authority: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
) -> ssl.SSLContext | None:
    if request.param == "http":
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setattr(stripe, "ca_bundle_path", str(tmp_path / "ca.pem"))
    return context


@pytest.mark.parametrize("verb", ["get", "post", "delete"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(fault: Fault, verb: str, tls: ssl.SSLContext | None, pauses: list[float]) -> None:
    http_client = stripe.RequestsClient(**fault.client)
    with serving(*[fault.behaviour] * fault.times, tls=tls) as server:
        client = stripe.StripeClient(
            "sk_test_faults00000000",
            base_addresses={"api": server.url},
            http_client=http_client,
            max_network_retries=RETRIES,
        )
        outcome, error = "answer", None
        try:
            assert CALLS[verb](client).id == "cus_1"
        except stripe.StripeError as raised:
            outcome, error = type(raised).__name__, raised
        client.close()
    once = fault.needs_key and verb == "delete"
    assert outcome == ("APIConnectionError" if once else fault.outcome)
    assert len(server.requests) == (1 if once else fault.requests)
    assert getattr(error, "should_retry", None) is (False if once else fault.should_retry)
    if error is not None and server.requests:
        assert error.idempotency_key == server.requests[0].headers.get("idempotency-key")
    keys = {request.headers.get("idempotency-key") for request in server.requests}
    assert len(keys) <= 1
    assert keys == {None} or verb == "post" or not server.requests
    assert len({(one.method, one.target, one.body) for one in server.requests if one.body}) <= 1
    assert all(fault.pauses[0] <= pause <= fault.pauses[1] for pause in pauses)
    tries = max(len(server.requests), server.connections if tls is None else 0)
    assert len(pauses) in (tries - 1, RETRIES if fault.requests in (0, 3) else 1)


@pytest.mark.parametrize("retries", [0, 1, 5])
def test_max_network_retries_bounds_the_tries(retries: int) -> None:
    from fault_server import api_error

    with serving(*[api_error(500)] * 10) as server:
        client = stripe.StripeClient("sk_test_1", base_addresses={"api": server.url})
        with pytest.raises(stripe.APIError):
            client.v1.customers.create({}, {"max_network_retries": retries})
        client.close()
    assert len(server.requests) == retries + 1
    assert len({request.headers["idempotency-key"] for request in server.requests}) == 1


def test_nothing_listens() -> None:
    with serving() as server:
        pass
    client = stripe.StripeClient("sk_test_1", base_addresses={"api": server.url})
    with pytest.raises(stripe.APIConnectionError, match="Could not reach") as caught:
        client.v1.customers.retrieve("cus_1")
    assert caught.value.should_retry
    assert server.requests == []


def test_connecting_takes_too_long() -> None:
    import socket

    # The queue of a server that accepts nothing is full after a few; the next get no answer at all.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        http_client = stripe.RequestsClient(timeout=(0.05, 5))
        client = stripe.StripeClient(
            "sk_test_1",
            base_addresses={"api": f"http://127.0.0.1:{listener.getsockname()[1]}"},
            http_client=http_client,
        )
        with pytest.raises(stripe.APIConnectionError, match="ConnectTimeout") as caught:
            client.v1.customers.retrieve("cus_1")
        assert caught.value.should_retry
        for one in waiting:
            one.close()


def test_silence_in_the_handshake(authority: trustme.CA) -> None:
    from fault_server import silence_before

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving(*[silence_before] * 9, tls=context) as server:
        client = stripe.StripeClient(
            "sk_test_1",
            base_addresses={"api": server.url},
            http_client=stripe.RequestsClient(timeout=1),
        )
        with pytest.raises(stripe.APIConnectionError) as caught:
            client.v1.customers.retrieve("cus_1")
        assert caught.value.should_retry
        assert server.connections == 3
        assert server.requests == []


def test_a_stream_is_retried_like_any_other() -> None:
    from fault_server import api_error, html_502, reset_after

    with serving(reset_after, html_502) as server:
        client = stripe.StripeClient("sk_test_1", base_addresses={"files": server.url})
        answer = client.v1.quotes.pdf("qt_1")
        assert b"cus_1" in answer.io.read()
        answer.io.close()
        client.close()
    assert len(server.requests) == 3
    with serving(*[api_error(503)] * 9) as server:
        client = stripe.StripeClient("sk_test_1", base_addresses={"files": server.url})
        with pytest.raises(stripe.APIError, match="Failed with 503"):
            client.v1.quotes.pdf("qt_1")
        client.close()
    assert len(server.requests) == 3
