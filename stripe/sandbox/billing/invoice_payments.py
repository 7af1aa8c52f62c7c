"""InvoicePayments: which payments an invoice is to be paid by, and what they have paid of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing.pricing import rounded
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.means.payment_method_types import takes
from stripe.sandbox.payments import confirmation, intents, payment_intents

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME, INTENT = "invoice_payment", "payment_intent"
DESCRIPTIONS = {"subscription_create": "Subscription creation", "manual": "Payment for Invoice"}
REUSABLE = (
    "acss_debit", "au_becs_debit", "bacs_debit", "card", "cashapp", "link", "paypal", "sepa_debit",
    "us_bank_account",
)  # fmt: skip
"""Types of payment methods that can be charged again, in the order in which intents list them."""


class Plan(NamedTuple):
    """A PaymentIntent to be: as it would be stored, its means of payment, its parameters."""

    intent: Obj
    method: Obj | None
    params: Obj


@operation("GET /v1/invoice_payments")
def list_payments(call: Call) -> Obj:
    """The payments of an invoice, or the one that an intent or a record pays."""
    params = call.params
    wanted, status = params.pop("payment", None), params.get("status")

    def keep(found: Obj) -> bool:
        if status is not None and found["status"] != status:
            return False
        if wanted is None:
            return True
        return bool(found["payment"].get(wanted["type"]) == wanted.get(wanted["type"]))

    invoice = params.get("invoice")
    field = "invoice" if invoice is not None else None
    return lists.page(call, NAME, field=field, value=invoice, keep=keep)


def make(
    world: World, invoice: Obj, amount: int, *, is_default: bool = False, **payment: str
) -> Obj:
    """An open payment of an invoice, by a `payment_intent` or a `payment_record`."""
    ((kind, id),) = payment.items()
    made = world.changes.create(
        NAME,
        {
            **crud.template(NAME),
            "amount_requested": amount,
            "currency": invoice["currency"],
            "invoice": invoice["id"],
            "is_default": is_default,
            "payment": {"type": kind, kind: id},
            "status": "open",
        },
        event=None,
    )
    world.store.hide(kind, id, {"invoice_payment": made["id"]})
    return made


def plan(world: World, invoice: Obj, method: str | None) -> Plan:
    """The PaymentIntent that an invoice is to get, not stored yet.

    Raises the 400 of an amount that cannot be charged. A method that cannot pay is left out.
    """
    params = _params_of_intent(world, invoice)
    if method is not None:
        with suppress(ApiError):
            return _plan(world, {**params, "payment_method": method})
    return _plan(world, params)


def _plan(world: World, params: Obj) -> Plan:
    """Without types of its own an invoice is paid by whatever can be charged again."""
    chosen = params.get("allowed_payment_method_types")
    types = chosen or [kind for kind in REUSABLE if takes(kind, params["currency"])]
    given = {**params, "allowed_payment_method_types": types}
    intent, method = payment_intents.build(world, given)
    return Plan({**intent, "allowed_payment_method_types": chosen}, method, params)


def make_default(world: World, invoice: Obj, planned: Plan) -> Obj:
    """The payment that an invoice gets when it is finalized, with the intent planned for it."""
    intent = intents.begin(world, *planned, confirmation.run)
    world.changes.hide(intent, {"managed_by": "invoice"})
    secret = {"client_secret": intent["client_secret"], "type": INTENT}
    world.changes.hide(invoice, {"expandable": {"confirmation_secret": secret}})
    return make(world, invoice, invoice["amount_due"], is_default=True, payment_intent=intent["id"])


def _params_of_intent(world: World, invoice: Obj) -> Obj:
    of_subscription = part(invoice, "parent", "subscription_details")
    settings = invoice["payment_settings"]
    reason = "manual" if not of_subscription else invoice["billing_reason"]
    params: Obj = {
        "allowed_payment_method_types": settings["payment_method_types"] or None,
        "amount": invoice["amount_due"],
        "capture_method": "automatic",
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "description": DESCRIPTIONS.get(reason, "Subscription update"),
        "on_behalf_of": invoice["on_behalf_of"],
        "payment_method_options": settings["payment_method_options"],
        "statement_descriptor": invoice["statement_descriptor"],
        **_connect(world, invoice),
    }
    if of_subscription:
        params["setup_future_usage"] = "off_session"
        params["payment_details"] = {"order_reference": invoice["id"]}
    return {key: value for key, value in params.items() if value is not None}


def _connect(world: World, invoice: Obj) -> Obj:
    """Fee and destination of the payment of an invoice: its own, or its subscription's shares."""
    due, kept = invoice["amount_due"], world.store.secret("invoice", invoice["id"])
    id = part(invoice, "parent", "subscription_details").get("subscription")
    subscription = as_dict(world.store.get("subscription", id or ""))
    found: Obj = dict(kept.get("connect") or {})
    fee, transfer = subscription.get("application_fee_percent"), subscription.get("transfer_data")
    if fee is not None:
        found.setdefault("application_fee_amount", rounded(due * Decimal(str(fee)) / 100))
    if transfer:
        shared: Obj = {"destination": transfer["destination"]}
        if transfer.get("amount_percent") is not None:
            shared["amount"] = rounded(due * Decimal(str(transfer["amount_percent"])) / 100)
        found.setdefault("transfer_data", shared)
    return found


def of_invoice(world: World, invoice: Obj) -> Iterator[Obj]:
    """The payments of an invoice, the newest first."""
    return world.store.all(NAME, "invoice", invoice["id"])


def default_of(world: World, invoice: Obj) -> Obj | None:
    """The payment that an invoice got when it was finalized."""
    return next((found for found in of_invoice(world, invoice) if found["is_default"]), None)


def intent_of(world: World, invoice: Obj) -> Obj | None:
    """The PaymentIntent that an invoice got when it was finalized."""
    found = default_of(world, invoice)
    return world.store.get(INTENT, found["payment"]["payment_intent"]) if found else None


def paid_by(world: World, intent: Obj) -> Obj | None:
    """The payment of an invoice that is made by an intent."""
    return world.store.get(NAME, world.store.secret(INTENT, intent["id"]).get("invoice_payment"))


def cancel(world: World, invoice: Obj) -> None:
    """Cancels what is still open of an invoice's payments, the intents with them."""
    for found in list(of_invoice(world, invoice)):
        if found["status"] != "open":
            continue
        moments = {**found["status_transitions"], "canceled_at": world.now()}
        changed = {"status": "canceled", "status_transitions": moments}
        world.changes.update(found, changed, event=None)
        intent = world.store.get(INTENT, found["payment"].get("payment_intent") or "")
        if found["is_default"] and intent and intent["status"] not in ("succeeded", "canceled"):
            confirmation.cancel(world, intent, "void_invoice")


def fit_default(world: World, invoice: Obj) -> None:
    """Has the default payment of an invoice ask for what is left of it."""
    payment, intent = default_of(world, invoice), intent_of(world, invoice)
    if payment is None or intent is None or payment["status"] != "open":
        return
    if intent["status"] not in ("succeeded", "canceled", "processing"):
        left = invoice["amount_remaining"]
        world.changes.update(intent, {"amount": left}, event=None)
        world.changes.update(payment, {"amount_requested": left}, event=None)


def mark_paid(world: World, payment: Obj, amount: int) -> Obj:
    """The payment, with what has come in by it."""
    moments = {**payment["status_transitions"], "paid_at": world.now()}
    changed = {"amount_paid": amount, "status": "paid", "status_transitions": moments}
    return world.changes.update(payment, changed, event=None)


@lists.inline_list("invoice", "payments")
def _payments(world: World, invoice: Obj) -> Iterator[Obj]:
    return of_invoice(world, invoice)
