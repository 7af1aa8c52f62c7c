"""PaymentIntents: created, confirmed, authenticated, captured, canceled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, missing_object
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import ledger
from stripe.sandbox.means import instruments
from stripe.sandbox.payments import bank_debits, confirmation, intents, states
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

NAME = "payment_intent"
STATES = states.PAYMENT_INTENT
BASE = "/v1/payment_intents/{intent}"
ONLY_TO_CONFIRM = (
    "confirmation_token", "error_on_requires_action", "mandate", "mandate_data", "off_session",
    "return_url",
)  # fmt: skip


@operation("POST /v1/payment_intents")
def create(call: Call) -> Obj:
    """An intent; with `confirm` it is confirmed at once."""
    obj, method = build(call)
    hidden: Obj = {"given": call.params.get("payment_method_options") or {}}
    if call.params.get("confirm") is not True:
        return call.changes.create(NAME, obj, hidden=hidden)
    if method is None:
        raise intents.missing_method(obj)
    intents.check_return_url(obj, call.params)
    obj.update(payment_method=None, status="requires_payment_method")
    intent = call.changes.create(NAME, obj, hidden=hidden)
    return confirmation.run(call, intent, method, call.params)


def build(call: Call) -> tuple[Obj, Obj | None]:
    """An intent from parameters, and its means of payment; nothing is stored yet."""
    params = call.params
    currency = ledger.currency_of(instruments.required(params.get("currency"), "currency"))
    ledger.check_amount(params["amount"], currency)
    if params.get("confirm") is not True:
        for field in ONLY_TO_CONFIRM:
            if params.get(field) is not None:
                raise invalid(
                    f"You cannot provide {field} without `confirm=true`: it is used to confirm "
                    "the PaymentIntent.",
                    field,
                )
    obj = crud.build(call.world, NAME, call.params)
    types, automatic = intents.types_of(params)
    id = call.world.ids.new(NAME)
    obj.update(
        id=id,
        allowed_payment_method_types=params.get("allowed_payment_method_types"),
        amount_capturable=0,
        amount_received=0,
        application=call.application,
        automatic_payment_methods=automatic,
        capture_method=params.get("capture_method") or "automatic_async",
        client_secret=intents.secret(call, id),
        currency=currency,
        payment_method=None,
        payment_method_configuration_details=_configuration(call) if automatic else None,
        payment_method_options=intents.options_of(types, params.get("payment_method_options")),
        payment_method_types=types,
        status="requires_payment_method",
    )
    obj.setdefault("amount_details", {"tip": {}})
    obj.pop("allowed_payment_method_types")
    if params.get("allowed_payment_method_types"):
        obj["allowed_payment_method_types"] = params["allowed_payment_method_types"]
    check_connect(call, obj)
    if params.get("customer") is not None:
        call.find("customer", params["customer"], "customer")
    method = intents.method_of(call, obj, params)
    if method is not None:
        intents.check_method(call, obj, method)
        obj.update(payment_method=method["id"], status="requires_confirmation")
    return obj, method


def _configuration(call: Call) -> Obj:
    return {"id": "pmc_1" + call.state.account_id[-15:], "parent": None}


def check_connect(call: Call, obj: Obj) -> None:
    """Raises for fees and destinations that Connect does not allow."""
    fee, data = obj.get("application_fee_amount"), obj.get("transfer_data")
    if data:
        destination = data["destination"]
        if call.world.platform.store.get("account", destination) is None:
            raise missing_object(
                "destination", destination, "transfer_data[destination]", status=400
            )
        if fee and data.get("amount"):
            raise invalid(
                "You may not provide the application_fee_amount parameter and "
                "transfer_data[amount] parameter simultaneously.",
                "application_fee_amount",
                "parameters_exclusive",
            )
        if (data.get("amount") or 0) > obj["amount"]:
            raise invalid(
                "Must not be greater than the amount of the payment.", "transfer_data[amount]"
            )
    if not fee:
        return
    if call.world.is_platform and not data:
        raise invalid(
            "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct "
            "payment (using an OAuth key or Stripe-Account header) or destination payment (using "
            "`transfer_data[destination]`).",
            "application_fee_amount",
        )
    if fee > obj["amount"]:
        raise invalid(
            "The application fee cannot be greater than the amount of the payment "
            f"({ledger.shown(obj['amount'], obj['currency'])}).",
            "application_fee_amount",
        )


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
    params = call.params
    changed = crud.changed_fields(intent, call.params)
    if params.get("currency") is not None:
        changed["currency"] = ledger.currency_of(params["currency"])
    currency = changed.get("currency", intent["currency"])
    if params.get("amount") is not None:
        ledger.check_amount(params["amount"], str(currency))
    if "allowed_payment_method_types" in params or "payment_method_options" in params:
        types, automatic = intent["payment_method_types"], intent["automatic_payment_methods"]
        if params.get("allowed_payment_method_types"):
            types, automatic = intents.types_of(params)
        known = call.store.secret(NAME, intent["id"]).get("given", {})
        given = shapes.merge(known, params.get("payment_method_options") or {})
        call.changes.hide(intent, {"given": given})
        changed.update(
            payment_method_types=types,
            automatic_payment_methods=automatic,
            payment_method_options=intents.options_of(types, given),
        )
    new = {**intent, **changed}
    check_connect(call, new)
    if params.get("customer") is not None:
        call.find("customer", params["customer"], "customer")
    if "payment_method" in params or "payment_method_data" in params:
        new["payment_method"] = None
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
    params = call.params
    if params.get("payment_method_options"):
        known = call.store.secret(NAME, intent["id"]).get("given", {})
        given = shapes.merge(known, params["payment_method_options"])
        options = intents.options_of(intent["payment_method_types"], given)
        call.changes.hide(intent, {"given": given})
        intent = call.changes.update(intent, {"payment_method_options": options}, event=None)
    if params.get("capture_method"):
        changed = {"capture_method": params["capture_method"]}
        intent = call.changes.update(intent, changed, event=None)
    method = confirmation.prepare(call, intent, params)
    return intents.seen_by(call, confirmation.run(call, intent, method, params))


@operation(f"POST {BASE}/capture")
def capture(call: Call) -> Obj:
    """Captures all or part of what was authorized."""
    intent = call.get(NAME)
    states.check(intent, "capture", STATES)
    params = call.params
    amount = params.get("amount_to_capture")
    if amount is None:
        amount = intent["amount_capturable"]
    final = params.get("final_capture", True) is not False
    if amount < (0 if final and intent["amount_received"] else 1):
        raise ledger.too_low("amount_to_capture")
    if not final and not confirmation.captures_in_parts(call, intent):
        raise invalid(
            "This PaymentIntent cannot be captured in parts. Confirm it with "
            "`payment_method_options[card][request_multicapture]=if_available` first.",
            "final_capture",
        )
    most = confirmation.most_capturable(call, intent) if final else intent["amount_capturable"]
    if amount > most:
        raise invalid(
            f"The amount_to_capture ({ledger.shown(amount, intent['currency'])}) is greater than the "
            f"amount_capturable ({confirmation.capturable(intent)}) of this PaymentIntent.",
            "amount_to_capture",
            "amount_too_large",
        )
    kept = ("application_fee_amount", "statement_descriptor", "statement_descriptor_suffix")
    changed: Obj = {key: params[key] for key in kept if params.get(key) is not None}
    if changed:
        check_connect(call, {**intent, **changed, "amount": amount})
        held = call.store.get("charge", intent["latest_charge"])
        if held is not None:
            call.changes.update(held, changed, event=None)
    if params.get("metadata") is not None:
        changed["metadata"] = shapes.merge_metadata(intent["metadata"], params["metadata"])
    intent = call.changes.update(intent, changed, event=None)
    done = confirmation.capture(call, intent, amount, final=final)
    if final:
        from stripe.sandbox.checkout import payment_pages

        payment_pages.captured(call.world, done)
    return done


@operation(f"POST {BASE}/cancel")
def cancel(call: Call) -> Obj:
    """Cancels; what was authorized is released."""
    intent = call.get(NAME)
    states.check(intent, "cancel", STATES)
    if intent["status"] == "requires_capture" and intent["amount_received"]:
        raise states.refusal(
            intent,
            "You cannot cancel this PaymentIntent because a part of it has been captured. Capture 0 "
            "with `final_capture` to release the rest.",
        )
    return confirmation.cancel(call, intent, call.params.get("cancellation_reason"))


@operation(f"POST {BASE}/increment_authorization")
def increment(call: Call) -> Obj:
    """Raises an authorization, of cards that were charged with that in mind."""
    intent = call.get(NAME)
    states.check(intent, "increment", STATES)
    amount = call.params["amount"]
    if amount <= intent["amount"]:
        raise invalid(
            "The amount to increment to must be greater than the amount authorized so far "
            f"({ledger.shown(intent['amount'], intent['currency'])}).",
            "amount",
        )
    ledger.check_amount(amount, intent["currency"])
    if intent["amount_received"]:
        raise states.refusal(
            intent,
            "This PaymentIntent's authorization could not be incremented because a part of it has "
            "been captured.",
        )
    if not call.store.secret("charge", intent["latest_charge"]).get("incremental"):
        raise states.refusal(
            intent,
            "This PaymentIntent is not eligible for an incremental authorization. Confirm it with "
            "`payment_method_options[card][request_incremental_authorization]=if_available` first.",
        )
    kept = ("application_fee_amount", "description", "statement_descriptor")
    changed: Obj = {key: call.params[key] for key in kept if call.params.get(key) is not None}
    if call.params.get("metadata") is not None:
        changed["metadata"] = shapes.merge_metadata(intent["metadata"], call.params["metadata"])
    intent = call.changes.update(intent, changed, event=None)
    return confirmation.increment(call, intent, amount)


@operation(f"POST {BASE}/verify_microdeposits")
def verify(call: Call) -> Obj:
    """Verifies the bank account of an intent, whose debit starts by that."""
    intent = call.get(NAME)
    intents.check_secret(call, intent)
    method = bank_debits.check_deposits(call, intent)
    return bank_debits.start(call, intent, method, {})
