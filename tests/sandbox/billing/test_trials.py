"""Trials: what they cost, what announces their end, and what comes of it."""

import pytest
from sandbox_clocks import APRIL, JANUARY_31, Clock, price_of

import stripe

DAY = 24 * 3600


def subscribe(clock, price, **params):
    return stripe.Subscription.create(
        customer=clock.customer, items=[{"price": price.id}], **params
    )


def told(type):
    return [event.created for event in stripe.Event.list(type=type, limit=100).data]


@pytest.mark.parametrize(
    ("params", "days"),
    [
        ({"trial_period_days": 14}, 14),
        ({"trial_end": JANUARY_31 + 10 * DAY}, 10),
        ({"trial_from_plan": True}, 7),
    ],
)
def test_a_trial_costs_nothing_until_it_ends(still, params, days):
    clock = Clock()
    price = price_of(2500, recurring={"trial_period_days": 7})
    made = subscribe(clock, price, **params)
    end = JANUARY_31 + days * DAY
    assert made.status == "trialing"
    assert (made.trial_start, made.trial_end, made.billing_cycle_anchor) == (JANUARY_31, end, end)
    [invoice] = clock.invoices()
    assert (invoice.status, invoice.total, invoice.attempt_count) == ("paid", 0, 0)
    assert invoice.number.endswith("-0001")
    [line] = invoice.lines.data
    assert line.description == "Free trial for 1 × 2500 a month"
    assert (line.pricing.unit_amount_decimal, line.period.end) == (0, end)
    clock.advance(end - 3 * DAY)
    assert told("customer.subscription.trial_will_end") == [end - 3 * DAY]
    clock.advance(end)
    after = stripe.Subscription.retrieve(made.id)
    assert after.status == "active"
    assert after["items"].data[0].current_period_start == end
    draft = clock.invoices()[-1]
    assert (draft.status, draft.total, draft.billing_reason) == (
        "draft",
        2500,
        "subscription_cycle",
    )
    clock.advance(end + 3600)
    assert clock.invoices()[-1].status == "paid"


def test_a_short_trial_is_announced_at_once(still):
    clock = Clock()
    subscribe(clock, price_of(2500), trial_period_days=2)
    assert told("customer.subscription.trial_will_end") == [JANUARY_31]


@pytest.mark.parametrize(
    ("behavior", "status", "invoices"),
    [("create_invoice", "active", 2), ("pause", "paused", 1), ("cancel", "canceled", 1)],
)
def test_a_trial_that_ends_with_nothing_to_pay_with(still, behavior, status, invoices):
    clock = Clock(card=None)
    made = subscribe(
        clock,
        price_of(2500),
        trial_period_days=5,
        trial_settings={"end_behavior": {"missing_payment_method": behavior}},
    )
    end = JANUARY_31 + 5 * DAY
    clock.advance(end)
    after = stripe.Subscription.retrieve(made.id)
    assert (after.status, len(clock.invoices())) == (status, invoices)
    if behavior == "create_invoice":
        clock.advance(end + 3600)
        assert stripe.Subscription.retrieve(made.id).status == "past_due"
    elif behavior == "pause":
        assert told("customer.subscription.paused") == [end]
        clock.advance(end + 40 * DAY)
        assert len(clock.invoices()) == 1
        clock.pays_with("pm_card_visa")
        resumed = stripe.Subscription.resume(made.id)
        assert (resumed.status, clock.invoices()[-1].amount_paid) == ("active", 2500)
    else:
        assert (after.ended_at, told("customer.subscription.deleted")) == (end, [end])


def test_a_trial_ended_by_hand_is_paid_in_the_request(still):
    clock = Clock()
    made = subscribe(clock, price_of(2500), trial_period_days=14)
    clock.advance(JANUARY_31 + DAY)
    after = stripe.Subscription.modify(made.id, trial_end="now")
    assert (after.status, after.trial_end) == ("active", JANUARY_31 + DAY)
    assert after.billing_cycle_anchor == JANUARY_31 + DAY
    assert (clock.invoices()[-1].status, clock.invoices()[-1].total) == ("paid", 2500)


def test_a_trial_given_later_credits_what_was_paid(still):
    clock = Clock(APRIL)
    made = subscribe(clock, price_of(3000))
    clock.advance(APRIL + 10 * DAY)
    end = APRIL + 20 * DAY
    after = stripe.Subscription.modify(made.id, trial_end=end)
    assert (after.status, after.trial_end, after.billing_cycle_anchor) == ("trialing", end, end)
    assert [line.amount for line in clock.invoices()[-1].lines.data] == [-2000, 0]
    clock.advance(end + 3600)
    assert clock.invoices()[-1].amount_paid == 1000


def test_a_longer_trial_moves_the_anchor(still):
    clock = Clock()
    made = subscribe(clock, price_of(2500), trial_period_days=14)
    end = JANUARY_31 + 30 * DAY
    after = stripe.Subscription.modify(made.id, trial_end=end)
    assert (after.status, after["items"].data[0].current_period_end) == ("trialing", end)
    clock.advance(JANUARY_31 + 15 * DAY)
    assert stripe.Subscription.retrieve(made.id).status == "trialing"
    clock.advance(end)
    assert stripe.Subscription.retrieve(made.id).status == "active"


def test_a_trial_before_an_anchor(still):
    start, trial_end, anchor = 1783900800, 1784678400, 1785542400  # 13 and 22 July, 1 August 2026
    clock = Clock(start)
    subscribe(clock, price_of(3100), trial_end=trial_end, billing_cycle_anchor=anchor)
    clock.advance(trial_end + 3600)
    assert clock.invoices()[-1].total == 1000
    assert clock.invoices()[-1].lines.data[0].period.end == anchor
    clock.advance(anchor + 3600)
    assert clock.invoices()[-1].total == 3100


def test_items_of_a_trial_are_free(still):
    clock = Clock()
    made = subscribe(clock, price_of(2500), trial_period_days=14)
    stripe.SubscriptionItem.create(subscription=made.id, price=price_of(700).id)
    assert [invoice.total for invoice in clock.invoices()] == [0, 0]
    clock.advance(made.trial_end + 3600)
    assert clock.invoices()[-1].total == 3200


def test_items_added_to_the_first_invoice_of_a_trial_are_charged(still):
    clock = Clock()
    setup = stripe.Price.create(currency="usd", unit_amount=900, product_data={"name": "Setup"})
    made = subscribe(
        clock, price_of(2500), trial_period_days=14, add_invoice_items=[{"price": setup.id}]
    )
    assert (made.status, clock.invoices()[0].amount_paid) == ("trialing", 900)


def test_the_sandbox_clock_ends_trials_too(still):
    customer = stripe.Customer.create(source="tok_visa")
    made = stripe.Subscription.create(
        customer=customer.id, items=[{"price": price_of(2500).id}], trial_period_days=3
    )
    still.clock.advance(3 * DAY + 3600)
    assert stripe.Subscription.retrieve(made.id).status == "active"
    assert stripe.Invoice.list(customer=customer.id).data[0].amount_paid == 2500


def test_usage_of_a_trial_is_free(still):
    clock = Clock()
    meter = stripe.billing.Meter.create(
        display_name="Calls", event_name="calls", default_aggregation={"formula": "sum"}
    )
    metered = price_of(10, recurring={"usage_type": "metered", "meter": meter.id})
    made = subscribe(clock, metered, trial_period_days=5)
    assert (made.status, made.latest_invoice) == ("trialing", None)
    payload = {"stripe_customer_id": clock.customer, "value": "30"}
    stripe.billing.MeterEvent.create(event_name="calls", payload=payload)
    clock.advance(made.trial_end + 3600)
    assert stripe.Subscription.retrieve(made.id).status == "active"
    assert clock.invoices() == []
    stripe.billing.MeterEvent.create(event_name="calls", payload=payload)
    clock.advance(stripe.Subscription.retrieve(made.id)["items"].data[0].current_period_end + 3600)
    assert [invoice.total for invoice in clock.invoices()] == [300]
