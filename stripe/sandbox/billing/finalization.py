"""Finalization: a draft becomes an open invoice, with a number, what is due, and a way to pay it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    customer_balance,
    default_payment_method,
    invoice_lines,
    invoice_payments,
    invoice_state,
    invoices,
    totals,
    voiding,
)
from stripe.sandbox.billing.invoice_payments import Plan
from stripe.sandbox.billing.invoice_state import check, moved, tell
from stripe.sandbox.errors import ApiError
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.payments import intents
from stripe.sandbox.state import schedule

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "invoice"


def finalize(
    world: World, invoice: Obj, *, auto_advance: bool | None = None, intent: Obj | None = None
) -> Obj:
    """Finalizes a draft: `open` with something due, else `paid` in the same moment.

    Collects nothing. `auto_advance` says whether it is collected automatically from now on; `intent`
    is the one that pays it, where there is one already. Raises the 400 of an amount that cannot be
    charged, of which the draft then tells.
    """
    check(invoice, "finalize")
    customer = world.find("customer", invoice["customer"], "customer")
    fresh = invoices.of_customer(world, customer)
    balance = invoices.balance_of(customer, invoice["currency"])
    planned = _plan(world, invoice, fresh, balance) if intent is None else None
    schedule.cancel(world, invoices.FINALIZE, invoice["id"])
    entries = invoice_lines.entries(world, invoice)
    invoice = invoice_lines.keep(world, invoice, entries, fresh, book=True, event=None)
    due = totals.due(invoice["total"], balance, invoice["currency"])
    for amount, type in due.changes:
        customer_balance.adjust(
            world, customer["id"], amount, invoice["currency"], type, invoice=invoice["id"]
        )
    changed = moved(
        world,
        invoice,
        "finalize",
        amount_due=due.amount,
        amount_remaining=due.amount,
        auto_advance=invoice["auto_advance"] if auto_advance is None else auto_advance,
        automatically_finalizes_at=None,
        effective_at=invoice["effective_at"] or world.now(),
        ending_balance=due.ending_balance if balance == customer.get("balance") else 0,
        last_finalization_error=None,
        next_payment_attempt=None,
        number=invoice["number"] or _number(world, customer),
        starting_balance=balance,
        **_addresses(world, invoice),
    )
    invoice = world.changes.update(invoice, changed, event="invoice.finalized")
    if intent is not None:
        due_now, paid_by = invoice["amount_due"], intent["id"]
        invoice_payments.make(world, invoice, due_now, is_default=True, payment_intent=paid_by)
        return invoice
    if planned is None:
        return settle_free(world, invoice)
    invoice_payments.make_default(world, invoice, planned)
    _replace_original(world, invoice)
    return invoice_state.current(world, invoice)


def _plan(world: World, invoice: Obj, fresh: Obj, balance: int) -> Plan | None:
    """The intent for what will be due; where there can be none, the invoice says why and waits."""
    invoice = {**invoice, **fresh}
    sums, _ = invoice_lines.summed(world, invoice, invoice_lines.entries(world, invoice))
    due = totals.due(sums["total"], balance, invoice["currency"])
    if due.amount == 0:
        return None
    method = default_payment_method.of_invoice(world, invoice)
    try:
        return invoice_payments.plan(world, {**invoice, "amount_due": due.amount}, method)
    except ApiError as error:
        changed = {"last_finalization_error": intents.last_error(error)}
        world.changes.update(
            invoice_state.current(world, invoice), changed, event="invoice.finalization_failed"
        )
        raise


def settle_free(world: World, invoice: Obj) -> Obj:
    """The invoice paid, with nothing to be paid."""
    changed = moved(
        world, invoice, "pay", attempted=True, auto_advance=False, next_payment_attempt=None
    )
    _replace_original(world, invoice)
    paid = tell(world, invoice, changed, "invoice.paid")
    world.changes.announce("invoice.settled", paid)
    return invoice_state.current(world, paid)


def _number(world: World, customer: Obj) -> str:
    """The next number of a customer, which is never given again."""
    now = as_dict(world.store.get("customer", customer["id"]))
    count = now["next_invoice_sequence"]
    world.changes.update(now, {"next_invoice_sequence": count + 1}, event=None)
    return f"{now['invoice_prefix']}-{count:04}"


def _addresses(world: World, invoice: Obj) -> Obj:
    """Where the customer sees and pays an invoice."""
    at = f"{world.account_id}/{invoice['id']}"
    return {
        "hosted_invoice_url": f"{world.state.pages_at('invoice')}/i/{at}",
        "invoice_pdf": f"{world.state.pages_at('pay')}/invoice/{at}/pdf",
    }


def _replace_original(world: World, invoice: Obj) -> None:
    """Voids the invoice that this one is a revision of."""
    original = world.store.get(NAME, as_dict(invoice["from_invoice"]).get("invoice") or "")
    if original is not None and original["status"] in invoice_state.UNSETTLED:
        original = world.changes.update(original, {"latest_revision": invoice["id"]}, event=None)
        voiding.void(world, original)
