"""What a part of a period costs: the documented computations, to the cent."""

import pytest

from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.proration import Credit, Debit, credits_from, prorated, stretch

JULY = Period(1596749288, 1599427688)
APRIL = Period(1775001600, 1777593600)
NOVEMBER = Period(1762799351, 1765391351)


@pytest.mark.parametrize(
    ("amount", "period", "moment", "expected"),
    [
        (1000, JULY, 1598982148, 166),
        (3252, JULY, 1598982148, 541),
        (2000, APRIL, 1776729600, 667),
        (1000, APRIL, 1776729600, 333),
        (-1000, APRIL, 1776729600, -333),
        (3702, APRIL, 1775892615, 2429),
        (6170, APRIL, 1775892615, 4049),
        (2500, NOVEMBER, 1762799355, 2500),
        (25000, Period(1762799351, 1794335351), 1762799355, 25000),
        (2500, Period(1772271000, 1774949400), 1773100800, 1725),
        (4000, Period(1772271000, 1774949400), 1773100800, 2761),
        (1000, APRIL, APRIL.end, 0),
        (1000, APRIL, APRIL.start - 5, 1000),
    ],
)
def test_what_is_left_of_a_period(amount, period, moment, expected):
    assert prorated(amount, period, moment) == expected


@pytest.mark.parametrize(
    ("amount", "part", "whole", "expected"),
    [
        (3000, (1794736800, 1796083200), (1794736800, 1797328800), 1558),
        (3100, (0, 864000), (0, 2678400), 1000),
        (2800, (0, 14), (0, 28), 1400),
        (3100, (14, 31), (0, 31), 1700),
    ],
)
def test_a_first_period_cut_short(amount, part, whole, expected):
    assert stretch(amount, Period(*part), Period(*whole)) == expected


def test_a_credit_gives_back_what_was_debited():
    first = Debit(*APRIL, 1000, "il_1")
    credits, kept = credits_from([first], 1776729600)
    assert credits == [Credit(1776729600, APRIL.end, -333, "il_1")]
    assert kept == [Debit(APRIL.start, 1776729600, 667, "il_1")]


def test_each_debit_is_credited_and_none_twice():
    halfway, later = 1776297600, 1776729600
    debits = [Debit(APRIL.start, halfway, 500, "il_1"), Debit(halfway, APRIL.end, 900, "ii_2")]
    credits, kept = credits_from(debits, later)
    assert [(credit.amount, credit.source) for credit in credits] == [(-600, "ii_2")]
    assert credits_from(kept, later) == ([], kept)
    assert sum(debit.net for debit in kept) == 1400 - 600


def test_a_debit_of_the_future_comes_back_whole():
    debit = Debit(APRIL.start, APRIL.end, 700, "ii_1")
    assert credits_from([debit], APRIL.start - 10) == (
        [Credit(APRIL.start, APRIL.end, -700, "ii_1")],
        [],
    )
