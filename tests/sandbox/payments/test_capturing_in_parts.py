"""Captures that are not of the amount authorized: in several parts, beyond it, nothing at the end."""

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

PaymentIntent = stripe.PaymentIntent


@pytest.fixture
def authorize(pay: Callable[..., Any]) -> Callable[..., Any]:
    """An authorization of 50.00 with features of cards asked for."""

    def authorize(*features: str, **params: Any) -> Any:
        options = {"card": {f"request_{feature}": "if_available" for feature in features}}
        return pay(
            amount=5000,
            capture_method="manual",
            payment_method_options=options,
            expand=["latest_charge"],
            **params,
        )

    return authorize


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("feature", ["multicapture", "overcapture", "incremental_authorization"])
def test_features_are_available_where_asked_for(
    authorize: Callable[..., Any], feature: str, asked: bool
) -> None:
    card = authorize(*[feature] * asked).latest_charge.payment_method_details.card
    assert card[feature].status == ("available" if asked else "unavailable")
    most = 6000 if asked and feature == "overcapture" else 5000
    assert card.overcapture.maximum_amount_capturable == most


def test_several_captures(
    authorize: Callable[..., Any], types: Callable[[], list[str]], sandbox: Sandbox
) -> None:
    id = authorize("multicapture").id
    types()
    intent = PaymentIntent.capture(id, amount_to_capture=2000, final_capture=False)
    assert (intent.status, intent.amount_received) == ("requires_capture", 2000)
    assert intent.amount_capturable == 3000
    assert types() == [
        "charge.updated",
        "payment_intent.amount_capturable_updated",
        "charge.updated",
    ]
    intent = PaymentIntent.capture(id, amount_to_capture=2500, expand=["latest_charge"])
    assert (intent.status, intent.amount_received) == ("succeeded", 4500)
    charge = intent.latest_charge
    assert (charge.captured, charge.amount_captured, charge.amount_refunded) == (True, 4500, 500)
    assert types() == ["charge.captured", "payment_intent.succeeded", "charge.updated"]
    booked = stripe.BalanceTransaction.list(source=charge.id).data
    assert sorted((part.amount, part.fee) for part in booked) == [(2000, 88), (2500, 73)]
    assert sum(part.fee for part in booked) == 4500 * 29 // 1000 + 30 + 1  # one fee, rounded up


def test_the_rest_is_released(authorize: Callable[..., Any]) -> None:
    id = authorize("multicapture").id
    PaymentIntent.capture(id, amount_to_capture=2000, final_capture=False)
    for refused in (PaymentIntent.cancel, PaymentIntent.increment_authorization):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            refused(id, **({"amount": 9000} if refused != PaymentIntent.cancel else {}))
        assert caught.value.code == "payment_intent_unexpected_state"
    intent = PaymentIntent.capture(id, amount_to_capture=0)
    assert (intent.status, intent.amount_received) == ("succeeded", 2000)


def test_authorizations_captured_in_part_end_well(
    authorize: Callable[..., Any], sandbox: Sandbox
) -> None:
    id = authorize("multicapture").id
    PaymentIntent.capture(id, amount_to_capture=2000, final_capture=False)
    sandbox.clock.advance(8 * 86_400)
    intent = PaymentIntent.retrieve(id, expand=["latest_charge"])
    assert (intent.status, intent.amount_capturable) == ("succeeded", 0)
    charge = intent.latest_charge
    assert (charge.captured, charge.refunded, charge.amount_refunded) == (True, False, 3000)


def test_more_than_was_authorized(authorize: Callable[..., Any]) -> None:
    id = authorize("overcapture").id
    with pytest.raises(stripe.InvalidRequestError) as caught:
        PaymentIntent.capture(id, amount_to_capture=6001)
    assert caught.value.param == "amount_to_capture"
    intent = PaymentIntent.capture(id, amount_to_capture=6000)
    assert (intent.amount, intent.amount_received) == (5000, 6000)
    refund = stripe.Refund.create(payment_intent=id)
    assert refund.amount == 6000
    assert stripe.Charge.retrieve(intent.latest_charge).refunded


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"amount_to_capture": 1000, "final_capture": False}, "final_capture"),
        ({"amount_to_capture": 5001}, "amount_to_capture"),
        ({"amount_to_capture": 0}, "amount_to_capture"),
        ({"amount_to_capture": -1}, "amount_to_capture"),
    ],
)
def test_what_an_ordinary_authorization_refuses(
    authorize: Callable[..., Any], params: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        PaymentIntent.capture(authorize().id, **params)
    assert caught.value.param == param


@pytest.mark.parametrize(
    ("params", "descriptor"),
    [
        ({}, "SANDBOX"),
        ({"statement_descriptor_suffix": "ORDER 7"}, "SANDBOX* ORDER 7"),
    ],
)
def test_what_the_statement_says(
    pay: Callable[..., Any], params: dict[str, str], descriptor: str
) -> None:
    charge = pay(expand=["latest_charge"], **params).latest_charge
    assert charge.calculated_statement_descriptor == descriptor


def test_a_session_is_paid_once_its_authorization_is_captured(
    sandbox: Sandbox, raw: Callable[..., Any]
) -> None:
    item = {"currency": "usd", "unit_amount": 1500, "product_data": {"name": "T-shirt"}}
    session = stripe.checkout.Session.create(
        mode="payment",
        success_url="https://example.com",
        line_items=[{"price_data": item, "quantity": 1}],
        payment_intent_data={"capture_method": "manual"},
    )
    raw("post", f"/v1/payment_pages/{session.id}/confirm", payment_method="pm_card_visa")
    session = stripe.checkout.Session.retrieve(session.id)
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    PaymentIntent.capture(session.payment_intent)
    assert stripe.checkout.Session.retrieve(session.id).payment_status == "paid"


@pytest.mark.parametrize(
    ("params", "events"),
    [
        ({}, ["charge.succeeded", "payment_intent.succeeded", "charge.updated"]),
        ({"capture_method": "automatic"}, ["charge.succeeded", "payment_intent.succeeded"]),
        (
            {"payment_method_options": {"card": {"capture_method": "manual"}}},
            ["charge.succeeded", "payment_intent.amount_capturable_updated"],
        ),
    ],
)
def test_capture_methods(
    pay: Callable[..., Any],
    types: Callable[[], list[str]],
    params: dict[str, Any],
    events: list[str],
) -> None:
    intent = pay(expand=["latest_charge"], **params)
    assert types() == ["payment_intent.created", *events]
    captured = intent.status == "succeeded"
    assert captured == (events[1] == "payment_intent.succeeded")
    assert (intent.latest_charge.balance_transaction is not None) == captured
    if not captured:
        assert PaymentIntent.capture(intent.id).amount_received == 2000


@pytest.mark.parametrize(
    ("params", "kept"),
    [
        ({}, False),
        ({"setup_future_usage": "off_session"}, True),
        ({"payment_method_options": {"card": {"setup_future_usage": "on_session"}}}, True),
    ],
)
def test_what_is_saved_with_the_customer(
    sandbox: Sandbox, pay: Callable[..., Any], params: dict[str, Any], kept: bool
) -> None:
    customer = stripe.Customer.create().id
    method = pay(customer=customer, **params).payment_method
    assert stripe.PaymentMethod.retrieve(method).customer == (customer if kept else None)
