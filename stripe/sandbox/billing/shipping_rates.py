"""Shipping rates: a fixed amount, which Checkout and invoices add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import missing_parameter, too_small
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import defaults, prepare
from stripe.sandbox.json import Obj, part

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "shipping_rate"

defaults(NAME, active=True, type="fixed_amount")


@prepare(NAME)
def _begin(_world: World, obj: Obj, params: Obj) -> None:
    if params.get("fixed_amount") is None:
        raise missing_parameter("fixed_amount")
    if params["fixed_amount"]["amount"] < 0:
        raise too_small("fixed_amount[amount]", 0)
    for bound, estimate in part(params, "delivery_estimate").items():
        if estimate and estimate["value"] < 1:
            raise too_small(f"delivery_estimate[{bound}][value]", 1)
    obj["tax_behavior"] = obj["tax_behavior"] or "unspecified"


@lists.filter_by(NAME, "currency")
def _by_currency(_world: World, wanted: str, rate: Obj) -> bool:
    return bool(part(rate, "fixed_amount").get("currency") == wanted.lower())


def cost_of(world: World, given: Obj, param: str) -> Obj:
    """The `shipping_cost` of an invoice: that of a rate it names, or of one described there."""
    if given.get("shipping_rate"):
        rate = world.find(NAME, given["shipping_rate"], f"{param}[shipping_rate]")
    else:
        data = given.get("shipping_rate_data")
        if not data or not data.get("fixed_amount"):
            raise missing_parameter(f"{param}[shipping_rate]")
        built = crud.build(world, NAME, data)
        built["tax_behavior"] = built["tax_behavior"] or "unspecified"
        rate = world.changes.create(NAME, built)
    amount = rate["fixed_amount"]["amount"]
    return {
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "shipping_rate": rate["id"],
        "taxes": [],
    }
