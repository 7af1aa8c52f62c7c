"""Invoices paid by the means of payment of their customer, through a PaymentIntent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.payments import payment_intents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.generic.call import Call


def method_of(call: Call, invoice: Obj, params: Obj) -> str | None:
    """What pays: named by the request, else by the invoice, else by the customer."""
    customer = as_dict(call.store.get("customer", invoice["customer"] or ""))

    def places() -> Iterator[Any]:
        for key in ("payment_method", "source"):
            yield params.get(key)
        for key in ("default_payment_method", "default_source"):
            yield invoice.get(key)
        yield as_dict(customer.get("invoice_settings")).get("default_payment_method")
        yield customer.get("default_source")

    return next((found for found in places() if found), None)


def collect(call: Call, invoice: Obj, method: str) -> None:
    """Takes what is due, or says on the invoice that it could not and raises the 402."""
    params: Obj = {
        "amount": invoice["amount_remaining"],
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "payment_method": method,
        "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
    }
    try:
        intent = payment_intents.make(call.world, params, call.application)
    except ApiError as error:
        if error.status == 402:
            _attempted(call, invoice, "invoice.payment_failed")
        raise
    if intent["status"] == "requires_action":
        failed = _attempted(call, invoice, "invoice.payment_failed")
        call.changes.emit("invoice.payment_action_required", failed)
        raise ApiError(
            402,
            "Payment for this invoice requires additional user action before it can be completed.",
            type="card_error",
            code="invoice_payment_intent_requires_action",
        )
    if intent["status"] == "succeeded":
        _record(call, invoice, intent)


def _attempted(call: Call, invoice: Obj, event: str) -> Obj:
    changed = {"attempted": True, "attempt_count": (invoice["attempt_count"] or 0) + 1}
    return call.changes.update(invoice, changed, event=event)


def _record(call: Call, invoice: Obj, intent: Obj) -> None:
    paid = {"paid_at": call.world.now(), "canceled_at": None}
    payment = {
        **crud.template("invoice_payment"),
        "amount_paid": intent["amount"],
        "amount_requested": intent["amount"],
        "currency": intent["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "payment": {"type": "payment_intent", "payment_intent": intent["id"]},
        "status": "paid",
        "status_transitions": paid,
    }
    call.changes.create("invoice_payment", payment, event="invoice_payment.paid")
