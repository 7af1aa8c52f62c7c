"""Parameters that contradict each other are refused, before anything has happened."""

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

AUTOMATIC = {"automatic_payment_methods": {"enabled": True}}
CARD = {"type": "card", "card": {"token": "tok_visa"}}
MANDATE = {"customer_acceptance": {"type": "offline"}}
ITEM = {
    "price_data": {"currency": "usd", "unit_amount": 1500, "product_data": {"name": "T-shirt"}},
    "quantity": 1,
}


def refused(call: Callable[..., Any], *arguments: Any, **params: Any) -> Any:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call(*arguments, **params)
    assert caught.value.http_status == 400
    return caught.value


def intent(**params: Any) -> Any:
    return stripe.PaymentIntent.create(**{"amount": 1000, "currency": "usd", **params})


INTENTS: dict[str, tuple[dict[str, Any], str]] = {
    "automatic, but confirmed by hand": (
        {**AUTOMATIC, "confirmation_method": "manual"},
        "automatic_payment_methods, confirmation_method",
    ),
    "automatic, and said to be so": (
        {**AUTOMATIC, "confirmation_method": "automatic"},
        "automatic_payment_methods, confirmation_method",
    ),
    "all types and some": (
        {**AUTOMATIC, "payment_method_types": ["card"]},
        "automatic_payment_methods, payment_method_types",
    ),
    "two means of payment": (
        {"payment_method": "pm_card_visa", "payment_method_data": CARD},
        "payment_method, payment_method_data",
    ),
    "two mandates": (
        {"confirm": True, "mandate": "mandate_1", "mandate_data": MANDATE},
        "mandate, mandate_data",
    ),
    "saved without its customer": (
        {
            "confirm": True,
            "payment_method": "pm_card_visa",
            "off_session": True,
            "setup_future_usage": "off_session",
        },
        "You cannot confirm with `off_session=true`",
    ),
    "on behalf of nobody": ({"on_behalf_of": "acct_unknown"}, "acct_unknown"),
    "a destination that there is not": (
        {"transfer_data": {"destination": "acct_unknown"}},
        "acct_unknown",
    ),
    "a fee of nobody's payment": ({"application_fee_amount": 100}, "application_fee_amount"),
    "without `confirm`": ({"off_session": True}, "confirm"),
}


@pytest.mark.parametrize("name", INTENTS)
def test_intents(sandbox: Sandbox, name: str) -> None:
    params, words = INTENTS[name]
    assert words in str(refused(intent, **params))
    assert not stripe.PaymentIntent.list().data
    assert not sandbox.events


@pytest.mark.parametrize(
    ("currency", "kind"),
    [
        ("eur", "ideal"),
        ("eur", "bancontact"),
        ("eur", "sepa_debit"),
        ("usd", "us_bank_account"),
        ("usd", "alipay"),
    ],
)
def test_what_cannot_be_captured_later(sandbox: Sandbox, currency: str, kind: str) -> None:
    given = {"currency": currency, "capture_method": "manual"}
    error = refused(intent, payment_method_types=["card", kind], **given)
    assert (error.param, kind in str(error)) == ("capture_method", True)
    assert intent(currency=currency, payment_method_types=[kind]).id
    assert intent(payment_method_types=["card"], **given).id


def test_a_confirmation(sandbox: Sandbox) -> None:
    made = intent(setup_future_usage="off_session", payment_method="pm_card_visa")
    confirm = stripe.PaymentIntent.confirm
    error = refused(confirm, made.id, off_session=True)
    assert error.param == "off_session"
    both: Any = {"payment_method": "pm_card_visa", "payment_method_data": CARD}
    assert "payment_method_data" in str(refused(confirm, made.id, **both))
    assert stripe.PaymentIntent.retrieve(made.id).status == "requires_confirmation"
    assert confirm(made.id).status == "succeeded"


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"mandate_data": MANDATE}, "mandate_data"),
        ({"flow_directions": ["inbound"]}, "flow_directions"),
        ({"attach_to_self": True, "customer": "cus_1"}, "customer"),
        ({"payment_method": "pm_card_visa", "payment_method_data": CARD}, "payment_method"),
        ({"payment_method_types": ["card"], **AUTOMATIC}, None),
    ],
)
def test_setup_intents(sandbox: Sandbox, params: Any, param: str | None) -> None:
    assert refused(stripe.SetupIntent.create, **params).param == param
    assert not stripe.SetupIntent.list().data


CHECKOUT: dict[str, tuple[dict[str, Any], str]] = {
    "a customer that is to be made": (
        {"customer": "made", "customer_creation": "always"},
        "customer_creation",
    ),
    "a customer with an address": (
        {"customer": "made", "customer_email": "a@example.com"},
        "customer_email",
    ),
    "an update of nobody": ({"customer_update": {"name": "auto"}}, "customer_update"),
    "a subscription that is none": (
        {"subscription_data": {"description": "x"}},
        "subscription_data",
    ),
    "a setup that is none": ({"setup_intent_data": {"description": "x"}}, "setup_intent_data"),
    "a payment of a setup": (
        {"mode": "setup", "line_items": None, "payment_intent_data": {"description": "x"}},
        "payment_intent_data",
    ),
    "things in a setup": ({"mode": "setup"}, "line_items"),
    "a relative address": ({"success_url": "/thanks"}, "success_url"),
    "a relative way back": ({"cancel_url": "cart"}, "cancel_url"),
    "no way on": ({"success_url": None}, "success_url"),
    "codes and discounts": (
        {"allow_promotion_codes": True, "discounts": [{"coupon": "x"}]},
        "discounts",
    ),
}


@pytest.mark.parametrize("name", CHECKOUT)
def test_checkout(sandbox: Sandbox, name: str) -> None:
    params, param = CHECKOUT[name]
    given: dict[str, Any] = {
        "mode": "payment", "line_items": [ITEM], "success_url": "https://example.com", **params
    }  # fmt: skip
    if "customer" in given:
        given["customer"] = stripe.Customer.create().id
    given = {key: value for key, value in given.items() if value is not None}
    assert refused(stripe.checkout.Session.create, **given).param == param
    assert not stripe.checkout.Session.list().data


def test_a_subscription_is_not_one_payment(sandbox: Sandbox) -> None:
    price = {**ITEM["price_data"], "recurring": {"interval": "month"}}  # type: ignore[dict-item]  # a dict
    error = refused(
        stripe.checkout.Session.create,
        mode="subscription",
        line_items=[{"price_data": price, "quantity": 1}],
        success_url="https://example.com",
        payment_intent_data={"description": "x"},
    )
    assert error.param == "payment_intent_data"
