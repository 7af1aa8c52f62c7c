"""Random lives of subscriptions, for property tests: what happens to one, and what it came to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from sandbox_clocks import price_of

import stripe
from stripe.sandbox import Sandbox

DAY = 24 * 3600
START = 1769851800  # 2026-01-31 09:30:00
AMOUNTS = (700, 2500, 9999)
CARDS = ("pm_card_visa", "pm_card_chargeCustomerFail")

advances = st.tuples(st.just("advance"), st.integers(1, 45))
changes = st.one_of(
    st.tuples(st.just("price"), st.integers(0, len(AMOUNTS) - 1)),
    st.tuples(st.just("quantity"), st.integers(0, 4)),
)
accidents = st.one_of(
    st.tuples(st.just("card"), st.integers(0, 1)),
    st.tuples(st.just("cancel_at_period_end"), st.booleans()),
    st.tuples(st.just("cancel_at"), st.integers(0, 70)),
    st.tuples(st.just("collection"), st.sampled_from(["void", "keep_as_draft", ""])),
    st.tuples(st.just("trial"), st.integers(0, 20)),
    st.tuples(st.just("pause"), st.booleans()),
    st.tuples(st.just("cancel"), st.booleans()),
    st.tuples(st.just("cycle"), st.booleans()),
    st.tuples(st.just("addon"), st.booleans()),
    st.tuples(st.just("coupon"), st.integers(0, 2)),
    st.tuples(st.just("pay"), st.booleans()),
    st.tuples(st.just("schedule"), st.integers(0, 2)),
    st.tuples(st.just("unschedule"), st.booleans()),
)
smooth = st.lists(st.one_of(advances, changes), max_size=9)
rough = st.lists(st.one_of(advances, changes, accidents), max_size=9)

Steps = Iterable[tuple[str, Any]]


@contextmanager
def sandbox_at(moment: int = START, **params: Any) -> Iterator[Sandbox]:
    """A sandbox whose clock stands at a time."""
    with Sandbox(seed=3, now=moment, **params) as sandbox:
        yield sandbox


def lines_of(invoice: Any) -> list[Any]:
    """All lines of an invoice, which itself shows the first ten."""
    return stripe.Invoice.list_lines(invoice.id, limit=100).data


class Life:
    """One subscription, on a test clock or on the sandbox's own.

    `percent_off` is a coupon for ever, `tax` the percentage of a rate on top, `behavior` what
    becomes of prorations.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        on_clock: bool = True,
        behavior: str = "create_prorations",
        mode: Any = "flexible",
        percent_off: int = 0,
        tax: float = 0,
    ) -> None:
        self.sandbox, self.now, self.behavior = sandbox, START, behavior
        params: dict[str, Any] = {"email": "jenny@example.com"}
        self.clock: str | None = None
        if on_clock:
            self.clock = stripe.test_helpers.TestClock.create(frozen_time=START).id
            params["test_clock"] = self.clock
        self.customer = stripe.Customer.create(**params).id
        self.cards = [
            stripe.PaymentMethod.attach(card, customer=self.customer).id for card in CARDS
        ]
        self.card(0)
        self.prices = [price_of(amount).id for amount in AMOUNTS]
        self.more = price_of(333).id
        self.coupons = [
            stripe.Coupon.create(percent_off=15, duration="once").id,
            stripe.Coupon.create(
                amount_off=450, currency="usd", duration="repeating", duration_in_months=2
            ).id,
        ]
        self.left = 1 - Fraction(percent_off, 100)
        terms: dict[str, Any] = {}
        if percent_off:
            coupon = stripe.Coupon.create(percent_off=percent_off, duration="forever")
            terms["discounts"] = [{"coupon": coupon.id}]
        if tax:
            rate = stripe.TaxRate.create(display_name="VAT", percentage=tax, inclusive=False)
            terms["default_tax_rates"] = [rate.id]
        made = stripe.Subscription.create(
            customer=self.customer,
            items=[{"price": self.prices[1]}],
            billing_mode={"type": mode},
            **terms,
        )
        self.id, self.item = made.id, made["items"].data[0].id
        self.costs = [(START, Fraction(AMOUNTS[1]))]

    def play(self, steps: Steps) -> Life:
        """Does one thing after another; what is refused in the state it is in does not happen."""
        for kind, value in steps:
            try:
                getattr(self, kind)(value)
            except (stripe.InvalidRequestError, stripe.CardError):
                continue
        return self

    # -- what happens ----------------------------------------------------------------------------

    def advance(self, days: int) -> None:
        self.now += days * DAY
        if self.clock is not None:
            stripe.test_helpers.TestClock.advance(self.clock, frozen_time=self.now)
            assert stripe.test_helpers.TestClock.retrieve(self.clock).status == "ready"
        else:
            self.sandbox.clock.advance(days * DAY)

    def card(self, at: int) -> None:
        settings: Any = {"default_payment_method": self.cards[at]}
        stripe.Customer.modify(self.customer, invoice_settings=settings)

    def price(self, at: int) -> None:
        self.change(price=self.prices[at], quantity=self.subscription()["items"].data[0].quantity)

    def quantity(self, quantity: int) -> None:
        self.change(quantity=quantity)

    def change(self, **item: Any) -> None:
        after = self.modify(items=[{"id": self.item, **item}], proration_behavior=self.behavior)
        now = after["items"].data[0]
        self.costs.append((self.now, Fraction(now.price.unit_amount * now.quantity)))

    def addon(self, flag: bool) -> None:
        if flag:
            self.modify(items=[{"price": self.more, "quantity": 2}])
            return
        for item in self.subscription()["items"].data[1:]:
            self.modify(items=[{"id": item.id, "deleted": True}])

    def cycle(self, prorated: bool) -> None:
        behavior = "create_prorations" if prorated else "none"
        self.modify(billing_cycle_anchor={"type": "now"}, proration_behavior=behavior)

    def coupon(self, at: int) -> None:
        self.modify(discounts=[{"coupon": self.coupons[at]}] if at < 2 else "")

    def cancel_at_period_end(self, flag: bool) -> None:
        self.modify(cancel_at_period_end=flag)

    def cancel_at(self, days: int) -> None:
        self.modify(cancel_at=self.now + days * DAY if days else "")

    def collection(self, behavior: str) -> None:
        self.modify(pause_collection={"behavior": behavior} if behavior else "")

    def trial(self, days: int) -> None:
        self.modify(trial_end=self.now + days * DAY if days else "now")

    def pause(self, flag: bool) -> None:
        (stripe.Subscription.pause if flag else stripe.Subscription.resume)(self.id)

    def cancel(self, prorate: bool) -> None:
        stripe.Subscription.cancel(self.id, prorate=prorate, invoice_now=prorate)

    def schedule(self, at: int) -> None:
        """Another price from the next period on, for a month."""
        made: Any = stripe.SubscriptionSchedule.create(from_subscription=self.id)
        [current] = made.phases
        items = [{"price": item.price, "quantity": item.quantity} for item in current["items"]]
        now: Any = {
            "items": items,
            "start_date": current.start_date,
            "end_date": current.end_date,
        }
        then: Any = {
            "items": [{"price": self.prices[at]}],
            "duration": {"interval": "month"},
        }
        stripe.SubscriptionSchedule.modify(made.id, phases=[now, then])

    def unschedule(self, ends: bool) -> None:
        plan = self.subscription().schedule
        if plan is not None:
            schedule = stripe.SubscriptionSchedule
            (schedule.cancel if ends else schedule.release)(plan)

    def pay(self, gives_up: bool) -> None:
        latest = self.subscription().latest_invoice
        (stripe.Invoice.mark_uncollectible if gives_up else stripe.Invoice.pay)(latest)

    def modify(self, **params: Any) -> Any:
        return stripe.Subscription.modify(self.id, **params)

    # -- what it came to -------------------------------------------------------------------------

    def subscription(self) -> Any:
        return stripe.Subscription.retrieve(self.id)

    def invoices(self) -> list[Any]:
        """The oldest first."""
        return stripe.Invoice.list(customer=self.customer, limit=100).data[::-1]

    def pending(self) -> list[Any]:
        return stripe.InvoiceItem.list(customer=self.customer, pending=True, limit=100).data

    def money(self) -> tuple[Any, ...]:
        """All that it came to, in figures."""
        bills = [
            (one.status, one.total, one.amount_due, one.amount_paid, one.created,
             [(line.amount, line.period.start, line.period.end) for line in lines_of(one)])
            for one in self.invoices()
        ]  # fmt: skip
        waiting = [item.amount for item in self.pending()]
        balance = stripe.Customer.retrieve(self.customer).balance
        return self.subscription().status, bills, waiting, balance
