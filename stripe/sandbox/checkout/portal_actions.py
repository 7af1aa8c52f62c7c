"""What customers do on the page of the billing portal, as far as its configuration allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    cancellation,
    clocks,
    pausing,
    pending_updates,
    periods,
    portal_configurations,
    promotion_codes,
)
from stripe.sandbox.billing.subscription_state import ENDED
from stripe.sandbox.checkout import page_entries, portal_plans, ways_to_pay
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic.hosted_fields import value_at
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.means import payment_methods
from stripe.sandbox.platform import tax_ids
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from collections.abc import Callable

    from stripe.sandbox.state.world import World

    Action = Callable[[World, Obj, Obj, Obj], None]

RESUME = "subscription.resume_for_customer"


def features_of(world: World, session: Obj) -> Obj:
    """What the configuration of a session allows."""
    found = world.find(portal_configurations.NAME, session["configuration"], None)
    return part(found, "features")


def subscriptions_of(world: World, customer: str) -> list[Obj]:
    """The subscriptions of a customer that have not ended."""
    found = world.store.all("subscription", "customer", customer)
    return [sub for sub in found if sub["status"] not in ENDED]


def act(world: World, session: Obj, entered: Obj) -> None:
    """Does what a form of the page asks for; raises what the API would."""
    name = str(entered.get("do") or "")
    action = ACTIONS.get(name)
    if action is None:
        raise invalid("There is nothing to be done by that name.", "do")
    feature, function = action
    features = features_of(world, session)
    flow = flow_of(world, session)
    if not part(features, feature).get("enabled") or (flow and name not in FLOWS[flow["type"]]):
        raise invalid("The settings of this page do not allow that.", "do")
    about = part(flow, str(flow.get("type"))).get("subscription")
    if about and entered.get("subscription", about) != about:
        raise invalid("This page is about another subscription.", "subscription")
    customer = world.find("customer", session["customer"], None)
    with clocks.living(world, customer):
        function(world, customer, features, {**entered, "flow": flow})
    if flow:
        world.changes.hide(session, {"flow_done": True})


def flow_of(world: World, session: Obj) -> Obj:
    """What the page of a session is for, until that is done; nothing for the whole portal."""
    done = world.store.secret("billing_portal.session", session["id"]).get("flow_done")
    return {} if done else as_dict(session["flow"])


def _own_subscription(world: World, customer: Obj, entered: Obj) -> Obj:
    id = str(entered.get("subscription") or "")
    sub = world.find("subscription", id, "subscription")
    if sub["customer"] != customer["id"]:
        raise world.missing("subscription", id, "subscription")
    return sub


def _details(world: World, customer: Obj, features: Obj, entered: Obj) -> None:
    allowed = features["customer_update"]["allowed_updates"]
    changed: Obj = {
        name: value_at(entered, name) or None
        for name in ("email", "name", "phone")
        if name in allowed and name in entered
    }
    if changed.get("email") and "@" not in changed["email"]:
        raise invalid("Enter an email address, such as jenny@example.com.", "email")
    number, kind = value_at(entered, "tax_id[value]"), value_at(entered, "tax_id[type]") or "eu_vat"
    if "tax_id" in allowed and number and not tax_ids.fits(kind, number):
        raise invalid(f"Invalid value for {kind}.", "tax_id[value]", "tax_id_invalid")
    if "address" in allowed and "address" in entered:
        changed["address"] = page_entries.address_in(entered, "address")
    if "shipping" in allowed and "shipping" in entered:
        shipping = {"name": value_at(entered, "shipping[name]"), "phone": customer["phone"]}
        changed["shipping"] = {
            **shipping,
            "address": page_entries.address_in(entered, "shipping[address]"),
        }
    customer = world.changes.update(customer, changed)
    if "tax_id" in allowed and number:
        tax_ids.add(world, customer, {"type": kind, "value": number})


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
    allowed = features["subscription_update"]["default_allowed_updates"]
    if len(sub["items"]["data"]) != 1:
        raise invalid("A subscription of several plans cannot be changed here.", "subscription")
    item: Obj = {"id": sub["items"]["data"][0]["id"]}
    if entered.get("price"):
        offered = [one["id"] for one in portal_plans.prices_for(world, features, sub)]
        if "price" not in allowed or entered["price"] not in offered:
            raise invalid(f"The price `{entered['price']}` is not on offer here.", "price")
        item["price"] = entered["price"]
    count = value_at(entered, "quantity")
    if count:
        item["quantity"] = _quantity(portal_plans.limits_of(features, sub), count)
    if len(item) > 1:
        portal_plans.change_items(world, features, sub, [item])
    if value_at(entered, "promotion_code"):
        if "promotion_code" not in allowed:
            raise invalid("This page takes no promotion codes.", "promotion_code")
        text = value_at(entered, "promotion_code")
        code = promotion_codes.entered(world, text, "promotion_code")
        fresh = world.find("subscription", sub["id"], None)
        pending_updates.update(world, fresh, {"discounts": [{"promotion_code": code["id"]}]})


def _quantity(limits: tuple[int, int] | None, text: str) -> int:
    if limits is None:
        raise invalid("The quantity of this plan cannot be changed here.", "quantity")
    return page_entries.number_in(text, *limits, "quantity")


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


def _take_offer(world: World, customer: Obj, _features: Obj, entered: Obj) -> None:
    """The customer stays, for the coupon that the flow to cancel offers."""
    sub = _own_subscription(world, customer, entered)
    offer = part(entered, "flow", "subscription_cancel", "retention", "coupon_offer")
    if not offer:
        raise invalid("There is no offer on this page.", "do")
    held = [{"discount": id} for id in sub["discounts"]]
    pending_updates.update(world, sub, {"discounts": [*held, {"coupon": offer["coupon"]}]})


def _pause(world: World, customer: Obj, features: Obj, entered: Obj) -> None:
    sub = _own_subscription(world, customer, entered)
    duration = features["subscription_pause"]["duration"]
    until = None
    if duration["type"] == "interval_options":
        chosen = value_at(entered, "duration")
        for option in duration["interval_options"]:
            if chosen == f"{option['interval_count']} {option['interval']}":
                cycle = periods.Cycle(option["interval"], option["interval_count"])
                until = periods.later(world.now(), cycle)
        if until is None:
            raise invalid("Choose for how long.", "duration")
    pausing.pause(world, sub, {"type": "subscription"})
    if until is not None:
        schedule.at(world, until, RESUME, sub["id"], test_clock=sub["test_clock"])


@task(RESUME)
def resume_later(world: World, id: str) -> None:
    """The pause that a customer has chosen is over."""
    sub = world.store.get("subscription", id)
    if sub is not None and sub["status"] == "paused":
        pausing.resume(world, sub, {})


def _resume(world: World, customer: Obj, _features: Obj, entered: Obj) -> None:
    sub = _own_subscription(world, customer, entered)
    schedule.cancel(world, RESUME, sub["id"])
    pausing.resume(world, sub, {})


def _confirm(world: World, _customer: Obj, features: Obj, entered: Obj) -> None:
    """Makes the change that a flow asks to confirm."""
    details = part(entered, "flow", "subscription_update_confirm")
    if not details:
        raise invalid("There is nothing to confirm.", "do")
    sub = world.find("subscription", details["subscription"], "subscription")
    items = [{key: item[key] for key in item if item[key] is not None} for item in details["items"]]
    portal_plans.change_items(world, features, sub, items)
    if details["discounts"]:
        fresh = world.find("subscription", sub["id"], None)
        given = [{k: v for k, v in one.items() if v} for one in details["discounts"]]
        pending_updates.update(world, fresh, {"discounts": given})


ACTIONS: dict[str, tuple[str, Action]] = {
    "details": ("customer_update", _details),
    "card": ("payment_method_update", _add_card),
    "default": ("payment_method_update", _choose),
    "remove": ("payment_method_update", _remove),
    "plan": ("subscription_update", _change_plan),
    "cancel": ("subscription_cancel", _cancel),
    "keep": ("subscription_cancel", _keep),
    "offer": ("subscription_cancel", _take_offer),
    "pause": ("subscription_pause", _pause),
    "resume": ("subscription_pause", _resume),
    "confirm": ("subscription_update", _confirm),
}
"""What a form of the page asks for, the feature it needs, and what does it."""
FLOWS: dict[str, tuple[str, ...]] = {
    "customer_update": ("details",),
    "payment_method_update": ("card", "default"),
    "subscription_cancel": ("cancel", "offer"),
    "subscription_pause": ("pause",),
    "subscription_update": ("plan",),
    "subscription_update_confirm": ("confirm",),
}
"""What can be done on the page of each flow."""
