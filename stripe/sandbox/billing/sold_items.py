"""Line items of quotes, Checkout sessions and payment links: what is sold, and what it is worth.

    sold = [sold_items.read(world, given, f"line_items[{at}]") for at, given in enumerate(params)]
    found = sold_items.valued(sold, offs)  # its items, and what they come to

Worked out as invoices are: discounts of the item, then those of all, then taxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing import automatic_tax, discounts, prices, pricing, tax_rates, totals
from stripe.sandbox.errors import exclusive, invalid, missing_parameter, too_small
from stripe.sandbox.json import Obj, as_dict

if TYPE_CHECKING:
    from stripe.sandbox.billing.discounts import Redemption
    from stripe.sandbox.platform.tax_areas import Place
    from stripe.sandbox.state.world import World

Off = totals.Off


class Sold(NamedTuple):
    """A price (whole) with its quantity, None for usage, and what else was said of the item.

    The amount of a price that leaves it to the customer is the `chosen` one, else its preset.
    """

    id: str
    price: Obj
    quantity: int | None
    description: str | None
    rates: tuple[Obj, ...] = ()
    redemptions: tuple[Redemption, ...] = ()
    adjustable: Obj | None = None
    metadata: Obj | None = None
    chosen: int | None = None

    @property
    def recurring(self) -> bool:
        """Whether it is sold again and again."""
        return self.price["recurring"] is not None

    @property
    def metered(self) -> bool:
        """Whether it is usage that is paid, later."""
        return as_dict(self.price["recurring"]).get("usage_type") == "metered"

    def worth(self) -> int:
        """Its amount before discounts and taxes."""
        return sum(self.amounts())

    def amounts(self) -> list[int]:
        """The amounts of the lines that it makes on an invoice: graduated tiers make several."""
        if self.quantity is None:
            return [0]
        if self.price["custom_unit_amount"] is not None:
            preset = self.price["custom_unit_amount"]["preset"] or 0
            return [int(preset if self.chosen is None else self.chosen) * self.quantity]
        return [piece.amount for piece in pricing.pieces(self.price, Decimal(self.quantity))]


def read(
    world: World, given: Obj, path: str, *, customer: Obj | None = None, price: Obj | None = None
) -> Sold:
    """One of the `line_items` of a request; a 400 with its path for what cannot be sold.

    `price` is that of the item where it is known already.
    """
    price = prices.whole(world, price or price_of(world, given, path))
    product = as_dict(world.store.get("product", price["product"]))
    metered = as_dict(price["recurring"]).get("usage_type") == "metered"
    quantity = given.get("quantity")
    if metered and quantity is not None:
        raise invalid(
            "Quantity should not be specified where usage_type is `metered`.", f"{path}[quantity]"
        )
    if quantity is not None and quantity < 0:
        raise too_small(f"{path}[quantity]", 0)
    redemptions = discounts.read(
        world,
        given.get("discounts") or (),
        f"{path}[discounts]",
        customer=customer,
        currency=price["currency"],
    )
    return Sold(
        world.ids.new("item"),
        price,
        None if metered else 1 if quantity is None else int(quantity),
        product.get("name"),
        tuple(tax_rates.find(world, given.get("tax_rates"), f"{path}[tax_rates]")),
        tuple(redemptions),
        given.get("adjustable_quantity"),
        given.get("metadata"),
    )


def price_of(world: World, given: Obj, path: str) -> Obj:
    """The price that an item names, or the one that its `price_data` describes."""
    if given.get("price") and given.get("price_data"):
        raise exclusive(f"{path}[price]", f"{path}[price_data]")
    if given.get("price_data"):
        return prices.make(world, given["price_data"], f"{path}[price_data]")
    if not given.get("price"):
        raise missing_parameter(f"{path}[price]")
    price = world.find("price", given["price"], f"{path}[price]")
    if not price["active"]:
        raise invalid(
            "The price specified is inactive. This field only accepts active prices.",
            f"{path}[price]",
        )
    return price


def taxed(world: World, sold: Sequence[Sold], where: Place | None) -> list[Sold]:
    """What is sold, with the tax rates of a place."""
    return [
        one._replace(rates=tuple(automatic_tax.rates_of(world, one.price, where))) for one in sold
    ]


def offs(redemptions: Sequence[Redemption], currency: str) -> tuple[Off, ...]:
    """What coupons take off, before they are redeemed: known by their coupon."""
    return tuple(totals.off_of(one.coupon["id"], one.coupon, currency) for one in redemptions)


class Valued(NamedTuple):
    """What is sold, worked out: the `item` objects, the lines they are made of, the amounts of all."""

    items: list[Obj]
    lines: list[Obj]
    amounts: Obj


def valued(
    sold: Sequence[Sold],
    all_offs: Sequence[Off] = (),
    *,
    rates: Sequence[Obj] = (),
    tax_exempt: str | None = None,
    shipping: int = 0,
    free: frozenset[str] = frozenset(),
) -> Valued:
    """What is sold with discounts and taxes; `amounts` as quotes and sessions show them.

    `rates` are the taxes of items that have none of their own; `free` items (their ids) cost nothing
    for now.
    """
    listed = as_billed(sold)
    amounts_of = [[0] if one.id in free else one.amounts() for one in listed]
    worths = [
        totals.Worth(
            {
                "id": one.id,
                "amount": amount,
                "discountable": True,
                "pricing": {"price_details": {"product": one.price["product"]}},
            },
            offs(one.redemptions, one.price["currency"]),
            one.rates or tuple(rates),
        )
        for one, amounts in zip(listed, amounts_of, strict=True)
        for amount in amounts
    ]
    done, sums = totals.lines_and_sums(worths, all_offs, tax_exempt=tax_exempt, shipping=shipping)
    left = iter(done)
    together = [_together([next(left) for _ in amounts]) for amounts in amounts_of]
    line_of = {line["id"]: line for line in together}
    lines = [line_of[one.id] for one in sold]
    items = [_item(one, line) for one, line in zip(sold, lines, strict=True)]
    amounts = {
        "amount_subtotal": sum(item["amount_subtotal"] for item in items),
        "amount_total": sums["total"],
        "total_details": {
            "amount_discount": sum(item["amount_discount"] for item in items),
            "amount_shipping": shipping,
            "amount_tax": sum(item["amount_tax"] for item in items),
        },
    }
    return Valued(items, lines, amounts)


def as_billed(sold: Sequence[Sold]) -> list[Sold]:
    """What is sold in the order of the lines of its invoice: last things first, once before again."""
    last_first = sold[::-1]
    once = [one for one in last_first if not one.recurring]
    return [*once, *(one for one in last_first if one.recurring)]


def _together(lines: list[Obj]) -> Obj:
    """The lines of one item as one."""
    taken: dict[str, int] = {}
    for off in (off for line in lines for off in line["discount_amounts"]):
        taken[off["discount"]] = taken.get(off["discount"], 0) + off["amount"]
    return {
        **lines[0],
        "amount": sum(line["amount"] for line in lines),
        "discount_amounts": [{"amount": amount, "discount": id} for id, amount in taken.items()],
        "taxes": totals.summed_taxes([tax for line in lines for tax in line["taxes"]]),
    }


def _item(one: Sold, line: Obj) -> Obj:
    taken = sum(entry["amount"] for entry in line["discount_amounts"])
    on_top = sum(tax["amount"] for tax in line["taxes"] if tax["tax_behavior"] == "exclusive")
    shown = {key: value for key, value in one.price.items() if key not in ON_REQUEST}
    return {
        "id": one.id,
        "object": "item",
        "adjustable_quantity": one.adjustable,
        "amount_discount": taken,
        "amount_subtotal": line["amount"],
        "amount_tax": sum(tax["amount"] for tax in line["taxes"]),
        "amount_total": line["amount"] - taken + on_top,
        "currency": one.price["currency"],
        "description": one.description,
        "metadata": one.metadata or {},
        "price": shown,
        "quantity": one.quantity,
    }


ON_REQUEST = ("currency_options", "tiers")
"""Fields of a price that are shown when they are expanded."""
