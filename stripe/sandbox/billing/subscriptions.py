"""The operations on subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    cancellation,
    creation,
    discounts,
    pausing,
    pending_updates,
    prorations,
    timetable,
    wanted_items,
)
from stripe.sandbox.billing.subscription_state import ENDED, NAME
from stripe.sandbox.errors import invalid, missing_object
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.state.rehearsal import rehearsal_of

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

PATH = "/v1/subscriptions"


@operation(f"POST {PATH}")
def create(call: Call) -> Obj:
    """A subscription with its items and its first invoice."""
    return creation.create(call.world, wanted_items.of_the_only_one(call.params))


@operation(f"POST {PATH}/{{subscription_exposed_id}}")
def update(call: Call) -> Obj:
    """Changes what was sent; items with an id change, others are added."""
    sub = call.get(NAME)
    params = wanted_items.of_the_only_one(call.params, sub["items"]["data"])
    crud.check_references(call.world, NAME, {k: v for k, v in params.items() if k != "items"})
    return pending_updates.update(call.world, sub, params)


@operation(f"DELETE {PATH}/{{subscription_exposed_id}}")
def cancel(call: Call) -> Obj:
    """Cancels at once; the subscription stays readable."""
    sub, params = call.get(NAME), call.params
    if sub["status"] in ENDED:
        raise call.missing(NAME, sub["id"], "id", status=404)
    return cancellation.cancel(
        call.world,
        sub,
        details=as_dict(params.get("cancellation_details")),
        prorate=bool(params.get("prorate")),
        invoice_now=bool(params.get("invoice_now")),
    )


@operation(f"DELETE {PATH}/{{subscription_exposed_id}}/discount")
def delete_discount(call: Call) -> Obj:
    """Takes the newest discount off; its customer's, which it has none of, stays."""
    sub = call.get(NAME)
    if not sub["discounts"]:
        raise missing_object("discount", sub["id"], "subscription_exposed_id")
    discount = call.find("discount", sub["discounts"][-1], None)
    discounts.take_off(call.world, discount)
    return {**discount, "deleted": True}


@operation(f"POST {PATH}/{{subscription}}/pause")
def pause(call: Call) -> Obj:
    """Stops a subscription until it is resumed."""
    return pausing.pause(call.world, call.get(NAME), call.params)


@operation(f"POST {PATH}/{{subscription}}/resume")
def resume(call: Call) -> Obj:
    """Lets a paused subscription go on."""
    sub = call.get(NAME)
    pausing.resume(rehearsal_of(call.world), sub, call.params)
    return pausing.resume(call.world, sub, call.params)


@operation(f"POST {PATH}/{{subscription}}/migrate")
def migrate(call: Call) -> Obj:
    """From classic to flexible billing; there is no way back."""
    sub, mode = call.get(NAME), call.params["billing_mode"]
    if prorations.is_flexible(sub):
        raise invalid(
            "This subscription has `billing_mode[type]=flexible` already.", "billing_mode"
        )
    if sub["status"] in ENDED:
        raise invalid("A subscription that has ended cannot be migrated.", "billing_mode")
    chosen = as_dict(mode.get("flexible")).get("proration_discounts") or "included"
    flexible = {
        "type": "flexible",
        "flexible": {"proration_discounts": chosen},
        "updated_at": call.world.now(),
    }
    return timetable.save(call.world, sub, {"billing_mode": flexible})


@operation(f"GET {PATH}")
def list_subscriptions(call: Call) -> Obj:
    """Subscriptions; canceled ones only for `status` `canceled`, `ended` or `all`."""
    params = call.params
    status, method = params.get("status"), params.get("collection_method")
    taxed = part(params, "automatic_tax").get("enabled")
    wanted = {params[key] for key in ("price", "plan") if params.get(key)}
    ranges = [
        lists.created_filter(params.get(field), field)
        for field in ("current_period_start", "current_period_end")
    ]

    def keep(sub: Obj) -> bool:
        if status is None:
            fits = sub["status"] != "canceled"
        elif status == "ended":
            fits = sub["status"] in ENDED
        else:
            fits = status in ("all", sub["status"])
        items = sub["items"]["data"]
        fits = fits and (method is None or sub["collection_method"] == method)
        fits = fits and taxed in (None, sub["automatic_tax"]["enabled"])
        fits = fits and wanted <= {item["price"]["id"] for item in items}
        return fits and all(test is None or any(map(test, items)) for test in ranges)

    customer = params.get("customer")
    field = "customer" if customer is not None else None
    return lists.page(call, NAME, field=field, value=customer, keep=keep)
