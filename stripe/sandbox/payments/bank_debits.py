"""Payments that a bank answers later (direct debits), and those that a page of a bank approves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import banks, statement_descriptors
from stripe.sandbox.payments import (
    card_charges,
    disputes,
    intents,
    mandates,
    method_options,
    states,
)
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "payment_intent"
AMOUNTS = [32, 45]
CODE = "SM11AA"
DAY = 86_400


def bank_of(world: World, method: Obj) -> banks.Bank:
    """The test account behind a payment method."""
    number = world.store.secret("payment_method", method["id"]).get("number", "")
    return banks.of(method["type"], number)


def start(world: World, intent: Obj, method: Obj, params: Obj) -> Obj:
    """Starts a debit: the intent is `processing` until the bank has answered."""
    if must_verify(world, intent, method):
        return wait_for_deposits(world, intent, method, event="payment_intent.requires_action")
    mandate = mandates.named_or_made(world, intent, method, params)
    obj = _charge(world, intent, method, mandate)
    obj.update(status="pending", paid=False, captured=True, amount_captured=intent["amount"])
    made = world.changes.create("charge", obj, event="charge.pending")
    changed = {
        "status": "processing",
        "latest_charge": made["id"],
        "next_action": None,
        "last_payment_error": None,
    }
    intent = world.changes.update(intent, changed, event="payment_intent.processing")
    bank = bank_of(world, method)
    if not bank.stays:
        # a page's customer has been sent on by then; the API's caller first sees `processing`
        from_page = world.store.secret(NAME, intent["id"]).get("from_page")
        wait = 0 if from_page and bank.after == banks.LATER else bank.after
        when = world.clock.time() + wait
        schedule.at(world, when, "payment_intent.finish_debit", intent["id"], made["id"])
    return intent


def _charge(world: World, intent: Obj, method: Obj, mandate: str | None) -> Obj:
    kind = method["type"]
    details = {**part(method, kind), "mandate": mandate}
    if mandate is None:
        del details["mandate"]
    obj = card_charges.blank(
        world, intent["amount"], intent["currency"], method["id"], {kind: details, "type": kind}
    )
    obj["id"] = obj["id"].replace("ch_", "py_", 1)
    obj["billing_details"] = method["billing_details"]
    obj["payment_intent"] = intent["id"]
    obj["outcome"] = outcome()
    obj.update(intents.passed_on(intent))
    obj["receipt_url"] = card_charges.receipt_url(world, obj["id"])
    obj["calculated_statement_descriptor"] = statement_descriptors.of_charge(world, obj)
    return obj


def outcome() -> Obj:
    """`outcome` of a payment that no network of cards has assessed."""
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": "not_assessed",
        "seller_message": "Payment complete.",
        "type": "authorized",
    }


@task("payment_intent.finish_debit")
def finish(world: World, intent_id: str, charge_id: str) -> None:
    """The bank's answer."""
    intent = world.store.get(NAME, intent_id)
    charge = world.store.get("charge", charge_id)
    if intent is None or charge is None or charge["status"] != "pending":
        return
    method = world.store.get("payment_method", charge["payment_method"]) or {}
    bank = bank_of(world, method) if method else banks.SUCCESS
    if bank.failure is not None:
        fail(world, intent, charge, method, bank.failure)
    else:
        succeed(world, intent, charge, method)
        if bank.dispute:
            stored = world.store.get("charge", charge_id)
            disputes.open_dispute(world, stored or charge, "fraudulent")


def succeed(world: World, intent: Obj, charge: Obj, method: Obj) -> Obj:
    """The money arrives."""
    charge = arrived(world, charge)
    if method and method_options.future_usage(intent, method["type"]) is not None:
        intents.attach(world, method, intent["customer"])
    changed: Obj = {
        "status": "succeeded",
        "amount_received": charge["amount"],
        "processing": None,
        "next_action": None,
        "latest_charge": charge["id"],
    }
    done = world.changes.update(intent, changed, event="payment_intent.succeeded")
    card_charges.connect(world, charge)
    return done


def arrived(world: World, charge: Obj) -> Obj:
    """Books the money of a pending charge, which succeeds by that."""
    transaction = card_charges.book(world, charge, charge["amount"], None)
    changed: Obj = {
        "status": "succeeded",
        "paid": True,
        "balance_transaction": transaction["id"],
    }
    return world.changes.update(charge, changed, event="charge.succeeded")


def refuse(world: World, charge: Obj, reason: str) -> str:
    """Fails a pending charge, and says why in words."""
    message = banks.message(reason)
    changed = {
        "status": "failed",
        "failure_code": reason,
        "failure_message": message,
        "outcome": {
            **charge["outcome"],
            "network_status": "declined_by_network",
            "reason": reason,
            "seller_message": message,
            "type": "issuer_declined",
        },
    }
    world.changes.update(charge, changed, event="charge.failed")
    return message


def fail(world: World, intent: Obj, charge: Obj, method: Obj, reason: str) -> None:
    """The bank refuses the debit of an intent."""
    message = refuse(world, charge, reason)
    mandates.end(world, charge, reason)
    error = ApiError(
        402, message, type="card_error", code="payment_intent_payment_attempt_failed",
        decline_code=reason, charge=charge["id"],
    )  # fmt: skip
    intents.fail(world, intent, error, method)


def approve(world: World, intent: Obj, method: Obj) -> Obj:
    """The customer approves a payment on the page of a bank or wallet."""
    obj = _charge(world, intent, method, None)
    if method_options.capture_method(intent, method["type"]) == "manual":
        return _hold(world, intent, obj)
    obj.update(status="pending", paid=False, captured=True, amount_captured=intent["amount"])
    made = world.changes.create("charge", obj, event=None)
    return succeed(world, intent, made, method)


def _hold(world: World, intent: Obj, obj: Obj) -> Obj:
    obj.update(status="succeeded", paid=True, captured=False, amount_captured=0)
    made = world.changes.create("charge", obj, event="charge.succeeded")
    expires = world.clock.now() + card_charges.CAPTURE_DAYS * DAY
    schedule.at(world, expires, "charge.expire", made["id"])
    changed = {
        "status": "requires_capture",
        "amount_capturable": made["amount"],
        "last_payment_error": None,
        "latest_charge": made["id"],
        "next_action": None,
    }
    return world.changes.update(intent, changed, event="payment_intent.amount_capturable_updated")


# -- microdeposits ----------------------------------------------------------------------


def must_verify(world: World, intent: Obj, method: Obj) -> bool:
    """Whether the account is to be verified by microdeposits first."""
    kind = method["type"]
    options = part(intent, "payment_method_options", kind)
    if world.store.secret("payment_method", method["id"]).get("verified"):
        return False
    if options.get("verification_method") == "microdeposits":
        return True
    # A customer's own account counts as verified, and so does one that a page has asked for.
    from_page = world.store.secret(intent["object"], intent["id"]).get("from_page")
    return (
        kind in ("us_bank_account", "acss_debit") and method["customer"] is None and not from_page
    )


def wait_for_deposits(world: World, intent: Obj, method: Obj, *, event: str) -> Obj:
    """Has an intent wait until the customer knows the deposits."""
    world.changes.hide(intent, {"waiting": method["id"]})
    arrival = (world.clock.now() // DAY + 2) * DAY
    base = world.state.pages_at("payments")
    url = f"{base}/microdeposit/{intent['id']}?client_secret={intent['client_secret']}"
    changed = {
        "status": "requires_action",
        "next_action": {
            "type": "verify_with_microdeposits",
            "verify_with_microdeposits": {
                "arrival_date": arrival,
                "hosted_verification_url": url,
                "microdeposit_type": "amounts",
            },
        },
    }
    return world.changes.update(intent, changed, event=event)


def check_deposits(world: World, intent: Obj, params: Obj) -> Obj:
    """The payment method that correct amounts (32 and 45) or the code SM11AA verify."""
    action = part(intent, "next_action")
    method = world.store.get(
        "payment_method", world.store.secret(intent["object"], intent["id"]).get("waiting")
    )
    if action.get("type") != "verify_with_microdeposits" or method is None:
        noun = states.kind_of(intent).noun
        raise states.refusal(
            intent, f"This {noun} is not waiting for a verification by microdeposits."
        )
    amounts, code = params.get("amounts"), params.get("descriptor_code")
    if (amounts is None) == (code is None):
        raise invalid(
            "You must provide either `amounts` or `descriptor_code`.", code="parameter_missing"
        )
    if amounts is not None and len(amounts) != len(AMOUNTS):
        raise invalid(
            "You must provide two amounts.",
            "amounts",
            "payment_method_microdeposit_verification_amounts_invalid",
        )
    if amounts is not None and sorted(amounts) != AMOUNTS:
        raise invalid(
            "The amounts provided do not match the amounts that were sent to the bank account.",
            "amounts",
            "payment_method_microdeposit_verification_amounts_mismatch",
        )
    if code is not None and code != CODE:
        raise invalid(
            "The descriptor code provided does not match the one that was sent to the bank account.",
            "descriptor_code",
            "payment_method_microdeposit_verification_descriptor_code_mismatch",
        )
    world.changes.hide(method, {"verified": True})
    return method
