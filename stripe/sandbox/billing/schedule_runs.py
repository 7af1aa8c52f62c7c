"""What time brings to subscription schedules: the start, phase after phase, and the end."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from stripe.sandbox.billing import (
    clocks,
    creation,
    discounts,
    schedule_phases,
    timetable,
    updates,
    wanted_changes,
)
from stripe.sandbox.billing.creation import Terms
from stripe.sandbox.billing.schedule_phases import NAME
from stripe.sandbox.billing.subscription_invoices import UNATTENDED
from stripe.sandbox.billing.subscription_state import ENDED
from stripe.sandbox.errors import ApiError
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.state import schedule
from stripe.sandbox.state.changes import DEFAULT, on
from stripe.sandbox.state.rehearsal import rehearsal_of
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

LOGGER = logging.getLogger("stripe.sandbox")
PHASE, EXPIRING = "subscription_schedule.phase", "subscription_schedule.expiring"
SUBSCRIPTION = "subscription"
NOTICE = 7 * 24 * 3600
LIVE = ("not_started", "active")


def arrange(world: World, plan: Obj) -> Obj:
    """Has a schedule looked at when its next phase begins, or it ends."""
    for name in (PHASE, EXPIRING):
        schedule.cancel(world, name, plan["id"])
    if plan["status"] not in LIVE:
        return plan
    last = plan["phases"][-1]["end_date"]
    now = world.now()
    when = plan["phases"][0]["start_date"]
    if plan["status"] == "active":
        when = next(one["end_date"] for one in plan["phases"] if one["end_date"] > now)
    schedule.at(world, when, PHASE, plan["id"], test_clock=plan["test_clock"])
    if last - NOTICE > now:
        schedule.at(world, last - NOTICE, EXPIRING, plan["id"], test_clock=plan["test_clock"])
    return plan


def begin(world: World, plan: Obj, *, event: str | None = DEFAULT) -> Obj:
    """Starts a schedule: its subscription is made as the first phase wants it."""
    now = world.now()
    phase = phase_at(plan, now) or plan["phases"][0]
    id = world.ids.new(SUBSCRIPTION)
    changed: Obj = {"current_phase": span(phase), "status": "active", "subscription": id}
    plan = arrange(world, world.changes.update(plan, changed, event=event))
    if event is None:
        world.changes.emit("subscription_schedule.created", plan)
    params = schedule_phases.creation(plan, phase)
    if phase["start_date"] < now:
        params["backdate_start_date"] = plan["phases"][0]["start_date"]
    if (params.get("trial_end") or now + 1) <= now:
        del params["trial_end"]
    creation.create(world, params, Terms(waits=True, id=id, schedule=plan["id"]))
    _plan_end(world, plan, phase)
    return world.find(NAME, plan["id"], None)


@task(PHASE, order=timetable.PHASES)
def next_phase(world: World, id: str) -> None:
    """A phase begins, or the last one has ended."""
    plan = world.store.get(NAME, id)
    if plan is None or plan["status"] not in LIVE:
        return
    if plan["status"] == "not_started":
        try:
            begin(rehearsal_of(world), plan)
        except ApiError as error:
            LOGGER.warning("The schedule %s cannot start: %s", id, error)
            stop(world, plan, "subscription_schedule.canceled")
            return
        begin(world, plan)
        return
    sub = world.store.get(SUBSCRIPTION, plan["subscription"])
    if sub is not None and sub["status"] not in ENDED:
        enter_due(world, sub)


def enter_due(world: World, sub: Obj, payment_behavior: str = UNATTENDED) -> None:
    """Brings the phase that has begun onto a subscription, or ends its schedule.

    A phase that can no longer be had releases the subscription: it goes on as it is.
    """
    plan = world.store.get(NAME, sub["schedule"])
    now = world.now()
    if plan is None or plan["status"] != "active" or plan["current_phase"]["end_date"] > now:
        return
    phase = phase_at(plan, now)
    if phase is None:
        finish(world, plan, sub)
        return
    try:
        _enter(rehearsal_of(world), plan, phase, sub, payment_behavior)
    except ApiError as error:  # a price or coupon that is no more
        LOGGER.warning("The schedule %s cannot go on: %s", plan["id"], error)
        release(world, plan)
        return
    _enter(world, plan, phase, sub, payment_behavior)


def _enter(world: World, plan: Obj, phase: Obj, sub: Obj, payment_behavior: str) -> None:
    plan = world.changes.update(plan, {"current_phase": span(phase)})
    arrange(world, plan)
    apply(world, plan, phase, sub, payment_behavior=payment_behavior)


def apply(
    world: World,
    plan: Obj,
    phase: Obj,
    sub: Obj,
    *,
    behavior: str | None = None,
    payment_behavior: str = UNATTENDED,
) -> None:
    """Makes a subscription what a phase wants it to be; `behavior` is that of prorations."""
    params = schedule_phases.update(plan, phase, sub, behavior=behavior)
    ended = {  # usage that is billed now was used under these discounts
        "at": world.now(),
        "discounts": discounts.active(world, sub["discounts"]),
        "items": {item["id"]: item["discounts"] for item in sub["items"]["data"]},
    }
    world.changes.hide(sub, {"ended_phase": ended})
    if (params.get("trial_end") or world.now() + 1) <= world.now():
        del params["trial_end"]
    with world.changes.as_one(sub):
        updates.carry_out(world, wanted_changes.read(world, sub, params), payment_behavior)
        _plan_end(world, plan, phase)


def _plan_end(world: World, plan: Obj, phase: Obj) -> None:
    """Has the subscription end with the last phase, if it is to."""
    sub = world.find(SUBSCRIPTION, plan["subscription"], None)
    ends = plan["end_behavior"] == "cancel" and phase["end_date"] == plan["phases"][-1]["end_date"]
    wanted = phase["end_date"] if ends else None
    if sub["cancel_at"] != wanted:
        timetable.plan_end(world, sub, wanted)


def release(world: World, plan: Obj, *, keeps_end: bool = False) -> Obj:
    """Lets the subscription live on without its schedule, and without the end that it planned."""
    sub = world.store.get(SUBSCRIPTION, plan["subscription"])
    changed: Obj = {
        "current_phase": None,
        "released_at": world.now(),
        "released_subscription": plan["subscription"],
        "status": "released",
        "subscription": None,
    }
    plan = world.changes.update(plan, changed, event="subscription_schedule.released")
    arrange(world, plan)
    if sub is not None:
        end = sub["cancel_at"] if keeps_end else None
        if end == sub["cancel_at"]:
            timetable.save(world, sub, {"schedule": None})
        else:
            timetable.plan_end(world, sub, None, schedule=None)
    return plan


def finish(world: World, plan: Obj, sub: Obj) -> None:
    """The last phase has ended: the subscription lives on by itself, or ends now."""
    changed: Obj = {"completed_at": world.now(), "current_phase": None, "status": "completed"}
    arrange(world, world.changes.update(plan, changed, event="subscription_schedule.completed"))
    if plan["end_behavior"] != "cancel":
        timetable.save(world, sub, {"schedule": None})


@task(EXPIRING, order=timetable.NOTICES)
def announce_end(world: World, id: str) -> None:
    """The last phase of a schedule ends in seven days."""
    plan = world.store.get(NAME, id)
    if plan is not None and plan["status"] == "active":
        world.changes.emit("subscription_schedule.expiring", plan)


@on("customer.subscription.deleted")
def end_with_subscription(world: World, sub: Obj, _previous: Obj | None) -> None:
    """A schedule ends with its subscription."""
    plan = world.store.get(NAME, sub["schedule"])
    if plan is None or plan["status"] not in LIVE:
        return
    by_dunning = as_dict(sub["cancellation_details"]).get("reason") == "payment_failed"
    event = "subscription_schedule.aborted" if by_dunning else "subscription_schedule.canceled"
    with clocks.living(world, plan):
        stop(world, plan, event)


def stop(world: World, plan: Obj, event: str, **changed: Any) -> Obj:
    """Cancels a schedule."""
    changed = {"canceled_at": world.now(), "current_phase": None, "status": "canceled", **changed}
    return arrange(world, world.changes.update(plan, changed, event=event))


def phase_at(plan: Obj, moment: int) -> Obj | None:
    """The phase of a schedule that holds a moment."""
    found = (one for one in plan["phases"] if one["start_date"] <= moment < one["end_date"])
    return next(found, None)


def span(phase: Obj) -> Obj:
    """What a schedule shows of its current phase."""
    return {"start_date": phase["start_date"], "end_date": phase["end_date"]}
