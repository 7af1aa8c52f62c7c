"""PaymentIntents: created, confirmed, authenticated, captured, canceled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import transfers
from stripe.sandbox.errors import invalid, missing_object
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import defaults, operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import currencies
from stripe.sandbox.means import instruments, statement_descriptors
from stripe.sandbox.payments import (
    amount_details,
    bank_debits,
    confirmation,
    contradictions,
    intents,
    states,
)
from stripe.sandbox.platform import payment_method_configurations
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "payment_intent"
BASE = "/v1/payment_intents/{intent}"
MANAGED = frozenset({"amount", "application_fee_amount", "currency", "customer", "transfer_data"})
"""What the invoice of an intent decides, if it has one."""

defaults(NAME, managed_payments={"enabled": False})


@operation("POST /v1/payment_intents")
def create(call: Call) -> Obj:
    """An intent; with `confirm` it is confirmed at once."""
    contradictions.check(call.world, states.PAYMENT_INTENT, call.params)
    types, _ = intents.types_of(call.params)
    statement_descriptors.check_kinds(call.params, types)
    return make(call.world, call.params, call.application)


def make(world: World, params: Obj, application: str | None = None) -> Obj:
    """An intent for an application; confirmed at once if the parameters say `confirm`.

    Raises the 402 of a decline when the intent has been brought up to date.
    """
    obj, method = build(world, amount_details.without_lines(params), application)
    if params.get("amount_details"):
        obj["amount_details"] = amount_details.of_new(world, obj, params)
    return intents.begin(world, obj, method, params, confirmation.run)


def build(world: World, params: Obj, application: str | None = None) -> tuple[Obj, Obj | None]:
    """An intent from parameters, and its means of payment; nothing is stored yet."""
    currency = currencies.currency_of(instruments.required(params.get("currency"), "currency"))
    _check_amount(params["amount"], currency)
    check_connect(world, {**params, "currency": currency})
    obj, method = intents.build(
        world,
        states.PAYMENT_INTENT,
        params,
        amount_capturable=0,
        amount_received=0,
        application=application,
        capture_method=params.get("capture_method") or "automatic_async",
        currency=currency,
    )
    if obj["automatic_payment_methods"]:
        configuration = payment_method_configurations.named(world, params)
        obj["payment_method_configuration_details"] = configuration
    obj.setdefault("amount_details", {"tip": {}})
    obj.setdefault("allowed_payment_method_types", None)
    return obj, method


def _check_amount(amount: int, currency: str) -> None:
    if amount == 0:
        raise invalid(
            "The amount must be greater than or equal to the minimum charge amount allowed for your "
            "account and the currency set "
            "(https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). If you want to "
            "save a Payment Method for future use without an immediate payment, use a Setup Intent "
            "instead: https://docs.stripe.com/payments/setup-intents",
            "amount",
            "parameter_invalid_integer",
        )
    currencies.check_amount(amount, currency)


def check_connect(world: World, obj: Obj) -> None:
    """Raises for fees and destinations that Connect does not allow."""
    fee, data = obj.get("application_fee_amount"), obj.get("transfer_data")
    if data:
        destination = data["destination"]
        if world.platform.store.get("account", destination) is None:
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
    if world.is_platform and not data:
        raise invalid(
            "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct "
            "payment (using an OAuth key or Stripe-Account header) or destination payment (using "
            "`transfer_data[destination]`).",
            "application_fee_amount",
        )
    if fee > obj["amount"]:
        raise invalid(
            "The application fee cannot be greater than the amount of the payment "
            f"({currencies.shown(obj['amount'], obj['currency'])}).",
            "application_fee_amount",
        )


@operation(f"POST {BASE}")
def update(call: Call) -> Obj:
    """Changes what is still open for change."""
    intent, params = call.get(NAME), call.params
    if MANAGED & params.keys():
        _check_unmanaged(call.world, intent, "changed in this way")
    states.check_update(intent, params)
    crud.check_set_once(intent, params, "an intent", "transfer_group")
    changed = {**crud.changed_fields(intent, params), "last_payment_error": None}
    changed.update(amount_details.changed(call.world, intent, params, params.get("amount")))
    if params.get("currency") is not None:
        changed["currency"] = currencies.currency_of(params["currency"])
    currency = changed.get("currency", intent["currency"])
    if params.get("amount") is not None:
        _check_amount(params["amount"], str(currency))
    check_connect(call.world, {**intent, **changed})
    _check_descriptors(intent, params)
    return intents.change(call.world, intent, params, changed)


def _check_descriptors(intent: Obj, params: Obj) -> None:
    """Raises when a card may pay after an update, and the intent has a whole statement descriptor."""
    new_types = params.get("allowed_payment_method_types")
    if not new_types and "statement_descriptor" not in params:
        statement_descriptors.check(params)
        return
    types = intents.types_of(params)[0] if new_types else intent["payment_method_types"]
    statement_descriptors.check_kinds({**intent, **params}, types)


def _check_unmanaged(world: World, intent: Obj, verb: str) -> None:
    """Raises for what is not to be done to the intent of an invoice directly."""
    owner = world.store.secret(NAME, intent["id"]).get("managed_by")
    if owner is not None:
        raise states.refusal(
            intent,
            f"This PaymentIntent ({intent['id']}) belongs to an {owner} and cannot be {verb} "
            f"directly: change the {owner} instead.",
        )


@operation(f"POST {BASE}/confirm")
def confirm(call: Call) -> Obj:
    """Confirms; a decline is a 402, after which the intent needs another payment method."""
    return intents.confirm(call, confirmation.run)


@operation(f"POST {BASE}/capture")
def capture(call: Call) -> Obj:
    """Captures all or part of what was authorized."""
    intent = call.get(NAME)
    states.check(intent, "capture")
    params = call.params
    amount = params.get("amount_to_capture")
    if amount is None:
        amount = intent["amount_capturable"]
    final = params.get("final_capture", True) is not False
    if amount < (0 if final and intent["amount_received"] else 1):
        raise currencies.too_low("amount_to_capture")
    if not final and not confirmation.captures_in_parts(call.world, intent):
        raise invalid(
            "This PaymentIntent cannot be captured in parts. Confirm it with "
            "`payment_method_options[card][request_multicapture]=if_available` first.",
            "final_capture",
        )
    most = (
        confirmation.most_capturable(call.world, intent) if final else intent["amount_capturable"]
    )
    if amount > most:
        raise invalid(
            f"The amount_to_capture ({currencies.shown(amount, intent['currency'])}) is greater than the "
            f"amount_capturable ({confirmation.capturable(intent)}) of this PaymentIntent.",
            "amount_to_capture",
            "amount_too_large",
        )
    kept = ("application_fee_amount", "statement_descriptor", "statement_descriptor_suffix")
    changed: Obj = {key: params[key] for key in kept if params.get(key) is not None}
    changed.update(transfers.shared_otherwise(intent, params))
    if changed:
        check_connect(call.world, {**intent, **changed, "amount": amount})
        held = call.find("charge", intent["latest_charge"], None)
        statement_descriptors.check_kinds(changed, [held["payment_method_details"]["type"]])
        words = statement_descriptors.of_charge(call.world, {**held, **changed})
        told = {**changed, "calculated_statement_descriptor": words}
        call.changes.update(held, told, event=None)
    if params.get("metadata") is not None:
        changed["metadata"] = shapes.merge_metadata(intent["metadata"], params["metadata"])
    changed.update(amount_details.changed(call.world, intent, params, amount))
    intent = call.changes.update(intent, changed, event=None)
    return confirmation.capture(call.world, intent, amount, final=final)


@operation(f"POST {BASE}/cancel")
def cancel(call: Call) -> Obj:
    """Cancels; what was authorized is released."""
    intent = call.get(NAME)
    _check_unmanaged(call.world, intent, "canceled")
    states.check(intent, "cancel")
    if intent["status"] == "requires_capture" and intent["amount_received"]:
        raise states.refusal(
            intent,
            "You cannot cancel this PaymentIntent because a part of it has been captured. Capture 0 "
            "with `final_capture` to release the rest.",
        )
    return confirmation.cancel(call.world, intent, call.params.get("cancellation_reason"))


@operation(f"POST {BASE}/increment_authorization")
def increment(call: Call) -> Obj:
    """Raises an authorization, of cards that were charged with that in mind."""
    intent = call.get(NAME)
    states.check(intent, "increment")
    amount = call.params["amount"]
    if amount <= intent["amount"]:
        raise invalid(
            "The amount to increment to must be greater than the amount authorized so far "
            f"({currencies.shown(intent['amount'], intent['currency'])}).",
            "amount",
        )
    currencies.check_amount(amount, intent["currency"])
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
    changed.update(transfers.shared_otherwise(intent, call.params))
    if call.params.get("metadata") is not None:
        changed["metadata"] = shapes.merge_metadata(intent["metadata"], call.params["metadata"])
    changed.update(amount_details.changed(call.world, intent, call.params, amount))
    intent = call.changes.update(intent, changed, event=None)
    return confirmation.increment(call.world, intent, amount)


@operation(f"POST {BASE}/verify_microdeposits")
def verify(call: Call) -> Obj:
    """Verifies the bank account of an intent, whose debit starts by that."""
    intent = call.get(NAME)
    intents.check_secret(call, intent)
    return verify_deposits(call.world, intent, call.params)


def verify_deposits(world: World, intent: Obj, params: Obj) -> Obj:
    """Verifies by `amounts` or `descriptor_code`, and debits the account."""
    method = bank_debits.check_deposits(world, intent, params)
    return bank_debits.start(world, intent, method, {})
