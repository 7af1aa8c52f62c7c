"""The settings of the module: what each does, and when it is read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from typing import Any

import pytest
from conftest import KEY
from sent_requests import Wire

import stripe


def call(wire: Wire) -> Any:
    stripe.Customer.retrieve("cus_1")
    return wire.last


def agent(wire: Wire) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call(wire).headers["X-Stripe-Client-User-Agent"])
    return found


def in_a_new_process(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_defaults():
    code = """
import stripe
names = '''api_key client_id api_base connect_api_base upload_api_base meter_events_api_base
max_network_retries enable_telemetry verify_ssl_certs proxy default_http_client app_info log
DEFAULT_API_BASE DEFAULT_CONNECT_API_BASE DEFAULT_UPLOAD_API_BASE DEFAULT_METER_EVENTS_API_BASE'''
print([getattr(stripe, name) for name in names.split()])
print(stripe.api_version, stripe.major_api_version)
import certifi
assert stripe.ca_bundle_path == certifi.where()
"""
    bases = [f"https://{name}.stripe.com" for name in ("api", "connect", "files", "meter-events")]
    wanted = [None, None, *bases, 2, True, True, None, None, None, None, *bases]
    environment = dict.fromkeys(("STRIPE_API_BASE", "STRIPE_API_KEY"), "")
    found = in_a_new_process(code, **environment).splitlines()
    assert found[0].replace("''", "None") == str(wanted)
    assert found[1] == "2026-10-28.endive endive"


def test_importing_is_cheap_and_silent():
    code = "import sys, stripe; print([n for n in ('requests', 'urllib3', 'stripe.resources') if n in sys.modules])"
    assert in_a_new_process(code, CLAUDECODE="1") == "[]"


def test_the_log_level_of_the_environment():
    assert in_a_new_process("import stripe; print(stripe.log)", STRIPE_LOG="info") == "info"


def test_api_key_is_read_at_each_call(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    assert call(wire).key == KEY
    monkeypatch.setattr(stripe, "api_key", "sk_test_other")
    assert call(wire).key == "sk_test_other"


@pytest.mark.parametrize("key", [None, ""])
def test_no_key(key: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stripe, "api_key", key)
    with pytest.raises(stripe.AuthenticationError, match="api_key"):
        call(wire)
    assert wire.sent == []


@pytest.mark.parametrize(
    "key", ["sk_test 1", "sk_test_1\n", "sk_tést", "Bearer sk_test_1", 7, b"sk_test_1"]
)
def test_what_is_no_key(key: Any, wire: Wire):
    with pytest.raises(stripe.AuthenticationError):
        stripe.Customer.retrieve("cus_1", api_key=key)
    assert wire.sent == []


BASES = [
    ("api_base", lambda: stripe.Customer.list()),
    ("upload_api_base", lambda: stripe.File.create(file=b"x", purpose="logo")),
    ("connect_api_base", lambda: stripe.OAuth.token(grant_type="authorization_code", code="x")),
]


@pytest.mark.parametrize(("setting", "make"), BASES)
def test_bases_are_read_at_each_call(
    setting: str, make: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch
):
    wire.always({"object": "list", "data": []})
    make()
    assert wire.last.url.startswith(getattr(stripe, setting))
    for base in (
        "https://example.com",
        "http://localhost:12111/",
        "http://127.0.0.1:80",
        "http://[::1]:1",
    ):
        monkeypatch.setattr(stripe, setting, base)
        make()
        assert wire.last.url.startswith(base.rstrip("/") + "/")
        assert "//" not in wire.last.url.partition("://")[2]


@pytest.mark.parametrize(
    "base",
    ["http://example.com", "http://api.stripe.com", "http://127.0.0.1.example.com", "http://localhost.example.com",
     "ftp://localhost", "api.stripe.com", "", "https://", "http://0.0.0.0:1", "http://169.254.169.254"],
)  # fmt: skip
def test_keys_go_over_https_alone(
    base: str, wire: Wire, client: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stripe, "api_base", base)
    with pytest.raises(ValueError, match="https") as caught:
        call(wire)
    assert repr(base) in str(caught.value)
    own = stripe.StripeClient("sk_test_1", base_addresses={"api": base}, http_client=wire)
    with pytest.raises(ValueError, match="https"):
        own.v1.customers.list()
    assert wire.sent == []


def test_api_version_is_read_at_each_call(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    assert call(wire).headers["Stripe-Version"] == "2026-10-28.endive"
    monkeypatch.setattr(stripe, "api_version", "2020-08-27")
    assert call(wire).headers["Stripe-Version"] == "2020-08-27"


def test_max_network_retries_is_read_at_each_call(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    wire.always({"error": {"message": "x"}}, 500)
    for retries in (2, 0, 4):
        monkeypatch.setattr(stripe, "max_network_retries", retries)
        before = len(wire.sent)
        with pytest.raises(stripe.APIError):
            call(wire)
        assert len(wire.sent) - before == 1 + retries


def test_telemetry_is_read_at_each_call(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    wire.always({"object": "customer", "id": "x"}, Request_Id="req_1")
    call(wire)
    metrics = json.loads(call(wire).headers["X-Stripe-Client-Telemetry"])["last_request_metrics"]
    assert metrics["request_id"] == "req_1"
    assert isinstance(metrics["request_duration_ms"], int)
    assert "usage" not in metrics
    assert "platform" in agent(wire)
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    assert "X-Stripe-Client-Telemetry" not in call(wire).headers
    assert "platform" not in agent(wire)
    monkeypatch.setattr(stripe, "enable_telemetry", True)
    call(wire)
    assert "X-Stripe-Client-Telemetry" in call(wire).headers


def test_user_agents(wire: Wire):
    assert call(wire).headers["User-Agent"] == f"Stripe/v1 PythonBindings/{stripe.VERSION}"
    found = agent(wire)
    assert found["bindings_version"] == stripe.VERSION
    assert (found["lang"], found["httplib"]) == ("python", "requests")
    assert found["lang_version"].split(".")[0] == "3"
    assert "application" not in found


APP_INFOS: list[tuple[dict[str, Any], str]] = [
    ({"name": "Plug"}, "Plug"),
    ({"name": "Plug", "version": "1.2"}, "Plug/1.2"),
    ({"name": "Plug", "url": "https://x.y"}, "Plug (https://x.y)"),
    ({"name": "Plug", "version": "1", "url": "u", "partner_id": "pp_1"}, "Plug/1 (u)"),
]


@pytest.mark.parametrize(("info", "suffix"), APP_INFOS)
def test_app_info_is_read_at_each_call(info: dict[str, Any], suffix: str, wire: Wire):
    call(wire)
    stripe.set_app_info(**info)
    assert call(wire).headers["User-Agent"] == f"Stripe/v1 PythonBindings/{stripe.VERSION} {suffix}"
    whole = {"name": None, "partner_id": None, "url": None, "version": None, **info}
    assert agent(wire)["application"] == whole == stripe.app_info


def test_http_client_is_read_at_each_call(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    other = Wire()
    monkeypatch.setattr(stripe, "default_http_client", other)
    stripe.Customer.retrieve("cus_1")
    assert (len(wire.sent), len(other.sent)) == (0, 1)


def test_a_function_is_an_http_client(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    asked: list[Any] = []

    def send(method: str, url: str, headers: Any, post_data: Any) -> Any:
        asked.append((method, url, post_data))
        return '{"object": "customer", "id": "cus_1"}', 200, {"request-id": "req_1"}

    monkeypatch.setattr(stripe, "default_http_client", send)
    customer = stripe.Customer.create(name="a")
    assert asked == [("post", "https://api.stripe.com/v1/customers", "name=a")]
    assert customer.last_response.request_id == "req_1"
    client = stripe.StripeClient("sk_test_1", http_client=send)
    assert client.v1.customers.retrieve("cus_1").id == "cus_1"


def test_the_default_client_is_made_at_the_first_request(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stripe, "default_http_client", None)
    monkeypatch.setattr(stripe, "proxy", "http://localhost:1")
    stripe.ensure_default_http_client()
    made = stripe.default_http_client
    assert isinstance(made, stripe.RequestsClient)
    stripe.ensure_default_http_client()
    assert stripe.default_http_client is made
    monkeypatch.setattr(stripe, "proxy", "http://localhost:2")
    with pytest.warns(UserWarning, match="proxy"):
        stripe.ensure_default_http_client()
    monkeypatch.setattr(stripe, "proxy", "http://localhost:1")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        stripe.ensure_default_http_client()


def test_missing_names():
    with pytest.raises(AttributeError, match="Custmer.*Customer"):
        _ = stripe.Custmer
    with pytest.raises(ImportError):
        from stripe import Custmer  # noqa: F401
    assert not hasattr(stripe, "nothing_of_the_kind")


def test_preload():
    code = """
import sys, stripe
stripe.preload()
assert 'requests' in sys.modules
assert 'stripe.resources.customer' not in sys.modules
stripe.preload("Customer", "checkout.Session")
print('stripe.resources.customer' in sys.modules, 'stripe.resources.checkout.session' in sys.modules)
"""
    assert in_a_new_process(code) == "True True"
    with pytest.raises(AttributeError):
        stripe.preload("Custmer")
