"""The page of the billing portal: plans, means of payment, details and invoices of a customer.

A session with a flow shows the one thing that is to be done, and sends the customer on after it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stripe.sandbox.billing import billing_portal, portal_configurations
from stripe.sandbox.checkout import frame, portal_actions, portal_forms, shops
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic.hosted_fields import Fields, value_at
from stripe.sandbox.generic.hosted_pages import (
    entered_in,
    link,
    redirect,
    say,
    worlds_with,
)
from stripe.sandbox.generic.registry import page as address
from stripe.sandbox.json import Obj, part

if TYPE_CHECKING:
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

SESSION = "billing_portal.session"
PATH = "/p/session/{session}"
LOGIN = "/p/login/{token}"
TITLES = {
    "customer_update": "Your details",
    "payment_method_update": "Add a card",
    "subscription_cancel": "Cancel your plan",
    "subscription_pause": "Pause your plan",
    "subscription_update": "Update your plan",
    "subscription_update_confirm": "Confirm your update",
}


@address(f"GET {PATH}")
def show(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """The page of a session."""
    for world, session in worlds_with(state, SESSION, ids["session"]):
        return _shown(world, session, Fields({}, {}), "")
    return frame.missing("billing portal session")


@address(f"POST {PATH}")
def act(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Does what was asked for; shows the page again, with the error if there is one."""
    entered = entered_in(request)
    for world, session in worlds_with(state, SESSION, ids["session"]):
        flow = portal_actions.flow_of(world, session)
        try:
            portal_actions.act(world, session, entered)
        except ApiError as error:
            fields = Fields(entered, frame.field_problem(error))
            return _shown(world, session, fields, error.message, 400)
        return _after(world, session, flow)
    return frame.missing("billing portal session")


def _after(world: World, session: Obj, flow: Obj) -> Raw:
    after, shop = part(flow, "after_completion"), shops.shop_of(world)
    if after.get("type") == "redirect":
        return redirect(after["redirect"]["return_url"])
    if after.get("type") == "hosted_confirmation":
        message = part(after, "hosted_confirmation").get("custom_message")
        back = link(session["return_url"], f"Back to {shop.name}")
        return say(shop, "Billing", message or "Your change has been made.", back=back)
    return redirect(f"/p/session/{session['id']}")


def _shown(world: World, session: Obj, fields: Fields, error: str, status: int = 200) -> Raw:
    customer, shop = world.store.get("customer", session["customer"]), shops.shop_of(world)
    if customer is None:
        return say(shop, "Not found", "The customer of this session is gone.", 404)
    features = portal_actions.features_of(world, session)
    flow = portal_actions.flow_of(world, session)
    if flow:
        inner = _flow(world, features, customer, fields, flow)
    else:
        inner = _portal(world, features, customer, fields)
    head = "" if flow else _headline(world, session)
    body = (
        f'{head}<p id="error" role="alert">{escape(error)}</p>{inner}'
        f"<p>{link(session['return_url'], f'Back to {shop.name}')}</p>"
    )
    return frame.show(world, TITLES.get(flow.get("type", ""), "Billing"), body, status)


def _headline(world: World, session: Obj) -> str:
    found = world.find(portal_configurations.NAME, session["configuration"], None)
    text = part(found, "business_profile").get("headline")
    return f"<p>{escape(text)}</p>" if text else ""


def _portal(world: World, features: Obj, customer: Obj, fields: Fields) -> str:
    """All that the settings show."""
    sections = {
        "Current plan": portal_forms.subscriptions(world, features, customer, fields),
        "Payment methods": portal_forms.means(world, features, customer, fields),
    }
    if features["customer_update"]["enabled"]:
        sections["Your details"] = portal_forms.details(features, customer, fields)
    if features["invoice_history"]["enabled"]:
        sections["Invoices"] = portal_forms.invoices(world, customer)
    return "".join(f"<h2>{title}</h2>{inner}" for title, inner in sections.items())


def _flow(world: World, features: Obj, customer: Obj, fields: Fields, flow: Obj) -> str:
    """The one thing that a flow is about."""
    kind = flow["type"]
    if kind == "customer_update":
        return portal_forms.details(features, customer, fields)
    if kind == "payment_method_update":
        return portal_forms.new_card(fields)
    details = flow[kind]
    sub = world.find("subscription", details["subscription"], None)
    if kind == "subscription_update_confirm":
        inner = portal_forms.confirmation(world, details)
    elif kind == "subscription_update":
        inner = portal_forms.plans(world, features, sub, fields)
    elif kind == "subscription_pause":
        inner = portal_forms.pause(features, sub, fields)
    else:
        inner = portal_forms.offer(world, flow, sub) + portal_forms.end(features, sub, fields)
    return portal_forms.subscription(world, sub, inner)


# -- logging in --------------------------------------------------------------------------------------


def _configuration(state: State, token: str) -> tuple[World, Obj] | None:
    for world in state.worlds():
        for found in world.store.all(portal_configurations.NAME):
            url = str(part(found, "login_page").get("url") or "")
            if found["active"] and url.endswith(f"/{token}"):
                return world, found
    return None


@address(f"GET {LOGIN}")
def ask_who(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """The page on which customers say who they are."""
    found = _configuration(state, ids["token"])
    if found is None:
        return frame.missing("login page")
    return _login(found[0], Fields({}, {}))


def _login(world: World, fields: Fields, status: int = 200) -> Raw:
    email = fields.text("email", "Email", type="email", auto="email", required=True)
    note = '<p class="note">Stripe sends a link by email; the sandbox opens the portal at once.</p>'
    body = f'<form method="post">{email}<button class="main">Log in</button></form>{note}'
    return frame.show(world, "Log in to your billing", body, status)


@address(f"POST {LOGIN}")
def log_in(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Opens the portal for the customer who has that address."""
    found = _configuration(state, ids["token"])
    if found is None:
        return frame.missing("login page")
    world, configuration = found
    entered = entered_in(request)
    email = value_at(entered, "email").lower()
    for customer in world.store.all("customer"):
        if email and (customer["email"] or "").lower() == email:
            params = {"customer": customer["id"], "configuration": configuration["id"]}
            session = billing_portal.make(world, params)
            return redirect(f"/p/session/{session['id']}")
    wrong = {"email": "There is no customer with this address."}
    return _login(world, Fields(entered, wrong), 400)
