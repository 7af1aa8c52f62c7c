"""What a sandbox has still to do when it starts again from a file: tasks of the clock, from state."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stripe.sandbox.checkout import sessions
from stripe.sandbox.connect import payouts
from stripe.sandbox.ledger import ledger
from stripe.sandbox.means import banks, instruments
from stripe.sandbox.payments import bank_charges, bank_debits, card_charges, disputes, refunds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

Task = tuple[float, "Callable[[], None]"]


def resume(state: State) -> None:
    """Schedules again what the clock is to bring."""
    for world in state.worlds():
        for when, task in _tasks(world):
            state.clock.at(when, task)


def _tasks(world: World) -> Iterator[Task]:
    store = world.store
    for found in store.all("balance_transaction"):
        if found["status"] == "pending":
            yield found["available_on"], partial(ledger.settle, world, found["id"])
    for found in store.all("charge"):
        if found["status"] == "succeeded" and not (found["captured"] or found["refunded"]):
            expires = found["created"] + card_charges.CAPTURE_DAYS * ledger.DAY
            yield expires, partial(card_charges.expire, world, found["id"])
    for found in store.all("checkout.session"):
        if found["status"] == "open":
            yield found["expires_at"], partial(sessions.run_out, world, found["id"])
    yield from _payouts(world)
    yield from _disputes(world)
    yield from _debits(world)
    yield from _refunds(world)


def _payouts(world: World) -> Iterator[Task]:
    for name, task in (("payout", payouts.arrive), ("topup", payouts.add)):
        for found in world.store.all(name):
            if found["status"] == "pending":
                yield found["created"] + banks.LATER, partial(task, world, found["id"])


def _disputes(world: World) -> Iterator[Task]:
    for found in world.store.all("dispute"):
        if found["status"].endswith("needs_response"):
            due = found["evidence_details"]["due_by"] + 1
            yield due, partial(disputes.lapse, world, found["id"])


def _debits(world: World) -> Iterator[Task]:
    for intent in world.store.all("payment_intent"):
        method = world.store.get("payment_method", intent["payment_method"])
        if intent["status"] != "processing" or method is None:
            continue
        bank = bank_debits.bank_of(world, method)
        if not bank.stays:
            task = partial(bank_debits.finish, world, intent["id"], intent["latest_charge"])
            yield world.clock.time() + bank.after, task

    for charge in world.store.all("charge"):
        if charge["status"] == "pending" and charge["payment_intent"] is None:
            task = partial(bank_charges.finish, world, charge["id"])
            yield charge["created"] + banks.LATER, task


def _refunds(world: World) -> Iterator[Task]:
    for refund in world.store.all("refund"):
        charge = world.store.get("charge", refund["charge"])
        if charge is None or charge["payment_method_details"]["type"] != "card":
            continue
        behaviour = instruments.of_charge(world, charge).card.refund
        if behaviour is None:
            continue
        waiting = {"pending": "pending", "failed": "succeeded"}[behaviour]
        if refund["status"] == waiting:
            task = partial(refunds.finish, world, refund["id"], behaviour)
            yield refund["created"] + banks.LATER, task
