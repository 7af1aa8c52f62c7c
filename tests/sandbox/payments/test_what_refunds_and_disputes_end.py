"""Refunds and disputes end reviews, warnings and inquiries, and take from money still pending."""

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox


@pytest.mark.parametrize(
    ("given", "amount", "message"),
    [
        (0, 2001, "Refund amount ($20.01) is greater than charge amount ($20.00)"),
        (
            1500,
            501,
            "Refund amount ($5.01) is greater than unrefunded amount on charge ($5.00)",
        ),
    ],
)
def test_too_much(
    sandbox: Sandbox, pay: Callable[..., Any], given: int, amount: int, message: str
) -> None:
    id = pay().id
    if given:
        stripe.Refund.create(payment_intent=id, amount=given)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Refund.create(payment_intent=id, amount=amount)
    assert (caught.value.param, caught.value.user_message) == ("amount", message)


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "refunded"),
        ({"reason": "fraudulent"}, "refunded_as_fraud"),
        ({"amount": 100}, None),
    ],
)
def test_reviews(
    pay: Callable[..., Any],
    types: Callable[[], list[str]],
    params: dict[str, Any],
    reason: str | None,
) -> None:
    intent = pay("pm_card_riskLevelElevated")
    stripe.Refund.create(payment_intent=intent.id, **params)
    review = stripe.Review.retrieve(intent.review)
    assert (review.open, review.closed_reason) == (reason is None, reason)
    assert ("review.closed" in types()) == (reason is not None)


def test_canceling_ends_a_review(pay: Callable[..., Any]) -> None:
    intent = pay("pm_card_riskLevelElevated", capture_method="manual")
    stripe.PaymentIntent.cancel(intent.id)
    assert stripe.Review.retrieve(intent.review).closed_reason == "canceled"


def test_fraud_warnings(pay: Callable[..., Any], types: Callable[[], list[str]]) -> None:
    intent = pay("pm_card_createIssuerFraudRecord")
    warning = stripe.radar.EarlyFraudWarning.list(charge=intent.latest_charge).data[0]
    assert warning.actionable
    stripe.Refund.create(payment_intent=intent.id)
    assert not stripe.radar.EarlyFraudWarning.retrieve(warning.id).actionable
    assert "radar.early_fraud_warning.updated" in types()


def test_inquiries(pay: Callable[..., Any], types: Callable[[], list[str]]) -> None:
    intent = pay("pm_card_createDisputeInquiry")
    stripe.Refund.create(payment_intent=intent.id, amount=500)
    dispute = stripe.Dispute.list(payment_intent=intent.id).data[0]
    assert dispute.status == "warning_needs_response"
    stripe.Refund.create(payment_intent=intent.id)
    assert stripe.Dispute.retrieve(dispute.id).status == "warning_closed"
    assert types()[-1] == "charge.dispute.closed"


@pytest.mark.parametrize("card", ["visa", "createDispute", "bypassPending"])
def test_what_is_pending_is_taken_from_what_is_pending(
    sandbox: Sandbox, pay: Callable[..., Any], card: str
) -> None:
    intent = pay(f"pm_card_{card}")
    if card != "createDispute":
        stripe.Refund.create(payment_intent=intent.id)
    balance = stripe.Balance.retrieve()
    left = -88 if card != "createDispute" else -88 - 1500
    sides = (balance.available[0].amount, balance.pending[0].amount)
    assert sides == ((left, 0) if card == "bypassPending" else (0, left))
    sandbox.clock.advance(4 * 86_400)
    balance = stripe.Balance.retrieve()
    assert (balance.available[0].amount, balance.pending[0].amount) == (left, 0)


def test_charge_and_intent_must_belong_together(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    one, other = pay(), pay()
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Refund.create(charge=one.latest_charge, payment_intent=other.id)
    assert caught.value.param == "payment_intent"
    refund = stripe.Refund.create(charge=one.latest_charge, payment_intent=one.id)
    assert refund.payment_intent == one.id
