"""The pages for customers who pay: Checkout, 3-D Secure (and bank pages)."""

from __future__ import annotations

from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

from stripe.sandbox import form
from stripe.sandbox.checkout import page_entries, payment_pages
from stripe.sandbox.checkout.rendering import card_of, link, plain, redirect, render, worlds_with
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic.registry import page
from stripe.sandbox.http import Raw
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.means import payment_methods
from stripe.sandbox.payments import confirmation, setup_intents, three_d_secure

if TYPE_CHECKING:
    from stripe.sandbox.http import Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

SESSION = "checkout.session"
FIELDS = ("email", "name", "number", "exp_month", "exp_year", "cvc", "postal_code")


# -- Checkout ----------------------------------------------------------------------------------------


@page("GET /c/pay/{session}")
def show_checkout(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """The page of a session."""
    for world, session in worlds_with(state, SESSION, ids["session"]):
        return _checkout(world, session, {}, "")
    return plain("Not found", "There is no such Checkout session.", 404)


def _checkout(world: World, session: Obj, entered: Obj, error: str, status: int = 200) -> Raw:
    if session["status"] != "open":
        text = "You have paid." if session["status"] == "complete" else "This page has expired."
        return plain("Checkout", text)
    rows = "".join(
        f"<tr><td>{item['quantity'] or ''} &times; {escape(str(item['description'] or ''))}</td>"
        f"<td>{escape(currencies.shown(item['amount_total'], item['currency']))}</td></tr>"
        for item in world.store.secret(SESSION, session["id"]).get("items") or ()
    )
    setup = session["mode"] == "setup"
    total = "" if setup else currencies.shown(session["amount_total"], session["currency"])
    subscribes = session["mode"] == "subscription"
    title = (
        "Save your card" if setup else f"Subscribe: {total} now" if subscribes else f"Pay {total}"
    )
    values = {field: entered.get(field) for field in FIELDS}
    values["email"] = values["email"] or part(session, "customer_details").get("email")
    return render(
        "checkout",
        {"items": rows, "more": _more(session), "back": link(session["cancel_url"], "Back")},
        status,
        title=title,
        button="Save card" if setup else "Subscribe" if subscribes else title,
        error=error,
        action=f"/c/pay/{session['id']}",
        **values,
    )


@page("POST /c/pay/{session}")
def pay(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Pays with what was entered; sends the customer on, or shows the page with the error."""
    entered = form.from_form(request.body.decode("utf-8", "replace"))
    for world, session in worlds_with(state, SESSION, ids["session"]):
        try:
            session = page_entries.take(world, session, _entries(entered))
            method = payment_methods.store(
                world, *payment_methods.build(world, card_of(entered), "")
            )
            after = payment_pages.confirm(world, session, method)
        except ApiError as error:
            fresh = world.store.get(SESSION, session["id"]) or session
            return _checkout(world, fresh, entered, error.message, 402)
        return _next(world, after)
    return plain("Not found", "There is no such Checkout session.", 404)


def _more(session: Obj) -> str:
    """Fields for what some sessions ask for beside the card."""
    found = ""
    if session["allow_promotion_codes"]:
        found += '<label>Promotion code <input name="promotion_code"></label>'
    if part(session, "tax_id_collection").get("enabled"):
        found += '<label>Type of tax id <input name="tax_id_type" placeholder="eu_vat"></label>'
        found += '<label>Tax id <input name="tax_id_value"></label>'
    return found


def _entries(entered: Obj) -> Obj:
    value = entered.get("tax_id_value")
    tax_id = {"type": entered.get("tax_id_type"), "value": value} if value else None
    return {"promotion_code": entered.get("promotion_code"), "tax_id": tax_id}


def _next(world: World, session: Obj) -> Raw:
    waiting = world.store.secret(SESSION, session["id"]).get("intent")
    for name in ("payment_intent", "setup_intent"):
        intent = world.store.get(name, session[name] or waiting)
        if intent is not None and intent["status"] == "requires_action":
            return redirect(three_d_secure.page(world, intent).removeprefix(world.state.base_url))
    return _done(session)


def _done(session: Obj) -> Raw:
    url = session["success_url"] or session.get("return_url")
    if not url:
        return plain("Checkout", "Thanks for your payment.")
    return redirect(str(url).replace("{CHECKOUT_SESSION_ID}", session["id"]))


# -- 3-D Secure --------------------------------------------------------------------------------------


def _intent(state: State, request: Request, id: str) -> tuple[World, Obj] | None:
    secret = form.from_form(request.query).get("client_secret")
    for name in ("payment_intent", "setup_intent"):
        for world, intent in worlds_with(state, name, id):
            if intent["client_secret"] == secret:
                return world, intent
    return None


@page("GET /sandbox/authenticate/{intent}")
def show_authentication(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Asks the customer to complete or fail the authentication."""
    found = _intent(state, request, ids["intent"])
    if found is None:
        return plain("Not found", "There is nothing to authenticate at this address.", 404)
    intent = found[1]
    if intent["status"] != "requires_action":
        return plain("3-D Secure", "There is nothing left to authenticate.")
    action = f"/sandbox/authenticate/{intent['id']}?{request.query}"
    fields = (
        f'<form method="post" action="{escape(action)}">'
        '<button id="complete" name="outcome" value="succeed">Complete</button>'
        '<button id="fail" name="outcome" value="fail">Fail</button></form>'
    )
    amount = currencies.shown(intent["amount"], intent["currency"]) if "amount" in intent else ""
    text = f"Your bank asks you to confirm this payment of {amount}." if amount else ""
    message = text or "Your bank asks you to confirm that this card may be saved."
    return render("authenticate", {"form": fields}, title="3-D Secure 2 test page", message=message)


@page("POST /sandbox/authenticate/{intent}")
def authenticate(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Completes or fails the authentication, and sends the customer back."""
    found = _intent(state, request, ids["intent"])
    if found is None:
        return plain("Not found", "There is nothing to authenticate at this address.", 404)
    world, intent = found
    outcome = form.from_form(request.body.decode("utf-8", "replace")).get("outcome")
    after = decide(world, intent, succeed=outcome != "fail")
    return _back(world, after)


def authenticate_for(state: State, id: str, *, succeed: bool) -> str:
    """What the page does, asked for by the sandbox's handle; gives the status after it."""
    with state.lock:
        state.begin(None, None)
        for name in ("payment_intent", "setup_intent"):
            for world, intent in worlds_with(state, name, id):
                after = decide(world, intent, succeed=succeed)
                state.webhooks.flush()
                return str(after["status"])
    raise KeyError(f"No PaymentIntent or SetupIntent has the id {id!r}.")


def decide(world: World, intent: Obj, *, succeed: bool) -> Obj:
    """Completes or fails what an intent waits for; gives the intent as it is then."""
    name = intent["object"]
    if intent["status"] == "requires_action":
        complete = setup_intents.complete if name == "setup_intent" else confirmation.complete
        with suppress(ApiError):  # the intent says what went wrong
            complete(world, intent, succeed=succeed)
    return world.store.get(name, intent["id"]) or intent


def _back(world: World, intent: Obj) -> Raw:
    name = intent["object"]
    done = intent["status"] not in ("requires_payment_method", "canceled")
    session = payment_pages.session_of(world, intent)
    if session is not None:
        if done:
            return _done(session)
        field = "last_setup_error" if name == "setup_intent" else "last_payment_error"
        return _checkout(world, session, {}, part(intent, field).get("message", ""), 402)
    url = str(world.store.secret(name, intent["id"]).get("return_url") or "")
    if not url:
        word = "completed" if done else "failed"
        return plain("3-D Secure", f"The authentication has {word}. You may close this page.")
    split = urlsplit(url)
    extra = urlencode(
        {
            name: intent["id"],
            f"{name}_client_secret": intent["client_secret"],
            "redirect_status": "succeeded" if done else "failed",
        }
    )
    query = f"{split.query}&{extra}" if split.query else extra
    return redirect(urlunsplit(split._replace(query=query)))
