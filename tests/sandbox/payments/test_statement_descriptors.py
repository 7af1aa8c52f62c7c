"""What statements say of payments: the rules of descriptors, and whole ones refused for cards."""

from collections.abc import Callable
from typing import Any

import pytest
from refusals import refused

import stripe
from stripe.sandbox import Sandbox

ITEM = {
    "price_data": {"currency": "eur", "unit_amount": 1500, "product_data": {"name": "T-shirt"}},
    "quantity": 1,
}
NOT_FOR_CARDS = "The statement_descriptor parameter is not supported for the payment_method_type"


def intent(**params: Any) -> Any:
    return stripe.PaymentIntent.create(**{"amount": 1000, "currency": "eur", **params})


def session(**params: Any) -> Any:
    return stripe.checkout.Session.create(
        mode="payment", line_items=[ITEM], success_url="https://example.com", **params
    )


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"automatic_payment_methods": {"enabled": True}},
        {"payment_method_types": ["card"]},
        {"payment_method_types": ["sepa_debit", "card"]},
    ],
)
def test_a_card_intent_has_no_whole_descriptor(sandbox: Sandbox, params: Any) -> None:
    error = refused(intent, statement_descriptor="MY SHOP", **params)
    assert NOT_FOR_CARDS in str(error)
    assert "statement_descriptor_suffix" in str(error)
    assert error.param == "statement_descriptor"
    made = intent(**params)
    error = refused(stripe.PaymentIntent.modify, made.id, statement_descriptor="MY SHOP")
    assert (NOT_FOR_CARDS in str(error), error.param) == (True, "statement_descriptor")
    suffix = stripe.PaymentIntent.modify(made.id, statement_descriptor_suffix="ORDER 7")
    assert suffix.statement_descriptor_suffix == "ORDER 7"


def test_other_means_of_payment_have_one(sandbox: Sandbox) -> None:
    made = intent(statement_descriptor="MY SHOP", payment_method_types=["sepa_debit"])
    assert made.statement_descriptor == "MY SHOP"
    error = refused(stripe.PaymentIntent.modify, made.id, payment_method_types=["card"])
    assert NOT_FOR_CARDS in str(error)
    data: Any = {
        "type": "sepa_debit",
        "sepa_debit": {"iban": "DE89370400440532013000"},
        "billing_details": {"name": "Jenny", "email": "jenny@example.com"},
    }
    params: Any = {"payment_method_data": data, "mandate_data": None, "expand": ["latest_charge"]}
    params["mandate_data"] = {"customer_acceptance": {"type": "offline"}}
    charge: Any = stripe.PaymentIntent.confirm(made.id, **params).latest_charge
    assert charge.calculated_statement_descriptor == "MY SHOP"


def test_a_capture_of_a_card_has_none_either(pay: Callable[..., Any]) -> None:
    held = pay(capture_method="manual")
    capture = stripe.PaymentIntent.capture
    assert NOT_FOR_CARDS in str(refused(capture, held.id, statement_descriptor="MY SHOP"))
    done: Any = capture(held.id, statement_descriptor_suffix="ORDER 7", expand=["latest_charge"])
    assert done.latest_charge.calculated_statement_descriptor == "SANDBOX* ORDER 7"


@pytest.mark.parametrize("make", [session, stripe.PaymentLink.create])
def test_nor_a_page_that_takes_cards(sandbox: Sandbox, make: Callable[..., Any]) -> None:
    given: dict[str, Any] = {} if make is session else {"line_items": [ITEM]}
    data = {"statement_descriptor": "MY SHOP"}
    error = refused(make, payment_intent_data=data, **given)
    assert NOT_FOR_CARDS in str(error)
    assert error.param == "payment_intent_data[statement_descriptor]"
    assert make(payment_intent_data=data, payment_method_types=["sepa_debit"], **given).id


CHARACTERS = {
    "A<B": "cannot include <",
    "A>B": "cannot include >",
    "A\\B": "cannot include \\",
    "A'B": "cannot include '",
    'A"B': 'cannot include "',
    "A*B": "cannot include *",
    "12345": "at least one Latin character",
    "ЖЖЖЖЖ": "at least one Latin character",
    "A" * 23: "at most 22 characters",
}


@pytest.mark.parametrize("text", CHARACTERS)
def test_rules(sandbox: Sandbox, pay: Callable[..., Any], text: str) -> None:
    charge: Any = {"amount": 1000, "currency": "usd", "source": "tok_visa"}
    held = stripe.Charge.create(capture=False, **charge)
    settings = {"payments": {"statement_descriptor": text}}
    calls: list[tuple[Callable[..., Any], Any, dict[str, Any]]] = [
        (stripe.Charge.create, (), {"statement_descriptor": text, **charge}),
        (stripe.Charge.create, (), {"statement_descriptor_suffix": text, **charge}),
        (stripe.Charge.capture, (held.id,), {"statement_descriptor_suffix": text}),
        (pay, (), {"statement_descriptor_suffix": text}),
        (stripe.PaymentIntent.modify, (intent().id,), {"statement_descriptor_suffix": text}),
        (session, (), {"payment_intent_data": {"statement_descriptor_suffix": text}}),
        (stripe.Account.create, (), {"type": "custom", "settings": settings}),
    ]
    for call, arguments, params in calls:
        assert CHARACTERS[text].split()[-1] in str(refused(call, *arguments, **params))


def test_of_an_account(pay: Callable[..., Any]) -> None:
    def settings(**given: Any) -> Any:
        return {key: {f"statement_descriptor{end}": text} for key, (end, text) in given.items()}

    short = settings(payments=("", "SHOP"))
    error = refused(stripe.Account.create, type="custom", settings=short)
    assert error.param == "settings[payments][statement_descriptor]"
    whole = settings(payments=("", "CORNER SHOP"), card_payments=("_prefix", "CORNER"))
    account = stripe.Account.create(type="custom", settings=whole).id
    for params, says in (
        ({}, "CORNER SHOP"),
        ({"statement_descriptor_suffix": "7"}, None),
        ({"statement_descriptor_suffix": "NO 7"}, "CORNER* NO 7"),
        ({"statement_descriptor_suffix": "A LONG NAME OF 22 CHRS"}, "CORNER* A LONG NAME OF"),
    ):
        if says is None:
            refused(pay, stripe_account=account, **params)
            continue
        made = pay(stripe_account=account, expand=["latest_charge"], **params)
        assert made.latest_charge.calculated_statement_descriptor == says


def test_a_charge_made_directly_has_its_descriptor_behind_the_prefix(sandbox: Sandbox) -> None:
    charge = stripe.Charge.create(
        amount=1000, currency="usd", source="tok_visa", statement_descriptor="ORDER 7"
    )
    assert charge.statement_descriptor == "ORDER 7"
    assert charge.calculated_statement_descriptor == "SANDBOX* ORDER 7"


def test_an_invoice_may_have_one_and_be_paid_by_card(sandbox: Sandbox) -> None:
    customer = stripe.Customer.create(
        payment_method="pm_card_visa", invoice_settings={"default_payment_method": "pm_card_visa"}
    ).id
    stripe.InvoiceItem.create(customer=customer, amount=1000, currency="usd")
    invoice = stripe.Invoice.create(
        customer=customer,
        statement_descriptor="ORDER 7",
        pending_invoice_items_behavior="include",
    )
    assert stripe.Invoice.pay(str(invoice.id)).status == "paid"
