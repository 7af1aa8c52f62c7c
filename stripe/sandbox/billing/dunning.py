"""Automatic collection: drafts whose hour is over, retries of what has failed, due dates that pass.

What this means to subscriptions they learn by reactions: to `invoice.payment_failed`, and to what has
no event in the API and is announced alone: `invoice.settled` (paid, by whatever way),
`invoice.past_due` (a sent invoice is not paid in time), `invoice.retries_exhausted` and
`invoice.written_off` (given up by hand).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    collection,
    default_payment_method,
    finalization,
    invoice_payments,
    invoices,
    timetable,
    voiding,
)
from stripe.sandbox.billing.invoice_state import current, tell
from stripe.sandbox.billing.periods import DAY
from stripe.sandbox.errors import ApiError
from stripe.sandbox.json import Obj, part
from stripe.sandbox.state import schedule
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "invoice"
HOUR = 3600
LONGEST_WAIT = 72 * HOUR
RETRY, DUE, LONG_DUE = "invoice.retry", "invoice.due", "invoice.long_due"
WILL_BE_DUE, OVERDUE = "invoice.will_be_due", "invoice.overdue"
# What the same method would be declined for again: such a retry is counted, not carried out.
HARD = frozenset(
    {
        "authentication_required", "highest_risk_level", "incorrect_number", "lost_card",
        "pickup_card", "revocation_of_all_authorizations", "revocation_of_authorization",
        "stolen_card", "transaction_not_allowed",
    }
)  # fmt: skip


@schedule.task(invoices.FINALIZE, order=10)
def finalize(world: World, id: str) -> None:
    """The hour of a draft is over: it is finalized, and sent or charged."""
    invoice = world.store.get(NAME, id)
    if invoice is None or invoice["status"] != "draft" or not invoice["auto_advance"]:
        return
    if world.state.settings.wait_for_webhooks and _is_untold(world, invoice):
        later = world.now() + HOUR
        invoice = world.changes.update(invoice, {"automatically_finalizes_at": later})
        invoices.set_time(world, invoice, later)
        return
    with suppress(ApiError):  # of which the draft tells by itself
        start(world, finalization.finalize(world, invoice))


def _is_untold(world: World, invoice: Obj) -> bool:
    """Whether webhooks for the creation of a draft still fail; after three days nobody waits."""
    if world.now() >= invoice["created"] + LONGEST_WAIT:
        return False
    made = (
        event
        for event in reversed(world.events.order)
        if event.object_id == invoice["id"] and event.type == "invoice.created"
    )
    return any(event.pending for event in made)


def start(world: World, invoice: Obj) -> Obj:
    """Begins to collect an open invoice automatically: sends it, or tries to charge it."""
    if invoice["status"] != "open":
        return invoice
    if invoice["collection_method"] == "send_invoice":
        world.changes.emit("invoice.sent", invoice)
        return current(world, invoice)
    return try_once(world, invoice)


def try_once(world: World, invoice: Obj) -> Obj:
    """One automatic try to charge an invoice; the next one is set if it fails."""
    counts = _counts(world, invoice)
    if _is_hopeless(world, invoice):
        tell(world, invoice, counts)
    elif collection.attempt(world, invoice, counts=counts) is None:
        return current(world, invoice)
    return _go_on(world, invoice, counts)


@on("invoice.debit_failed")
def debit_failed(world: World, invoice: Obj, _previous: Obj | None) -> None:
    """A try that was under way for days, such as a bank debit, has failed."""
    counts = _counts(world, invoice)
    collection.fail(world, invoice, counts)
    _go_on(world, invoice, counts)


def _counts(world: World, invoice: Obj) -> Obj:
    """What an automatic try adds to its invoice, when it fails."""
    count = invoice["attempt_count"] + 1
    return {"attempt_count": count, "next_payment_attempt": next_try(world, invoice, count)}


def _go_on(world: World, invoice: Obj, counts: Obj) -> Obj:
    """After a failed try: the next one is set, or none is left."""
    invoice = current(world, invoice)
    if invoice["status"] != "open":
        return invoice
    _delinquent(world, invoice)
    moment = counts["next_payment_attempt"]
    if moment is not None:
        schedule.at(world, moment, RETRY, invoice["id"], test_clock=invoice["test_clock"])
    elif invoice["billing_reason"] != "subscription_create":
        _exhausted(world, invoice)
    return current(world, invoice)


def next_try(world: World, invoice: Obj, count: int) -> int | None:
    """When the try after the one of this count is made; the first invoice gets none."""
    days = world.state.settings.retry_days
    if invoice["billing_reason"] == "subscription_create" or count > len(days):
        return None
    return world.now() + days[count - 1] * DAY


def _is_hopeless(world: World, invoice: Obj) -> bool:
    """Whether the last try waits for the customer or was declined for good, and by the same method."""
    intent = invoice_payments.intent_of(world, invoice)
    error = part(intent, "last_payment_error")
    method = default_payment_method.of_invoice(world, invoice)
    if intent is not None and intent["status"] == "requires_action":
        return bool(intent["payment_method"] == method)
    charge = world.store.get("charge", error.get("charge"))
    reasons = {error.get("code"), error.get("decline_code"), part(charge, "outcome").get("reason")}
    return bool(HARD & reasons) and part(error, "payment_method").get("id") == method


@schedule.task(RETRY, order=20)
def retry(world: World, id: str) -> None:
    """The time of a retry has come."""
    invoice = world.store.get(NAME, id)
    if invoice is not None and invoice["status"] == "open" and invoice["auto_advance"]:
        try_once(world, invoice)


def _exhausted(world: World, invoice: Obj) -> None:
    world.changes.announce("invoice.retries_exhausted", invoice)
    invoice = current(world, invoice)
    wanted = world.state.settings.invoice_after_retries
    if wanted == "uncollectible" and invoice["status"] == "open":
        voiding.give_up(world, invoice)


def _delinquent(world: World, invoice: Obj) -> None:
    customer = world.store.get("customer", invoice["customer"] or "")
    if customer is not None:
        world.changes.update(customer, {"delinquent": True})


# -- sent invoices -----------------------------------------------------------------------------------


@on("invoice.finalized")
def watch(world: World, invoice: Obj, _previous: Obj | None) -> None:
    """Has the due date of an invoice noticed."""
    due, clock = invoice["due_date"], invoice["test_clock"]
    if invoice["collection_method"] != "send_invoice" or due is None:
        return
    if due > world.now():
        schedule.at(world, due, DUE, invoice["id"], test_clock=clock)
    else:
        pass_due(world, invoice["id"])
    settings = world.state.settings
    for days, sign, task in (
        (settings.after_due_days, 1, LONG_DUE),
        (settings.will_be_due_days, -1, WILL_BE_DUE),
        (settings.overdue_days, 1, OVERDUE),
    ):
        moment = due + sign * (days or 0) * DAY
        if days is not None and moment > world.now():
            schedule.at(world, moment, task, invoice["id"], test_clock=clock)


@schedule.task(DUE, order=25)
def pass_due(world: World, id: str) -> None:
    """The due date of a sent invoice has passed."""
    invoice = world.store.get(NAME, id)
    if invoice is not None and invoice["status"] == "open":
        world.changes.announce("invoice.past_due", invoice)
        _delinquent(world, invoice)


@schedule.task(WILL_BE_DUE, order=timetable.NOTICES)
def will_be_due(world: World, id: str) -> None:
    """A sent invoice is not paid yet, and will have to be in some days."""
    _remind(world, id, "invoice.will_be_due")


@schedule.task(OVERDUE, order=timetable.NOTICES)
def overdue(world: World, id: str) -> None:
    """A sent invoice has been due for some days."""
    _remind(world, id, "invoice.overdue")


def _remind(world: World, id: str, type: str) -> None:
    invoice = world.store.get(NAME, id)
    if invoice is not None and invoice["status"] == "open":
        world.changes.emit(type, invoice)


@schedule.task(LONG_DUE, order=26)
def long_due(world: World, id: str) -> None:
    """A sent invoice has been due for so long that no payment is expected any more."""
    invoice = world.store.get(NAME, id)
    if invoice is not None and invoice["status"] == "open":
        _exhausted(world, invoice)
