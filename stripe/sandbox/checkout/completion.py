"""How a Checkout session is completed, and what its customer gets of what was entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import session_invoices, subscription_sessions
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import payment_methods
from stripe.sandbox.payments import next_actions
from stripe.sandbox.platform import customers, tax_ids
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "checkout.session"
WAITING = (*next_actions.VOUCHERS, "customer_balance")
"""Ways to pay that are paid by the customer later, elsewhere."""
TOLD_FIRST = {"customer.updated": 0, "checkout.session.completed": 1}
LATER = 2


# -- the customer ------------------------------------------------------------------------------------


def with_customer(world: World, session: Obj, method: Obj | None) -> Obj:
    """The session with its customer: made where there is to be one, else brought up to date."""
    customer = world.store.get("customer", session["customer"])
    if customer is not None:
        changed = _news_for(world, session, customer)
        world.changes.update(customer, changed)
        return session
    if not _wants_customer(world, session, method):
        return session
    details = part(session, "customer_details")
    known = {key: details[key] for key in ("email", "name", "phone", "address") if details[key]}
    shipping = shipping_of(session)
    if shipping is not None:
        known["shipping"] = shipping
    made = customers.make(world, known)
    return world.changes.update(session, {"customer": made["id"]}, event=None)


def _wants_customer(world: World, session: Obj, method: Obj | None) -> bool:
    data: Obj = part(world.store.secret(NAME, session["id"]), "payment_intent_data")
    return bool(
        session["mode"] == "subscription"
        or session["customer_creation"] == "always"
        or part(session, "invoice_creation").get("enabled")
        or data.get("setup_future_usage")
        or (method or {}).get("type") == "customer_balance"
    )


def _news_for(world: World, session: Obj, customer: Obj) -> Obj:
    """What changes of a customer that there is: what was missing, and what `customer_update` names."""
    params = part(world.store.secret(NAME, session["id"]), "params")
    details, update = part(session, "customer_details"), part(params, "customer_update")
    own = not params.get("customer")  # made by an earlier try
    changed: Obj = {}
    for key in ("name", "address"):
        if details.get(key) and (own or update.get(key) == "auto"):
            changed[key] = details[key]
    if (own or update.get("shipping") == "auto") and shipping_of(session):
        changed["shipping"] = shipping_of(session)
    for key in ("email", "phone"):
        if details.get(key) and (own or not customer[key]):
            changed[key] = details[key]
    return changed


def shipping_of(session: Obj) -> Obj | None:
    """Where a payment is sent to, as intents and customers have it."""
    details = part(session, "collected_information").get("shipping_details")
    if not details:
        return None
    asked = part(session, "phone_number_collection").get("enabled")
    phone = part(session, "customer_details").get("phone") if asked else None
    return {"address": details["address"], "name": details["name"], "phone": phone}


def give_tax_ids(world: World, session: Obj) -> None:
    """Adds the tax ids that were entered to the customer."""
    customer = world.store.get("customer", session["customer"])
    for tax_id in part(session, "customer_details").get("tax_ids") or ():
        known = world.store.all("tax_id", "customer", session["customer"])
        if customer is not None and not any(one["value"] == tax_id["value"] for one in known):
            tax_ids.add(world, customer, tax_id)


# -- the means of payment ----------------------------------------------------------------------------


def marked(world: World, session: Obj, method: Obj, entered: Obj) -> Obj:
    """The means of payment with what it may be shown for again, which its customer may have said."""
    if method["customer"] is not None:
        return method
    hidden = world.store.secret(NAME, session["id"])
    may = part(session, "saved_payment_method_options").get("payment_method_save") == "enabled"
    saved = may and bool(entered.get("save_payment_method"))
    asked = part(hidden, "params", "payment_method_data").get("allow_redisplay")
    kept = session["mode"] != "payment" or part(hidden, "payment_intent_data").get(
        "setup_future_usage"
    )
    shown = "always" if saved else asked or ("limited" if kept else None)
    world.changes.hide(session, {"saves": method["id"] if saved else None})
    return world.changes.update(method, {"allow_redisplay": shown} if shown else {}, event=None)


def _save(world: World, session: Obj) -> None:
    """Keeps the means of payment with its customer, who has ticked the box for that."""
    saved = world.store.secret(NAME, session["id"]).get("saves")
    method = world.store.get("payment_method", saved)
    if method is not None and session["customer"] is not None:
        world.changes.hide(method, {"consumed": False})
        payment_methods.attach_to(world, method, session["customer"])


# -- completion --------------------------------------------------------------------------------------


def subscribe(world: World, session: Obj, method: Obj | None) -> None:
    """Makes the subscription of a session, which is complete unless its customer has to act first.

    That the session is complete is told before what it has led to, as Stripe does it.
    """
    with world.events.arranged(lambda name: TOLD_FIRST.get(name, LATER)):
        sub = subscription_sessions.subscribe(world, session, method)
        if sub["status"] == "incomplete":
            return
        invoice = world.store.get("invoice", sub["latest_invoice"])
        status = "no_payment_required"
        if session["amount_total"] and invoice is not None:
            status = "paid" if invoice["status"] == "paid" else "unpaid"
        complete(world, session, status, subscription=sub["id"], invoice=sub["latest_invoice"])


def complete(world: World, session: Obj, payment_status: str, **more: str | None) -> Obj:
    """Completes a session; a link that it came by may be closed by that."""
    changed: Obj = {"status": "complete", "payment_status": payment_status, "url": None, **more}
    _save(world, session)
    if session["mode"] == "payment":
        give_tax_ids(world, session)
        if payment_status == "paid":
            changed.update(session_invoices.made_for(world, session))
    done = world.changes.update(session, changed, event="checkout.session.completed")
    link = world.store.get("payment_link", session["payment_link"])
    if link is not None:
        _count(world, link)
    return done


def _count(world: World, link: Obj) -> None:
    """Counts a completed session of a payment link, which may be closed by that."""
    limits = part(link, "restrictions", "completed_sessions")
    if "limit" not in limits:
        return
    count = limits.get("count", 0) + 1
    restrictions = {"completed_sessions": {**limits, "count": count}}
    changed = {"restrictions": restrictions, "active": count < limits["limit"]}
    world.changes.update(link, changed)


# -- what becomes of the intent of a session ----------------------------------------------------------


def session_of(world: World, intent: Obj) -> Obj | None:
    """The session that an intent is of; that of a subscription's first invoice knows it."""
    kept = world.store.secret(intent["object"], intent["id"]).get("checkout_session")
    if kept is not None:
        return world.store.get(NAME, kept)
    return next(world.store.all(NAME, intent["object"], intent["id"]), None)


@on("setup_intent.succeeded")
def set_up(world: World, intent: Obj, _previous: Obj | None) -> None:
    """A session is complete, or its subscription begins, once its means of payment is set up."""
    session = session_of(world, intent)
    if session is None or session["status"] != "open":
        return
    if session["mode"] == "subscription":
        subscribe(world, session, world.find("payment_method", intent["payment_method"], None))
    else:
        complete(world, session, "no_payment_required")


@on("payment_intent.processing", "payment_intent.amount_capturable_updated")
def under_way(world: World, intent: Obj, _previous: Obj | None) -> None:
    """A session is complete, and unpaid, while the bank or the merchant has the next word."""
    session = session_of(world, intent)
    if session is not None and session["status"] == "open":
        _finish(world, session, "unpaid")


def _finish(world: World, session: Obj, payment_status: str) -> None:
    kept = world.store.secret(NAME, session["id"]).get("subscription")
    sub = world.store.get("subscription", kept)
    made = {} if sub is None else {"subscription": sub["id"], "invoice": sub["latest_invoice"]}
    complete(world, session, payment_status, **made)


@on("payment_intent.requires_action")
def waits(world: World, intent: Obj, _previous: Obj | None) -> None:
    """A session is complete, and unpaid, once its customer has what to pay with elsewhere."""
    session = session_of(world, intent)
    method = world.store.get("payment_method", intent["payment_method"])
    if session is None or session["status"] != "open" or session["mode"] != "payment":
        return
    if method is not None and method["type"] in WAITING:
        complete(world, session, "unpaid")


@on("payment_intent.succeeded")
def paid(world: World, intent: Obj, previous: Obj | None) -> None:
    """A session is complete and paid; that its bank has paid later is told by an event."""
    session = session_of(world, intent)
    if session is None:
        return
    if session["status"] == "open":
        _finish(world, session, "paid")
    elif session["payment_status"] == "unpaid":
        captured = (previous or {}).get("status") == "requires_capture"
        event = None if captured else "checkout.session.async_payment_succeeded"
        world.changes.update(session, {"payment_status": "paid"}, event=event)


@on("payment_intent.payment_failed")
def failed(world: World, intent: Obj, _previous: Obj | None) -> None:
    """Tells of a session whose bank has not paid; an open one waits for another try."""
    session = session_of(world, intent)
    if session is not None and (session["status"], session["payment_status"]) == (
        "complete",
        "unpaid",
    ):
        world.changes.emit("checkout.session.async_payment_failed", session)
