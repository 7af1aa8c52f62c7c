"""Trials: how long they may last, what announces their end, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stripe.sandbox.billing import cancellation, default_payment_method, periods, timetable
from stripe.sandbox.billing.periods import DAY
from stripe.sandbox.errors import exclusive, invalid, not_in_the_future, too_large, too_small
from stripe.sandbox.json import Obj, part

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

MOST_DAYS = 730
MOST = periods.Cycle("year", 2)
WILL_END = "customer.subscription.trial_will_end"


def asked_end(params: Obj, items: Iterable[Obj], now: int) -> int | None:
    """When the trial ends that parameters ask for, None if they ask for none; a 400 if they cannot."""
    days, end = params.get("trial_period_days"), params.get("trial_end")
    from_plan = params.get("trial_from_plan")
    if end is not None and days is not None:
        raise exclusive("trial_end", "trial_period_days")
    if end is not None and from_plan:
        raise exclusive("trial_end", "trial_from_plan")
    if end is not None:
        return None if end == "now" else _checked_end(end, now)
    if days is None and from_plan:
        found = [item["price"]["recurring"].get("trial_period_days") or 0 for item in items]
        days = max(found, default=0)
    if not days:
        return None
    if days < 0:
        raise too_small("trial_period_days", 0)
    if days > MOST_DAYS:
        raise too_large("trial_period_days", MOST_DAYS, days)
    return int(now + days * DAY)


def _checked_end(end: int, now: int) -> int:
    if end <= now:
        raise not_in_the_future("trial_end")
    if end > periods.later(now, MOST):
        raise invalid("Invalid timestamp: can be no more than two years in the future", "trial_end")
    return end


def announce_if_soon(world: World, sub: Obj) -> None:
    """Tells at once of a trial that ends before it could be announced in time."""
    if sub["status"] != "trialing":
        return
    if sub["trial_end"] - world.now() <= world.state.settings.trial_notice_days * DAY:
        world.changes.emit(WILL_END, sub)


def behavior_of(sub: Obj) -> str:
    """What becomes of a trial that ends without a payment method."""
    found = part(sub, "trial_settings", "end_behavior").get("missing_payment_method")
    return str(found or "create_invoice")


# -- their end ---------------------------------------------------------------------------------------


def without_method(world: World, sub: Obj) -> str | None:
    """`cancel` or `pause`, where a trial that ends now leads there; None where it is billed."""
    behavior = behavior_of(sub)
    automatic = sub["collection_method"] == "charge_automatically"
    if behavior == "create_invoice" or not automatic:
        return None
    return None if default_payment_method.of_subscription(world, sub) is not None else behavior


def end_unbilled(world: World, sub: Obj, behavior: str, **changed: object) -> None:
    """Ends a trial that nothing is there to pay for."""
    trigger = f"trial ends without a payment method, {behavior}"
    if behavior == "cancel":
        cancellation.cancel(world, sub, trigger=trigger)
        return
    details = {
        "subscription": {"type": "trial_end_without_payment_method"},
        "transitioned_at": world.now(),
        "type": "subscription",
    }
    timetable.moved(world, sub, trigger, status_details={"paused": details}, **changed)
