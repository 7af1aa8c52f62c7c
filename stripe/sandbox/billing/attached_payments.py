"""Payments made elsewhere that are attached to an invoice: intents and payment records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import collection, invoice_payments, invoice_state
from stripe.sandbox.errors import exclusive, invalid, missing_parameter
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

INTENT, RECORD = "payment_intent", "payment_record"


def attach(world: World, invoice: Obj, params: Obj) -> Obj:
    """Attaches a payment; what has come in by it pays the invoice, or a part of it.

    A 400 for an intent of another customer, another currency or another invoice, or a canceled one.
    """
    if invoice["status"] not in invoice_state.UNSETTLED:
        raise invalid(f"You cannot attach a payment to an invoice that is {invoice['status']}.")
    if params.get(INTENT) and params.get(RECORD):
        raise exclusive(INTENT, RECORD)
    if params.get(RECORD):
        record = world.find(RECORD, params[RECORD], RECORD)
        amount = record["amount_guaranteed"]
        _check(world, invoice, record, RECORD, amount["currency"])
        made = invoice_payments.make(world, invoice, amount["value"], payment_record=record["id"])
        return collection.receive(world, made, amount["value"]) if amount["value"] else invoice
    if not params.get(INTENT):
        raise missing_parameter(INTENT)
    intent = world.find(INTENT, params[INTENT], INTENT)
    _check(world, invoice, intent, INTENT, intent["currency"])
    if intent["status"] == "canceled":
        raise invalid(f"The PaymentIntent {intent['id']} is canceled.", INTENT)
    made = invoice_payments.make(world, invoice, intent["amount"], payment_intent=intent["id"])
    if intent["status"] != "succeeded":
        return invoice  # it is booked when it succeeds
    return collection.receive(world, made, intent["amount_received"])


def _check(world: World, invoice: Obj, payment: Obj, kind: str, currency: str) -> None:
    if world.store.secret(kind, payment["id"]).get("invoice_payment"):
        raise invalid(f"The payment {payment['id']} is attached to an invoice already.", kind)
    owner = payment.get("customer")
    if owner is not None and owner != invoice["customer"]:
        raise invalid(
            f"The payment {payment['id']} is not one of the customer of the invoice "
            f"({invoice['customer']}).",
            kind,
        )
    if currency != invoice["currency"]:
        raise invalid(
            f"The payment {payment['id']} is in {currency}, the invoice in {invoice['currency']}.",
            kind,
        )
