"""Test clocks: time that customers can have to themselves, and that is moved by request.

An advance is done before its answer goes out: what is due is carried out at its own time, in order.
The answer still says `advancing`, as the API's does; the next look at the clock says `ready`.
"""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from stripe.sandbox.billing import clocks, periods
from stripe.sandbox.billing.clocks import CLOCK
from stripe.sandbox.billing.subscription_state import ENDED
from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic.registry import in_passing, operation, prepare
from stripe.sandbox.json import Obj
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.spec.description import Route
    from stripe.sandbox.state.world import World

LOGGER = logging.getLogger("stripe.sandbox")
PATH = "/v1/test_helpers/test_clocks"
LIFE = 7 * 24 * 3600
"""How long a clock is kept, in seconds of the sandbox's own clock."""
LONGEST_NAME = 300
MOST_CUSTOMERS = 3
MOST_QUOTES = 10
"""How many quotes that have no customer yet."""
FREE_YEARS = periods.Cycle("year", 2)
"""How far a clock without subscriptions goes at a time."""


@operation(f"POST {PATH}")
def create(call: Call) -> Obj:
    """A clock that stands at any time, past or future."""
    world, params = call.world, call.params
    if params.get("frozen_time") is None:
        raise missing_parameter("frozen_time")
    if len(params.get("name") or "") > LONGEST_NAME:
        raise invalid(f"The name of a test clock has at most {LONGEST_NAME} characters.", "name")
    clock = world.changes.create(
        CLOCK,
        {
            "id": None,
            "object": CLOCK,
            "created": world.clock.now(),
            "deletes_after": world.clock.now() + LIFE,
            "frozen_time": params["frozen_time"],
            "livemode": world.livemode,
            "name": params.get("name"),
            "status": "ready",
            "status_details": {},
        },
    )
    schedule.at(world, clock["deletes_after"], "test_clock.delete", clock["id"])
    return clock


@operation(f"POST {PATH}/{{test_clock}}/advance")
def advance(call: Call) -> Obj:
    """Moves a clock on, with all that is due on the way."""
    world, clock, target = call.world, call.get(CLOCK), call.params["frozen_time"]
    _check(world, clock, target)
    details = {"advancing": {"target_frozen_time": target}}
    changed: Obj = {"status": "advancing", "status_details": details}
    answer = world.changes.update(clock, changed, event=f"{CLOCK}.advancing")
    with world.state.on_its_own():
        world.state.advancing[clock["id"]] = answer
        try:
            run_until(world, clock["id"], target)
        except Exception:  # any: the clock says that it failed, as Stripe's do; the log says why
            LOGGER.exception("The advance of %s failed", clock["id"])
            failed = {"status": "internal_failure", "status_details": {}}
            world.changes.update(answer, failed, event=f"{CLOCK}.internal_failure")
            return answer
        finally:
            del world.state.advancing[clock["id"]]
        arrived: Obj = {
            "frozen_time": target,
            "status": "ready",
            "status_details": {},
        }
        world.changes.update(answer, arrived, event=f"{CLOCK}.ready")
    return answer


@in_passing
def seen_on_its_way(world: World, route: Route, ids: dict[str, str], params: Obj) -> Obj | None:
    """What another request sees of a clock that is being advanced; the 429 for changes of its objects.

    The run has the sandbox to itself: all else waits for its end.
    """
    underway = world.state.advancing
    id = ids.get("test_clock") or clocks.clock_id(world, clocks.about(world, route, ids, params))
    if id is None or id not in underway:
        return None
    if route.method != "GET":
        raise clocks.on_its_way(id)
    return underway[id] if route.key == f"GET {PATH}/{{test_clock}}" else None


def run_until(world: World, id: str, target: int) -> None:
    """Carries out what is due by a time, each thing at its own time; new things come in as well."""
    while True:
        due = schedule.next_of(world, id, target)
        if due is None:
            return
        with world.living_at(int(due.when)):
            schedule.run(world, due)


@operation(f"DELETE {PATH}/{{test_clock}}")
def delete(call: Call) -> Obj:
    """Deletes a clock with its customers and all that is theirs."""
    return _delete(call.world, call.get(CLOCK))


@task("test_clock.delete")
def delete_when_old(world: World, id: str) -> None:
    """Clocks are not kept for long."""
    clock = world.store.get(CLOCK, id)
    if clock is not None:
        _delete(world, clock)


def _delete(world: World, clock: Obj) -> Obj:
    schedule.cancel_all(world, clock["id"])
    schedule.cancel(world, "test_clock.delete", clock["id"])
    customers = {
        customer["id"]
        for customer in world.store.all("customer")
        if customer["test_clock"] == clock["id"]
    }
    for name, collection in list(world.store.collections.items()):
        for obj in list(collection.objects.values()):
            theirs = obj.get("customer") in customers or obj.get("test_clock") == clock["id"]
            if theirs and obj.get("object") == name:
                world.changes.delete(obj, event=None)
    return world.changes.delete(clock)


@prepare("customer")
def take_in(world: World, obj: Obj, params: Obj) -> None:
    """A customer gets its clock when it is made; a clock has room for three."""
    id = params.get("test_clock")
    if id is None:
        return
    clock = world.find(CLOCK, id, "test_clock")
    of_it = [one for one in world.store.all("customer") if one["test_clock"] == clock["id"]]
    if len(of_it) >= MOST_CUSTOMERS:
        raise invalid(
            f"A test clock can have at most {MOST_CUSTOMERS} customers: {clock['id']} has them "
            "already.",
            "test_clock",
        )
    obj["test_clock"] = clock["id"]


def check_room_for_quote(world: World, id: str) -> None:
    """Raises the 400 for an eleventh quote on a clock that is nobody's yet."""
    clock = world.find(CLOCK, id, "test_clock")
    quotes = world.store.all("quote")
    of_it = [one for one in quotes if one["test_clock"] == clock["id"] and not one["customer"]]
    if len(of_it) >= MOST_QUOTES:
        raise invalid(
            f"A test clock can have at most {MOST_QUOTES} quotes without a customer: {clock['id']} "
            "has them already.",
            "test_clock",
        )


# -- how far a clock may go ---------------------------------------------------------------------------


def _check(world: World, clock: Obj, target: int) -> None:
    if clock["status"] != "ready":
        raise invalid(f"The test clock {clock['id']} failed, and can only be deleted.")
    now = clock["frozen_time"]
    if target <= now:
        raise invalid(
            f"The frozen time of this clock is {_shown(now)}. It can only be advanced to a later "
            "time.",
            "frozen_time",
        )
    furthest = furthest_of(world, clock)
    if target > furthest:
        raise invalid(
            f"The frozen time of this clock is {_shown(now)}. You can only advance it up to "
            f"{_shown(furthest)}. You can only advance a test clock up to two intervals from the "
            "current frozen time at a time, based on the shortest subscription interval in the test "
            "clock. For example, if a test clock has a monthly and yearly subscription, you may only "
            "advance up to two months at a time. If the test clock has no subscriptions or "
            "subscription schedules, you can advance up to 2 years from the current frozen time.",
            "frozen_time",
        )


def furthest_of(world: World, clock: Obj) -> int:
    """How far a clock may be advanced: two of its shortest interval, two years if it has none."""
    cycles = [
        periods.cycle_of(item["price"])
        for sub in world.store.all("subscription")
        if sub["test_clock"] == clock["id"] and sub["status"] not in ENDED
        for item in sub["items"]["data"]
    ]
    for plan in world.store.all("subscription_schedule"):
        if plan["test_clock"] == clock["id"] and plan["status"] in ("active", "not_started"):
            prices = [item["price"] for phase in plan["phases"] for item in phase["items"]]
            found = [world.store.get("price", id) for id in prices]
            cycles += [periods.cycle_of(price) for price in found if price is not None]
    if not cycles:
        return periods.later(clock["frozen_time"], FREE_YEARS)
    return periods.later(clock["frozen_time"], periods.shortest(cycles), 2)


def _shown(moment: int) -> str:
    text = datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    return f"{moment} ({text})"
