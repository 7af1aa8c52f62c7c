"""Plans on the page of the billing portal: which are on offer, and how a subscription gets one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import pending_updates, pricing, schedules
from stripe.sandbox.json import Obj, as_dict, part, parts

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

MOST = 999_999


def prices_for(world: World, features: Obj, sub: Obj) -> list[Obj]:
    """The prices that a subscription can be changed to."""
    offered = part(features, "subscription_update").get("products")
    current = sub["items"]["data"][0]["price"]
    if offered is None:
        every = [price for price in world.store.all("price") if price["active"]]
        found = [price for price in every[::-1] if price["type"] == "recurring"]
    else:
        ids = [id for product in offered for id in product["prices"]]
        found = [world.find("price", id, None) for id in ids]
    return [price for price in found if price["currency"] == current["currency"]]


def limits_of(features: Obj, sub: Obj) -> tuple[int, int] | None:
    """From how many to how many the customer may have of a plan; None where that is fixed."""
    settings = part(features, "subscription_update")
    if "quantity" not in settings["default_allowed_updates"] or len(sub["items"]["data"]) != 1:
        return None
    item = sub["items"]["data"][0]
    if "quantity" not in item:
        return None
    for product in parts(settings, "products"):
        limits = part(product, "adjustable_quantity")
        if product["product"] == item["price"]["product"] and limits.get("enabled"):
            return limits["minimum"] or 1, limits["maximum"] or MOST
    return 1, MOST


def change_items(world: World, features: Obj, sub: Obj, items: list[Obj]) -> None:
    """Changes the items of a subscription, at once or at the end of its period."""
    settings = features["subscription_update"]
    kept = {item["id"]: item["quantity"] for item in sub["items"]["data"] if "quantity" in item}
    items = [{"quantity": kept.get(item["id"], 1), **item} for item in items]
    if _waits(world, settings, sub, items):
        _change_later(world, sub, items)
        return
    params: Obj = {"items": items, "proration_behavior": settings["proration_behavior"]}
    if settings["proration_behavior"] == "always_invoice":
        params["payment_behavior"] = "error_if_incomplete"
    if settings["billing_cycle_anchor"] == "now":
        params["billing_cycle_anchor"] = {"type": "now"}
    if sub["status"] == "trialing" and settings["trial_update_behavior"] == "end_trial":
        params["trial_end"] = "now"
    pending_updates.update(world, sub, params)


def _waits(world: World, settings: Obj, sub: Obj, items: list[Obj]) -> bool:
    conditions = {one["type"] for one in parts(settings["schedule_at_period_end"], "conditions")}
    held = {item["id"]: item for item in sub["items"]["data"]}
    for item in items:
        old = held[item["id"]]["price"]
        new = world.find("price", item["price"], "price") if item.get("price") else old
        shorter = _days(new) < _days(old)
        cheaper = (new["unit_amount"] or 0) * item["quantity"] < (old["unit_amount"] or 0) * (
            held[item["id"]].get("quantity") or 1
        )
        if shorter and "shortening_interval" in conditions:
            return True
        if cheaper and not shorter and "decreasing_item_amount" in conditions:
            return True
    return False


DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


def _days(price: Obj) -> int:
    recurring = price["recurring"]
    return DAYS[recurring["interval"]] * int(recurring["interval_count"])


def _change_later(world: World, sub: Obj, items: list[Obj]) -> None:
    plan = schedules.create(world, {"from_subscription": sub["id"]})
    (phase,) = plan["phases"]
    wanted = {item["id"]: item for item in items}
    now, later = list[Obj](), list[Obj]()
    for item in sub["items"]["data"]:
        one: Obj = {"price": item["price"]["id"], "quantity": item.get("quantity", 1)}
        now.append(one)
        changed = wanted.get(item["id"], {})
        later.append({**one, **{k: v for k, v in changed.items() if k != "id"}})
    span = {"start_date": phase["start_date"], "end_date": phase["end_date"]}
    cycle = world.find("price", later[0]["price"], None)["recurring"]
    duration = {key: cycle[key] for key in ("interval", "interval_count")}
    phases = [{"items": now, **span}, {"items": later, "duration": duration}]
    schedules.update(world, plan, {"end_behavior": "release", "phases": phases})


def price_words(world: World, price: Obj, quantity: int = 1) -> str:
    """A price as the page names it, `Gold: $10.00 / month`."""
    product = as_dict(world.store.get("product", price["product"]))
    recurring = price["recurring"]
    count = int(recurring["interval_count"])
    each = recurring["interval"] if count == 1 else f"{count} {recurring['interval']}s"
    words = product.get("name") or price["id"]
    if price["unit_amount_decimal"] is None:
        return str(words)
    amount = pricing.money(Decimal(price["unit_amount_decimal"]), price["currency"])
    times = f"{quantity} \N{MULTIPLICATION SIGN} " if quantity > 1 else ""
    return f"{times}{words}: {amount} / {each}"
