"""Plans: what recurring prices were before; a recurring price shows as a plan to older readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import pricing, product_data
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import defaults, prepare
from stripe.sandbox.json import Obj, is_dict
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "plan"
ALIKE = (
    "id", "active", "billing_scheme", "created", "currency", "livemode", "metadata", "nickname",
    "product", "tiers_mode",
)  # fmt: skip
RECURRING = ("interval", "interval_count", "meter", "trial_period_days", "usage_type")

defaults(NAME, active=True, billing_scheme="per_unit", interval_count=1, usage_type="licensed")


def plan_of(price: Obj) -> Obj:
    """A recurring price (or a plan, as it is) in the shape of a plan."""
    if price["object"] == NAME:
        return price
    return {
        **crud.template(NAME),
        **{key: price[key] for key in ALIKE},
        **{key: price["recurring"][key] for key in RECURRING},
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "transform_usage": price["transform_quantity"],
    }


@prepare(NAME)
def _begin(world: World, obj: Obj, params: Obj) -> None:
    product = params.get("product")
    if is_dict(product):
        obj["product"] = product_data.make(world, product)["id"]
    obj["currency"] = currencies.currency_of(params["currency"])
    obj["interval_count"] = params.get("interval_count") or 1
    if params.get("tiers"):
        obj["tiers"] = [pricing.tier_of(tier) for tier in params["tiers"]]
    if params.get("amount") is not None:
        obj["amount_decimal"] = str(params["amount"])
