"""Usage: what the meter events of a customer add up to, by the formula of the meter.

Of every event that can be counted a record is kept, `{at, value}` by its identifier, in one
collection for each meter and customer; the events themselves are told apart no further.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

WINDOWS = {"hour": 3600, "day": 24 * 3600}


def records(meter: Obj, customer: str) -> str:
    """The collection with the usage of a customer on a meter."""
    return f"usage {meter['id']} {customer}"


def usage_of(world: World, meter: Obj, customer: str, start: int, end: int) -> Decimal:
    """The usage with start <= timestamp < end, as it is billed; 0 where it would be negative."""
    return max(aggregate(meter, events_of(world, meter, customer, start, end)), Decimal(0))


def events_of(
    world: World, meter: Obj, customer: str, start: int, end: int
) -> list[tuple[int, Decimal]]:
    """When and how much, by time and then by arrival; one a window where the meter has windows."""
    kept = world.store.collection(records(meter, customer)).walk(None, None, None, forward=True)
    found = [(event["at"], Decimal(event["value"])) for event in kept if start <= event["at"] < end]
    found.sort(key=lambda event: event[0])
    window = WINDOWS.get(meter["event_time_window"] or "")
    if window is not None:
        return list({at // window: (at, value) for at, value in found}.values())
    return found


def aggregate(meter: Obj, events: list[tuple[int, Decimal]]) -> Decimal:
    """The events as one figure, by the formula of the meter."""
    formula = meter["default_aggregation"]["formula"]
    if formula == "count":
        return Decimal(len(events))
    if formula == "last":
        return events[-1][1] if events else Decimal(0)
    return sum((value for _, value in events), Decimal(0))
