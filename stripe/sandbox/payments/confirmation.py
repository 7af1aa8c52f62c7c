"""Confirming a PaymentIntent: from a means of payment to money, an action to take, or a decline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.means import cards, instruments, presented_cards
from stripe.sandbox.means.instruments import CardInput
from stripe.sandbox.payments import (
    bank_debits,
    card_charges,
    cash_balance,
    intents,
    method_options,
    next_actions,
    refunds,
    three_d_secure,
)
from stripe.sandbox.payments.card_charges import Attempt
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "payment_intent"


def run(world: World, intent: Obj, method: Obj, params: Obj) -> Obj:
    """Confirms; raises the 402 of a decline when the intent has been brought up to date.

    With `waits_for_action` (of invoices, not of the API) a payment made without the customer that
    needs the customer waits for them, where it would be declined else.
    """
    changed: Obj = {"payment_method": method["id"], "next_action": None}
    for field in ("setup_future_usage", "receipt_email", "shipping"):
        if params.get(field) is not None:
            changed[field] = params[field]
    intent = world.changes.update(intent, changed, event=None)
    off_session = params.get("off_session") not in (None, False)
    world.changes.hide(
        intent,
        {"return_url": params.get("return_url"), "from_page": bool(params.get("from_page"))},
    )
    kind = method["type"]
    if kind in cards.PRESENTED:
        return charge(world, intent, method)
    if kind == "card":
        return _card(world, intent, method, params, off_session=off_session)
    if kind == "link":
        return bank_debits.approve(world, intent, method)
    if kind == "customer_balance":
        return cash_balance.pay(world, intent, method)
    if kind in intents.REDIRECTS:
        return _wait(world, intent, method, params.get("return_url") or "https://example.com")
    return bank_debits.start(world, intent, method, params)


# -- cards -----------------------------------------------------------------------------------------


def _card(world: World, intent: Obj, method: Obj, params: Obj, *, off_session: bool) -> Obj:
    entered = intents.card_of(world, method)
    card = entered.card
    options = part(intent, "payment_method_options", "card")
    asked = options.get("request_three_d_secure") in ("any", "challenge")
    known = world.store.secret(NAME, intent["id"])
    if known.get("authenticated") == method["id"]:
        return charge(world, intent, method, outcome="authenticated")
    set_up = bool(world.store.secret("payment_method", method["id"]).get("set_up"))
    if not three_d_secure.needed(card, off_session=off_session, set_up=set_up, asked=asked):
        done = "attempt_acknowledged" if asked else None
        outcome = "frictionless" if card.authenticate == "frictionless" else done
        return charge(world, intent, method, outcome=outcome)
    if off_session and not params.get("waits_for_action"):
        return charge(world, intent, method, reason="authentication_required")
    if three_d_secure.breaks(card):
        if card.authenticate == "error":
            return charge(world, intent, method, reason="generic_decline")
        return charge(world, intent, method, outcome="processing_error")
    if params.get("error_on_requires_action"):
        error = three_d_secure.unhandled()
        intents.fail(world, intent, error, method)
        raise error
    return _wait(world, intent, method, params.get("return_url"))


def _wait(world: World, intent: Obj, method: Obj, return_url: str | None) -> Obj:
    world.changes.hide(intent, {"waiting": method["id"]})
    changed = {
        "status": "requires_action",
        "next_action": next_actions.of(world, intent, method["type"], return_url),
    }
    return world.changes.update(intent, changed, event="payment_intent.requires_action")


def charge(
    world: World, intent: Obj, method: Obj, *, outcome: str | None = None, reason: str | None = None
) -> Obj:
    """Charges the card of an intent, or declines it for `reason`."""
    entered = intents.card_of(world, method)
    kind = method["type"]
    options = part(intent, "payment_method_options", kind)
    mode = method_options.capture_method(intent, kind)
    attempt = Attempt(
        intent["amount"],
        intent["currency"],
        entered,
        method["id"],
        mode != "manual",
        method["billing_details"],
        three_d_secure.result(world, entered.card, outcome),
        {"payment_intent": intent["id"], **_passed_on(intent)},
        options,
        mode == "automatic",
        kind,
        _read(world, intent, method) if kind in cards.PRESENTED else {},
    )
    made = card_charges.charge(world, attempt, reason=reason, booked=False)
    if made["status"] == "failed":
        reason = reason or entered.card.decline or "generic_decline"
        error = instruments.declined(reason, charge=made["id"])
        intents.fail(world, intent, error, method)
        raise error
    return _charged(world, intent, method, made, entered)


def _read(world: World, intent: Obj, method: Obj) -> Obj:
    """What is told of a card that was presented: its reader, and the card that it is saved as."""
    hidden = world.store.secret("payment_method", method["id"])
    told: Obj = dict(hidden["read"])
    usage = method_options.future_usage(intent, method["type"])
    if (
        method["type"] == "card_present"
        and usage
        and intents.card_of(world, method).card.decline is None
    ):
        saved = presented_cards.generate(world, method, hidden["allow_redisplay"])
        told["generated_card"] = saved["id"]
    return told


def _passed_on(intent: Obj) -> Obj:
    fields = intents.passed_on(intent)
    if intent.get("transfer_data"):
        data = intent["transfer_data"]
        fields["transfer_data"] = {
            "amount": data.get("amount"),
            "destination": data["destination"],
        }
        fields.setdefault("transfer_group", f"group_{intent['id']}")
    return fields


def _charged(world: World, intent: Obj, method: Obj, made: Obj, entered: CardInput) -> Obj:
    _save(world, intent, method, made)
    common = {"latest_charge": made["id"], "next_action": None, "last_payment_error": None}
    if made["review"]:
        common["review"] = made["review"]
    if made["transfer_group"]:
        common["transfer_group"] = made["transfer_group"]
    if not made["captured"]:
        changed = {**common, "status": "requires_capture", "amount_capturable": made["amount"]}
        return world.changes.update(
            intent, changed, event="payment_intent.amount_capturable_updated"
        )
    changed = {**common, "status": "succeeded", "amount_received": made["amount"]}
    done = world.changes.update(intent, changed, event="payment_intent.succeeded")
    if made["balance_transaction"]:
        card_charges.aftermath(world, card_charges.connect(world, made), entered)
    else:
        card_charges.settle(world, made, entered)
    return done


def _save(world: World, intent: Obj, method: Obj, made: Obj) -> None:
    if method["type"] in cards.PRESENTED:
        intents.attach(world, method, None)
        generated = made["payment_method_details"][method["type"]]["generated_card"]
        if generated is not None:
            saved = world.find("payment_method", generated, None)
            saved = presented_cards.note_origin(world, saved, charge=made)
            if intent["customer"] is not None:
                intents.attach(world, saved, intent["customer"])
        return
    usage = method_options.future_usage(intent, method["type"])
    if usage is not None and intent["customer"] is not None:
        world.changes.hide(method, {"set_up": True})
        intents.attach(world, method, intent["customer"])
    elif usage is None:
        intents.attach(world, method, None)


# -- what happens on the page ------------------------------------------------------------------------


def complete(world: World, intent: Obj, *, succeed: bool) -> Obj:
    """The customer authenticates or approves on the page, or refuses.

    Raises the 402 of a decline after a successful authentication.
    """
    method = intents.awaited(world, intent)
    if not succeed:
        return intents.fail(world, intent, three_d_secure.failed(intent), method)
    if intent["confirmation_method"] == "manual":
        world.changes.hide(intent, {"authenticated": method["id"]})
        changed = {"status": "requires_confirmation", "next_action": None}
        return world.changes.update(intent, changed, event=None)
    if method["type"] != "card":
        return bank_debits.approve(world, intent, method)
    return charge(world, intent, method, outcome="authenticated")


# -- after the authorization -------------------------------------------------------------------------


def capture(world: World, intent: Obj, amount: int, *, final: bool = True) -> Obj:
    """Captures the authorized charge of an intent, or a part of it of several."""
    held = world.store.get("charge", intent["latest_charge"])
    assert held is not None  # noqa: S101  # an intent that requires capture has its charge
    captured = card_charges.capture(world, held, amount, booked=False, final=final)
    changed: Obj = {"amount_received": captured["amount_captured"]}
    if final:
        changed.update(status="succeeded", amount_capturable=0)
    else:
        changed["amount_capturable"] = intent["amount_capturable"] - amount
    event = "payment_intent.succeeded" if final else "payment_intent.amount_capturable_updated"
    done = world.changes.update(intent, changed, event=event)
    entered = card_charges.card_of(world, captured)
    card_charges.settle(world, captured, entered, amount=amount)
    return done


def most_capturable(world: World, intent: Obj) -> int:
    """What can be captured of an intent: the amount authorized, or more by overcapture."""
    held = world.store.get("charge", intent["latest_charge"])
    over = part(held, "payment_method_details", "card", "overcapture")
    if over.get("status") != "available":
        return int(intent["amount_capturable"])
    return int(over["maximum_amount_capturable"]) - int(intent["amount_received"])


def captures_in_parts(world: World, intent: Obj) -> bool:
    """Whether the authorization of an intent can be captured several times."""
    held = world.store.get("charge", intent["latest_charge"])
    found = part(held, "payment_method_details", "card", "multicapture")
    return found.get("status") == "available"


def cancel(world: World, intent: Obj, reason: str | None) -> Obj:
    """Cancels an intent; what was authorized is released."""
    held = world.store.get("charge", intent["latest_charge"])
    if held is not None and intent["status"] == "requires_capture":
        refunds.release(world, held)
    elif held is not None and held["status"] == "pending":
        changed = {
            "status": "failed",
            "failure_code": "payment_canceled",
            "failure_message": "The payment was canceled.",
        }
        world.changes.update(held, changed, event="charge.failed")
    return _cancel(world, intent, reason)


@on("charge.expired")
def expire(world: World, charge: Obj, _previous: Obj | None) -> None:
    """Cancels an intent whose authorization has run out, or ends one captured in part."""
    intent = world.store.get(NAME, charge["payment_intent"])
    if intent is None or intent["status"] != "requires_capture":
        return
    if intent["amount_received"]:
        changed = {"status": "succeeded", "amount_capturable": 0}
        world.changes.update(intent, changed, event="payment_intent.succeeded")
        return
    _cancel(world, intent, "automatic")


def _cancel(world: World, intent: Obj, reason: str | None) -> Obj:
    changed = {
        "status": "canceled",
        "amount_capturable": 0,
        "canceled_at": world.clock.now(),
        "cancellation_reason": reason,
        "next_action": None,
        "processing": None,
    }
    return world.changes.update(intent, changed, event="payment_intent.canceled")


def increment(world: World, intent: Obj, amount: int) -> Obj:
    """Raises the amount of an authorization."""
    held = world.store.get("charge", intent["latest_charge"])
    assert held is not None  # noqa: S101  # an intent that requires capture has its charge
    details = held["payment_method_details"]
    kind = details["type"]
    card: Obj = {**details[kind], "amount_authorized": amount}
    if "overcapture" in card:
        card["overcapture"] = {**card["overcapture"], "maximum_amount_capturable": amount}
    changed: Obj = {"amount": amount, "payment_method_details": {**details, kind: card}}
    world.changes.update(held, changed)
    changed = {"amount": amount, "amount_capturable": amount}
    return world.changes.update(intent, changed, event="payment_intent.amount_capturable_updated")


def capturable(intent: Obj) -> str:
    """The amount that can be captured, as messages print it."""
    return currencies.shown(intent["amount_capturable"], intent["currency"])
