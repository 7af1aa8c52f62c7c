"""Headers, addresses, keys, retries and metrics of requests, by what reaches the transport."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from typing import Any

import pytest
from sent_requests import Wire

import stripe
from stripe._objects.requestor import default_requestor
from stripe.api_requestor import APIRequestor

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


# -- headers -------------------------------------------------------------------------------------


def test_headers_of_a_request(wire: Wire) -> None:
    stripe.Customer.create(name="Jenny Rosen")
    headers = wire.only.headers
    assert set(headers) == {
        "Authorization",
        "User-Agent",
        "X-Stripe-Client-User-Agent",
        "Stripe-Version",
        "Content-Type",
        "Idempotency-Key",
    }
    assert wire.only.key == stripe.api_key
    assert headers["User-Agent"] == f"Stripe/v1 PythonBindings/{stripe.VERSION}"
    assert headers["Stripe-Version"] == stripe.api_version
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert UUID.fullmatch(headers["Idempotency-Key"])
    assert json.loads(headers["X-Stripe-Client-User-Agent"]) == {
        "bindings_version": stripe.VERSION,
        "lang": "python",
        "httplib": "requests",
        "lang_version": platform.python_version().partition("+")[0],
        "platform": f"{os.uname().sysname}-{os.uname().release}-{os.uname().machine}",
    }


def test_headers_of_a_get(wire: Wire) -> None:
    stripe.Customer.retrieve("cus_1")
    assert set(wire.only.headers) == {
        "Authorization",
        "User-Agent",
        "X-Stripe-Client-User-Agent",
        "Stripe-Version",
    }


def test_a_system_that_does_not_tell_its_name(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "uname")
    stripe.Customer.retrieve("cus_1", stripe_version="2020-01-01")
    agent = json.loads(wire.only.headers["X-Stripe-Client-User-Agent"])
    assert agent["platform"] == sys.platform


def test_v2(client: stripe.StripeClient, wire: Wire) -> None:
    client.raw_request("post", "/v2/core/things", name="x")
    headers = wire.only.headers
    assert headers["User-Agent"].startswith("Stripe/v2 ")
    assert headers["Content-Type"] == "application/json"
    assert wire.only.body == '{"name": "x"}'


@pytest.mark.parametrize(
    ("info", "suffix"),
    [
        ({"name": "Shop"}, " Shop"),
        ({"name": "Shop", "version": "1.2"}, " Shop/1.2"),
        ({"name": "Shop", "url": "https://shop.example"}, " Shop (https://shop.example)"),
        (
            {"name": "Shop", "version": "1.2", "url": "https://s.example", "partner_id": "pp_1"},
            " Shop/1.2 (https://s.example)",
        ),
    ],
)
def test_app_info(info: Any, suffix: str, wire: Wire) -> None:
    stripe.set_app_info(**info)
    stripe.Customer.retrieve("cus_1")
    headers = wire.only.headers
    assert headers["User-Agent"] == f"Stripe/v1 PythonBindings/{stripe.VERSION}{suffix}"
    expected = {"name": None, "partner_id": None, "url": None, "version": None, **info}
    assert json.loads(headers["X-Stripe-Client-User-Agent"])["application"] == expected


def test_app_info_that_breaks_a_header(wire: Wire) -> None:
    stripe.set_app_info("Shop\r\nX-Evil: 1")
    with pytest.raises(ValueError, match="app_info"):
        stripe.Customer.retrieve("cus_1")
    assert wire.sent == []


@pytest.mark.parametrize(
    ("options", "header", "expected"),
    [
        ({"stripe_account": "acct_1"}, "Stripe-Account", "acct_1"),
        ({"stripe_account": ""}, "Stripe-Account", None),
        ({"stripe_account": None}, "Stripe-Account", None),
        ({"stripe_context": "a/b"}, "Stripe-Context", "a/b"),
        ({"stripe_context": stripe.StripeContext(["a", "b"])}, "Stripe-Context", "a/b"),
        ({"stripe_context": stripe.StripeContext([])}, "Stripe-Context", None),
        ({"stripe_version": "2020-08-27"}, "Stripe-Version", "2020-08-27"),
        ({"stripe_version": None}, "Stripe-Version", stripe.api_version),
        ({"idempotency_key": "k-1"}, "Idempotency-Key", "k-1"),
        ({"content_type": "application/json"}, "Content-Type", "application/x-www-form-urlencoded"),
        ({"headers": {"Content-Type": "text/x"}}, "Content-Type", "text/x"),
        ({"headers": {"X-Own": "1"}}, "X-Own", "1"),
        ({"headers": {"X-Own": b"1"}}, "X-Own", "1"),
        ({"headers": {"Stripe-Version": "mine"}}, "Stripe-Version", "mine"),
        ({"headers": {"Authorization": "Bearer x"}}, "Authorization", "Bearer x"),
        ({"headers": {"stripe-version": "mine"}}, "Stripe-Version", None),
    ],
)
def test_options(options: Any, header: str, expected: str | None, wire: Wire) -> None:
    before = dict(options)
    stripe.Customer.create(**options)
    assert wire.only.headers.get(header) == expected
    assert wire.only.pairs == []
    assert options == before


@pytest.mark.parametrize(
    "name", ["stripe_account", "stripe_context", "stripe_version", "idempotency_key"]
)
@pytest.mark.parametrize("value", ["a\nb", "a\rb", "ж", "\ud800"])
def test_what_a_header_can_not_carry(name: str, value: str, wire: Wire) -> None:
    with pytest.raises(ValueError, match=name):
        stripe.Customer.create(**{name: value})
    with pytest.raises(ValueError, match="X-Own"):
        stripe.Customer.create(headers={"X-Own": value})
    assert wire.sent == []


@pytest.mark.parametrize(
    "options", [{"idempotency_key": "bücher"}, {"headers": {"X-Own": "bücher"}}]
)
def test_latin_letters_go_over_the_wire_as_such(options: Any, wire: Wire) -> None:
    stripe.Customer.create(**options)
    assert "bücher" in wire.only.headers.values()


# -- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, ""])
def test_no_key(key: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "api_key", key)
    with pytest.raises(stripe.AuthenticationError, match="No API key"):
        stripe.Customer.retrieve("cus_1")
    assert wire.sent == []


@pytest.mark.parametrize("key", ["sk_test_1\n", " sk_test_1", "sk_test_1\r\nX: 1", "sk_täst_1", 17])
def test_what_is_no_key(key: Any, wire: Wire) -> None:
    with pytest.raises(stripe.AuthenticationError, match="API key holds") as caught:
        stripe.Customer.retrieve("cus_1", api_key=key)
    assert str(key).strip() not in str(caught.value)
    assert wire.sent == []


def test_the_key_of_the_module_is_read_at_each_call(wire: Wire) -> None:
    for key in ("sk_test_a", "sk_test_b"):
        stripe.api_key = key
        stripe.Customer.retrieve("cus_1")
        assert wire.last.key == key


def test_an_empty_key_means_the_usual_one(wire: Wire) -> None:
    stripe.Customer.retrieve("cus_1", api_key="")
    assert wire.only.key == stripe.api_key


def test_a_change_of_settings_reaches_the_next_call(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    stripe.Customer.retrieve("cus_1")
    monkeypatch.setattr(stripe, "api_version", "2020-01-01")
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    stripe.Customer.retrieve("cus_1")
    assert wire.last.headers["Stripe-Version"] == "2020-01-01"
    assert "platform" not in json.loads(wire.last.headers["X-Stripe-Client-User-Agent"])


def test_the_same_requestor_until_a_setting_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = default_requestor()
    assert default_requestor() is first
    for name, value in {
        "api_key": "sk_test_x",
        "api_version": "v",
        "api_base": "https://a.example",
        "connect_api_base": "https://c.example",
        "upload_api_base": "https://f.example",
        "meter_events_api_base": "https://m.example",
        "max_network_retries": 7,
        "timeout": 3,
    }.items():
        with monkeypatch.context() as patch:
            patch.setattr(stripe, name, value)
            assert default_requestor() is not first
        first = default_requestor()


def test_options_that_change_nothing() -> None:
    requestor = APIRequestor("sk_test_1")
    assert requestor.with_options(None) is requestor
    assert requestor.with_options({}) is requestor
    assert requestor.with_options({"api_key": None, "idempotency_key": "k"}) is requestor
    assert requestor.with_options({"api_key": ""}) is requestor
    other = requestor.with_options({"api_key": "sk_test_2"})
    assert (other.api_key, requestor.api_key) == ("sk_test_2", "sk_test_1")


def test_the_key_of_a_replaced_requestor_is_sent(wire: Wire) -> None:
    requestor = APIRequestor("sk_test_1", http_client=wire)
    requestor.request("get", "/v1/customers/cus_1")
    requestor.with_options({"api_key": "sk_test_2"}).request("get", "/v1/customers/cus_1")
    assert [sent.key for sent in wire.sent] == ["sk_test_1", "sk_test_2"]


# -- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "base",
    [
        "http://api.stripe.com",
        "http://example.com:8080",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
        "http://128.0.0.1",
        "ftp://127.0.0.1",
        "api.stripe.com",
        "//api.stripe.com",
        "https://",
        "",
    ],
)
def test_a_key_is_not_sent_in_the_clear(base: str, wire: Wire) -> None:
    client = stripe.StripeClient("sk_live_1", base_addresses={"api": base}, http_client=wire)
    with pytest.raises(ValueError, match="Nothing was sent") as caught:
        client.v1.customers.retrieve("cus_1")
    assert repr(base) in str(caught.value)
    assert wire.sent == []


@pytest.mark.parametrize(
    "base",
    [
        "https://example.com",
        "https://example.com/",
        "http://localhost",
        "http://localhost:8080/",
        "http://stripe.localhost:8080",
        "http://127.0.0.1:12111",
        "http://127.1.2.3",
        "http://[::1]:12111",
    ],
)
def test_addresses_that_are_fine(base: str, wire: Wire) -> None:
    client = stripe.StripeClient("sk_test_1", base_addresses={"api": base}, http_client=wire)
    for _ in range(2):
        client.v1.customers.retrieve("cus_1")
        assert wire.last.url == f"{base.rstrip('/')}/v1/customers/cus_1"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "v1/customers",
        "@evil.example/",
        ".evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https://evil.example/",
        "/v1/../v2/x",
        "/v1/./x",
        "/v1/..",
    ],
)
def test_paths_that_lead_elsewhere(path: str, client: stripe.StripeClient, wire: Wire) -> None:
    with pytest.raises(ValueError, match="Nothing was sent"):
        client.raw_request("get", path)
    assert wire.sent == []


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/v1/x", "/v1/x"),
        ("/v1/x?a=..", "/v1/x?a=.."),
        ("/v1/x#frag", "/v1/x"),
        ("/v1/ä b", "/v1/%C3%A4%20b"),
        ("/v1/x\r\nHost: evil", "/v1/x%0D%0AHost:%20evil"),
        ("/v1/x\\y", "/v1/x\\y"),
    ],
)
def test_paths_are_quoted(path: str, sent: str, client: stripe.StripeClient, wire: Wire) -> None:
    client.raw_request("get", path)
    assert wire.only.url == f"https://api.stripe.com{sent}"


def test_the_base_of_a_raw_request(client: stripe.StripeClient, wire: Wire) -> None:
    client.raw_request("get", "/v1/files/file_1", base="files")
    assert wire.only.host == "files.stripe.com"
    with pytest.raises(ValueError, match="Unknown base address 'moon': it is one of api"):
        client.raw_request("get", "/v1/x", base="moon")


@pytest.mark.parametrize("verb", ["put", "patch", "head", "GETT"])
def test_verbs_that_the_api_does_not_take(
    verb: str, client: stripe.StripeClient, wire: Wire
) -> None:
    with pytest.raises(stripe.APIConnectionError, match="Unrecognized HTTP method"):
        client.raw_request(verb, "/v1/x")
    assert wire.sent == []


def test_verbs_in_capitals(client: stripe.StripeClient, wire: Wire) -> None:
    client.raw_request("POST", "/v1/x", a="1")
    assert (wire.only.verb, wire.only.body) == ("post", "a=1")
