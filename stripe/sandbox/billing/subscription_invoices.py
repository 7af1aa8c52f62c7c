"""The invoices of a subscription: as drafts of what it is billed for, and settled in a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from stripe.sandbox.billing import (
    collection,
    debits,
    finalization,
    invoice_items,
    invoice_state,
    invoices,
    voiding,
)
from stripe.sandbox.billing.invoice_lines import Entry
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.subscription_state import NAME
from stripe.sandbox.json import Obj, as_dict

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

UPDATE = "subscription_update"
KEEP_DRAFT = "keep_draft"
"""In place of a `payment_behavior`: previews look at the draft."""

REQUIRES_ACTION = "subscription_payment_intent_requires_action"
"""The code of the 402 that `error_if_incomplete` gives where the customer has to act."""

NEEDS_ACTION = (
    "Payment for this subscription requires additional user action before it can be completed "
    "successfully. Payment can be completed using the PaymentIntent associated with the latest "
    "invoice of the subscription."
)

UNATTENDED = "unattended"
"""In place of a `payment_behavior`: nobody is there to be told that there is nothing to pay with."""


def draft(
    world: World,
    sub: Obj,
    lines: Sequence[Entry],
    *,
    reason: str,
    period: Period,
    id: str | None = None,
    waits: bool = False,
    **fields: Any,
) -> Obj:
    """A draft of lines and of what is pending for the subscription.

    With `waits`, or when it is to be sent, it is finalized after an hour; else `settle` does that.
    """
    found = invoice_items.pending(world, sub["customer"], sub["id"])
    waits = waits or (sub["collection_method"] == "send_invoice" and reason != UPDATE)
    advances = not _stays_draft(sub)
    made = invoices.draft(
        world,
        customer=world.find("customer", sub["customer"], None),
        currency=sub["currency"],
        lines=lines,
        pending=[item for item in found if item["currency"] == sub["currency"]],
        billing_reason=reason,
        subscription=sub,
        period=(period.start, period.end),
        auto_advance=advances and reason != UPDATE,
        finalizes_at=world.now() + world.state.settings.finalize_after
        if waits and advances
        else None,
        id=id,
        **fields,
    )
    debits.of_lines(world, made, lines)
    return made


def draft_of_pending(
    world: World, sub: Obj, period: Period, lines: Sequence[Entry] = ()
) -> Obj | None:
    """A draft for a request that changes the subscription, None where there is nothing to bill."""
    if not lines and not invoice_items.pending_of(world, sub):
        return None
    return draft(world, sub, lines, reason=UPDATE, period=period)


def settle(world: World, sub: Obj, invoice: Obj, behavior: str) -> Obj:
    """Finalizes an invoice and has it paid, in the way that `payment_behavior` says.

    Raises the 400 where there is nothing to pay with, and with `error_if_incomplete` the 402.
    """
    waits = invoice["automatically_finalizes_at"] is not None
    if waits or _stays_draft(sub) or behavior == KEEP_DRAFT:
        return invoice
    if sub["pause_collection"] is not None:
        return uncollected(world, sub, invoice)
    invoice = finalization.finalize(world, invoice)
    if invoice["status"] != "open" or behavior == "default_incomplete":
        return invoice
    if invoice["collection_method"] == "send_invoice":
        world.changes.emit("invoice.sent", invoice)
        return invoice_state.current(world, invoice)
    if behavior == UNATTENDED:
        collection.attempt(world, invoice, counts={})
        return invoice_state.current(world, invoice)
    error = collection.attempt(world, invoice)
    if error is not None and (error.status == 400 or behavior == "error_if_incomplete"):
        if error.code == collection.REQUIRES_ACTION:
            error.code, error.message = REQUIRES_ACTION, NEEDS_ACTION
        raise error
    return invoice_state.current(world, invoice)


def uncollected(world: World, sub: Obj, invoice: Obj) -> Obj:
    """A new invoice, treated as `pause_collection` asks: kept as a draft, void, or uncollectible."""
    behavior = as_dict(sub["pause_collection"]).get("behavior")
    if behavior not in ("void", "mark_uncollectible"):
        return invoice
    invoice = finalization.finalize(world, invoice)
    if invoice["status"] != "open":
        return invoice
    if behavior == "void":
        return voiding.void(world, invoice)
    return voiding.mark_uncollectible(world, invoice)


def _stays_draft(sub: Obj) -> bool:
    paused = as_dict(sub["pause_collection"]).get("behavior")
    return bool(sub["status"] == "unpaid" or paused == "keep_as_draft")


def subscription_of(world: World, invoice: Obj) -> Obj | None:
    """The subscription that an invoice is of."""
    return world.store.get(NAME, invoices.subscription_of(invoice))


def latest(world: World, sub: Obj) -> Obj | None:
    """The most recent invoice of a subscription that is not void: its status goes by that one."""
    return next((found for found in of(world, sub) if found["status"] != "void"), None)


def of(world: World, sub: Obj) -> Iterator[Obj]:
    """The invoices of a subscription, the newest first."""
    for invoice in world.store.all("invoice", "customer", sub["customer"]):
        if invoices.subscription_of(invoice) == sub["id"]:
            yield invoice


def stop(world: World, sub: Obj) -> None:
    """Leaves the drafts and open invoices of a subscription that ends to be dealt with by hand."""
    for invoice in list(of(world, sub)):
        if invoice["status"] in ("draft", "open") and invoice["auto_advance"]:
            voiding.drop_tasks(world, invoice)
            changed = {"auto_advance": False, "next_payment_attempt": None}
            invoice_state.tell(world, invoice, changed)
