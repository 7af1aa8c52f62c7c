"""Terminal readers do what they were told once a card is presented."""

from __future__ import annotations

from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

Reader = stripe.terminal.Reader


@pytest.fixture
def reader(sandbox: Sandbox) -> str:
    return Reader.create(registration_code="simulated-wpe").id


def present(reader: str, **params: Any) -> Any:
    return Reader.TestHelpers.present_payment_method(reader, **params).action


def test_setting_up(sandbox: Sandbox, reader: str) -> None:
    intent = stripe.SetupIntent.create(payment_method_types=["card_present"])
    Reader.process_setup_intent(reader, setup_intent=intent.id, allow_redisplay="always")
    action = present(reader)
    intent = stripe.SetupIntent.retrieve(intent.id)
    assert (action.status, intent.status) == ("succeeded", "succeeded")
    assert action.process_setup_intent.generated_card == intent.payment_method


def test_collecting_leaves_the_intent_alone(sandbox: Sandbox, reader: str) -> None:
    intent = stripe.PaymentIntent.create(
        amount=2000, currency="usd", payment_method_types=["card_present"]
    )
    Reader.collect_payment_method(reader, payment_intent=intent.id)
    action = present(reader)
    assert action.collect_payment_method.payment_method.card.last4 == "4242"
    assert stripe.PaymentIntent.retrieve(intent.id).status == "requires_payment_method"


def test_refunding(sandbox: Sandbox, reader: str) -> None:
    charge = stripe.Charge.create(amount=2000, currency="usd", source="tok_visa")
    Reader.refund_payment(reader, charge=charge.id, amount=500)
    action = present(reader)
    assert stripe.Refund.retrieve(action.refund_payment.refund).amount == 500
    assert stripe.Charge.retrieve(charge.id).amount_refunded == 500


def test_declined_card(sandbox: Sandbox, reader: str) -> None:
    intent = stripe.PaymentIntent.create(
        amount=2000, currency="usd", payment_method_types=["card_present"]
    )
    Reader.process_payment_intent(reader, payment_intent=intent.id)
    action = present(reader, card_present={"number": "4000000000000002"})
    assert (action.status, action.failure_code) == ("failed", "card_declined")
