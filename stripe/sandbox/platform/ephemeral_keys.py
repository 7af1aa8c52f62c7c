"""Ephemeral keys: the secret is shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

LIFETIME = 3600  # seconds


@operation("POST /v1/ephemeral_keys")
def create(call: Call) -> Obj:
    """A key for one customer, issuing card or verification session."""
    given = [name for name in ("customer", "issuing_card", "verification_session")
             if call.params.get(name)]  # fmt: skip
    if not given:
        raise invalid(
            "You must provide one of: customer, issuing_card, verification_session.", "customer"
        )
    kinds = {
        "issuing_card": "issuing.card",
        "verification_session": "identity.verification_session",
    }
    name = kinds.get(given[0], given[0])
    target = call.find(name, call.params[given[0]], given[0])
    now = call.clock.now()
    keys, world = call.state.keys, call.world
    secret = keys.open_object(
        target["id"], world.account_id, now + LIFETIME, livemode=world.livemode
    )
    key = {
        "id": None,
        "object": "ephemeral_key",
        "associated_objects": [{"id": target["id"], "type": name}],
        "created": now,
        "expires": now + LIFETIME,
        "livemode": None,
    }
    made = call.changes.create("ephemeral_key", key, event=None, hidden={"secret": secret})
    return {**made, "secret": secret}


@operation("DELETE /v1/ephemeral_keys/{key}")
def delete(call: Call) -> Obj:
    """Ends a key before its time."""
    key = call.get("ephemeral_key")
    call.state.keys.revoke(call.store.secret("ephemeral_key", key["id"])["secret"])
    return call.changes.delete(key, event=None)
