"""What a requestor makes of answers, and what it measures."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sent_requests import Wire

import stripe
from stripe.api_requestor import APIRequestor

CUSTOMER = {"id": "cus_1", "object": "customer"}


# -- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "fails"), [(199, True), (200, False), (201, False), (299, False), (300, True)]
)
def test_what_is_a_success(
    status: int, fails: bool, client: stripe.StripeClient, wire: Wire
) -> None:
    wire.answer(CUSTOMER, status)
    if fails:
        with pytest.raises(stripe.APIError):
            client.v1.customers.retrieve("cus_1")
    else:
        assert client.v1.customers.retrieve("cus_1").last_response.code == status  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "body", ["", "<html>", b"\xff\xfe", "[" * 100_000, '{"id": ', "\x00"], ids=range(6)
)
@pytest.mark.parametrize("status", [200, 400])
def test_bodies_that_are_no_json(
    body: Any, status: int, client: stripe.StripeClient, wire: Wire
) -> None:
    wire.answer(body, status)
    with pytest.raises(stripe.APIError, match="Invalid response") as caught:
        client.v1.customers.retrieve("cus_1")
    assert caught.value.http_status == status
    assert caught.value.json_body is None


def test_bytes_and_plain_dicts_of_a_transport() -> None:
    def send(*request: Any) -> Any:
        return b'{"id": "cus_1", "object": "customer"}', 200, {"request-ID": "req_1"}

    client = stripe.StripeClient("sk_test_1", http_client=send)
    customer = client.v1.customers.retrieve("cus_1")
    assert customer.last_response is not None
    assert customer.last_response.request_id == "req_1"


def test_plain_dicts_of_a_client_of_other_people(wire: Wire) -> None:
    wire.answer(CUSTOMER, REQUEST_ID="req_1")
    customer = stripe.Customer.retrieve("cus_1")
    assert customer.last_response is not None
    assert customer.last_response.headers["request-id"] == "req_1"


def test_a_v2_deletion_is_of_its_own_class(client: stripe.StripeClient, wire: Wire) -> None:
    wire.answer({"id": "ed_1", "object": "v2.core.event_destination"})
    deleted = client.v2.core.event_destinations.delete("ed_1")
    assert type(deleted) is stripe.v2.DeletedObject
    assert deleted.id == "ed_1"


def test_notices(client: stripe.StripeClient, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.always(CUSTOMER, Stripe_Notice="This is a beta.")
    with pytest.warns(UserWarning, match=r"This is a beta.\n.*STRIPE_SUPPRESS_NOTICES"):
        client.v1.customers.retrieve("cus_1")
    client.raw_request("get", "/v1/x")
    monkeypatch.setenv("STRIPE_SUPPRESS_NOTICES", "True")
    client.v1.customers.retrieve("cus_1")


# -- metrics -------------------------------------------------------------------------------------


def metrics(wire: Wire) -> list[Any]:
    told = [sent.headers.get("X-Stripe-Client-Telemetry") for sent in wire.sent]
    return [one and json.loads(one)["last_request_metrics"] for one in told]


def test_metrics_of_the_last_request(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([10.0, 10.25, 20.0, 20.5, 30.0, 30.75])
    monkeypatch.setattr("stripe._wire.retries.clock", lambda: next(times))
    wire.always(CUSTOMER, Request_Id="req_1")
    client = stripe.StripeClient("sk_test_1", http_client=wire)
    stripe.Customer.retrieve("cus_1")
    client.v1.customers.retrieve("cus_1")
    client.raw_request("get", "/v1/x")
    assert metrics(wire) == [
        None,
        {"request_id": "req_1", "request_duration_ms": 250},
        {"request_id": "req_1", "request_duration_ms": 500, "usage": ["stripe_client"]},
    ]


def test_metrics_are_told_once_and_need_a_request_id(wire: Wire) -> None:
    wire.answer(CUSTOMER, Request_Id="req_1")
    for _ in range(3):
        stripe.Customer.retrieve("cus_1")
    assert [bool(told) for told in metrics(wire)] == [False, True, False]


def test_metrics_of_a_header_of_the_callers(wire: Wire) -> None:
    wire.always(CUSTOMER, Request_Id="req_1")
    stripe.Customer.retrieve("cus_1")
    stripe.Customer.retrieve("cus_1", headers={"X-Stripe-Client-Telemetry": "mine"})
    assert wire.last.headers["X-Stripe-Client-Telemetry"] == "mine"


def test_no_metrics_if_not_wanted(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    wire.always(CUSTOMER, Request_Id="req_1")
    for _ in range(2):
        stripe.Customer.retrieve("cus_1")
    monkeypatch.setattr(stripe, "enable_telemetry", True)
    stripe.Customer.retrieve("cus_1")
    assert metrics(wire) == [None, None, None]
    stripe.enable_telemetry = False
    stripe.Customer.retrieve("cus_1")
    assert metrics(wire)[-1] is None


# -- itself --------------------------------------------------------------------------------------


def test_a_requestor_tells_no_key() -> None:
    requestor = APIRequestor("sk_test_requestor00000000", stripe_account="acct_1")
    assert repr(requestor) == (f"<APIRequestor account='acct_1' version={stripe.api_version!r}>")


def test_copies_of_a_requestor() -> None:
    from copy import copy, deepcopy

    requestor = APIRequestor("sk_test_1")
    assert copy(requestor) is requestor
    assert deepcopy(requestor) is requestor
