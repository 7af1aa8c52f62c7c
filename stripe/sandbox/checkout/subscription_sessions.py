"""Checkout sessions for subscriptions: what they may ask for, and the subscription they lead to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    creation,
    invoice_payments,
    platform_fees,
    subscription_invoices,
    voiding,
    wanted_items,
)
from stripe.sandbox.checkout import line_items
from stripe.sandbox.errors import ApiError, exclusive, invalid, too_small
from stripe.sandbox.json import Obj, part
from stripe.sandbox.payments import confirmation, intents
from stripe.sandbox.platform import customers
from stripe.sandbox.state.rehearsal import rehearsal_of

if TYPE_CHECKING:
    from stripe.sandbox.billing.sold_items import Sold
    from stripe.sandbox.state.world import World

NAME = "checkout.session"
SOONEST_END = 48 * 3600


def check(world: World, params: Obj, mode: str, sold: Sequence[Sold]) -> None:
    """Raises the 400 for what no subscription can begin with."""
    if mode != "subscription":
        return
    data, path = part(params, "subscription_data"), "subscription_data"
    flexible = part(data, "billing_mode").get("type") != "classic"
    wanted_items.check_intervals(
        [{"price": one.price} for one in sold if one.recurring], flexible=flexible
    )
    platform_fees.check_shares(world, data, path=path)
    days, end = data.get("trial_period_days"), data.get("trial_end")
    if days is not None and days < 1:
        raise too_small(f"{path}[trial_period_days]", 1)
    if days is not None and end is not None:
        raise exclusive(f"{path}[trial_end]", f"{path}[trial_period_days]")
    if end is not None and end < world.now() + SOONEST_END:
        raise invalid(
            "The `trial_end` date has to be at least 2 days in the future.", f"{path}[trial_end]"
        )
    if data.get("billing_cycle_anchor") and (days or end):
        raise invalid(
            "`subscription_data[billing_cycle_anchor]` cannot be used together with a trial.",
            f"{path}[billing_cycle_anchor]",
        )
    free = data.get("proration_behavior") == "none"
    if free and any(not one.recurring for one in sold):
        raise invalid(
            "`proration_behavior` cannot be `none` when there are one-time prices.",
            f"{path}[proration_behavior]",
        )


def has_trial(params: Obj) -> bool:
    """Whether the subscription begins with a trial."""
    data = part(params, "subscription_data")
    return bool(data.get("trial_period_days") or data.get("trial_end"))


def has_anchor(params: Obj) -> bool:
    """Whether the first period is cut short."""
    data = part(params, "subscription_data")
    return bool(data.get("billing_cycle_anchor") or data.get("billing_cycle_anchor_config"))


def first_amounts(world: World, session: Obj, kept: Obj) -> Obj:
    """What the first invoice will come to, where it is of a part of a period."""
    rehearsed = rehearsal_of(world)
    customer = session["customer"] or customers.make(rehearsed, {})["id"]
    params = _params(rehearsed, {**session, "customer": customer}, kept, None)
    draft = creation.first_draft(rehearsed, params)
    names = {"amount_subtotal": "subtotal", "amount_total": "total"}
    return {name: 0 if draft is None else draft[field] for name, field in names.items()}


def subscribe(world: World, session: Obj, method: Obj | None) -> Obj:
    """Makes the subscription; raises the 402 of a decline, which leaves nothing behind.

    Where the customer has to act first it is incomplete: its PaymentIntent knows the session.
    """
    params = _params(world, session, world.store.secret(NAME, session["id"]), method)
    try:
        sub = creation.create(world, {**params, "payment_behavior": "error_if_incomplete"})
    except ApiError as error:
        if error.code != subscription_invoices.REQUIRES_ACTION:
            raise
        sub = creation.create(world, params)
    intent = _intent_of(world, sub)
    if intent is not None and intent["status"] != "succeeded":  # its bank has the next word
        world.changes.hide(intent, {"checkout_session": session["id"]})
        world.changes.hide(session, {"intent": intent["id"], "subscription": sub["id"]})
    return sub


def _intent_of(world: World, sub: Obj) -> Obj | None:
    invoice = world.store.get("invoice", sub["latest_invoice"])
    return None if invoice is None else invoice_payments.intent_of(world, invoice)


def waiting(world: World, session: Obj) -> Obj | None:
    """The subscription of an earlier try, which waits for its payment."""
    kept = world.store.secret(NAME, session["id"]).get("subscription")
    sub = world.store.get("subscription", kept)
    return sub if sub is not None and sub["status"] == "incomplete" else None


def pay_again(world: World, sub: Obj, method: Obj, return_url: str | None) -> None:
    """Pays for a subscription that waits, by another means; raises the 402 of a decline."""
    world.changes.update(sub, {"default_payment_method": method["id"]})
    intent = _intent_of(world, sub)
    if intent is not None:
        intents.check_method(world, intent, method)
        params: Obj = {"return_url": return_url, "from_page": True}
        confirmation.run(world, intent, method, params)


def _params(world: World, session: Obj, kept: Obj, method: Obj | None) -> Obj:
    lines = [({k: v for k, v in one.items() if k != "id"}, one) for one in kept["line_items"]]
    recurring, once = list[Obj](), list[Obj]()
    for line, one in lines:
        line.pop("adjustable_quantity", None)
        price = world.find("price", one["price"], None)
        (recurring if price["recurring"] is not None else once).append(line)
    data = dict(kept.get("subscription_data") or {})
    params: Obj = {
        **data,
        "add_invoice_items": once,
        "automatic_tax": {key: session["automatic_tax"][key] for key in ("enabled", "liability")},
        "currency": session["currency"],
        "customer": session["customer"],
        "items": recurring,
        "metadata": data.get("metadata") or {},
    }
    if method is not None:
        params["default_payment_method"] = method["id"]
    given = line_items.discounts_of(session)
    if given:
        params["discounts"] = given
    return params


def give_up(world: World, session: Obj) -> None:
    """Ends the subscription of a session that was never paid for."""
    sub = waiting(world, session)
    if sub is not None:
        voiding.void(world, world.find("invoice", sub["latest_invoice"], None))
