"""The operations on plans: a plan is a recurring price, which is made, changed and deleted with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import plans, prices, product_data
from stripe.sandbox.errors import ApiError, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, is_dict, part
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = plans.NAME
TO_PRICE = {
    "amount": "unit_amount",
    "amount_decimal": "unit_amount_decimal",
    "transform_usage": "transform_quantity",
    **{key: f"recurring[{key}]" for key in plans.RECURRING},
}
"""Parameters of a plan that a price has under another name."""

CHANGEABLE = ("active", "metadata", "nickname", "product")


@operation("POST /v1/plans")
def create(call: Call) -> Obj:
    """A plan, and the price of the same id."""
    world, params = call.world, call.params
    id = params.get("id") or world.ids.new(NAME)
    if world.store.get(NAME, id) is not None:
        raise crud.exists(NAME, id)
    given = {
        TO_PRICE.get(key, key): value
        for key, value in params.items()
        if key not in plans.RECURRING and key not in ("id", "product")
    }
    given["recurring"] = {key: params[key] for key in plans.RECURRING if key in params}
    product = params.get("product")
    if not product:
        raise missing_parameter("product")
    if isinstance(product, str):
        world.find("product", product, "product")
    try:
        price, shown = prices.build(world, {**given, "product": product}, "")
    except ApiError as error:
        former = {now: before for before, now in TO_PRICE.items()}
        error.param = former.get(error.param or "", error.param)
        raise
    if is_dict(product):
        price["product"] = product_data.make(world, product)["id"]
    prices.store(world, {**price, "id": id}, shown)
    return world.find(NAME, id, None)


@on("price.created")
def show_as_plan(world: World, price: Obj, _previous: Obj | None) -> None:
    """Makes the plan that a recurring price is, too."""
    if price["recurring"] is None:
        return
    shown = part(world.store.secret("price", price["id"]), "expandable")
    tiers = {"tiers": shown["tiers"]} if "tiers" in shown else {}
    world.changes.create(NAME, plans.plan_of(price), hidden={"expandable": tiers})


@on("price.updated")
def change_plan(world: World, price: Obj, _previous: Obj | None) -> None:
    """Changes the plan that a price is, too."""
    plan = world.store.get(NAME, price["id"])
    if plan is not None:
        _change(world, plan, {key: price[key] for key in CHANGEABLE})


@on("plan.updated")
def change_price(world: World, plan: Obj, _previous: Obj | None) -> None:
    """Changes the price that a plan is, too."""
    price = world.store.get("price", plan["id"])
    if price is not None:
        days = {"trial_period_days": plan["trial_period_days"]}
        same = {key: plan[key] for key in CHANGEABLE}
        _change(world, price, {**same, "recurring": {**price["recurring"], **days}})


def _change(world: World, obj: Obj, fields: Obj) -> None:
    changed = {key: value for key, value in fields.items() if obj[key] != value}
    if changed:
        world.changes.update(obj, changed)


@on("plan.deleted")
def delete_price(world: World, plan: Obj, _previous: Obj | None) -> None:
    """Deletes the price that a plan is, too."""
    price = world.store.get("price", plan["id"])
    if price is not None:
        world.changes.delete(price)
