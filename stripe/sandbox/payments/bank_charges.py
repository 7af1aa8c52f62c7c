"""Charges of verified bank accounts, which a bank answers later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj
from stripe.sandbox.means import banks, statement_descriptors
from stripe.sandbox.payments import bank_debits, card_charges
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.means.tokens import Source
    from stripe.sandbox.state.world import World

KEPT = ("bank_name", "country", "fingerprint", "last4", "routing_number")


def charge(world: World, source: Source, amount: int, currency: str, fields: Obj) -> Obj:
    """Starts a debit; only a customer's account that has been verified can be charged."""
    bank = source.obj
    if bank["status"] != "verified" or fields["customer"] is None:
        raise invalid(
            "The customer's bank account must be verified in order to create an ACH payment.",
            "source",
        )
    details = {
        **{key: bank[key] for key in KEPT},
        "account_holder_type": bank["account_holder_type"],
    }
    shown = {"ach_debit": details, "type": "ach_debit"}
    obj = card_charges.blank(world, amount, currency, bank["id"], shown)
    obj.update(
        fields,
        id=obj["id"].replace("ch_", "py_", 1),
        amount_captured=amount,
        captured=True,
        outcome=bank_debits.outcome(),
        paid=False,
        source=bank,
        status="pending",
    )
    obj["receipt_url"] = card_charges.receipt_url(obj["id"])
    obj["calculated_statement_descriptor"] = statement_descriptors.of_charge(world, obj)
    made = world.changes.create("charge", obj, event="charge.pending")
    schedule.at(world, world.clock.time() + banks.LATER, "charge.finish_debit", made["id"])
    return made


@task("charge.finish_debit")
def finish(world: World, id: str) -> None:
    """The bank's answer."""
    found = world.store.get("charge", id)
    if found is None or found["status"] != "pending":
        return
    hidden = world.store.secret("bank_account", found["payment_method"])
    bank = banks.of("us_bank_account", hidden.get("account_number") or "")
    if bank.failure is not None:
        bank_debits.refuse(world, found, bank.failure)
        return
    card_charges.connect(world, bank_debits.arrived(world, found))
