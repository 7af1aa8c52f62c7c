"""The shape of a plan: what recurring prices were before, and still are to older readers."""

from __future__ import annotations

from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj

NAME = "plan"
ALIKE = (
    "id", "active", "billing_scheme", "created", "currency", "livemode", "metadata", "nickname",
    "product", "tiers_mode",
)  # fmt: skip
RECURRING = ("interval", "interval_count", "meter", "trial_period_days", "usage_type")


def plan_of(price: Obj) -> Obj:
    """A recurring price in the shape of a plan."""
    return {
        **crud.template(NAME),
        **{key: price[key] for key in ALIKE},
        **{key: price["recurring"][key] for key in RECURRING},
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "transform_usage": price["transform_quantity"],
    }
