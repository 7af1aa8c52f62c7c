"""Every parameter of a list narrows it: what nothing fits leaves nothing, or is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from walker import ROUTES, Walker

from stripe.sandbox.spec import description
from stripe.sandbox.spec.description import Fields, node

MANNERS = frozenset(
    {"ending_before", "expand", "include", "limit", "order_by", "page", "starting_after"}
)
LATE, EARLY = 4_000_000_000, 1
NOTHING: dict[str, Any] = {
    "b": None, "i": LATE, "n": LATE, "s": "none", "T": "2099-01-01T00:00:00.000Z", "t": LATE,
}  # fmt: skip
NESTED: dict[str, Any] = {
    "automatic_tax": {"enabled": True},
    "customer_details": {"email": "nobody@example.com"},
    "owner": {"type": "customer", "customer": "cus_none"},
    "payment": {"type": "payment_intent", "payment_intent": "pi_none"},
    "preferences": {"is_default": True},
    "recurring": {"interval": "day"},
    "relationship": {"owner": True},
    "scope": {"type": "user", "user": "none"},
}
"""Values of hashes that are no range of times."""
WITH_ONE_WORD = {
    "alert_type",
    "type",
}  # of `GET /v1/tax/locations`: there is nothing else to ask for


def values(param: str, number: int) -> list[Any]:
    """Values of a filter that among them leave nothing: one that fits nothing, or all words."""
    if param in NESTED:
        return [NESTED[param]]
    shape = node(number)
    if isinstance(shape, Fields):
        return [{"gt": LATE}]
    if isinstance(shape, str):
        if shape == "b":
            return [True, False]
        return [EARLY if param.endswith("_before") else NOTHING[shape]]
    kind, *rest = shape
    if kind == "e":
        return [word for word in rest if word not in ("", "*")]
    inner = [values(param, one) for one in rest if isinstance(one, int)]
    if kind == "a":
        return [[value] for value in inner[0]]
    return inner[0]


# Lists in which nothing lies that the walk of the operations makes.
EMPTY = frozenset(
    """
    /v1/accounts/{account}/external_accounts /v1/accounts/{account}/persons
    /v1/billing/meters/{id}/event_summaries /v1/credit_notes/preview/lines
    /v1/customers/{customer}/payment_methods /v1/financial_connections/accounts
    /v1/financial_connections/accounts/{account}/owners /v1/financial_connections/transactions
    /v1/identity/verification_reports /v1/invoice_rendering_templates /v1/issuing/tokens
    /v1/payment_attempt_records /v1/setup_attempts /v1/treasury/credit_reversals
    /v1/treasury/debit_reversals /v1/treasury/transaction_entries
    /v2/money_management/adjustments /v2/money_management/financial_accounts
    /v2/money_management/payout_methods /v2/money_management/received_credits
    /v2/money_management/transaction_entries /v2/money_management/transactions
    """.split()
)
FILTERS = [
    (key, param)
    for key, route in sorted(ROUTES.items())
    if route.kind == "list" and route.path not in EMPTY
    for param in description.params_of(key).of
    if param not in MANNERS and not param.startswith("created_l")
]


def length(walker: Walker, key: str, **params: Any) -> int | None:
    """How many objects a list has; None where it is refused."""
    answer = walker.drive(key, **params)
    return len(json.loads(answer.body)["data"]) if answer.status == 200 else None


@pytest.mark.parametrize(("key", "param"), FILTERS)
def test_a_filter_narrows(key: str, param: str) -> None:
    walker = Walker()
    name = description.members(ROUTES[key].object_name)[0]
    walker.thing(name)
    whole = length(walker, key)
    assert whole
    wanted = values(param, description.params_of(key).of[param])
    if len(wanted) == 1 and param in WITH_ONE_WORD:
        return
    assert any(length(walker, key, **{param: value}) != whole for value in wanted)
