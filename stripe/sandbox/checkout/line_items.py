"""Line items of Checkout sessions and payment links: from parameters to amounts."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import discounts, prices
from stripe.sandbox.billing.totals import off_of
from stripe.sandbox.errors import exclusive, invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


def build(world: World, given: list[Obj], param: str = "line_items") -> list[Obj]:
    """The items of a list of parameters, not stored yet; all in one currency."""
    items = [_item(world, item, f"{param}[{at}]") for at, item in enumerate(given)]
    found = {item["currency"] for item in items}
    if len(found) > 1:
        raise invalid(
            "All prices on a Checkout Session must use the same currency, but these were given: "
            f"{', '.join(sorted(found))}.",
            param,
        )
    return items


def _item(world: World, given: Obj, param: str) -> Obj:
    price = price_of(world, given, param)
    quantity = given.get("quantity")
    if quantity is None:
        adjustable = part(given, "adjustable_quantity").get("enabled")
        if not adjustable:
            raise invalid(
                "Quantity is required. Add `quantity` to `line_items`.",
                f"{param}[quantity]",
                "parameter_missing",
            )
        quantity = 1
    if quantity < 1:
        raise invalid(
            "This value must be greater than or equal to 1.",
            f"{param}[quantity]",
            "parameter_invalid_integer",
        )
    product = world.store.get("product", price["product"]) or {}
    subtotal = amount_of(price, quantity)
    rates = [
        world.find("tax_rate", id, f"{param}[tax_rates]") for id in given.get("tax_rates") or ()
    ]
    inclusive, exclusive_tax = taxes(subtotal, rates)
    return {
        "id": world.ids.new("item"),
        "object": "item",
        "adjustable_quantity": given.get("adjustable_quantity"),
        "amount_discount": 0,
        "amount_subtotal": subtotal,
        "amount_tax": inclusive + exclusive_tax,
        "amount_total": subtotal + exclusive_tax,
        "currency": price["currency"],
        "description": product.get("name"),
        "metadata": given.get("metadata") or {},
        "price": price,
        "quantity": quantity,
    }


def price_of(world: World, given: Obj, param: str) -> Obj:
    """The price that an item names, or the one that its `price_data` describes."""
    if given.get("price") and given.get("price_data"):
        raise exclusive(f"{param}[price]", f"{param}[price_data]")
    if given.get("price"):
        price = world.find("price", given["price"], f"{param}[price]")
        if not price["active"]:
            raise invalid(
                f"The price specified is inactive. This field only accepts active prices: "
                f"{price['id']}.",
                f"{param}[price]",
            )
        return price
    data = given.get("price_data")
    if not data:
        raise missing_parameter(f"{param}[price]")
    data = dict(data)
    where = f"{param}[price_data]"
    if data.get("product"):
        world.find("product", data["product"], f"{where}[product]")
    elif data.get("product_data"):
        details = data.pop("product_data")
        product = {**crud.template("product"), **details, "id": None, "active": False}
        product["metadata"] = part(details, "metadata")
        data["product"] = world.changes.create("product", product, event=None)["id"]
    else:
        raise missing_parameter(f"{where}[product_data]")
    price, shown = prices.build(world, data, where)
    price["active"] = False
    return world.changes.create("price", price, event=None, hidden={"expandable": shown})


def amount_of(price: Obj, quantity: int) -> int:
    """What a quantity of a price comes to."""
    if price["unit_amount"] is not None:
        return int(price["unit_amount"]) * quantity
    if price["unit_amount_decimal"] is None:
        custom = part(price, "custom_unit_amount")
        return int(custom.get("preset") or 0) * quantity
    exact = Decimal(price["unit_amount_decimal"]) * quantity
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def taxes(amount: int, rates: list[Obj]) -> tuple[int, int]:
    """The taxes contained in an amount, and those on top of it."""
    inclusive = exclusive_tax = 0
    for rate in rates:
        share = Decimal(str(rate["percentage"])) / 100
        if rate["inclusive"]:
            inclusive += int((amount - amount / (1 + share)).quantize(Decimal(1), ROUND_HALF_UP))
        else:
            exclusive_tax += int((amount * share).quantize(Decimal(1), ROUND_HALF_UP))
    return inclusive, exclusive_tax


def discount(
    world: World, given: list[Obj] | None, items: list[Obj], param: str, customer: Obj | None
) -> list[Obj]:
    """Takes coupons and promotion codes off the items that they fit, in proportion to amounts.

    A 400 for those that cannot be redeemed, or that fit no item.
    """
    currency = items[0]["currency"]
    amount = sum(item["amount_total"] for item in items)
    found = discounts.read(world, given, param, customer=customer, currency=currency, amount=amount)
    for at, one in enumerate(found):
        off = off_of("", one.coupon, currency)
        fitting = [item for item in items if off.covers(item["price"]["product"])]
        if not fitting:
            way, what = ("promotion_code", "promotion code") if one.code else ("coupon", "coupon")
            raise invalid(
                f"This {what} cannot be redeemed because the associated coupon is not valid for any "
                "of the items.",
                f"{param}[{at}][{way}]",
            )
        taken = off.shares([item["amount_total"] for item in fitting])
        for item, part_of in zip(fitting, taken, strict=True):
            item["amount_discount"] += part_of
            item["amount_total"] -= part_of
    return [
        {"coupon": one.coupon["id"], "promotion_code": one.code["id"] if one.code else None}
        for one in found
    ]


def totals(items: list[Obj], shipping: int = 0) -> Obj:
    """`amount_subtotal`, `amount_total` and `total_details` of items."""
    return {
        "amount_subtotal": sum(item["amount_subtotal"] for item in items),
        "amount_total": sum(item["amount_total"] for item in items) + shipping,
        "total_details": {
            "amount_discount": sum(item["amount_discount"] for item in items),
            "amount_shipping": shipping,
            "amount_tax": sum(item["amount_tax"] for item in items),
        },
    }


def check_one_time(items: list[Obj], mode: str) -> None:
    """Raises when a payment has a price that recurs."""
    if any(item["price"]["type"] == "recurring" for item in items):
        raise invalid(
            f"You specified `{mode}` mode but passed a recurring price. Either switch to "
            "`subscription` mode or use only one-time prices.",
            "line_items",
        )


def check_total(amount: int, currency: str) -> None:
    """Raises for a total that is too small to be charged."""
    if amount == 0:
        return
    least = currencies.LEAST.get(currency, 1)
    if amount < least:
        raise invalid(
            "The Checkout Session's total amount due must add up to at least "
            f"{currencies.shown(least, currency)} {currency}",
            code="amount_too_small",
        )
    currencies.check_amount(amount, currency, "line_items")
