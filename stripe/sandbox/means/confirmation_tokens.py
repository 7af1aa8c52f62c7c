"""ConfirmationTokens: what a customer entered, to be confirmed on the server; used once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import ledger
from stripe.sandbox.means import payment_methods
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "confirmation_token"
LASTS = ledger.DAY // 2


@operation("POST /v1/test_helpers/confirmation_tokens", "POST /v1/confirmation_tokens")
def create(call: Call) -> Obj:
    """A token for a payment method, or for the details of one."""
    params = call.params
    if params.get("payment_method"):
        method = payment_methods.resolve(call.world, params["payment_method"], "payment_method")
    elif params.get("payment_method_data"):
        data = params["payment_method_data"]
        built = payment_methods.build(call.world, data, "payment_method_data")
        method = payment_methods.store(call.world, *built)
    else:
        raise missing_parameter("payment_method")
    kind = method["type"]
    obj = dict(shapes.blank(NAME))
    obj.pop("metadata", None)
    obj.update(
        expires_at=call.clock.now() + LASTS,
        payment_method_options=params.get("payment_method_options"),
        payment_method_preview={
            "allow_redisplay": method["allow_redisplay"],
            "billing_details": method["billing_details"],
            "customer": method["customer"],
            kind: method[kind],
            "type": kind,
        },
        return_url=params.get("return_url"),
        setup_future_usage=params.get("setup_future_usage"),
        shipping=params.get("shipping"),
        use_stripe_sdk=True,
    )
    return call.changes.create(NAME, obj, event=None, hidden={"payment_method": method["id"]})


def spend(world: World, params: Obj, intent: Obj) -> Obj:
    """The payment method behind a token; the confirmation takes what else is in it."""
    id = params["confirmation_token"]
    token = world.find(NAME, id, "confirmation_token")
    if token["payment_intent"] or token["setup_intent"]:
        raise invalid(f"The ConfirmationToken {id} has already been used.", "confirmation_token")
    if token["expires_at"] <= world.clock.now():
        raise invalid(f"The ConfirmationToken {id} has expired.", "confirmation_token")
    for field in ("return_url", "setup_future_usage", "shipping"):
        if token[field] is not None:
            params.setdefault(field, token[field])
    world.changes.update(token, {intent["object"]: intent["id"]}, event=None)
    method = world.store.secret(NAME, id)["payment_method"]
    return world.find("payment_method", method, "confirmation_token")
