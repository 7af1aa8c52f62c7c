"""The currency of a customer: set by the first thing that is to be paid, and then the only one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stripe.sandbox.billing.subscription_state import ENDED
from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj, part

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

OVER = (*ENDED, "released", "completed", "accepted")


def take(world: World, customer: Obj, currency: str, param: str = "currency") -> Obj:
    """The customer, to whom something in a currency is being sold.

    It gets the currency if it has none yet. While it has a subscription, a pending item or the like
    in another one, that is a 400.
    """
    known = customer.get("currency")
    if known is None:
        return world.changes.update(customer, {"currency": currency})
    if currency == known:
        return customer
    for other in _currencies(world, customer):
        if other != currency:
            raise invalid(
                "You cannot combine currencies on a single customer. This customer has an active "
                "subscription, subscription schedule, discount, quote, invoice item or active "
                f"subscription mode checkout session with currency {other}.",
                param,
            )
    return customer


def _currencies(world: World, customer: Obj) -> Iterator[str]:
    """The currencies of what is still to be paid."""
    for item in world.store.all("invoiceitem", "customer", customer["id"]):
        if item["invoice"] is None:
            yield item["currency"]
    for name in ("subscription", "quote"):
        for found in world.store.all(name, "customer", customer["id"]):
            if found["status"] not in OVER and found.get("currency"):
                yield found["currency"]
    for schedule in world.store.all("subscription_schedule", "customer", customer["id"]):
        if schedule["status"] not in OVER:
            yield from (p["currency"] for p in schedule["phases"] if p.get("currency"))
    coupon = part(customer, "discount", "source").get("coupon")
    known = world.store.get("coupon", coupon or "")
    if known is not None and known["currency"]:
        yield known["currency"]
