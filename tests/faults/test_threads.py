"""64 threads with one client, or one module: nothing of one call shows up in another."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fault_server import Answer, FaultServer, Received, serving

import stripe
from stripe import http_client
from stripe._http.pool import CONNECTIONS

THREADS = 64
CALLS = 12


def mark(text: str) -> str:
    """What tells texts apart, and may be logged."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def mirror(request: Received) -> Answer:
    """Tells a request what it carried."""
    seen = ("authorization", "stripe-account", "stripe-context", "stripe-version")
    body = {
        "id": request.target.rpartition("/")[2].partition("?")[0] or "none",
        "object": "customer",
        "metadata": {name: mark(request.headers.get(name, "")) for name in seen},
    }
    headers = {"Request-Id": f"req_{body['id']}", "Set-Cookie": f"who={body['id']}"}
    if "cookie" in request.headers:
        return 500, {}, b"a cookie"
    return 200, headers, json.dumps(body).encode()


def basic(key: str) -> str:
    from base64 import b64encode

    return f"Basic {b64encode(f'{key}:'.encode()).decode()}"


def together(work: Any) -> list[Any]:
    barrier = threading.Barrier(THREADS)

    def one(number: int) -> Any:
        barrier.wait(20)
        return [work(number, call) for call in range(CALLS)]

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def check(customer: Any, number: int, call: int) -> None:
    id = f"cus_{number}x{call}"
    assert customer.id == id
    assert customer.last_response.request_id == f"req_{id}"
    sent = customer.metadata
    assert sent["authorization"] == mark(basic(f"sk_test_{number}"))
    assert sent["stripe-account"] == mark(f"acct_{number}")
    assert sent["stripe-context"] == mark(f"ctx_{call}")
    assert customer.api_key == f"sk_test_{number}"
    assert customer.stripe_account == f"acct_{number}"


@pytest.mark.parametrize("style", ["client", "module"])
def test_nothing_leaks_between_calls(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(execute=mirror) as server:
        monkeypatch.setattr(stripe, "api_base", server.url)
        client = stripe.StripeClient("sk_test_none", base_addresses={"api": server.url})

        def work(number: int, call: int) -> None:
            options: Any = {
                "api_key": f"sk_test_{number}",
                "stripe_account": f"acct_{number}",
                "stripe_context": f"ctx_{call}",
            }
            id = f"cus_{number}x{call}"
            if style == "client":
                customer = client.v1.customers.retrieve(id, {}, options)
            else:
                customer = stripe.Customer.retrieve(id, **options)
            check(customer, number, call)

        together(work)
        assert len(server.requests) == THREADS * CALLS
        assert server.connections <= CONNECTIONS
        client.close()


def test_both_modes_of_the_api_at_once() -> None:
    with serving(execute=mirror) as server:
        client = stripe.StripeClient("sk_test_none", base_addresses={"api": server.url})

        def work(number: int, call: int) -> None:
            if (number + call) % 2:
                client.v1.customers.retrieve(f"cus_{number}")
            else:
                client.raw_request("get", "/v2/core/events/evt_1")

        together(work)
        client.close()
    for request in server.requests:
        mode = "v2" if request.target.startswith("/v2") else "v1"
        assert request.headers["user-agent"].startswith(f"Stripe/{mode} ")


def test_the_metrics_of_a_thread_are_about_its_own_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", True)
    with serving(execute=mirror) as server:
        client = stripe.StripeClient("sk_test_none", base_addresses={"api": server.url})
        together(lambda number, call: client.v1.customers.retrieve(f"cus_{number}x{call}"))
        client.close()
    for request in server.requests:
        told = request.headers.get("x-stripe-client-telemetry")
        number, _, call = request.target.rpartition("_")[2].partition("x")
        if call == "0":
            assert told is None
        else:
            last = json.loads(told or "")["last_request_metrics"]["request_id"]
            assert last == f"req_cus_{number}x{int(call) - 1}"


def test_threads_that_come_and_go_share_the_connections() -> None:
    with serving(execute=mirror) as server:
        client = stripe.StripeClient("sk_test_none", base_addresses={"api": server.url})
        for number in range(200):
            thread = threading.Thread(target=client.v1.customers.retrieve, args=(f"cus_{number}",))
            thread.start()
            thread.join()
        client.close()
    assert server.connections == 1


def sockets_to(server: FaultServer) -> list[str]:
    """This process's open connections to a server, as the system tells."""
    wanted = f"0100007F:{server.port:04X}"
    inodes = set()
    for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[2] == wanted:
            inodes.add(fields[9])
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            target = os.readlink(descriptor)
            if target.removeprefix("socket:[").removesuffix("]") in inodes:
                found.append(target)
    return found


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="the system tells otherwise")
@pytest.mark.parametrize("given", [False, True])
def test_no_socket_stays_open_after_close(given: bool) -> None:
    import requests

    with serving() as server:
        settings: Any = {"session": requests.Session()} if given else {}
        client = stripe.StripeClient(
            "sk_test_none",
            base_addresses={"api": server.url},
            http_client=stripe.RequestsClient(**settings),
        )
        together(lambda number, call: client.v1.customers.retrieve(f"cus_{number}"))
        assert 1 <= len(sockets_to(server)) <= CONNECTIONS
        client.close()
        assert sockets_to(server) == []
        client.v1.customers.retrieve("cus_1")
        with client:
            client.v1.customers.retrieve("cus_1")
        assert sockets_to(server) == []


def test_one_default_client_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def make(**settings: Any) -> Any:
        made.append(settings)
        return stripe.RequestsClient(**settings)

    monkeypatch.setattr(http_client, "new_default_http_client", make)
    with serving(execute=mirror) as server:
        monkeypatch.setattr(stripe, "api_base", server.url)
        together(lambda number, call: stripe.Customer.retrieve(f"cus_{number}") if not call else 0)
    assert len(made) == 1
