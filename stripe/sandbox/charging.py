"""One attempt to charge a card: the charge it leaves, the money, the events, the aftermath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox import cards, instruments, money, shapes
from stripe.sandbox.cards import OUTCOMES
from stripe.sandbox.instruments import CardInput

if TYPE_CHECKING:
    from stripe.sandbox.call import Call

Obj = dict[str, Any]
SCORES = {"normal": 32, "elevated": 70, "highest": 92}
CAPTURE_DAYS = 7


class Attempt(NamedTuple):
    """What is to be charged, and how: `fields` are further fields of the charge."""

    amount: int
    currency: str
    entered: CardInput
    method: str
    capture: bool = True
    billing: Obj | None = None
    three_d_secure: Obj | None = None
    fields: Obj = {}


def reason_of(attempt: Attempt) -> str | None:
    """Why the card is declined, if it is."""
    return attempt.entered.card.decline


def charge(call: Call, attempt: Attempt, *, reason: str | None = None) -> Obj:
    """Makes the charge, `succeeded` or `failed` (for `reason`, else for what its card does)."""
    reason = reason or reason_of(attempt)
    obj = _blank(call, attempt)
    hidden = attempt.entered.stored()
    if reason is not None:
        obj.update(_failure(attempt, reason))
        return call.door.create("charge", obj, event="charge.failed", hidden=hidden)
    obj.update(paid=True, status="succeeded", outcome=_outcome(attempt, None))
    if not attempt.capture:
        obj.update(captured=False, amount_captured=0)
        return call.door.create("charge", obj, event="charge.succeeded", hidden=hidden)
    obj["captured"] = True
    obj["amount_captured"] = attempt.amount
    obj["id"] = call.new.new("charge")
    obj["receipt_url"] = receipt_url(call, obj["id"])
    obj["balance_transaction"] = _book(call, obj, attempt.amount, attempt.entered)["id"]
    stored = call.door.create("charge", obj, event="charge.succeeded", hidden=hidden)
    return aftermath(call, stored, attempt.entered)


def capture(call: Call, charge: Obj, amount: int, entered: CardInput) -> Obj:
    """Captures an authorized charge."""
    transaction = _book(call, charge, amount, entered)
    changed: Obj = {
        "captured": True,
        "amount_captured": amount,
        "balance_transaction": transaction["id"],
        "receipt_url": receipt_url(call, charge["id"]),
    }
    if amount < charge["amount"]:
        changed["amount_refunded"] = charge["amount"] - amount
    stored = call.door.update(charge, changed, event="charge.captured")
    return aftermath(call, stored, entered)


def aftermath(call: Call, charge: Obj, entered: CardInput) -> Obj:
    """Disputes and fraud warnings that the card brings."""
    card = entered.card
    if card.dispute is not None:
        from stripe.sandbox.families import disputes

        return disputes.open_dispute(call.world, charge, card.dispute)
    if card.warning:
        call.door.create(
            "radar.early_fraud_warning",
            {
                "id": None,
                "object": "radar.early_fraud_warning",
                "actionable": True,
                "charge": charge["id"],
                "created": None,
                "fraud_type": "made_with_stolen_card",
                "livemode": None,
                "payment_intent": charge["payment_intent"],
            },
        )
    return charge


def receipt_url(call: Call, id: str) -> str:
    """Where the receipt of a charge would be."""
    return f"https://pay.stripe.com/receipts/payment/{id}"


def _book(call: Call, charge: Obj, amount: int, entered: CardInput) -> Obj:
    fee = money.fee_of(amount, entered.card.country)
    details = None
    application_fee = charge.get("application_fee_amount") or 0
    if application_fee and not call.world.is_platform:
        details = [
            {
                "amount": fee,
                "application": None,
                "currency": charge["currency"],
                "description": "Stripe processing fees",
                "type": "stripe_fee",
            },
            {
                "amount": application_fee,
                "application": None,
                "currency": charge["currency"],
                "description": "Application fee",
                "type": "application_fee",
            },
        ]
        fee += application_fee
    return money.record(
        call.world,
        type="charge",
        amount=amount,
        currency=charge["currency"],
        source=charge["id"],
        fee=fee,
        fee_details=details,
        description=charge.get("description"),
        instant=entered.card.instant,
    )


def _blank(call: Call, attempt: Attempt) -> Obj:
    obj = dict(shapes.blank("charge"))
    for field in ("refunds", "authorization_code"):
        obj.pop(field, None)
    obj.update(
        id=call.new.new("charge"),
        amount=attempt.amount,
        billing_details=attempt.billing or instruments.billing_details(attempt.entered),
        calculated_statement_descriptor="SANDBOX",
        currency=attempt.currency,
        fraud_details={},
        metadata={},
        payment_method=attempt.method,
        payment_method_details={"card": _card_details(call, attempt), "type": "card"},
        radar_options={},
        source=None,
    )
    obj.update(attempt.fields)
    return obj


def _failure(attempt: Attempt, reason: str) -> Obj:
    outcome = OUTCOMES[reason]
    return {
        "captured": False,
        "failure_code": outcome.code,
        "failure_message": outcome.message,
        "outcome": _outcome(attempt, reason),
        "paid": False,
        "status": "failed",
        "receipt_url": None,
    }


def _outcome(attempt: Attempt, reason: str | None) -> Obj:
    card = attempt.entered.card
    blocked = card.blocked if reason is not None else None
    result: Obj = {
        "advice_code": OUTCOMES[reason].advice if reason is not None else None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": card.risk,
        "risk_score": SCORES[card.risk],
        "seller_message": "Payment complete.",
        "type": "authorized",
    }
    if reason is None:
        if card.risk == "elevated":
            result["reason"] = "elevated_risk_level"
        return result
    if blocked is not None:
        result.update(
            network_status="not_sent_to_network",
            reason=blocked,
            seller_message="Stripe blocked this payment as too risky.",
            type="blocked",
        )
        return result
    result.update(
        network_status="declined_by_network",
        reason=OUTCOMES[reason].decline_code,
        seller_message="The bank did not return any further details with this decline.",
        type="issuer_declined",
    )
    return result


def _card_details(call: Call, attempt: Attempt) -> Obj:
    entered = attempt.entered
    card = entered.card
    off = {"status": "unavailable"}
    return {
        "amount_authorized": attempt.amount,
        "authorization_code": call.new.digits(6),
        "brand": card.brand,
        **({} if attempt.capture else {"capture_before": call.clock.now() + CAPTURE_DAYS * 86400}),
        "checks": entered.checks(),
        "country": card.country,
        "exp_month": entered.exp_month,
        "exp_year": entered.exp_year,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": cards.fingerprint(card.number),
        "funding": card.funding,
        "incremental_authorization": off,
        "installments": None,
        "last4": entered.last4,
        "mandate": None,
        "multicapture": off,
        "network": card.brand,
        "network_token": {"used": False},
        "network_transaction_id": call.new.digits(15),
        "overcapture": {"maximum_amount_capturable": attempt.amount, **off},
        "regulated_status": "unregulated",
        "three_d_secure": attempt.three_d_secure,
        "wallet": None,
    }
