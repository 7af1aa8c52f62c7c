"""Ways for people into a connected account: onboarding, the Express dashboard, embedded components."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from stripe.sandbox import form
from stripe.sandbox.connect import account_objects, requirements
from stripe.sandbox.errors import invalid, missing_parameter, no_access
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation, page
from stripe.sandbox.http import Raw
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.state import events

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.http import Request
    from stripe.sandbox.state.state import State

PAGE = "/sandbox/onboarding/"
FORM = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Onboarding</title>
<h1>Onboarding of {account}</h1>
<form method="post"><button id="complete">Complete onboarding</button></form>
"""


def _named(call: Call) -> Obj:
    id = call.params["account"]
    found = call.world.platform.store.get("account", id)
    if found is None:
        raise no_access(call.key.masked, id)
    return found


@operation("POST /v1/account_links")
def create_link(call: Call) -> Obj:
    """A link to the onboarding page; on the sandbox's one a click gives all that is due."""
    account = _named(call)
    for name in ("refresh_url", "return_url"):
        if not call.params.get(name):
            raise missing_parameter(name)
    if call.params["type"] == "account_update" and account["type"] != "custom":
        raise invalid(
            "You cannot create `account_update` type Account Links for this account. You can only "
            "create Account Links of type `account_onboarding` for accounts which Stripe is "
            "responsible for collecting requirements.",
            "type",
        )
    query = urlencode({"return_url": call.params["return_url"]})
    return {
        "object": "account_link",
        "created": call.clock.now(),
        "expires_at": call.clock.now() + 300,
        "url": f"{call.state.base_url}{PAGE}{account['id']}/{call.world.ids.text(12)}?{query}",
    }


@page(f"GET {PAGE}{{account}}/{{token}}", f"POST {PAGE}{{account}}/{{token}}")
def onboarding(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """The onboarding page: shown, then done."""
    for world in state.worlds():
        account = world.store.get("account", ids["account"])
        if account is not None:
            break
    else:
        return Raw(b"No such account.", "text/plain", 404)
    if request.method == "GET":
        return Raw(FORM.format(account=escape(account["id"])).encode(), "text/html; charset=utf-8")
    world.changes.hide(account, {"onboarded": True})
    changed = requirements.consequences(world, account)
    previous = events.changes(account, {**account, **changed})
    new = world.changes.update(account, changed, event=None)
    state.world(account["id"], world.livemode).changes.emit("account.updated", new, previous)
    back = form.from_form(request.query).get("return_url", "/")
    return Raw(b"", "text/plain", 303, {"Location": str(back)})


@operation("POST /v1/accounts/{account}/login_links")
def create_login_link(call: Call) -> Obj:
    """A link into the Express dashboard."""
    account = account_objects.find(call)
    dashboard = as_dict(account["controller"]).get("stripe_dashboard", {}).get("type")
    if dashboard != "express":
        raise invalid(
            "Cannot create a login link for an account that does not use the Express Dashboard.",
            "account",
        )
    return {
        "object": "login_link",
        "created": call.clock.now(),
        "url": f"https://connect.stripe.com/express/{account['id']}/{call.world.ids.text(12)}",
    }


@operation("POST /v1/account_sessions")
def create_session(call: Call) -> Obj:
    """A session for embedded components."""
    account = _named(call)
    blank = dict(crud.template("account_session"))
    given = call.params["components"]
    components = {
        name: {
            **part,
            **given.get(name, {}),
            "features": {**part["features"], **as_dict(given.get(name, {}).get("features"))},
        }
        for name, part in blank["components"].items()
    }
    blank.update(
        account=account["id"],
        client_secret=f"accs_secret__{call.world.ids.text(40)}",
        components=components,
        expires_at=call.clock.now() + 1800,
        livemode=call.world.livemode,
    )
    return blank
