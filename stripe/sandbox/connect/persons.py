"""What belongs to a connected account: capabilities, persons, external accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.connect import accounts, requirements
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.means import tokens
from stripe.sandbox.spec import description
from stripe.sandbox.state import events

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

SECRETS = ("id_number", "id_number_secondary", "ssn_last_4")
CAPABILITY = "/v1/accounts/{account}/capabilities/{capability}"
PERSONS = "/v1/accounts/{account}/persons"
EXTERNALS = "/v1/accounts/{account}/external_accounts"


# -- capabilities ----------------------------------------------------------------------------------


def request(world: World, account_id: str, wanted: Obj) -> None:
    """Keeps which capabilities are requested."""
    home = world.platform
    requested = dict(home.store.secret("account", account_id).get("requested", {}))
    for name, setting in wanted.items():
        if setting is not None and setting.get("requested") is not None:
            requested[name] = setting["requested"]
    home.changes.hide({"object": "account", "id": account_id}, {"requested": requested})


def _capability(world: World, account: Obj, name: str) -> Obj:
    requested = world.platform.store.secret("account", account["id"]).get("requested", {})
    wanted = bool(requested.get(name))
    state = account["requirements"] if wanted else requirements.none()
    return {
        "id": name,
        "object": "capability",
        "account": account["id"],
        "future_requirements": requirements.none(),
        "requested": wanted,
        "requested_at": account["created"] if wanted else None,
        "requirements": state,
        "status": account["capabilities"].get(name, "unrequested"),
    }


@operation("GET /v1/accounts/{account}/capabilities")
def list_capabilities(call: Call) -> Obj:
    """All capabilities that were ever requested."""
    account = accounts.find(call)
    requested = call.world.platform.store.secret("account", account["id"]).get("requested", {})
    names = sorted({*requested, *account["capabilities"]})
    return lists.slice_of(call, [_capability(call.world, account, name) for name in names])


def _known(call: Call) -> tuple[Obj, str]:
    account, name = accounts.find(call), call.ids["capability"]
    fields = description.params_of("POST /v1/accounts")
    known = description.bare(fields.of["capabilities"])
    if name not in known.of:
        raise call.missing("capability", name, "capability", status=404)
    return account, name


@operation("GET " + CAPABILITY)
def retrieve_capability(call: Call) -> Obj:
    """One capability."""
    return _capability(call.world, *_known(call))


@operation("POST " + CAPABILITY)
def update_capability(call: Call) -> Obj:
    """Requests a capability, or takes the request back."""
    account, name = _known(call)
    before = _capability(call.world, account, name)
    request(call.world, account["id"], {name: {"requested": call.params.get("requested")}})
    account = accounts.settle(call.world, account, {})
    after = _capability(call.world, account, name)
    previous = events.changes(before, after)
    if previous:
        accounts.own_world_events(call.world, account["id"], "capability.updated", after, previous)
    return after


# -- persons ---------------------------------------------------------------------------------------


def _fields(call: Call, person: Obj, given: Obj) -> tuple[Obj, Obj]:
    held, call.params = call.params, {k: v for k, v in given.items() if k not in SECRETS}
    try:
        changed = crud.changed_fields(person, call.params)
    finally:
        call.params = held
    hidden = {name: given[name] for name in SECRETS if given.get(name)}
    if "id_number" in hidden:
        changed["id_number_provided"] = changed["ssn_last_4_provided"] = True
    if "ssn_last_4" in hidden:
        changed["ssn_last_4_provided"] = True
    return changed, hidden


def _new_person(call: Call, account_id: str, given: Obj) -> Obj:
    blank: Obj = {**crud.template("person"), "account": account_id}
    blank["relationship"] = dict.fromkeys(
        ("authorizer", "director", "executive", "legal_guardian", "owner", "representative"), False
    ) | {"percent_ownership": None, "title": None}
    blank["verification"] = {
        "additional_document": {"back": None, "details": None, "front": None},
        "details": None,
        "document": {"back": None, "details": None, "front": None},
        "status": "unverified",
    }
    blank["requirements"] = blank["future_requirements"] = requirements.none()
    changed, hidden = _fields(call, blank, given)
    return call.world.platform.changes.create(
        "person", {**blank, **changed}, event=None, hidden=hidden
    )


def put_individual(call: Call, account_id: str, given: Obj) -> None:
    """Stores the one person of an account of an individual."""
    home = call.world.platform
    known = home.store.get("person", home.store.secret("account", account_id).get("individual"))
    if known is None:
        person = _new_person(call, account_id, given)
        home.changes.hide({"object": "account", "id": account_id}, {"individual": person["id"]})
        return
    changed, hidden = _fields(call, known, given)
    home.changes.hide(known, hidden)
    home.changes.update(known, changed, event=None)


@operation("POST " + PERSONS)
def create_person(call: Call) -> Obj:
    """A person behind a company."""
    account = accounts.find(call)
    person = _new_person(call, account["id"], call.params)
    accounts.own_world_events(call.world, account["id"], "person.created", person)
    accounts.settle(call.world, account, {})
    return person


@operation("GET " + PERSONS)
def list_persons(call: Call) -> Obj:
    """The persons of an account; `relationship[owner]=true` and its like narrow."""
    account = accounts.find(call)
    call.world = call.world.platform
    wanted = {k: v for k, v in as_dict(call.params.get("relationship")).items() if v is not None}

    def keep(person: Obj) -> bool:
        return all(person["relationship"].get(key) == value for key, value in wanted.items())

    return lists.page(call, "person", field="account", value=account["id"], keep=keep)


def _person(call: Call) -> Obj:
    account = accounts.find(call)
    found = call.world.platform.store.get("person", call.ids["person"])
    if found is None or found["account"] != account["id"]:
        raise call.missing("person", call.ids["person"], "person", status=404)
    return found


@operation(f"GET {PERSONS}/{{person}}")
def retrieve_person(call: Call) -> Obj:
    """One person."""
    return _person(call)


@operation(f"POST {PERSONS}/{{person}}")
def update_person(call: Call) -> Obj:
    """Merges what was sent."""
    person = _person(call)
    home = call.world.platform
    changed, hidden = _fields(call, person, call.params)
    home.changes.hide(person, hidden)
    previous = events.changes(person, {**person, **changed})
    new = home.changes.update(person, changed, event=None)
    if previous:
        accounts.own_world_events(call.world, person["account"], "person.updated", new, previous)
        accounts.settle(call.world, accounts.find(call), {})
    return new


@operation(f"DELETE {PERSONS}/{{person}}")
def delete_person(call: Call) -> Obj:
    """Removes a person."""
    person = _person(call)
    stub = call.world.platform.changes.delete(person, event=None)
    accounts.own_world_events(call.world, person["account"], "person.deleted", person)
    return stub


# -- external accounts -----------------------------------------------------------------------------


def add_external(call: Call, account: Obj, given: Any, param: str) -> Obj:
    """Stores a bank account or debit card that an account is paid to."""
    source = tokens.from_param(call.world, given, param)
    home = call.world.platform
    obj = {k: v for k, v in source.obj.items() if k != "customer"}
    same = [
        other
        for other in accounts.external_accounts(home, account)
        if other.get("currency") == obj.get("currency")
    ]
    first = not any(other.get("default_for_currency") for other in same)
    obj.update(
        account=account["id"],
        available_payout_methods=["standard"],
        default_for_currency=first or bool(call.params.get("default_for_currency")),
        metadata=as_dict(call.params.get("metadata"))
        if "default_for_currency" in call.params
        else {},
    )
    if not first and obj["default_for_currency"]:
        _undefault(call.world, same)
    stored = home.changes.create(obj["object"], obj, event=None, hidden=source.hidden)
    accounts.own_world_events(call.world, account["id"], "account.external_account.created", stored)
    return stored


def _undefault(world: World, others: list[Obj]) -> None:
    for other in others:
        world.platform.changes.update(other, {"default_for_currency": False}, event=None)


@operation("POST " + EXTERNALS)
def create_external(call: Call) -> Obj:
    """A bank account or debit card, by token or in full."""
    account = accounts.find(call)
    stored = add_external(call, account, call.params["external_account"], "external_account")
    if call.params.get("metadata"):
        stored = call.world.platform.changes.update(
            stored, {"metadata": call.params["metadata"]}, event=None
        )
    accounts.settle(call.world, account, {})
    return stored


@operation("GET " + EXTERNALS)
def list_external(call: Call) -> Obj:
    """The external accounts, or those of one `object`."""
    account = accounts.find(call)
    kind = call.params.get("object")
    found = [
        obj
        for obj in accounts.external_accounts(call.world, account)
        if kind in (None, obj["object"])
    ]
    return lists.slice_of(call, found, "external_account")


def _external(call: Call) -> Obj:
    account, id = accounts.find(call), call.ids["id"]
    for obj in accounts.external_accounts(call.world, account):
        if obj["id"] == id:
            return obj
    raise call.missing("external_account", id, "id", status=404)


@operation(f"GET {EXTERNALS}/{{id}}")
def retrieve_external(call: Call) -> Obj:
    """One external account."""
    return _external(call)


@operation(f"POST {EXTERNALS}/{{id}}")
def update_external(call: Call) -> Obj:
    """Merges what was sent; at most one is the default of its currency."""
    found = _external(call)
    home = call.world.platform
    changed = crud.changed_fields(found, call.params)
    if changed.get("default_for_currency"):
        owner = {"object": "account", "id": found["account"]}
        others = [
            other
            for other in accounts.external_accounts(home, owner)
            if other["currency"] == found["currency"] and other["id"] != found["id"]
        ]
        _undefault(call.world, others)
    previous = events.changes(found, {**found, **changed})
    new = home.changes.update(found, changed, event=None)
    if previous:
        type = "account.external_account.updated"
        accounts.own_world_events(call.world, found["account"], type, new, previous)
    return new


@operation(f"DELETE {EXTERNALS}/{{id}}")
def delete_external(call: Call) -> Obj:
    """Removes an external account that is not the default of the account's currency."""
    found = _external(call)
    account = accounts.find(call)
    if found["default_for_currency"] and found["currency"] == account["default_currency"]:
        raise invalid(
            "You cannot delete the default external account for your default currency. Please make "
            "another external account the default using the `default_for_currency` param, and then "
            "delete this one."
        )
    stub = call.world.platform.changes.delete(found, event=None)
    accounts.own_world_events(call.world, account["id"], "account.external_account.deleted", found)
    return {**stub, "currency": found["currency"]}
