"""Tax settings: where the account is, and whether prices that do not say so include their taxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "tax.settings"
ON_TOP = ("cad", "usd")
"""Currencies in which prices are without their taxes, where that is inferred."""


@operation("GET /v1/tax/settings")
def retrieve(call: Call) -> Obj:
    """The settings; pending until the head office is known."""
    return settings_of(call.world)


@operation("POST /v1/tax/settings")
def update(call: Call) -> Obj:
    """Merges; with a head office they are active."""
    found = settings_of(call.world)
    new = {**found, **crud.changed_fields(found, call.params)}
    if new["head_office"]:
        new.update(status="active", status_details={"active": {}})
    return call.changes.put_single(NAME, NAME, new)


def settings_of(world: World) -> Obj:
    """The tax settings of an account, as it set them or as they are from the beginning."""
    blank = crud.template(NAME)
    return world.store.get(NAME, NAME) or {
        **blank,
        "defaults": {**blank["defaults"], "provider": "stripe"},
        "livemode": world.livemode,
        "status": "pending",
        "status_details": {"pending": {"missing_fields": ["head_office"]}},
    }


def is_inclusive(world: World, price: Obj) -> bool:
    """Whether a price includes its taxes."""
    behavior = price.get("tax_behavior")
    if behavior in (None, "unspecified"):
        behavior = settings_of(world)["defaults"]["tax_behavior"]
    if behavior == "inferred_by_currency":
        return price.get("currency") not in ON_TOP
    return bool(behavior == "inclusive")
