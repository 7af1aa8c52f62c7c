"""The operations on the items of a subscription: each is an update of the subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import pending_updates
from stripe.sandbox.billing.subscription_state import ENDED, ITEM, NAME
from stripe.sandbox.errors import ApiError, invalid, missing_parameter
from stripe.sandbox.generic import lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

PATH = "/v1/subscription_items"
OF_UPDATES = ("off_session", "payment_behavior", "proration_behavior", "proration_date")


@operation(f"POST {PATH}")
def create(call: Call) -> Obj:
    """Another item; each price can be on a subscription once."""
    params = dict(call.params)
    sub = call.find(NAME, params.pop("subscription"), "subscription")
    if not any(params.get(key) for key in ("price", "price_data", "plan")):
        raise missing_parameter("price")
    before = {item["id"] for item in sub["items"]["data"]}
    after = _updated(call, sub, params)
    return next(item for item in after["items"]["data"] if item["id"] not in before)


@operation(f"POST {PATH}/{{item}}")
def update(call: Call) -> Obj:
    """Another price, quantity, discount or tax rate."""
    found = call.get(ITEM)
    sub = call.find(NAME, found["subscription"], "subscription")
    _updated(call, sub, {**call.params, "id": found["id"]})
    return call.get(ITEM)


@operation(f"DELETE {PATH}/{{item}}")
def delete(call: Call) -> Obj:
    """One item less; the last one has to stay."""
    found = call.get(ITEM)
    sub = call.find(NAME, found["subscription"], "subscription")
    _updated(call, sub, {**call.params, "id": found["id"], "deleted": True})
    return {"id": found["id"], "object": ITEM, "deleted": True}


@operation(f"GET {PATH}")
def list_items(call: Call) -> Obj:
    """The items of a subscription."""
    sub = call.find(NAME, call.params["subscription"], "subscription")
    return lists.slice_of(call, sub["items"]["data"], ITEM)


def _updated(call: Call, sub: Obj, given: Obj) -> Obj:
    if sub["status"] in ENDED:
        raise invalid("The items of a canceled subscription cannot be changed.")
    params = {key: given.pop(key) for key in OF_UPDATES if key in given}
    try:
        return pending_updates.update(call.world, sub, {**params, "items": [given]})
    except ApiError as error:
        if error.param is not None and error.param.startswith("items[0]["):
            head, _, rest = error.param.removeprefix("items[0][").partition("]")
            error.param = head + rest
        elif error.param == "items":
            error.param = "price"
        raise
