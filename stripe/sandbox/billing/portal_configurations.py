"""Configurations of the billing portal: what customers may see and do on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import defaults, operation
from stripe.sandbox.json import part, parts
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.world import World

NAME = "billing_portal.configuration"
PATH = "/v1/billing_portal/configurations"
REASONS = [
    "too_expensive", "missing_features", "switched_service", "unused", "customer_service",
    "too_complex", "low_quality", "other",
]  # fmt: skip

OFF: Obj = {
    "customer_update": {"allowed_updates": [], "enabled": False},
    "invoice_history": {"enabled": False},
    "payment_method_update": {"enabled": False, "payment_method_configuration": None},
    "subscription_cancel": {
        "cancellation_reason": {"enabled": False, "feedback_options": None, "options": REASONS},
        "enabled": False,
        "mode": "at_period_end",
        "proration_behavior": "none",
    },
    "subscription_pause": {
        "duration": {"interval_options": [], "type": "indefinite"},
        "enabled": False,
    },
    "subscription_update": {
        "billing_cycle_anchor": None,
        "default_allowed_updates": [],
        "enabled": False,
        "products": None,
        "proration_behavior": "none",
        "schedule_at_period_end": {"conditions": []},
        "trial_update_behavior": "end_trial",
    },
}
"""The features of a configuration that names none."""

ON: Obj = {
    "customer_update": {"allowed_updates": ["email", "name"], "enabled": True},
    "invoice_history": {"enabled": True},
    "payment_method_update": {"enabled": True},
    "subscription_cancel": {"enabled": True},
    "subscription_update": {
        "default_allowed_updates": ["price"],
        "enabled": True,
        "proration_behavior": "create_prorations",
    },
}
"""Those of the configuration that the sandbox has from the start; all prices are on offer."""

defaults(NAME, active=True, is_default=False)


def default(world: World) -> Obj:
    """The configuration that is used where none is named; made when first asked for."""
    for found in world.store.all(NAME):
        if found["is_default"]:
            return found
    obj = {**crud.template(NAME), "features": shapes.merge(OFF, ON), "is_default": True}
    return world.changes.create(NAME, obj, event=None)


@operation(f"POST {PATH}")
def create(call: Call) -> Obj:
    """A configuration; features that are not named are off."""
    params = call.params
    _check(call.world, params["features"])
    obj = crud.build(call.world, NAME, params)
    obj["features"] = _features(OFF, params["features"])
    obj["login_page"] = _login_page(call.world, params)
    return call.changes.create(NAME, obj)


@operation(f"POST {PATH}/{{configuration}}")
def update(call: Call) -> Obj:
    """Changes what was sent, feature by feature."""
    found, params = call.get(NAME), call.params
    if params.get("active") is False and found["is_default"]:
        raise invalid("The default configuration cannot be deactivated.", "active")
    changed = crud.changed_fields(found, params)
    if "features" in params:
        changed["features"] = _features(found["features"], params["features"])
        _check(call.world, params["features"], changed["features"])
    if "login_page" in params:
        changed["login_page"] = _login_page(call.world, params)
    return call.changes.update(found, changed)


def _features(old: Obj, given: Obj) -> Obj:
    found = shapes.merge(old, given)
    updates = found["subscription_update"]
    if updates["products"] is not None:
        adjustable = {"enabled": False, "maximum": None, "minimum": 1}
        updates = {
            **updates,
            "products": [
                {
                    **product,
                    "adjustable_quantity": {**adjustable, **part(product, "adjustable_quantity")},
                }
                for product in updates["products"]
            ],
        }
    reasons = found["subscription_cancel"]
    if not part(reasons, "cancellation_reason").get("options"):
        reason = {**reasons["cancellation_reason"], "options": REASONS}
        reasons = {**reasons, "cancellation_reason": reason}
    return {**found, "subscription_cancel": reasons, "subscription_update": updates}


def _login_page(world: World, params: Obj) -> Obj:
    enabled = bool(part(params, "login_page").get("enabled"))
    url = (
        f"{world.state.pages_at('billing')}/p/login/test_{world.ids.text(20)}" if enabled else None
    )
    return {"enabled": enabled, "url": url}


def _check(world: World, given: Obj, merged: Obj | None = None) -> None:
    """Raises for features that are on without what they need."""
    features = merged or given
    customer = part(features, "customer_update")
    if customer.get("enabled") and not customer.get("allowed_updates"):
        raise missing_parameter("features[customer_update][allowed_updates]")
    cancel = part(features, "subscription_cancel")
    prorates = cancel.get("proration_behavior") not in (None, "none")
    if prorates and cancel.get("mode", "at_period_end") == "at_period_end":
        raise invalid(
            "`proration_behavior` must be `none` when the `mode` is `at_period_end`.",
            "features[subscription_cancel][proration_behavior]",
        )
    updates, path = part(features, "subscription_update"), "features[subscription_update]"
    if updates.get("enabled") and not updates.get("default_allowed_updates"):
        raise missing_parameter(f"{path}[default_allowed_updates]")
    if updates.get("enabled") and not updates.get("products"):
        raise missing_parameter(f"{path}[products]")
    for at, product in enumerate(parts(part(given, "subscription_update"), "products")):
        _check_product(world, product, f"{path}[products][{at}]")


def _check_product(world: World, product: Obj, path: str) -> None:
    world.find("product", product["product"], f"{path}[product]")
    if not product["prices"]:
        raise missing_parameter(f"{path}[prices]")
    for at, id in enumerate(product["prices"]):
        price = world.find("price", id, f"{path}[prices][{at}]")
        if price["product"] != product["product"]:
            raise invalid(
                f"The price `{id}` is not a price of the product `{product['product']}`.",
                f"{path}[prices][{at}]",
            )
        if price["type"] != "recurring":
            raise invalid(
                f"The price `{id}` is not recurring: customers cannot change to it.",
                f"{path}[prices][{at}]",
            )
