"""Accounts of the V2 API: configurations instead of types; large parts show only if included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import account_objects
from stripe.sandbox.errors import refused
from stripe.sandbox.generic import crud, lists_v2
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, is_dict
from stripe.sandbox.spec import shapes
from stripe.sandbox.state import thin_events

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "v2.core.account"
PATH = "/v2/core/accounts"
CONFIGURATIONS = ("customer", "merchant", "recipient")
INCLUDED = ("configuration", "defaults", "future_requirements", "identity", "requirements")


def _show(call: Call, account: Obj) -> Obj:
    """An account with the parts that `include` asks for; the others are null."""
    include = call.params.get("include") or ()
    shown = {key: value for key, value in account.items() if key not in INCLUDED}
    for part in INCLUDED:
        shown[part] = account.get(part) if part in include else None
    wanted = [name for name in CONFIGURATIONS if f"configuration.{name}" in include]
    if wanted:
        held = as_dict(account.get("configuration"))
        shown["configuration"] = {name: held.get(name) for name in wanted}
    return shown


def _settled(account: Obj, given: Obj) -> Obj:
    """The fields that follow from the configurations: which apply, what their capabilities are."""
    held = as_dict(account.get("configuration"))
    configuration: Obj = {}
    for name in CONFIGURATIONS:
        own = held.get(name)
        if own is None:
            continue
        applied = as_dict(given.get(name)).get("applied", own.get("applied", True)) is not False
        capabilities = _capabilities(as_dict(own.get("capabilities")), name, account)
        configuration[name] = {**own, "applied": applied, "capabilities": capabilities}
    return {
        "applied_configurations": [n for n, own in configuration.items() if own["applied"]],
        "configuration": configuration,
    }


def _capabilities(given: Obj, configuration: str, account: Obj) -> Obj:
    identity = as_dict(account.get("identity"))
    told = bool(identity.get("individual") or identity.get("business_details"))
    ready = configuration == "customer" or told
    result: Obj = {}
    for name, setting in given.items():
        if not is_dict(setting):
            continue
        if "requested" not in setting and "status" not in setting:
            result[name] = _capabilities(setting, configuration, account)
        elif setting.get("requested", True) is not False:
            missing = {"code": "requirements_past_due", "resolution": "provide_info"}
            result[name] = {
                "requested": True,
                "status": "active" if ready else "restricted",
                "status_details": [] if ready else [missing],
            }
    return result


@operation(f"POST {PATH}")
def create(call: Call) -> Obj:
    """An account; its V1 form comes with it."""
    given = as_dict(call.params.get("configuration"))
    obj = crud.build(call.world, NAME, call.params)
    obj["configuration"] = {name: own for name, own in given.items() if own is not None}
    obj.update(_settled(obj, given))
    obj.update(
        closed=False,
        metadata={k: v for k, v in as_dict(call.params.get("metadata")).items() if v is not None},
        requirements={"collector": "stripe", "entries": [], "summary": None},
        future_requirements={"entries": [], "summary": None},
    )
    account = call.changes.create(NAME, obj)
    _twin(call.world, account)
    return _show(call, account)


def _twin(world: World, account: Obj) -> None:
    country = (as_dict(account.get("identity")).get("country") or "US").upper()
    twin = account_objects.blank("none", country)
    twin.update(id=account["id"], email=account.get("contact_email"))
    world.platform.changes.create("account", twin, event=None)


@operation(f"GET {PATH}/{{id}}")
def retrieve(call: Call) -> Obj:
    """One account."""
    return _show(call, call.get(NAME))


@operation(f"GET {PATH}")
def list_accounts(call: Call) -> Obj:
    """Accounts; `applied_configurations` and `closed` narrow."""
    call.params.setdefault("closed", False)
    page = lists_v2.generic(call)
    page["data"] = [_show(call, account) for account in page["data"]]
    return page


@operation(f"POST {PATH}/{{id}}")
def update(call: Call) -> Obj:
    """Merges what was sent; the event says which part changed."""
    account = call.get(NAME)
    if account.get("closed"):
        raise refused("The account is closed.", "account_closed")
    given = as_dict(call.params.get("configuration"))
    changed = crud.changed_fields(account, call.params)
    for part in ("configuration", "identity", "defaults"):
        if is_dict(changed.get(part)):
            changed[part] = shapes.merge(as_dict(account.get(part)), changed[part])
    changed.update(_settled({**account, **changed}, given))
    new = call.changes.update(account, changed, event=None)
    if new is not account:
        _tell(call.world, account, new)
    return _show(call, new)


def _tell(world: World, old: Obj, new: Obj) -> None:
    thin_events.record(world, f"{NAME}.updated", new)
    for part in ("identity", "defaults"):
        if old.get(part) != new.get(part):
            thin_events.record(world, f"{NAME}[{part}].updated", new)
    for name in CONFIGURATIONS:
        if as_dict(old.get("configuration")).get(name) != new["configuration"].get(name):
            thin_events.record(world, f"{NAME}[configuration.{name}].updated", new)


@operation(f"POST {PATH}/{{id}}/close")
def close(call: Call) -> Obj:
    """Closes an account."""
    account = call.get(NAME)
    if account.get("closed"):
        raise refused("The account is closed already.", "account_closed")
    new = call.changes.update(account, {"closed": True, "applied_configurations": []}, event=None)
    thin_events.record(call.world, f"{NAME}.closed", new)
    return _show(call, new)
