"""`amount_details`: kept with an intent by each request that takes them; lines are listed apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

Intent = stripe.PaymentIntent
WOOD = {"product_name": "Wood", "quantity": 2, "unit_cost": 500}
NAILS = {"product_name": "Nails", "quantity": 1, "unit_cost": 1000}


def lines(id: str) -> list[tuple[str, int]]:
    found = Intent.list_amount_details_line_items(id)
    return [(line.product_name, line.unit_cost) for line in found.data]


def test_lines(sandbox: Sandbox) -> None:
    details = {"line_items": [WOOD, NAILS], "shipping": {"amount": 0}}
    intent = Intent.create(amount=2000, currency="usd", amount_details=details)
    assert intent.amount_details.shipping.amount == 0
    assert lines(intent.id) == [("Wood", 500), ("Nails", 1000)]
    Intent.modify(intent.id, amount=1000, amount_details={"line_items": [NAILS]})
    assert lines(intent.id) == [("Nails", 1000)]
    shown = Intent.retrieve(intent.id, expand=["amount_details.line_items"]).amount_details
    assert (shown.shipping.amount, shown.line_items.data[0].product_name) == (0, "Nails")
    assert "line_items" not in Intent.retrieve(intent.id).amount_details


def test_on_the_way(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    intent = Intent.create(amount=2000, currency="usd", capture_method="manual")
    intent = intent.confirm(
        payment_method="pm_card_visa",
        amount_details={"tax": {"total_tax_amount": 100}},
        return_url="https://example.com",
    )
    assert intent.amount_details.tax.total_tax_amount == 100
    intent = intent.capture(amount_details={"line_items": [WOOD, NAILS], "discount_amount": 100})
    assert intent.amount_details.discount_amount == 100
    assert lines(intent.id) == [("Wood", 500), ("Nails", 1000)]


WRONG: dict[str, dict[str, Any]] = {
    "amount_details_amount_mismatch": {"line_items": [WOOD]},
    "amount_details_tax_shipping_discount_greater_than_amount": {
        "tax": {"total_tax_amount": 1500}, "shipping": {"amount": 600}
    },
}  # fmt: skip


@pytest.mark.parametrize("code", WRONG)
def test_sums_that_are_wrong(sandbox: Sandbox, code: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        Intent.create(amount=2000, currency="usd", amount_details=WRONG[code])
    assert (caught.value.code, caught.value.param) == (code, "amount_details")
    assert not Intent.list().data
    lenient = {**WRONG[code], "enforce_arithmetic_validation": False}
    made = Intent.create(amount=2000, currency="usd", amount_details=lenient)
    assert made.amount_details.error.code == code
    right = {"line_items": [WOOD], "shipping": {"amount": 1000}, "tax": {"total_tax_amount": 0}}
    made = Intent.modify(made.id, amount_details=right)
    assert "error" not in made.amount_details


@pytest.mark.parametrize(
    ("whole", "of_a_line"),
    [({"discount_amount": 5}, {"discount_amount": 5}),
     ({"tax": {"total_tax_amount": 5}}, {"tax": {"total_tax_amount": 5}})],
)  # fmt: skip
def test_told_of_the_whole_or_of_lines(
    sandbox: Sandbox, whole: dict[str, Any], of_a_line: dict[str, Any]
) -> None:
    details = {**whole, "line_items": [{**WOOD, **of_a_line}]}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        Intent.create(amount=1000, currency="usd", amount_details=details)
    assert caught.value.code == "parameters_exclusive"
