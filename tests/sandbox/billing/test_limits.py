"""What billing refuses because there would be too much of it, or because it contradicts itself."""

import pytest
from invoice_helpers import draft, refused
from sandbox_clocks import Clock, price_of

import stripe


@pytest.fixture
def customer(still):
    return stripe.Customer.create(
        email="jenny@example.com",
        payment_method="pm_card_visa",
        invoice_settings={"default_payment_method": "pm_card_visa"},
    )


SUBSCRIPTIONS = {
    "a threshold below the least": (
        {"billing_thresholds": {"amount_gte": 49}},
        "billing_thresholds[amount_gte]",
    ),
    "pending items billed less than once a year": (
        {"pending_invoice_item_interval": {"interval": "month", "interval_count": 13}},
        "pending_invoice_item_interval[interval_count]",
    ),
}


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_subscriptions(customer, name):
    params, param = SUBSCRIPTIONS[name]
    items = [{"price": price_of(1000).id}]
    error = refused(stripe.Subscription.create, customer=customer.id, items=items, **params)
    assert (error.http_status, error.param) == (400, param)
    made = stripe.Subscription.create(customer=customer.id, items=items)
    assert refused(stripe.Subscription.modify, made.id, **params).param == param


def test_a_threshold_of_usage_is_for_metered_prices(customer):
    item = {"price": price_of(1000).id, "billing_thresholds": {"usage_gte": 5}}
    error = refused(stripe.Subscription.create, customer=customer.id, items=[item])
    assert error.param == "items[0][billing_thresholds][usage_gte]"


def test_pending_items_billed_once_a_year(customer):
    made = stripe.Subscription.create(
        customer=customer.id,
        items=[{"price": price_of(1000).id}],
        pending_invoice_item_interval={"interval": "week", "interval_count": 52},
    )
    assert made.pending_invoice_item_interval.interval_count == 52


def test_numbers_of_invoices_are_unique(customer):
    first = draft(customer, number="A-1")
    assert refused(stripe.Invoice.create, customer=customer.id, number="A-1").param == "number"
    second = stripe.Invoice.create(customer=customer.id, number="A-2")
    assert refused(stripe.Invoice.modify, second.id, number="A-1").param == "number"
    assert stripe.Invoice.modify(second.id, number="A-2", description="same").number == "A-2"
    assert stripe.Invoice.finalize_invoice(first.id).number == "A-1"


def test_a_period_does_not_end_before_it_starts(customer):
    item = {"customer": customer.id, "amount": 500, "currency": "usd"}
    error = refused(stripe.InvoiceItem.create, **item, period={"start": 10, "end": 5})
    assert error.param == "period[end]"
    made = stripe.InvoiceItem.create(**item)
    period = {"start": 10, "end": 5}
    assert refused(stripe.InvoiceItem.modify, made.id, period=period).param == "period[end]"


def test_quotes_of_a_clock(still):
    clock = Clock()
    quotes = [stripe.Quote.create(test_clock=clock.id) for _ in range(10)]
    assert {quote.test_clock for quote in quotes} == {clock.id}
    assert refused(stripe.Quote.create, test_clock=clock.id).param == "test_clock"
    assert stripe.Quote.create(customer=clock.customer).test_clock == clock.id
    assert len(stripe.Quote.list(test_clock=clock.id, limit=100).data) == 11
