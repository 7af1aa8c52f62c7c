"""Radar's value lists, and their items, which are of the list's type."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import defaults, operation, prepare
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME, ITEM = "radar.value_list", "radar.value_list_item"
ITEMS = "/v1/radar/value_list_items"
FORMS = {
    "card_bin": r"\d{6,8}",
    "country": r"[A-Za-z]{2}",
    "customer_id": r"cus_\w+",
    "email": r"[^@\s]+@[^@\s]+",
}
"""What items of a list look like, by its type; other types take any text."""

defaults(NAME, item_type="string")


@prepare(NAME)
@prepare(ITEM)
def _made(world: World, obj: Obj, _params: Obj) -> None:
    obj["created_by"] = "owner@example.com"
    if obj["object"] == NAME:
        obj["id"] = world.ids.new(NAME)
        obj["list_items"] = _shown(world, obj)


def _shown(world: World, owner: Obj) -> Obj:
    return {
        **lists.inline(world, owner, "list_items", -1),
        "url": f"{ITEMS}?value_list={owner['id']}",
    }


@lists.inline_list(NAME, "list_items")
def _items(world: World, owner: Obj) -> Iterator[Obj]:
    return world.store.all(ITEM, "value_list", owner["id"])


@lists.filter_by(NAME, "contains")
def _contains(world: World, wanted: str, owner: Obj) -> bool:
    return any(item["value"] == wanted for item in _items(world, owner))


@operation(f"POST {ITEMS}")
def add(call: Call) -> Obj:
    """An item, which the list shows from now on."""
    owner = call.find(NAME, call.params["value_list"], "value_list")
    if not _fits(owner["item_type"], call.params["value"]):
        raise invalid(f"The value is not one of the list's type, {owner['item_type']}.", "value")
    made = crud.create(call)
    call.changes.update(owner, {"list_items": _shown(call.world, owner)}, event=None)
    return made


def _fits(kind: str, value: str) -> bool:
    if kind != "ip_address":
        return re.fullmatch(FORMS.get(kind, ".+"), value) is not None
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True


@operation(f"DELETE {ITEMS}/{{item}}")
def remove(call: Call) -> Obj:
    """Takes an item off its list."""
    owner = call.store.get(NAME, call.get(ITEM)["value_list"])
    stub = crud.delete(call)
    if owner is not None:
        call.changes.update(owner, {"list_items": _shown(call.world, owner)}, event=None)
    return stub
