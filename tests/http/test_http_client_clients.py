"""HTTP clients of one's own, and the default one."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import urllib3
from fault_server import FaultServer
from requests.cookies import create_cookie

import stripe
from stripe import http_client
from stripe._http.pool import PoolAdapter

CUSTOMER = '{"id": "cus_1", "object": "customer"}'
ADDRESS = "https://api.stripe.com/v1/customers/cus_1"


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
            client._transport._session = session

        def __exit__(self, *error: object) -> None:
            pass

    client._transport._lock = Lock()
    assert client._transport._open() is session


def test_an_override_takes_all_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    override = http_client.FunctionClient(lambda *request: (CUSTOMER, 200, {}))
    monkeypatch.setattr(http_client, "transport_override", override)
    own = http_client.FunctionClient(lambda *request: pytest.fail("asked"))
    assert stripe.StripeClient("sk_test_1", http_client=own).v1.customers.retrieve("cus_1")


def test_a_pool_that_urllib3_has_closed_is_replaced(server: FaultServer) -> None:
    stripe.Customer.retrieve("cus_1")
    client: Any = stripe.default_http_client
    (pool,) = client._transport._session.adapters["http://"]._pools.values()
    pool.close()
    client._transport._session.adapters["http://"].poolmanager.clear()
    stripe.Customer.retrieve("cus_1")
    assert server.connections == 2


def test_cookie_jar_that_stays_empty() -> None:
    from stripe._http.transport import NO_COOKIES

    NO_COOKIES.set_cookie(create_cookie("a", "b"))
    assert list(NO_COOKIES) == []
    assert NO_COOKIES.copy() is NO_COOKIES


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


def test_the_default_client_as_asked_for() -> None:
    session = requests.Session()
    made: Any = stripe.new_default_http_client(timeout=3, session=session)
    assert isinstance(made, stripe.RequestsClient)
    assert made._timeout == 3


@pytest.mark.parametrize("client", [stripe.RequestsClient, stripe.HTTPClient])
def test_a_setting_that_does_not_exist_is_refused(client: Any) -> None:
    client(async_fallback_client=None)  # the official constructors have it
    with pytest.raises(TypeError, match="time_out"):
        client(time_out=5)
