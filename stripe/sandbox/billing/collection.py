"""Collection: invoices paid by stored payment methods, by intents confirmed elsewhere, or by hand.

What a PaymentIntent comes to is told to its invoice by reactions, whoever confirmed it: this module,
the customer's browser, or a bank days later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    clocks,
    customer_balance,
    default_payment_method,
    finalization,
    invoice_payments,
    invoice_state,
    voiding,
)
from stripe.sandbox.billing.invoice_state import check, current, moved, tell
from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.json import Obj
from stripe.sandbox.payments import confirmation, intents
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME, INTENT = "invoice", "payment_intent"
NO_METHOD = (
    "This customer has no attached payment source or default payment method. Please consider "
    "adding a default payment method. For more information, visit https://stripe.com/docs/billing/"
    "subscriptions/payment-methods-setting#payment-method-priority."
)
REQUIRES_ACTION = "invoice_payment_intent_requires_action"
NEEDS_ACTION = (
    "Payment for this invoice requires additional user action before it can be completed. Payment "
    "can be completed using the PaymentIntent of the invoice."
)


def no_method() -> ApiError:
    """The refusal of a payment for which nothing is stored to pay with."""
    return invalid(NO_METHOD, code="resource_missing")


# -- paying ------------------------------------------------------------------------------------------


def pay(
    world: World, invoice: Obj, *, payment_method: str | None = None, off_session: bool = True
) -> Obj:
    """Pays an invoice (a draft is finalized first) by what is named or stored.

    Raises the 402 of a decline, or of an action that the customer has to take, after the invoice has
    been brought up to date, and a 400 where there is nothing to pay with.
    """
    if invoice["status"] == "draft":
        invoice = finalization.finalize(world, invoice)
        if invoice["status"] == "paid":
            return invoice
    check(invoice, "pay")
    error = attempt(world, invoice, payment_method=payment_method, off_session=off_session)
    if error is not None:
        raise error
    return current(world, invoice)


def attempt(
    world: World,
    invoice: Obj,
    *,
    payment_method: str | None = None,
    off_session: bool = True,
    counts: Obj | None = None,
) -> ApiError | None:
    """Tries to take what is left of an open invoice, and gives the error if that failed.

    `counts` are fields that the invoice gets along with the outcome: the count of an automatic try
    (`attempt_count`) and the time of the next one (`next_payment_attempt`, if this one fails).
    """
    method = payment_method or default_payment_method.of_invoice(world, invoice)
    if method is None:
        if counts is not None:
            fail(world, invoice, counts)
        return no_method()
    intent = invoice_payments.intent_of(world, invoice)
    if intent is None or intent["status"] == "processing":
        return None
    params: Obj = {
        "payment_method": method,
        "off_session": off_session or None,
        "waits_for_action": True,
    }
    try:
        chosen = intents.prepare(world, intent, params)
    except ApiError as error:
        if counts is not None:
            fail(world, invoice, counts)
        return error
    world.store.hide(NAME, invoice["id"], {"counts": counts or {}})
    try:
        after = confirmation.run(world, intent, chosen, params)
    except ApiError as error:
        return error
    finally:
        world.store.hide(NAME, invoice["id"], {"counts": {}})
    if after["status"] != "requires_action":
        return None
    return ApiError(
        402, NEEDS_ACTION, type="card_error", code=REQUIRES_ACTION, payment_intent=after
    )


def pay_out_of_band(world: World, invoice: Obj) -> Obj:
    """Marks an invoice as paid by means that the API knows nothing of."""
    if invoice["status"] == "draft":
        invoice = finalization.finalize(world, invoice)
        if invoice["status"] == "paid":
            return invoice
    check(invoice, "pay")
    left = invoice["amount_remaining"]
    return _settle(
        world,
        invoice,
        invoice["amount_paid"] + left,
        amount_paid_off_stripe=invoice.get("amount_paid_off_stripe", 0) + left,
    )


# -- what has come in --------------------------------------------------------------------------------


def receive(world: World, payment: Obj, amount: int) -> Obj:
    """Books what an InvoicePayment has brought in; gives the invoice."""
    payment = invoice_payments.mark_paid(world, payment, amount)
    invoice = world.find(NAME, payment["invoice"], None)
    paid = invoice["amount_paid"] + amount
    by_intent = payment["payment"]["type"] == INTENT
    if paid >= invoice["amount_due"]:
        over = paid - invoice["amount_due"]
        invoice = _settle(world, invoice, paid - over, over=over, by_intent=by_intent)
    else:
        left = invoice["amount_due"] - paid
        changed = {"amount_paid": paid, "amount_remaining": left, "attempted": True}
        invoice = tell(world, invoice, changed)
        invoice_payments.fit_default(world, invoice)
    world.changes.emit("invoice_payment.paid", payment)
    return current(world, invoice)


def _settle(
    world: World, invoice: Obj, paid: int, *, over: int = 0, by_intent: bool = False, **more: int
) -> Obj:
    """The invoice paid in full, by whatever; what is over goes to the customer's balance."""
    voiding.drop_tasks(world, invoice)
    invoice_payments.cancel(world, invoice)
    invoice = current(world, invoice)
    counts = world.store.secret(NAME, invoice["id"]).get("counts") or {}
    tried = max(invoice["attempt_count"], 1) if by_intent else invoice["attempt_count"]
    changed = moved(
        world,
        invoice,
        "pay",
        amount_overpaid=over,
        amount_paid=paid,
        amount_remaining=0,
        attempt_count=counts.get("attempt_count", tried),
        attempted=True,
        auto_advance=False,
        next_payment_attempt=None,
        **more,
    )
    events = ["invoice.paid", *(["invoice.payment_succeeded"] if by_intent else [])]
    if over:
        events.append("invoice.overpaid")
        customer_balance.adjust(
            world,
            invoice["customer"],
            -over,
            invoice["currency"],
            "invoice_overpaid",
            invoice=invoice["id"],
        )
    settled = tell(world, invoice, changed, *events)
    customer = world.store.get("customer", invoice["customer"] or "")
    if customer is not None and customer["delinquent"]:
        world.changes.update(customer, {"delinquent": False})
    world.changes.announce("invoice.settled", settled)
    return current(world, settled)


def settle_by_credit(world: World, invoice: Obj, changed: Obj) -> Obj:
    """The invoice paid, because credit notes have left nothing of it to be paid."""
    more = {key: value for key, value in changed.items() if key != "amount_remaining"}
    return _settle(world, invoice, invoice["amount_paid"], **more)


@on("payment_intent.succeeded")
@clocks.at_its_time
def succeeded(world: World, intent: Obj, _previous: Obj | None) -> None:
    """An intent has brought in what it was to pay of an invoice."""
    payment = invoice_payments.paid_by(world, intent)
    if payment is None or payment["status"] != "open":
        return
    invoice = world.find(NAME, payment["invoice"], None)
    if invoice["status"] in invoice_state.UNSETTLED:
        receive(world, payment, intent["amount_received"])


# -- what has not ------------------------------------------------------------------------------------


@on("payment_intent.payment_failed")
@clocks.at_its_time
def failed(world: World, intent: Obj, previous: Obj | None) -> None:
    """An intent was declined; a debit that fails late voids the first invoice of a subscription."""
    invoice = _of_default(world, intent)
    if invoice is None:
        return
    late = (previous or {}).get("status") == "processing"
    if late and invoice["billing_reason"] == "subscription_create":
        voiding.void(world, invoice)
        return
    if late and invoice["auto_advance"]:
        world.changes.announce("invoice.debit_failed", invoice)
        return
    counts = world.store.secret(NAME, invoice["id"]).get("counts") or {}
    fail(world, invoice, {"attempt_count": max(invoice["attempt_count"], 1), **counts})


@on("payment_intent.requires_action")
@clocks.at_its_time
def needs_action(world: World, intent: Obj, _previous: Obj | None) -> None:
    """The customer has to authenticate a payment."""
    invoice = _of_default(world, intent)
    if invoice is not None:
        counts = world.store.secret(NAME, invoice["id"]).get("counts") or {}
        tell(
            world,
            invoice,
            {"attempted": True, **counts},
            "invoice.payment_action_required",
            "invoice.payment_failed",
        )


def _of_default(world: World, intent: Obj) -> Obj | None:
    """The unsettled invoice whose own intent this is."""
    payment = invoice_payments.paid_by(world, intent)
    if payment is None or not payment["is_default"] or payment["status"] != "open":
        return None
    invoice = world.find(NAME, payment["invoice"], None)
    return invoice if invoice["status"] in invoice_state.UNSETTLED else None


def fail(world: World, invoice: Obj, counts: Obj) -> None:
    """Tells of a payment that has failed."""
    tell(world, invoice, {"attempted": True, **counts}, "invoice.payment_failed")
