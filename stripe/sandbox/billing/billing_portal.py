"""Billing portal sessions: each opens the page for a customer, perhaps at one thing to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import portal_configurations
from stripe.sandbox.billing.subscription_state import ENDED
from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part, parts

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "billing_portal.session"
FEATURES = {
    "customer_update": "customer_update",
    "payment_method_update": "payment_method_update",
    "subscription_cancel": "subscription_cancel",
    "subscription_pause": "subscription_pause",
    "subscription_update": "subscription_update",
    "subscription_update_confirm": "subscription_update",
}
"""Which feature of the configuration a flow needs."""


@operation("POST /v1/billing_portal/sessions")
def create(call: Call) -> Obj:
    """A session for a customer, under a configuration or the default one."""
    return make(call.world, call.params)


def make(world: World, params: Obj) -> Obj:
    """A session from the parameters of the operation."""
    if params.get("customer") is None:
        raise missing_parameter("customer")
    world.find("customer", params["customer"], "customer")
    configuration = _configuration(world, params)
    obj = crud.build(world, NAME, params)
    obj["flow"] = _flow(world, params, configuration) if params.get("flow_data") else None
    obj["id"] = world.ids.new(NAME)
    obj.update(
        configuration=configuration["id"],
        return_url=params.get("return_url") or configuration["default_return_url"],
        url=f"{world.state.pages_at('billing')}/p/session/{obj['id']}",
    )
    return world.changes.create(NAME, obj)


def _configuration(world: World, params: Obj) -> Obj:
    if not params.get("configuration"):
        return portal_configurations.default(world)
    found = world.find(portal_configurations.NAME, params["configuration"], "configuration")
    if not found["active"]:
        raise invalid(f"The configuration `{found['id']}` is not active.", "configuration")
    return found


def _flow(world: World, params: Obj, configuration: Obj) -> Obj:
    given = params["flow_data"]
    kind = given["type"]
    feature = FEATURES[kind]
    if not configuration["features"][feature]["enabled"]:
        raise invalid(
            f"The flow `{kind}` needs the feature `{feature}`, which is not enabled in the portal "
            f"configuration {configuration['id']}.",
            "flow_data[type]",
        )
    if kind.startswith("subscription_"):
        _check_subscription(world, params["customer"], given, kind)
    after = part(given, "after_completion")
    return {
        "after_completion": {
            "hosted_confirmation": None,
            "redirect": None,
            "type": "portal_homepage",
            **after,
        },
        **{name: None for name in FEATURES if name != "payment_method_update"},
        **({kind: _details(given[kind], kind)} if kind.startswith("subscription_") else {}),
        "type": kind,
    }


def _details(given: Obj, kind: str) -> Obj:
    if kind == "subscription_cancel":
        retention = given.get("retention")
        return {"retention": retention, "subscription": given["subscription"]}
    if kind == "subscription_update_confirm":
        items = [{"id": None, "price": None, **item} for item in given["items"]]
        return {"discounts": None, **given, "items": items}
    return given


def _check_subscription(world: World, customer: str, given: Obj, kind: str) -> None:
    """Raises unless what a flow is about is a subscription of the customer that it fits."""
    path = f"flow_data[{kind}]"
    details = given.get(kind)
    if not details:
        raise missing_parameter(path)
    sub = world.find("subscription", details["subscription"], f"{path}[subscription]")
    if sub["customer"] != customer:
        raise world.missing("subscription", sub["id"], f"{path}[subscription]")
    if sub["status"] in ENDED:
        raise invalid(f"The subscription `{sub['id']}` has ended.", f"{path}[subscription]")
    if kind == "subscription_cancel" and (sub["cancel_at"] or sub["cancel_at_period_end"]):
        raise invalid(
            f"The subscription `{sub['id']}` is already set to be canceled.",
            f"{path}[subscription]",
        )
    offer = part(details, "retention", "coupon_offer")
    if offer:
        world.find("coupon", offer["coupon"], f"{path}[retention][coupon_offer][coupon]")
    _check_changes(world, sub, details, path)


def _check_changes(world: World, sub: Obj, details: Obj, path: str) -> None:
    """Raises for changes that customers could not confirm."""
    for name in ("items", "discounts"):
        if len(parts(details, name)) > 1:
            raise invalid(f"There can be one of `{name}` only.", f"{path}[{name}]")
    own = {item["id"] for item in sub["items"]["data"]}
    for at, item in enumerate(parts(details, "items")):
        if item.get("id") not in own:
            id, param = str(item.get("id")), f"{path}[items][{at}][id]"
            raise world.missing("subscription_item", id, param)
        if item.get("price"):
            world.find("price", item["price"], f"{path}[items][{at}][price]")
    for at, discount in enumerate(parts(details, "discounts")):
        for name in ("coupon", "promotion_code"):
            if discount.get(name):
                world.find(name, discount[name], f"{path}[discounts][{at}][{name}]")
