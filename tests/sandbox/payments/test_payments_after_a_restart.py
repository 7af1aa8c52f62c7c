"""What payments wait for happens, too, when the sandbox starts again from its file in between."""

import pathlib
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

NOW = 1_800_000_000
VISA: Any = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}


def charge(source: str) -> str:
    return stripe.Charge.create(amount=2000, currency="usd", source=source).id


def payout() -> str:
    charge("tok_bypassPending")
    return stripe.Payout.create(amount=500, currency="usd").id


def session() -> str:
    price = {"currency": "usd", "unit_amount": 1500, "product_data": {"name": "T-shirt"}}
    items: Any = [{"price_data": price, "quantity": 1}]
    return stripe.checkout.Session.create(
        mode="payment", success_url="https://example.com", line_items=items
    ).id


def bank_charge() -> str:
    customer = stripe.Customer.create(source="btok_us_verified").id
    return stripe.Charge.create(amount=2000, currency="usd", customer=customer).id


CASES: dict[str, tuple[Callable[[], str], Callable[[str], Any], str, str]] = {
    "balance transaction": (
        lambda: stripe.Charge.retrieve(charge("tok_visa")).balance_transaction,
        stripe.BalanceTransaction.retrieve,
        "pending",
        "available",
    ),
    "authorization": (
        lambda: stripe.PaymentIntent.create(**VISA, capture_method="manual").id,
        stripe.PaymentIntent.retrieve,
        "requires_capture",
        "canceled",
    ),
    "debit": (
        lambda: stripe.PaymentIntent.create(**{**VISA, "payment_method": "pm_usBankAccount"}).id,
        stripe.PaymentIntent.retrieve,
        "processing",
        "succeeded",
    ),
    "debit without an intent": (bank_charge, stripe.Charge.retrieve, "pending", "succeeded"),
    "failing refund": (
        lambda: stripe.Refund.create(charge=charge("tok_refundFail")).id,
        stripe.Refund.retrieve,
        "succeeded",
        "failed",
    ),
    "pending refund": (
        lambda: stripe.Refund.create(charge=charge("tok_pendingRefund")).id,
        stripe.Refund.retrieve,
        "pending",
        "succeeded",
    ),
    "payout": (payout, stripe.Payout.retrieve, "pending", "paid"),
    "topup": (
        lambda: stripe.Topup.create(amount=2000, currency="usd").id,
        stripe.Topup.retrieve,
        "pending",
        "succeeded",
    ),
    "session": (session, stripe.checkout.Session.retrieve, "open", "expired"),
}


@pytest.mark.parametrize("case", CASES)
def test_restart(tmp_path: pathlib.Path, case: str) -> None:
    make, retrieve, before, after = CASES[case]
    file = str(tmp_path / "sandbox.db")
    with Sandbox(db=file, now=NOW):
        id = make()
        assert retrieve(id).status == before
        balance = stripe.Balance.retrieve().to_dict()
    with Sandbox(db=file, now=NOW) as sandbox:
        assert retrieve(id).status == before
        assert stripe.Balance.retrieve().to_dict() == balance
        sandbox.clock.advance(8 * 86_400)
        assert retrieve(id).status == after


LATER = """
import sys
from stripe.sandbox import Sandbox
with Sandbox(db=sys.argv[1], now=1_800_000_000) as sandbox:
    sandbox.clock.advance(8 * 86_400)
    print(sandbox.events[-1]["type"])
"""


def test_the_clock_may_be_first_to_move_in_a_new_process(tmp_path: pathlib.Path) -> None:
    file = str(tmp_path / "sandbox.db")
    with Sandbox(db=file, now=NOW):
        session()
    command = [sys.executable, "-c", LATER, file]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "checkout.session.expired\n"
