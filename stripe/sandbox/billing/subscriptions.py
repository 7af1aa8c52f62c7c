"""Subscriptions without the billing: items, periods, cancellation. Invoices are not made yet."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from stripe.sandbox.billing import default_payment_method, plans, prices
from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

NAME, ITEM = "subscription", "subscription_item"
PATH = "/v1/subscriptions"
DAY = 24 * 3600
ENDED = ("canceled", "incomplete_expired")
OPEN = {"cancellation_details", "metadata"}  # for change whatever the state


@operation(f"POST {PATH}")
def create(call: Call) -> Obj:
    """A subscription with its items; it is active (or trialing) at once."""
    params = call.params
    if not params.get("items"):
        raise missing_parameter("items")
    if not params.get("customer"):
        raise missing_parameter("customer")
    crud.check_references(call.world, NAME, call.params)
    now = call.world.now()
    prices = [_price(call, item, f"items[{at}]") for at, item in enumerate(params["items"])]
    end = _trial_end(params, now)
    sub = dict(crud.build(call.world, NAME, call.params))
    sub.update(
        id=call.world.ids.new(NAME),
        billing_cycle_anchor=params.get("billing_cycle_anchor") or end or now,
        cancel_at_period_end=bool(params.get("cancel_at_period_end")),
        collection_method=params.get("collection_method") or "charge_automatically",
        currency=prices[0]["currency"],
        start_date=now,
        status=_status(params, end),
        trial_start=now if end else None,
        trial_end=end,
    )
    sub["items"] = _items(call, sub, list(zip(params["items"], prices, strict=True)), end)
    made = call.changes.create(NAME, sub, event="customer.subscription.created")
    if end and end - now <= 3 * DAY:
        call.changes.emit("customer.subscription.trial_will_end", made)
    return made


def _status(params: Obj, trial_end: int | None) -> str:
    if trial_end:
        return "trialing"
    return "incomplete" if params.get("payment_behavior") == "default_incomplete" else "active"


def _trial_end(params: Obj, now: int) -> int | None:
    if params.get("trial_period_days"):
        return int(now + params["trial_period_days"] * DAY)
    end = params.get("trial_end")
    return end if isinstance(end, int) else None


def _price(call: Call, item: Obj, param: str) -> Obj:
    if item.get("price_data"):
        price = prices.make(call.world, item["price_data"], f"{param}[price_data]")
    elif item.get("price") or item.get("plan"):
        name = "price" if item.get("price") else "plan"
        price = call.find(name, item[name], f"{param}[{name}]")
    else:
        raise missing_parameter(f"{param}[price]")
    if not price["active"]:
        raise invalid(
            f"The {price['object']} specified is inactive. This field only accepts active "
            f"{price['object']}s.",
            f"{param}[{price['object']}]",
        )
    if price["object"] == "price" and price["type"] != "recurring":
        raise invalid(
            "The price specified is set to `type=one_time` but this field only accepts prices with "
            "`type=recurring`.",
            f"{param}[price]",
        )
    return price


def _items(call: Call, sub: Obj, given: list[tuple[Obj, Obj]], end: int | None) -> Obj:
    made = [_item(call, sub, item, price, end) for item, price in given]
    url = f"/v1/subscription_items?subscription={sub['id']}"
    return {"object": "list", "data": made, "has_more": False, "url": url}


def _item(call: Call, sub: Obj, given: Obj, price: Obj, end: int | None) -> Obj:
    recurring = price.get("recurring") or price
    start = sub["start_date"]
    obj = dict(crud.template(ITEM))
    obj.update(
        current_period_start=start,
        current_period_end=end or _later(start, recurring),
        metadata=dict(as_dict(given.get("metadata"))),
        price=price,
        plan=plans.plan_of(price),
        quantity=given.get("quantity", 1),
        subscription=sub["id"],
        discounts=[],
        tax_rates=[],
    )
    return call.changes.create(ITEM, obj, event=None)


def _later(start: int, recurring: Obj) -> int:
    """The end of a period: months by the calendar, shortened where the day does not exist."""
    count = recurring.get("interval_count") or 1
    interval = recurring.get("interval") or "month"
    if interval in ("day", "week"):
        return int(start + count * DAY * (7 if interval == "week" else 1))
    moment = datetime.fromtimestamp(start, timezone.utc)
    months = moment.month - 1 + count * (12 if interval == "year" else 1)
    year, month = moment.year + months // 12, months % 12 + 1
    for day in range(moment.day, 0, -1):
        try:
            return int(moment.replace(year=year, month=month, day=day).timestamp())
        except ValueError:
            continue
    return start


@operation(f"POST {PATH}/{{subscription_exposed_id}}")
def update(call: Call) -> Obj:
    """Merges what was sent; items with an id change, others are added."""
    sub = call.get(NAME)
    if sub["status"] in ENDED and call.params.keys() - OPEN:
        raise invalid(
            "A canceled subscription can only update its cancellation_details and metadata."
        )
    given = call.params.pop("items", None)
    changed = crud.changed_fields(sub, call.params)
    event = "customer.subscription.updated"
    if "trial_end" in call.params:
        now = call.params["trial_end"] == "now"
        changed["trial_end"] = call.world.now() if now else call.params["trial_end"]
        changed["status"] = "active" if now else "trialing"
        if now and _pauses(call, sub):
            changed["status"], event = "paused", "customer.subscription.paused"
    if changed.get("cancel_at_period_end") is not None:
        ends = max(item["current_period_end"] for item in sub["items"]["data"])
        on = changed["cancel_at_period_end"]
        changed["cancel_at"] = ends if on else None
        changed["canceled_at"] = call.world.now() if on else None
    if given:
        changed["items"] = {**sub["items"], "data": _changed_items(call, sub, given)}
    return call.changes.update(sub, changed, event=event)


def _pauses(call: Call, sub: Obj) -> bool:
    """Whether the end of the trial pauses: so it was asked, and nothing is there to pay with."""
    behavior = part(sub, "trial_settings", "end_behavior").get("missing_payment_method")
    return behavior == "pause" and default_payment_method.of_subscription(call.world, sub) is None


def _changed_items(call: Call, sub: Obj, given: list[Obj]) -> list[Obj]:
    held = {item["id"]: item for item in sub["items"]["data"]}
    for at, wanted in enumerate(given):
        id = wanted.get("id")
        if id is None:
            price = _price(call, wanted, f"items[{at}]")
            made = _item(call, sub, wanted, price, None)
            held[made["id"]] = made
            continue
        if id not in held:
            raise call.missing(ITEM, id, f"items[{at}][id]")
        if wanted.get("deleted"):
            call.changes.delete(held.pop(id), event=None)
            continue
        changed: Obj = {key: wanted[key] for key in ("quantity", "metadata") if key in wanted}
        if wanted.get("price") or wanted.get("price_data"):
            price = _price(call, wanted, f"items[{at}]")
            changed.update(price=price, plan=plans.plan_of(price))
        held[id] = call.changes.update(held[id], changed, event=None)
    return list(held.values())


@operation(f"DELETE {PATH}/{{subscription_exposed_id}}")
def cancel(call: Call) -> Obj:
    """Cancels at once; the subscription stays readable."""
    sub = call.get(NAME)
    if sub["status"] in ENDED:
        raise call.missing(NAME, sub["id"], "id", status=404)
    now = call.world.now()
    details = {
        "comment": None,
        "feedback": None,
        "reason": "cancellation_requested",
        **as_dict(call.params.get("cancellation_details")),
    }
    changed = {
        "status": "canceled",
        "canceled_at": now,
        "ended_at": now,
        "cancel_at_period_end": False,
        "cancellation_details": details,
    }
    return call.changes.update(sub, changed, event="customer.subscription.deleted")


@operation(f"GET {PATH}")
def list_subscriptions(call: Call) -> Obj:
    """Subscriptions; canceled ones only for `status` `canceled`, `ended` or `all`."""
    params = call.params
    status, price = params.get("status"), params.get("price")

    def keep(sub: Obj) -> bool:
        if status is None:
            fits = sub["status"] != "canceled"
        elif status == "ended":
            fits = sub["status"] in ENDED
        else:
            fits = status in ("all", sub["status"])
        prices = {item["price"]["id"] for item in sub["items"]["data"]}
        return fits and (price is None or price in prices)

    customer = params.get("customer")
    field = "customer" if customer is not None else None
    return lists.page(call, NAME, field=field, value=customer, keep=keep)


def _with_items(call: Call, sub: Obj, given: list[Obj]) -> Obj:
    """The subscription after a change of its items, which shows in its event."""
    if sub["status"] in ENDED:
        raise invalid("The items of a canceled subscription cannot be changed.")
    held = {**sub["items"], "data": _changed_items(call, sub, given)}
    return call.changes.update(sub, {"items": held})


@operation("POST /v1/subscription_items")
def create_item(call: Call) -> Obj:
    """Another item; each price can be on a subscription once."""
    params = call.params
    sub = call.find(NAME, params["subscription"], "subscription")
    price = params.get("price")
    if price and any(item["price"]["id"] == price for item in sub["items"]["data"]):
        raise invalid(
            f"Cannot add multiple subscription items with the same price: `{price}`.", "price"
        )
    if not price and not params.get("price_data") and not params.get("plan"):
        raise missing_parameter("price")
    if price:
        call.find("price", price, "price")
    made: Obj = _with_items(call, sub, [params])["items"]["data"][-1]
    return made


@operation("POST /v1/subscription_items/{item}")
def update_item(call: Call) -> Obj:
    """Another price, quantity or metadata."""
    found = call.get(ITEM)
    if call.params.get("price"):
        call.find("price", call.params["price"], "price")
    sub = call.find(NAME, found["subscription"], "subscription")
    changed = dict(call.params)
    if "metadata" in changed:
        changed["metadata"] = shapes.merge_metadata(found["metadata"], changed["metadata"])
    _with_items(call, sub, [{**changed, "id": found["id"]}])
    return call.get(ITEM)


@operation("DELETE /v1/subscription_items/{item}")
def delete_item(call: Call) -> Obj:
    """One item less; the last one has to stay."""
    found = call.get(ITEM)
    sub = call.find(NAME, found["subscription"], "subscription")
    if len(sub["items"]["data"]) == 1:
        raise invalid(
            "A subscription must have at least one active plan. To cancel a subscription, please "
            "use the cancel API endpoint on the subscription."
        )
    _with_items(call, sub, [{"id": found["id"], "deleted": True}])
    return {"id": found["id"], "object": ITEM, "deleted": True}
