"""The end of a subscription: at once, at a time to come, and when that time has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.billing import (
    invoice_items,
    prorations,
    subscription_invoices,
    subscription_lines,
    timetable,
)
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.subscription_state import ENDED, NAME
from stripe.sandbox.billing.wanted_items import is_metered
from stripe.sandbox.errors import exclusive, not_in_the_future
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.state.changes import on
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

REQUESTED = "cancellation_requested"
NOT_PLANNED: Obj = {"cancel_at": None, "cancel_at_period_end": False, "canceled_at": None}


def planned(sub: Obj, params: Obj, now: int) -> Obj:
    """The fields by which a request plans the end of a subscription, or gives that plan up."""
    found: Obj = {}
    at, flag = params.get("cancel_at"), params.get("cancel_at_period_end")
    if at is not None and flag:
        raise exclusive("cancel_at", "cancel_at_period_end")
    if ("cancel_at" in params and at is None and not flag) or (
        flag is False and sub["cancel_at_period_end"]
    ):
        found = dict(NOT_PLANNED)
    end = _end(sub, at, flag, now)
    if end is not None:
        found = {"cancel_at": end, "cancel_at_period_end": bool(flag), "canceled_at": now}
        trial = sub["trial_end"] or now
        if end < trial and not prorations.is_flexible(sub):
            found["trial_end"] = end
    details = _details(sub, params)
    if end is not None or found:
        details["reason"] = REQUESTED if end is not None else None
    if details != sub["cancellation_details"]:
        found["cancellation_details"] = details
    return found


def _end(sub: Obj, at: Any, flag: bool | None, now: int) -> int | None:
    ends = [timetable.uncut_end(sub, item) for item in sub["items"]["data"]]
    if flag or at == "min_period_end":
        return min(ends)
    if at in ("max_period_end", "max_billed_until"):
        return max(ends)
    if at is None:
        return None
    if at <= now:
        raise not_in_the_future("cancel_at")
    return int(at)


def _details(sub: Obj, params: Obj) -> Obj:
    return {**as_dict(sub["cancellation_details"]), **as_dict(params.get("cancellation_details"))}


def cancel(
    world: World,
    sub: Obj,
    *,
    trigger: str = "is canceled",
    reason: str = REQUESTED,
    details: Obj | None = None,
    prorate: bool = False,
    invoice_now: bool = False,
    payment_behavior: str = subscription_invoices.UNATTENDED,
) -> Obj:
    """Ends a subscription now; what was pending of its prorations is dropped.

    `prorate` credits unused time, `invoice_now` bills at once what is left to bill.
    """
    now = world.now()
    if not invoice_now:
        _drop_prorations(world, sub)
    if prorate:
        for item in sub["items"]["data"]:
            prorations.keep(world, prorations.credit(world, sub, item, now))
    if invoice_now:
        _last_invoice(world, sub, payment_behavior)
    subscription_invoices.stop(world, sub)
    sub = world.find(NAME, sub["id"], None)
    own = {**as_dict(sub["cancellation_details"]), **as_dict(details)}
    own["reason"] = own.get("reason") or reason
    return timetable.moved(
        world,
        sub,
        trigger,
        cancel_at=None,
        cancel_at_period_end=False,
        canceled_at=sub["canceled_at"] or now,
        cancellation_details=own,
        ended_at=now,
        pending_update=None,
    )


@on("customer.leaving")
def end_with_customer(world: World, customer: Obj, _previous: Obj | None) -> None:
    """The subscriptions of a customer that is deleted end at once."""
    for sub in list(world.store.all(NAME, "customer", customer["id"])):
        if sub["status"] not in ENDED:
            cancel(world, sub)


@task(timetable.CANCELS, order=timetable.CANCELING)
def end_as_planned(world: World, id: str) -> None:
    """The time has come for which the end was planned."""
    sub = world.store.get(NAME, id)
    if sub is None or sub["status"] in ENDED or sub["cancel_at"] is None:
        return
    if sub["cancel_at"] > world.now() or sub["status"] == "incomplete":
        return
    _last_invoice(world, sub)
    sub = world.find(NAME, id, None)
    changed: Obj = {"ended_at": world.now(), "pending_update": None}
    timetable.moved(world, sub, "cancel_at is reached", **changed)


def _last_invoice(world: World, sub: Obj, payment_behavior: str | None = None) -> None:
    """Bills what a subscription has still to pay for: usage, and what is pending.

    It is settled at once in the way that `payment_behavior` says, else when its hour is over.
    """
    waits = payment_behavior is None
    now = world.now()
    lines = [
        entry
        for item in reversed(sub["items"]["data"])
        if is_metered(item) and sub["status"] != "trialing"
        for entry in subscription_lines.of_usage(
            world, sub, item, Period(item["current_period_start"], now)
        )
        if entry.line["quantity_decimal"] != "0"
    ]
    if not lines and not invoice_items.pending_of(world, sub):
        return
    reason = "subscription_cycle" if waits else "subscription_update"
    period = Period(timetable.period_start(sub), now)
    invoice = subscription_invoices.draft(
        world, sub, lines, reason=reason, period=period, waits=waits
    )
    timetable.save(world, sub, {"latest_invoice": invoice["id"]}, event=None)
    if payment_behavior is not None:
        subscription_invoices.settle(world, sub, invoice, payment_behavior)


def _drop_prorations(world: World, sub: Obj) -> None:
    for item in invoice_items.pending_of(world, sub):
        if item["proration"]:
            world.changes.delete(item)
