"""Which time an object lives at: that of its customer's test clock, else the sandbox's."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import wraps
from typing import TYPE_CHECKING

from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic.registry import time_of_calls
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.spec.description import Route
    from stripe.sandbox.state.changes import Reaction
    from stripe.sandbox.state.world import World

CLOCK = "test_helpers.test_clock"

OWNERS = ("customer", "subscription", "invoice")
"""Fields by which an object without a clock of its own is found to belong to one."""

NAMED = {
    "customer": "customer",
    "from_subscription": "subscription",
    "invoice": "invoice",
    "quote": "quote",
    "schedule": "subscription_schedule",
    "subscription": "subscription",
    "test_clock": CLOCK,
}
"""Parameters that say about whom an operation is."""

ROOTS = {
    "billing/credit_grants": "billing.credit_grant",
    "checkout": "checkout.session",
    "credit_notes": "credit_note",
    "customers": "customer",
    "invoiceitems": "invoiceitem",
    "invoices": "invoice",
    "payment_pages": "checkout.session",
    "quotes": "quote",
    "subscription_items": "subscription_item",
    "subscription_schedules": "subscription_schedule",
    "subscriptions": "subscription",
}
"""What the first words of a path are about."""


def clock_id(world: World, obj: Obj | None) -> str | None:
    """The test clock that an object belongs to."""
    if obj is None:
        return None
    if obj["object"] == CLOCK:
        return str(obj["id"])
    found: str | None = obj.get("test_clock")
    if found is not None:
        return found
    for name in OWNERS:
        id = obj.get(name)
        if isinstance(id, str):
            return clock_id(world, world.store.get(name, id))
    return None


def living(world: World, obj: Obj | None) -> AbstractContextManager[None]:
    """While it lasts, the time is that of the object's clock; inside a run, it is the run's."""
    return world.living_at(_time(world, clock_id(world, obj)))


def at_its_time(react: Reaction) -> Reaction:
    """Has a reaction carried out at the time of the object that it is about.

    Payments are made in the time of the sandbox; what they mean to invoices and subscriptions of a
    test clock happens at the time of that clock.
    """

    @wraps(react)
    def carried_out(world: World, obj: Obj, previous: Obj | None) -> None:
        with living(world, obj):
            react(world, obj, previous)

    return carried_out


def _time(world: World, id: str | None) -> int | None:
    if id is None or world.moment is not None:
        return None
    clock = world.store.get(CLOCK, id)
    return None if clock is None else int(clock["frozen_time"])


@time_of_calls
def time_of(call: Call) -> int | None:
    """The time at which an operation is carried out, if it is about something of a test clock.

    Raises the 429 for changes while that clock is on its way.
    """
    world = call.world
    if not world.store.has_any(CLOCK):
        return None
    id = clock_id(world, about(world, call.route, call.ids, call.params))
    clock = world.store.get(CLOCK, id) if id is not None else None
    if clock is None:
        return None
    if clock["status"] == "advancing" and call.route.method != "GET":
        raise on_its_way(clock["id"])
    return int(clock["frozen_time"])


def on_its_way(id: str) -> ApiError:
    """The refusal of a change of what belongs to a clock that is being advanced."""
    message = f"Test clock advancement underway - cannot perform modifications: {id}"
    return ApiError(429, message, kept=False)


def about(world: World, route: Route, ids: dict[str, str], params: Obj) -> Obj | None:
    """The object that an operation is about, as far as clocks are concerned."""
    store = world.store
    words = route.path.split("/")[2:]
    name = ROOTS.get(words[0]) or ROOTS.get("/".join(words[:2]))
    if name is not None and ids:
        return store.get(name, next(iter(ids.values())))
    for param, kind in NAMED.items():
        given = params.get(param)
        found = store.get(kind, given) if isinstance(given, str) else None
        if found is not None:
            return found
    return None
