"""What keeps a request from being sent: a test's guard, an address that is none, an option that is none."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from unittest import mock

import pytest
from sent_requests import Wire

import stripe

PAGE = {"object": "list", "url": "/v1/x", "has_more": True, "data": [{"id": "x_1"}]}
CALLS: dict[str, Any] = {
    "class method": lambda client: stripe.Customer.create(name="Jenny"),
    "retrieve": lambda client: stripe.Customer.retrieve("cus_1"),
    "dual": lambda client: stripe.Charge.capture("ch_1"),
    "refresh": lambda client: stripe.Customer("cus_1").refresh(),
    "service": lambda client: client.v1.customers.list(),
    "V2": lambda client: client.v2.core.events.list(),
    "raw": lambda client: client.raw_request("get", "/v1/x"),
    "stream": lambda client: client.v1.quotes.pdf("qt_1"),
    "stream of a class": lambda client: stripe.Quote.pdf("qt_1"),
    "upload": lambda client: client.v1.files.create({"file": b"x", "purpose": "logo"}),
    "page": lambda client: client.deserialize(PAGE, api_mode="V1").next_page(),
    "all pages": lambda client: list(client.deserialize(PAGE, api_mode="V1").auto_paging_iter()),
    "OAuth": lambda client: stripe.OAuth.token(grant_type="authorization_code", code="x"),
}


class SentError(Exception):
    """Something would have been sent."""


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", ["request", "request_raw"])
@pytest.mark.parametrize("module", ["stripe._api_requestor", "stripe.api_requestor"])
def test_a_patched_requestor_stops_every_call(
    module: str, name: str, call: str, wire: Wire, client: stripe.StripeClient
) -> None:
    with mock.patch(f"{module}._APIRequestor.{name}", side_effect=SentError):
        with pytest.raises(SentError):
            CALLS[call](client)
    assert wire.sent == []


@pytest.mark.parametrize("name", ["request_async", "request_raw_async"])
def test_asynchronous_requests_say_what_to_do_instead(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    requestor = stripe.APIRequestor("sk_test_1")
    with pytest.raises(NotImplementedError, match="asyncio.to_thread"):
        asyncio.run(getattr(requestor, name)("get", "/v1/x"))
    monkeypatch.setattr(f"stripe._api_requestor._APIRequestor.{name}", None)


@pytest.mark.parametrize(
    ("option", "nearest"),
    [("idempotencykey", "idempotency_key"), ("apikey", "api_key"), ("account", "stripe_account")],
)
def test_an_option_that_does_not_exist(
    option: str, nearest: str, wire: Wire, client: stripe.StripeClient
) -> None:
    options: Any = {option: "x"}
    with pytest.raises(ValueError, match=f"no option '{option}'.*'{nearest}'"):
        client.v1.customers.create({}, options)
    assert wire.sent == []


def test_requests_under_the_names_that_applications_know(wire: Wire) -> None:
    wire.always({"id": "cus_1", "object": "customer"})
    customer = stripe.Customer.construct_from({"id": "cus_1"}, "sk_test_other")
    page = stripe.ListObject.construct_from({"object": "list", "data": []}, "sk_test_other")
    for one in (customer, page):
        answer = one._request(
            "post", "/v1/x", {"a": 1, "idempotency_key": "k"}, base_address="files"
        )
        assert type(answer) is stripe.Customer
        assert (wire.last.key, wire.last.headers["Idempotency-Key"]) == ("sk_test_other", "k")
        assert wire.last.url == "https://files.stripe.com/v1/x"
        assert wire.last.pairs == [("a", "1")]
    stripe.APIResource._static_request("get", "/v1/x", {"api_key": "sk_test_3"})
    assert (wire.last.key, wire.last.url) == ("sk_test_3", "https://api.stripe.com/v1/x")


# -- addresses -----------------------------------------------------------------------------------


NEAR = ["http://stripe-mock:12111", "http://stripe_mock", "http://10.0.0.1", "http://192.168.1.5:80",
        "http://172.16.0.1", "http://[fd00::1]:80"]  # fmt: skip
REFUSED = [
    "http://169.254.169.254\\@127.0.0.1/",
    "http://127.0.0.1@169.254.169.254/",
    "http://127.0.0.1\\.example.com/",
    "http://169.254.169.254",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0/",
    "http://127.0.0.1:80:80/",
    "http://127.0.0.1 .example.com",
    "http://127.0.0.1\t/",
    "http://127.0.0.1?x.example.com/",
    "http://127.0.0.1#x.example.com/",
    "http://172.32.0.1",
    "http://[fe80::1]",
    "http://[::ffff:169.254.169.254]/",
    "http://\u0661\u0662\u0667.0.0.1/",
    "https://user@example.com",
    "https://example.com/\u2025",
    "https:/example.com",
    "https://exa mple.com",
    "https://example.com?a=b",
]


@pytest.mark.parametrize("base", NEAR)
def test_a_test_key_goes_to_containers_and_private_networks(base: str, wire: Wire) -> None:
    bases: Any = {"api": base}
    stripe.StripeClient("sk_test_1", base_addresses=bases, http_client=wire).v1.balance.retrieve()
    assert wire.only.url == f"{base}/v1/balance"
    for key in ("sk_live_1", "rk_live_1", "whatever"):
        with pytest.raises(ValueError, match="https only"):
            stripe.StripeClient(key, base_addresses=bases, http_client=wire).v1.balance.retrieve()
    assert len(wire.sent) == 1


@pytest.mark.parametrize("base", REFUSED)
def test_addresses_that_somebody_reads_differently(base: str, wire: Wire) -> None:
    client = stripe.StripeClient("sk_test_1", base_addresses={"api": base}, http_client=wire)
    with pytest.raises(ValueError, match="Nothing was sent"):
        client.v1.balance.retrieve()
    assert wire.sent == []


def test_a_refused_address_gives_no_secret_away(wire: Wire) -> None:
    base = "https://sk_live_abcdefghijklmnop:sesame@example.com"
    client = stripe.StripeClient("sk_test_1", base_addresses={"api": base}, http_client=wire)
    with pytest.raises(ValueError, match="example.com") as caught:
        client.v1.balance.retrieve()
    assert "sesame" not in str(caught.value)
    assert "abcdef" not in str(caught.value)


@pytest.mark.parametrize(
    "path", ["/v1/%2e%2e/x", "/v1/.%2E/x", "/v1/%2E/x", "/v1/x/%2e%2E?a=b", "/v1/\ud800"]
)
def test_paths_that_lead_elsewhere(path: str, wire: Wire, client: stripe.StripeClient) -> None:
    with pytest.raises((ValueError, stripe.InvalidRequestError)):
        client.raw_request("get", path)
    page = client.deserialize({**PAGE, "url": path}, api_mode="V1")
    with pytest.raises((ValueError, stripe.InvalidRequestError)):
        page.next_page()
    assert wire.sent == []


def test_half_a_surrogate_pair_in_an_id(wire: Wire, client: stripe.StripeClient) -> None:
    for call in (stripe.Customer.retrieve, client.v1.customers.retrieve):
        with pytest.raises(stripe.InvalidRequestError, match="surrogate") as caught:
            call("cus_\ud800")
        assert caught.value.param == "id"
    assert wire.sent == []


# -- what comes back -----------------------------------------------------------------------------


def test_a_request_id_of_any_length_is_not_sent_back(wire: Wire) -> None:
    wire.always({"id": "cus_1", "object": "customer"}, Request_Id="r" * 5000)
    for _ in range(2):
        stripe.Customer.retrieve("cus_1")
    assert "X-Stripe-Client-Telemetry" not in wire.last.headers


def test_a_notice_is_shown_without_secrets(wire: Wire) -> None:
    wire.always(
        {"id": "cus_1", "object": "customer"}, Stripe_Notice="Roll sk_live_abcdefghijklmnop!"
    )
    with pytest.warns(UserWarning, match=r"Roll sk_live_\*\*\*\*mnop!"):
        stripe.Customer.retrieve("cus_1")


# -- time ----------------------------------------------------------------------------------------


def test_a_patched_clock_is_honoured_and_not_kept(wire: Wire) -> None:
    wire.answer({}, 503)
    with mock.patch("time.sleep") as sleep, mock.patch("time.monotonic", return_value=5.0):
        stripe.Customer.retrieve("cus_1", timeout=3)
    assert sleep.call_count == 1
    from stripe._wire import retries

    assert retries.clock() != 5.0
    assert abs(retries.clock() - time.monotonic()) < 5


def test_what_test_suites_put_their_sessions_into() -> None:
    import requests

    from stripe import http_client

    assert http_client.requests is requests  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="RequestsClient"):
        _ = http_client.RequestClient  # type: ignore[attr-defined]
