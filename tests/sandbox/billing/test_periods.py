"""Where periods begin and end: calendar, anchors, intervals that go together."""

from datetime import datetime, timezone

import pytest

from stripe.sandbox.billing.periods import (
    Cycle,
    anchor_of,
    boundary,
    first_period,
    go_together,
    is_too_long,
    natural_period,
    next_boundary,
    period_around,
    periods_between,
)

MONTHLY, YEARLY, WEEKLY = Cycle("month", 1), Cycle("year", 1), Cycle("week", 1)


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp())


@pytest.mark.parametrize(
    ("anchor", "cycle", "expected"),
    [
        (
            "2026-01-31T09:30:00",
            MONTHLY,
            ["2026-02-28T09:30:00", "2026-03-31T09:30:00", "2026-04-30T09:30:00"],
        ),
        (
            "2028-02-29T12:00:00",
            YEARLY,
            [
                "2029-02-28T12:00:00",
                "2030-02-28T12:00:00",
                "2031-02-28T12:00:00",
                "2032-02-29T12:00:00",
            ],
        ),
        ("2026-12-31", Cycle("month", 2), ["2027-02-28", "2027-04-30", "2027-06-30", "2027-08-31"]),
        ("2026-03-28", WEEKLY, ["2026-04-04", "2026-04-11"]),
        ("2026-03-28T23:59:59", Cycle("day", 3), ["2026-03-31T23:59:59", "2026-04-03T23:59:59"]),
    ],
)
def test_boundaries_are_counted_from_the_anchor(anchor, cycle, expected):
    found = [boundary(at(anchor), cycle, k) for k in range(1, len(expected) + 1)]
    assert found == [at(text) for text in expected]


def test_the_examples_in_seconds():
    anchor = 1769851800
    assert [boundary(anchor, MONTHLY, k) for k in (1, 2, 3)] == [1772271000, 1774949400, 1777541400]


@pytest.mark.parametrize("cycle", [MONTHLY, YEARLY, WEEKLY, Cycle("month", 3), Cycle("day", 10)])
@pytest.mark.parametrize(
    "moment", ["2024-02-29", "2026-01-30", "2026-01-31T09:30:00", "2031-07-01"]
)
def test_the_period_around_a_moment_holds_it(cycle, moment):
    anchor = at("2026-01-31T09:30:00")
    start, end = period_around(anchor, cycle, at(moment))
    assert start <= at(moment) < end
    assert next_boundary(anchor, cycle, start) == end


def test_a_first_period_ends_at_the_anchor_and_is_measured_by_the_whole_cycle():
    start, anchor = 1794736800, 1796083200
    assert first_period(start, anchor, MONTHLY) == (start, anchor)
    assert natural_period(start, anchor, MONTHLY) == (start, start + 2592000)
    assert natural_period(anchor, anchor, MONTHLY) == (anchor, at("2027-01-01"))


def test_a_backdated_start_has_one_period_for_each_boundary_passed():
    start = at("2026-01-15")
    found = periods_between(start, MONTHLY, start, at("2026-03-20"))
    assert [period.start for period in found] == [start, at("2026-02-15"), at("2026-03-15")]
    assert found[-1].end == at("2026-04-15")


@pytest.mark.parametrize(
    ("config", "now", "cycle", "expected"),
    [
        ({"day_of_month": 15}, "2026-03-05T08:00:01", MONTHLY, "2026-03-15T08:00:01"),
        ({"day_of_month": 15}, "2026-03-15T08:00:00", MONTHLY, "2026-04-15T08:00:00"),
        ({"day_of_month": 15, "hour": 12}, "2026-03-15T08:20:07", MONTHLY, "2026-03-15T12:00:00"),
        ({"day_of_month": 31}, "2026-02-10T06:00:00", Cycle("month", 2), "2026-08-31T06:00:00"),
        ({"day_of_month": 1, "month": 7}, "2026-08-01", YEARLY, "2027-07-01"),
        ({"day_of_month": 29, "month": 2}, "2026-01-01", YEARLY, "2028-02-29"),
        ({"day_of_month": 31, "month": 4}, "2026-01-01", YEARLY, "2026-04-30"),
    ],
)
def test_an_anchor_from_its_config(config, now, cycle, expected):
    assert anchor_of(config, at(now), cycle) == at(expected)


def test_the_first_full_invoice_of_day_31_in_february_comes_on_its_last_day():
    start, cycle = at("2026-02-10T06:00:00"), Cycle("month", 2)
    anchor = anchor_of({"day_of_month": 31}, start, cycle)
    assert first_period(start, anchor, cycle).end == at("2026-02-28T06:00:00")


@pytest.mark.parametrize(
    ("cycles", "expected"),
    [
        ("1 month, 1 year", True),
        ("12 month, 1 year", True),
        ("7 day, 1 week", True),
        ("1 day, 1 month, 1 week", True),
        ("1 month, 3 month", True),
        ("1 week, 1 month", False),
        ("1 week, 1 year", False),
        ("2 day, 1 week", False),
        ("2 month, 3 month", False),
    ],
)
def test_intervals_that_go_together(cycles, expected):
    pairs = [text.split() for text in cycles.split(", ")]
    assert go_together([Cycle(interval, int(count)) for count, interval in pairs]) is expected


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        (Cycle("year", 3), False),
        (Cycle("month", 36), False),
        (Cycle("week", 156), False),
        (Cycle("year", 4), True),
        (Cycle("month", 37), True),
        (Cycle("week", 157), True),
        (Cycle("day", 1096), True),
    ],
)
def test_no_cycle_is_longer_than_three_years(cycle, expected):
    assert is_too_long(cycle) is expected
