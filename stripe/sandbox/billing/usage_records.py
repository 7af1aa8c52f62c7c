"""Usage records: how older versions of the API (before 2025-03-31) were told of usage, item by item."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import clocks, subscription_invoices, usage
from stripe.sandbox.billing.subscription_state import ITEM
from stripe.sandbox.errors import ApiError, invalid, missing_parameter, too_small
from stripe.sandbox.generic import lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

ONE = "/v1/subscription_items/{subscription_item}"
AHEAD = 5 * 60  # seconds
ACTIONS = ("increment", "set")


@operation(f"POST {ONE}/usage_records")
def create(call: Call) -> Obj:
    """Adds to the usage of an item, or sets what it was at a time."""
    world, params, item = call.world, call.params, _item(call)
    meter = _meter(item)
    sub = world.find("subscription", item["subscription"], None)
    customer = world.find("customer", sub["customer"], None)
    quantity = _whole(params, "quantity")
    action = params.get("action") or "increment"
    if action not in ACTIONS:
        raise invalid("Invalid action: must be one of increment or set", "action")
    with clocks.living(world, customer):
        moment = _moment(world, sub, item, params)
        if action == "set":
            usage.cancel_at(world, meter, item["id"], moment)
        id = f"mbur_1{world.ids.text(23)}"
        kept = {"name": meter["id"], "customer": None, "received": world.clock.now()}
        world.changes.keep(usage.ARRIVED, id, kept)
        usage.count(world, meter, item["id"], id, moment, Decimal(quantity))
        world.changes.announce("usage.counted", {"meter": meter, "customer": customer})
    return {
        "id": id,
        "object": "usage_record",
        "livemode": world.livemode,
        "quantity": quantity,
        "subscription_item": item["id"],
        "timestamp": moment,
    }


@operation(f"GET {ONE}/usage_record_summaries")
def summaries(call: Call) -> Obj:
    """What an item has used in its current period, and in those that were billed, newest first."""
    world, item = call.world, _item(call)
    meter = _meter(item)
    period = {"end": item["current_period_end"], "start": item["current_period_start"]}
    start, end = usage.Moment(period["start"]), usage.Moment(period["end"])
    events = usage.counted(world, meter, item["id"], start, end)
    found = [_summary(world, item, period, int(usage.aggregate(meter, events)))]
    sub = world.find("subscription", item["subscription"], None)
    for invoice in subscription_invoices.of(world, sub):
        if invoice["billing_reason"] == "subscription_create":
            continue  # classic ones have a line for what is not used yet
        for line in invoice["lines"]["data"]:
            details = part(line, "parent", "subscription_item_details")
            billed = details.get("subscription_item") == item["id"]
            if billed and line["period"]["end"] <= period["start"]:
                total = line["quantity"]
                found.append(_summary(world, item, line["period"], total, invoice["id"]))
    params: Obj = {
        key: call.params[key] for key in ("limit", "starting_after") if key in call.params
    }
    if "limit" in params:
        params["limit"] = _whole(params, "limit")
    return lists.slice_of(call, found, "usage_record_summary", params)


def _summary(world: World, item: Obj, period: Obj, total: int, invoice: str | None = None) -> Obj:
    return {
        "id": f"sis_1{item['id'].rpartition('_')[2]}{period['start']}",
        "object": "usage_record_summary",
        "invoice": invoice,
        "livemode": world.livemode,
        "period": period,
        "subscription_item": item["id"],
        "total_usage": total,
    }


def _item(call: Call) -> Obj:
    id = call.ids["subscription_item"]
    item = call.store.get(ITEM, id)
    if item is None:
        raise call.missing(ITEM, id, "subscription_item", status=404)
    return item


def _meter(item: Obj) -> Obj:
    meter = usage.BY_RECORD.get(item["price"]["recurring"]["meter"] or "")
    if meter is None:
        raise invalid(
            "Usage records can only be created for subscription items of metered prices without a "
            "meter; the usage of this one is told by meter events or its quantity.",
            "subscription_item",
        )
    return meter


def _whole(params: Obj, name: str) -> int:
    text = params.get(name)
    if text is None:
        raise missing_parameter(name)
    if not str(text).lstrip("-").isdigit():
        raise ApiError(
            400, f"Invalid integer: {text}", code="parameter_invalid_integer", param=name
        )
    if int(text) < 0:
        raise too_small(name, 0)
    return int(text)


def _moment(world: World, sub: Obj, item: Obj, params: Obj) -> int:
    """The time of a record: in the period under way, or in one whose invoice is a draft still."""
    if params.get("timestamp") in (None, "", "now"):
        return world.now()
    moment = _whole(params, "timestamp")
    drafts = (one for one in subscription_invoices.of(world, sub) if one["status"] == "draft")
    earliest = min((one["period_start"] for one in drafts), default=item["current_period_start"])
    if moment < earliest:
        raise invalid(
            "Cannot create the usage record with this timestamp because timestamps must be after "
            "the subscription's last invoice period (or current period start time).",
            "timestamp",
        )
    if moment > world.now() + AHEAD:
        raise invalid(
            "Cannot create the usage record with this timestamp because it is in the future.",
            "timestamp",
        )
    return moment
