"""Automatic tax: the tax rates of what is sold, by where the customer is and what is sold to it.

The rates are those of one table (`platform.tax_areas`). Prices say whether they include their taxes,
or else the tax settings of the account do; where neither says so they are without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.platform import tax_areas, tax_settings

if TYPE_CHECKING:
    from stripe.sandbox.platform.tax_areas import Place, Tax
    from stripe.sandbox.state.world import World

RATE = "tax_rate"
NONTAXABLE = "txcd_00000000"


def is_on(owner: Obj) -> bool:
    """Whether an invoice, subscription, quote or session, or its parameters, ask for it."""
    return bool(part(owner, "automatic_tax").get("enabled"))


def check(params: Obj) -> None:
    """Raises for tax rates along with automatic tax."""
    if is_on(params) and params.get("default_tax_rates"):
        raise invalid(
            "Tax is either computed automatically or by tax rates: pass `automatic_tax[enabled]` or "
            "`default_tax_rates`.",
            "default_tax_rates",
        )


def whole(given: Obj) -> Obj:
    """`automatic_tax` of a subscription: it is the account that is liable, if nobody else is named."""
    own = {"type": "self"} if given.get("enabled") else None
    return {**given, "liability": given.get("liability") or own}


def shown(owner: Obj, where: Place | None) -> Obj:
    """`automatic_tax` of an invoice, quote or session, as it is for a place."""
    return {
        **whole(part(owner, "automatic_tax")),
        "provider": "stripe",
        "status": "complete" if where is not None else "requires_location_inputs",
    }


def of_invoice(invoice: Obj) -> Place | None:
    """Where the customer of an invoice is, by what the invoice tells of it."""
    told = {"address": invoice["customer_address"], "shipping": invoice["customer_shipping"]}
    return tax_areas.place_of(told)


def rates_of_line(world: World, line: Obj, where: Place | None) -> list[Obj]:
    """The rates of a line of an invoice."""
    price = world.store.get("price", part(line, "pricing", "price_details").get("price"))
    return rates_of(world, as_dict(price), where)


def rates_of(world: World, price: Obj, where: Place | None) -> list[Obj]:
    """The rates of what is sold at a price; none for what is not taxable, or to an unknown place."""
    product = as_dict(world.store.get("product", price.get("product") or ""))
    if where is None or product.get("tax_code") == NONTAXABLE:
        return []
    inclusive = tax_settings.is_inclusive(world, price)
    return [rate(world, tax, inclusive=inclusive) for tax in tax_areas.taxes_at(where)]


def rate(world: World, tax: Tax, *, inclusive: bool) -> Obj:
    """The tax rate of a tax, made when first needed; its id says what it is of."""
    behavior = "inclusive" if inclusive else "exclusive"
    parts = (tax.country, *([tax.state] if tax.state else []), tax.kind, behavior)
    id = f"txr_{'_'.join(parts)}"
    known = world.store.get(RATE, id)
    if known is not None:
        return known
    percentage = float(tax.percentage)
    obj = {
        **crud.template(RATE),
        "id": id,
        "active": False,
        "country": tax.country,
        "display_name": tax_areas.NAMES[tax.kind],
        "effective_percentage": percentage if tax.country == "US" else None,
        "inclusive": inclusive,
        "jurisdiction": tax.state or tax.country,
        "jurisdiction_level": "state" if tax.state else "country",
        "percentage": percentage,
        "rate_type": "percentage",
        "state": tax.state,
        "tax_type": tax.kind,
    }
    return world.changes.create(RATE, obj, event=None)
