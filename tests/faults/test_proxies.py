"""Proxies: plain ones, such that want a password, and such that refuse."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import trustme
from fault_server import FaultServer, read_body, read_head, serving

import stripe


class Proxy:
    """Tunnels for CONNECT, passes on the rest; `refuse` is the status that it answers instead."""

    def __init__(self, refuse: int | None = None, password: str | None = None) -> None:
        self.refuse = refuse
        self.wanted = password and f"Basic {base64.b64encode(password.encode()).decode()}"
        self.requests: list[Any] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError), sock, sock.makefile("rb") as file:
            request = read_head(file)
            if request is None:
                return
            read_body(file, request)
            self.requests.append(request)
            denied = self.wanted and request.headers.get("proxy-authorization") != self.wanted
            if self.refuse or denied:
                sock.sendall(
                    b"HTTP/1.1 %d No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    % (self.refuse or 407)
                )
                return
            host, path = request.target, ""
            if request.method != "CONNECT":
                host, _, path = request.target.removeprefix("http://").partition("/")
            port = host.partition(":")[2]
            with socket.create_connection(("127.0.0.1", int(port))) as there:
                if request.method == "CONNECT":
                    sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                    back = threading.Thread(target=_pump, args=(there, sock), daemon=True)
                    back.start()
                    _pump(sock, there)
                    back.join(5)
                else:
                    head = "".join(f"{name}: {text}\r\n" for name, text in request.headers.items())
                    start = f"{request.method} /{path} HTTP/1.1\r\n{head}\r\n"
                    there.sendall(start.encode() + request.body)
                    there.shutdown(socket.SHUT_WR)
                    _pump(there, sock)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def proxy(**settings: Any) -> Iterator[Proxy]:
    made = Proxy(**settings)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(params=["http", "https"])
def server(
    request: pytest.FixtureRequest,
    authority: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
) -> Iterator[FaultServer]:
    context = None
    if request.param == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", "elsewhere").configure_cert(context)
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setattr(stripe, "ca_bundle_path", str(tmp_path / "ca.pem"))
    with serving(tls=context) as made:
        yield made


def call(server: FaultServer, host: str = "127.0.0.1", **settings: Any) -> Any:
    base = server.url.replace("127.0.0.1", host)
    with stripe.StripeClient(
        "sk_test_proxies00000000", base_addresses={"api": base}, **settings
    ) as client:
        return client.v1.customers.create({"name": "Jenny Rosen"})


@pytest.mark.parametrize("form", ["text", "dict", "environment"])
def test_plain(form: str, server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy() as through:
        url = f"http://127.0.0.1:{through.port}"
        settings: Any = {}
        if form == "environment":
            monkeypatch.setenv("http_proxy", url)
            monkeypatch.setenv("https_proxy", url)
        else:
            settings["proxy"] = url if form == "text" else {"http": url, "https": url}
        # A host that the proxy alone can find.
        assert call(server, "elsewhere", **settings).id == "cus_1"
    assert len(through.requests) == 1
    assert len(server.requests) == 1
    if server.tls is not None:
        # The proxy sees where to, and no more.
        assert through.requests[0].method == "CONNECT"
        assert "authorization" not in through.requests[0].headers


@pytest.mark.parametrize("name", ["http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY"])
@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
def test_the_proxy_of_the_environment_is_not_for_this_machine(
    name: str, given: bool, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy() as through:
        monkeypatch.setenv(name, f"http://127.0.0.1:{through.port}")
        session = requests.Session() if given else None
        http_client = stripe.RequestsClient(session=session)
        assert call(server, http_client=http_client).id == "cus_1"
    assert through.requests == []
    assert len(server.requests) == 1


def test_with_credentials(server: FaultServer) -> None:
    with proxy(password="jenny:open sesame") as through:
        url = f"http://jenny:open%20sesame@127.0.0.1:{through.port}"
        assert call(server, proxy=url).id == "cus_1"
    if server.tls is not None:
        assert "proxy-authorization" not in server.requests[0].headers


def test_with_wrong_credentials(server: FaultServer) -> None:
    with proxy(password="jenny:other") as through:
        url = f"http://jenny:open%20sesame@127.0.0.1:{through.port}"
        with pytest.raises(stripe.StripeError) as caught:
            call(server, proxy=url)
    assert "sesame" not in str(caught.value) + repr(caught.value)
    assert server.requests == []
    # Behind a tunnel there is no answer, so that it is tried again; else the proxy's is the answer.
    assert len(through.requests) == (1 if server.tls is None else 3)


@pytest.mark.parametrize("status", [403, 502, 503])
def test_refusing(status: int, server: FaultServer) -> None:
    with proxy(refuse=status) as through:
        with pytest.raises(stripe.StripeError) as caught:
            call(server, proxy=f"http://127.0.0.1:{through.port}")
    tunnelled = server.tls is not None
    expected = stripe.APIConnectionError if tunnelled else stripe.APIError
    assert isinstance(caught.value, expected if status >= 500 or tunnelled else stripe.StripeError)
    assert server.requests == []
    assert len(through.requests) == (1 if status == 403 and not tunnelled else 3)


def test_absent(server: FaultServer) -> None:
    with proxy() as through:
        pass
    with pytest.raises(stripe.APIConnectionError) as caught:
        call(server, proxy=f"http://jenny:sesame@127.0.0.1:{through.port}")
    assert caught.value.should_retry
    assert "sesame" not in str(caught.value)
    assert server.requests == []
