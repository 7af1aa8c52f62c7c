"""What a subscription will be billed next, as it is or with changes: tried out in a rehearsal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    cancellation,
    creation,
    discounts,
    invoice_items,
    pausing,
    pending_invoices,
    renewal,
    schedule_runs,
    schedules,
    subscription_invoices,
    timetable,
    updates,
    wanted_changes,
)
from stripe.sandbox.billing.subscription_invoices import KEEP_DRAFT
from stripe.sandbox.billing.subscription_state import BILLED, ENDED, NAME
from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj, as_dict

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

OF_UPDATES = (
    "billing_cycle_anchor", "cancel_at", "cancel_at_period_end", "default_tax_rates", "items",
    "proration_behavior", "proration_date", "trial_end",
)  # fmt: skip
OF_CREATION = (*OF_UPDATES, "billing_mode")


def next_draft(rehearsed: World, sub: Obj, params: Obj) -> Obj | None:
    """The invoice that a subscription makes next, None where none comes.

    `params` are those of the preview; `rehearsed` is a rehearsal, which this uses up.
    """
    details = as_dict(params.get("subscription_details"))
    if sub["status"] in ENDED:
        return None
    recurring = params.get("preview_mode") == "recurring"
    if recurring:
        details = {**details, "proration_behavior": "none"}
    at_once = _changed(rehearsed, sub, details)
    if at_once is not None and not recurring:
        return at_once
    if recurring:
        _leave_what_recurs(rehearsed, sub)
    sub = rehearsed.find(NAME, sub["id"], None)
    due = sub["next_pending_invoice_item_invoice"] or timetable.period_end(sub)
    if sub["status"] in BILLED and due < timetable.period_end(sub):
        with rehearsed.living_at(due):
            between = pending_invoices.bill_due(rehearsed, sub, due)
        if between is not None:
            return between
        sub = rehearsed.find(NAME, sub["id"], None)
    return renewal_draft(rehearsed, sub)


def first_draft(rehearsed: World, customer: Obj, params: Obj) -> Obj | None:
    """The first invoice of a subscription that does not exist yet."""
    details = as_dict(params.get("subscription_details"))
    given = {key: details[key] for key in OF_CREATION if details.get(key) is not None}
    anchor = as_dict(given.pop("billing_cycle_anchor", None))
    if anchor.get("type") == "timestamp":
        given["billing_cycle_anchor"] = anchor["timestamp"]
    if (details.get("start_date") or rehearsed.now()) < rehearsed.now():
        given["backdate_start_date"] = details["start_date"]
    for key in ("currency", "discounts"):
        if params.get(key):
            given[key] = params[key]
    return creation.first_draft(rehearsed, {**given, "customer": customer["id"]})


def schedule_draft(rehearsed: World, customer: Obj, params: Obj) -> Obj | None:
    """The invoice that a schedule makes next, as it is or with other phases."""
    details = {
        key: value
        for key, value in as_dict(params.get("schedule_details")).items()
        if key in ("billing_mode", "end_behavior", "phases", "proration_behavior")
    }
    id = params.get("schedule")
    if id is None:
        first = details["phases"][0].get("start_date") or "now"
        given = {**details, "customer": customer["id"], "start_date": first}
        given.pop("proration_behavior", None)
        plan = schedules.create(rehearsed, given)
        made = rehearsed.store.get(NAME, plan["subscription"])
        return _new_invoice(rehearsed, {**made, "latest_invoice": None}) if made else None
    plan = rehearsed.find("subscription_schedule", id, "schedule")
    sub = rehearsed.store.get(NAME, plan["subscription"])
    if details:
        plan = schedules.update(rehearsed, plan, details, payment_behavior=KEEP_DRAFT)
    if plan["status"] == "not_started":
        with rehearsed.living_at(plan["phases"][0]["start_date"]):
            schedule_runs.begin(rehearsed, plan)
        plan = rehearsed.find("subscription_schedule", id, None)
        made = rehearsed.find(NAME, plan["subscription"], None)
        return _new_invoice(rehearsed, {**made, "latest_invoice": None})
    if sub is None or sub["status"] in ENDED:
        return None
    at_once = _new_invoice(rehearsed, sub)
    return at_once or renewal_draft(rehearsed, rehearsed.find(NAME, sub["id"], None))


def renewal_draft(rehearsed: World, sub: Obj) -> Obj | None:
    """The invoice of the next renewal that bills, or of a phase or the end that comes before it."""
    if sub["status"] not in (*BILLED, "trialing"):
        return None
    moment = timetable.period_end(sub)
    at_once = _through_phases(rehearsed, sub, moment)
    if at_once is not None:
        return at_once
    sub = rehearsed.find(NAME, sub["id"], None)
    if timetable.period_end(sub) != moment:  # a phase has begun a new cycle
        return renewal_draft(rehearsed, sub)
    ends = sub["cancel_at"]
    if ends is not None and ends <= moment:
        with rehearsed.living_at(ends):
            cancellation.end_as_planned(rehearsed, sub["id"])
        after = rehearsed.find(NAME, sub["id"], None)
        same = after["latest_invoice"] == sub["latest_invoice"]
        return None if same else rehearsed.store.get("invoice", after["latest_invoice"])
    with rehearsed.living_at(moment):
        trigger = "trial ends" if sub["status"] == "trialing" else None
        draft = renewal.begin_cycle(rehearsed, sub, trigger)
    return draft or renewal_draft(rehearsed, rehearsed.find(NAME, sub["id"], None))


def _through_phases(rehearsed: World, sub: Obj, moment: int) -> Obj | None:
    """Brings the phases that begin by a moment; gives the invoice that one makes at once."""
    while True:
        plan = rehearsed.store.get("subscription_schedule", sub["schedule"])
        phase = as_dict((plan or {}).get("current_phase"))
        if not phase or phase["end_date"] > moment:
            return None
        with rehearsed.living_at(phase["end_date"]):
            schedule_runs.enter_due(rehearsed, sub, payment_behavior=KEEP_DRAFT)
        at_once = _new_invoice(rehearsed, sub)
        if at_once is not None:
            return at_once
        sub = rehearsed.find(NAME, sub["id"], None)


def _changed(rehearsed: World, sub: Obj, details: Obj) -> Obj | None:
    """Carries out what the preview asks about; gives the invoice that comes of it at once."""
    if details.get("cancel_now"):
        behavior = details.get("proration_behavior")
        cancellation.cancel(
            rehearsed,
            sub,
            prorate=behavior != "none",
            invoice_now=True,
            payment_behavior=KEEP_DRAFT,
        )
        return _new_invoice(rehearsed, sub)
    if details.get("pause"):
        pause = {**details["pause"], "invoicing_behavior": "invoice"}
        pausing.pause(rehearsed, sub, pause, payment_behavior=KEEP_DRAFT)
        return _new_invoice(rehearsed, sub)
    if details.get("resume_at"):
        pausing.resume(rehearsed, sub, details, settling=KEEP_DRAFT)
        return _new_invoice(rehearsed, sub)
    given = {key: details[key] for key in OF_UPDATES if key in details}
    if not given:
        return None
    if as_dict(given.get("billing_cycle_anchor")).get("type") == "timestamp":
        raise invalid(
            "The anchor of a subscription that exists can be previewed `now` or `unchanged` only.",
            "subscription_details[billing_cycle_anchor][type]",
        )
    return updates.carry_out(rehearsed, wanted_changes.read(rehearsed, sub, given), KEEP_DRAFT)


def _new_invoice(rehearsed: World, sub: Obj) -> Obj | None:
    newest = next(subscription_invoices.of(rehearsed, sub), None)
    return newest if newest is not None and newest["id"] != sub["latest_invoice"] else None


def _leave_what_recurs(rehearsed: World, sub: Obj) -> None:
    """Takes away what only the next invoice has: pending items, and coupons that hold once."""
    for item in invoice_items.pending(rehearsed, sub["customer"], sub["id"]):
        rehearsed.changes.delete(item)
    for id in sub["discounts"]:
        discount = rehearsed.store.get(discounts.NAME, id)
        if discount is not None and discounts.coupon_of(rehearsed, discount)["duration"] == "once":
            discounts.take_off(rehearsed, discount)
