"""`amount_details`: kept with an intent by each request that takes them; lines are listed apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
    Intent.modify(intent.id, amount_details={"line_items": [NAILS]})
    assert lines(intent.id) == [("Nails", 1000)]
    assert Intent.retrieve(intent.id).amount_details.shipping.amount == 0


def test_on_the_way(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    intent = Intent.create(amount=2000, currency="usd", capture_method="manual")
    intent = intent.confirm(
        payment_method="pm_card_visa",
        amount_details={"tax": {"total_tax_amount": 100}},
        return_url="https://example.com",
    )
    assert intent.amount_details.tax.total_tax_amount == 100
    intent = intent.capture(amount_details={"line_items": [WOOD, NAILS], "discount_amount": 5})
    assert intent.amount_details.discount_amount == 5
    assert lines(intent.id) == [("Wood", 500), ("Nails", 1000)]
