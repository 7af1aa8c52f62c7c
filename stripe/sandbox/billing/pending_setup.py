"""`pending_setup_intent`: a payment method set up for later where nothing is due yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import clocks, default_payment_method, timetable
from stripe.sandbox.billing.subscription_state import NAME
from stripe.sandbox.json import Obj, part
from stripe.sandbox.payments import setup_intents
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


def begin(world: World, sub: Obj, params: Obj) -> Obj:
    """The subscription with an intent, if it was asked to wait and has nothing to be paid by."""
    waits = params.get("payment_behavior") == "default_incomplete"
    automatic = sub["collection_method"] == "charge_automatically"
    if not (waits and automatic) or sub["pending_setup_intent"] is not None:
        return sub
    if sub["status"] == "incomplete" and sub["latest_invoice"] is not None:
        return sub
    if default_payment_method.of_subscription(world, sub) is not None:
        return sub
    return timetable.save(world, sub, {"pending_setup_intent": intent_for(world, sub)})


def intent_for(world: World, sub: Obj) -> str:
    """Makes the intent; gives its id."""
    types = part(sub, "payment_settings").get("payment_method_types")
    params: Obj = {"customer": sub["customer"], "usage": "off_session"}
    if types:
        params["payment_method_types"] = types
    made = setup_intents.make(world, params)
    world.changes.hide(made, {"subscription": sub["id"]})
    return str(made["id"])


@on("setup_intent.succeeded")
@clocks.at_its_time
def set_up(world: World, intent: Obj, _previous: Obj | None) -> None:
    """What was set up pays for the subscription from now on."""
    id = world.store.secret("setup_intent", intent["id"]).get("subscription")
    sub = world.store.get(NAME, id)
    if sub is not None and sub["pending_setup_intent"] == intent["id"]:
        method = intent["payment_method"]
        changed = {"default_payment_method": method, "pending_setup_intent": None}
        timetable.save(world, sub, changed)
