"""Connections that a server closed while they were idle cost nobody an error."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import trustme
from fault_server import (
    Behaviour,
    FaultServer,
    api_error,
    hang_up_after,
    http,
    reset_after,
    serving,
)
from test_tls import context

import stripe
from stripe._http.pool import this_try

CALLS = {
    "get": lambda client: client.v1.customers.retrieve("cus_1"),
    "post": lambda client: client.v1.customers.create({"name": "Jenny Rosen"}),
    "given key": lambda client: client.v1.customers.delete("cus_1", {}, {"idempotency_key": "k"}),
    "header": lambda client: client.v1.customers.delete(
        "cus_1", {}, {"headers": {"idempotency-key": "k"}}
    ),
    "v2 delete": lambda client: client.v2.core.event_destinations.delete("ed_1"),
}


def client_of(server: FaultServer, retries: int) -> stripe.StripeClient:
    return stripe.StripeClient(
        "sk_test_1", base_addresses={"api": server.url}, max_network_retries=retries
    )


@pytest.fixture(params=["http", "https"])
def tls(
    request: pytest.FixtureRequest,
    authority: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
) -> Any:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setattr(stripe, "ca_bundle_path", str(tmp_path / "ca.pem"))
    return context(authority) if request.param == "https" else None


@pytest.mark.parametrize(
    "behaviour", [hang_up_after, reset_after, api_error(408)], ids=lambda one: one.name
)
@pytest.mark.parametrize("call", CALLS)
def test_a_connection_that_is_closed_as_it_is_used(
    call: str, behaviour: Behaviour, tls: Any, pauses: list[float]
) -> None:
    with serving(tls=tls) as server:
        client = client_of(server, retries=0)
        client.v1.customers.retrieve("cus_0")
        server.behaviours.append(behaviour)
        CALLS[call](client)
        client.close()
    assert server.connections == 2
    assert pauses == []
    keys = {request.headers.get("idempotency-key") for request in server.requests[1:]}
    assert len(keys) == 1


@pytest.mark.parametrize("call", CALLS)
def test_connections_that_were_closed_while_idle(call: str, tls: Any) -> None:
    with serving(tls=tls) as server:
        client = client_of(server, retries=0)
        for _ in range(3):
            client.v1.customers.retrieve("cus_0")
            server.hang_up()
            CALLS[call](client)
        client.close()


def test_the_second_try_takes_a_new_connection() -> None:
    with serving() as server:
        client = client_of(server, retries=0)
        barrier = Barrier(2)

        def together(server: FaultServer, sock: Any, request: Any) -> bool:
            barrier.wait(5)
            sock.sendall(http(*server.execute(request)))
            return True

        server.behaviours += [Behaviour("together", together)] * 2
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda n: client.v1.customers.retrieve(f"cus_{n}"), range(2)))
        assert server.connections == 2
        server.behaviours += [reset_after]
        client.v1.customers.retrieve("cus_1")
        assert server.connections == 3
        client.close()


def test_one_more_and_no_more() -> None:
    with serving() as server:
        client = client_of(server, retries=0)
        client.v1.customers.retrieve("cus_0")
        server.behaviours += [reset_after] * 5
        with pytest.raises(stripe.APIConnectionError):
            client.v1.customers.retrieve("cus_1")
        client.close()
    assert len(server.requests) == 3


def test_it_is_one_of_the_retries_where_there_are_some() -> None:
    with serving() as server:
        client = client_of(server, retries=2)
        client.v1.customers.retrieve("cus_0")
        server.behaviours += [reset_after] * 9
        with pytest.raises(stripe.APIConnectionError):
            client.v1.customers.retrieve("cus_1")
        client.close()
    assert len(server.requests) == 1 + 3


def test_a_delete_without_a_key_is_not_repeated_unasked() -> None:
    with serving() as server:
        client = client_of(server, retries=0)
        client.v1.customers.retrieve("cus_0")
        server.behaviours += [reset_after]
        with pytest.raises(stripe.APIConnectionError):
            client.v1.customers.delete("cus_1")
        client.close()
    assert len(server.requests) == 2


def test_a_new_connection_that_fails_is_an_error() -> None:
    with serving(reset_after) as server:
        client = client_of(server, retries=0)
        with pytest.raises(stripe.APIConnectionError):
            client.v1.customers.retrieve("cus_1")
        client.close()
    assert len(server.requests) == 1


def test_a_used_connection_that_another_thread_put_back_meanwhile_is_not_taken() -> None:
    with serving() as server:
        client = client_of(server, retries=0)
        client.v1.customers.retrieve("cus_0")
        this_try.fresh = True  # as the failure of a used connection leaves it
        client.v1.customers.retrieve("cus_0")
        assert server.connections == 2
        client.close()
