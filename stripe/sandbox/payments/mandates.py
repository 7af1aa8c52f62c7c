"""Mandates: what customers agree to before their bank accounts are debited, and when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import banks
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "mandate"


def named_or_made(world: World, intent: Obj, method: Obj, params: Obj) -> str | None:
    """The id of the mandate that a debit runs under: named, or made from `mandate_data`."""
    if params.get("mandate"):
        return str(world.find(NAME, params["mandate"], "mandate")["id"])
    data = params.get("mandate_data")
    if data is None and method["type"] not in banks.TABLE:
        return None
    return str(make(world, intent, method, data, "multi_use")["id"])


def make(world: World, intent: Obj, method: Obj, data: Obj | None, use: str) -> Obj:
    """A mandate, as the customer accepted it, with the `mandate_options` of an intent."""
    accepted = (data or {}).get("customer_acceptance") or {"type": "offline"}
    acceptance: Obj = {
        "accepted_at": accepted.get("accepted_at") or world.clock.now(),
        "type": accepted["type"],
    }
    acceptance[accepted["type"]] = accepted.get(accepted["type"]) or {}
    id, kind = world.ids.new(NAME), method["type"]
    options = part(intent, "payment_method_options", kind, "mandate_options")
    obj: Obj = {
        "id": id,
        "object": NAME,
        "customer_acceptance": acceptance,
        "livemode": None,
        "payment_method": method["id"],
        "payment_method_details": {kind: _details(world, kind, id, options), "type": kind},
        "status": "active",
        "type": use,
    }
    obj[use] = {}
    return world.changes.create(NAME, obj, event=None)


def _details(world: World, kind: str, id: str, options: Obj) -> Obj:
    names = shapes.fields_of(NAME, "payment_method_details", kind)
    known: Obj = {
        "network_status": "accepted",
        "payment_schedule": "sporadic",
        "transaction_type": "personal",
        **{name: value for name, value in options.items() if value is not None},
        "url": f"{world.state.pages_at('hooks')}/mandates/{id}",
    }
    if "reference" in names:
        prefix = str(options.get("reference_prefix") or "")
        known["reference"] = prefix + world.ids.upper(24 - len(prefix) if prefix else 16)
    details = dict(shapes.blank_part(NAME, "payment_method_details", kind))
    details.update((name, value) for name, value in known.items() if name in names)
    return details


def end(world: World, charge: Obj, reason: str) -> None:
    """Ends the mandate of a failed debit, where the scheme has the reason end it."""
    kind = charge["payment_method_details"]["type"]
    if reason not in banks.ENDS_MANDATE.get(kind, ()):
        return
    id = part(charge, "payment_method_details", kind).get("mandate")
    found = world.store.get(NAME, id or "")
    if found is not None:
        world.changes.update(found, {"status": "inactive"})
