"""The balance of a customer: credit and debt that invoices draw on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import ledger

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

NAME = "customer_balance_transaction"


@operation("POST /v1/customers/{customer}/balance_transactions")
def create(call: Call) -> Obj:
    """Adds to (negative amounts: credits) the balance of a customer."""
    customer = call.get("customer")
    params = call.params
    currency = ledger.currency_of(params["currency"], "currency")
    known = customer.get("currency")
    if known is not None and known != currency:
        raise invalid(
            f"The customer's currency is {known}; a balance transaction in {currency} cannot be "
            "applied to this customer.",
            "currency",
        )
    return adjust(call, customer, params["amount"], currency)


def adjust(call: Call, customer: Obj, amount: int, currency: str) -> Obj:
    """Writes a transaction, and the customer's new balance."""
    params = call.params
    ending = customer["balance"] + amount
    obj = dict(crud.template(NAME))
    obj.update(
        amount=amount,
        currency=currency,
        customer=customer["id"],
        description=params.get("description") if "amount" in params else None,
        ending_balance=ending,
        metadata=dict(params.get("metadata") or {}) if "amount" in params else {},
        type="adjustment",
    )
    transaction = call.changes.create(NAME, obj, event=None)
    call.changes.update(customer, {"balance": ending, "currency": currency})
    return transaction
