"""Random lives of subscriptions: nothing billed twice, nothing left out, whichever clock brings it."""

from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sandbox_clocks import price_of

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.billing.subscription_state import TRANSITIONS

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
    st.tuples(st.just("collection"), st.sampled_from(["void", "keep_as_draft", ""])),
    st.tuples(st.just("trial"), st.integers(1, 20)),
    st.tuples(st.just("pause"), st.booleans()),
    st.tuples(st.just("cancel"), st.booleans()),
)
smooth = st.lists(st.one_of(advances, changes), max_size=9)
rough = st.lists(st.one_of(advances, changes, accidents), max_size=9)
quick = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Life:
    """One subscription, on a test clock or on the sandbox's own."""

    def __init__(
        self, sandbox, *, on_clock, behavior="create_prorations", mode="flexible", percent_off=0
    ):
        self.sandbox, self.now, self.behavior = sandbox, START, behavior
        params = {"email": "jenny@example.com"}
        self.clock = None
        if on_clock:
            self.clock = stripe.test_helpers.TestClock.create(frozen_time=START).id
            params["test_clock"] = self.clock
        self.customer = stripe.Customer.create(**params).id
        self.cards = [
            stripe.PaymentMethod.attach(card, customer=self.customer).id for card in CARDS
        ]
        self.card(0)
        self.prices = [price_of(amount).id for amount in AMOUNTS]
        self.left = 1 - Fraction(percent_off, 100)
        more = {}
        if percent_off:
            coupon = stripe.Coupon.create(percent_off=percent_off, duration="forever")
            more["discounts"] = [{"coupon": coupon.id}]
        made = stripe.Subscription.create(
            customer=self.customer,
            items=[{"price": self.prices[1]}],
            billing_mode={"type": mode},
            **more,
        )
        self.id, self.item = made.id, made["items"].data[0].id
        self.costs = [(START, Fraction(AMOUNTS[1]))]

    def play(self, steps):
        """Does one thing after another; what is refused in the state it is in does not happen."""
        for kind, value in steps:
            try:
                getattr(self, kind)(value)
            except (stripe.InvalidRequestError, stripe.CardError):
                continue
        return self

    def advance(self, days):
        self.now += days * DAY
        if self.clock is not None:
            stripe.test_helpers.TestClock.advance(self.clock, frozen_time=self.now)
            assert stripe.test_helpers.TestClock.retrieve(self.clock).status == "ready"
        else:
            self.sandbox.clock.advance(days * DAY)

    def card(self, at):
        self.modify_customer(invoice_settings={"default_payment_method": self.cards[at]})

    def modify_customer(self, **params):
        stripe.Customer.modify(self.customer, **params)

    def modify(self, **params):
        return stripe.Subscription.modify(self.id, **params)

    def price(self, at):
        self.change(price=self.prices[at], quantity=self.subscription()["items"].data[0].quantity)

    def quantity(self, quantity):
        self.change(quantity=quantity)

    def change(self, **item):
        after = self.modify(items=[{"id": self.item, **item}], proration_behavior=self.behavior)
        [now] = after["items"].data
        self.costs.append((self.now, Fraction(now.price.unit_amount * now.quantity)))

    def cancel_at_period_end(self, flag):
        self.modify(cancel_at_period_end=flag)

    def collection(self, behavior):
        self.modify(pause_collection={"behavior": behavior} if behavior else "")

    def trial(self, days):
        self.modify(trial_end=self.now + days * DAY)

    def pause(self, flag):
        (stripe.Subscription.pause if flag else stripe.Subscription.resume)(self.id)

    def cancel(self, prorate):
        stripe.Subscription.cancel(self.id, prorate=prorate, invoice_now=prorate)

    def subscription(self):
        return stripe.Subscription.retrieve(self.id)

    def invoices(self):
        return stripe.Invoice.list(customer=self.customer, limit=100).data[::-1]

    def pending(self):
        return stripe.InvoiceItem.list(customer=self.customer, pending=True, limit=100).data

    def money(self):
        """All that it came to, in figures."""
        bills = [
            (one.status, one.total, one.amount_due, one.amount_paid, one.created,
             [(line.amount, line.period.start, line.period.end) for line in lines_of(one)])
            for one in self.invoices()
        ]  # fmt: skip
        waiting = [item.amount for item in self.pending()]
        balance = stripe.Customer.retrieve(self.customer).balance
        return self.subscription().status, bills, waiting, balance


def lines_of(invoice):
    """All lines of an invoice, which itself shows the first ten."""
    return stripe.Invoice.list_lines(invoice.id, limit=100).data


@contextmanager
def sandbox_at(moment=START, **params):
    with Sandbox(seed=3, now=moment, **params) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def no_retries(monkeypatch):
    monkeypatch.setattr(stripe, "max_network_retries", 0)


@quick
@given(
    smooth,
    st.sampled_from(["create_prorations", "always_invoice"]),
    st.sampled_from(["classic", "flexible"]),
    st.sampled_from([0, 25]),
)
@example([("advance", 28), ("price", 2), ("advance", 3), ("quantity", 0)], "none", "flexible", 0)
def test_no_time_is_billed_twice_or_left_out(steps, behavior, mode, percent_off):
    with sandbox_at() as sandbox:
        life = Life(
            sandbox, on_clock=True, behavior=behavior, mode=mode, percent_off=percent_off
        ).play(steps)
        life.advance(1)  # what was drafted is finalized
        lines = [
            (line.period.start, line.period.end)
            for invoice in life.invoices()
            for line in lines_of(invoice)
            if not line.parent.subscription_item_details.proration
        ]
        assert lines[0][0] == START
        assert all(before[1] == after[0] for before, after in pairwise(lines))
        item = life.subscription()["items"].data[0]
        assert lines[-1] == (item.current_period_start, item.current_period_end)
        assert lines[-1][0] <= life.now < lines[-1][1]
        if behavior != "none":
            _check_costs(life, lines)


def _check_costs(life, periods):
    """What was billed is what the time at each price costs, but for a rounding of each line."""
    billed = sum(invoice.total for invoice in life.invoices())
    billed += sum(item.amount for item in life.pending())
    ends = [moment for moment, _ in life.costs[1:]] + [periods[-1][1]]
    cost = Fraction(0)
    for (begin, amount), end in zip(life.costs, ends, strict=True):
        for start, stop in periods:
            overlap = min(end, stop) - max(begin, start)
            cost += amount * Fraction(max(overlap, 0), stop - start)
    roundings = sum(len(lines_of(invoice)) for invoice in life.invoices()) + len(life.pending())
    assert abs(billed - cost * life.left) <= roundings


@quick
@given(rough)
def test_invoices_are_what_their_lines_are_and_balances_what_moved_them(steps):
    with sandbox_at() as sandbox:
        life = Life(sandbox, on_clock=True).play(steps)
        for invoice in life.invoices():
            assert invoice.total == sum(line.amount for line in lines_of(invoice))
            if invoice.status == "paid":
                assert invoice.amount_remaining == 0
        moves = stripe.Customer.list_balance_transactions(life.customer, limit=100).data
        assert stripe.Customer.retrieve(life.customer).balance == sum(one.amount for one in moves)


@quick
@given(smooth)
def test_a_preview_is_the_invoice_that_follows(steps):
    with sandbox_at() as sandbox:
        life = Life(sandbox, on_clock=True).play(steps)
        life.advance(1)  # a draft in its hour may yet move the balance
        shown = stripe.Invoice.create_preview(subscription=life.id)
        end = life.subscription()["items"].data[0].current_period_end
        life.advance((end - life.now) // DAY + 1)
        made = life.invoices()[-1]
        assert _figures(made, lines_of(made)) == _figures(shown, shown.lines.data)
        assert made.amount_due == shown.amount_due


def _figures(invoice, lines):
    return invoice.total, [
        (line.amount, line.description, line.period.start, line.period.end) for line in lines
    ]


@quick
@given(rough)
def test_the_sandbox_clock_brings_the_same_money(steps):
    found = []
    for on_clock in (True, False):
        with sandbox_at() as sandbox:
            found.append(Life(sandbox, on_clock=on_clock).play(steps).money())
    assert found[0] == found[1]


@settings(quick, max_examples=4)
@given(rough, rough)
@example([("trial", 5), ("advance", 2)], [("advance", 20)])
@example([("card", 1), ("advance", 30)], [("advance", 40)])
def test_a_restart_changes_nothing(tmp_path_factory, before, after):
    with sandbox_at() as sandbox:
        expected = Life(sandbox, on_clock=True).play([*before, *after]).money()
    file = str(tmp_path_factory.mktemp("db") / "sandbox.db")
    with sandbox_at(db=file) as sandbox:
        life = Life(sandbox, on_clock=True).play(before)
    with sandbox_at(db=file) as sandbox:
        life.sandbox = sandbox
        assert life.play(after).money() == expected


@quick
@given(rough)
def test_only_documented_transitions_happen(steps):
    documented = {(source, one.target) for one in TRANSITIONS.values() for source in one.sources}
    with sandbox_at() as sandbox:
        life = Life(sandbox, on_clock=True).play(steps)
        told = [
            event.data.object.status
            for event in stripe.Event.list(limit=100, types=[
                "customer.subscription.created", "customer.subscription.updated",
                "customer.subscription.deleted", "customer.subscription.paused",
                "customer.subscription.resumed",
            ]).data[::-1]
            if event.data.object.id == life.id
        ]  # fmt: skip
        moves = {(before, after) for before, after in pairwise(told) if before != after}
        assert moves <= documented
