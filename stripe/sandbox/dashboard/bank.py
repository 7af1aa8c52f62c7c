"""What a bank or a customer does while no application asks: disputes, failures, money that arrives.

A move takes the world and the object that the button stands by. What can't be is an `ApiError`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from stripe.sandbox.checkout import authentication_page
from stripe.sandbox.connect import payouts
from stripe.sandbox.errors import invalid
from stripe.sandbox.ledger import ledger
from stripe.sandbox.payments import bank_debits, card_charges, disputes, refunds
from stripe.sandbox.state import schedule

if TYPE_CHECKING:
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.world import World

Move = Callable[["World", "Obj"], object]
DEBITS = ("payment_intent.finish_debit", "charge.finish_debit")
REASON = "insufficient_funds"


def dispute(kind: str) -> Move:
    """The cardholder disputes a payment at the bank."""

    def move(world: World, charge: Obj) -> None:
        if charge["disputed"]:
            raise invalid("This charge is disputed already.")
        disputes.open_dispute(world, charge, kind)

    return move


def decide(verdict: str) -> Move:
    """The bank decides a dispute, whatever evidence it has."""

    def move(world: World, found: Obj) -> None:
        disputes.check_open(found)
        disputes.settle(world, found, verdict)

    return move


def escalate(world: World, inquiry: Obj) -> None:
    """The bank makes a dispute of an inquiry."""
    disputes.escalate(world, inquiry)


def pay_debit(world: World, charge: Obj) -> None:
    """The bank pays a debit that is under way, whatever test account it goes to."""
    intent = world.store.get("payment_intent", charge["payment_intent"])
    _answered(world, charge)
    if intent is None:
        card_charges.connect(world, bank_debits.arrived(world, charge))
    else:
        method = world.store.get("payment_method", charge["payment_method"]) or {}
        bank_debits.succeed(world, intent, charge, method)


def refuse_debit(world: World, charge: Obj) -> None:
    """The bank refuses a debit that is under way."""
    intent = world.store.get("payment_intent", charge["payment_intent"])
    _answered(world, charge)
    if intent is None:
        bank_debits.refuse(world, charge, REASON)
    else:
        method = world.store.get("payment_method", charge["payment_method"]) or {}
        bank_debits.fail(world, intent, charge, method, REASON)


def _answered(world: World, charge: Obj) -> None:
    for task in schedule.waiting(world):
        if task.name in DEBITS and charge["id"] in task.args:
            schedule.cancel(world, task.name, task.args[0])


def fail_refund(world: World, refund: Obj) -> None:
    """The bank sends a refund back."""
    schedule.cancel(world, "refund.finish", refund["id"])
    refunds.take_back(world, refund, "failed", "unknown")


def pay_payout(world: World, payout: Obj) -> None:
    """A payout arrives."""
    schedule.cancel(world, "payout.arrive", payout["id"])
    payouts.pay(world, payout)


def fail_payout(world: World, payout: Obj) -> None:
    """A payout comes back, as it does from an account that is closed."""
    schedule.cancel(world, "payout.arrive", payout["id"])
    payouts.fail(world, payout, "account_closed")


def authenticate(world: World, intent: Obj, *, succeed: bool) -> None:
    """The customer approves, or fails, what an intent's `next_action` asks of it."""
    authentication_page.decide(world, intent, succeed=succeed)


approve: Callable[[World, Obj], None] = partial(authenticate, succeed=True)
refuse: Callable[[World, Obj], None] = partial(authenticate, succeed=False)


def settle_balance(world: World) -> int:
    """Makes all pending money available; gives the number of transactions."""
    pending = [one for one in schedule.waiting(world) if one.name == "balance_transaction.settle"]
    for task in pending:
        schedule.cancel(world, task.name, task.args[0])
        ledger.settle(world, task.args[0])
    return len(pending)
