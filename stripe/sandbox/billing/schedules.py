"""The operations on subscription schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    beginnings,
    cancellation,
    clocks,
    prorations,
    schedule_phases,
    schedule_runs,
    timetable,
)
from stripe.sandbox.billing.schedule_phases import NAME
from stripe.sandbox.billing.schedule_runs import LIVE, SUBSCRIPTION
from stripe.sandbox.billing.subscription_state import ENDED
from stripe.sandbox.errors import invalid, missing_parameter, not_emulated
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.state.rehearsal import rehearsal_of

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

PATH = "/v1/subscription_schedules"
ALONE = frozenset({"from_subscription", "expand", "metadata"})
CANCELS = frozenset({"cancel_at", "cancel_at_period_end"})
SPLITS = frozenset({"default_tax_rates", "discounts", "items", "trial_end"})
"""What an update of the subscription changes for the rest of the current phase."""


@operation(f"POST {PATH}")
def create_schedule(call: Call) -> Obj:
    """A schedule of phases to come, or one that takes over a subscription."""
    return create(call.world, call.params)


def create(world: World, params: Obj) -> Obj:
    """A schedule from the parameters of the operation; it starts at once if it is time.

    It is rehearsed first, so that what is refused leaves nothing behind.
    """
    about = world.store.get("customer", params.get("customer"))
    if about is None and params.get("from_subscription"):
        about = world.store.get(SUBSCRIPTION, params["from_subscription"])
    with clocks.living(world, about):
        make = _from_subscription if params.get("from_subscription") else _made
        make(rehearsal_of(world), params)
        return make(world, params)


def _from_subscription(world: World, params: Obj) -> Obj:
    others = sorted(params.keys() - ALONE)
    if others:
        raise invalid(
            f"`from_subscription` takes all from the subscription: `{others[0]}` cannot be set with "
            "it, but by an update of the schedule.",
            others[0],
        )
    sub = world.find(SUBSCRIPTION, params["from_subscription"], "from_subscription")
    if sub["schedule"] is not None:
        raise invalid(
            "You cannot migrate a subscription that is already attached to a schedule: "
            f"{sub['schedule']}",
            "from_subscription",
        )
    if sub["status"] in (*ENDED, "paused"):
        raise invalid(
            f"A subscription with a status of {sub['status']} cannot have a schedule.",
            "from_subscription",
        )
    phase = schedule_phases.of_subscription(sub)
    plan = _blank(world, params, sub["customer"], sub["test_clock"])
    plan.update(
        billing_mode=sub["billing_mode"],
        current_phase=schedule_runs.span(phase),
        end_behavior="cancel" if sub["cancel_at"] == phase["end_date"] else "release",
        phases=[phase],
        status="active",
        subscription=sub["id"],
    )
    plan["default_settings"] = {
        **plan["default_settings"],
        "collection_method": sub["collection_method"],
        "default_payment_method": sub["default_payment_method"],
    }
    plan = world.changes.create(NAME, plan, event="subscription_schedule.created")
    timetable.save(world, sub, {"schedule": plan["id"]})
    return schedule_runs.arrange(world, plan)


def _made(world: World, params: Obj) -> Obj:
    if not params.get("customer"):
        raise missing_parameter("customer")
    customer = world.find("customer", params["customer"], "customer")
    now, start = world.now(), params.get("start_date")
    begins = now if start is None or start == "now" else int(start)
    plan = _blank(world, params, customer["id"], customer["test_clock"])
    beginnings.check_room(world, customer)
    plan["phases"] = schedule_phases.read(
        world, params.get("phases") or (), begins, begins, flexible=prorations.is_flexible(plan)
    )
    for at, phase in enumerate(plan["phases"]):
        _check_terms(plan, phase, f"phases[{at}]")
    if begins > now:
        made = world.changes.create(NAME, plan, event="subscription_schedule.created")
        return schedule_runs.arrange(world, made)
    made = world.changes.create(NAME, plan, event=None)
    return schedule_runs.begin(world, made, event=None)


def _blank(world: World, params: Obj, customer: str, clock: str | None) -> Obj:
    _check_emulated(params)
    given = {key: params[key] for key in params if key not in ("phases", "billing_mode")}
    plan = crud.build(world, NAME, given)
    mode = part(params, "billing_mode")
    flexible = mode.get("type") != "classic"
    chosen = part(mode, "flexible").get("proration_discounts") or "included"
    blank = crud.template(NAME)["default_settings"]
    settings = {**blank, **as_dict(plan.get("default_settings"))}
    settings["collection_method"] = settings["collection_method"] or "charge_automatically"
    settings["billing_cycle_anchor"] = settings["billing_cycle_anchor"] or "automatic"
    plan.update(
        billing_mode={
            "type": "flexible" if flexible else "classic",
            "flexible": {"proration_discounts": chosen} if flexible else None,
        },
        created=world.now(),
        customer=customer,
        default_settings=settings,
        test_clock=clock,
    )
    return plan


def _check_emulated(params: Obj) -> None:
    """Raises the 501 for what no source describes: only `release` and `cancel` are documented."""
    if params.get("end_behavior") in ("none", "renew"):
        raise not_emulated(f"`end_behavior={params['end_behavior']}` of a schedule", "end_behavior")
    if params.get("pause_schedules"):
        raise not_emulated("`pause_schedules` of a schedule", "pause_schedules")


def _check_terms(plan: Obj, phase: Obj, path: str) -> None:
    method = phase["collection_method"] or plan["default_settings"]["collection_method"]
    own = as_dict(phase["invoice_settings"]).get("days_until_due")
    general = part(plan, "default_settings", "invoice_settings").get("days_until_due")
    if method == "send_invoice" and own is None and general is None:
        raise missing_parameter(f"{path}[invoice_settings][days_until_due]")


@operation(f"POST {PATH}/{{schedule}}")
def update_schedule(call: Call) -> Obj:
    """Other phases from now on, another end, other settings."""
    update(rehearsal_of(call.world), call.get(NAME), call.params)
    return update(call.world, call.get(NAME), call.params)


def update(world: World, plan: Obj, params: Obj, payment_behavior: str = "allow_incomplete") -> Obj:
    """Changes a schedule; the subscription follows where its current phase changes."""
    if plan["status"] not in LIVE and params.keys() - {"metadata"}:
        raise invalid(f"You cannot update a subscription schedule that is {plan['status']}.")
    _check_emulated(params)
    changed = crud.changed_fields(plan, {k: params[k] for k in params if k in _PLAIN})
    now = world.now()
    if params.get("phases"):
        changed["phases"] = _new_phases(world, plan, params["phases"])
    current = schedule_runs.phase_at({**plan, **changed}, now)
    active = plan["status"] == "active"
    if active:
        changed["current_phase"] = schedule_runs.span(current) if current else None
    before = schedule_runs.phase_at(plan, now)
    plan = schedule_runs.arrange(world, world.changes.update(plan, changed))
    if not active:
        return plan
    sub = world.find(SUBSCRIPTION, plan["subscription"], None)
    if current is None:
        schedule_runs.finish(world, plan, sub)
    elif current != before or "end_behavior" in params or "default_settings" in params:
        behavior = params.get("proration_behavior") or "create_prorations"
        schedule_runs.apply(
            world, plan, current, sub, behavior=behavior, payment_behavior=payment_behavior
        )
    return world.find(NAME, plan["id"], None)


_PLAIN = frozenset({"default_settings", "end_behavior", "metadata"})


def _new_phases(world: World, plan: Obj, given: list[Obj]) -> list[Obj]:
    """The phases that are over, and those given in the place of the others."""
    now = world.now()
    past = [phase for phase in plan["phases"] if phase["end_date"] <= now]
    rest = [phase for phase in plan["phases"] if phase["end_date"] > now]
    starts = {phase["start_date"] for phase in past}
    given = [dict(one) for one in given]
    while given and given[0].get("start_date") in starts:
        at = next(p for p in past if p["start_date"] == given[0]["start_date"])
        if given[0].get("end_date") not in (None, at["end_date"]):
            raise _over()
        given.pop(0)
    first = rest[0]["start_date"] if rest else now
    if given and plan["status"] == "active":
        asked = given[0].get("start_date")
        if asked is None:
            raise missing_parameter("phases[0][start_date]")
        if asked != "now" and asked < first:
            raise _over()
        if asked not in (first, "now"):
            raise invalid(
                "The start date of the current phase cannot be changed: it must be passed as it is.",
                "phases[0][start_date]",
            )
        given[0]["start_date"] = first
    elif given and isinstance(given[0].get("start_date"), int):
        first = given[0]["start_date"]
    sub = as_dict(world.store.get(SUBSCRIPTION, plan["subscription"]))
    anchor = sub.get("billing_cycle_anchor", first)
    flexible = prorations.is_flexible(plan)
    found = schedule_phases.read(world, given, first, anchor, flexible=flexible)
    for at, phase in enumerate(found):
        _check_terms(plan, phase, f"phases[{at}]")
    return [*past, *found]


def _over() -> Exception:
    return invalid("You can not update a phase that has already ended.", "phases")


@operation(f"POST {PATH}/{{schedule}}/release")
def release(call: Call) -> Obj:
    """Lets the subscription live on without its schedule."""
    plan, world = _live(call, "release"), call.world
    keeps_end = bool(call.params.get("preserve_cancel_date"))
    return schedule_runs.release(world, plan, keeps_end=keeps_end)


@operation(f"POST {PATH}/{{schedule}}/cancel")
def cancel(call: Call) -> Obj:
    """Ends a schedule, and its subscription with it."""
    plan, world, params = _live(call, "cancel"), call.world, call.params
    sub = world.store.get(SUBSCRIPTION, plan["subscription"])
    plan = schedule_runs.stop(world, plan, "subscription_schedule.canceled")
    if sub is not None and sub["status"] not in ENDED:
        cancellation.cancel(
            world,
            sub,
            prorate=params.get("prorate") is not False,
            invoice_now=params.get("invoice_now") is not False,
        )
    return plan


@operation(f"GET {PATH}")
def list_schedules(call: Call) -> Obj:
    """Schedules; `scheduled` ones have not started."""
    params = call.params
    tests = [
        lists.created_filter(params.get(field), field)
        for field in ("canceled_at", "completed_at", "released_at")
    ]

    def keep(plan: Obj) -> bool:
        if params.get("scheduled") and plan["status"] != "not_started":
            return False
        return all(test is None or test(plan) for test in tests)

    customer = params.get("customer")
    field = "customer" if customer is not None else None
    return lists.page(call, NAME, field=field, value=customer, keep=keep)


def _live(call: Call, verb: str) -> Obj:
    plan = call.get(NAME)
    if plan["status"] not in LIVE:
        raise invalid(
            f"You cannot {verb} a subscription schedule that is currently in the `{plan['status']}` "
            "status. It must be `not_started` or `active`."
        )
    return plan


# -- updates of a subscription that has a schedule ---------------------------------------------------


def check_direct(sub: Obj, params: Obj) -> None:
    """Raises the 400 for a change that the schedule of a subscription does not leave to others."""
    if sub["schedule"] is not None and CANCELS & params.keys():
        raise invalid(
            f"The subscription is managed by the subscription schedule `{sub['schedule']}`, and "
            "updating any cancelation behavior directly is not allowed. Please update the schedule "
            "instead."
        )


def split(world: World, sub: Obj, params: Obj) -> None:
    """Splits the current phase of a schedule where its subscription was changed directly."""
    plan = world.store.get(NAME, sub["schedule"])
    now = world.now()
    phase = schedule_runs.phase_at(plan, now) if plan is not None else None
    if plan is None or phase is None or not SPLITS & params.keys():
        return
    rest = {
        **phase,
        **{key: schedule_phases.of_subscription(sub)[key] for key in ("discounts", "items")},
        "add_invoice_items": [],
        "start_date": now,
        "trial_end": sub["trial_end"] if sub["status"] == "trialing" else None,
    }
    parts = [{**phase, "end_date": now}, rest] if phase["start_date"] < now else [rest]
    at = plan["phases"].index(phase)
    phases = [*plan["phases"][:at], *parts, *plan["phases"][at + 1 :]]
    changed = {"current_phase": schedule_runs.span(rest), "phases": phases}
    schedule_runs.arrange(world, world.changes.update(plan, changed))
