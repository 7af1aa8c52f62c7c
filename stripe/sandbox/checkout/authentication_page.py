"""Where customers are sent to by a payment: 3-D Secure, and the pages of banks, wallets and vouchers."""

from __future__ import annotations

from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING

from stripe.sandbox.checkout import checkout_page, completion, frame, payment_pages, shops
from stripe.sandbox.checkout.ways_to_pay import words_for
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic.hosted_pages import (
    SANDBOX,
    entered_in,
    link,
    say,
    worlds_with,
)
from stripe.sandbox.generic.registry import page as address
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.payments import confirmation, setup_intents

if TYPE_CHECKING:
    from stripe.sandbox.generic.hosted_pages import Shop
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

INTENTS = ("payment_intent", "setup_intent")
PATH = "/sandbox/authenticate/{intent}"


def _nothing() -> Raw:
    return say(SANDBOX, "Not found", "There is nothing to authenticate at this address.", 404)


@address(f"GET {PATH}")
def show(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Asks the customer to complete or fail what a payment waits for."""
    found = frame.with_secret(state, request, INTENTS, ids["intent"])
    if found is None:
        return _nothing()
    world, intent = found
    shop = shops.shop_of(world)
    if intent["status"] != "requires_action":
        text = "There is nothing left to authenticate."
        return say(shop, "3-D Secure", text, back=_to_the_shop(world, intent, shop))
    title, message = _words(world, intent)
    action = escape(f"/sandbox/authenticate/{intent['id']}?{request.query}")
    body = (
        f'<p id="message">{escape(message)}</p><form method="post" action="{action}">'
        '<p><button class="main" id="complete" name="outcome" value="succeed">Complete</button></p>'
        '<p><button id="fail" name="outcome" value="fail">Fail</button></p></form>'
        f"<p>{_to_the_shop(world, intent, shop)}</p>"
    )
    return frame.show(world, title, body)


def _words(world: World, intent: Obj) -> tuple[str, str]:
    """The title of the page, and what it asks."""
    waiting = world.store.secret(intent["object"], intent["id"]).get("waiting")
    method = world.store.get("payment_method", waiting) or {}
    kind = str(method.get("type") or "card")
    amount = currencies.shown(intent["amount"], intent["currency"]) if "amount" in intent else ""
    if kind == "card":
        asks = (
            f"Your bank asks you to confirm this payment of {amount}."
            if amount
            else "Your bank asks you to confirm that this card may be saved."
        )
        return "3-D Secure 2 test page", asks
    if kind in completion.WAITING:
        return f"{words_for(kind)} test page", f"Complete stands for your payment of {amount}."
    asks = f"to pay {amount}" if amount else "to be charged later"
    return f"{words_for(kind)} test page", f"{words_for(kind)} asks whether you agree {asks}."


def _to_the_shop(world: World, intent: Obj, shop: Shop) -> str:
    """A link back, as HTML: from a voucher the customer may go, and pay later."""
    session = completion.session_of(world, intent)
    if session is None or session["status"] != "complete":
        return ""
    return link(payment_pages.return_url(session), f"Back to {shop.name}")


@address(f"POST {PATH}")
def authenticate(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Completes or fails the authentication, and sends the customer back."""
    found = frame.with_secret(state, request, INTENTS, ids["intent"])
    if found is None:
        return _nothing()
    world, intent = found
    after = decide(world, intent, succeed=entered_in(request).get("outcome") != "fail")
    return _back(world, after)


def authenticate_for(state: State, id: str, *, succeed: bool) -> str:
    """What the page does, asked for by the sandbox's handle; gives the status after it."""
    with state.lock:
        state.begin(None, None)
        for name in INTENTS:
            for world, intent in worlds_with(state, name, id):
                after = decide(world, intent, succeed=succeed)
                state.webhooks.flush()
                return str(after["status"])
    raise ValueError(f"No PaymentIntent or SetupIntent has the id {id!r}.")


def decide(world: World, intent: Obj, *, succeed: bool) -> Obj:
    """Completes or fails what an intent waits for; gives the intent as it is then."""
    name = intent["object"]
    if intent["status"] == "requires_action":
        complete = setup_intents.complete if name == "setup_intent" else confirmation.complete
        with suppress(ApiError):  # the intent says what went wrong
            complete(world, intent, succeed=succeed)
    return world.store.get(name, intent["id"]) or intent


def _back(world: World, intent: Obj) -> Raw:
    name, shop = intent["object"], shops.shop_of(world)
    done = intent["status"] not in ("requires_payment_method", "canceled")
    session = completion.session_of(world, intent)
    if session is not None and (done or session["status"] == "complete"):
        return checkout_page.done(world, session)
    if session is not None:
        field = "last_setup_error" if name == "setup_intent" else "last_payment_error"
        message = part(intent, field).get("message", "")
        return checkout_page.shown(world, session, {}, {}, message, 402)
    url = str(world.store.secret(name, intent["id"]).get("return_url") or "")
    if not url:
        word = "completed" if done else "failed"
        return say(shop, "3-D Secure", f"The authentication has {word}. You may close this page.")
    return frame.back_from(intent, url, "succeeded" if done else "failed")
