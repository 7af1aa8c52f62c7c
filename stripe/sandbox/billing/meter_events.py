"""Meter events: each is taken; one that cannot be counted is told of later, by a thin event."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing import clocks, usage
from stripe.sandbox.billing.periods import DAY
from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation, prepare
from stripe.sandbox.state import thin_events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.world import World

NAME, ADJUSTMENT = "billing.meter_event", "billing.meter_event_adjustment"
OLDEST, AHEAD = 35 * DAY, 5 * 60  # seconds
DIGITS, PLACES = 15, 12


class Event(NamedTuple):
    """What both versions of the API send; `timestamp` is None for the time of the customer."""

    name: str
    payload: Obj
    identifier: str
    timestamp: int | None


class Problem(NamedTuple):
    """Why an event cannot be counted."""

    code: str
    message: str


@operation("POST /v1/billing/meter_events")
def create(call: Call) -> Obj:
    """Takes an event."""
    params = call.params
    identifier = params.get("identifier") or call.world.ids.text(24)
    check_new(call.world, identifier)
    event = Event(params["event_name"], params["payload"], identifier, params.get("timestamp"))
    take(call.world, [event])
    return {
        **crud.build(call.world, NAME, params),
        "created": call.clock.now(),
        "identifier": identifier,
        "livemode": call.world.livemode,
        "timestamp": moment_of(call.world, event),
    }


def check_new(world: World, identifier: str) -> None:
    """Raises for an identifier that was used before."""
    if world.store.get(usage.ARRIVED, identifier) is not None:
        raise invalid(
            f"An event already exists with identifier {identifier}.",
            "identifier",
            "resource_already_exists",
        )


def take(world: World, events: Sequence[Event]) -> None:
    """Counts events, and reports those that cannot be counted: one thin event for each meter."""
    problems: dict[str | None, list[tuple[Event, Problem]]] = {}
    for event in events:
        meter = _meter_of(world, event.name)
        customer = _customer_of(meter, event)
        kept = {"name": event.name, "customer": customer, "received": world.clock.now()}
        world.changes.keep(usage.ARRIVED, event.identifier, kept)
        problem = _count(world, meter, customer, event)
        if problem is not None:
            id = meter["id"] if meter is not None else None
            problems.setdefault(id, []).append((event, problem))
    for id, found in problems.items():
        _report(world, id, found)


def _count(world: World, meter: Obj | None, customer: str | None, event: Event) -> Problem | None:
    """Counts an event, or says why it cannot be counted."""
    if meter is None:
        return Problem("no_meter", f"No meter has the event name {event.name}.")
    if meter["status"] != "active":
        return Problem("archived_meter", f"The meter {meter['id']} is not active.")
    if customer is None:
        key = meter["customer_mapping"]["event_payload_key"]
        return Problem("meter_event_no_customer_defined", f"The payload has no key {key}.")
    owner = world.store.get("customer", customer)
    if owner is None:
        return Problem("meter_event_customer_not_found", f"There is no customer {customer}.")
    now, moment = _now_of(world, customer), moment_of(world, event)
    if moment > now + AHEAD:
        return Problem("timestamp_in_future", "The timestamp is over 5 minutes in the future.")
    if moment < now - OLDEST:
        return Problem("timestamp_too_far_in_past", "The timestamp is over 35 days in the past.")
    value = _value_of(meter, event)
    if isinstance(value, Problem):
        return value
    usage.count(world, meter, customer, event.identifier, moment, value)
    world.changes.announce("usage.counted", {"meter": meter, "customer": owner})
    return None


def moment_of(world: World, event: Event) -> int:
    """When an event happened."""
    if event.timestamp is not None:
        return event.timestamp
    return _now_of(world, _customer_of(_meter_of(world, event.name), event))


def _now_of(world: World, customer: str | None) -> int:
    """The time at which a customer lives: a test clock's, or the sandbox's."""
    with clocks.living(world, world.store.get("customer", customer)):
        return world.now()


def _meter_of(world: World, name: str) -> Obj | None:
    meters = [meter for meter in world.store.all("billing.meter") if meter["event_name"] == name]
    meters.sort(key=lambda meter: meter["status"] != "active")
    return meters[0] if meters else None


def _customer_of(meter: Obj | None, event: Event) -> str | None:
    key = meter["customer_mapping"]["event_payload_key"] if meter else "stripe_customer_id"
    return event.payload.get(key) or None


def _value_of(meter: Obj, event: Event) -> Decimal | Problem:
    key = meter["value_settings"]["event_payload_key"]
    if meter["default_aggregation"]["formula"] == "count":
        return Decimal(1)
    text = event.payload.get(key)
    if text in (None, ""):
        return Problem("meter_event_value_not_found", f"The payload has no key {key}.")
    try:
        value = Decimal(str(text))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        return Problem("meter_event_invalid_value", f"The value {text} is not a number.")
    places = -int(value.normalize().as_tuple().exponent)
    if value.adjusted() >= DIGITS or places > PLACES:
        return Problem("meter_event_value_too_many_digits", f"The value {text} is too long.")
    return value


def _report(world: World, meter: str | None, found: list[tuple[Event, Problem]]) -> None:
    """The thin event that tells of events which could not be counted."""
    codes = Counter(problem.code for _, problem in found)
    moment = world.clock.iso()
    number = "is 1 invalid event" if len(found) == 1 else f"are {len(found)} invalid events"
    data: Obj = {
        "developer_message_summary": f"There {number} in the last window.",
        "reason": {
            "error_count": len(found),
            "error_types": [
                {
                    "code": code,
                    "error_count": times,
                    "sample_errors": [
                        {"error_message": why.message, "request": {"identifier": event.identifier}}
                        for event, why in found
                        if why.code == code
                    ],
                }
                for code, times in codes.items()
            ],
        },
        "validation_start": moment,
        "validation_end": moment,
    }
    kind = "no_meter_found" if meter is None else "error_report_triggered"
    about = {"object": "billing.meter", "id": meter}
    thin_events.record(world, f"v1.billing.meter.{kind}", about, data=data)


@prepare(ADJUSTMENT)
def _adjust(world: World, obj: Obj, params: Obj) -> None:
    """Cancels an event that arrived within the last day."""
    identifier = (params.get("cancel") or {}).get("identifier")
    if not identifier:
        raise missing_parameter("cancel[identifier]")
    kept = world.store.get(usage.ARRIVED, identifier)
    if kept is None or kept["name"] != params["event_name"]:
        raise world.missing(NAME, identifier, "cancel[identifier]")
    if kept["received"] < world.clock.now() - DAY:
        raise invalid(
            "Meter events can only be canceled within 24 hours of their arrival.",
            "cancel[identifier]",
        )
    obj["status"] = "complete"
    _cancel(world, kept, identifier)


@prepare(f"v2.{ADJUSTMENT}")
def _adjust_later(world: World, obj: Obj, params: Obj) -> None:
    """The same; what cannot be canceled stays pending, as this version answers before it looks."""
    identifier = params["cancel"]["identifier"]
    kept = world.store.get(usage.ARRIVED, identifier) or {"name": None}
    fits = kept["name"] == params["event_name"]
    recent = fits and kept["received"] >= world.clock.now() - DAY
    obj["status"] = "complete" if recent else "pending"
    if recent:
        _cancel(world, kept, identifier)


def _cancel(world: World, kept: Obj, identifier: str) -> None:
    meter = _meter_of(world, kept["name"])
    if meter is not None and kept["customer"] is not None:
        usage.cancel(world, meter, kept["customer"], identifier)
        owner = world.store.get("customer", kept["customer"])
        if owner is not None:
            world.changes.announce("usage.counted", {"meter": meter, "customer": owner})
