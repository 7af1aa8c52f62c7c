"""Test clocks in tests: one with a customer that can pay, prices, and what has happened."""

from typing import Any

import stripe

JANUARY_31 = 1769851800  # 2026-01-31 09:30:00
APRIL, THIRD_LEFT, MAY, JUNE = 1775001600, 1776729600, 1777593600, 1780272000
"""Midnight of April 1, 21, May 1 and June 1, 2026."""


class Clock:
    """A test clock with a customer whose card works."""

    def __init__(self, now: int = JANUARY_31, card: str | None = "pm_card_visa") -> None:
        self.id = stripe.test_helpers.TestClock.create(frozen_time=now).id
        params: dict[str, Any] = {"test_clock": self.id, "email": "jenny@example.com"}
        if card is not None:
            params["payment_method"] = card
            params["invoice_settings"] = {"default_payment_method": card}
        self.customer = stripe.Customer.create(**params).id

    def advance(self, moment: int) -> None:
        """Moves the clock to a time."""
        stripe.test_helpers.TestClock.advance(self.id, frozen_time=moment)
        assert stripe.test_helpers.TestClock.retrieve(self.id).status == "ready"

    def pays_with(self, card: str) -> None:
        """Has the customer pay with another card from now on."""
        method = stripe.PaymentMethod.attach(card, customer=self.customer)
        stripe.Customer.modify(
            self.customer, invoice_settings={"default_payment_method": method.id}
        )

    def invoices(self) -> list[Any]:
        """The customer's invoices, the oldest first."""
        return stripe.Invoice.list(customer=self.customer, limit=100).data[::-1]


def price_of(amount: int, interval: str = "month", **more: Any) -> Any:
    """A recurring price of a product of its own."""
    recurring = {"interval": interval, **more.pop("recurring", {})}
    return stripe.Price.create(
        currency="usd",
        unit_amount=amount,
        recurring=recurring,
        product_data={"name": f"{amount} a {interval}"},
        **more,
    )


def types(after: str | None = None) -> list[str]:
    """The types of all events, the oldest first, perhaps only those after one of an id."""
    found = stripe.Event.list(limit=100, **({"ending_before": after} if after else {})).data
    return [event.type for event in found[::-1]]
