"""SetupIntents: a means of payment made ready for later, and the attempts at that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import banks, cards, instruments, presented_cards
from stripe.sandbox.payments import (
    bank_debits,
    contradictions,
    intents,
    mandates,
    states,
    three_d_secure,
)
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "setup_intent"
BASE = "/v1/setup_intents/{intent}"


@operation("POST /v1/setup_intents")
def create(call: Call) -> Obj:
    """An intent; with `confirm` it is confirmed at once."""
    contradictions.check(call.world, states.SETUP_INTENT, call.params)
    return make(call.world, call.params, call.application)


def make(world: World, params: Obj, application: str | None = None) -> Obj:
    """An intent for an application; confirmed at once if the parameters say `confirm`."""
    fields = {"application": application, "usage": params.get("usage") or "off_session"}
    obj, method = intents.build(world, states.SETUP_INTENT, params, **fields)
    return intents.begin(world, obj, method, params, run)


@operation(f"POST {BASE}")
def update(call: Call) -> Obj:
    """Changes what is still open for change."""
    intent, params = call.get(NAME), call.params
    states.check_update(intent, params)
    return intents.change(call.world, intent, params, crud.changed_fields(intent, params))


@operation(f"POST {BASE}/confirm")
def confirm(call: Call) -> Obj:
    """Confirms; a decline is a 402, after which the intent needs another payment method."""
    return intents.confirm(call, run)


@operation(f"POST {BASE}/cancel")
def cancel(call: Call) -> Obj:
    """Cancels."""
    intent = call.get(NAME)
    states.check(intent, "cancel")
    changed = {
        "status": "canceled",
        "cancellation_reason": call.params.get("cancellation_reason"),
        "next_action": None,
    }
    _finish_attempt(call.world, intent, "abandoned")
    return call.changes.update(intent, changed, event="setup_intent.canceled")


@operation(f"POST {BASE}/verify_microdeposits")
def verify(call: Call) -> Obj:
    """Verifies the bank account of an intent, which succeeds by that."""
    intent = call.get(NAME)
    intents.check_secret(call, intent)
    return verify_deposits(call.world, intent, call.params)


def verify_deposits(world: World, intent: Obj, params: Obj) -> Obj:
    """Verifies by `amounts` or `descriptor_code`."""
    method = bank_debits.check_deposits(world, intent, params)
    return _succeed(world, intent, method, params)


@operation("GET /v1/setup_attempts")
def list_attempts(call: Call) -> Obj:
    """The attempts at an intent."""
    id = call.params["setup_intent"]
    call.find(NAME, id, "setup_intent")
    return lists.page(call, "setup_attempt", field="setup_intent", value=id)


# -- confirming --------------------------------------------------------------------------------------


def run(world: World, intent: Obj, method: Obj, params: Obj) -> Obj:
    """One attempt."""
    intent = world.changes.update(
        intent, {"payment_method": method["id"], "next_action": None}, event=None
    )
    world.changes.hide(intent, {"return_url": params.get("return_url")})
    intent = _attempt(world, intent, method)
    kind = method["type"]
    if kind in intents.REDIRECTS:
        return _wait(world, intent, method, params.get("return_url") or "https://example.com")
    if kind in banks.TABLE and bank_debits.must_verify(world, intent, method):
        event = "setup_intent.requires_action"
        return bank_debits.wait_for_deposits(world, intent, method, event=event)
    if kind in cards.PRESENTED:
        return _check_card(world, intent, method, params)
    if kind != "card":
        return _succeed(world, intent, method, params)
    card = intents.card_of(world, method).card
    options = part(intent, "payment_method_options", "card")
    asked = options.get("request_three_d_secure") in ("any", "challenge")
    if three_d_secure.needed(card, off_session=False, set_up=False, asked=asked):
        if not three_d_secure.breaks(card):
            return _wait(world, intent, method, params.get("return_url"))
        if card.authenticate == "error":
            _declined(world, intent, method, "generic_decline")
    return _check_card(world, intent, method, params)


def _check_card(world: World, intent: Obj, method: Obj, params: Obj) -> Obj:
    card = intents.card_of(world, method).card
    # cards that decline only when charged can be set up
    if card.decline is not None and not card.attaches:
        _declined(world, intent, method, card.decline)
    return _succeed(world, intent, method, params)


def _wait(world: World, intent: Obj, method: Obj, return_url: str | None) -> Obj:
    world.changes.hide(intent, {"waiting": method["id"]})
    changed = {
        "status": "requires_action",
        "next_action": three_d_secure.next_action(world, intent, return_url),
    }
    return world.changes.update(intent, changed, event="setup_intent.requires_action")


def _succeed(world: World, intent: Obj, method: Obj, params: Obj) -> Obj:
    world.changes.hide(method, {"set_up": True})
    changed: Obj = {"status": "succeeded", "next_action": None, "last_setup_error": None}
    data = params.get("mandate_data")
    if data is not None or method["type"] in banks.TABLE:
        use = "single_use" if params.get("single_use") else "multi_use"
        made = mandates.make(world, intent, method, data, use)
        changed["single_use_mandate" if use == "single_use" else "mandate"] = made["id"]
    if method["type"] in cards.PRESENTED:
        _generate(world, intent, method)
    elif intent["customer"] is not None:
        intents.attach(world, method, intent["customer"])
    _finish_attempt(world, intent, "succeeded")
    return world.changes.update(intent, changed, event="setup_intent.succeeded")


def _generate(world: World, intent: Obj, method: Obj) -> None:
    """Makes the card that stands for a presented one from now on."""
    attempt = world.find("setup_attempt", intent["latest_attempt"], None)
    hidden = world.store.secret("payment_method", method["id"])
    saved = presented_cards.generate(world, method, hidden["allow_redisplay"])
    saved = presented_cards.note_origin(world, saved, attempt=attempt["id"])
    if intent["customer"] is not None:
        intents.attach(world, saved, intent["customer"])
    kind = method["type"]
    details = {kind: {"generated_card": saved["id"], "offline": None}, "type": kind}
    world.changes.update(attempt, {"payment_method_details": details}, event=None)


def _declined(world: World, intent: Obj, method: Obj, reason: str) -> NoReturn:
    error = instruments.declined(reason)
    _failed(world, intent, method, error)
    raise error


def _failed(world: World, intent: Obj, method: Obj, error: ApiError) -> Obj:
    _finish_attempt(world, intent, "failed", intents.last_error(error, method))
    return intents.fail(world, intent, error, method)


def complete(world: World, intent: Obj, *, succeed: bool) -> Obj:
    """The customer authenticates on the page, or refuses; raises the 402 of a decline."""
    method = intents.awaited(world, intent)
    if not succeed:
        return _failed(world, intent, method, three_d_secure.failed(intent))
    if method["type"] == "card":
        card = intents.card_of(world, method).card
        _note(world, intent, three_d_secure.result(world, card, "authenticated"))
        return _check_card(world, intent, method, {})
    return _succeed(world, intent, method, {})


# -- attempts ----------------------------------------------------------------------------------------


def _attempt(world: World, intent: Obj, method: Obj) -> Obj:
    kind = method["type"]
    obj = dict(shapes.blank("setup_attempt"))
    obj.update(
        customer=intent["customer"],
        payment_method=method["id"],
        payment_method_details={kind: _details(world, method), "type": kind},
        setup_intent=intent["id"],
        status="requires_confirmation",
        usage=intent["usage"],
    )
    made = world.changes.create("setup_attempt", obj, event=None)
    return world.changes.update(intent, {"latest_attempt": made["id"]}, event=None)


def _details(world: World, method: Obj) -> Obj:
    if method["type"] in cards.PRESENTED:
        return {"generated_card": None, "offline": None}
    if method["type"] != "card":
        return {}
    card = method["card"]
    kept = (
        "brand",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
    )
    return {
        **{key: card[key] for key in kept},
        "checks": intents.card_of(world, method).checks(),
        "network": card["brand"],
        "three_d_secure": None,
        "wallet": None,
    }


def _note(world: World, intent: Obj, result: Obj | None) -> None:
    found = world.store.get("setup_attempt", intent["latest_attempt"])
    if found is not None:
        details = found["payment_method_details"]
        card = {**details["card"], "three_d_secure": result}
        changed = {"payment_method_details": {**details, "card": card}}
        world.changes.update(found, changed, event=None)


def _finish_attempt(world: World, intent: Obj, status: str, error: Obj | None = None) -> None:
    found = world.store.get("setup_attempt", intent["latest_attempt"])
    if found is not None and found["status"] in ("requires_confirmation", "requires_action"):
        world.changes.update(found, {"status": status, "setup_error": error}, event=None)
