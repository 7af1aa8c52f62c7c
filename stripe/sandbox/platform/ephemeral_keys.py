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
    mode = "live" if call.world.livemode else "test"
    key = {
        "id": None,
        "object": "ephemeral_key",
        "associated_objects": [{"id": target["id"], "type": name}],
        "created": now,
        "expires": now + LIFETIME,
        "livemode": None,
    }
    return {
        **call.changes.create("ephemeral_key", key, event=None),
        "secret": f"ek_{mode}_" + call.world.ids.text(60),
    }
