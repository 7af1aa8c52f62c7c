"""Products: made on their own, with a default price, or along with a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import prices, product_data
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic.registry import defaults, operation
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

NAME = "product"

defaults(NAME, active=True, type="service", images=[], marketing_features=[])


@operation("POST /v1/products")
def create(call: Call) -> Obj:
    """A product, perhaps with its default price."""
    params, world = call.params, call.world
    data = params.get("default_price_data")
    priced = None
    if data is not None:
        priced = prices.build(world, {**data, "product": None}, "default_price_data")
    product = product_data.make(world, params)
    if priced is None:
        return product
    price, shown = priced
    made = prices.store(world, {**price, "product": product["id"]}, shown)
    return world.changes.update(product, {"default_price": made["id"]}, event=None)


@operation("DELETE /v1/products/{id}")
def delete(call: Call) -> Obj:
    """Deletes a product that has no prices."""
    product = call.get(NAME)
    if next(call.store.all("price", "product", product["id"]), None) is not None:
        raise invalid(
            "This product cannot be deleted because it has one or more user-created prices."
        )
    return call.changes.delete(product)
