"""StripeClient: its settings, its services, raw requests and what is made of their answers."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock, create_autospec, patch

import pytest
from sent_requests import Wire

import stripe
from stripe import StripeClient, StripeContext

PINNED = "2026-10-28.endive"


def test_a_key_is_needed(wire: Wire):
    with pytest.raises(stripe.AuthenticationError, match="StripeClient"):
        StripeClient(None)  # type: ignore[arg-type]
    client = StripeClient("", http_client=wire)
    stripe.api_key = "sk_test_of_the_module"
    with pytest.raises(stripe.AuthenticationError, match="No API key"):
        client.v1.customers.list()
    assert wire.sent == []


def test_settings_are_keywords():
    with pytest.raises(TypeError):
        StripeClient("sk_test_1", "acct_1")  # type: ignore[misc]


def test_settings_go_out_with_each_request(wire: Wire):
    client = StripeClient(
        "sk_test_1",
        stripe_account="acct_1",
        stripe_context="a/b",
        stripe_version="2020-08-27",
        base_addresses={"api": "https://a.example", "files": "http://localhost:1/", "connect": "https://c.example", "meter_events": "https://m.example"},
        http_client=wire,
    )  # fmt: skip
    calls: list[tuple[Any, str]] = [
        (lambda: client.v1.customers.list(), "https://a.example/v1/customers"),
        (lambda: client.v2.core.accounts.list(), "https://a.example/v2/core/accounts"),
        (lambda: client.v1.files.create({"file": b"x"}), "http://localhost:1/v1/files"),
        (lambda: client.v1.quotes.pdf("qt_1"), "http://localhost:1/v1/quotes/qt_1/pdf"),
        (lambda: client.oauth.token({"grant_type": "authorization_code"}), "https://c.example/oauth/token"),
        (lambda: client.v2.billing.meter_event_stream.create({"events": []}), "https://m.example/v2/billing/meter_event_stream"),
    ]  # fmt: skip
    for call, url in calls:
        call()
        assert wire.last.url == url
        assert wire.last.key == "sk_test_1"
        headers = wire.last.headers
        found = (headers["Stripe-Account"], headers["Stripe-Context"], headers["Stripe-Version"])
        assert found == ("acct_1", "a/b", "2020-08-27")


def test_what_is_not_given(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stripe, "api_version", "2020-08-27")
    monkeypatch.setattr(stripe, "api_base", "https://example.com")
    monkeypatch.setattr(stripe, "api_key", "sk_test_module")
    client = StripeClient(
        "sk_test_1", base_addresses={"files": "https://f.example"}, http_client=wire
    )
    client.v1.customers.list()
    assert wire.last.host == "api.stripe.com"
    assert wire.last.headers["Stripe-Version"] == PINNED
    assert wire.last.key == "sk_test_1"
    assert "Stripe-Account" not in wire.last.headers


@pytest.mark.parametrize(("given", "tries"), [(None, 3), (0, 1), (5, 6)])
def test_retries(given: Any, tries: int, wire: Wire, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.setattr(stripe, "max_network_retries", 9)
    client = StripeClient("sk_test_1", max_network_retries=given, http_client=wire)
    wire.always({}, 500)
    with pytest.raises(stripe.APIError):
        client.v1.customers.list()
    assert len(wire.sent) == tries


@pytest.mark.parametrize("settings", [{"proxy": "http://localhost:1"}, {"verify_ssl_certs": False}])
def test_settings_of_the_http_client_belong_to_it(settings: dict[str, Any], wire: Wire):
    with pytest.raises(ValueError, match="http_client"):
        StripeClient("sk_test_1", http_client=wire, **settings)


def test_each_client_has_an_http_client_of_its_own(wire: Wire):
    with (
        StripeClient("sk_test_1") as one,
        StripeClient("sk_test_1", proxy={"https": "http://localhost:1"}),
    ):
        assert stripe.default_http_client is wire
        assert isinstance(one, StripeClient)


def test_closing(wire: Wire):
    with StripeClient("sk_test_1", http_client=wire) as client:
        client.v1.customers.list()
    assert wire.closed == 1


def test_objects_go_on_through_their_client(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    own = Wire()
    client = StripeClient(
        "sk_test_1", base_addresses={"api": "https://example.com"}, http_client=own
    )
    own.always(
        {
            "object": "customer",
            "id": "cus_1",
            "sources": {"object": "list", "url": "/v1/x", "data": []},
        }
    )
    made = client.v1.customers.retrieve("cus_1")
    made.refresh()
    made.sources.list()
    made.delete()
    assert len(own.sent) == 4
    assert wire.sent == []
    assert {sent.host for sent in own.sent} == {"example.com"}


def test_with_stripe_context(wire: Wire):
    client = StripeClient(
        "sk_test_1", stripe_account="acct_1", stripe_version="2020-08-27", http_client=wire
    )
    for context, sent in [("a/b", "a/b"), (StripeContext(["c"]), "c"), (None, None), ("", None)]:
        client.with_stripe_context(context).v1.customers.list()
        assert wire.last.headers.get("Stripe-Context") == sent
        assert wire.last.headers["Stripe-Version"] == "2020-08-27"
        assert wire.last.key == "sk_test_1"
    client.v1.customers.list()
    assert "Stripe-Context" not in wire.last.headers
    assert wire.last.headers["Stripe-Account"] == "acct_1"


# -- raw requests ---------------------------------------------------------------------------


def test_raw_requests(client: StripeClient, wire: Wire):
    wire.answer({"id": "x", "a": {"b": 1}}, Request_Id="req_1")
    answer = client.raw_request(
        "post", "/v1/new_things", name="a", stripe_account="acct_1", headers={"X-A": "b"}
    )
    assert type(answer) is stripe.StripeResponse
    assert (answer.code, answer.data, answer.request_id) == (
        200,
        {"id": "x", "a": {"b": 1}},
        "req_1",
    )
    assert (wire.last.verb, wire.last.path, wire.last.params) == (
        "post",
        "/v1/new_things",
        {"name": "a"},
    )
    assert (wire.last.headers["Stripe-Account"], wire.last.headers["X-A"]) == ("acct_1", "b")
    client.raw_request("get", "/v1/new_things?a=1", limit=2)
    assert wire.last.pairs == [("a", "1"), ("limit", "2")]
    assert '["raw_request"]' in wire.last.headers["X-Stripe-Client-Telemetry"]
    client.raw_request("delete", "/v1/new_things/x")
    assert wire.last.verb == "delete"
    client.raw_request("POST", "/v2/new_things", a={"b": None})
    assert wire.last.params == {"a": {"b": None}}
    client.raw_request("get", "/v1/files/x", base="files")
    assert wire.last.host == "files.stripe.com"


@pytest.mark.parametrize("verb", ["put", "patch", "head", ""])
def test_raw_requests_of_other_verbs(verb: str, client: StripeClient, wire: Wire):
    with pytest.raises(stripe.APIConnectionError, match="get, post and delete"):
        client.raw_request(verb, "/v1/x")
    assert wire.sent == []


@pytest.mark.parametrize(
    "path",
    [
        "@evil/v1",
        ".evil/v1",
        "//evil/v1",
        "https://evil/v1",
        "",
        "v1/x",
        "/\\evil",
        "/v1/../x",
        "/v1/./x",
    ],
)
def test_raw_requests_go_to_the_api_alone(path: str, client: StripeClient, wire: Wire):
    with pytest.raises(ValueError, match="Nothing was sent"):
        client.raw_request("get", path)
    assert wire.sent == []


def test_raw_requests_of_another_base(client: StripeClient, wire: Wire):
    with pytest.raises(ValueError, match="evil"):
        client.raw_request("get", "/v1/x", base="evil")
    assert wire.sent == []


def test_raw_requests_raise_as_others_do(client: StripeClient, wire: Wire):
    wire.answer({"error": {"type": "invalid_request_error", "message": "no", "param": "a"}}, 400)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.raw_request("get", "/v1/x")
    assert caught.value.param == "a"
    wire.answer("<html>")
    with pytest.raises(stripe.APIError, match="<html>"):
        client.raw_request("get", "/v1/x")


# -- deserialize ----------------------------------------------------------------------------


def test_deserialize(client: StripeClient, wire: Wire):
    data = {"object": "customer", "id": "cus_1", "address": {"city": "x"}}
    wire.answer(data, Request_Id="req_1")
    answer = client.raw_request("get", "/v1/customers/cus_1")
    made = client.deserialize(answer, api_mode="V1")
    assert type(made) is stripe.Customer
    assert type(made.address) is stripe.Customer.Address
    assert made.last_response is answer
    assert client.deserialize(data, api_mode="V1") == made
    made.refresh()
    assert wire.last.key == "sk_test_client"
    event = client.deserialize({"object": "v2.core.event_destination"}, api_mode="V2")
    assert type(event) is stripe.v2.core.EventDestination
    assert (
        type(client.deserialize({"object": "v2.core.event_destination"}, api_mode="V1"))
        is stripe.StripeObject
    )
    wire.answer([{"object": "customer"}, 1])
    listed = client.deserialize(client.raw_request("get", "/v1/x"), {"a": 1}, api_mode="V1")
    assert [type(each) for each in listed] == [stripe.Customer, int]


def test_deserialize_of_a_list_goes_on_with_its_parameters(client: StripeClient, wire: Wire):
    data = {
        "object": "list",
        "url": "/v1/customers",
        "has_more": True,
        "data": [{"object": "customer", "id": "x"}],
    }
    page = client.deserialize(data, {"limit": 1}, api_mode="V1")
    wire.always(data)
    page.next_page()
    assert wire.last.params == {"limit": "1", "starting_after": "x"}
    assert wire.last.key == "sk_test_client"


# -- living with other code --------------------------------------------------------------------


def test_services_are_made_once(client: StripeClient):
    assert client.v1.customers is client.v1.customers
    assert client.v1.customers is client.customers
    assert client.v1.checkout.sessions is client.checkout.sessions
    assert isinstance(client.v1.customers, stripe.CustomerService)
    assert isinstance(client.v1.checkout.sessions, stripe.checkout.SessionService)


def test_what_is_no_service(client: StripeClient):
    with pytest.raises(AttributeError, match="v1"):
        _ = client.v1_customers
    with pytest.raises(AttributeError):
        _ = client.v1.custmers


def test_mocks(client: StripeClient, wire: Wire):
    mock = Mock(spec=StripeClient)
    _ = mock.customers.retrieve, mock.raw_request
    with patch.object(stripe.CustomerService, "retrieve", autospec=True) as retrieve:
        client.v1.customers.retrieve("cus_1", params={"expand": ["x"]})
    retrieve.assert_called_once_with(client.v1.customers, "cus_1", params={"expand": ["x"]})
    with patch.object(client.v1.customers, "list", return_value=[1]):
        assert client.v1.customers.list() == [1]
    service = create_autospec(stripe.CustomerService, instance=True)
    service.create({"name": "a"}, {"idempotency_key": "k"})
    with pytest.raises(TypeError):
        service.create({}, {}, {})
    assert wire.sent == []


def test_a_client_shows_no_secret(client: StripeClient):
    texts = [repr(client), repr(vars(client)), repr(client.v1), repr(vars(client.v1.customers))]
    assert not any("sk_test_client" in text for text in texts)
