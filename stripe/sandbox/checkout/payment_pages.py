"""What the page of a Checkout session does: it shows the session, and completes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import (
    page_entries,
    session_invoices,
    sessions,
    subscription_sessions,
)
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import banks, payment_methods
from stripe.sandbox.payments import confirmation, intents, payment_intents, setup_intents
from stripe.sandbox.platform import customers
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "checkout.session"


def shown(world: World, session: Obj) -> Obj:
    """A session as its page sees it."""
    intent = world.store.get("payment_intent", session["payment_intent"])
    setup = world.store.get("setup_intent", session["setup_intent"])
    return {
        "id": session["id"],
        "object": "payment_page",
        "cancel_url": session["cancel_url"],
        "currency": session["currency"],
        "customer_email": part(session, "customer_details").get("email"),
        "livemode": session["livemode"],
        "mode": session["mode"],
        "payment_intent": intent,
        "payment_method_types": session["payment_method_types"],
        "payment_status": session["payment_status"],
        "session_id": session["id"],
        "setup_intent": setup,
        "state": "active" if session["status"] == "open" else session["status"],
        "status": session["status"],
        "success_url": session["success_url"],
        "total": session["amount_total"],
        "url": session["url"],
    }


@operation("GET /v1/payment_pages/{session}")
def retrieve(call: Call) -> Obj:
    """The page of a session."""
    return shown(call.world, call.get(NAME, "session"))


@operation("POST /v1/payment_pages/{session}/confirm")
def confirm_page(call: Call) -> Obj:
    """Pays with a payment method, as the customer does on the page."""
    session = call.get(NAME, "session")
    expected = call.params.get("expected_amount")
    if expected is not None and str(expected) != str(session["amount_total"] or 0):
        raise invalid(
            f"The expected_amount ({expected}) is not the amount of this Checkout Session "
            f"({session['amount_total'] or 0}).",
            "expected_amount",
            "checkout_amount_mismatch",
        )
    page_entries.take(call.world, session, call.params)
    session = call.get(NAME, "session")
    method = call.params.get("payment_method")
    found = None
    if method:
        found = payment_methods.resolve(call.world, str(method), "payment_method")
    return shown(call.world, confirm(call.world, session, found))


def confirm(world: World, session: Obj, method: Obj | None) -> Obj:
    """Completes a session, if its payment allows it; raises the 402 of a decline."""
    sessions.check_open(session, "completed")
    if session["mode"] == "setup":
        _set_up(world, session, _required(method))
    elif session["mode"] == "subscription":
        _subscribe(world, session, method)
    elif not session["amount_total"]:
        _complete(world, session, "no_payment_required", method)
    else:
        method = _fitting(world, session, _required(method))
        _pay(world, _with_customer(world, session, method), method)
    return world.find(NAME, session["id"], None)


def _required(method: Obj | None) -> Obj:
    if method is None:
        raise invalid(
            "Missing required param: payment_method.", "payment_method", "parameter_missing"
        )
    return method


def _fitting(world: World, session: Obj, method: Obj) -> Obj:
    # Some recipes pay a session for bank debits with a card: there it stands for the account.
    types = session["payment_method_types"]
    if method["type"] in types or not all(kind in banks.TABLE for kind in types):
        return method
    data: Obj = {"type": types[0], types[0]: {}, "billing_details": method["billing_details"]}
    return payment_methods.store(world, *payment_methods.build(world, data, ""))


def _with_customer(world: World, session: Obj, method: Obj | None) -> Obj:
    known = part(session, "customer_details")
    details = sessions.details_of(known.get("email"), part(method, "billing_details"))
    details["tax_ids"] = known.get("tax_ids") or []
    changed: Obj = {"customer_details": details}
    data: Obj = part(world.store.secret(NAME, session["id"]), "payment_intent_data")
    wanted = (
        session["mode"] == "subscription"
        or session["customer_creation"] == "always"
        or part(session, "invoice_creation").get("enabled")
        or data.get("setup_future_usage")
    )
    if session["customer"] is None and wanted:
        known = {key: details[key] for key in ("email", "name", "phone", "address") if details[key]}
        changed["customer"] = customers.make(world, known)["id"]
    return world.changes.update(session, changed, event=None)


def _pay(world: World, session: Obj, method: Obj) -> None:
    """Makes the intent, or uses that of an earlier try."""
    old = world.store.get("payment_intent", session["payment_intent"])
    back = session["success_url"] or session.get("return_url")
    params: Obj = {"payment_method": method["id"], "return_url": back, "from_page": True}
    if old is not None:
        intents.prepare(world, old, params)
        confirmation.run(world, old, method, params)
        return
    hidden = world.store.secret(NAME, session["id"])
    options = session["payment_method_options"]
    wanted = {
        "amount": session["amount_total"],
        "currency": session["currency"],
        "customer": session["customer"],
        "allowed_payment_method_types": list({*session["payment_method_types"], method["type"]}),
        "payment_method_options": options or None,
        **part(hidden, "payment_intent_data"),
    }
    intent = payment_intents.make(world, wanted, hidden.get("application"))
    world.changes.update(session, {"payment_intent": intent["id"]}, event=None)
    intents.check_method(world, intent, method)
    confirmation.run(world, intent, method, params)


def _set_up(world: World, session: Obj, method: Obj) -> None:
    intent = world.find("setup_intent", session["setup_intent"], "setup_intent")
    intents.check_method(world, intent, method)
    back = session["success_url"] or session.get("return_url")
    setup_intents.run(world, intent, method, {"return_url": back})


def _subscribe(world: World, session: Obj, method: Obj | None) -> None:
    """Makes the subscription, with the method as its default one."""
    if session["amount_total"] or session["payment_method_collection"] == "always":
        method = _required(method)
    session = _with_customer(world, session, method)
    if method is not None:
        method = _fitting(world, session, method)
        payment_methods.check_attachable(world, method)
        payment_methods.attach_to(world, method, session["customer"])
    page_entries.give_to_customer(world, session)
    sub = subscription_sessions.subscribe(world, session, method)
    if sub["status"] != "incomplete":
        _subscribed(world, session, sub, method)


def _subscribed(world: World, session: Obj, sub: Obj, method: Obj | None) -> None:
    changed = {"subscription": sub["id"], "invoice": sub["latest_invoice"]}
    status = "paid" if session["amount_total"] else "no_payment_required"
    _complete(world, session, status, method, **changed)


def _complete(
    world: World, session: Obj, payment_status: str, method: Obj | None, **more: str | None
) -> Obj:
    changed: Obj = {"status": "complete", "payment_status": payment_status, "url": None, **more}
    if method is not None:
        known = part(session, "customer_details")
        details = sessions.details_of(known.get("email"), method["billing_details"])
        changed["customer_details"] = {**details, "tax_ids": known.get("tax_ids") or []}
    if payment_status == "paid" and session["mode"] == "payment":
        page_entries.give_to_customer(world, session)
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
    """A session for setting up is complete once that has succeeded."""
    session = session_of(world, intent)
    if session is not None and session["status"] == "open":
        method = world.store.get("payment_method", intent["payment_method"])
        _complete(world, session, "no_payment_required", method)


@on("payment_intent.processing", "payment_intent.amount_capturable_updated")
def under_way(world: World, intent: Obj, _previous: Obj | None) -> None:
    """A session is complete, and unpaid, while the bank or the merchant has the next word."""
    session = session_of(world, intent)
    if session is not None and session["status"] == "open":
        method = world.store.get("payment_method", intent["payment_method"])
        _complete(world, session, "unpaid", method)


@on("payment_intent.succeeded")
def paid(world: World, intent: Obj, previous: Obj | None) -> None:
    """A session is complete and paid; that its bank has paid later is told by an event."""
    session = session_of(world, intent)
    if session is None:
        return
    if session["status"] == "open":
        method = world.store.get("payment_method", intent["payment_method"])
        id = world.store.secret(NAME, session["id"]).get("subscription")
        if id is not None:
            _subscribed(world, session, world.find("subscription", id, None), method)
        else:
            _complete(world, session, "paid", method)
    elif session["payment_status"] == "unpaid":
        captured = (previous or {}).get("status") == "requires_capture"
        event = None if captured else "checkout.session.async_payment_succeeded"
        world.changes.update(session, {"payment_status": "paid"}, event=event)


@on("payment_intent.payment_failed")
def failed(world: World, intent: Obj, _previous: Obj | None) -> None:
    """Tells of a session whose bank has not paid; an open one waits for another try."""
    session = session_of(world, intent)
    if session is not None and session["mode"] == "subscription":
        subscription_sessions.give_up(world, session)
        return
    if session is not None and (session["status"], session["payment_status"]) == (
        "complete",
        "unpaid",
    ):
        world.changes.emit("checkout.session.async_payment_failed", session)
