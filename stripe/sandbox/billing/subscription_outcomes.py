"""What becomes of a subscription when its invoices are paid, fail, or are given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    cancellation,
    clocks,
    invoice_payments,
    pausing,
    pending_updates,
    subscription_invoices,
    timetable,
    voiding,
)
from stripe.sandbox.billing.subscription_state import ENDED, NAME, leads
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.state.changes import on
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

SETTLED = "latest invoice is settled"


@on("invoice.settled")
def settled(world: World, invoice: Obj, _previous: Obj | None) -> None:
    """An invoice is paid, by whatever."""
    sub = _of(world, invoice)
    if sub is None:
        return
    if sub["status"] == "incomplete" and invoice["id"] == sub["latest_invoice"]:
        begun(world, sub, invoice)
        return
    kept = _kept(world, sub, invoice)
    if kept:
        sub = timetable.save(world, sub, kept)
    if not pending_updates.settled(world, sub, invoice) and not pausing.settled(
        world, sub, invoice
    ):
        _recover(world, sub, invoice)


@on("invoice.written_off")
def written_off(world: World, invoice: Obj, _previous: Obj | None) -> None:
    """An invoice counts as bad debt: the subscription goes on without it."""
    sub = _of(world, invoice)
    if sub is None:
        return
    if leads(sub, "first invoice is given up"):
        timetable.moved(world, sub, "first invoice is given up")
    elif not pausing.settled(world, sub, invoice):
        _recover(world, sub, invoice)


@on("payment_intent.processing")
@clocks.at_its_time
def on_its_way(world: World, intent: Obj, _previous: Obj | None) -> None:
    """A bank debit takes days: the subscription does not wait for it."""
    payment = invoice_payments.paid_by(world, intent)
    invoice = world.store.get("invoice", (payment or {}).get("invoice"))
    sub = _of(world, invoice) if invoice is not None else None
    if sub is not None and invoice is not None and sub["status"] == "incomplete":
        begun(world, sub, invoice)


@on("invoice.payment_failed")
def failed(world: World, invoice: Obj, _previous: Obj | None) -> None:
    """An attempt to collect failed, or waits for the customer."""
    sub = _of(world, invoice)
    if sub is None or pending_updates.is_of(world, sub, invoice):
        return
    if pausing.failed(world, sub, invoice):
        return
    if leads(sub, "payment fails") and _is_latest(world, sub, invoice):
        timetable.moved(world, sub, "payment fails")


@on("invoice.past_due")
def overdue(world: World, invoice: Obj, _previous: Obj | None) -> None:
    """A sent invoice was not paid in time."""
    sub = _of(world, invoice)
    if sub is not None and leads(sub, "due date passes") and _is_latest(world, sub, invoice):
        timetable.moved(world, sub, "due date passes")


@on("invoice.retries_exhausted")
def exhausted(world: World, invoice: Obj, _previous: Obj | None) -> None:
    """No retry is left: the setting says what becomes of the subscription."""
    sub = _of(world, invoice)
    after = world.state.settings.after_retries
    if sub is None or after == "past_due" or not leads(sub, f"retries are used up, {after}"):
        return
    if after == "unpaid":
        timetable.moved(world, sub, "retries are used up, unpaid")
    else:
        trigger = "retries are used up, cancel"
        cancellation.cancel(world, sub, trigger=trigger, reason="payment_failed")


@on("invoice.voided")
def voided(world: World, invoice: Obj, _previous: Obj | None) -> None:
    """An invoice no longer counts: the status goes by the one before."""
    sub = _of(world, invoice)
    if sub is None or sub["status"] in ENDED:
        return
    if sub["status"] == "incomplete":
        timetable.moved(world, sub, "first payment fails to come")
    elif not pending_updates.voided(world, sub, invoice) and leads(sub, SETTLED):
        _look_back(world, sub)


def _look_back(world: World, sub: Obj) -> None:
    """Goes back from the newest invoice to the one that the status now goes by."""
    tries = len(world.state.settings.retry_days)
    for invoice in list(subscription_invoices.of(world, sub)):
        if invoice["status"] in ("paid", "uncollectible"):
            break
        if invoice["status"] == "open" and invoice["attempt_count"] > tries:
            exhausted(world, invoice, None)
            return
        if invoice["status"] == "open" and (invoice["due_date"] or world.now()) < world.now():
            return
    timetable.moved(world, sub, SETTLED)


@task(timetable.FIRST_PAYMENT_ENDS, order=timetable.EXPIRING)
def expire(world: World, id: str) -> None:
    """The first payment has not come in time."""
    sub = world.store.get(NAME, id)
    if sub is None or sub["status"] != "incomplete":
        return
    invoice = world.store.get("invoice", sub["latest_invoice"])
    if invoice is not None and invoice["status"] == "open":
        voiding.void(world, invoice)
    else:
        timetable.moved(world, sub, "first payment fails to come")


def begun(world: World, sub: Obj, invoice: Obj) -> Obj:
    """The subscription after its first payment."""
    in_trial = sub["trial_end"] is not None and sub["trial_end"] > world.now()
    trigger = "first payment succeeds in a trial" if in_trial else "first payment succeeds"
    return timetable.moved(world, sub, trigger, **_kept(world, sub, invoice))


def _kept(world: World, sub: Obj, invoice: Obj) -> Obj:
    """The default payment method that a subscription gets from what has paid, if it is to keep that."""
    saves = as_dict(sub["payment_settings"]).get("save_default_payment_method")
    method = as_dict(invoice_payments.intent_of(world, invoice)).get("payment_method")
    if saves != "on_subscription" or method in (None, sub["default_payment_method"]):
        return {}
    return {"default_payment_method": method}


def _recover(world: World, sub: Obj, invoice: Obj) -> None:
    if leads(sub, SETTLED) and _is_latest(world, sub, invoice):
        timetable.moved(world, sub, SETTLED)


def _of(world: World, invoice: Obj) -> Obj | None:
    return subscription_invoices.subscription_of(world, invoice)


def _is_latest(world: World, sub: Obj, invoice: Obj) -> bool:
    latest = subscription_invoices.latest(world, sub)
    return latest is not None and latest["id"] == invoice["id"]
