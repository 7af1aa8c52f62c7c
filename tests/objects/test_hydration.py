"""Answers as objects: the class by `object`, numbers in text, odd bodies, last_response."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from sent_requests import Wire

import stripe

BODIES: list[tuple[Any, type]] = [
    ({"object": "charge"}, stripe.Charge),
    ({"object": "file_upload"}, stripe.File),
    ({"object": "file"}, stripe.File),
    ({"object": "checkout.session"}, stripe.checkout.Session),
    ({"object": "list", "data": []}, stripe.ListObject),
    ({"object": "search_result", "data": []}, stripe.SearchResultObject),
    ({"object": "something_new"}, stripe.StripeObject),
    ({"object": {"id": "x"}}, stripe.StripeObject),
    ({"object": None}, stripe.StripeObject),
    ({"object": 7}, stripe.StripeObject),
    ({"object": ""}, stripe.StripeObject),
    ({"data": [], "next_page_url": None}, stripe.StripeObject),
    ({}, stripe.StripeObject),
]


@pytest.mark.parametrize(("body", "cls"), BODIES)
def test_classes_of_v1(body: Any, cls: type, wire: Wire):
    wire.always({"object": "charge", "id": "ch_1", "inner": body})
    answer = stripe.Charge.modify("ch_1")
    assert type(answer) is stripe.Charge
    assert type(answer.inner) is cls
    wire.always(body)
    assert type(stripe.Customer.create()) is cls


def test_classes_of_v2(client: stripe.StripeClient):
    for body, cls in [
        ({"object": "v2.core.account"}, stripe.v2.core.Account),
        ({"object": "v2.core.event", "type": "v1.billing.meter.error_report_triggered"}, stripe.events.V1BillingMeterErrorReportTriggeredEvent),
        ({"object": "v2.core.event", "type": "v1.new.thing"}, stripe.StripeObject),
        ({"object": "v2.core.event"}, stripe.StripeObject),
        ({"data": [], "next_page_url": None}, stripe.v2.ListObject),
        ({"data": []}, stripe.StripeObject),
        ({"object": "v2.something_new"}, stripe.StripeObject),
    ]:  # fmt: skip
        assert type(client.deserialize(body, api_mode="V2")) is cls


@pytest.mark.parametrize("id", ["a", "b"])
def test_deletions(id: str, wire: Wire, client: stripe.StripeClient):
    wire.answer({"object": "customer", "id": id, "deleted": True})
    deleted = client.v1.customers.delete(id)
    assert type(deleted) is stripe.Customer
    assert deleted.deleted is True
    wire.answer({"id": id})
    gone = client.v2.core.event_destinations.delete(id)
    assert type(gone) is stripe.v2.DeletedObject
    assert gone.id == id
    wire.answer({"object": "v2.core.event_destination", "id": id})
    assert type(client.v2.core.event_destinations.delete(id)) is stripe.v2.DeletedObject


@pytest.mark.parametrize(("body", "value"), [('[1, {"object": "charge"}]', [1, {"object": "charge"}]), ("7", 7), ("null", None), ('"x"', "x"), ("true", True)])  # fmt: skip
def test_answers_that_are_no_objects(
    body: str, value: Any, wire: Wire, client: stripe.StripeClient
):
    wire.always(body)
    assert client.v1.customers.retrieve("cus_1", {"expand": ["x"]}) == value
    assert stripe.Customer.create() == value
    assert stripe.Customer.retrieve("cus_1", expand=["x"]) == value


def test_order_of_keys_is_kept(wire: Wire):
    wire.always('{"z": 1, "a": {"y": 1, "b": 2}, "m": []}')
    answer = stripe.Customer.create()
    assert list(answer) == ["z", "a", "m"]
    assert list(answer.a) == ["y", "b"]


def test_numbers_in_text():
    price = stripe.Price.construct_from(
        {
            "unit_amount_decimal": "0.5",
            "tiers": [{"flat_amount_decimal": "1.10", "unit_amount_decimal": None}],
            "currency_options": {
                "eur": {"unit_amount_decimal": "2", "tiers": [{"flat_amount_decimal": "3"}]}
            },
        },
        None,
    )
    assert (type(price.unit_amount_decimal), price.unit_amount_decimal) == (Decimal, Decimal("0.5"))
    assert (price.tiers[0].flat_amount_decimal, price.tiers[0].unit_amount_decimal) == (
        Decimal("1.10"),
        None,
    )
    assert price.currency_options.eur.unit_amount_decimal == Decimal(2)
    assert price.currency_options["eur"].tiers[0].flat_amount_decimal == Decimal(3)
    for value in (7, 7.5, None, "no number", Decimal(1), ["1"]):
        made = stripe.Price.construct_from({"unit_amount_decimal": value}, None)
        assert made.unit_amount_decimal == ([Decimal(1)] if value == ["1"] else value)


def test_numbers_of_v2(client: stripe.StripeClient):
    made = client.deserialize(
        {
            "object": "v2.commerce.product_catalog_import",
            "status_details": {
                "succeeded": {"success_count": "12"},
                "processing": {"error_count": 3},
            },
        },
        api_mode="V2",
    )
    assert made.status_details.succeeded.success_count == 12
    assert made.status_details.processing.error_count == 3


def test_maps_of_inner_objects():
    made = stripe.PromotionCode.construct_from(
        {"restrictions": {"currency_options": {"eur": {"minimum_amount": 1}}}}, None
    )
    options = made.restrictions.currency_options
    assert type(options) is dict
    assert type(options["eur"]) is stripe.PromotionCode.Restrictions.CurrencyOptions
    assert options["eur"].minimum_amount == 1
    assert made.to_dict()["restrictions"]["currency_options"] == {"eur": {"minimum_amount": 1}}
    none = stripe.PromotionCode.construct_from({"restrictions": {"currency_options": None}}, None)
    assert none.restrictions.currency_options is None


def test_fields_of_an_unexpected_shape():
    for value in ("text", 7, [], [1, None, "x"], True, [[{"city": "x"}]]):
        made = stripe.Customer.construct_from({"address": value, "sources": value}, None)
        assert made.to_dict() == {"address": value, "sources": value}


# -- last_response --------------------------------------------------------------------------


def test_last_response(wire: Wire):
    body = '{"object": "customer", "id": "cus_1", "address": {"city": "é"}}'
    wire.always(body.encode(), Request_Id="req_1", Idempotency_Key="k", X_Other="y")
    customer = stripe.Customer.retrieve("cus_1")
    response = customer.last_response
    assert type(response) is stripe.StripeResponse
    assert (response.code, response.body, response.data) == (200, body, json.loads(body))
    assert (response.request_id, response.idempotency_key) == ("req_1", "k")
    assert response.headers["x-other"] == response.headers["X-Other"] == "y"
    assert not hasattr(customer.address, "last_response")
    response.data["id"] = "x"
    assert customer.id == "cus_1"
    assert stripe.Customer("cus_1").last_response is None
    assert stripe.Customer.construct_from({}, None).last_response is None
    given = stripe.Customer.construct_from({}, None, last_response=response)
    assert given.last_response is response


def test_streams(wire: Wire, client: stripe.StripeClient):
    wire.always(b"%PDF", Request_Id="req_1")
    calls: list[Any] = [
        lambda: stripe.Quote.pdf("qt_1"),
        lambda: stripe.Quote("qt_1").pdf(),
        lambda: client.v1.quotes.pdf("qt_1"),
    ]
    for call in calls:
        answer = call()
        assert type(answer) is stripe.StripeStreamResponse
        assert (answer.code, answer.request_id, answer.io.read()) == (200, "req_1", b"%PDF")
        assert wire.last.url == "https://files.stripe.com/v1/quotes/qt_1/pdf"
    wire.always({"error": {"type": "invalid_request_error", "message": "no"}}, 404)
    for call in calls:
        with pytest.raises(stripe.InvalidRequestError, match="no"):
            call()


# -- notices ----------------------------------------------------------------------------------


def test_notices(wire: Wire, client: stripe.StripeClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("STRIPE_SUPPRESS_NOTICES", raising=False)
    wire.always({}, Stripe_Notice="This will go.")
    with pytest.warns(UserWarning, match="This will go") as caught:
        stripe.Customer.create()
    assert "STRIPE_SUPPRESS_NOTICES" in str(caught[0].message)
    client.raw_request("get", "/v1/x")
    client.v1.quotes.pdf("qt_1")
    for value in ("true", "TRUE", "True"):
        monkeypatch.setenv("STRIPE_SUPPRESS_NOTICES", value)
        stripe.Customer.create()
    monkeypatch.setenv("STRIPE_SUPPRESS_NOTICES", "1")
    with pytest.warns(UserWarning, match="This will go"):
        stripe.Customer.create()


def test_what_an_annotation_of_metadata_is_at_run_time() -> None:
    from stripe._objects.untyped import UntypedStripeObject

    assert UntypedStripeObject[str] is UntypedStripeObject


def test_an_item_that_names_itself_keeps_its_class() -> None:
    values = {
        "object": "invoice",
        "lines": {"object": "list", "data": [], "url": "/x", "has_more": False},
        "discounts": [{"object": "discount", "id": "di_1"}, "di_2"],
        "default_tax_rates": [{"object": "tax_rate", "id": "txr_1"}],
        "total_taxes": [{"amount": 1}, {"object": "tax_rate", "id": "txr_2"}],
    }
    invoice = stripe.Invoice.construct_from(values, None)
    taxes: Any = invoice.total_taxes
    assert [type(tax).__name__ for tax in taxes] == ["TotalTax", "TaxRate"]


def test_a_map_of_objects_that_is_none() -> None:
    values = {"object": "coupon", "id": "c", "currency_options": "odd"}
    coupon: Any = stripe.Coupon.construct_from(values, None)
    assert coupon.currency_options == "odd"
