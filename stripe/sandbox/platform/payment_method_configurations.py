"""Payment method configurations: which ways to pay an account wants offered; one is always there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import defaults, operation, prepare
from stripe.sandbox.json import Obj, is_dict

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "payment_method_configuration"
PATH = "/v1/payment_method_configurations"
OFFERED = ("apple_pay", "card", "google_pay", "link")
"""Ways to pay that are offered unless a configuration says otherwise."""

defaults(NAME, active=True)


def named(world: World, params: Obj) -> Obj:
    """`payment_method_configuration_details` of an intent: the one that is named, or that of all others."""
    id = params.get(NAME)
    if id is None:
        return {"id": _default_id(world), "parent": None}
    found = default_of(world) if id == _default_id(world) else world.find(NAME, id, NAME)
    return {"id": found["id"], "parent": found["parent"]}


def _default_id(world: World) -> str:
    return "pmc_1" + world.account_id[-15:]


def default_of(world: World) -> Obj:
    """The configuration that holds for payments that name none."""
    id = _default_id(world)
    found = world.store.get(NAME, id)
    if found is not None:
        return found
    obj = {**crud.template(NAME), "id": id, "is_default": True, "name": "Default"}
    obj.update({kind: {"display_preference": {"preference": "on"}} for kind in OFFERED})
    settle(world, obj, {})
    return world.changes.create(NAME, obj, event=None)


@prepare(NAME)
def settle(_world: World, obj: Obj, _params: Obj) -> None:
    """What is offered by what is preferred: `none` leaves it to Stripe."""
    for kind, shown in obj.items():
        if not (is_dict(shown) and is_dict(shown.get("display_preference"))):
            continue
        preference = shown["display_preference"].get("preference") or "none"
        offered = preference == "on" or (preference == "none" and kind in OFFERED)
        obj[kind] = {
            "available": offered,
            "display_preference": {
                "overridable": None,
                "preference": preference,
                "value": "on" if offered else "off",
            },
        }


@operation(f"GET {PATH}")
def list_all(call: Call) -> Obj:
    """All of them, the one of the beginning too."""
    default_of(call.world)
    return lists.generic(call)


@operation(f"GET {PATH}/{{configuration}}")
def retrieve(call: Call) -> Obj:
    """One of them."""
    default_of(call.world)
    return crud.retrieve(call)


@operation(f"POST {PATH}/{{configuration}}")
def update(call: Call) -> Obj:
    """Changes what is preferred."""
    default_of(call.world)
    found = call.get(NAME)
    changed = crud.changed_fields(found, call.params)
    settle(call.world, changed, {})
    return call.changes.update(found, changed, event=None)
