"""Cards and bank accounts of customers, the older way to keep a means of payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import invalid, missing_object, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.means import instruments, tokens
from stripe.sandbox.means.tokens import Source

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

KINDS = ("card", "bank_account", "source")
UPDATABLE = {
    "address_city", "address_country", "address_line1", "address_line2", "address_state",
    "address_zip", "exp_month", "exp_year", "name", "account_holder_name", "account_holder_type",
}  # fmt: skip


def prepare(world: World, value: Any, param: str, *, validated: bool = True) -> Source:
    """What a parameter stands for, refused when the card cannot be attached, if this is asked."""
    source = tokens.from_param(world, value, param)
    card = source.card.card if source.card is not None else None
    if validated and card is not None and card.decline is not None and not card.attaches:
        raise instruments.declined(card.decline)
    return source


def attach(world: World, customer: Obj, source: Source) -> Obj:
    """Stores a source with a customer."""
    obj = {**source.obj, "customer": customer["id"]}
    if source.card is not None:
        obj = instruments.checked(obj, source.card)
    return world.changes.create(
        obj["object"], obj, event="customer.source.created", hidden=source.hidden
    )


def remove(world: World, customer: Obj, id: str) -> Obj:
    """Takes a source from a customer."""
    found = owned(world, customer, id, "id", status=404)
    return world.changes.delete(found, event="customer.source.deleted")


def owned(world: World, customer: Obj, id: str, param: str, *, status: int = 400) -> Obj:
    """A source of a customer, else an error."""
    for kind in KINDS:
        found = world.store.get(kind, id)
        if found is not None and found.get("customer") == customer["id"]:
            return found
    raise missing_object("payment_source", id, param, status=status)


def default_of(world: World, customer: Obj) -> Obj | None:
    """The default source of a customer."""
    id = customer.get("default_source")
    return owned(world, customer, id, "customer") if id else None


@operation("POST /v1/customers/{customer}/sources")
def create(call: Call) -> Obj:
    """Adds a source; a customer's first becomes the default."""
    customer = call.get("customer", "customer")
    value = call.params.get("source")
    if value is None:
        raise missing_parameter("source")
    validated = call.params.get("validate") is not False
    stored = attach(call.world, customer, prepare(call.world, value, "source", validated=validated))
    if call.params.get("metadata"):
        stored = call.changes.update(stored, {"metadata": call.params["metadata"]}, event=None)
    if customer.get("default_source") is None:
        call.changes.update(customer, {"default_source": stored["id"]})
    return stored


@operation("GET /v1/customers/{customer}/sources")
def list_sources(call: Call) -> Obj:
    """The sources of a customer, `object=card|bank_account` narrows."""
    customer = call.get("customer", "customer")
    wanted = call.params.get("object")
    found = [
        obj
        for kind in KINDS
        if wanted in (None, kind)
        for obj in call.store.all(kind, "customer", customer["id"])
    ]
    return lists.slice_of(call, found, "payment_source")


@operation("GET /v1/customers/{customer}/sources/{id}")
def retrieve(call: Call) -> Obj:
    """A source of a customer."""
    return owned(call.world, call.get("customer", "customer"), call.ids["id"], "id", status=404)


@operation("POST /v1/customers/{customer}/sources/{id}")
def update(call: Call) -> Obj:
    """Changes expiry, name, address, metadata."""
    customer = call.get("customer", "customer")
    found = owned(call.world, customer, call.ids["id"], "id", status=404)
    changed = crud.changed_fields(found, call.params)
    for key in UPDATABLE & call.params.keys() & found.keys():
        value = call.params[key]
        if key.startswith("exp_") and value is not None:
            if not str(value).isdecimal():
                raise invalid(f"Invalid integer: {value}", key)
            value = int(value)
        changed[key] = value
    if {"exp_month", "exp_year"} & changed.keys():
        month, year = instruments.expiry(call.world, {**found, **changed})
        changed.update(exp_month=month, exp_year=year)
    return call.changes.update(found, changed, event="customer.source.updated")


@operation("DELETE /v1/customers/{customer}/sources/{id}")
def delete(call: Call) -> Obj:
    """Removes a source; the newest of the others becomes the default."""
    customer = call.get("customer", "customer")
    stub = remove(call.world, customer, call.ids["id"])
    if customer.get("default_source") == call.ids["id"]:
        rest = (obj for kind in KINDS for obj in call.store.all(kind, "customer", customer["id"]))
        following = next(rest, None)
        changed = {"default_source": following["id"] if following is not None else None}
        call.changes.update(customer, changed)
    return stub


@operation("POST /v1/customers/{customer}/sources/{id}/verify")
def verify(call: Call) -> Obj:
    """Verifies a bank account by the amounts 32 and 45."""
    found = owned(call.world, call.get("customer", "customer"), call.ids["id"], "id", status=404)
    if found["object"] != "bank_account":
        raise invalid("This source cannot be verified.", "id")
    if found["status"] == "verified":
        raise invalid("This bank account has already been verified.")
    if sorted(call.params.get("amounts") or ()) != [32, 45]:
        raise invalid(
            "The amounts provided do not match the amounts that were sent to the bank account.",
            code="bank_account_verification_failed",
        )
    return call.changes.update(found, {"status": "verified"}, event="customer.source.updated")
