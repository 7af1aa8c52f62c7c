"""Bank accounts and debit cards that connected accounts are paid to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.connect import account_objects
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, is_dict
from stripe.sandbox.means import tokens
from stripe.sandbox.state import events

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

BASE = "/v1/accounts/{account}/external_accounts"


def add(world: World, account: Obj, given: Any, param: str, params: Obj) -> Obj:
    """Stores a bank account or debit card that an account is paid to."""
    source = tokens.from_param(world, given, param)
    home = world.platform
    obj = {k: v for k, v in source.obj.items() if k != "customer"}
    methods = ["standard"]
    if obj["object"] == "card":
        if obj["funding"] != "debit":
            raise invalid(
                "This card cannot be paid out to: an external account is a debit card that is not "
                "prepaid.",
                param,
                "invalid_card_type",
            )
        named = given.get("currency") if is_dict(given) else None
        obj["currency"] = (named or account["default_currency"]).lower()
        methods.append("instant")
    same = [
        other
        for other in account_objects.external_accounts(home, account)
        if other.get("currency") == obj.get("currency")
    ]
    first = not any(other.get("default_for_currency") for other in same)
    obj.update(
        account=account["id"],
        available_payout_methods=methods,
        default_for_currency=first or bool(params.get("default_for_currency")),
        metadata=as_dict(params.get("metadata")) if "default_for_currency" in params else {},
    )
    if not first and obj["default_for_currency"]:
        _undefault(world, same)
    stored = home.changes.create(obj["object"], obj, event=None, hidden=source.hidden)
    account_objects.emit(world, account["id"], "account.external_account.created", stored)
    return stored


def _undefault(world: World, others: list[Obj]) -> None:
    for other in others:
        world.platform.changes.update(other, {"default_for_currency": False}, event=None)


@operation(f"POST {BASE}")
def create_external(call: Call) -> Obj:
    """A bank account or debit card, by token or in full."""
    account = account_objects.find(call)
    stored = add(
        call.world, account, call.params["external_account"], "external_account", call.params
    )
    if call.params.get("metadata"):
        stored = call.world.platform.changes.update(
            stored, {"metadata": call.params["metadata"]}, event=None
        )
    account_objects.settle(call.world, account, {})
    return stored


@operation(f"GET {BASE}")
def list_external(call: Call) -> Obj:
    """The external accounts, or those of one `object`."""
    account = account_objects.find(call)
    kind = call.params.get("object")
    found = [
        obj
        for obj in account_objects.external_accounts(call.world, account)
        if kind in (None, obj["object"])
    ]
    return lists.slice_of(call, found, "external_account")


def _external(call: Call) -> Obj:
    account, id = account_objects.find(call), call.ids["id"]
    for obj in account_objects.external_accounts(call.world, account):
        if obj["id"] == id:
            return obj
    raise call.missing("external_account", id, "id", status=404)


@operation(f"GET {BASE}/{{id}}")
def retrieve_external(call: Call) -> Obj:
    """One external account."""
    return _external(call)


@operation(f"POST {BASE}/{{id}}")
def update_external(call: Call) -> Obj:
    """Merges what was sent; at most one is the default of its currency."""
    found = _external(call)
    home = call.world.platform
    changed = crud.changed_fields(found, call.params)
    if changed.get("default_for_currency"):
        owner = {"object": "account", "id": found["account"]}
        others = [
            other
            for other in account_objects.external_accounts(home, owner)
            if other["currency"] == found["currency"] and other["id"] != found["id"]
        ]
        _undefault(call.world, others)
    previous = events.changes(found, {**found, **changed})
    new = home.changes.update(found, changed, event=None)
    if previous:
        type = "account.external_account.updated"
        account_objects.emit(call.world, found["account"], type, new, previous)
    return new


@operation(f"DELETE {BASE}/{{id}}")
def delete_external(call: Call) -> Obj:
    """Removes an external account that is not the default of the account's currency."""
    found = _external(call)
    account = account_objects.find(call)
    if found["default_for_currency"] and found["currency"] == account["default_currency"]:
        raise invalid(
            "You cannot delete the default external account for your default currency. Please make "
            "another external account the default using the `default_for_currency` param, and then "
            "delete this one."
        )
    stub = call.world.platform.changes.delete(found, event=None)
    account_objects.emit(call.world, account["id"], "account.external_account.deleted", found)
    return {**stub, "currency": found["currency"]}
