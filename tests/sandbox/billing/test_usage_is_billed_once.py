"""Random lives of metered subscriptions: what was used is billed once, whatever changes in its second."""

from __future__ import annotations

from typing import Any

import pytest
from billing_lives import DAY, START, Steps, lines_of, sandbox_at
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sandbox_clocks import Clock, price_of

import stripe

HOUR = 3600
NAME = "1 a month"

used = st.tuples(st.just("use"), st.integers(1, 150))
late = st.tuples(st.just("use_late"), st.integers(1, 150))
passing = st.tuples(st.just("advance"), st.integers(1, 6 * DAY))
renewal = st.tuples(st.just("renew"), st.sampled_from([0, HOUR]))
changed = st.sampled_from([("swap", 0), ("swap", 1), ("reset", 0), ("seats", 2), ("seats", 3)])
steps = st.lists(st.one_of(used, used, late, passing, renewal, changed), max_size=14)
thresholds: Any = st.sampled_from(
    [
        {},
        {"amount_gte": 100, "reset_billing_cycle_anchor": False},
        {"amount_gte": 100, "reset_billing_cycle_anchor": True},
    ]
)


class Life:
    """A subscription with a metered item (1 cent a call) and one of seats."""

    def __init__(self, billing_thresholds: dict[str, Any]) -> None:
        self.clock, self.now, self.used = Clock(START), START, 0
        self.meter = stripe.billing.Meter.create(
            display_name="Calls", event_name="calls", default_aggregation={"formula": "sum"}
        )
        more: Any = {"billing_thresholds": billing_thresholds} if billing_thresholds else {}
        items: list[Any] = [{"price": self.price()}, {"price": price_of(500).id}]
        made = stripe.Subscription.create(customer=self.clock.customer, items=items, **more)
        self.id = made.id

    def price(self) -> str:
        return price_of(1, recurring={"usage_type": "metered", "meter": self.meter.id}).id

    def items(self) -> tuple[Any, Any]:
        """The metered item, and that of the seats."""
        found = stripe.Subscription.retrieve(self.id)["items"].data
        found.sort(key=lambda item: item.price.recurring.usage_type, reverse=True)
        return found[0], found[1]

    def use(self, value: int, at: int | None = None) -> None:
        payload = {"stripe_customer_id": self.clock.customer, "value": str(value)}
        stripe.billing.MeterEvent.create(
            event_name="calls", payload=payload, timestamp=self.now if at is None else at
        )
        self.used += value

    def use_late(self, value: int) -> None:
        """Usage of the last second of a period whose invoice is a draft still."""
        calls = self.items()[0]
        for invoice in stripe.Invoice.list(customer=self.clock.customer, status="draft").data:
            for line in lines_of(invoice):
                same = line.pricing.price_details.price == calls.price.id
                whole = invoice.billing_reason == "subscription_cycle" and NAME in line.description
                if whole and same and line.period.start < line.period.end:
                    self.use(value, line.period.end - 1)
                    return

    def advance(self, seconds: int) -> None:
        if self.now + seconds < self.items()[0].current_period_end:
            self._to(self.now + seconds)

    def renew(self, later: int) -> None:
        self._to(self.items()[0].current_period_end + later)

    def _to(self, moment: int) -> None:
        self.clock.advance(moment)
        self.now = moment

    def swap(self, at_once: int) -> None:
        stripe.Subscription.modify(
            self.id,
            items=[{"id": self.items()[0].id, "price": self.price()}],
            proration_behavior="always_invoice" if at_once else "create_prorations",
        )

    def reset(self, _: int) -> None:
        stripe.Subscription.modify(self.id, billing_cycle_anchor={"type": "now"})

    def seats(self, quantity: int) -> None:
        stripe.Subscription.modify(
            self.id, items=[{"id": self.items()[1].id, "quantity": quantity}]
        )

    def billed(self) -> int:
        """What calls have come to, when all is over."""
        stripe.Subscription.cancel(self.id, invoice_now=True)
        return sum(
            line.amount
            for invoice in stripe.Invoice.list(customer=self.clock.customer, limit=100).data
            for line in lines_of(invoice)
            if NAME in line.description
        )


@settings(max_examples=25, deadline=None)
@given(steps, thresholds)
@example([("use", 7), ("reset", 0), ("use", 5)], {})
@example([("renew", 0), ("use", 7)], {})
@example([("renew", 0), ("reset", 0), ("use_late", 9)], {})
@example([("use", 120), ("renew", 0), ("use", 110), ("use", 3)], {"amount_gte": 100})
@example([("use", 120), ("use", 110)], {"amount_gte": 100, "reset_billing_cycle_anchor": True})
def test_what_was_used_is_billed_once(steps: Steps, billing_thresholds: dict[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch, sandbox_at():
        patch.setattr(stripe, "max_network_retries", 0)
        life = Life(billing_thresholds)
        for name, argument in steps:
            getattr(life, name)(argument)
        assert life.billed() == life.used
