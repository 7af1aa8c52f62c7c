"""Disputes: opened by cards, answered with evidence, won, lost, closed."""

import io
from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

Dispute = stripe.Dispute


def disputed(pay: Callable[..., Any], name: str = "createDispute") -> Any:
    intent = pay(f"pm_card_{name}")
    (dispute,) = Dispute.list(payment_intent=intent.id).data
    return dispute


def available_and_pending() -> int:
    balance = stripe.Balance.retrieve()
    return sum(part.amount for part in (*balance.available, *balance.pending))


def test_a_dispute_takes_the_money(
    sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    dispute = disputed(pay)
    assert (dispute.status, dispute.reason, dispute.amount) == (
        "needs_response",
        "fraudulent",
        2000,
    )
    (taken,) = dispute.balance_transactions
    assert (taken.amount, taken.fee, taken.type, taken.reporting_category) == (
        -2000, 1500, "adjustment", "dispute",
    )  # fmt: skip
    assert stripe.Charge.retrieve(dispute.charge).disputed is True
    assert types()[-2:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    assert available_and_pending() == 2000 - 88 - 2000 - 1500
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Refund.create(charge=dispute.charge)
    assert caught.value.code == "charge_disputed"


@pytest.mark.parametrize(
    ("evidence", "status", "balance"),
    [("winning_evidence", "won", 2000 - 88), ("losing_evidence", "lost", -88 - 1500)],
)
def test_evidence_decides(
    sandbox: Sandbox,
    pay: Callable[..., Any],
    types: Callable[[], list[str]],
    evidence: str,
    status: str,
    balance: int,
) -> None:
    dispute = disputed(pay)
    types()
    dispute = Dispute.modify(dispute.id, evidence={"uncategorized_text": evidence})
    assert dispute.status == "under_review"
    dispute = Dispute.retrieve(dispute.id)
    assert dispute.status == status
    assert dispute.evidence_details.submission_count == 1
    assert available_and_pending() == balance
    reinstated = ["charge.dispute.funds_reinstated"] if status == "won" else []
    assert types() == ["charge.dispute.updated", *reinstated, "charge.dispute.closed"]
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        Dispute.close(dispute.id)


def test_evidence_can_be_gathered_before_it_is_sent(
    sandbox: Sandbox, pay: Callable[..., Any]
) -> None:
    dispute = disputed(pay)
    receipt = io.BytesIO(b"%PDF-1.4")
    receipt.name = "receipt.pdf"
    file = stripe.File.create(purpose="dispute_evidence", file=receipt)
    dispute = Dispute.modify(
        dispute.id, evidence={"receipt": file.id, "customer_name": "Jenny"}, submit=False
    )
    assert (dispute.status, dispute.evidence.receipt) == ("needs_response", file.id)
    assert dispute.evidence_details.has_evidence is True
    dispute = Dispute.modify(dispute.id, evidence={"product_description": "A T-shirt"})
    assert (dispute.status, dispute.evidence.customer_name) == ("under_review", "Jenny")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        Dispute.modify(dispute.id, evidence={"receipt": "file_nope"})
    assert caught.value.param == "evidence[receipt]"


def test_accepting_a_dispute(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    assert Dispute.close(disputed(pay, "createDisputeProductNotReceived").id).status == "lost"


def test_an_inquiry_takes_no_money(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    inquiry = disputed(pay, "createDisputeInquiry")
    assert (inquiry.status, inquiry.balance_transactions) == ("warning_needs_response", [])
    assert inquiry.is_charge_refundable is True
    assert available_and_pending() == 2000 - 88
    assert Dispute.close(inquiry.id).status == "warning_closed"
    assert available_and_pending() == 2000 - 88


def test_an_inquiry_becomes_a_dispute(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    inquiry = disputed(pay, "createDisputeInquiry")
    evidence = {"uncategorized_text": "escalate_inquiry_evidence"}
    dispute = Dispute.retrieve(Dispute.modify(inquiry.id, evidence=evidence).id)
    assert dispute.status == "needs_response"
    assert len(dispute.balance_transactions) == 1
    assert available_and_pending() == -88 - 1500


def test_a_refunded_inquiry(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    inquiry = disputed(pay, "createDisputeInquiry")
    assert stripe.Refund.create(charge=inquiry.charge).status == "succeeded"


def test_fraud_warning_and_review(
    sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    intent = pay("pm_card_createIssuerFraudRecord")
    (warning,) = stripe.radar.EarlyFraudWarning.list(payment_intent=intent.id).data
    assert (warning.charge, warning.actionable) == (intent.latest_charge, True)
    assert types()[-1] == "radar.early_fraud_warning.created"
    intent = pay("pm_card_riskLevelElevated")
    assert "review.opened" in types()
    review = stripe.Review.approve(intent.review)
    assert (review.open, review.closed_reason) == (False, "approved")
    assert types() == ["review.closed"]


def test_two_disputes_of_one_payment(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    intent = pay("pm_card_createMultipleDisputes", 2001)
    amounts = [dispute.amount for dispute in Dispute.list(payment_intent=intent.id).data]
    assert sorted(amounts) == [1000, 1001]
    assert available_and_pending() == 2001 - 88 - 2001 - 2 * 1500


def test_no_answer_in_time_loses(
    sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    dispute, inquiry = disputed(pay), disputed(pay, "createDisputeInquiry")
    types()
    sandbox.clock.move_to(dispute.evidence_details.due_by)
    assert Dispute.retrieve(dispute.id).status == "needs_response"
    sandbox.clock.advance(1)
    dispute = Dispute.retrieve(dispute.id)
    assert (dispute.status, dispute.evidence_details.past_due) == ("lost", True)
    assert Dispute.retrieve(inquiry.id).status == "warning_closed"
    assert "charge.dispute.closed" in types()


@pytest.mark.parametrize(("text", "status"), [("winning_evidence", "won"), ("x", "under_review")])
def test_staged_evidence_is_sent_when_asked(
    sandbox: Sandbox, pay: Callable[..., Any], text: str, status: str
) -> None:
    dispute = disputed(pay).id
    Dispute.modify(dispute, evidence={"uncategorized_text": text}, submit=False)
    Dispute.modify(dispute, metadata={"seen": "yes"})
    assert Dispute.retrieve(dispute).status == "needs_response"
    details: Any = Dispute.modify(dispute, submit=True).evidence_details
    assert (details.submission_count, details.submission_method) == (1, "manual")
    assert Dispute.retrieve(dispute).status == status
