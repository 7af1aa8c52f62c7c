"""Secrets of apps: one for each name and scope, found and deleted by these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

NAME = "apps.secret"


def _stored(call: Call) -> Obj | None:
    name, scope = call.params["name"], call.params["scope"]
    for secret in call.store.all(NAME, "name", name):
        if secret["name"] == name and secret["scope"] == scope:
            return secret
    return None


def _found(call: Call) -> Obj:
    secret = _stored(call)
    if secret is None:
        raise call.missing("secret", call.params["name"], "name", status=404)
    return secret


@operation("POST /v1/apps/secrets")
def create(call: Call) -> Obj:
    """Sets a secret; answers show on request what it is."""
    scope = call.params["scope"]
    if scope["type"] == "user" and not scope.get("user"):
        raise missing_parameter("scope[user]")
    if scope["type"] == "account" and scope.get("user"):
        raise invalid("Only secrets of the type `user` have a `user`.", "scope[user]")
    old = _stored(call)
    if old is not None:
        call.changes.delete(old, event=None)
    obj = crud.build(call.world, NAME, call.params)
    shown = {"payload": obj.pop("payload")}
    return call.changes.create(NAME, obj, event=None, hidden={"expandable": shown})


@operation("GET /v1/apps/secrets/find")
def find(call: Call) -> Obj:
    """The secret of a name and a scope."""
    return _found(call)


@operation("POST /v1/apps/secrets/delete")
def delete(call: Call) -> Obj:
    """Deletes a secret."""
    secret = _found(call)
    call.changes.delete(secret, event=None)
    return {**secret, "deleted": True}
