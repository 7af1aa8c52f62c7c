"""What a customer's credit grants add up to, and the transactions that show why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stripe.sandbox.billing import credit_grants
from stripe.sandbox.errors import missing_parameter
from stripe.sandbox.generic import lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import part, parts

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.world import World


@operation("GET /v1/billing/credit_balance_summary")
def summary(call: Call) -> Obj:
    """The balances by currency; available is what is neither expired nor planned for a draft."""
    world, customer = call.world, call.params.get("customer")
    if customer is None:
        raise missing_parameter("customer")
    call.find("customer", customer, "customer")
    ledgers, available = Counter[str](), Counter[str]()
    now = world.now()
    for grant in _grants(call, customer):
        currency = grant["amount"]["monetary"]["currency"]
        left = credit_grants.balance(world, grant)
        begun, over = grant["effective_at"] <= now, credit_grants.is_over(grant, now)
        ledgers[currency] += left if begun else 0
        available[currency] += left if begun and not over else 0
    for currency, drafted in _drafted(world, customer).items():
        if currency in available:
            available[currency] = max(available[currency] - drafted, 0)

    def amount(sums: Counter[str], currency: str) -> Obj:
        return {"monetary": {"currency": currency, "value": sums[currency]}, "type": "monetary"}

    return {
        "object": "billing.credit_balance_summary",
        "balances": [
            {
                "available_balance": amount(available, currency),
                "ledger_balance": amount(ledgers, currency),
            }
            for currency in sorted(ledgers)
        ],
        "customer": customer,
        "customer_account": None,
        "livemode": world.livemode,
    }


def _grants(call: Call, customer: str) -> list[Obj]:
    """The grants that the filter leaves."""
    asked = call.params["filter"]
    if asked["type"] == "credit_grant":
        if not asked.get("credit_grant"):
            raise missing_parameter("filter[credit_grant]")
        return [call.find(credit_grants.NAME, asked["credit_grant"], "filter[credit_grant]")]
    scope = part(asked, "applicability_scope")
    if not scope:
        raise missing_parameter("filter[applicability_scope]")
    prices = {price["id"] for price in parts(scope, "prices")}

    def fits(grant: Obj) -> bool:
        own = {
            price["id"] for price in parts(part(grant, "applicability_config", "scope"), "prices")
        }
        return prices == own if prices else not own

    return [
        grant for grant in call.store.all(credit_grants.NAME, "customer", customer) if fits(grant)
    ]


def _drafted(world: World, customer: str) -> Counter[str]:
    """The credits that drafts show and have not booked yet, by currency."""
    found = Counter[str]()
    for invoice in world.store.all("invoice", "customer", customer):
        if invoice["status"] == "draft":
            found[invoice["currency"]] += sum(
                entry["amount"]
                for entry in parts(invoice, "total_pretax_credit_amounts")
                if entry["type"] == "credit_balance_transaction"
            )
    return found


@operation("GET /v1/billing/credit_balance_transactions")
def list_transactions(call: Call) -> Obj:
    """The transactions of a customer's grants, or of one grant; newest first."""
    params = call.params
    grant, customer = params.get("credit_grant"), params.get("customer")
    if customer is None:
        raise missing_parameter("customer")
    call.find("customer", customer, "customer")

    def keep(entry: Obj) -> bool:
        owner = call.store.get(credit_grants.NAME, entry["credit_grant"])
        return owner is not None and owner["customer"] == customer

    field = "credit_grant" if grant is not None else None
    return lists.page(call, credit_grants.TRANSACTION, field=field, value=grant, keep=keep)
