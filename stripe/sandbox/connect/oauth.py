"""OAuth for Connect: access granted, codes, tokens, and taking access away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import account_objects
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.http import Raw
from stripe.sandbox.json import Obj, encode

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

CODES = "oauth codes"


def grant(world: World, kind: str, scope: str, given: Obj) -> str:
    """Connects a new account, of which `given` tells the country and address; gives its code."""
    country = str(given.get("country") or "US").upper()
    account = account_objects.blank(kind, country)
    account["email"] = given.get("email") or None
    account = world.changes.create("account", account, event=None)
    code = "ac_" + world.ids.text(32)
    world.changes.keep(CODES, code, {"id": code, "account": account["id"], "scope": scope})
    return code


@operation("POST /oauth/token")
def token(call: Call) -> Obj | Raw:
    """The tokens of an account, for a code or a refresh token."""
    world = call.world.platform
    if call.params["grant_type"] == "authorization_code":
        given, what = call.params.get("code"), "Authorization code"
    else:
        given, what = call.params.get("refresh_token"), "Refresh token"
    if not given:
        return _refused("invalid_request", f"No {what.lower()} provided")
    found = world.store.get(CODES, given)
    if found is None or world.store.get("account", found["account"]) is None:
        return _refused("invalid_grant", f"{what} does not exist: {given}")
    if found.get("used"):
        return _refused("invalid_grant", f"This authorization code has already been used: {given}")
    if given.startswith("ac_"):
        world.changes.keep(CODES, given, {**found, "used": True})
    keys, account = call.state.keys, found["account"]
    refresh = "rt_" + call.world.ids.text(48)
    world.changes.keep(CODES, refresh, {**found, "id": refresh, "used": False})
    return {
        "access_token": keys.create("secret", livemode=world.livemode, account=account),
        "livemode": world.livemode,
        "refresh_token": refresh,
        "scope": found["scope"],
        "stripe_publishable_key": keys.create(
            "publishable", livemode=world.livemode, account=account
        ),
        "stripe_user_id": account,
        "token_type": "bearer",
    }


@operation("POST /oauth/deauthorize")
def deauthorize(call: Call) -> Obj | Raw:
    """Ends the platform's access to an account."""
    id = call.params["stripe_user_id"]
    account = call.world.platform.store.get("account", id)
    if account is None:
        client = call.params.get("client_id", "")
        return _refused(
            "invalid_client",
            f"This application is not connected to stripe account {id}, or that account does not "
            f"exist. (client_id: {client})",
            401,
        )
    account_objects.disconnect(call.world, account)
    return {"stripe_user_id": id}


def _refused(error: str, description: str, status: int = 400) -> Raw:
    body = encode({"error": error, "error_description": description})
    return Raw(body.encode(), "application/json", status)
