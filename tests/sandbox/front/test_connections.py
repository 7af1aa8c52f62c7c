"""Connections that say nothing, half a request, too much, or something else than http."""

import contextlib
import http.client
import socket
import ssl
import threading

import pytest
import requests

from stripe.sandbox import Sandbox
from stripe.sandbox.front.connections import Resting

IDLE, HALF = 150, 60


@pytest.fixture(scope="module")
def served():
    sandbox = Sandbox()
    sandbox.serve(0)
    yield sandbox
    sandbox.close()


def address(sandbox):
    return "127.0.0.1", int(sandbox.url.rpartition(":")[2])


def head(sandbox):
    return {"Authorization": f"Bearer {sandbox.api_key}"}


def test_idle_and_half_said_connections_block_nobody(served):
    with contextlib.ExitStack() as stack:
        for _ in range(IDLE):
            idle = http.client.HTTPConnection(*address(served), timeout=20)
            stack.callback(idle.close)
            idle.request("GET", "/v1/customers?limit=1", headers=head(served))
            assert idle.getresponse().read()
        for _ in range(HALF):
            half = socket.create_connection(address(served), timeout=20)
            stack.callback(half.close)
            half.sendall(
                b"POST /v1/customers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nna"
            )
        assert requests.get(f"{served.url}/v1/customers", headers=head(served), timeout=20).ok


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_is_refused_and_the_refusal_can_be_read(served, chunked):
    piece = b"a" * 1_000_000
    body = (piece for _ in range(40)) if chunked else piece * 40
    answer = requests.post(
        f"{served.url}/v1/customers", data=body, headers=head(served), timeout=60
    )
    assert answer.status_code == 413
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert requests.get(f"{served.url}/v1/customers", headers=head(served), timeout=20).ok


def test_a_large_body_is_refused_before_it_is_sent(served):
    with socket.create_connection(address(served), timeout=20) as client:
        client.sendall(
            b"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n"
        )
        assert client.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_tls_is_told_that_it_is_not_spoken_here(served, caplog):
    with socket.create_connection(address(served), timeout=20) as client:
        with pytest.raises(ssl.SSLError):
            ssl.create_default_context().wrap_socket(client, server_hostname="localhost")
    assert "speaks plain http" in caplog.text
    with socket.create_connection(address(served), timeout=20) as client:
        client.sendall(b"\x16\x03\x01\x02\x00\x01\x00")
        assert b"This port speaks plain http, not https" in client.makefile("rb").read()


@pytest.mark.parametrize("length", ["x", "-1", "１２", str(10**30)])
def test_lengths_that_are_none(served, length):
    sandbox = Sandbox()
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/v1/customers", "CONTENT_LENGTH": length}
    answer = []
    b"".join(sandbox.wsgi(environ, lambda status, headers: answer.append(status)))
    assert [status.partition(" ")[0] for status in answer] == ["413"]  # Python 3.13 has other words


@pytest.mark.parametrize(
    ("method", "path", "ends"),
    [
        ("GET", "/v1/customers", b'"url":"/v1/customers"}'),
        ("GET", "/v1/nothing", b"}}"),
        ("HEAD", "/sandbox", b"\r\n\r\n"),
    ],
)
def test_an_answer_arrives_in_one_piece(served, method, path, ends):
    asked = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {head(served)['Authorization']}"
    with socket.create_connection(address(served), timeout=20) as client:
        for _ in range(2):  # the connection lives on
            client.sendall(f"{asked}\r\n\r\n".encode())
            answer = client.recv(1 << 16)
            assert answer.startswith(b"HTTP/1.1 ")
            assert answer.endswith(ends)


def test_the_thread_that_worked_last_works_next():
    lock, woken = threading.Lock(), []
    resting = Resting(lock)
    threads = []
    for name in range(3):
        came = threading.Event()

        def rest(name=name, came=came):
            with lock:
                came.set()
                resting.wait()
                woken.append(name)

        threads.append(threading.Thread(target=rest, daemon=True))
        threads[-1].start()
        assert came.wait(20)
        lock.acquire()  # free again when that thread rests
        lock.release()
    with lock:
        resting.notify()
    threads[2].join(20)
    assert woken == [2]
    with lock:
        resting.notify_all()
        resting.notify()  # nobody is left
    for thread in threads:
        thread.join(20)
    assert sorted(woken) == [0, 1, 2]
