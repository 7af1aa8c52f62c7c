"""Charges of bank accounts and of sources that are no cards; a bank answers the debits later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj
from stripe.sandbox.means import banks, source_objects, statement_descriptors
from stripe.sandbox.payments import bank_debits, card_charges
from stripe.sandbox.spec import shapes
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.means.tokens import Source
    from stripe.sandbox.state.world import World

# Types of sources that a bank is asked to debit, and whose test accounts they have.
DEBITS = {
    "ach_debit": "us_bank_account",
    "acss_debit": "acss_debit",
    "au_becs_debit": "au_becs_debit",
    "sepa_debit": "sepa_debit",
}
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
    return _answered_later(world, _pending(world, bank, shown, amount, currency, fields))


def of_source(world: World, source: Obj, amount: int, currency: str, fields: Obj) -> Obj:
    """Charges a source of any type but cards: debits are answered later, other money is there."""
    source_objects.spend(world, source, amount, currency)
    kind = source["type"]
    names = shapes.fields_of("charge", "payment_method_details", kind)
    known = {key: value for key, value in source[kind].items() if key in names}
    blank = shapes.blank_part("charge", "payment_method_details", kind)
    shown = {kind: {**blank, **known}, "type": kind}
    obj = _pending(world, source, shown, amount, currency, fields)
    if kind in DEBITS:
        return _answered_later(world, obj)
    made = world.changes.create("charge", obj, event=None)
    return card_charges.connect(world, bank_debits.arrived(world, made))


def _pending(
    world: World, source: Obj, details: Obj, amount: int, currency: str, fields: Obj
) -> Obj:
    obj = card_charges.blank(world, amount, currency, source["id"], details)
    obj.update(
        fields,
        id=obj["id"].replace("ch_", "py_", 1),
        amount_captured=amount,
        captured=True,
        outcome=bank_debits.outcome(),
        paid=False,
        source=source,
        status="pending",
    )
    obj["receipt_url"] = card_charges.receipt_url(world, obj["id"])
    obj["calculated_statement_descriptor"] = statement_descriptors.of_charge(world, obj)
    return obj


def _answered_later(world: World, obj: Obj) -> Obj:
    made = world.changes.create("charge", obj, event="charge.pending")
    schedule.at(world, world.clock.time() + banks.LATER, "charge.finish_debit", made["id"])
    return made


@task("charge.finish_debit")
def finish(world: World, id: str) -> None:
    """The bank's answer."""
    found = world.store.get("charge", id)
    if found is None or found["status"] != "pending":
        return
    source = found["source"]
    hidden = world.store.secret(source["object"], source["id"])
    number = hidden.get("account_number") or hidden.get("number") or ""
    bank = banks.of(DEBITS[found["payment_method_details"]["type"]], number)
    if bank.failure is not None:
        bank_debits.refuse(world, found, bank.failure)
        return
    card_charges.connect(world, bank_debits.arrived(world, found))
