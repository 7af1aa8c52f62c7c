"""Calendar arithmetic of billing periods, in whole Unix seconds and UTC.

Boundary `k` of a price is its anchor plus `k` times its interval, always counted from the anchor:
Jan 31 is followed by Feb 28, and that by Mar 31.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import NamedTuple

from stripe.sandbox.json import Obj

DAY = 24 * 3600
SECONDS = {"day": DAY, "week": 7 * DAY}
MONTHS = {"month": 1, "year": 12}
LONGEST_DAYS, LONGEST_MONTHS = 3 * 365, 36
LEAP_CYCLE = 48
"""Months after which every day that a month of the year can have has come."""


class Cycle(NamedTuple):
    """How often a price is billed: once in `every` intervals."""

    interval: str
    every: int

    @property
    def is_calendar(self) -> bool:
        """Whether it is counted in months, which differ in length."""
        return self.interval in MONTHS

    @property
    def size(self) -> int:
        """Its length: seconds for days and weeks, months for months and years."""
        return self.every * (MONTHS if self.is_calendar else SECONDS)[self.interval]


class Period(NamedTuple):
    """A stretch of time; the end belongs to the next one."""

    start: int
    end: int


def cycle_of(price: Obj) -> Cycle:
    """The cycle of a price (its `recurring`) or of a plan."""
    recurring = price.get("recurring") or price
    return Cycle(recurring["interval"], recurring.get("interval_count") or 1)


def boundary(anchor: int, cycle: Cycle, k: int) -> int:
    """Boundary `k`, which may be negative; the last day stands in for one that a month lacks."""
    if not cycle.is_calendar:
        return anchor + k * cycle.size
    moment = datetime.fromtimestamp(anchor, timezone.utc)
    return int(_in_month(moment, _months(moment) + k * cycle.size, moment.day).timestamp())


def later(start: int, cycle: Cycle, times: int = 1) -> int:
    """The time so many whole cycles after another."""
    return boundary(start, cycle, times)


def later_on_grid(start: int, cycle: Cycle, anchor: int) -> int:
    """The end of a cycle from a start; one on the monthly grid of an anchor keeps the anchor's day."""
    month = Cycle("month", 1)
    around = period_around(anchor, month, start)
    if not cycle.is_calendar or around.start != start:
        return later(start, cycle)
    then, first = (datetime.fromtimestamp(moment, timezone.utc) for moment in (start, anchor))
    return boundary(anchor, month, _months(then) - _months(first) + cycle.size)


def period_around(anchor: int, cycle: Cycle, moment: int) -> Period:
    """The period of the grid that holds a moment: `start <= moment < end`."""
    if cycle.is_calendar:
        then = datetime.fromtimestamp(anchor, timezone.utc)
        apart = _months(datetime.fromtimestamp(moment, timezone.utc)) - _months(then)
        k = apart // cycle.size
    else:
        k = (moment - anchor) // cycle.size
    while boundary(anchor, cycle, k) > moment:
        k -= 1
    while boundary(anchor, cycle, k + 1) <= moment:
        k += 1
    return Period(boundary(anchor, cycle, k), boundary(anchor, cycle, k + 1))


def next_boundary(anchor: int, cycle: Cycle, moment: int) -> int:
    """The first boundary after a moment."""
    return period_around(anchor, cycle, moment).end


def first_period(start: int, anchor: int, cycle: Cycle) -> Period:
    """The period in which a subscription starts, cut short by the next boundary of its anchor."""
    return Period(start, next_boundary(anchor, cycle, start))


def periods_between(anchor: int, cycle: Cycle, start: int, moment: int) -> list[Period]:
    """The periods from a start in the past up to the one that holds a moment, oldest first."""
    found = [first_period(start, anchor, cycle)]
    while found[-1].end <= moment:
        found.append(Period(found[-1].end, next_boundary(anchor, cycle, found[-1].end)))
    return found


def natural_period(start: int, anchor: int, cycle: Cycle) -> Period:
    """What a full price pays for in the period from `start`: the denominator of its proration.

    On the grid that is the period itself; off it, the whole cycle that the anchor cuts short.
    """
    around = period_around(anchor, cycle, start)
    return around if around.start == start else Period(start, later(start, cycle))


def anchor_of(config: Obj, now: int, cycle: Cycle) -> int:
    """The anchor that a `billing_cycle_anchor_config` asks for, after `now`.

    Where the next such month lacks the day, the anchor lies in the first later month of the grid
    that has it, so that the day is kept.
    """
    moment = datetime.fromtimestamp(now, timezone.utc)
    clock: dict[str, int] = {
        key: config[key] for key in ("hour", "minute", "second") if config.get(key) is not None
    }
    if "hour" in clock:
        clock = {"minute": 0, "second": 0, **clock}
    moment = moment.replace(
        hour=clock.get("hour", moment.hour),
        minute=clock.get("minute", moment.minute),
        second=clock.get("second", moment.second),
    )
    day = config["day_of_month"]
    at = _months(moment)
    month = config.get("month")
    step = 1
    if month is not None:
        at, step = at // 12 * 12 + month - 1, 12
    while _in_month(moment, at, day).timestamp() <= now:
        at += step
    for months in range(at, at + LEAP_CYCLE * 3, cycle.size):
        if monthrange(months // 12, months % 12 + 1)[1] >= day:
            return int(_in_month(moment, months, day).timestamp())
    return int(_in_month(moment, at, day).timestamp())


def shortest(cycles: Iterable[Cycle]) -> Cycle:
    """The cycle that comes round most often."""
    return min(cycles, key=lambda cycle: later(0, cycle))


def go_together(cycles: Iterable[Cycle]) -> bool:
    """Whether each cycle is a multiple of the shortest; one day goes with all."""
    distinct = set(cycles)
    base = shortest(distinct)
    if base == Cycle("day", 1):
        return True
    return all(
        cycle.is_calendar == base.is_calendar and cycle.size % base.size == 0 for cycle in distinct
    )


def is_too_long(cycle: Cycle) -> bool:
    """Whether a cycle is longer than three years."""
    if cycle.is_calendar:
        return cycle.size > LONGEST_MONTHS
    return cycle.size > (156 * 7 if cycle.interval == "week" else LONGEST_DAYS) * DAY


def _months(moment: datetime) -> int:
    return moment.year * 12 + moment.month - 1


def _in_month(moment: datetime, months: int, day: int) -> datetime:
    """A day of a month, or the last one of a shorter month, at the time of day of `moment`."""
    year, month = months // 12, months % 12 + 1
    return moment.replace(year=year, month=month, day=min(day, monthrange(year, month)[1]))
