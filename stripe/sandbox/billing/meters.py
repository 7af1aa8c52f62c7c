"""Meters, and what they show of a customer's usage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import usage
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation, prepare

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.world import World

NAME = "billing.meter"
MINUTE = 60
BY_ID: Obj = {"event_payload_key": "stripe_customer_id", "type": "by_id"}


@prepare(NAME)
def _begin(world: World, obj: Obj, params: Obj) -> None:
    for other in world.store.all(NAME):
        if other["event_name"] == obj["event_name"] and other["status"] == "active":
            raise invalid(
                f"An active meter with the event name `{obj['event_name']}` already exists: "
                f"{other['id']}.",
                "event_name",
                "resource_already_exists",
            )
    obj["customer_mapping"] = params.get("customer_mapping") or BY_ID
    obj["value_settings"] = params.get("value_settings") or {"event_payload_key": "value"}


@operation("GET /v1/billing/meters/{id}/event_summaries")
def summaries(call: Call) -> Obj:
    """Usage of a customer between two minutes, whole or by hours or days; newest first."""
    meter, params = call.get(NAME), call.params
    start, end, grouping = params["start_time"], params["end_time"], _grouping(params)
    call.find("customer", params["customer"], "customer")
    step = grouping or end - start
    events = usage.counted(
        call.world, meter, params["customer"], usage.Moment(start), usage.Moment(end)
    )
    found: list[Obj] = []
    for at in range(start, end, step):
        within = [event for event in events if at <= event[0] < at + step]
        if within:
            total = usage.aggregate(meter, within)
            whole = total == total.to_integral_value()
            found.append(
                {
                    **crud.template("billing.meter_event_summary"),
                    "id": f"mtrusg_test_{meter['id'].rpartition('_')[2]}{at}",
                    "aggregated_value": int(total) if whole else float(total),
                    "start_time": at,
                    "end_time": at + step,
                    "livemode": call.world.livemode,
                    "meter": meter["id"],
                }
            )
    return lists.slice_of(call, found[::-1])


def _grouping(params: Obj) -> int | None:
    """Seconds in each of the windows asked for; refuses times that do not fit them."""
    window = params.get("value_grouping_window")
    step = usage.WINDOWS[window] if window else None
    for name in ("start_time", "end_time"):
        if params[name] % MINUTE:
            raise invalid(f"{name} must be aligned with minute boundaries.", name)
        if step is not None and params[name] % step:
            raise invalid(
                f"{name} must be aligned with {window} boundaries (UTC) when "
                f"`value_grouping_window` is `{window}`.",
                name,
            )
    if params["end_time"] <= params["start_time"]:
        raise invalid("end_time must be later than start_time.", "end_time")
    return step
