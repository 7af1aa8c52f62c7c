"""The balance, and the transactions whose sums it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.generic import lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import ledger

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

NAME = "balance_transaction"


@operation("GET /v1/balance")
def retrieve(call: Call) -> Obj:
    """The balance of the account."""
    return ledger.balance(call.world)


@operation("GET /v1/balance_transactions", "GET /v1/balance/history")
def list_transactions(call: Call) -> Obj:
    """Balance transactions; the documented filters narrow."""
    params = call.params
    fields = ("currency", "source", "type")
    wanted = {key: params[key] for key in fields if params.get(key) is not None}
    in_payout = None
    if params.get("payout") is not None:
        payout = call.find("payout", params["payout"], "payout")
        in_payout = {payout["id"]}

    def keep(transaction: Obj) -> bool:
        if in_payout is not None and transaction["source"] not in in_payout:
            return False
        return all(transaction[key] == value for key, value in wanted.items())

    return lists.page(call, NAME, keep=keep)
