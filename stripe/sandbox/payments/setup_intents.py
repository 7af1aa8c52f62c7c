"""SetupIntents: a means of payment made ready for later, and the attempts at that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import banks, instruments
from stripe.sandbox.payments import bank_debits, intents, states, three_d_secure
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "setup_intent"
STATES = states.SETUP_INTENT
BASE = "/v1/setup_intents/{intent}"


@operation("POST /v1/setup_intents")
def create(call: Call) -> Obj:
    """An intent; with `confirm` it is confirmed at once."""
    obj, method = build(call)
    if call.params.get("confirm") is not True:
        return call.changes.create(NAME, obj)
    if method is None:
        raise intents.missing_method(obj)
    intents.check_return_url(obj, call.params)
    obj.update(payment_method=None, status="requires_payment_method")
    intent = call.changes.create(NAME, obj)
    return run(call, intent, method, call.params)


def build(call: Call) -> tuple[Obj, Obj | None]:
    """An intent from parameters, and its means of payment; nothing is stored yet."""
    params = call.params
    if params.get("confirm") is not True and params.get("return_url") is not None:
        raise invalid(
            "You cannot provide return_url without `confirm=true`: it is used to confirm the "
            "SetupIntent.",
            "return_url",
        )
    obj = crud.build(call.world, NAME, call.params)
    types, automatic = intents.types_of(params)
    id = call.world.ids.new(NAME)
    obj.update(
        id=id,
        automatic_payment_methods=automatic,
        client_secret=intents.secret(call, id),
        payment_method=None,
        payment_method_options=intents.options_of(types, params.get("payment_method_options")),
        payment_method_types=types,
        status="requires_payment_method",
        usage=params.get("usage") or "off_session",
    )
    card = obj["payment_method_options"].get("card")
    if card is not None:
        card.pop("installments", None)
    if params.get("customer") is not None:
        call.find("customer", params["customer"], "customer")
    method = intents.method_of(call, obj, params)
    if method is not None:
        intents.check_method(call, obj, method)
        obj.update(payment_method=method["id"], status="requires_confirmation")
    return obj, method


@operation(f"GET {BASE}")
def retrieve(call: Call) -> Obj:
    """An intent; a publishable key needs its client secret."""
    intent = call.get(NAME)
    intents.check_secret(call, intent)
    return intents.seen_by(call, intent)


@operation(f"POST {BASE}")
def update(call: Call) -> Obj:
    """Changes what is still open for change."""
    intent = call.get(NAME)
    states.check_update(intent, call.params, STATES)
    changed = crud.changed_fields(intent, call.params)
    params = call.params
    if params.get("customer") is not None:
        call.find("customer", params["customer"], "customer")
    if "payment_method" in params or "payment_method_data" in params:
        new = {**intent, **changed, "payment_method": None}
        method = intents.method_of(call, new, params)
        changed.update(payment_method=None, status="requires_payment_method", next_action=None)
        if method is not None:
            intents.check_method(call, new, method)
            changed.update(payment_method=method["id"], status="requires_confirmation")
    return call.changes.update(intent, changed, event=None)


@operation(f"POST {BASE}/confirm")
def confirm(call: Call) -> Obj:
    """Confirms; a decline is a 402, after which the intent needs another payment method."""
    intent = call.get(NAME)
    intents.check_secret(call, intent)
    states.check(intent, "confirm", STATES)
    if call.params.get("payment_method_options"):
        given = shapes.merge(
            intent["payment_method_options"], call.params["payment_method_options"]
        )
        intent = call.changes.update(intent, {"payment_method_options": given}, event=None)
    method = intents.method_of(call, intent, call.params)
    if method is None:
        raise intents.missing_method(intent)
    intents.check_method(call, intent, method)
    return intents.seen_by(call, run(call, intent, method, call.params))


@operation(f"POST {BASE}/cancel")
def cancel(call: Call) -> Obj:
    """Cancels."""
    intent = call.get(NAME)
    states.check(intent, "cancel", STATES)
    changed = {
        "status": "canceled",
        "cancellation_reason": call.params.get("cancellation_reason"),
        "next_action": None,
    }
    _finish_attempt(call, intent, "abandoned")
    return call.changes.update(intent, changed, event="setup_intent.canceled")


@operation(f"POST {BASE}/verify_microdeposits")
def verify(call: Call) -> Obj:
    """Verifies the bank account of an intent, which succeeds by that."""
    intent = call.get(NAME)
    intents.check_secret(call, intent)
    method = bank_debits.check_deposits(call, intent)
    return _succeed(call, intent, method, call.params)


@operation("GET /v1/setup_attempts")
def list_attempts(call: Call) -> Obj:
    """The attempts at an intent."""
    id = call.params["setup_intent"]
    call.find(NAME, id, "setup_intent")
    return lists.page(call, "setup_attempt", field="setup_intent", value=id)


# -- confirming --------------------------------------------------------------------------------------


def run(call: Call, intent: Obj, method: Obj, params: Obj) -> Obj:
    """One attempt."""
    intent = call.changes.update(
        intent, {"payment_method": method["id"], "next_action": None}, event=None
    )
    call.changes.hide(intent, {"return_url": params.get("return_url")})
    intent = _attempt(call, intent, method)
    kind = method["type"]
    if kind in intents.REDIRECTS:
        return _wait(call, intent, method, params.get("return_url") or "https://example.com")
    if kind in banks.TABLE and bank_debits.must_verify(call, intent, method):
        event = "setup_intent.requires_action"
        return bank_debits.wait_for_deposits(call, intent, method, event=event)
    if kind != "card":
        return _succeed(call, intent, method, params)
    card = intents.card_of(call, method).card
    options = part(intent, "payment_method_options", "card")
    asked = options.get("request_three_d_secure") in ("any", "challenge")
    if three_d_secure.needed(card, off_session=False, set_up=False, asked=asked):
        if not three_d_secure.breaks(card):
            return _wait(call, intent, method, params.get("return_url"))
        if card.authenticate == "error":
            raise _declined(call, intent, method, "generic_decline")
    return _check_card(call, intent, method, params)


def _check_card(call: Call, intent: Obj, method: Obj, params: Obj) -> Obj:
    card = intents.card_of(call, method).card
    # cards that decline only when charged can be set up
    if card.decline is not None and not card.attaches:
        raise _declined(call, intent, method, card.decline)
    return _succeed(call, intent, method, params)


def _wait(call: Call, intent: Obj, method: Obj, return_url: str | None) -> Obj:
    call.changes.hide(intent, {"waiting": method["id"]})
    changed = {
        "status": "requires_action",
        "next_action": three_d_secure.next_action(call, intent, return_url),
    }
    return call.changes.update(intent, changed, event="setup_intent.requires_action")


def _succeed(call: Call, intent: Obj, method: Obj, params: Obj) -> Obj:
    call.changes.hide(method, {"set_up": True})
    changed: Obj = {"status": "succeeded", "next_action": None, "last_setup_error": None}
    data = params.get("mandate_data")
    if data is not None or method["type"] in banks.TABLE:
        use = "single_use" if params.get("single_use") else "multi_use"
        made = bank_debits.mandate(call, method, data, use)
        changed["single_use_mandate" if use == "single_use" else "mandate"] = made["id"]
    if intent["customer"] is not None:
        intents.attach(call, method, intent["customer"])
    _finish_attempt(call, intent, "succeeded")
    return call.changes.update(intent, changed, event="setup_intent.succeeded")


def _declined(call: Call, intent: Obj, method: Obj, reason: str) -> ApiError:
    error = instruments.declined(reason)
    return _failed(call, intent, method, error)


def _failed(call: Call, intent: Obj, method: Obj, error: ApiError) -> ApiError:
    _finish_attempt(call, intent, "failed", intents.last_error(error, method))
    event = "setup_intent.setup_failed"
    after = intents.failed(call, intent, error, method, event=event)
    error.more["setup_intent"] = after
    error.more["payment_method"] = method
    return error


def complete(world: World, intent: Obj, *, succeed: bool) -> Obj:
    """The customer authenticates on the page, or refuses; raises the 402 of a decline."""
    call = intents.acting(world)
    id = world.store.secret(NAME, intent["id"]).get("waiting")
    method = world.store.get("payment_method", id)
    if intent["status"] != "requires_action" or method is None:
        raise states.unexpected(intent, "confirm", STATES)
    if not succeed:
        error = ApiError(400, three_d_secure.FAILED, code="setup_intent_authentication_failure")
        _failed(call, intent, method, error)
        return world.store.get(NAME, intent["id"]) or intent
    if method["type"] == "card":
        card = intents.card_of(call, method).card
        _note(call, intent, three_d_secure.result(call, card, "authenticated"))
        return _check_card(call, intent, method, {})
    return _succeed(call, intent, method, {})


# -- attempts ----------------------------------------------------------------------------------------


def _attempt(call: Call, intent: Obj, method: Obj) -> Obj:
    kind = method["type"]
    obj = dict(shapes.blank("setup_attempt"))
    obj.update(
        customer=intent["customer"],
        payment_method=method["id"],
        payment_method_details={kind: _details(method), "type": kind},
        setup_intent=intent["id"],
        status="requires_confirmation",
        usage=intent["usage"],
    )
    made = call.changes.create("setup_attempt", obj, event=None)
    return call.changes.update(intent, {"latest_attempt": made["id"]}, event=None)


def _details(method: Obj) -> Obj:
    if method["type"] != "card":
        return {}
    card = method["card"]
    kept = (
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
    )
    return {
        **{key: card[key] for key in kept},
        "network": card["brand"],
        "three_d_secure": None,
        "wallet": None,
    }


def _note(call: Call, intent: Obj, result: Obj | None) -> None:
    found = call.store.get("setup_attempt", intent["latest_attempt"])
    if found is not None:
        details = found["payment_method_details"]
        card = {**details["card"], "three_d_secure": result}
        changed = {"payment_method_details": {**details, "card": card}}
        call.changes.update(found, changed, event=None)


def _finish_attempt(call: Call, intent: Obj, status: str, error: Obj | None = None) -> None:
    found = call.store.get("setup_attempt", intent["latest_attempt"])
    if found is not None and found["status"] in ("requires_confirmation", "requires_action"):
        call.changes.update(found, {"status": status, "setup_error": error}, event=None)
