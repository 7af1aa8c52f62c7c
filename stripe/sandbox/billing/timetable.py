"""What time is to bring to a subscription: its tasks, told from the subscription as it is.

`save` is the way to change a subscription: it stores the change and sets the tasks anew. Each task is
carried out where its name is registered, which looks again whether it still applies.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from stripe.sandbox.billing import periods
from stripe.sandbox.billing.periods import DAY
from stripe.sandbox.billing.subscription_state import BILLED, ITEM, move
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.state import schedule
from stripe.sandbox.state.changes import DEFAULT

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

FIRST_PAYMENT = 23 * 3600
"""How long the first payment, one that resumes or one of a pending update may take."""

# The order of what is due at one and the same second; invoices come first.
EXPIRING, TRIALS, PHASES, CANCELING, RENEWING, NOTICES = 30, 40, 50, 60, 61, 70

FIRST_PAYMENT_ENDS = "subscription.first_payment_ends"
PENDING_UPDATE_ENDS = "subscription.pending_update_ends"
TRIAL_NOTICE = "subscription.trial_will_end"
TRIAL_ENDS = "subscription.trial_ends"
CANCELS = "subscription.cancels"
PERIOD_ENDS = "subscription.period_ends"
COLLECTION_RESUMES = "subscription.collection_resumes"
PENDING_ITEMS = "subscription.bills_pending_items"
UPCOMING = "subscription.upcoming"

NOTICES_AHEAD = (TRIAL_NOTICE, UPCOMING)
"""What is left out when its time is over already."""


def save(world: World, sub: Obj, changed: Obj, *, event: str | None = DEFAULT) -> Obj:
    """Stores a change of a subscription."""
    return arranged(world, sub, world.changes.update(sub, changed, event=event))


def moved(world: World, sub: Obj, trigger: str, **changed: Any) -> Obj:
    """Stores what a trigger does to a subscription."""
    return arranged(world, sub, move(world, sub, trigger, **changed))


def arranged(world: World, before: Obj | None, sub: Obj) -> Obj:
    """The subscription, with its tasks set anew where the change moves them."""
    old = times_of(world, before) if before is not None else {}
    for name, when in times_of(world, sub).items():
        if when == old.get(name):
            continue
        if old.get(name) is not None:
            schedule.cancel(world, name, sub["id"])
        if when is not None and (name not in NOTICES_AHEAD or when > world.now()):
            schedule.at(world, when, name, sub["id"], test_clock=sub["test_clock"])
    return sub


def times_of(world: World, sub: Obj) -> dict[str, int | None]:
    """When each task of a subscription is due, None for those that are not."""
    status, settings = sub["status"], world.state.settings
    trial = sub["trial_end"] if status == "trialing" else None
    ends = period_end(sub) if status in BILLED else None
    told = ends is not None and sub["collection_method"] == "charge_automatically"
    quiet = sub["pause_collection"] or sub["cancel_at_period_end"]
    return {
        FIRST_PAYMENT_ENDS: sub["created"] + FIRST_PAYMENT if status == "incomplete" else None,
        PENDING_UPDATE_ENDS: as_dict(sub["pending_update"]).get("expires_at"),
        TRIAL_NOTICE: None if trial is None else trial - settings.trial_notice_days * DAY,
        TRIAL_ENDS: trial,
        CANCELS: sub["cancel_at"] if status in (*BILLED, "trialing", "paused") else None,
        PERIOD_ENDS: ends,
        COLLECTION_RESUMES: as_dict(sub["pause_collection"]).get("resumes_at"),
        PENDING_ITEMS: sub["next_pending_invoice_item_invoice"] if status in BILLED else None,
        UPCOMING: ends - settings.upcoming_days * DAY if ends and told and not quiet else None,
    }


def with_items(world: World, sub: Obj, items: Iterable[Obj]) -> Obj:
    """The `items` of a subscription, each of them stored as it now is."""
    held = {item["id"]: item for item in sub["items"]["data"]}
    data = list(items)
    for item in data:
        old = held.pop(item["id"], None)
        if old is None:
            world.changes.create(ITEM, item, event=None)
        elif old is not item:
            world.changes.update(old, item, event=None)
    for gone in held.values():
        world.changes.delete(gone, event=None)
    return {**sub["items"], "data": data}


def period_end(sub: Obj) -> int:
    """When the first of the items' periods ends."""
    return min(int(item["current_period_end"]) for item in sub["items"]["data"])


def uncut_end(sub: Obj, item: Obj) -> int:
    """When the period of an item ends if the subscription goes on: the plan to end it cuts it short."""
    end = int(item["current_period_end"])
    if end != sub["cancel_at"]:
        return end
    if sub["status"] == "trialing":
        return int(sub["trial_end"])
    cycle = periods.cycle_of(item["price"])
    return periods.next_boundary(sub["billing_cycle_anchor"], cycle, item["current_period_start"])


def plan_end(world: World, sub: Obj, end: int | None, **changed: Any) -> Obj:
    """Stores another planned end, or none; what the one before has cut short is whole again."""
    items = [
        item if ends == item["current_period_end"] else {**item, "current_period_end": ends}
        for item in sub["items"]["data"]
        for ends in (uncut_end(sub, item),)
    ]
    return save(world, sub, {**changed, "cancel_at": end, "items": with_items(world, sub, items)})


def period_start(sub: Obj) -> int:
    """When the latest of the items' periods began."""
    return max(int(item["current_period_start"]) for item in sub["items"]["data"])
