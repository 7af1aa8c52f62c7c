"""Issuing: transactions, and the amounts of authorizations, made and moved by the test helpers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stripe.sandbox.errors import check_lengths, invalid, too_small
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation, prepare
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.means.cards import luhn
from stripe.sandbox.platform.issuing_authorizations import pending, with_numbers
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "issuing.authorization"
LONGEST_NAME = 24
NAMED = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'-])*")
TRANSACTION = "issuing.transaction"
RECEIPT = "issuing_transaction.purchase_details_receipt_updated"
HELPER = "POST /v1/test_helpers/issuing"
AUTHORIZATION = f"{HELPER}/authorizations/{{authorization}}"


@prepare("issuing.cardholder")
def _check_holder(_world: World, _obj: Obj, params: Obj) -> None:
    """The 400 for a name that cannot be printed on a card."""
    check_lengths(params, name=LONGEST_NAME)
    if not NAMED.fullmatch(params["name"]):
        raise invalid("A cardholder's name has no digits and no special characters.", "name")


@operation("POST /v1/issuing/cards")
def create_card(call: Call) -> Obj:
    """A card; of one that is virtual the number and the CVC are shown on request."""
    currencies.currency_of(call.params["currency"])
    card = crud.create(call)
    if card["type"] == "virtual":
        shown = {"cvc": call.world.ids.digits(3), "number": _number(card["last4"])}
        call.changes.hide(card, {"expandable": shown})
    return card


def _number(last4: str) -> str:
    """A number of an issued test card: one digit makes its check digit right."""
    numbers = (f"40000099900{digit}{last4}" for digit in range(10))
    return next(number for number in numbers if luhn(number))


@operation("POST /v1/issuing/cards/{card}")
def update_card(call: Call) -> Obj:
    """Merges what was sent; a canceled card stays canceled."""
    card = call.get("issuing.card")
    if card["status"] == "canceled" and call.params.get("status") not in (None, "canceled"):
        raise invalid("This card is canceled: it cannot be used again.", "status")
    return crud.update(call)


@operation(f"{AUTHORIZATION}/increment")
def increment(call: Call) -> Obj:
    """Asks for more; it is granted at once."""
    found = pending(call)
    total = found["amount"] + call.params["increment_amount"]
    return call.changes.update(found, {"amount": total, "merchant_amount": total})


@operation(f"{AUTHORIZATION}/finalize_amount")
def finalize_amount(call: Call) -> Obj:
    """Sets the final amount, as a fuel pump does."""
    found, params = pending(call), call.params
    changed: Obj = {"amount": params["final_amount"], "merchant_amount": params["final_amount"]}
    for key in ("fleet", "fuel"):
        if params.get(key) is not None:
            changed[key] = shapes.merge(found.get(key), params[key])
    return call.changes.update(found, changed)


@operation(
    f"{HELPER}/transactions",  # as `stripe trigger` has it
    f"{HELPER}/transactions/create_force_capture",
    f"{HELPER}/transactions/create_unlinked_refund",
)
def transact(call: Call) -> Obj:
    """A transaction without authorization: a capture takes from the balance, a refund adds to it."""
    card = call.find("issuing.card", call.params["card"], "card")
    amount = int(call.params["amount"])
    if amount < 1:
        raise too_small("amount", 1)
    kind = "refund" if call.route.path.endswith("refund") else "capture"
    currency = call.params.get("currency") or card["currency"]
    signed = amount if kind == "refund" else -amount
    obj = crud.build(call.world, TRANSACTION, call.params)
    obj.update(
        amount=signed,
        cardholder=card["cardholder"]["id"],
        currency=currency,
        merchant_amount=signed,
        merchant_currency=currency,
        type=kind,
    )
    made = call.changes.create(TRANSACTION, with_numbers(obj))
    if part(call.params, "purchase_details").get("receipt"):
        call.changes.emit(RECEIPT, made)
    return made


@operation("POST /v1/issuing/transactions/{transaction}")
def update(call: Call) -> Obj:
    """Merges metadata; a receipt comes from the merchant, or from `stripe trigger`."""
    found = call.get(TRANSACTION)
    changed = with_numbers(crud.changed_fields(found, call.params))
    event = RECEIPT if "purchase_details" in changed else "issuing_transaction.updated"
    return call.changes.update(found, changed, event=event)


@operation(f"{HELPER}/transactions/{{transaction}}/refund")
def refund(call: Call) -> Obj:
    """A refund by the merchant: a transaction of its own, of the other sign."""
    found = call.get(TRANSACTION)
    whole = abs(found["amount"])
    amount = call.params.get("refund_amount") or whole
    if amount > whole:
        raise invalid(f"The refund amount is greater than the amount of {whole}.", "refund_amount")
    obj = {**found, "id": None, "created": None, "amount": amount, "merchant_amount": amount}
    obj.update(type="refund", dispute=None, balance_transaction=None, metadata={})
    return call.changes.create(TRANSACTION, obj)


@operation("POST /v1/issuing/cards/{card}/test/authorizations")
def ask(call: Call) -> Obj:
    """An authorization that asks first (as `stripe trigger` has it) and is then approved."""
    card, amount = call.get("issuing.card"), int(call.params.get("held_amount") or 0)
    asked = {"amount": amount, "currency": card["currency"], "is_amount_controllable": False}
    obj: Obj = {
        **crud.template(NAME),
        "approved": False,
        "authorization_method": call.params.get("authorization_method") or "online",
        "card": card,
        "cardholder": card["cardholder"]["id"],
        "currency": card["currency"],
        "merchant_currency": card["currency"],
        "pending_request": {
            **asked,
            "merchant_amount": amount,
            "merchant_currency": card["currency"],
        },
        "status": "pending",
    }
    made = call.changes.create(NAME, obj, event="issuing_authorization.request")
    granted = {"approved": True, "amount": amount, "merchant_amount": amount}
    changed = {**granted, "pending_request": None}
    return call.changes.update(made, changed, event="issuing_authorization.created")
