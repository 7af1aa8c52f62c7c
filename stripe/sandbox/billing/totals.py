"""From the lines of an invoice to what is due: discounts, credits, taxes, balance. All pure.

Order: the line's amount, its own discounts, the invoice's discounts, credits, taxes, the customer's
balance, the least charge. Rounding is half away from zero, of each discount and each tax on each line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from stripe.sandbox.billing.pricing import rounded
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import currencies

HUNDRED = Decimal(100)
EXEMPT = {"exempt": "customer_exempt", "reverse": "reverse_charge"}


class Off(NamedTuple):
    """A discount at work: a share or an amount off, of all lines or those of some products."""

    discount: str
    percent: Decimal | None
    amount: int
    products: frozenset[str] | None = None

    def fits(self, line: Obj) -> bool:
        """Whether it lessens a line."""
        return bool(line["discountable"]) and self.covers(product_of(line))

    def covers(self, product: str | None) -> bool:
        """Whether it lessens what is paid for a product."""
        return self.products is None or product in self.products

    def shares(self, amounts: list[int]) -> list[int]:
        """What it takes of each amount; the last that can bear it gets what an amount off leaves over."""
        if self.percent is not None:
            return [rounded(amount * self.percent / HUNDRED) for amount in amounts]
        whole = sum(amounts)
        off = min(self.amount, max(whole, 0))
        if not off:
            return [0] * len(amounts)
        found = [off * amount // whole for amount in amounts]
        over = off - sum(found)
        for at in reversed(range(len(found))):
            more = max(min(over, amounts[at] - found[at]), 0)
            found[at] += more
            over -= more
        return found


def product_of(line: Obj) -> str | None:
    """The product whose price a line has."""
    pricing = line.get("pricing") or {}
    found: str | None = (pricing.get("price_details") or {}).get("product")
    return found


@dataclass(slots=True)
class Worth:
    """A line with what is worked out for it, on the way to its invoice's totals."""

    line: Obj
    own: tuple[Off, ...] = ()
    rates: Sequence[Obj] = ()
    left: int = 0
    after_own: int = 0
    taken: dict[str, int] = field(default_factory=dict[str, int])
    taxes: list[Obj] = field(default_factory=list[Obj])
    credits: Sequence[Obj] = ()

    def __post_init__(self) -> None:
        if not self.line["discountable"]:  # a proration may have its discounts with it
            given = self.line.get("discount_amounts") or ()
            self.taken = {off["discount"]: off["amount"] for off in given}
        self.left = self.line["amount"] - sum(self.taken.values())


Credited = Callable[[Sequence[Worth]], Mapping[str, Sequence[Obj]]]


def lines_and_sums(
    worths: list[Worth],
    discounts: Sequence[Off] = (),
    *,
    credited: Credited | None = None,
    tax_exempt: str | None = None,
    rounding: str = "line",
    shipping: int = 0,
) -> tuple[list[Obj], Obj]:
    """The lines with discounts and taxes in them, and the sums of their invoice.

    `credited` tells what credit grants take of what discounts have left, by the lines' ids.
    `tax_exempt` is the customer's; `rounding` of taxes is by `line` or on the `subtotal`. A line that
    comes with `taxes` (amounts that were given) keeps them.
    """
    for off in dict.fromkeys(off for worth in worths for off in worth.own):
        _take(off, [worth for worth in worths if off in worth.own])
    for worth in worths:
        worth.after_own = worth.left
    for off in discounts:
        _take(off, worths)
    given = credited(worths) if credited is not None else {}
    for worth in worths:
        worth.credits = given.get(worth.line["id"], ())
        worth.left -= sum(credit["amount"] for credit in worth.credits)
    carried: dict[str, Decimal] = {}
    for worth in worths:
        worth.taxes = worth.taxes or taxes_on(
            worth.left, worth.rates, tax_exempt, carried if rounding == "subtotal" else None
        )
    return [_line(worth) for worth in worths], _sums(worths, discounts, tax_exempt, shipping)


def _take(off: Off, worths: Sequence[Worth]) -> None:
    fitting = [worth for worth in worths if off.fits(worth.line)]
    for worth, amount in zip(fitting, off.shares([one.left for one in fitting]), strict=True):
        worth.left -= amount
        worth.taken[off.discount] = worth.taken.get(off.discount, 0) + amount


def taxes_on(
    base: int,
    rates: Sequence[Obj],
    tax_exempt: str | None = None,
    carried: dict[str, Decimal] | None = None,
) -> list[Obj]:
    """The taxes on an amount; with `carried` it is their sum over the lines that is rounded."""
    reason = EXEMPT.get(tax_exempt or "")
    amounts: list[int] = []
    for rate, (share, divisor) in zip(rates, _shares(rates), strict=True):
        exact = Decimal(0) if reason else base * share / divisor
        amounts.append(_rounded_tax(rate["id"], exact, carried))
    pairs = list(zip(rates, amounts, strict=True))
    contained = sum(amount for rate, amount in pairs if rate["inclusive"])
    return [
        tax_entry(rate, amount, base - contained if rate["inclusive"] else base, reason)
        for rate, amount in pairs
    ]


def _shares(rates: Sequence[Obj]) -> list[tuple[Decimal, Decimal]]:
    """The percentage of each rate, and of what: 100, or what inclusive rates make of it."""
    shares = [Decimal(str(rate["percentage"])) for rate in rates]
    pairs = list(zip(rates, shares, strict=True))
    within = sum((share for rate, share in pairs if rate["inclusive"]), Decimal(0))
    return [(share, HUNDRED + within if rate["inclusive"] else HUNDRED) for rate, share in pairs]


def exact_taxes(base: int, rates: Sequence[Obj]) -> dict[str, Decimal]:
    """What an amount has been taxed before any rounding, for `taxes_on` to go on from."""
    return {
        rate["id"]: base * share / divisor
        for rate, (share, divisor) in zip(rates, _shares(rates), strict=True)
    }


def _rounded_tax(rate: str, exact: Decimal, carried: dict[str, Decimal] | None) -> int:
    """A tax in whole units; with `carried`, the sum over the lines is what is rounded."""
    if carried is None:
        return rounded(exact)
    before = carried.get(rate, Decimal(0))
    carried[rate] = before + exact
    return rounded(carried[rate]) - rounded(before)


def tax_entry(rate: Obj, amount: int, taxable: int, reason: str | None = None) -> Obj:
    """A tax as lines, invoices and credit notes show it."""
    return {
        "amount": amount,
        "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": reason or "standard_rated",
        "taxable_amount": 0 if reason else taxable,
        "type": "tax_rate_details",
    }


def _line(worth: Worth) -> Obj:
    discounted = [
        {"amount": amount, "discount": discount} for discount, amount in worth.taken.items()
    ]
    pretax = [{**entry, "type": "discount"} for entry in discounted]
    return {
        **worth.line,
        "subtotal": worth.line["amount"],
        "discount_amounts": discounted,
        "pretax_credit_amounts": [*pretax, *worth.credits],
        "taxes": worth.taxes,
    }


def _sums(
    worths: Sequence[Worth], discounts: Sequence[Off], tax_exempt: str | None, shipping: int
) -> Obj:
    subtotal = sum(worth.after_own for worth in worths)
    taken = {off.discount: 0 for off in discounts}
    for worth in worths:
        for discount, amount in worth.taken.items():
            taken[discount] = taken.get(discount, 0) + amount
    discounted = [{"amount": amount, "discount": id} for id, amount in taken.items()]
    credits = [entry for worth in worths for entry in worth.credits]
    taxes = summed_taxes([entry for worth in worths for entry in worth.taxes])
    exclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    total = sum(worth.left for worth in worths) + exclusive + shipping
    return {
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - _contained(worths, tax_exempt),
        "total": total,
        "total_excluding_tax": total - sum(tax["amount"] for tax in taxes),
        "total_discount_amounts": discounted,
        "total_pretax_credit_amounts": [
            *({**entry, "type": "discount"} for entry in discounted),
            *credits,
        ],
        "total_taxes": taxes,
    }


def _contained(worths: Sequence[Worth], tax_exempt: str | None) -> int:
    """The inclusive taxes of what the lines are worth before the invoice's discounts."""
    return sum(
        tax["amount"]
        for worth in worths
        for tax in taxes_on(worth.after_own, worth.rates, tax_exempt, None)
        if tax["tax_behavior"] == "inclusive"
    )


def summed_taxes(taxes: Sequence[Obj]) -> list[Obj]:
    """One entry for each rate and reason."""
    found: dict[tuple[str, str], Obj] = {}
    for tax in taxes:
        key = tax["tax_rate_details"]["tax_rate"], tax["taxability_reason"]
        old = found.get(key)
        if old is None:
            found[key] = tax
            continue
        found[key] = {
            **old,
            "amount": old["amount"] + tax["amount"],
            "taxable_amount": old["taxable_amount"] + tax["taxable_amount"],
        }
    return list(found.values())


class Due(NamedTuple):
    """What the balance leaves due: `changes` are (amount, type) of the balance's transactions."""

    amount: int
    ending_balance: int
    changes: tuple[tuple[int, str], ...]


def due(total: int, balance: int, currency: str) -> Due:
    """What of a total is due after the customer's balance; too little or too much goes there."""
    net = total + balance
    ending = min(0, net)
    changes: list[tuple[int, str]] = []
    if ending != balance:
        changes.append((ending - balance, "applied_to_invoice"))
    amount = max(0, net)
    most = currencies.MOST_OF.get(currency, currencies.MOST)
    if 0 < amount < currencies.LEAST.get(currency, 1):
        changes.append((amount, "invoice_too_small"))
        return Due(0, amount, tuple(changes))
    if amount > most:
        changes.append((amount - most, "invoice_too_large"))
        return Due(most, amount - most, tuple(changes))
    return Due(amount, ending, tuple(changes))


def off_of(discount: str, coupon: Obj, currency: str) -> Off:
    """A discount of a coupon in a currency; one that has no amount in it takes nothing."""
    share = coupon["percent_off"]
    amount = amount_off(coupon, currency)
    products = (coupon.get("applies_to") or {}).get("products")
    return Off(
        discount,
        None if share is None else Decimal(str(share)),
        amount or 0,
        None if products is None else frozenset(products),
    )


def amount_off(coupon: Obj, currency: str) -> int | None:
    """What a coupon takes off in a currency, if it takes an amount off in that one."""
    if coupon["amount_off"] is None:
        return None
    if coupon["currency"] == currency:
        return int(coupon["amount_off"])
    options: Mapping[str, Obj] = coupon.get("currency_options") or {}
    option = options.get(currency)
    return None if option is None else int(option["amount_off"])
