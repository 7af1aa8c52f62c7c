"""Pausing: of the collection of a subscription's invoices, or of the subscription itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    periods,
    prorations,
    subscription_invoices,
    subscription_lines,
    timetable,
    usage,
    usage_items,
    usage_spans,
    voiding,
)
from stripe.sandbox.billing.invoice_lines import Entry
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.subscription_state import NAME
from stripe.sandbox.billing.usage import Moment
from stripe.sandbox.billing.wanted_items import is_metered
from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

RESUMING_ENDS = "subscription.resuming_ends"
ATTEMPT = "resume_on_payment_attempt"


# -- of the collection -------------------------------------------------------------------------------


@task(timetable.COLLECTION_RESUMES, order=timetable.EXPIRING)
def resume_collection(world: World, id: str) -> None:
    """The time has come at which invoices are collected again; drafts from before stay drafts."""
    sub = world.store.get(NAME, id)
    if sub is not None and sub["pause_collection"] is not None:
        timetable.save(world, sub, {"pause_collection": None})


# -- of the subscription -----------------------------------------------------------------------------


def pause(
    world: World,
    sub: Obj,
    params: Obj,
    *,
    payment_behavior: str = subscription_invoices.UNATTENDED,
) -> Obj:
    """Stops a subscription where it is; what it has used and not used is billed as asked."""
    _check_pause(sub)
    now, bill_for = world.now(), as_dict(params.get("bill_for"))
    unused = part(bill_for, "unused_time_from").get("type") or "now"
    charges_usage = part(bill_for, "outstanding_usage_through").get("type") != "none"
    for item in sub["items"]["data"]:
        if unused != "none":
            moment = now if unused == "now" else item["current_period_start"]
            prorations.keep(world, prorations.credit(world, sub, item, moment))
        if charges_usage:
            usage_items.make(world, sub, item, Period(item["current_period_start"], now))
    stopped = [{**item, "current_period_end": now} for item in sub["items"]["data"]]
    details = {
        "subscription": {"type": "pause_requested"},
        "transitioned_at": now,
        "type": "subscription",
    }
    sub = timetable.moved(
        world,
        sub,
        "is paused",
        items=timetable.with_items(world, sub, stopped),
        status_details={"paused": details},
    )
    if params.get("invoicing_behavior") == "invoice":
        period = Period(timetable.period_start(sub), now)
        invoice = subscription_invoices.draft_of_pending(world, sub, period)
        if invoice is not None:
            sub = timetable.save(world, sub, {"latest_invoice": invoice["id"]})
            subscription_invoices.settle(world, sub, invoice, payment_behavior)
    return world.find(NAME, sub["id"], None)


def _check_pause(sub: Obj) -> None:
    if sub["status"] not in ("active", "past_due", "unpaid"):
        raise invalid(f"A subscription with a status of {sub['status']} cannot be paused.")
    if sub["collection_method"] == "send_invoice":
        raise invalid("Subscriptions with `collection_method=send_invoice` cannot be paused.")
    if not prorations.is_flexible(sub):
        raise invalid("Only subscriptions with `billing_mode[type]=flexible` can be paused.")
    if sub["schedule"] is not None:
        raise invalid(
            f"The subscription is managed by the subscription schedule `{sub['schedule']}`, and cannot "
            "be paused directly."
        )


def resume(world: World, sub: Obj, params: Obj, *, settling: str = "allow_incomplete") -> Obj:
    """Lets a paused subscription go on, when it is paid for where there is something to pay."""
    if sub["status"] != "paused":
        raise invalid("Only subscriptions with a status of paused can be resumed.")
    if sub["collection_method"] == "send_invoice":
        raise invalid("Subscriptions with `collection_method=send_invoice` cannot be resumed.")
    now = world.now()
    resets = part(params, "billing_cycle_anchor").get("type") != "unchanged"
    anchor = now if resets else sub["billing_cycle_anchor"]
    behavior = params.get("proration_behavior") or "create_prorations"
    items = [_resumed_item(item, anchor, now) for item in sub["items"]["data"]]
    to_be = {**sub, "billing_cycle_anchor": anchor}
    lines: list[Entry] = []
    if resets:
        lines = _full_lines(world, to_be, items)
    elif behavior != "none":
        moment = params.get("proration_date") or now
        for item in items:
            prorations.keep(world, prorations.debit(world, to_be, item, moment, items))
    terms = {"anchor": anchor, "items": items}
    if not (resets or behavior == "always_invoice"):
        return _resumed(world, sub, "is resumed", terms)
    invoice = subscription_invoices.draft_of_pending(world, sub, Period(now, now), lines)
    if invoice is None:
        return _resumed(world, sub, "is resumed", terms)
    paying = params.get("payment_behavior") or ATTEMPT
    waiting = {**terms, "invoice": invoice["id"], "behavior": paying}
    world.changes.hide(sub, {"resuming": waiting})
    sub = timetable.save(world, sub, {"latest_invoice": invoice["id"]}, event=None)
    subscription_invoices.settle(world, sub, invoice, settling)
    sub = world.find(NAME, sub["id"], None)
    if sub["status"] == "paused":
        when = now + timetable.FIRST_PAYMENT
        schedule.at(world, when, RESUMING_ENDS, sub["id"], test_clock=sub["test_clock"])
    return sub


def _resumed_item(item: Obj, anchor: int, now: int) -> Obj:
    around = periods.period_around(anchor, periods.cycle_of(item["price"]), now)
    return {**item, "current_period_start": around.start, "current_period_end": around.end}


def _full_lines(world: World, sub: Obj, items: list[Obj]) -> list[Entry]:
    return [
        entry
        for item in reversed(items)
        if not is_metered(item)
        for entry in subscription_lines.of_time(world, sub, item, [prorations.period_of(item)])
    ]


def _resumed(world: World, sub: Obj, trigger: str, terms: Obj) -> Obj:
    schedule.cancel(world, RESUMING_ENDS, sub["id"])
    for item in terms["items"]:
        if is_metered(item):  # what was used before is billed, or waived; while paused, never
            now = Moment(world.now(), usage.arrived(world))
            usage_spans.count_from(world, item, now)
    world.changes.hide(sub, {"resuming": None})
    unpaused = {key: sub[key] for key in sub if key != "status_details"}
    return timetable.moved(
        world,
        unpaused,
        trigger,
        billing_cycle_anchor=terms["anchor"],
        items=timetable.with_items(world, sub, terms["items"]),
    )


def settled(world: World, sub: Obj, invoice: Obj) -> bool:
    """Resumes a subscription whose invoice of resuming is paid or given up; whether it was that."""
    terms = _terms(world, sub, invoice)
    if terms is None:
        return False
    _resumed(world, sub, "is resumed", terms)
    return True


def failed(world: World, sub: Obj, invoice: Obj) -> bool:
    """Resumes, unless only success does, what could not be paid for; whether it was that invoice."""
    terms = _terms(world, sub, invoice)
    if terms is None:
        return False
    if terms["behavior"] == ATTEMPT:
        _resumed(world, sub, "is resumed, unpaid", terms)
    return True


def _terms(world: World, sub: Obj, invoice: Obj) -> Obj | None:
    """What resuming by an invoice comes to, if a subscription waits for that."""
    terms = as_dict(world.store.secret(NAME, sub["id"]).get("resuming"))
    waits = sub["status"] == "paused" and terms.get("invoice") == invoice["id"]
    return terms if waits else None


@task(RESUMING_ENDS, order=timetable.EXPIRING)
def give_up_resuming(world: World, id: str) -> None:
    """The payment that was to resume a subscription has not come: it stays paused."""
    sub = world.store.get(NAME, id)
    terms = as_dict(world.store.secret(NAME, id).get("resuming"))
    if sub is None or sub["status"] != "paused" or not terms:
        return
    world.changes.hide(sub, {"resuming": None})
    invoice = world.find("invoice", terms["invoice"], None)
    if invoice["status"] == "open":
        voiding.void(world, invoice)
