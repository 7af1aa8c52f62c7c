"""Billing portal sessions: a page on which customers see and change their details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import defaults, operation
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

NAME = "billing_portal.session"
CONFIGURATION = "billing_portal.configuration"

defaults(CONFIGURATION, active=True, is_default=False)


@operation("POST /v1/billing_portal/sessions")
def create(call: Call) -> Obj:
    """A session for a customer, under a configuration or the default one."""
    params = call.params
    if params.get("customer") is None:
        raise missing_parameter("customer")
    call.find("customer", params["customer"], "customer")
    if params.get("configuration"):
        configuration = call.find(CONFIGURATION, params["configuration"], "configuration")
    else:
        configuration = _default(call)
    obj = crud.build(call.world, NAME, call.params)
    base = call.state.base_url
    if base == "https://api.stripe.com":  # in this process alone: nothing answers there
        base = "https://billing.stripe.com"
    obj["id"] = call.world.ids.new(NAME)
    obj.update(
        configuration=configuration["id"],
        return_url=params.get("return_url") or configuration.get("default_return_url"),
        url=f"{base}/p/session/{obj['id']}",
    )
    return call.changes.create(NAME, obj)


def _default(call: Call) -> Obj:
    for found in call.store.all(CONFIGURATION):
        if found["is_default"]:
            return found
    obj = {**crud.template(CONFIGURATION), "is_default": True}
    return call.changes.create(CONFIGURATION, obj, event=None)
