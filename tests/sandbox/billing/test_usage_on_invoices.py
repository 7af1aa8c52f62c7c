"""Usage on the invoices of renewals: late events, decimals, credits."""

from decimal import Decimal

import pytest
from sandbox_clocks import price_of

import stripe

START = 1_769_851_800
HOUR, DAY = 3600, 24 * 3600


class Life:
    """A customer on a clock with a metered subscription."""

    def __init__(self, **price):
        self.clock = stripe.test_helpers.TestClock.create(frozen_time=START)
        self.customer = stripe.Customer.create(
            test_clock=self.clock.id,
            payment_method="pm_card_visa",
            invoice_settings={"default_payment_method": "pm_card_visa"},
        )
        self.meter = stripe.billing.Meter.create(
            display_name="Calls", event_name="calls", default_aggregation={"formula": "sum"}
        )
        made = stripe.Price.create(
            currency="usd",
            product_data={"name": "Calls"},
            recurring={"interval": "month", "usage_type": "metered", "meter": self.meter.id},
            **price,
        )
        self.subscription = stripe.Subscription.create(
            customer=self.customer.id, items=[{"price": made.id}]
        )
        self.end = self.subscription["items"].data[0].current_period_end

    def use(self, value, at=None, **more):
        payload = {"stripe_customer_id": self.customer.id, "value": str(value)}
        given = {} if at is None else {"timestamp": at}
        return stripe.billing.MeterEvent.create(
            event_name="calls", payload=payload, **given, **more
        )

    def advance(self, to):
        stripe.test_helpers.TestClock.advance(self.clock.id, frozen_time=to)

    def invoice(self):
        return stripe.Invoice.list(subscription=self.subscription.id).data[0]

    def grant(self, value):
        stripe.billing.CreditGrant.create(
            customer=self.customer.id,
            category="paid",
            amount={"type": "monetary", "monetary": {"currency": "usd", "value": value}},
            applicability_config={"scope": {"price_type": "metered"}},
        )


@pytest.fixture
def life(sandbox):
    return Life(unit_amount=10)


def test_late_events_of_the_period_count(life):
    life.use(100)
    life.advance(life.end)
    draft = life.invoice()
    assert (draft.status, draft.total) == ("draft", 1000)
    (line,) = draft.lines.data
    life.use("7.5", life.end - 100)
    life.use(3, life.end)  # of the next period
    (late,) = life.invoice().lines.data
    assert (late.id, late.quantity, late.quantity_decimal) == (line.id, 107, Decimal("107.5"))
    life.advance(life.end + HOUR)
    paid = life.invoice()
    assert (paid.status, paid.total, paid.amount_paid) == ("paid", 1075, 1075)
    life.use(50, life.end - 100)
    assert life.invoice().total == 1075


def test_canceled_events_count_no_more(life):
    life.use(100)
    life.use(11, identifier="one")
    life.advance(life.end)
    assert life.invoice().total == 1110
    stripe.billing.MeterEventAdjustment.create(
        event_name="calls", type="cancel", cancel={"identifier": "one"}
    )
    assert life.invoice().total == 1000


def test_tiers_are_counted_anew(sandbox):
    tiers = [{"up_to": 100, "unit_amount": 10}, {"up_to": "inf", "unit_amount": 5}]
    life = Life(billing_scheme="tiered", tiers_mode="graduated", tiers=tiers)
    life.use(90)
    life.advance(life.end)
    assert life.invoice().total == 900
    life.use(30, life.end - 1)
    assert [line.amount for line in life.invoice().lines.data] == [1000, 100]


def test_credits_pay_for_usage(life):
    life.grant(300)
    life.use(100)
    life.advance(life.end)
    draft = life.invoice()
    assert (draft.subtotal, draft.total) == (1000, 700)
    assert [entry.type for entry in draft.total_pretax_credit_amounts] == [
        "credit_balance_transaction"
    ]
    filter = {"type": "applicability_scope", "applicability_scope": {"price_type": "metered"}}
    summary = stripe.billing.CreditBalanceSummary.retrieve(
        customer=life.customer.id, filter=filter
    ).balances[0]
    assert summary.ledger_balance.monetary.value == 300
    assert summary.available_balance.monetary.value == 0
    life.advance(life.end + HOUR)
    paid = life.invoice()
    assert (paid.status, paid.amount_paid) == ("paid", 700)
    listed = stripe.billing.CreditBalanceTransaction.list(customer=life.customer.id).data
    assert listed[0].debit.credits_applied.invoice == paid.id


@pytest.mark.parametrize(("through", "pending"), [("now", [70]), ("none", [])])
def test_usage_of_a_pause_and_before_it_is_not_billed_again(life, through, pending):
    clock, subscription = life.clock.id, life.subscription.id
    paused, resumed = START + 10 * DAY, START + 12 * DAY
    stripe.test_helpers.TestClock.advance(clock, frozen_time=paused)
    life.use(7, at=paused - DAY)
    stripe.Subscription.pause(
        subscription, bill_for={"outstanding_usage_through": {"type": through}}
    )
    items = stripe.InvoiceItem.list(customer=life.customer.id, pending=True)
    assert [item.amount for item in items] == pending
    stripe.test_helpers.TestClock.advance(clock, frozen_time=resumed)
    life.use(9, at=paused + DAY)
    stripe.Subscription.resume(subscription, billing_cycle_anchor={"type": "unchanged"})
    stripe.test_helpers.TestClock.advance(clock, frozen_time=resumed + DAY)
    life.use(4, at=resumed + 60)
    stripe.test_helpers.TestClock.advance(clock, frozen_time=life.end + HOUR)
    [invoice] = stripe.Invoice.list(customer=life.customer.id)
    assert invoice.total == sum(pending) + 40


def in_phases(life, discounts):
    """A schedule with a phase a month for a metered and a licensed price (2000), in place of `life`'s own."""
    [metered] = life.subscription["items"].data
    licensed = price_of(2000).id
    stripe.SubscriptionSchedule.create(
        customer=life.customer.id,
        start_date="now",
        phases=[
            {
                "items": [{"price": metered.price.id, **of_item}, {"price": licensed}],
                "duration": {"interval": "month"},
                **of_phase,
            }
            for of_item, of_phase in discounts
        ],
    )
    life.advance(START + DAY)
    life.use(20, at=START + HOUR)
    stripe.Subscription.cancel(life.subscription.id)


@pytest.mark.parametrize("late", [0, 10])
@pytest.mark.parametrize("on_items", [False, True])
def test_usage_is_discounted_as_the_phase_in_which_it_was_used(life, on_items, late):
    half, tenth = (
        {"discounts": [{"coupon": stripe.Coupon.create(percent_off=off, duration="forever").id}]}
        for off in (50, 10)
    )
    if on_items:
        in_phases(life, [(half, {}), (tenth, {})])
    else:
        in_phases(life, [({}, half), ({}, tenth)])
    life.advance(life.end)
    if late:
        life.use(late, at=life.end - 1)
    life.advance(life.end + HOUR)
    invoice = stripe.Invoice.list(customer=life.customer.id).data[0]
    usage = 200 + 10 * late
    assert sorted(line.amount for line in invoice.lines.data) == [usage, 2000]
    licensed = 2000 if on_items else 1800
    assert invoice.total == usage / 2 + licensed
    assert sum(one.amount for one in invoice.total_discount_amounts) == usage / 2 + 2000 - licensed


def reset(life):
    stripe.Subscription.modify(life.subscription.id, billing_cycle_anchor={"type": "now"})


def swap(life):
    [item] = life.subscription["items"].data
    dearer = stripe.Price.create(
        currency="usd",
        unit_amount=100,
        product_data={"name": "Calls"},
        recurring={"interval": "month", "usage_type": "metered", "meter": life.meter.id},
    )
    stripe.Subscription.modify(
        life.subscription.id,
        items=[{"id": item.id, "price": dearer.id}],
        proration_behavior="always_invoice",
    )


def pause_and_resume(life):
    stripe.Subscription.pause(life.subscription.id, invoicing_behavior="invoice")
    stripe.Subscription.resume(life.subscription.id)


def cancel(life):
    stripe.Subscription.cancel(life.subscription.id, invoice_now=True)


@pytest.mark.parametrize(
    ("change", "totals"),
    [(reset, [420, 50]), (swap, [420, 500]), (pause_and_resume, [420, 50]), (cancel, [420])],
)
def test_a_change_comes_after_the_usage_that_its_second_has_seen(life, change, totals):
    now = START + 10 * DAY
    life.advance(now)
    life.use(42)
    change(life)
    life.use(5)
    life.advance(now + 31 * DAY)
    found = stripe.Invoice.list(customer=life.customer.id).data[::-1]
    assert [one.total for one in found] == totals


def test_late_usage_is_billed_with_its_period_though_a_new_cycle_has_begun(life):
    life.use(100)
    life.advance(life.end + 60)
    reset(life)
    life.use(3, life.end - 1)
    assert [
        line.quantity for line in stripe.Invoice.list(customer=life.customer.id).data[-1].lines.data
    ] == [103]
