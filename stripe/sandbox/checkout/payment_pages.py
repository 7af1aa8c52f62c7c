"""What the page of a Checkout session does: it shows the session, and pays for it.

A confirmation without the page (`POST /v1/payment_pages/{session}/confirm`) takes the same: a
`payment_method` or `payment_method_data`, and what `page_choices` and `page_entries` name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import (
    completion,
    page_choices,
    page_entries,
    session_money,
    sessions,
    subscription_sessions,
)
from stripe.sandbox.errors import ApiError, invalid, missing_parameter
from stripe.sandbox.generic.hosted_fields import MISSING
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import banks, payment_methods
from stripe.sandbox.payments import confirmation, intents, payment_intents, setup_intents

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "checkout.session"


class EntryError(ApiError):
    """What was entered is not all that is needed: `fields` says of each what is wrong."""

    def __init__(self, fields: dict[str, str]) -> None:
        name, text = next(iter(fields.items()))
        code = "parameter_missing" if text == MISSING else None
        super().__init__(400, text, param=name, code=code)
        self.fields = fields


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
    world, params = call.world, call.params
    session = page_choices.take(world, call.get(NAME, "session"), params)
    expected = params.get("expected_amount")
    if expected is not None and str(expected) != str(session["amount_total"] or 0):
        raise invalid(
            f"The expected_amount ({expected}) is not the amount of this Checkout Session "
            f"({session['amount_total'] or 0}).",
            "expected_amount",
            "checkout_amount_mismatch",
        )
    return shown(world, confirm(world, session, _method_of(world, params), params))


def _method_of(world: World, params: Obj) -> Obj | None:
    if params.get("payment_method"):
        return payment_methods.resolve(world, str(params["payment_method"]), "payment_method")
    if params.get("payment_method_data"):
        built = payment_methods.build(world, params["payment_method_data"], "payment_method_data")
        return payment_methods.store(world, *built)
    return None


def confirm(world: World, session: Obj, method: Obj | None, entered: Obj) -> Obj:
    """Completes a session, if its payment allows it; raises the 402 of a decline."""
    sessions.check_open(session, "completed")
    if method is None and needs_method(session):
        raise missing_parameter("payment_method")
    billing = part(method, "billing_details")
    wrong = page_choices.problems(world, session)
    wrong.update(page_entries.problems(session, entered, billing))
    if wrong:
        raise EntryError(wrong)
    session = page_entries.take(world, session, entered, billing)
    session = session_money.located(world, session)
    if method is not None:
        method = completion.marked(world, session, _fitting(world, session, method), entered)
    session = completion.with_customer(world, session, method)
    if session["mode"] == "setup" and method is not None:
        _set_up(world, session, method)
    elif session["mode"] == "subscription":
        _subscribe(world, session, method)
    elif method is None or not session["amount_total"]:
        completion.complete(world, session, "no_payment_required")
    else:
        _pay(world, session, method)
    return world.find(NAME, session["id"], None)


def needs_method(session: Obj) -> bool:
    """Whether a session cannot be completed without a means of payment."""
    if session["mode"] == "subscription" and session["payment_method_collection"] == "always":
        return True
    return session["mode"] == "setup" or bool(session["amount_total"])


def _fitting(world: World, session: Obj, method: Obj) -> Obj:
    # Some recipes pay a session for bank debits with a card: there it stands for the account.
    types = session["payment_method_types"]
    if method["type"] in types or not all(kind in banks.TABLE for kind in types):
        return method
    data: Obj = {"type": types[0], types[0]: {}, "billing_details": method["billing_details"]}
    return payment_methods.store(world, *payment_methods.build(world, data, ""))


def return_url(session: Obj) -> str | None:
    """Where a customer comes back to the shop, which may ask there for the session's id."""
    found: str | None = session["success_url"] or session.get("return_url")
    return found and found.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _pay(world: World, session: Obj, method: Obj) -> None:
    """Makes the intent, or uses that of an earlier try."""
    params: Obj = {
        "payment_method": method["id"],
        "return_url": return_url(session),
        "from_page": True,
    }
    shipping = completion.shipping_of(session)
    intent = world.store.get("payment_intent", session["payment_intent"])
    if intent is None:
        intent = _intent(world, session, method, shipping)
    else:
        changed: Obj = {"amount": session["amount_total"], "customer": session["customer"]}
        if shipping is not None:
            changed["shipping"] = shipping
        intent = world.changes.update(intent, changed, event=None)
    intents.check_method(world, intent, method)
    confirmation.run(world, intent, method, params)


def _intent(world: World, session: Obj, method: Obj, shipping: Obj | None) -> Obj:
    hidden = world.store.secret(NAME, session["id"])
    types = dict.fromkeys([*session["payment_method_types"], method["type"]])
    wanted = {
        "amount": session["amount_total"],
        "currency": session["currency"],
        "customer": session["customer"],
        "allowed_payment_method_types": list(types),
        "payment_method_options": session["payment_method_options"] or None,
        **part(hidden, "payment_intent_data"),
    }
    if shipping is not None:
        wanted["shipping"] = shipping
    intent = payment_intents.make(world, wanted, hidden.get("application"))
    world.changes.update(session, {"payment_intent": intent["id"]}, event=None)
    return intent


def _set_up(world: World, session: Obj, method: Obj) -> None:
    intent = world.find("setup_intent", session["setup_intent"], "setup_intent")
    intent = world.changes.update(intent, {"customer": session["customer"]}, event=None)
    intents.check_method(world, intent, method)
    setup_intents.run(world, intent, method, {"return_url": return_url(session)})


def _subscribe(world: World, session: Obj, method: Obj | None) -> None:
    """Makes the subscription, or pays for that of an earlier try; the method is its default one."""
    if method is not None:
        payment_methods.check_attachable(world, method)
        payment_methods.attach_to(world, method, session["customer"])
    completion.give_tax_ids(world, session)
    waiting = subscription_sessions.waiting(world, session)
    if waiting is not None and method is not None:
        subscription_sessions.pay_again(world, waiting, method, return_url(session))
    elif method is not None and not session["amount_total"]:
        _set_up_for_later(world, session, method)
    else:
        completion.subscribe(world, session, method)


def _set_up_for_later(world: World, session: Obj, method: Obj) -> None:
    """Has the customer agree now to what is paid later; the subscription is made after that."""
    wanted = {
        "allowed_payment_method_types": [method["type"]],
        "customer": session["customer"],
        "usage": "off_session",
    }
    application = world.store.secret(NAME, session["id"]).get("application")
    intent = setup_intents.make(world, wanted, application)
    world.changes.hide(intent, {"checkout_session": session["id"]})
    world.changes.hide(session, {"intent": intent["id"]})
    setup_intents.run(world, intent, method, {"return_url": return_url(session)})
