"""The page of the billing portal: plans, cards, details and invoices of a customer.

A session with a flow shows the one thing that is to be done, and sends the customer on after it.
"""

from __future__ import annotations

from datetime import datetime, timezone
from html import escape
from typing import TYPE_CHECKING

from stripe.sandbox.checkout import portal_actions, shops
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic.hosted_pages import (
    SANDBOX,
    entered_in,
    link,
    page,
    redirect,
    say,
    worlds_with,
)
from stripe.sandbox.generic.registry import page as address
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

SESSION = "billing_portal.session"
PATH = "/p/session/{session}"
FEEDBACK = {
    "too_expensive": "It's too expensive",
    "missing_features": "Some features are missing",
    "switched_service": "I'm switching to a different service",
    "unused": "I don't use the service enough",
    "customer_service": "Customer service was less than expected",
    "too_complex": "Ease of use was less than expected",
    "low_quality": "Quality was less than expected",
    "other": "Other reason",
}
CARD_FIELDS = (
    ("number", "Card number", "cc-number"),
    ("exp_month", "Month", "cc-exp-month"),
    ("exp_year", "Year", "cc-exp-year"),
    ("cvc", "CVC", "cc-csc"),
)


@address(f"GET {PATH}")
def show(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """The page of a session."""
    for world, session in worlds_with(state, SESSION, ids["session"]):
        return _shown(world, session, "")
    return say(SANDBOX, "Not found", "There is no such billing portal session.", 404)


@address(f"POST {PATH}")
def act(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Does what was asked for; shows the page again, with the error if there is one."""
    entered = entered_in(request)
    for world, session in worlds_with(state, SESSION, ids["session"]):
        try:
            if entered.get("do") == "confirm" and session["flow"]:
                portal_actions.confirmed(world, session)
            else:
                portal_actions.act(world, session, entered)
        except ApiError as error:
            return _shown(world, session, error.message, 400)
        return _after(world, session)
    return say(SANDBOX, "Not found", "There is no such billing portal session.", 404)


def _after(world: World, session: Obj) -> Raw:
    shop = shops.shop_of(world)
    after = part(session, "flow", "after_completion")
    if after.get("type") == "redirect":
        return redirect(after["redirect"]["return_url"])
    if after.get("type") == "hosted_confirmation":
        message = part(after, "hosted_confirmation").get("custom_message")
        return say(shop, "Billing", message or "Your change has been made.")
    return redirect(f"/p/session/{session['id']}" + ("?home" if session["flow"] else ""))


def _shown(world: World, session: Obj, error: str, status: int = 200) -> Raw:
    customer = world.store.get("customer", session["customer"])
    if customer is None:
        return say(SANDBOX, "Not found", "The customer of this session is gone.", 404)
    features = portal_actions.features_of(world, session)
    parts = {
        "subscriptions": _subscriptions(world, session, features, customer),
        "cards": _cards(world, features, customer),
        "details": _details(features, customer),
        "invoices": _invoices(world, features, customer),
    }
    body = (
        f'<p id="error" role="alert">{escape(error)}</p>'
        f"<h2>Current plan</h2>{parts['subscriptions']}<h2>Payment methods</h2>{parts['cards']}"
        f"<h2>Your details</h2>{parts['details']}<h2>Invoices</h2>{parts['invoices']}"
        f"<p>{link(session['return_url'], 'Back')}</p>"
    )
    return page(shops.shop_of(world), "Billing", body, status)


# -- its parts, as HTML ------------------------------------------------------------------------------


def _form(inner: str, do: str, button: str, **hidden: str) -> str:
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in hidden.items()
    )
    submit = f'<button type="submit" name="do" value="{do}">{escape(button)}</button>'
    return f'<form method="post">{kept}{inner}{submit}</form>'


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%d %b %Y")


def _subscriptions(world: World, session: Obj, features: Obj, customer: Obj) -> str:
    flow = as_dict(session["flow"])
    kind = str(flow.get("type") or "")
    about = part(flow, kind).get("subscription")
    rows = [
        _subscription(world, features, sub, kind if sub["id"] == about else "", flow)
        for sub in portal_actions.subscriptions_of(world, customer["id"])
    ]
    return "".join(rows) or "<p>There is no subscription.</p>"


def _subscription(world: World, features: Obj, sub: Obj, kind: str, flow: Obj) -> str:
    lines = "".join(
        f"<li>{escape(portal_actions.price_words(world, item['price'], item.get('quantity') or 1))}</li>"
        for item in sub["items"]["data"]
    )
    end = min(item["current_period_end"] for item in sub["items"]["data"])
    ends = sub["cancel_at"]
    when = f"Cancels on {_day(ends)}" if ends else f"Renews on {_day(end)}"
    found = [f'<ul class="plan">{lines}</ul><p>{escape(sub["status"])}. {when}</p>']
    if kind == "subscription_update_confirm":
        found.append(_confirmation(world, flow))
    if features["subscription_update"]["enabled"] and len(sub["items"]["data"]) == 1:
        found.append(_plans(world, features, sub))
    if features["subscription_cancel"]["enabled"]:
        found.append(_end(features, sub))
    if part(features, "subscription_pause").get("enabled") and sub["status"] == "active":
        found.append(_form("", "pause", "Pause plan", subscription=sub["id"]))
    return f"<section>{''.join(found)}</section>"


def _confirmation(world: World, flow: Obj) -> str:
    items = flow["subscription_update_confirm"]["items"]
    lines = "".join(
        f"<li>{escape(portal_actions.price_words(world, price, item.get('quantity') or 1))}</li>"
        for item in items
        if (price := world.store.get("price", item["price"])) is not None
    )
    return f"<p>Change to:</p><ul>{lines}</ul>{_form('', 'confirm', 'Confirm')}"


def _plans(world: World, features: Obj, sub: Obj) -> str:
    current = sub["items"]["data"][0]["price"]["id"]
    options = "".join(
        f'<label class="choice"><input type="radio" name="price" value="{escape(price["id"])}" required> '
        f"{escape(portal_actions.price_words(world, price))}</label>"
        for price in portal_actions.prices_for(world, features, sub)
        if price["id"] != current
    )
    if not options:
        return ""
    inner = f"<fieldset><legend>Other plans</legend>{options}</fieldset>"
    return _form(inner, "plan", "Update plan", subscription=sub["id"])


def _end(features: Obj, sub: Obj) -> str:
    if sub["cancel_at"]:
        return _form("", "keep", "Don't cancel", subscription=sub["id"])
    asked = features["subscription_cancel"]["cancellation_reason"]
    inner = ""
    if asked["enabled"]:
        options = "".join(
            f'<option value="{name}">{escape(str(FEEDBACK.get(name, name)))}</option>'
            for name in asked["options"]
        )
        inner = (
            f'<label>Why do you cancel? <select name="feedback"><option></option>{options}</select>'
            '</label><label>Anything else? <input name="comment"></label>'
        )
    return _form(inner, "cancel", "Cancel plan", subscription=sub["id"])


def _cards(world: World, features: Obj, customer: Obj) -> str:
    default = part(customer, "invoice_settings").get("default_payment_method")
    may = features["payment_method_update"]["enabled"]
    rows: list[str] = []
    for method in world.store.all("payment_method", "customer", customer["id"]):
        if method["type"] != "card":
            continue
        words = f"{method['card']['brand']} ending in {method['card']['last4']}"
        forms = ""
        if may and method["id"] != default:
            forms = _form("", "default", "Make default", payment_method=method["id"])
            forms += _form("", "remove", "Remove", payment_method=method["id"])
        mark = " (default)" if method["id"] == default else ""
        rows.append(f"<li>{escape(words + mark)} {forms}</li>")
    listed = f"<ul>{''.join(rows) or '<li>None yet.</li>'}</ul>"
    if not may:
        return listed
    fields = "".join(
        f'<label>{text} <input name="{name}" inputmode="numeric" autocomplete="{auto}" required></label>'
        for name, text, auto in CARD_FIELDS
    )
    return listed + _form(fields, "card", "Add card")


def _details(features: Obj, customer: Obj) -> str:
    allowed = features["customer_update"]
    if not allowed["enabled"]:
        return f"<p>{escape(customer['name'] or '')} {escape(customer['email'] or '')}</p>"
    fields = "".join(
        f'<label>{name.capitalize()} <input name="{name}" value="{escape(customer[name] or "")}"></label>'
        for name in ("name", "email", "phone")
        if name in allowed["allowed_updates"]
    )
    return _form(fields, "details", "Save")


def _invoices(world: World, features: Obj, customer: Obj) -> str:
    if not features["invoice_history"]["enabled"]:
        return "<p>Not shown.</p>"
    rows = "".join(
        f"<li>{_day(invoice['created'])} "
        f"{escape(currencies.shown(invoice['total'], invoice['currency']))} "
        f"{escape(invoice['status'])} {link(invoice['hosted_invoice_url'], str(invoice['number']))}</li>"
        for invoice in world.store.all("invoice", "customer", customer["id"])
        if invoice["status"] != "draft"
    )
    return f"<ul>{rows or '<li>None yet.</li>'}</ul>"
