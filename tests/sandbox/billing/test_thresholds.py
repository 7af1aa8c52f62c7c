"""Usage billed before its period ends, because there is so much of it."""

import pytest
from sandbox_clocks import JANUARY_31, Clock, price_of

import stripe

DAY, FEBRUARY = 24 * 3600, 1772271000


@pytest.fixture
def use(still):
    """Counts calls of a customer."""
    stripe.billing.Meter.create(
        display_name="Calls", event_name="calls", default_aggregation={"formula": "sum"}
    )

    def count(clock, value, moment):
        stripe.billing.MeterEvent.create(
            event_name="calls",
            payload={"stripe_customer_id": clock.customer, "value": str(value)},
            timestamp=moment,
        )

    return count


@pytest.mark.parametrize(
    ("of_subscription", "of_item", "reason"),
    [
        ({"billing_thresholds": {"amount_gte": 1000}}, {}, (1000, [])),
        ({}, {"billing_thresholds": {"usage_gte": 100}}, (None, [100])),
    ],
)
def test_a_threshold_is_reached(use, of_subscription, of_item, reason):
    clock = Clock()
    [meter] = stripe.billing.Meter.list().data
    price = stripe.Price.create(
        currency="usd",
        billing_scheme="tiered",
        tiers_mode="graduated",
        tiers=[{"up_to": 100, "unit_amount": 10}, {"up_to": "inf", "unit_amount": 5}],
        recurring={"interval": "month", "usage_type": "metered", "meter": meter.id},
        product_data={"name": "Calls"},
    )
    made = stripe.Subscription.create(
        customer=clock.customer, items=[{"price": price.id, **of_item}], **of_subscription
    )
    clock.advance(JANUARY_31 + DAY)
    use(clock, 99, JANUARY_31 + DAY)
    assert clock.invoices() == []
    use(clock, 11, JANUARY_31 + DAY)
    [invoice] = clock.invoices()
    assert (invoice.billing_reason, invoice.total) == ("subscription_threshold", 1050)
    found = invoice.threshold_reason
    assert (found.amount_gte, [one.usage_gte for one in found.item_reasons]) == reason
    after = stripe.Subscription.retrieve(made.id)
    assert (after.latest_invoice, after.billing_cycle_anchor) == (invoice.id, JANUARY_31)
    clock.advance(FEBRUARY - 3600)
    use(clock, 40, FEBRUARY - 3600)
    clock.advance(FEBRUARY + 3600)
    assert [one.total for one in clock.invoices()] == [1050, 200]
    assert all(one.status == "paid" for one in clock.invoices())


def test_a_threshold_can_begin_a_new_cycle(use):
    clock = Clock()
    [meter] = stripe.billing.Meter.list().data
    recurring = {"interval": "month", "usage_type": "metered", "meter": meter.id}
    calls = price_of(10, recurring=recurring)
    made = stripe.Subscription.create(
        customer=clock.customer,
        items=[{"price": calls.id}, {"price": price_of(2800).id}],
        billing_thresholds={"amount_gte": 1000, "reset_billing_cycle_anchor": True},
    )
    reached = JANUARY_31 + 14 * DAY
    clock.advance(reached)
    use(clock, 120, reached)
    invoice = clock.invoices()[-1]
    assert invoice.billing_reason == "subscription_threshold"
    assert sorted(line.amount for line in invoice.lines.data) == [-1400, 1200, 2800]
    after = stripe.Subscription.retrieve(made.id)
    assert after.billing_cycle_anchor == reached
    assert {item.current_period_start for item in after["items"].data} == {reached}
    use(clock, 5, reached)
    [end] = {item.current_period_end for item in after["items"].data}
    clock.advance(end + 3600)
    assert [one.total for one in clock.invoices()] == [2800, 2600, 2850]


def test_a_threshold_is_fifty_cents_at_least(still):
    with pytest.raises(stripe.InvalidRequestError, match="greater than or equal to 50") as refused:
        stripe.Subscription.create(
            customer=Clock().customer,
            items=[{"price": price_of(1000).id}],
            billing_thresholds={"amount_gte": 49},
        )
    assert refused.value.param == "billing_thresholds[amount_gte]"


def test_what_a_threshold_has_billed_is_not_billed_when_the_item_goes(use):
    clock = Clock()
    [meter] = stripe.billing.Meter.list().data
    recurring = {"interval": "month", "usage_type": "metered", "meter": meter.id}
    made = stripe.Subscription.create(
        customer=clock.customer,
        items=[{"price": price_of(10, recurring=recurring).id}, {"price": price_of(2800).id}],
        billing_thresholds={"amount_gte": 1000},
    )
    clock.advance(JANUARY_31 + 2 * DAY)
    use(clock, 100, JANUARY_31 + DAY)
    use(clock, 6, JANUARY_31 + DAY)
    stripe.SubscriptionItem.delete(made["items"].data[0].id)
    [item] = stripe.InvoiceItem.list(customer=clock.customer, pending=True)
    assert (item.amount, item.quantity) == (60, 6)
