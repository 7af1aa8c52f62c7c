"""The states of an invoice, what leads from one to another, and how a change of it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj
from stripe.sandbox.state import events

if TYPE_CHECKING:
    from stripe.sandbox.errors import ApiError
    from stripe.sandbox.state.world import World

NAME = "invoice"
UNSETTLED = ("open", "uncollectible")
"""States in which an invoice can be paid."""


class Transition(NamedTuple):
    """From which states something leads to which, and the moment that it marks."""

    sources: tuple[str, ...]
    target: str
    moment: str


TRANSITIONS: dict[str, Transition] = {
    "finalize": Transition(("draft",), "open", "finalized_at"),
    "pay": Transition(UNSETTLED, "paid", "paid_at"),
    "void": Transition(UNSETTLED, "void", "voided_at"),
    "mark_uncollectible": Transition(("open",), "uncollectible", "marked_uncollectible_at"),
}

# What each request says to an invoice in a state in which it cannot be carried out.
NOT_OPEN = "You can only pass in open invoices. This invoice isn't open."
FINALIZED = "This invoice is already finalized, you can't re-finalize a non-draft invoice."


def check(invoice: Obj, trigger: str) -> Obj:
    """The invoice, if a request may be carried out in its state."""
    if invoice["status"] in TRANSITIONS[trigger].sources:
        return invoice
    raise _refusal(invoice, trigger)


def _refusal(invoice: Obj, trigger: str) -> ApiError:
    if trigger == "finalize":
        return invalid(FINALIZED, code="invoice_not_editable")
    if trigger != "pay":
        return invalid(NOT_OPEN, code="status_transition_invalid")
    if invoice["status"] == "paid":
        return invalid("Invoice is already paid")
    return invalid(f"Invoices with a status of {invoice['status']} cannot be paid.")


def check_draft(invoice: Obj) -> Obj:
    """The invoice, if its lines can still change."""
    if invoice["status"] != "draft":
        raise invalid("This invoice is no longer editable", code="invoice_not_editable")
    return invoice


def moved(world: World, invoice: Obj, trigger: str, **changed: Any) -> Obj:
    """The fields of an invoice after what a trigger does to it, not stored yet."""
    transition = TRANSITIONS[trigger]
    marked = {**invoice["status_transitions"], transition.moment: world.now()}
    return {"status": transition.target, "status_transitions": marked, **changed}


def tell(world: World, invoice: Obj, changed: Obj, *types: str) -> Obj:
    """Stores a change of an invoice, and emits what it means; gives it as it is after that.

    `invoice.updated` comes first, unless the invoice was made in this very request or moment.
    """
    new = world.changes.update(invoice, changed, event=None)
    if not is_new(world, invoice):
        previous = events.changes(invoice, new)
        if previous:
            world.changes.emit("invoice.updated", new, previous)
    for type in types:
        world.changes.emit(type, current(world, new))
    return current(world, new)


def current(world: World, invoice: Obj) -> Obj:
    """An invoice as it is now, after what others made of an event."""
    return world.store.get(NAME, invoice["id"]) or invoice


def made_in(world: World) -> str | int:
    """The request or moment that is under way."""
    return world.state.request_id or world.now()


def is_new(world: World, invoice: Obj) -> bool:
    """Whether an invoice was made in the request or moment that is under way."""
    return bool(world.store.secret(NAME, invoice["id"])["made_in"] == made_in(world))
