"""The states of a subscription, and what leads from one to another: a table, and the way through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox.state import events

if TYPE_CHECKING:
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.world import World

NAME, ITEM = "subscription", "subscription_item"
ENDED = ("canceled", "incomplete_expired")
BILLED = ("active", "past_due", "unpaid")
"""States in which periods follow each other and are invoiced."""

DELETED, UPDATED = "customer.subscription.deleted", "customer.subscription.updated"


class Transition(NamedTuple):
    """From which states something leads to which, and an event that tells of it by name."""

    sources: tuple[str, ...]
    target: str
    event: str | None = None


LIVE = ("incomplete", "trialing", "active", "past_due", "unpaid", "paused")

TRANSITIONS: dict[str, Transition] = {
    "first payment succeeds": Transition(("incomplete",), "active"),
    "first payment succeeds in a trial": Transition(("incomplete",), "trialing"),
    "first payment fails to come": Transition(("incomplete",), "incomplete_expired"),
    "first invoice is given up": Transition(("incomplete",), "active"),
    "trial begins": Transition(("active", "past_due"), "trialing"),
    "trial ends": Transition(("trialing",), "active"),
    "trial ends without a payment method, cancel": Transition(("trialing",), "canceled", DELETED),
    "trial ends without a payment method, pause": Transition(
        ("trialing",), "paused", "customer.subscription.paused"
    ),
    "payment fails": Transition(("active", "trialing"), "past_due"),
    "due date passes": Transition(("active", "trialing"), "past_due"),
    "latest invoice is settled": Transition(("past_due", "unpaid"), "active"),
    "retries are used up, cancel": Transition(("past_due", "unpaid"), "canceled", DELETED),
    "retries are used up, unpaid": Transition(("past_due",), "unpaid"),
    "is canceled": Transition(LIVE, "canceled", DELETED),
    "cancel_at is reached": Transition(
        ("active", "trialing", "past_due", "unpaid", "paused"), "canceled", DELETED
    ),
    "is paused": Transition(
        ("active", "past_due", "unpaid"), "paused", "customer.subscription.paused"
    ),
    "is resumed": Transition(("paused",), "active", "customer.subscription.resumed"),
    "is resumed, unpaid": Transition(("paused",), "past_due", "customer.subscription.resumed"),
}


def of_single(items: Sequence[Obj]) -> Obj:
    """`plan` and `quantity`, which a subscription with one item shows itself, too."""
    one = items[0] if len(items) == 1 else {}
    return {"plan": one.get("plan"), "quantity": one.get("quantity")}


def move(world: World, sub: Obj, trigger: str, **changed: Any) -> Obj:
    """The subscription in the state that a trigger leads to, with what else changes then."""
    transition = TRANSITIONS[trigger]
    if sub["status"] not in transition.sources:
        raise ValueError(f"A subscription that is {sub['status']} does not move when {trigger}.")
    changed["status"] = transition.target
    event = transition.event
    if event is None:
        return world.changes.update(sub, changed)
    new = world.changes.update(sub, changed, event=event)
    if event != DELETED:
        world.changes.emit(UPDATED, new, events.changes(sub, new))
    return world.store.get(NAME, sub["id"]) or new


def leads(sub: Obj, trigger: str) -> bool:
    """Whether a trigger moves a subscription from the state that it is in."""
    return sub["status"] in TRANSITIONS[trigger].sources
