"""OAuth for Connect: a page that grants access, codes, tokens, and taking access away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from stripe.sandbox import form
from stripe.sandbox.connect import account_objects
from stripe.sandbox.generic.registry import operation, page
from stripe.sandbox.http import Raw
from stripe.sandbox.json import Obj, encode

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.http import Request
    from stripe.sandbox.state.state import State

CODES = "oauth codes"
FORM = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Connect</title>
<h1>Connect an account</h1>
<form method="post"><button id="connect">Connect</button></form>
"""


@page("GET /oauth/authorize", "GET /express/oauth/authorize")
def ask(_state: State, _request: Request, _ids: dict[str, str]) -> Raw:
    """The page that asks whether to connect."""
    return Raw(FORM.encode(), "text/html; charset=utf-8")


@page("POST /oauth/authorize", "POST /express/oauth/authorize")
def grant(state: State, request: Request, _ids: dict[str, str]) -> Raw:
    """Connects a new account and sends its code back."""
    query = form.from_form(request.query)
    world = state.world(state.account_id, livemode=False)
    kind = "express" if request.path.startswith("/express") else "standard"
    account = world.changes.create("account", account_objects.blank(kind, "US"), event=None)
    code = "ac_" + state.ids.text(32)
    scope = query.get("scope", "read_write" if kind == "standard" else "express")
    world.changes.keep(CODES, code, {"id": code, "account": account["id"], "scope": scope})
    back = urlencode({"code": code, "scope": scope, "state": query.get("state", "")})
    address = str(query.get("redirect_uri", "/"))
    joint = "&" if "?" in address else "?"
    return Raw(b"", "text/plain", 303, {"Location": f"{address}{joint}{back}"})


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
