"""What billing refuses because there would be too much of it, or because it contradicts itself."""

import pytest
from invoice_helpers import draft
from refusals import failed
from sandbox_clocks import price_of

import stripe


def test_a_threshold_has_a_least(customer):
    params = {"billing_thresholds": {"amount_gte": 49}}
    items = [{"price": price_of(1000).id}]
    error = failed(stripe.Subscription.create, customer=customer.id, items=items, **params)
    assert (error.http_status, error.param) == (400, "billing_thresholds[amount_gte]")
    made = stripe.Subscription.create(customer=customer.id, items=items)
    assert failed(stripe.Subscription.modify, made.id, **params).param == error.param


def test_a_threshold_of_usage_is_for_metered_prices(customer):
    item = {"price": price_of(1000).id, "billing_thresholds": {"usage_gte": 5}}
    error = failed(stripe.Subscription.create, customer=customer.id, items=[item])
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
    assert failed(stripe.Invoice.create, customer=customer.id, number="A-1").param == "number"
    second = stripe.Invoice.create(customer=customer.id, number="A-2")
    assert failed(stripe.Invoice.modify, second.id, number="A-1").param == "number"
    assert stripe.Invoice.modify(second.id, number="A-2", description="same").number == "A-2"
    assert stripe.Invoice.finalize_invoice(first.id).number == "A-1"


def test_a_period_does_not_end_before_it_starts(customer):
    item = {"customer": customer.id, "amount": 500, "currency": "usd"}
    error = failed(stripe.InvoiceItem.create, **item, period={"start": 10, "end": 5})
    assert error.param == "period[end]"
    made = stripe.InvoiceItem.create(**item)
    period = {"start": 10, "end": 5}
    assert failed(stripe.InvoiceItem.modify, made.id, period=period).param == "period[end]"


LENGTHS = [
    (stripe.Subscription, "description", 500),
    (stripe.Invoice, "description", 1500),
    (stripe.Quote, "header", 50),
    (stripe.Coupon, "name", 40),
    (stripe.TaxRate, "display_name", 50),
]


@pytest.mark.parametrize(("kind", "name", "longest"), LENGTHS)
def test_texts_have_their_longest(customer, kind, name, longest):
    needed = {
        stripe.Subscription: {"customer": customer.id, "items": [{"price": price_of(1000).id}]},
        stripe.Invoice: {"customer": customer.id},
        stripe.Coupon: {"percent_off": 10},
        stripe.TaxRate: {"percentage": 10, "inclusive": False},
    }.get(kind, {})
    error = failed(kind.create, **{**needed, name: "x" * (longest + 1)})
    assert error.param == name
    assert error.user_message.endswith(f"must be at most {longest} characters")
    made = kind.create(**{**needed, name: "x" * longest})
    assert getattr(made, name) == "x" * longest


def test_a_template_that_is_not_there(customer):
    params = {"customer": customer.id, "rendering": {"template": "inrtem_none"}}
    error = failed(stripe.Invoice.create, **params)
    assert (error.code, error.param) == ("resource_missing", "rendering[template]")


def test_what_was_too_much_to_charge_is_given_back(customer):
    stripe.InvoiceItem.create(customer=customer.id, amount=500, currency="usd")
    made = stripe.Invoice.finalize_invoice(draft(customer, 99_999_999).id)
    assert (made.amount_due, stripe.Customer.retrieve(customer.id).balance) == (99_999_999, 500)
    stripe.Invoice.void_invoice(made.id)
    assert stripe.Customer.retrieve(customer.id).balance == 0


@pytest.mark.parametrize("sell", ["quote", "session"])
def test_a_tax_rate_that_is_inactive_is_for_what_has_it_already(customer, sell):
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
    line = {"price": price_of(1000).id, "quantity": 1, "tax_rates": [rate.id]}
    calls = {
        "quote": lambda: stripe.Quote.create(customer=customer.id, line_items=[line]),
        "session": lambda: stripe.checkout.Session.create(
            mode="subscription", line_items=[line], success_url="https://example.com"
        ),
    }
    made = calls[sell]()
    stripe.TaxRate.modify(rate.id, active=False)
    error = failed(calls[sell])
    assert (error.http_status, error.param) == (400, "line_items[0][tax_rates][0]")
    assert made.list_line_items().data[0].amount_tax == 200
