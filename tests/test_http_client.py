"""RequestsClient and its likes: settings, sessions, functions, and the mocks that people use."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
import urllib3

import stripe
from stripe import http_client
from stripe.connection_pool import PoolAdapter

sys.path.insert(0, str(Path(__file__).parent / "faults"))

from fault_server import FaultServer, Received, serving

CUSTOMER = '{"id": "cus_1", "object": "customer"}'
ADDRESS = "https://api.stripe.com/v1/customers/cus_1"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(stripe, "api_key", "sk_test_http00000000")
    monkeypatch.setattr(stripe, "default_http_client", None)
    monkeypatch.setattr(stripe, "max_network_retries", 0)
    yield
    client = stripe.default_http_client
    if isinstance(client, stripe.HTTPClient):
        client.close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    with serving() as made:
        monkeypatch.setattr(stripe, "api_base", made.url)
        monkeypatch.setattr(stripe, "upload_api_base", made.url)
        yield made


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
    assert seen[0]["stream"] is False


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
    settings = client._settings_for(client._session, f"{server.url}/v1/x")
    assert settings["verify"] == "/tmp/other.pem"


# -- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raised", "message", "should_retry"),
    [
        (requests.exceptions.ConnectTimeout("late"), "Could not reach", True),
        (requests.exceptions.ReadTimeout("late"), "Could not reach", True),
        (requests.exceptions.ConnectionError("lost"), "Could not reach", True),
        (requests.exceptions.ProxyError("no"), "Could not reach", True),
        (requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED"), "certificate", False),
        (requests.exceptions.SSLError("WRONG_VERSION"), "TLS 1.2", False),
        (requests.exceptions.TooManyRedirects("31"), "broke off", False),
        (requests.exceptions.ChunkedEncodingError("cut"), "broke off", False),
        (requests.exceptions.ContentDecodingError("gzip"), "broke off", False),
        (requests.exceptions.InvalidURL("bad"), "broke off", False),
        (ValueError("odd"), "unexpected", False),
        (OSError("odd"), "unexpected", False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
@pytest.mark.parametrize("given", [False, True])
def test_errors_of_the_library_below(
    raised: Exception,
    message: str,
    should_retry: bool,
    given: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*args: Any, **settings: Any) -> Any:
        raise raised

    monkeypatch.setattr(requests.Session, "send", fail)
    client = stripe.RequestsClient(session=requests.Session() if given else None)
    for method in (client.request, client.request_stream):
        with pytest.raises(stripe.APIConnectionError, match=message) as caught:
            method("get", ADDRESS, {})
        error = caught.value
        assert error.should_retry is should_retry
        assert error.http_status is None
        assert error.__cause__ is raised
        assert str(error).endswith(f"(Network error: {type(raised).__name__}: {raised})")


def test_secrets_in_errors_of_the_library_below(monkeypatch: pytest.MonkeyPatch) -> None:
    client = stripe.StripeClient(
        "sk_test_http00000000", base_addresses={"api": "http://127.0.0.1:9"}
    )
    with pytest.raises(stripe.APIConnectionError) as caught:
        client.raw_request(
            "get",
            "/v1/payment_intents/pi_1",
            client_secret="pi_1_secret_abcdefgh",
            card={"number": "4242424242424242", "cvc": "737"},
        )
    error: BaseException | None = caught.value
    seen = 0
    while error is not None:
        for text in (str(error), repr(error)):
            assert "abcdefgh" not in text
            assert "4242" not in text
            assert "737" not in text
        error, seen = error.__cause__ or error.__context__, seen + 1
    assert seen > 2


def test_a_circle_of_causes_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ValueError("sk_test_circle00000000"), ValueError("b")
    first.__cause__, second.__cause__ = second, first

    def fail(*args: Any, **settings: Any) -> Any:
        raise first

    monkeypatch.setattr(requests.Session, "send", fail)
    with pytest.raises(stripe.APIConnectionError, match=r"ValueError: sk_test_\*\*\*\*\)"):
        stripe.RequestsClient().request("get", ADDRESS, {})


# -- clients -------------------------------------------------------------------------------------


def test_a_function_is_a_client() -> None:
    def send(method: str, url: str, headers: Any, post_data: Any) -> Any:
        assert (method, url) == ("get", ADDRESS)
        return CUSTOMER, 200, {"REQUEST-ID": "req_1"}

    client = stripe.StripeClient("sk_test_1", http_client=send)
    customer = client.v1.customers.retrieve("cus_1")
    assert customer.last_response is not None
    assert customer.last_response.request_id == "req_1"
    client.close()


def test_a_function_for_module_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "default_http_client", lambda *request: (CUSTOMER, 200, {}))
    assert stripe.Customer.retrieve("cus_1").id == "cus_1"


@pytest.mark.parametrize("body", ["%PDF", b"%PDF"])
def test_a_function_for_streams(body: Any) -> None:
    client = stripe.StripeClient("sk_test_1", http_client=lambda *request: (body, 200, {}))
    assert client.v1.quotes.pdf("qt_1").io.read() == b"%PDF"


def test_what_is_no_client() -> None:
    with pytest.raises(TypeError, match="not a value of type int"):
        stripe.StripeClient("sk_test_1", http_client=17)  # type: ignore[arg-type]


def test_the_base_class_names_what_is_missing() -> None:
    class Half(stripe.HTTPClient):
        pass

    with pytest.raises(NotImplementedError, match="Half must define `request`"):
        Half().request("get", "", {})
    with pytest.raises(NotImplementedError, match="Half must define `request_stream`"):
        Half().request_stream("get", "", {})
    Half().close()


def test_a_client_that_derives_from_nothing() -> None:
    class Own:
        name = "own"

        def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
            return CUSTOMER, 200, {}

    client = stripe.StripeClient("sk_test_1", http_client=Own(), timeout=3)  # type: ignore[arg-type]
    assert client.v1.customers.retrieve("cus_1").id == "cus_1"


def test_names_of_clients() -> None:
    from stripe.http_client import FunctionClient

    assert stripe.HTTPClient.name == "custom"
    assert FunctionClient(lambda *request: (CUSTOMER, 200, {})).name == "function"
    assert stripe.RequestsClient().name == "requests"
    assert isinstance(stripe.new_default_http_client(), stripe.RequestsClient)


@pytest.mark.parametrize("settings", [{"proxy": "http://x"}, {"verify_ssl_certs": False}])
def test_settings_of_a_client_that_is_given(settings: Any) -> None:
    with pytest.raises(ValueError, match="settings of the HTTP client"):
        stripe.StripeClient("sk_test_1", http_client=stripe.RequestsClient(), **settings)


def test_the_default_client_is_made_once(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stripe.default_http_client is None
    stripe.Customer.retrieve("cus_1")
    made = stripe.default_http_client
    stripe.Customer.retrieve("cus_1")
    assert stripe.default_http_client is made
    monkeypatch.setattr(stripe, "proxy", "http://proxy:3128")
    with pytest.warns(UserWarning, match="stripe.proxy was changed after the first request"):
        stripe.Customer.retrieve("cus_1")


def test_a_second_thread_finds_the_client_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = stripe.RequestsClient()

    class Lock:
        def __enter__(self) -> None:
            stripe.default_http_client = made  # another thread was faster

        def __exit__(self, *error: object) -> None:
            pass

    monkeypatch.setattr(http_client, "_default_lock", Lock())
    assert http_client.current_client(None) is made


def test_a_second_thread_finds_the_session_made() -> None:
    client: Any = stripe.RequestsClient()
    session = requests.Session()

    class Lock:
        def __enter__(self) -> None:
            client._session = session

        def __exit__(self, *error: object) -> None:
            pass

    client._lock = Lock()
    assert client._open() is session


def test_an_override_takes_all_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    override = http_client.FunctionClient(lambda *request: (CUSTOMER, 200, {}))
    monkeypatch.setattr(http_client, "transport_override", override)
    own = http_client.FunctionClient(lambda *request: pytest.fail("asked"))
    assert stripe.StripeClient("sk_test_1", http_client=own).v1.customers.retrieve("cus_1")


def test_a_pool_that_urllib3_has_closed_is_replaced(server: FaultServer) -> None:
    stripe.Customer.retrieve("cus_1")
    client: Any = stripe.default_http_client
    (pool,) = client._session.adapters["http://"]._pools.values()
    pool.close()
    client._session.adapters["http://"].poolmanager.clear()
    stripe.Customer.retrieve("cus_1")
    assert server.connections == 2


def test_cookie_jar_that_stays_empty() -> None:
    from stripe.own_session import NO_COOKIES

    NO_COOKIES.set("a", "b")
    assert list(NO_COOKIES) == []
    assert NO_COOKIES.copy() is NO_COOKIES
    assert NO_COOKIES.get_policy() is not None


def test_socks_is_left_to_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    made = urllib3.PoolManager()
    monkeypatch.setattr(
        requests.adapters.HTTPAdapter, "proxy_manager_for", lambda self, proxy, **settings: made
    )
    before = made.pool_classes_by_scheme
    PoolAdapter().proxy_manager_for("socks5://127.0.0.1:1")
    assert made.pool_classes_by_scheme is before
    PoolAdapter().proxy_manager_for("http://127.0.0.1:1")
    assert made.pool_classes_by_scheme is not before


# -- the mocks that people use -----------------------------------------------------------------------


@responses.activate
@pytest.mark.parametrize("given", [False, True])
def test_responses(given: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if given:
        session = requests.Session()
        monkeypatch.setattr(stripe, "default_http_client", stripe.RequestsClient(session=session))
    responses.get(ADDRESS, body=CUSTOMER, headers={"Request-Id": "req_1"})
    responses.post("https://api.stripe.com/v1/customers", body=CUSTOMER)
    responses.get("https://files.stripe.com/v1/quotes/qt_1/pdf", body=b"%PDF")
    customer = stripe.Customer.retrieve("cus_1")
    assert customer.last_response is not None
    assert customer.last_response.request_id == "req_1"
    stripe.Customer.create(name="Jenny Rosen")
    assert responses.calls[1].request.body == "name=Jenny+Rosen"
    assert stripe.Quote.pdf("qt_1").io.read() == b"%PDF"


@responses.activate
def test_responses_that_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stripe.api_requestor.sleep", lambda seconds: None)
    responses.get(ADDRESS, body=requests.exceptions.ConnectionError("lost"))
    responses.get(ADDRESS, status=500, body="{}")
    responses.get(ADDRESS, body=CUSTOMER)
    assert stripe.Customer.retrieve("cus_1", max_network_retries=2).id == "cus_1"
    with pytest.raises(stripe.APIConnectionError):
        stripe.Customer.retrieve("cus_2")


@pytest.mark.parametrize("given", [False, True])
def test_requests_mock(given: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    requests_mock = pytest.importorskip("requests_mock")
    if given:
        session = requests.Session()
        monkeypatch.setattr(stripe, "default_http_client", stripe.RequestsClient(session=session))
    with requests_mock.Mocker() as mock:
        mock.get(ADDRESS, text=CUSTOMER)
        mock.post("https://api.stripe.com/v1/customers", text=CUSTOMER)
        assert stripe.Customer.retrieve("cus_1").id == "cus_1"
        stripe.Customer.create(name="Jenny Rosen")
        assert mock.last_request.text == "name=Jenny+Rosen"
