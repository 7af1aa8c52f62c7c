"""What a part of a period costs: debits for what is left of it, credits for what is not used.

Amounts are exact until the end; each debit and each credit is rounded once, half away from zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from stripe.sandbox.billing.periods import Period


class Debit(NamedTuple):
    """What was charged for a stretch of an item's time, and where: the source of later credits.

    `net` is in the smallest unit, after discounts; `source` is the id of an invoice item or line.
    """

    start: int
    end: int
    net: int
    source: str


class Credit(NamedTuple):
    """What of a debit comes back (`amount` is negative), for the time from `start` on."""

    start: int
    end: int
    amount: int
    source: str


def rounded(amount: Fraction | Decimal | int) -> int:
    """An amount in whole units, half away from zero."""
    exact = Fraction(amount)
    whole = (abs(exact) + Fraction(1, 2)).__floor__()
    return whole if exact >= 0 else -whole


def part_left(period: Period, moment: int) -> Fraction:
    """The share of a period that lies after a moment."""
    if period.end <= period.start:
        return Fraction(0)
    return Fraction(period.end - max(moment, period.start), period.end - period.start)


def prorated(amount: Decimal | int, period: Period, moment: int) -> int:
    """What the price of a whole period comes to for the part after a moment."""
    return rounded(Fraction(amount) * part_left(period, moment))


def stretch(amount: Decimal | int, part: Period, whole: Period) -> int:
    """What the price of a whole period comes to for a part of that length."""
    return rounded(Fraction(amount) * Fraction(part.end - part.start, whole.end - whole.start))


def credits_from(debits: Iterable[Debit], moment: int) -> tuple[list[Credit], list[Debit]]:
    """One credit for each debit that reaches past a moment, and the debits as they then are."""
    credits: list[Credit] = []
    kept: list[Debit] = []
    for debit in debits:
        if debit.end <= moment:
            kept.append(debit)
            continue
        amount = -prorated(debit.net, Period(debit.start, debit.end), moment)
        start = max(debit.start, moment)
        credits.append(Credit(start, debit.end, amount, debit.source))
        if debit.start < moment:
            kept.append(Debit(debit.start, moment, debit.net + amount, debit.source))
    return credits, kept
