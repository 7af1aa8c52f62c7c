"""The switch that all tests have on: answers that are not as the API describes them are faults of the sandbox."""

from __future__ import annotations

from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.spec import conformance


def charge() -> dict[str, Any]:
    with Sandbox():
        made = stripe.Charge.create(amount=100, currency="usd", source="tok_visa")
        return made.to_dict(for_json=True)


DAMAGE: dict[str, tuple[str, Any, str]] = {
    "null": ("amount", None, "charge.amount: null instead of a whole number"),
    "type": ("amount", "100", "charge.amount: '100' instead of a whole number"),
    "truth": ("captured", 1, "charge.captured: 1 instead of true or false"),
    "time": ("created", 0, "charge.created: 0 instead of Unix seconds"),
    "word": ("status", "odd", "charge.status: 'odd' instead of one of failed, pending, succeeded"),
    "id": ("customer", 7, "charge.customer: 7 instead of an id or customer"),
    "object": ("customer", {"object": "card"}, "instead of customer"),
    "hash": ("billing_details", "x", "charge.billing_details: 'x' instead of a hash"),
    "unknown": ("colour", "red", "charge.colour: unknown"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_is_found(name: str) -> None:
    field, value, says = DAMAGE[name]
    found = list(conformance.deviations({**charge(), field: value}))
    assert any(says in line for line in found), found


def test_what_is_missing_at_depth() -> None:
    whole = charge()
    assert list(conformance.deviations(whole)) == []
    del whole["payment_method_details"]["card"]["brand"]
    listed = {"object": "list", "data": [whole], "has_more": False, "url": "/v1/charges"}
    (line,) = conformance.deviations(listed)
    assert line == ".data[0].payment_method_details.card.brand: missing"


def test_a_wrong_answer_is_a_fault_of_the_sandbox(sandbox: Sandbox) -> None:
    world = sandbox._state.world(sandbox._state.account_id, livemode=False)
    with pytest.raises(
        AssertionError, match=r"customer\.balance: 'much' instead of a whole number"
    ):
        world.changes.create("customer", {"object": "customer", "balance": "much"})
