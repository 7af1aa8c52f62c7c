"""What a customer's credit grants add up to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stripe.sandbox.errors import missing_parameter
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call


@operation("GET /v1/billing/credit_balance_summary")
def summary(call: Call) -> Obj:
    """The credits of a customer that are neither expired nor void, by currency."""
    customer = call.params.get("customer")
    if customer is None:
        raise missing_parameter("customer")
    call.find("customer", customer, "customer")
    now, sums = call.world.now(), Counter[str]()
    for grant in call.store.all("billing.credit_grant", "customer", customer):
        monetary = grant["amount"].get("monetary")
        over = grant["voided_at"] or (grant["expires_at"] or now + 1) <= now
        if monetary is not None and not over:
            sums[monetary["currency"]] += monetary["value"]

    def amount(currency: str) -> Obj:
        return {
            "monetary": {"currency": currency, "value": sums[currency]},
            "type": "monetary",
        }

    return {
        "object": "billing.credit_balance_summary",
        "balances": [
            {"available_balance": amount(currency), "ledger_balance": amount(currency)}
            for currency in sorted(sums)
        ],
        "customer": customer,
        "customer_account": None,
        "livemode": call.world.livemode,
    }


@operation("GET /v1/tax/associations/find")
def find_association(call: Call) -> Obj:
    """The tax transactions of a payment; the sandbox makes none by itself."""
    raise call.missing("association", call.params["payment_intent"], "payment_intent", status=404)
