"""What customers do on the page of the billing portal, as far as its configuration allows it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    cancellation,
    clocks,
    pausing,
    pending_updates,
    portal_configurations,
    pricing,
    schedules,
)
from stripe.sandbox.checkout import ways_to_pay
from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj, as_dict, part, parts
from stripe.sandbox.means import payment_methods

if TYPE_CHECKING:
    from collections.abc import Callable

    from stripe.sandbox.state.world import World

    Action = Callable[[World, Obj, Obj, Obj], None]

ENDED = ("canceled", "incomplete_expired")


def features_of(world: World, session: Obj) -> Obj:
    """What the configuration of a session allows."""
    found = world.find(portal_configurations.NAME, session["configuration"], None)
    return part(found, "features")


def subscriptions_of(world: World, customer: str) -> list[Obj]:
    """The subscriptions of a customer that have not ended."""
    found = world.store.all("subscription", "customer", customer)
    return [sub for sub in found if sub["status"] not in ENDED]


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


def act(world: World, session: Obj, entered: Obj) -> None:
    """Does what a form of the page asks for; raises what the API would."""
    name = str(entered.get("do") or "")
    action = ACTIONS.get(name)
    if action is None:
        raise invalid("There is nothing to be done by that name.", "do")
    feature, function = action
    features = features_of(world, session)
    if not part(features, feature).get("enabled"):
        raise invalid("The settings of this page do not allow that.", "do")
    customer = world.find("customer", session["customer"], None)
    with clocks.living(world, customer):
        function(world, customer, features, entered)


def _own_subscription(world: World, customer: Obj, entered: Obj) -> Obj:
    id = str(entered.get("subscription") or "")
    sub = world.find("subscription", id, "subscription")
    if sub["customer"] != customer["id"]:
        raise world.missing("subscription", id, "subscription")
    return sub


def _details(world: World, customer: Obj, features: Obj, entered: Obj) -> None:
    allowed = features["customer_update"]["allowed_updates"]
    names = [name for name in ("email", "name", "phone") if name in allowed and name in entered]
    world.changes.update(customer, {name: entered[name] or None for name in names})


def _add_card(world: World, customer: Obj, _features: Obj, entered: Obj) -> None:
    made = ways_to_pay.make(world, entered, ["card"])
    payment_methods.check_attachable(world, made)
    payment_methods.attach_to(world, made, customer["id"])
    _make_default(world, customer, made["id"])


def _own_method(world: World, customer: Obj, entered: Obj) -> Obj:
    id = str(entered.get("payment_method") or "")
    method = world.find("payment_method", id, "payment_method")
    if method["customer"] != customer["id"]:
        raise world.missing("payment_method", id, "payment_method")
    return method


def _choose(world: World, customer: Obj, _features: Obj, entered: Obj) -> None:
    _make_default(world, customer, _own_method(world, customer, entered)["id"])


def _make_default(world: World, customer: Obj, method: str) -> None:
    fresh = world.find("customer", customer["id"], None)
    settings = {**as_dict(fresh["invoice_settings"]), "default_payment_method": method}
    world.changes.update(fresh, {"invoice_settings": settings})
    for sub in subscriptions_of(world, customer["id"]):
        if sub["default_payment_method"]:
            world.changes.update(sub, {"default_payment_method": method})


def _remove(world: World, customer: Obj, _features: Obj, entered: Obj) -> None:
    payment_methods.detach_from_customer(world, _own_method(world, customer, entered))


def _change_plan(world: World, customer: Obj, features: Obj, entered: Obj) -> None:
    sub = _own_subscription(world, customer, entered)
    price = str(entered.get("price") or "")
    offered = {one["id"]: one for one in prices_for(world, features, sub)}
    if price not in offered:
        raise invalid(f"The price `{price}` is not on offer here.", "price")
    change_items(world, features, sub, [{"id": sub["items"]["data"][0]["id"], "price": price}])


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


def _cancel(world: World, customer: Obj, features: Obj, entered: Obj) -> None:
    sub, settings = _own_subscription(world, customer, entered), features["subscription_cancel"]
    details = {key: entered[key] for key in ("comment", "feedback") if entered.get(key)}
    if settings["mode"] == "immediately":
        behavior = settings["proration_behavior"]
        cancellation.cancel(
            world,
            sub,
            details=details,
            prorate=behavior != "none",
            invoice_now=behavior == "always_invoice",
        )
        return
    flexible = sub["billing_mode"]["type"] == "flexible"
    end: Obj = {"cancel_at": "min_period_end"} if flexible else {"cancel_at_period_end": True}
    pending_updates.update(world, sub, {**end, "cancellation_details": details})


def _keep(world: World, customer: Obj, _features: Obj, entered: Obj) -> None:
    sub = _own_subscription(world, customer, entered)
    back: Obj = (
        {"cancel_at_period_end": False} if sub["cancel_at_period_end"] else {"cancel_at": None}
    )
    pending_updates.update(world, sub, back)


def _pause(world: World, customer: Obj, _features: Obj, entered: Obj) -> None:
    pausing.pause(world, _own_subscription(world, customer, entered), {"type": "subscription"})


ACTIONS: dict[str, tuple[str, Action]] = {
    "details": ("customer_update", _details),
    "card": ("payment_method_update", _add_card),
    "default": ("payment_method_update", _choose),
    "remove": ("payment_method_update", _remove),
    "plan": ("subscription_update", _change_plan),
    "cancel": ("subscription_cancel", _cancel),
    "keep": ("subscription_cancel", _keep),
    "pause": ("subscription_pause", _pause),
}
"""What a form of the page asks for, the feature it needs, and what does it."""


def confirmed(world: World, session: Obj) -> None:
    """Makes the change that a flow `subscription_update_confirm` asks to confirm."""
    details = part(session, "flow", "subscription_update_confirm")
    sub = world.find("subscription", details["subscription"], "subscription")
    items = [{key: item[key] for key in item if item[key] is not None} for item in details["items"]]
    with clocks.living(world, sub):
        change_items(world, features_of(world, session), sub, items)


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
