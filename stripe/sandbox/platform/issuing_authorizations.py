"""Issuing authorizations: granted while card and holder are active, captured, reversed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, too_small
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation, prepare
from stripe.sandbox.json import Obj, part
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME, TRANSACTION = "issuing.authorization", "issuing.transaction"
HELPER = "POST /v1/test_helpers/issuing/authorizations/{authorization}"


@prepare(NAME)
def decide(world: World, obj: Obj, params: Obj) -> None:
    """Grants or refuses a new authorization by the state of its card, and writes down why."""
    card = world.store.get("issuing.card", params.get("card") or "")
    if card is None:
        return
    holder = world.store.get("issuing.cardholder", card["cardholder"]["id"]) or card["cardholder"]
    reason = "card_active"
    if card["status"] != "active":
        reason = f"card_{card['status']}"
    elif holder["status"] != "active":
        reason = f"cardholder_{holder['status']}"
    approved = reason == "card_active"
    entry = dict(shapes.blank_part(NAME, "request_history"))
    amount = obj.get("amount") or 0
    obj["cardholder"] = holder["id"]
    for field in ("currency", "merchant_currency"):
        obj[field] = obj.get(field) or card["currency"]
    obj["merchant_amount"] = obj.get("merchant_amount") or amount
    entry.update(
        amount=amount,
        approved=approved,
        created=world.now(),
        currency=obj["currency"],
        merchant_amount=obj["merchant_amount"],
        merchant_currency=obj["merchant_currency"],
        reason=reason,
    )
    obj["request_history"] = [entry]
    if not approved:
        obj.update(approved=False, status="closed", amount=0)


def pending(call: Call) -> Obj:
    """An authorization that is still open, else a 400."""
    found = call.get(NAME)
    if found["status"] != "pending":
        raise invalid(f"This authorization is not pending; its status is {found['status']}.")
    return found


def with_numbers(obj: Obj) -> Obj:
    """A transaction whose receipt has numbers for quantities, which parameters write as text."""
    details = part(obj, "purchase_details")
    if not details.get("receipt"):
        return obj
    items = [{**item, "quantity": float(item.get("quantity") or 1)} for item in details["receipt"]]
    return {**obj, "purchase_details": {**details, "receipt": items}}


def _amount(params: Obj, name: str, most: int) -> int:
    amount = params.get(name)
    if amount is None:
        return most
    if amount < 1:
        raise too_small(name, 1)
    return int(amount)


@operation(f"{HELPER}/capture")
def capture(call: Call) -> Obj:
    """Captures all or a part in a transaction, and closes the authorization unless more is to come."""
    found = pending(call)
    amount = _amount(call.params, "capture_amount", found["amount"])
    details: Obj = {"purchase_details": call.params.get("purchase_details")}
    obj = crud.build(call.world, TRANSACTION, {k: v for k, v in details.items() if v})
    obj.update(
        amount=-amount,
        authorization=found["id"],
        card=found["card"]["id"],
        cardholder=found["cardholder"],
        currency=found["currency"],
        merchant_amount=-amount,
        merchant_currency=found["currency"],
        merchant_data=found["merchant_data"],
        type="capture",
    )
    made = call.changes.create(TRANSACTION, with_numbers(obj))
    closes = call.params.get("close_authorization", True) is not False
    left = 0 if closes else max(found["amount"] - amount, 0)
    changed: Obj = {
        "amount": left,
        "status": "closed" if closes or not left else "pending",
        "transactions": [*found["transactions"], made],
    }
    return call.changes.update(found, changed)


@operation(f"{HELPER}/reverse")
def reverse(call: Call) -> Obj:
    """Gives all or a part of the hold back."""
    found = pending(call)
    amount = _amount(call.params, "reverse_amount", found["amount"])
    if amount > found["amount"]:
        raise invalid(
            f"Only {found['amount']} of this authorization can be reversed.", "reverse_amount"
        )
    left = found["amount"] - amount
    return call.changes.update(found, {"amount": left, "status": "pending" if left else "reversed"})
