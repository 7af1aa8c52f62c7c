"""RequestsClient and its likes: settings, sessions, functions, and the mocks that people use."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
import requests
from fault_server import FaultServer, Received, serving

import stripe

CUSTOMER = '{"id": "cus_1", "object": "customer"}'
ADDRESS = "https://api.stripe.com/v1/customers/cus_1"


class Session:
    """Remembers what `requests` would be asked to do."""

    def __init__(self) -> None:
        self.calls: list[Any] = []
        self.closed = False

    def request(self, method: str, url: str, **settings: Any) -> Any:
        self.calls.append((method, url, settings))
        response = requests.Response()
        response.status_code = 200
        response._content = CUSTOMER.encode()
        response.raw = io.BytesIO(CUSTOMER.encode())
        return response

    def close(self) -> None:
        self.closed = True


# -- what goes over the wire -----------------------------------------------------------------------


def test_a_get_over_the_wire(server: FaultServer) -> None:
    customer = stripe.Customer.retrieve("cus_1", expand=["a"])
    assert customer.name == "Jenny Rosen"
    (request,) = server.requests
    assert (request.method, request.target) == ("GET", "/v1/customers/cus_1?expand%5B0%5D=a")
    assert request.body == b""
    assert "content-length" not in request.headers
    key = base64.b64encode(b"sk_test_http00000000:").decode()
    assert request.headers["authorization"] == f"Basic {key}"
    assert request.headers["host"] == f"127.0.0.1:{server.port}"


def test_a_post_over_the_wire(server: FaultServer) -> None:
    stripe.Customer.create(name="Jenny Rosén", metadata={"a": "1"})
    (request,) = server.requests
    assert request.body == b"name=Jenny+Ros%C3%A9n&metadata[a]=1"
    assert request.headers["content-length"] == str(len(request.body))


def test_bodies_that_are_empty(server: FaultServer) -> None:
    stripe.Customer.create()
    stripe.Customer.delete("cus_1")
    assert [request.headers["content-length"] for request in server.requests] == ["0", "0"]


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_an_upload_over_the_wire(size: int, server: FaultServer) -> None:
    stripe.File.create(file=io.BytesIO(b"x" * size), purpose="dispute_evidence")
    (request,) = server.requests
    assert request.headers["content-length"] == str(len(request.body))
    assert b"x" * size in request.body


def test_an_upload_with_a_deadline(server: FaultServer) -> None:
    stripe.File.create(file=io.BytesIO(b"x" * 3_000_000), purpose="dispute_evidence", timeout=30)
    assert b"x" * 3_000_000 in server.requests[0].body


def test_text_as_a_body_is_counted_in_bytes(server: FaultServer) -> None:
    client = stripe.RequestsClient()
    client.request("post", f"{server.url}/v1/x", {}, "ä".encode().decode("latin-1").encode())
    assert server.requests[0].headers["content-length"] == "4"
    client.close()


def test_a_stream_over_the_wire(server: FaultServer) -> None:
    answer = stripe.Quote.pdf("qt_1")
    assert json.loads(answer.io.read())["id"] == "cus_1"
    assert (answer.code, answer.headers["request-ID"]) == (200, "req_1")
    answer.io.close()


def test_connections_are_kept(server: FaultServer) -> None:
    for _ in range(5):
        stripe.Customer.retrieve("cus_1")
    assert server.connections == 1


def test_cookies_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_cookie(request: Received) -> Any:
        return 200, {"Set-Cookie": "account=acct_1; Path=/"}, CUSTOMER.encode()

    with serving(execute=with_cookie) as server:
        monkeypatch.setattr(stripe, "api_base", server.url)
        for _ in range(2):
            stripe.Customer.retrieve("cus_1")
    assert "cookie" not in server.requests[1].headers


def test_netrc_does_not_replace_the_key(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login evil password evil\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    expected = f"Basic {base64.b64encode(b'sk_test_http00000000:').decode()}"
    stripe.Customer.retrieve("cus_1")
    monkeypatch.setattr(
        stripe, "default_http_client", stripe.RequestsClient(session=requests.Session())
    )
    stripe.Customer.retrieve("cus_1")
    assert [request.headers["authorization"] for request in server.requests] == [expected] * 2


# -- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("timeout", [80, 3.5, (1, 2), (None, 7), None])
def test_timeouts(timeout: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def send(self: Any, request: Any, **settings: Any) -> Any:
        seen.append(settings)
        return Session().request("get", "")

    monkeypatch.setattr(requests.Session, "send", send)
    client = stripe.RequestsClient(timeout=timeout)
    client.request("get", ADDRESS, {})
    assert seen[0]["timeout"] == timeout
    assert seen[0]["verify"] == stripe.ca_bundle_path
    assert seen[0]["allow_redirects"] is True


def test_the_timeout_is_80_seconds_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    stripe.RequestsClient(session=session).request("get", ADDRESS, {})
    assert session.calls[0][2]["timeout"] == 80


@pytest.mark.parametrize(
    ("proxy", "expected"),
    [
        ("http://proxy:3128", {"http": "http://proxy:3128", "https": "http://proxy:3128"}),
        ({"https": "http://proxy:3128"}, {"https": "http://proxy:3128"}),
    ],
)
def test_proxies(proxy: Any, expected: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    stripe.RequestsClient(session=session, proxy=proxy).request("get", ADDRESS, {})
    assert session.calls[0][2]["proxies"] == expected


@pytest.mark.parametrize("proxy", [17, ["http://proxy"], ("http", "x")])
def test_what_is_no_proxy(proxy: Any) -> None:
    with pytest.raises(ValueError, match=f"not a value of type {type(proxy).__name__}"):
        stripe.RequestsClient(proxy=proxy)


def test_other_settings_of_the_official_client_are_taken() -> None:
    stripe.RequestsClient(async_fallback_client=None)


def test_a_session_of_the_callers() -> None:
    session = Session()
    client = stripe.RequestsClient(session=session, timeout=7)
    body, status, _ = client.request("post", ADDRESS, {"A": "b"}, "a=1")
    assert (body, status) == (CUSTOMER.encode(), 200)
    method, url, settings = session.calls[0]
    auth = settings.pop("auth")
    request = requests.PreparedRequest()
    assert auth(request) is request
    assert (method, url) == ("post", ADDRESS)
    assert settings == {
        "headers": {"A": "b"},
        "data": "a=1",
        "timeout": 7,
        "verify": stripe.ca_bundle_path,
        "allow_redirects": False,
    }
    raw, _, _ = client.request_stream("get", ADDRESS, {})
    assert raw.read() == CUSTOMER.encode()
    assert session.calls[1][2]["stream"] is True
    assert "allow_redirects" not in session.calls[1][2]
    client.close()
    assert session.closed


def test_environment_is_read_once_for_each_address(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []
    original = requests.Session.merge_environment_settings

    def merge(self: Any, url: str, *rest: Any) -> Any:
        reads.append(url)
        return original(self, url, *rest)

    monkeypatch.setattr(requests.Session, "merge_environment_settings", merge)
    for _ in range(3):
        stripe.Customer.retrieve("cus_1")
    assert reads == [server.url]
    client = stripe.default_http_client
    assert isinstance(client, stripe.RequestsClient)
    client.close()
    stripe.Customer.retrieve("cus_1")
    assert reads == [server.url] * 2


def test_a_change_of_the_bundle_is_noticed(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stripe.Customer.retrieve("cus_1")
    client: Any = stripe.default_http_client
    monkeypatch.setattr(stripe, "ca_bundle_path", "/tmp/other.pem")
    settings = client._transport._settings_for(client._transport._session, f"{server.url}/v1/x")
    assert settings["verify"] == "/tmp/other.pem"
