"""What applications do with subscriptions, from signing up to coming back: every amount on the way."""

import pytest
from sandbox_clocks import Clock, price_of

import stripe

HOUR, DAY = 3600, 24 * 3600
APRIL, DAY_20, MAY, JUNE, JULY = 1775001600, 1776729600, 1777593600, 1780272000, 1782864000


@pytest.fixture
def april(still):
    return Clock(APRIL)


def subscribe(clock, *prices, **params):
    items = [{"price": price.id} for price in prices]
    return stripe.Subscription.create(customer=clock.customer, items=items, **params)


def now(subscription, **params):
    return stripe.Subscription.retrieve(subscription.id, **params)


def item_of(subscription, at=0):
    return stripe.Subscription.retrieve(subscription.id)["items"].data[at]


def change(subscription, price=None, **params):
    update = {"id": item_of(subscription).id}
    if price is not None:
        update["price"] = price.id
    if "quantity" in params:
        update["quantity"] = params.pop("quantity")
    return stripe.Subscription.modify(subscription.id, items=[update], **params)


def renew(clock, *moments):
    for moment in moments:
        clock.advance(moment + HOUR)


def totals(clock):
    return [invoice.total for invoice in clock.invoices()]


def pending(clock):
    found = stripe.InvoiceItem.list(customer=clock.customer, pending=True)
    return sorted(item.amount for item in found)


def test_signing_up_with_a_form(still):
    """Declined, then stopped by 3-D Secure, then paid; the card stays with the subscription."""
    clock = Clock(APRIL, card=None)
    made = subscribe(
        clock,
        price_of(1999),
        payment_behavior="default_incomplete",
        payment_settings={"save_default_payment_method": "on_subscription"},
        expand=["latest_invoice.confirmation_secret"],
    )
    secret = made.latest_invoice.confirmation_secret.client_secret
    intent = secret.partition("_secret_")[0]
    with pytest.raises(stripe.CardError):
        stripe.PaymentIntent.confirm(intent, payment_method="pm_card_chargeDeclined")
    assert (now(made).status, clock.invoices()[0].attempt_count) == ("incomplete", 1)
    waiting = stripe.PaymentIntent.confirm(
        intent,
        payment_method="pm_card_authenticationRequired",
        return_url="https://example.com",
    )
    assert (waiting.status, now(made).status) == ("requires_action", "incomplete")
    stripe.PaymentIntent.confirm(intent, payment_method="pm_card_visa")
    after = now(made, expand=["default_payment_method"])
    assert (after.status, after.default_payment_method.card.brand) == ("active", "visa")
    renew(clock, MAY)
    assert [(one.total, one.status) for one in clock.invoices()] == [(1999, "paid")] * 2


def test_an_upgrade_costs_what_its_preview_says(april):
    made, large = subscribe(april, price_of(1000)), price_of(5000)
    moment = APRIL + 10 * DAY
    april.advance(moment)
    shown = stripe.Invoice.create_preview(
        subscription=made.id,
        subscription_details={
            "items": [{"id": item_of(made).id, "price": large.id}],
            "proration_behavior": "always_invoice",
            "proration_date": moment,
        },
    )
    assert [line.amount for line in shown.lines.data] == [-667, 3333]
    april.advance(moment + 300)  # the customer reads, and agrees
    change(made, large, proration_behavior="always_invoice", proration_date=moment)
    assert april.invoices()[-1].amount_paid == shown.amount_due == 2666
    renew(april, MAY)
    assert totals(april) == [1000, 2666, 5000]


def test_a_downgrade_at_the_end_of_the_period(april):
    large, small = price_of(5000), price_of(1000)
    made = subscribe(april, large)
    plan = stripe.SubscriptionSchedule.create(from_subscription=made.id)
    [current] = plan.phases
    stripe.SubscriptionSchedule.modify(
        plan.id,
        end_behavior="release",
        phases=[
            {
                "items": [{"price": large.id}],
                "start_date": current.start_date,
                "end_date": current.end_date,
            },
            {"items": [{"price": small.id}], "duration": {"interval": "month"}},
        ],
    )
    assert stripe.Invoice.create_preview(subscription=made.id).total == 1000
    renew(april, MAY, JUNE)
    assert (totals(april), pending(april)) == ([5000, 1000, 1000], [])
    assert now(made).schedule is None


def test_a_cancellation_taken_back(april):
    made = subscribe(april, price_of(1000))
    stripe.Subscription.modify(made.id, cancel_at_period_end=True)
    april.advance(DAY_20)
    stripe.Subscription.modify(made.id, cancel_at_period_end=False)
    renew(april, MAY)
    assert (now(made).status, totals(april)) == ("active", [1000, 1000])


def test_seats_come_and_go(april):
    price = price_of(1500)
    made = stripe.Subscription.create(
        customer=april.customer, items=[{"price": price.id, "quantity": 5}]
    )
    april.advance(APRIL + 6 * DAY)
    change(made, quantity=8)
    assert pending(april) == [-6000, 9600]
    april.advance(APRIL + 12 * DAY)
    change(made, quantity=6)
    assert pending(april) == [-7200, -6000, 5400, 9600]
    assert stripe.Invoice.create_preview(subscription=made.id).total == 10800
    renew(april, MAY)
    assert totals(april) == [7500, 10800]


def test_from_months_to_years(april):
    made = subscribe(april, price_of(1000))
    april.advance(DAY_20)
    yearly = price_of(10000, "year")
    change(made, yearly, billing_cycle_anchor={"type": "now"}, proration_behavior="always_invoice")
    assert sorted(line.amount for line in april.invoices()[-1].lines.data) == [-333, 10000]
    item = item_of(made)
    assert (item.current_period_start, item.current_period_end) == (DAY_20, DAY_20 + 365 * DAY)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"duration": "once"}, [500, 1000, 1000, 1000]),
        ({"duration": "repeating", "duration_in_months": 2}, [500, 500, 1000, 1000]),
        ({"duration": "forever"}, [500, 500, 500, 500]),
    ],
)
def test_how_long_a_coupon_lasts(april, terms, expected):
    coupon = stripe.Coupon.create(percent_off=50, **terms)
    subscribe(april, price_of(1000), discounts=[{"coupon": coupon.id}])
    renew(april, MAY, JUNE, JULY)
    assert totals(april) == expected


def test_an_add_on_for_a_month(april):
    made = subscribe(april, price_of(2000))
    april.advance(DAY_20)
    added = stripe.SubscriptionItem.create(
        subscription=made.id,
        price=price_of(300).id,
        quantity=2,
        proration_behavior="always_invoice",
    )
    renew(april, MAY)
    stripe.SubscriptionItem.delete(added.id, proration_behavior="none")
    renew(april, JUNE)
    assert totals(april) == [2000, 200, 2600, 2000]


@pytest.mark.parametrize(
    ("behavior", "status", "invoiced"),
    [("create_invoice", "past_due", 2), ("cancel", "canceled", 1), ("pause", "paused", 1)],
)
def test_a_trial_without_a_card(still, behavior, status, invoiced):
    clock = Clock(APRIL, card=None)
    made = subscribe(
        clock,
        price_of(1000),
        trial_period_days=14,
        trial_settings={"end_behavior": {"missing_payment_method": behavior}},
    )
    end = APRIL + 14 * DAY
    clock.advance(end - 3 * DAY)
    [notice] = stripe.Event.list(type="customer.subscription.trial_will_end")
    assert notice.created == end - 3 * DAY
    renew(clock, end)
    assert (now(made).status, len(clock.invoices())) == (status, invoiced)
    if behavior == "pause":
        clock.pays_with("pm_card_visa")
        assert stripe.Subscription.resume(made.id).status == "active"
        assert totals(clock) == [0, 1000]


def test_a_new_card_in_time(april):
    made = subscribe(april, price_of(1000))
    april.pays_with("pm_card_chargeCustomerFail")
    renew(april, MAY)
    assert now(made).status == "past_due"
    april.pays_with("pm_card_visa")
    april.advance(MAY + HOUR + 3 * DAY)
    after = april.invoices()[-1]
    assert (now(made).status, after.status, after.attempt_count) == ("active", "paid", 2)


def test_a_price_rises_year_by_year(april):
    steps = [price_of(amount) for amount in (1000, 1100, 1210)]
    stripe.SubscriptionSchedule.create(
        customer=april.customer,
        start_date="now",
        phases=[
            {"items": [{"price": step.id}], "duration": {"interval": "month"}} for step in steps
        ],
    )
    renew(april, APRIL, MAY, JUNE, JULY)
    assert totals(april) == [1000, 1100, 1210, 1210]


def test_leaving_and_coming_back(april):
    price = price_of(1000)
    first = subscribe(april, price)
    april.advance(DAY_20)
    stripe.Subscription.cancel(first.id, prorate=True, invoice_now=True)
    assert stripe.Customer.retrieve(april.customer).balance == -333
    second = subscribe(april, price)
    assert april.invoices()[-1].amount_paid == 667
    listed = stripe.Subscription.list(customer=april.customer, status="all").data
    assert [(one.id, one.status) for one in listed] == [
        (second.id, "active"),
        (first.id, "canceled"),
    ]
