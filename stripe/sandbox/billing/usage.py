"""Usage: what the meter events of a customer add up to, by the formula of the meter.

Of every event that can be counted a record is kept, by its identifier: when it happened, its value,
its place in the order of arrival, whether it was canceled. The records of a customer on a meter are
a collection.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.world import World

WINDOWS = {"hour": 3600, "day": 24 * 3600}
ARRIVED = "meter event identifiers"
"""The collection of what arrived under an identifier, of both versions of the API."""
Counted = list[tuple[int, Decimal]]
"""When and how much, oldest first."""


class Moment(NamedTuple):
    """The beginning of a second, or a point within it: what had `arrived` by then lies before."""

    at: int
    arrived: int = -1


BY_RECORD: dict[str, Obj] = {
    f"mtr_usage_records_{formula}": {
        "id": f"mtr_usage_records_{formula}",
        "default_aggregation": {"formula": formula},
        "event_time_window": None,
    }
    for formula in ("last", "sum")
}
"""What counts the usage records of older versions, whose prices had no meter: item by item."""


def of_item(world: World, item: Obj, customer: str, start: Moment, end: Moment) -> Decimal:
    """What is billed of an item for a time: what its meter has counted, of its customer or itself."""
    id = item["price"]["recurring"]["meter"] or ""
    if id in BY_RECORD:
        return usage_of(world, BY_RECORD[id], item["id"], start, end)
    meter = world.store.get("billing.meter", id)
    return Decimal(0) if meter is None else usage_of(world, meter, customer, start, end)


def usage_of(world: World, meter: Obj, customer: str, start: Moment, end: Moment) -> Decimal:
    """The usage from `start` to `end`, as it is billed; 0 where it would be negative."""
    return max(aggregate(meter, counted(world, meter, customer, start, end)), Decimal(0))


def count(
    world: World, meter: Obj, customer: str, identifier: str, at: int, value: Decimal
) -> None:
    """Keeps an event that can be counted."""
    record = {"at": at, "value": str(value), "order": arrived(world), "canceled": False}
    world.changes.keep(_records(meter, customer), identifier, record)


def arrived(world: World) -> int:
    """How many events have arrived so far, for whatever meter."""
    return len(world.store.collection(ARRIVED).order)


def cancel(world: World, meter: Obj, customer: str, identifier: str) -> None:
    """Counts an event no more."""
    records = _records(meter, customer)
    record = world.store.get(records, identifier)
    if record is not None:
        world.changes.keep(records, identifier, {**record, "canceled": True})


def cancel_at(world: World, meter: Obj, customer: str, at: int) -> None:
    """Counts no more what happened at a time."""
    for identifier, record in list(
        world.store.collection(_records(meter, customer)).objects.items()
    ):
        if record["at"] == at:
            cancel(world, meter, customer, identifier)


def counted(
    world: World, meter: Obj, customer: str, start: Moment, end: Moment, after: int = 0
) -> Counted:
    """The events of a time by timestamp, then by arrival; one a window if the meter has windows.

    `after` leaves out those events that had arrived when there were so many.
    """
    found = [
        (record["at"], Decimal(record["value"]))
        for record in world.store.collection(_records(meter, customer)).objects.values()
        if start < (record["at"], record["order"]) <= end
        and not record["canceled"]
        and record["order"] > after
    ]
    found.sort(key=lambda event: event[0])
    window = WINDOWS.get(meter["event_time_window"] or "")
    if window is not None:
        return list({at // window: (at, value) for at, value in found}.values())
    return found


def aggregate(meter: Obj, events: Counted) -> Decimal:
    """The events as one figure, by the formula of the meter."""
    formula = meter["default_aggregation"]["formula"]
    if formula == "count":
        return Decimal(len(events))
    if formula == "last":
        return events[-1][1] if events else Decimal(0)
    return sum((value for _, value in events), Decimal(0))


def _records(meter: Obj, customer: str) -> str:
    return f"usage {meter['id']} {customer}"
