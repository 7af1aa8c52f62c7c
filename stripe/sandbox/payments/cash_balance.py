"""Bank transfers: the cash a customer has sent, and the payments that it pays for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.payments import bank_debits, bank_transfers, states
from stripe.sandbox.platform import customers
from stripe.sandbox.spec import shapes
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "cash_balance"
TRANSACTION = "customer_cash_balance_transaction"
ACTION = "display_bank_transfer_instructions"


def available(world: World, customer: str, currency: str) -> int:
    """The cash of a customer in a currency."""
    return int(part(customers.cash_of(world, customer), "available").get(currency, 0))


def move(world: World, customer: str, amount: int, currency: str, **fields: Any) -> Obj:
    """Changes the cash of a customer, and writes down why."""
    cash = customers.cash_of(world, customer)
    ending = available(world, customer, currency) + amount
    changed = {**cash, "available": {**part(cash, "available"), currency: ending}}
    world.changes.put_single(NAME, customer, changed, event=None)
    obj = dict(shapes.blank(TRANSACTION))
    obj.update(
        currency=currency,
        customer=customer,
        ending_balance=ending,
        net_amount=amount,
        **fields,
    )
    return world.changes.create(TRANSACTION, obj)


@operation("POST /v1/customers/{customer}/cash_balance")
def update(call: Call) -> Obj:
    """Changes whether cash pays by itself for what waits for it."""
    customer = call.get("customer")
    cash = customers.cash_of(call.world, customer["id"])
    mode = part(call.params, "settings").get("reconciliation_mode")
    changed = customers.with_mode(cash, mode) if mode else cash
    return call.changes.put_single(NAME, customer["id"], changed, event=None)


@operation("POST /v1/test_helpers/customers/{customer}/fund_cash_balance")
def fund(call: Call) -> Obj:
    """Has a bank transfer of the customer arrive."""
    customer = call.get("customer")
    amount = call.params["amount"]
    currency = currencies.currency_of(call.params["currency"])
    if amount < 1:
        raise currencies.too_low("amount")
    return receive(call.world, customer["id"], amount, currency, call.params.get("reference"))


def receive(world: World, customer: str, amount: int, currency: str, reference: str | None) -> Obj:
    """Money of a customer arrives, and pays for what waits for it."""
    kind = bank_transfers.kind_for(currency)
    funded = {"bank_transfer": {"reference": reference, "type": kind}}
    made = move(world, customer, amount, currency, type="funded", funded=funded)
    if customers.cash_of(world, customer)["settings"]["reconciliation_mode"] == "automatic":
        _reconcile(world, customer, currency)
    if available(world, customer, currency):
        world.changes.emit("cash_balance.funds_available", customers.cash_of(world, customer))
    return made


def _reconcile(world: World, customer: str, currency: str) -> None:
    waiting = [
        intent
        for intent in world.store.all("payment_intent", "customer", customer)
        if intent["currency"] == currency
        and part(intent, "next_action").get("type") == ACTION
        and intent["status"] == "requires_action"
    ]
    for intent in reversed(waiting):
        if not available(world, customer, currency):
            return
        apply_to(world, intent, None)


def apply_to(world: World, intent: Obj, amount: int | None) -> Obj:
    """Pays for an intent, whole or in part, with the cash of its customer."""
    customer, currency = intent["customer"], intent["currency"]
    action = intent["next_action"][ACTION]
    remaining = action["amount_remaining"]
    cash = available(world, customer, currency)
    part = min(remaining, cash if amount is None else min(amount, cash))
    if part < 1:
        raise invalid(
            f"The customer has {currencies.shown(cash, currency)} in their cash balance, which is not "
            "enough to pay for this PaymentIntent.",
            "amount",
        )
    applied = {"payment_intent": intent["id"]}
    move(world, customer, -part, currency, type="applied_to_payment", applied_to_payment=applied)
    if part < remaining:
        changed = {
            "next_action": {
                **intent["next_action"],
                ACTION: {**action, "amount_remaining": remaining - part},
            }
        }
        return world.changes.update(intent, changed, event="payment_intent.partially_funded")
    method = world.store.get("payment_method", intent["payment_method"])
    return bank_debits.approve(world, intent, method or {})


def pay(world: World, intent: Obj, method: Obj) -> Obj:
    """Confirms an intent that is paid by bank transfer: from cash, or once it arrives."""
    if intent["customer"] is None:
        raise invalid(
            "A PaymentIntent with the payment method type `customer_balance` needs a customer.",
            "customer",
            "parameter_missing",
        )
    intent = world.changes.update(
        intent,
        {"status": "requires_action", "next_action": _instructions(world, intent)},
        event=None,
    )
    if available(world, intent["customer"], intent["currency"]) >= intent["amount"]:
        return apply_to(world, intent, None)
    world.changes.hide(intent, {"waiting": method["id"]})
    world.changes.emit("payment_intent.requires_action", intent)
    return intent


def _instructions(world: World, intent: Obj) -> Obj:
    kind = bank_transfers.kind_for(intent["currency"])
    options = part(intent, "payment_method_options", "customer_balance", "bank_transfer", kind)
    base = world.state.pages_at("payments")
    page = f"{base}/bank_transfers/{intent['id']}?client_secret={intent['client_secret']}"
    return {
        ACTION: {
            "amount_remaining": intent["amount"],
            "currency": intent["currency"],
            "financial_addresses": bank_transfers.addresses(
                world, intent["customer"], kind, options
            ),
            "hosted_instructions_url": page,
            "reference": world.ids.upper(12),
            "type": kind,
        },
        "type": ACTION,
    }


@operation("POST /v1/payment_intents/{intent}/apply_customer_balance")
def apply_customer_balance(call: Call) -> Obj:
    """Pays for an intent with the cash that its customer has."""
    intent = call.get("payment_intent")
    if intent["customer"] is None:
        raise invalid("This PaymentIntent has no customer.", "customer")
    if intent["status"] not in states.OPEN:
        allowed = ", ".join(states.OPEN)
        raise states.refusal(
            intent,
            "The customer balance cannot be applied to this PaymentIntent because it has a status "
            f"of {intent['status']}. Only a PaymentIntent with one of the following statuses may be "
            f"paid: {allowed}.",
        )
    if part(intent, "next_action").get("type") != ACTION:
        changed = {"next_action": _instructions(call.world, intent), "status": "requires_action"}
        intent = {**intent, **changed}
    return apply_to(call.world, intent, call.params.get("amount"))


@on("refund.created")
def give_back(world: World, refund: Obj, _previous: Obj | None) -> None:
    """What was paid with cash becomes cash of the customer again."""
    charge = world.store.get("charge", refund["charge"])
    if charge is None or charge["payment_method_details"]["type"] != "customer_balance":
        return
    back: Obj = {"refunded_from_payment": {"refund": refund["id"]}}
    amount, currency = refund["amount"], refund["currency"]
    move(world, charge["customer"], amount, currency, type="refunded_from_payment", **back)


@on("payment_intent.canceled")
def unapply(world: World, intent: Obj, previous: Obj | None) -> None:
    """What a payment had of its price already goes back when it is given up."""
    action = part(previous, "next_action", ACTION)
    applied = intent["amount"] - action.get("amount_remaining", intent["amount"])
    if applied > 0:
        back: Obj = {"unapplied_from_payment": {"payment_intent": intent["id"]}}
        customer, currency = intent["customer"], intent["currency"]
        move(world, customer, applied, currency, type="unapplied_from_payment", **back)
