"""Alerts on usage: each tells once of every customer whose usage reaches its threshold.

What counts is usage that arrives after the alert was made, whatever its time: alerts know no clocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import usage
from stripe.sandbox.errors import invalid, missing_parameter, too_small
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import part, parts
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.world import World

NAME = "billing.alert"
MOST = 25  # of one meter, for one customer or for all
EVER = 2**53


@operation("POST /v1/billing/alerts")
def create(call: Call) -> Obj:
    """An alert."""
    world, params = call.world, call.params
    threshold = part(params, "usage_threshold")
    if not threshold:
        raise missing_parameter("usage_threshold")
    call.find("billing.meter", threshold["meter"], "usage_threshold[meter]")
    if threshold["gte"] < 1:
        raise too_small("usage_threshold[gte]", 1)
    customer = None
    if len(parts(threshold, "filters")) > 1:
        raise invalid("An alert can have one filter only.", "usage_threshold[filters]")
    for at, given in enumerate(parts(threshold, "filters")):
        customer = given.get("customer")
        if customer is not None:
            call.find("customer", customer, f"usage_threshold[filters][{at}][customer]")
    same = [one for one in _of_meter(world, threshold["meter"]) if _customer(one) == customer]
    if len(same) >= MOST:
        raise invalid(f"A meter can have at most {MOST} alerts for each customer.")
    obj = crud.build(world, NAME, params)
    return call.changes.create(NAME, obj, hidden={"after": usage.arrived(world), "told": []})


@lists.filter_by(NAME, "meter")
def _by_meter(_world: World, wanted: str, alert: Obj) -> bool:
    return bool(part(alert, "usage_threshold").get("meter") == wanted)


def _of_meter(world: World, meter: str) -> list[Obj]:
    """The alerts of a meter that are not archived, oldest first."""
    found = world.store.all(NAME)
    return [
        alert
        for alert in [*found][::-1]
        if alert["usage_threshold"]["meter"] == meter and alert["status"] != "archived"
    ]


def _customer(alert: Obj) -> str | None:
    filters = parts(alert["usage_threshold"], "filters")
    return filters[0].get("customer") if filters else None


@on("usage.counted")
def look(world: World, counted: Obj, _previous: Obj | None) -> None:
    """Tells of a customer whose usage has reached a threshold."""
    meter, customer = counted["meter"], counted["customer"]["id"]
    for alert in _of_meter(world, meter["id"]):
        known = world.store.secret(NAME, alert["id"])
        fits = _customer(alert) in (None, customer) and alert["status"] == "active"
        if not fits or customer in known["told"]:
            continue
        events = usage.counted(
            world, meter, customer, usage.Moment(0), usage.Moment(EVER), after=known["after"]
        )
        total = usage.aggregate(meter, events)
        if total >= alert["usage_threshold"]["gte"]:
            world.changes.hide(alert, {"told": [*known["told"], customer]})
            triggered = {
                **crud.template("billing.alert_triggered"),
                "alert": alert,
                "created": world.clock.now(),
                "customer": customer,
                "livemode": world.livemode,
                "value": int(total),
            }
            world.changes.emit("billing.alert.triggered", triggered)
