"""What an accepted quote becomes: a subscription, a schedule for a later day, or an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import clocks, creation, discounts, invoice_items, invoices, schedules
from stripe.sandbox.billing.periods import DAY
from stripe.sandbox.json import Obj, part, parts

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

ITEM_FIELDS = ("discounts", "quantity", "tax_rates")
OF_SUBSCRIPTION = ("application_fee_percent", "collection_method", "on_behalf_of", "transfer_data")
LATER = creation.Terms(waits=True)


def carry_out(world: World, quote: Obj, given: Obj) -> Obj:
    """Makes what a quote offers, from its parameters; the fields of the quote that name it."""
    sold = world.store.secret("quote", quote["id"])["items"]
    lines = [
        ({"price": item["price"]["id"], **_chosen(line)}, item["price"]["recurring"])
        for item, line in zip(sold, parts(given, "line_items"), strict=True)
    ]
    recurring = [line for line, cycle in lines if cycle is not None]
    once = [line for line, cycle in lines if cycle is None]
    customer = world.find("customer", quote["customer"], None)
    with clocks.living(world, customer):
        if not recurring:
            return {"invoice": _invoice(world, quote, given, customer, once)["id"]}
        start = quote["subscription_data"]["effective_date"]
        cycle = next(cycle for _, cycle in lines if cycle is not None)
        if isinstance(start, int) and start > world.now():
            made = _schedule(world, quote, given, (recurring, once), cycle)
            return {"subscription_schedule": made["id"]}
        return {"subscription": _subscription(world, quote, given, recurring, once)["id"]}


def _chosen(line: Obj) -> Obj:
    return {key: line[key] for key in ITEM_FIELDS if line.get(key) is not None}


def _terms(given: Obj) -> Obj:
    """The parameters that subscriptions and phases have in common."""
    found = {key: given[key] for key in OF_SUBSCRIPTION if given.get(key) is not None}
    data = part(given, "subscription_data")
    for key in ("description", "metadata"):
        if data.get(key):
            found[key] = data[key]
    for key in ("automatic_tax", "default_tax_rates", "discounts"):
        if given.get(key):
            found[key] = given[key]
    return found


def _subscription(
    world: World, quote: Obj, given: Obj, recurring: list[Obj], once: list[Obj]
) -> Obj:
    data = quote["subscription_data"]
    params = {
        **_terms(given),
        "add_invoice_items": once,
        "billing_mode": data["billing_mode"],
        "customer": quote["customer"],
        "items": recurring,
    }
    if given.get("collection_method") == "send_invoice":
        params["days_until_due"] = quote["invoice_settings"]["days_until_due"]
    if data["trial_period_days"]:
        params["trial_period_days"] = data["trial_period_days"]
    return creation.create(world, params, LATER)


def _schedule(
    world: World, quote: Obj, given: Obj, lines: tuple[list[Obj], list[Obj]], cycle: Obj
) -> Obj:
    data = quote["subscription_data"]
    items, once = lines
    phase: Obj = {
        **_terms(given),
        "add_invoice_items": once,
        "duration": {"interval": cycle["interval"], "interval_count": cycle["interval_count"]},
        "items": items,
    }
    if given.get("collection_method") == "send_invoice":
        days = quote["invoice_settings"]["days_until_due"]
        phase["invoice_settings"] = {"days_until_due": days}
    if data["trial_period_days"]:
        phase["trial_end"] = data["effective_date"] + data["trial_period_days"] * DAY
    params = {
        "billing_mode": data["billing_mode"],
        "customer": quote["customer"],
        "end_behavior": "release",
        "phases": [phase],
        "start_date": data["effective_date"],
    }
    return schedules.create(world, params)


def _invoice(world: World, quote: Obj, given: Obj, customer: Obj, once: list[Obj]) -> Obj:
    currency = quote["currency"]
    items = [
        invoice_items.create(
            world,
            {
                "customer": customer["id"],
                "pricing": {"price": line["price"]},
                **{key: line[key] for key in ITEM_FIELDS if key in line},
            },
        )
        for line in once
    ]
    redemptions = discounts.read(
        world, given.get("discounts") or (), customer=customer, currency=currency
    )
    details = {"quote": quote["id"]}
    sent = given.get("collection_method") == "send_invoice"
    settings = quote["invoice_settings"]
    return invoices.draft(
        world,
        customer=customer,
        currency=currency,
        pending=items[::-1],
        automatic_tax={"disabled_reason": None, **quote["automatic_tax"]},
        billing_reason="quote_accept",
        collection_method=quote["collection_method"],
        days_until_due=settings["days_until_due"] if sent else None,
        default_tax_rates=[
            world.find("tax_rate", id, None) for id in given.get("default_tax_rates") or ()
        ],
        discount_ids=discounts.redeem(world, redemptions, customer=customer["id"]),
        metadata={},
        parent={
            "type": "quote_details",
            "quote_details": details,
            "subscription_details": None,
        },
    )
