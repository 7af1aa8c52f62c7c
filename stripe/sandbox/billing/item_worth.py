"""What an invoice item or a line of an invoice is worth, as parameters tell it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing import invoice_lines, prices, pricing
from stripe.sandbox.billing.price_checks import check_amount
from stripe.sandbox.errors import exclusive, invalid, missing_parameter, within
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

PRICED = ("amount", "price_data", "pricing", "unit_amount_decimal")
COUNTED = ("quantity", "quantity_decimal")
TOLD = ("description", "tax_behavior", "tax_code")


class Worth(NamedTuple):
    """What an item or a line was given to be worth."""

    amount: int
    currency: str
    pricing: Obj
    quantity: Decimal
    name: str | None = None


def worth_of(
    world: World, given: Obj, path: str, currency: str | None, *, named: str = ""
) -> Worth:
    """What the parameters of an item or a line make it worth, in one of four ways.

    `path` is where they stand (`lines[0]`, empty at the top), `currency` that of the invoice or the
    customer, `named` the name of the product of an amount alone.
    """
    ways = [way for way in PRICED if given.get(way) is not None]
    if not ways:
        raise missing_parameter(within(path, "amount"))
    if len(ways) > 1:
        raise exclusive(within(path, ways[0]), within(path, ways[1]))
    quantity = _quantity(given, path)
    if ways[0] in ("price_data", "pricing"):
        return _of_price(world, given, path, currency, quantity)
    wanted = given.get("currency")
    code = currencies.currency_of(wanted, within(path, "currency")) if wanted else currency or "usd"
    if ways[0] == "unit_amount_decimal":
        check_amount(given["unit_amount_decimal"], within(path, "unit_amount_decimal"), signed=True)
        each = Decimal(str(given["unit_amount_decimal"]))
        amount = pricing.rounded(each * quantity)
    elif any(given.get(key) is not None for key in COUNTED) and quantity != 1:
        raise exclusive(within(path, "amount"), within(path, "quantity"))
    else:
        each = Decimal(given["amount"])
        amount = int(given["amount"])
    price = prices.make_inline(
        world,
        each,
        code,
        given.get("description") or named or None,
        tax_behavior=given.get("tax_behavior"),
        tax_code=given.get("tax_code"),
    )
    shown = invoice_lines.pricing_of(price, price["unit_amount_decimal"])
    return Worth(amount, code, shown, quantity)


def _quantity(given: Obj, path: str) -> Decimal:
    sent = [key for key in COUNTED if given.get(key) is not None]
    if len(sent) > 1:
        raise exclusive(within(path, sent[0]), within(path, sent[1]))
    if not sent:
        return Decimal(1)
    check_amount(given[sent[0]], within(path, sent[0]))
    return Decimal(str(given[sent[0]]))


def _of_price(
    world: World, given: Obj, path: str, currency: str | None, quantity: Decimal
) -> Worth:
    if given.get("price_data") is not None:
        price = prices.make(world, given["price_data"], within(path, "price_data"))
    else:
        price = _one_time(
            world, as_dict(given["pricing"]).get("price"), f"{within(path, 'pricing')}[price]"
        )
    whole = prices.whole(world, price)
    wanted = given.get("currency")
    code = currencies.currency_of(wanted, within(path, "currency")) if wanted else None
    if code is None:
        code = currency if currency and pricing.has_currency(whole, currency) else price["currency"]
    elif not pricing.has_currency(whole, code):
        raise invalid(f"The price {price['id']} has no amount in {code}.", within(path, "currency"))
    pieces = pricing.pieces(whole, quantity, code)
    each = pieces[0].unit_amount_decimal if len(pieces) == 1 else None
    product = as_dict(world.store.get("product", price["product"]))
    return Worth(
        sum(piece.amount for piece in pieces),
        code,
        invoice_lines.pricing_of(price, each),
        quantity,
        product.get("name"),
    )


def _one_time(world: World, id: str | None, param: str) -> Obj:
    if not id:
        raise missing_parameter(param)
    price = world.find("price", id, param)
    if not price["active"]:
        raise invalid(
            "The price specified is inactive. This field only accepts active prices.", param
        )
    if price["type"] != "one_time":
        raise invalid(
            "The price specified is set to `type=recurring` but this field only accepts prices with "
            "`type=one_time`.",
            param,
        )
    if price["custom_unit_amount"] is not None:
        raise invalid(
            "Prices with a custom unit amount can be used in Checkout and payment links only.",
            param,
        )
    return price


def revalued(world: World, old: Obj, given: Obj, path: str) -> Obj:
    """`amount`, `pricing` and quantity of an item or a line after a change of what it is worth."""
    if not {*PRICED, *COUNTED} & given.keys():
        return {}
    asked = {key: given[key] for key in (*PRICED, *COUNTED, *TOLD) if given.get(key) is not None}
    if not any(key in asked for key in COUNTED) and "amount" not in asked:
        asked["quantity_decimal"] = old["quantity_decimal"]
    if any(key in asked for key in PRICED):
        worth = worth_of(world, asked, path, old["currency"], named=old["description"] or "")
        found: Obj = {"amount": worth.amount, "pricing": worth.pricing}
        quantity = worth.quantity
    else:
        price = world.find("price", old["pricing"]["price_details"]["price"], None)
        quantity = _quantity(asked, path)
        amount = pricing.amount_of(prices.whole(world, price), quantity, old["currency"])
        found = {"amount": amount}
    return {**found, **invoice_lines.quantities(quantity)}
