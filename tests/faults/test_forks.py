"""After a fork the child has connections of its own; objects cross processes without their keys."""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from fault_server import FaultServer, a_customer

import stripe
from stripe import http_client

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def in_child(work: Callable[[], Any]) -> Any:
    """What `work` gives in a forked child."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 warns of forks in a process with threads; the server here is one.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        signal.alarm(20)  # the parent would wait for ever
        status = 1
        try:
            os.write(writing, json.dumps(work()).encode())
            status = 0
        except BaseException as error:
            os.write(writing, json.dumps(repr(error)).encode())
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as file:
        told = json.loads(file.read() or "null")
    assert os.waitpid(child, 0)[1] == 0, told
    return told


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    made = FaultServer(execute=a_customer)
    monkeypatch.setattr(stripe, "api_base", made.url)
    # Streams have locks that a thread may hold while another forks: no lines from the children.
    logging.disable()
    yield made
    logging.disable(logging.NOTSET)
    made.close()


def ports(server: FaultServer) -> list[int]:
    return [request.port for request in server.requests]


def module_call() -> str:
    return stripe.Customer.retrieve("cus_1").id


def client_call(server: FaultServer, http: Any = None, **settings: Any) -> Callable[[], str]:
    client = stripe.StripeClient(
        "sk_test_1",
        base_addresses={"api": server.url},
        http_client=http or stripe.RequestsClient(**settings),
    )
    return lambda: client.v1.customers.retrieve("cus_1").id


@pytest.mark.parametrize("style", ["module", "client", "given session", "proxied"])
def test_the_child_never_uses_a_socket_of_the_parent(style: str, server: FaultServer) -> None:
    settings: Any = {}
    if style == "given session":
        settings["session"] = requests.Session()
    if style == "proxied":  # the server plays the proxy: it does not look at the target
        settings["proxy"] = server.url
    call = module_call if style == "module" else client_call(server, **settings)
    assert call() == "cus_1"
    children = [in_child(lambda: [call(), call()]) for _ in range(2)]
    assert children == [["cus_1", "cus_1"]] * 2
    assert call() == "cus_1"
    parent, *middle, parent_again = ports(server)
    # The parent's connection lives on, and the children have one each.
    assert parent == parent_again
    assert parent not in middle
    assert len(set(middle)) == 2


def test_a_lock_that_a_thread_held_is_no_trouble(server: FaultServer) -> None:
    client = stripe.RequestsClient()
    call = client_call(server, client)
    call()
    pool = next(iter(client._transport._session.adapters["http://"]._pools.values()))  # type: ignore[union-attr]
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with client._transport._lock, http_client._default_lock, pool.pool.mutex:  # type: ignore[union-attr]
            held.set()
            done.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)

    def work() -> str:
        gc.collect()
        return call()

    try:
        assert in_child(work) == "cus_1"
    finally:
        done.set()
        thread.join()


def test_64_threads_and_a_fork_among_them(server: FaultServer) -> None:
    call = client_call(server)
    stop = threading.Event()

    def busy() -> None:
        while not stop.is_set():
            call()

    threads = [threading.Thread(target=busy) for _ in range(16)]
    for thread in threads:
        thread.start()
    try:
        assert [in_child(call) for _ in range(3)] == ["cus_1"] * 3
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_preloaded_by_a_server_of_processes(server: FaultServer) -> None:
    """As gunicorn does it with `preload_app`: imported, called once, forked several times."""
    stripe.preload("Customer")
    assert module_call() == "cus_1"
    assert [in_child(module_call) for _ in range(4)] == ["cus_1"] * 4
    assert len(set(ports(server))) == 5


def _works(url: str) -> str:
    stripe.api_base = url
    stripe.api_key = "sk_test_1"
    return stripe.Customer.retrieve("cus_1").id


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_multiprocessing(method: str, server: FaultServer) -> None:
    assert module_call() == "cus_1"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with multiprocessing.get_context(method).Pool(1 if method == "spawn" else 2) as pool:
            assert pool.map(_works, [server.url] * 4) == ["cus_1"] * 4


def _uses(pickled: bytes, url: str, key: str) -> tuple[str, str]:
    stripe.api_base = url
    stripe.api_key = key
    customer = pickle.loads(pickled)
    try:
        return customer.id, customer.refresh().id
    except stripe.AuthenticationError as error:
        return customer.id, type(error).__name__


def test_objects_cross_processes_without_their_keys(server: FaultServer) -> None:
    customer = stripe.Customer.retrieve("cus_1", api_key="sk_test_crossing00000000")
    pickled = pickle.dumps(customer)
    assert b"sk_test" not in pickled
    same = in_child(lambda: _uses(pickled, server.url, "sk_test_crossing00000000"))
    assert same == ["cus_1", "cus_1"]
    other = in_child(lambda: _uses(pickled, server.url, "sk_test_another00000000"))
    assert other == ["cus_1", "AuthenticationError"]


@pytest.mark.parametrize("given", ["plain function", "none"])
def test_what_has_no_adapters_is_left_alone(given: str, server: FaultServer) -> None:
    class Session:
        def request(self, method: str, url: str, **settings: Any) -> Any:
            return requests.request(method, url, **settings)

        def close(self) -> None:
            pass

    call = client_call(server, session=Session()) if given == "none" else module_call
    with contextlib.suppress(stripe.APIConnectionError):
        call()
    assert in_child(call) == "cus_1"


def test_other_adapters_of_a_session_are_left_alone(server: FaultServer) -> None:
    class Adapter(requests.adapters.BaseAdapter):
        def send(self, request: Any, *args: Any, **settings: Any) -> Any:
            return requests.get(request.url, timeout=5)

        def close(self) -> None:
            pass

    session = requests.Session()
    session.mount("http://", Adapter())
    assert in_child(client_call(server, session=session)) == "cus_1"


@pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors in /proc")
def test_children_do_not_gather_descriptors(server: FaultServer) -> None:
    call = client_call(server)
    call()

    def work() -> list[int]:
        before = len(os.listdir("/proc/self/fd"))
        call()
        return [before, len(os.listdir("/proc/self/fd"))]

    before, after = in_child(work)
    assert after <= before + 1
