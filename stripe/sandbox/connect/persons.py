"""Persons behind connected accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import account_objects, requirements
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.state import events

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

SECRETS = ("id_number", "id_number_secondary", "ssn_last_4")
BASE = "/v1/accounts/{account}/persons"


def _fields(person: Obj, said: Obj, given: Obj) -> tuple[Obj, Obj]:
    """The fields that change, and what is `said` from now on but not shown."""
    changed = crud.changed_fields(person, {k: v for k, v in given.items() if k not in SECRETS})
    hidden = {name: given[name] for name in SECRETS if given.get(name)}
    if "id_number" in hidden:
        changed["id_number_provided"] = changed["ssn_last_4_provided"] = True
    if "ssn_last_4" in hidden:
        changed["ssn_last_4_provided"] = True
    number = hidden.get("id_number") or hidden.get("ssn_last_4") or said.get("id_number")
    new = {**person, **changed}
    changed["verification"] = requirements.verification(new, number or said.get("ssn_last_4"))
    return changed, hidden


def _new_person(world: World, account_id: str, given: Obj) -> Obj:
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
    changed, hidden = _fields(blank, {}, given)
    return world.platform.changes.create("person", {**blank, **changed}, event=None, hidden=hidden)


def put_individual(world: World, account_id: str, given: Obj) -> None:
    """Stores the one person of an account of an individual."""
    home = world.platform
    known = home.store.get("person", home.store.secret("account", account_id).get("individual"))
    if known is None:
        person = _new_person(world, account_id, given)
        home.changes.hide({"object": "account", "id": account_id}, {"individual": person["id"]})
        return
    changed, hidden = _fields(known, home.store.secret("person", known["id"]), given)
    home.changes.hide(known, hidden)
    home.changes.update(known, changed, event=None)


@operation(f"POST {BASE}")
def create_person(call: Call) -> Obj:
    """A person behind a company."""
    account = account_objects.find(call)
    person = _new_person(call.world, account["id"], call.params)
    account_objects.emit(call.world, account["id"], "person.created", person)
    account_objects.settle(call.world, account, {})
    return person


@operation(f"GET {BASE}")
def list_persons(call: Call) -> Obj:
    """The persons of an account; `relationship[owner]=true` and its like narrow."""
    account = account_objects.find(call)
    wanted = {k: v for k, v in as_dict(call.params.get("relationship")).items() if v is not None}

    def keep(person: Obj) -> bool:
        return all(person["relationship"].get(key) == value for key, value in wanted.items())

    return lists.page(
        call, "person", field="account", value=account["id"], keep=keep, world=call.world.platform
    )


def _person(call: Call) -> Obj:
    account = account_objects.find(call)
    found = call.world.platform.store.get("person", call.ids["person"])
    if found is None or found["account"] != account["id"]:
        raise call.missing("person", call.ids["person"], "person", status=404)
    return found


@operation(f"GET {BASE}/{{person}}")
def retrieve_person(call: Call) -> Obj:
    """One person."""
    return _person(call)


@operation(f"POST {BASE}/{{person}}")
def update_person(call: Call) -> Obj:
    """Merges what was sent."""
    person = _person(call)
    home = call.world.platform
    changed, hidden = _fields(person, home.store.secret("person", person["id"]), call.params)
    home.changes.hide(person, hidden)
    previous = events.changes(person, {**person, **changed})
    new = home.changes.update(person, changed, event=None)
    if previous:
        account_objects.emit(call.world, person["account"], "person.updated", new, previous)
        account_objects.settle(call.world, account_objects.find(call), {})
    return new


@operation(f"DELETE {BASE}/{{person}}")
def delete_person(call: Call) -> Obj:
    """Removes a person."""
    person = _person(call)
    stub = call.world.platform.changes.delete(person, event=None)
    account_objects.emit(call.world, person["account"], "person.deleted", person)
    account_objects.settle(call.world, account_objects.find(call), {})
    return stub
