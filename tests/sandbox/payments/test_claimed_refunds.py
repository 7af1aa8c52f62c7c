"""Refunds that customers must claim: their bank takes no money back, so that they are asked where to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

DAY = 24 * 3600


@pytest.fixture
def charge(sandbox: Sandbox, pay: Callable[..., Any]) -> str:
    intent = pay(
        None,
        5000,
        currency="jpy",
        payment_method_types=["konbini"],
        payment_method_data={
            "type": "konbini",
            "billing_details": {"name": "Jenny", "email": "jenny@example.com"},
        },
    )
    sandbox.authenticate(intent.id)
    return str(stripe.PaymentIntent.retrieve(intent.id).latest_charge)


def test_refund_waits_for_its_customer(sandbox: Sandbox, charge: str) -> None:
    refund = stripe.Refund.create(charge=charge, amount=2000)
    details = refund.next_action.display_details
    assert refund.status == "requires_action"
    assert details.email_sent.email_sent_to == "jenny@example.com"
    assert details.expires_at == sandbox.clock.now() + 45 * DAY
    other = stripe.Refund.create(charge=charge, amount=100, instructions_email="bob@example.com")
    assert other.instructions_email == "bob@example.com"


def canceled(sandbox: Sandbox, id: str) -> None:
    stripe.Refund.cancel(id)


def expired(sandbox: Sandbox, id: str) -> None:
    stripe.Refund.TestHelpers.expire(id)


def forgotten(sandbox: Sandbox, id: str) -> None:
    sandbox.clock.advance(45 * DAY)


@pytest.mark.parametrize(
    ("end", "status", "events"),
    [
        (canceled, "canceled", []),
        (expired, "failed", ["refund.failed"]),
        (forgotten, "failed", ["refund.failed"]),
    ],
)
def test_money_of_a_refund_that_ends_is_the_merchants_again(
    sandbox: Sandbox, charge: str, end: Callable[..., None], status: str, events: list[str]
) -> None:
    refund = stripe.Refund.create(charge=charge, amount=2000)
    end(sandbox, refund.id)
    moves = ["balance_transaction", "failure_balance_transaction"]
    refund = stripe.Refund.retrieve(refund.id, expand=moves)
    assert refund.status == status
    assert refund.failure_balance_transaction.amount == -refund.balance_transaction.amount
    assert stripe.Charge.retrieve(charge).amount_refunded == 0
    assert [e["type"] for e in sandbox.events if e["type"] == "refund.failed"] == events
