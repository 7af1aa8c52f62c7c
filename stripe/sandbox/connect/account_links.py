"""Ways for people into a connected account: onboarding, the Express dashboard, embedded components."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import account_objects
from stripe.sandbox.errors import invalid, missing_parameter, no_access
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

PAGE = "/sandbox/onboarding/"
LINKS = "account links"
LASTS = 300


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
    kept = {key: call.params[key] for key in ("refresh_url", "return_url")}
    expires = call.clock.now() + LASTS
    token = _keep(call.world, account, {**kept, "expires_at": expires})
    return {
        "object": "account_link",
        "created": call.clock.now(),
        "expires_at": expires,
        "url": f"{call.state.base_url}{PAGE}{account['id']}/{token}",
    }


def _keep(world: World, account: Obj, fields: Obj) -> str:
    token = world.ids.text(12)
    kept = {**fields, "id": token, "account": account["id"]}
    world.platform.changes.keep(LINKS, token, kept)
    return token


def link(world: World, token: str, account: str) -> Obj | None:
    """A link that was handed out for an account."""
    found = world.platform.store.get(LINKS, token)
    return found if found is not None and found["account"] == account else None


def finish(world: World, account: Obj, link: Obj) -> None:
    """Gives all that is due, as the owner would; the link is used up by that."""
    home = world.platform
    home.changes.keep(LINKS, link["id"], {**link, "expires_at": 0})
    home.changes.hide(account, {"onboarded": True})
    account_objects.settle(world, account, {})


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
    token = _keep(call.world, account, {})
    return {
        "object": "login_link",
        "created": call.clock.now(),
        "url": f"{call.state.pages_at('connect')}/express/{account['id']}/{token}",
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
