"""What a sandbox has still to do when it starts again from a file: tasks of the clock, from state."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from stripe.sandbox import banks, charging, debits, instruments, money
from stripe.sandbox.families import bank_charges, checkout, disputes, payouts, refunds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stripe.sandbox.core import Core
    from stripe.sandbox.world import World

Obj = dict[str, Any]
Task = tuple[float, "Callable[[], None]"]


def resume(core: Core) -> None:
    """Schedules again what the clock is to bring."""
    for world in core.worlds():
        for when, task in _tasks(world):
            core.clock.at(when, task)


def _tasks(world: World) -> Iterator[Task]:
    store = world.store
    for found in store.all("balance_transaction"):
        if found["status"] == "pending":
            yield found["available_on"], partial(money.settle, world, found["id"])
    for found in store.all("charge"):
        if found["status"] == "succeeded" and not (found["captured"] or found["refunded"]):
            expires = found["created"] + charging.CAPTURE_DAYS * money.DAY
            yield expires, partial(charging.expire, world, found["id"])
    for found in store.all("checkout.session"):
        if found["status"] == "open":
            yield found["expires_at"], partial(checkout.run_out, world, found["id"])
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
        bank = debits.bank_of(world, method)
        if not bank.stays:
            task = partial(debits.finish, world, intent["id"], intent["latest_charge"])
            yield world.sandbox.clock.time() + bank.after, task

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
