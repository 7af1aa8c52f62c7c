"""Meter events of the V1 API, and what they add up to for a customer."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.state import thin_events

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

EVENT, V2_EVENT = "billing.meter_event", "v2.billing.meter_event identifiers"
WINDOWS = {"hour": 3600, "day": 24 * 3600}
MINUTE = 60


@operation("POST /v1/billing/meter_events")
def create(call: Call) -> Obj:
    """Takes an event; as with Stripe, what is wrong with it is found out later, by a thin event."""
    params = call.params
    identifier = params.get("identifier")
    if identifier and call.store.get(EVENT, identifier) is not None:
        raise invalid(
            f"An event already exists with identifier {identifier}.",
            "identifier",
            "resource_already_exists",
        )
    obj = crud.build(call.world, EVENT, call.params)
    obj.update(
        identifier=identifier or call.world.ids.text(24),
        timestamp=params.get("timestamp") or call.world.now(),
        created=call.world.now(),
        livemode=call.world.livemode,
    )
    call.changes.keep(EVENT, obj["identifier"], obj)
    _report(call, obj)
    return obj


def _report(call: Call, event: Obj) -> None:
    """The thin event that tells of an event which cannot be counted."""
    name = event["event_name"]
    meters = [m for m in call.store.all("billing.meter") if m["event_name"] == name]
    if not meters:
        nowhere = {"object": "billing.meter", "id": None}
        thin_events.record(call.world, "v1.billing.meter.no_meter_found", nowhere)
    elif not any(_fits(call, meter, event["payload"]) for meter in meters):
        thin_events.record(call.world, "v1.billing.meter.error_report_triggered", meters[0])


def _fits(call: Call, meter: Obj, payload: Obj) -> bool:
    customer = payload.get(meter["customer_mapping"]["event_payload_key"])
    known = customer and call.store.get("customer", customer) is not None
    if meter["default_aggregation"]["formula"] != "count":
        known = known and _number(payload.get(meter["value_settings"]["event_payload_key"]))
    return meter["status"] == "active" and known is not None and known is not False


def _number(text: Any) -> Decimal | None:
    try:
        found = Decimal(str(text))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _time(event: Obj) -> int:
    stamp = event["timestamp"]
    if isinstance(stamp, int):
        return stamp
    return int(datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp())


def _counted(call: Call, meter: Obj, customer: str) -> list[tuple[int, Decimal]]:
    """When and how much, oldest first, without what was canceled."""
    canceled = {
        as_dict(found.get("cancel")).get("identifier")
        for kind in ("billing.meter_event_adjustment", "v2.billing.meter_event_adjustment")
        for found in call.store.all(kind)
    }
    formula = meter["default_aggregation"]["formula"]
    who = meter["customer_mapping"]["event_payload_key"]
    what = meter["value_settings"]["event_payload_key"]
    found = [
        (_time(event), _number(event["payload"].get(what)) or Decimal(0))
        for kind in (EVENT, V2_EVENT)
        for event in call.store.all(kind)
        if event["event_name"] == meter["event_name"]
        and event["payload"].get(who) == customer
        and event["identifier"] not in canceled
        and (formula == "count" or _number(event["payload"].get(what)) is not None)
    ]
    return sorted(found, key=lambda pair: pair[0])


def _aggregate(formula: str, values: list[Decimal]) -> int | float:
    if formula == "count":
        return len(values)
    total = values[-1] if formula == "last" else sum(values, Decimal(0))
    return int(total) if total == total.to_integral_value() else float(total)


@operation("GET /v1/billing/meters/{id}/event_summaries")
def summaries(call: Call) -> Obj:
    """Usage of a customer between two minutes, whole or by hours or days; newest first."""
    meter, params = call.get("billing.meter"), call.params
    start, end = params["start_time"], params["end_time"]
    for name in ("start_time", "end_time"):
        if params[name] % MINUTE:
            raise invalid(f"{name} must be aligned with minute boundaries.", name)
    if end <= start:
        raise invalid("end_time must be later than start_time.", "end_time")
    step: int = WINDOWS.get(params.get("value_grouping_window") or "") or end - start
    events = _counted(call, meter, params["customer"])
    found: list[Obj] = []
    for at in range(start, end, step):
        until = min(at + step, end)
        values = [value for moment, value in events if at <= moment < until]
        if values:
            found.append(
                {
                    **crud.template("billing.meter_event_summary"),
                    "id": f"mtrusg_test_{meter['id'].rpartition('_')[2]}{at}",
                    "aggregated_value": _aggregate(meter["default_aggregation"]["formula"], values),
                    "start_time": at,
                    "end_time": until,
                    "livemode": call.world.livemode,
                    "meter": meter["id"],
                }
            )
    return lists.slice_of(call, found[::-1])
