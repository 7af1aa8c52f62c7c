"""Products made from parameters: those of the operation, or a `product_data` with what is sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj
from stripe.sandbox.means import statement_descriptors
from stripe.sandbox.state.changes import DEFAULT

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "product"


def make(world: World, data: Obj, *, event: str | None = DEFAULT) -> Obj:
    """Stores the product that parameters (or a `product_data`) describe."""
    statement_descriptors.check(data)
    obj = crud.build(world, NAME, data)
    obj["default_price"] = None
    if data.get("id"):
        obj["id"] = data["id"]
        if world.store.get(NAME, obj["id"]) is not None:
            raise crud.exists(NAME, obj["id"])
    return world.changes.create(NAME, obj, event=event)
