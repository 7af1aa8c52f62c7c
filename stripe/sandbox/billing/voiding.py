"""Invoices given up: void, as if they had never been, or uncollectible, as bad debt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    credit_grants,
    customer_balance,
    invoice_lines,
    invoice_payments,
    invoice_state,
    invoices,
)
from stripe.sandbox.billing.invoice_state import check, moved
from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj
from stripe.sandbox.state import schedule
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

BOOKED = ("applied_to_invoice", "invoice_too_large")
"""What the balance gives and takes when an invoice is finalized that is not paid at once."""

TASKS = (
    invoices.FINALIZE, "invoice.retry", "invoice.due", "invoice.long_due", "invoice.will_be_due",
    "invoice.overdue",
)  # fmt: skip
"""What no longer happens to an invoice that is settled."""


def drop_tasks(world: World, invoice: Obj) -> None:
    """Has nothing more happen to an invoice by itself."""
    for task in TASKS:
        schedule.cancel(world, task, invoice["id"])


def void(world: World, invoice: Obj) -> Obj:
    """Voids an invoice: its payments are canceled, what the customer's balance gave comes back."""
    check(invoice, "void")
    if invoice["amount_paid"]:
        raise invalid(
            "You cannot void an invoice that has been paid in part. Issue a credit note for it "
            "instead.",
            code="status_transition_invalid",
        )
    drop_tasks(world, invoice)
    invoice_payments.cancel(world, invoice)
    _give_back(world, invoice)
    changed = moved(world, invoice, "void", auto_advance=False, next_payment_attempt=None)
    return world.changes.update(
        invoice_state.current(world, invoice), changed, event="invoice.voided"
    )


def _give_back(world: World, invoice: Obj) -> None:
    """Reverses what the balance and credit grants have taken or given at finalization."""
    whole = {**invoice["lines"], "data": invoice_lines.lines(world, invoice)}
    credit_grants.give_back(world, {**invoice, "lines": whole})
    applied = sum(
        found["amount"]
        for found in world.store.all(customer_balance.NAME, "invoice", invoice["id"])
        if found["type"] in BOOKED
    )
    if applied:
        customer_balance.adjust(
            world,
            invoice["customer"],
            -applied,
            invoice["currency"],
            "unapplied_from_invoice",
            invoice=invoice["id"],
        )


def mark_uncollectible(world: World, invoice: Obj) -> Obj:
    """Gives up an open invoice, without which its subscription and customer go on."""
    given_up = give_up(world, invoice)
    world.changes.announce("invoice.written_off", given_up)
    customer = world.store.get("customer", given_up["customer"] or "")
    if customer is not None:
        world.changes.update(customer, {"delinquent": False})
    return invoice_state.current(world, given_up)


def give_up(world: World, invoice: Obj) -> Obj:
    """Ends the collection of an open invoice, that can still be paid."""
    changed = moved(
        world,
        check(invoice, "mark_uncollectible"),
        "mark_uncollectible",
        next_payment_attempt=None,
    )
    drop_tasks(world, invoice)
    return world.changes.update(invoice, changed, event="invoice.marked_uncollectible")


@on("customer.deleted")
def forget(world: World, customer: Obj, _previous: Obj | None) -> None:
    """Leaves alone what a deleted customer has not paid; what was only pending is gone."""
    for item in list(world.store.all("invoiceitem", "customer", customer["id"])):
        if item["invoice"] is None:
            world.changes.delete(item, event=None)
    for invoice in list(world.store.all("invoice", "customer", customer["id"])):
        if invoice["status"] not in ("draft", "open"):
            continue
        drop_tasks(world, invoice)
        changed = {
            "auto_advance": False,
            "automatically_finalizes_at": None,
            "next_payment_attempt": None,
        }
        world.changes.update(invoice, changed)
