"""What a quantity of a price is worth, and what invoices call it.

Pure: a price comes whole (`prices.whole`), with its `tiers` and `currency_options`, which objects show
on request only. All amounts are exact until a line is rounded, once, half away from zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from stripe.sandbox.billing.price_checks import TIER_AMOUNTS
from stripe.sandbox.json import Obj, as_dict, part, parts
from stripe.sandbox.ledger import currencies

ONE = Decimal(1)
TIMES = "\N{MULTIPLICATION SIGN}"


class Piece(NamedTuple):
    """What one line of an invoice tells of a price: all of it, or one tier, or the flat of one."""

    exact: Decimal
    quantity: Decimal
    unit_amount_decimal: str | None
    tier: int | None = None

    @property
    def amount(self) -> int:
        """The amount of the line, rounded."""
        return rounded(self.exact)


def rounded(exact: Decimal) -> int:
    """Whole units of a currency, half away from zero."""
    return int(exact.to_integral_value(ROUND_HALF_UP))


def amount_of(price: Obj, quantity: Decimal, currency: str | None = None) -> int:
    """What a quantity costs; the sum of the lines that it makes."""
    return sum(piece.amount for piece in pieces(price, quantity, currency))


def exact_of(price: Obj, quantity: Decimal, currency: str | None = None) -> Decimal:
    """What a quantity costs before rounding: what a share of a period is taken of."""
    return sum((piece.exact for piece in pieces(price, quantity, currency)), Decimal(0))


def pieces(price: Obj, quantity: Decimal, currency: str | None = None) -> list[Piece]:
    """The lines that a quantity makes: one, or with graduated tiers one a tier and one a flat."""
    price = in_currency(price, currency)
    tiers = parts(price, "tiers")
    if tiers and price.get("tiers_mode") == "graduated":
        return list(_graduated(tiers, quantity))
    if tiers:
        at, tier = _tier_of(tiers, quantity)
        exact = _decimal(tier, "unit_amount") * quantity + _decimal(tier, "flat_amount")
        return [Piece(exact, quantity, tier.get("unit_amount_decimal"), at)]
    each = _decimal(price, "unit_amount")
    exact = each * _transformed(price, quantity)
    return [Piece(exact, quantity, price.get("unit_amount_decimal"))]


def in_currency(price: Obj, currency: str | None) -> Obj:
    """A price with the amounts that it has in a currency; its own where it has no others."""
    if currency is None or currency == price["currency"]:
        return price
    option = part(price, "currency_options", currency)
    return {**price, **option, "currency": currency} if option else price


def has_currency(price: Obj, currency: str) -> bool:
    """Whether a price can be charged in a currency."""
    return currency == price["currency"] or currency in part(price, "currency_options")


def _graduated(tiers: list[Obj], quantity: Decimal) -> Iterator[Piece]:
    below = Decimal(0)
    for at, tier in enumerate(tiers, 1):
        top = tier["up_to"]
        units = (quantity if top is None else min(quantity, Decimal(top))) - below
        flat = tier.get("flat_amount_decimal")
        if tier.get("unit_amount_decimal") is not None or flat is None:
            exact = _decimal(tier, "unit_amount") * units
            yield Piece(exact, units, tier.get("unit_amount_decimal"), at)
        if flat is not None:
            yield Piece(Decimal(flat), ONE, flat, at)
        if top is None or quantity <= top:
            return
        below = Decimal(top)


def _tier_of(tiers: list[Obj], quantity: Decimal) -> tuple[int, Obj]:
    found = ((at, one) for at, one in enumerate(tiers, 1) if one["up_to"] is not None)
    return next(
        ((at, one) for at, one in found if quantity <= one["up_to"]), (len(tiers), tiers[-1])
    )


def _transformed(price: Obj, quantity: Decimal) -> Decimal:
    by = part(price, "transform_quantity")
    if not by:
        return quantity
    way = ROUND_CEILING if by["round"] == "up" else ROUND_FLOOR
    return (quantity / Decimal(by["divide_by"])).to_integral_value(way)


def _decimal(priced: Obj, field: str) -> Decimal:
    return Decimal(priced.get(f"{field}_decimal") or 0)


# -- words -------------------------------------------------------------------------------------------


def described(price: Obj, product: Obj | None, piece: Piece, currency: str | None = None) -> str:
    """The description of a line, `1 user x Gold (at $25.00 / month)`; of a one-time price its product."""
    name = as_dict(product).get("name") or ""
    if price.get("recurring") is None:
        return name
    words = f"{counted(piece.quantity, product)} {TIMES} {name}"
    if piece.tier is not None:
        return f"{words} (Tier {piece.tier} at {_rate(price, piece, currency)})"
    return f"{words} (at {_rate(price, piece, currency)})"


def counted(quantity: Decimal, product: Obj | None = None) -> str:
    """A quantity in words, `3 user` with the product's unit label; whole ones without decimals."""
    number = str(int(quantity)) if quantity == int(quantity) else f"{quantity.normalize():f}"
    label = as_dict(product).get("unit_label")
    return f"{number} {label}" if label else number


def _rate(price: Obj, piece: Piece, currency: str | None) -> str:
    each = money(Decimal(piece.unit_amount_decimal or 0), currency or price["currency"])
    by = price.get("transform_quantity")
    if by:
        each += f" per {by['divide_by']}"
    recurring = price["recurring"]
    count = recurring.get("interval_count") or 1
    if count == 1:
        return f"{each} / {recurring['interval']}"
    return f"{each} every {count} {recurring['interval']}s"


def money(amount: Decimal, currency: str) -> str:
    """An amount in words, with as many decimals as it has: `$25.00`, `$0.005`."""
    if amount == amount.to_integral_value():
        return currencies.shown(int(amount), currency)
    text = f"{amount.normalize().scaleb(-currencies.decimals(currency)):f}"
    symbol = currencies.SYMBOLS.get(currency)
    return f"{symbol}{text}" if symbol else f"{text} {currency.upper()}"


def tier_of(given: Obj) -> Obj:
    """A tier as prices and plans hold it: amounts in both forms, no bound for the last one."""
    tier: Obj = dict.fromkeys(TIER_AMOUNTS)
    for name in ("flat_amount", "unit_amount"):
        if given.get(name) is not None:
            tier[name], tier[f"{name}_decimal"] = given[name], str(given[name])
        elif given.get(f"{name}_decimal") is not None:
            decimal = Decimal(str(given[f"{name}_decimal"]))
            tier[f"{name}_decimal"] = str(given[f"{name}_decimal"])
            tier[name] = int(decimal) if decimal == decimal.to_integral() else None
    return {**tier, "up_to": None if given["up_to"] == "inf" else int(given["up_to"])}
