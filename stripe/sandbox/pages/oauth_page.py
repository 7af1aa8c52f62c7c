"""The page that asks the owner of an account whether a platform may connect to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import frame
from stripe.sandbox.connect import oauth
from stripe.sandbox.generic.hosted_pages import entered_in
from stripe.sandbox.generic.registry import page
from stripe.sandbox.json import part
from stripe.sandbox.state.addresses import is_url

if TYPE_CHECKING:
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State

PATHS = ("/oauth/authorize", "/express/oauth/authorize")
DEFAULT = "/"
"""Where a platform that names no `redirect_uri` is: at Stripe its settings say so."""
DENIED = {"error": "access_denied", "error_description": "The user denied your request"}


def _way_back(request: Request) -> str:
    return str(frame.asked(request).get("redirect_uri") or DEFAULT)


def _refusal(state: State, request: Request) -> Raw | None:
    url = _way_back(request)
    if url == DEFAULT or is_url(url, web=True):
        return None
    world = state.world(state.account_id, livemode=False)
    text = "The `redirect_uri` of this address is none: it begins with http:// or https://."
    return frame.show(world, "Connect", frame.error(text), 400)


@page(*(f"GET {path}" for path in PATHS))
def ask(state: State, request: Request, _ids: dict[str, str]) -> Raw:
    """Asks whether to connect."""
    refusal = _refusal(state, request)
    if refusal is not None:
        return refusal
    world = state.world(state.account_id, livemode=False)
    body = frame.paragraph("A new test account is made and connected to this platform.")
    body += frame.choice(("connect", "Connect"), ("deny", "Deny"))
    return frame.show(world, "Connect an account", body)


@page(*(f"POST {path}" for path in PATHS))
def answer(state: State, request: Request, _ids: dict[str, str]) -> Raw:
    """Connects and sends the code back, or tells that the owner said no."""
    refusal = _refusal(state, request)
    if refusal is not None:
        return refusal
    query = frame.asked(request)
    told = {"state": str(query.get("state") or "")}
    if entered_in(request).get("outcome") == "deny":
        return frame.back_to(_way_back(request), **DENIED, **told)
    kind = "express" if request.path.startswith("/express") else "standard"
    scope = str(query.get("scope") or ("read_write" if kind == "standard" else "express"))
    world = state.world(state.account_id, livemode=False)
    code = oauth.grant(world, kind, scope, part(query, "stripe_user"))
    return frame.back_to(_way_back(request), code=code, scope=scope, **told)
