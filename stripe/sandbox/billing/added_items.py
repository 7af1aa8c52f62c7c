"""`add_invoice_items`: one-time prices on the next invoice of a subscription."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stripe.sandbox.billing import invoice_items, timetable
from stripe.sandbox.errors import ApiError, invalid, missing_parameter
from stripe.sandbox.json import Obj, as_dict

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

AS_THEY_ARE = ("discountable", "discounts", "metadata", "price_data", "quantity", "tax_rates")


def make(
    world: World, sub: Obj, given: Sequence[Obj], param: str = "add_invoice_items"
) -> list[Obj]:
    """Makes the invoice items, pending until the next invoice of the subscription."""
    return [_make(world, sub, one, f"{param}[{at}]") for at, one in enumerate(given)]


def _make(world: World, sub: Obj, given: Obj, path: str) -> Obj:
    if not given.get("price") and not given.get("price_data"):
        raise missing_parameter(f"{path}[price]")
    params = {key: given[key] for key in AS_THEY_ARE if given.get(key) is not None}
    if given.get("price"):
        params["pricing"] = {"price": given["price"]}
    period = _period(world, sub, as_dict(given.get("period")))
    if given.get("period") and period["end"] < period["start"]:
        raise invalid("A period cannot end before it starts.", f"{path}[period][end]")
    params.update(
        currency=sub["currency"], customer=sub["customer"], period=period, subscription=sub["id"]
    )
    try:
        return invoice_items.create(world, params)
    except ApiError as error:
        if error.param is not None:
            head, bracket, rest = error.param.replace("pricing[price]", "price").partition("[")
            error.param = f"{path}[{head}]{bracket}{rest}"
        raise


def _period(world: World, sub: Obj, given: Obj) -> Obj:
    """The period of an item: by default that in which all items of the subscription are."""
    start, end = as_dict(given.get("start")), as_dict(given.get("end"))
    begins = {
        "now": world.now(),
        "timestamp": start.get("timestamp"),
    }.get(start.get("type") or "", timetable.period_start(sub))
    ends = end.get("timestamp") if end.get("type") == "timestamp" else timetable.period_end(sub)
    return {"start": begins, "end": ends}
