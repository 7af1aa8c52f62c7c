"""Parameters that come along with a confirmation, a capture, a customer or a card change what they say."""

from __future__ import annotations

from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

CARDS: Any = {"currency": "usd", "payment_method_types": ["card"]}


def held(**more: Any) -> Any:
    return stripe.PaymentIntent.create(
        amount=2000, capture_method="manual", payment_method="pm_card_visa", confirm=True,
        **CARDS, **more,
    )  # fmt: skip


@pytest.fixture
def shop(sandbox: Sandbox) -> str:
    return stripe.Account.create(type="custom", country="US").id


def moved(intent: Any) -> list[int]:
    return [one.amount for one in stripe.Transfer.list(transfer_group=intent.transfer_group)]


def test_a_capture_says_how_much_is_moved(shop: str) -> None:
    intent = held(transfer_data={"destination": shop})
    done: Any = stripe.PaymentIntent.capture(intent.id, transfer_data={"amount": 700})
    assert (done.transfer_data.amount, moved(done)) == (700, [700])
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe.PaymentIntent.capture(held().id, transfer_data={"amount": 700})
    assert refused.value.param == "transfer_data[amount]"


def test_a_capture_of_a_charge_says_what_is_shared(shop: str) -> None:
    given: Any = {"amount": 2000, "currency": "usd", "source": "tok_visa", "capture": False}
    charge = stripe.Charge.create(**given, transfer_data={"destination": shop})
    done: Any = stripe.Charge.capture(charge.id, transfer_group="one", application_fee_amount=300)
    assert (done.transfer_group, done.application_fee_amount) == ("one", 300)
    assert stripe.ApplicationFee.list().data[0].amount == 300
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe.Charge.capture(stripe.Charge.create(**given).id, application_fee_amount=300)
    assert refused.value.param == "application_fee_amount"


def test_details_of_a_payment_come_with_any_request(sandbox: Sandbox) -> None:
    first = {"order_reference": "A-1"}
    intent = stripe.PaymentIntent.create(amount=2000, capture_method="manual", **CARDS)
    intent = stripe.PaymentIntent.confirm(
        intent.id, payment_method="pm_card_visa", payment_details=first
    )
    assert intent.payment_details.order_reference == "A-1"
    done = stripe.PaymentIntent.capture(intent.id, payment_details={"customer_reference": "Jenny"})
    details = done.payment_details
    assert (details.order_reference, details.customer_reference) == ("A-1", "Jenny")


@pytest.mark.parametrize("kind", [stripe.PaymentIntent, stripe.SetupIntent])
def test_a_confirmation_says_what_is_allowed(sandbox: Sandbox, kind: Any) -> None:
    money: Any = {"amount": 2000, "currency": "usd"} if kind is stripe.PaymentIntent else {}
    intent = kind.create(**money, payment_method_types=["us_bank_account"])
    with pytest.raises(stripe.InvalidRequestError):
        kind.confirm(intent.id, payment_method="pm_card_visa")
    done = kind.confirm(
        intent.id, payment_method="pm_card_visa", allowed_payment_method_types=["card"]
    )
    assert (done.status, done.payment_method_types) == ("succeeded", ["card"])


@pytest.mark.parametrize(
    ("mode", "shown"),
    [("manual", ("manual", False)), ("merchant_default", ("automatic", True))],
)
def test_how_cash_is_used(sandbox: Sandbox, mode: Any, shown: tuple[str, bool]) -> None:
    settings: Any = {"settings": {"reconciliation_mode": mode}}
    made: Any = stripe.Customer.create(cash_balance=settings, expand=["cash_balance"])
    other = stripe.Customer.create().id
    stripe.Customer.modify_cash_balance(other, **settings)
    for cash in (made.cash_balance, stripe.Customer.retrieve_cash_balance(other)):
        assert (cash.settings.reconciliation_mode, cash.settings.using_merchant_default) == shown


def test_where_a_customer_came_from(sandbox: Sandbox) -> None:
    made: Any = stripe.Customer.create(tax={"ip_address": "192.0.2.1"}, expand=["tax"])
    assert made.tax.ip_address == "192.0.2.1"


def test_a_tax_id_of_somebody(sandbox: Sandbox) -> None:
    customer = stripe.Customer.create().id
    made: Any = stripe.TaxId.create(
        type="eu_vat", value="DE123456789", owner={"type": "customer", "customer": customer}
    )
    assert (made.customer, made.owner.customer) == (customer, customer)
    assert [one.id for one in stripe.Customer.list_tax_ids(customer)] == [made.id]
    assert stripe.TaxId.list().data == []
    listed = stripe.TaxId.list(owner={"type": "customer", "customer": customer})
    assert [one.id for one in listed] == [made.id]


def test_a_card_that_was_seen_by_radar(sandbox: Sandbox) -> None:
    made: Any = stripe.PaymentMethod.create(
        type="card", card={"token": "tok_visa"}, radar_options={"session": "rse_123"}
    )
    assert made.radar_options.session == "rse_123"
