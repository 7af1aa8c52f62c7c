"""Parameters of billing that do not go together, or that cannot be had: refused, and by which name."""

from collections.abc import Callable
from typing import Any

import pytest
from invoice_helpers import draft
from refusals import refused
from sandbox_clocks import price_of

import stripe

Case = tuple[Callable[..., Any], dict[str, Any], str]
NEW: dict[str, Any] = {"currency": "usd", "product_data": {"name": "Tea"}}
TIERS: dict[str, Any] = {
    "tiers": [{"up_to": "inf", "flat_amount": 5}], "recurring": {"interval": "month"}
}  # fmt: skip

CASES: dict[str, Case] = {
    "tiers of no scheme": (
        stripe.Price.create,
        {**NEW, **TIERS, "tiers_mode": "volume"},
        "billing_scheme",
    ),
    "a gift that is too small to be charged": (
        stripe.Price.create,
        {**NEW, "custom_unit_amount": {"enabled": True, "minimum": 5}},
        "custom_unit_amount[minimum]",
    ),
    "a descriptor without letters": (
        stripe.Product.create,
        {"name": "Tea", "statement_descriptor": "1234"},
        "statement_descriptor",
    ),
    "a prefix in lower case": (
        stripe.Customer.create,
        {"invoice_prefix": "tea"},
        "invoice_prefix",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_cannot_be_made(still, name):
    create, params, param = CASES[name]
    assert refused(create, **params).param == param


def test_prices_stay_inclusive(still):
    price = price_of(500)
    assert stripe.Price.modify(price.id, tax_behavior="inclusive").tax_behavior == "inclusive"
    assert stripe.Price.modify(price.id, tax_behavior="inclusive").nickname is None
    assert refused(stripe.Price.modify, price.id, tax_behavior="exclusive").param == "tax_behavior"


def test_codes_have_one_minimum_in_a_currency(still):
    coupon = stripe.Coupon.create(percent_off=5, duration="once")
    minimum = {"minimum_amount": 500, "minimum_amount_currency": "usd"}
    error = refused(
        stripe.PromotionCode.create,
        promotion={"type": "coupon", "coupon": coupon.id},
        restrictions={**minimum, "currency_options": {"usd": {"minimum_amount": 5}}},
    )
    assert error.param == "restrictions[currency_options][usd]"


@pytest.mark.parametrize(("text", "fits"), [("Tea-2026", True), ("tea time", False), ("", True)])
def test_codes_have_letters_digits_and_dashes(still, text, fits):
    coupon = stripe.Coupon.create(percent_off=5, duration="once")
    params = {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": text}
    if fits:
        assert stripe.PromotionCode.create(**params).code.startswith(text)
    else:
        assert refused(stripe.PromotionCode.create, **params).param == "code"


def test_lines_of_credit_notes(customer):
    invoice = stripe.Invoice.pay(draft(customer).id)
    line = {"type": "invoice_line_item", "invoice_line_item": invoice.lines.data[0].id}
    other = {"type": "custom_line_item", "description": "Broken", "unit_amount": 5, "quantity": 1}
    rate = stripe.TaxRate.create(display_name="VAT", percentage=5, inclusive=False)
    for given, name in (
        ({**line, "amount": 5, "description": "x"}, "description"),
        ({**line, "amount": 5, "tax_rates": [rate.id]}, "tax_rates"),
        ({**line, "quantity": 1, "unit_amount": 5}, "unit_amount"),
        ({**other, "amount": 5}, "amount"),
        ({**other, "invoice_line_item": line["invoice_line_item"]}, "invoice_line_item"),
    ):
        error = refused(
            stripe.CreditNote.create, invoice=invoice.id, lines=[given], credit_amount=5
        )
        assert error.param == f"lines[0][{name}]"


def test_quotes(customer):
    once = stripe.Price.create(**NEW, unit_amount=500)
    for price, name in (
        (once, "application_fee_percent"),
        (price_of(500), "application_fee_amount"),
    ):
        items = [{"price": price.id}]
        error = refused(stripe.Quote.create, customer=customer.id, line_items=items, **{name: 5})
        assert error.param == name
    made = stripe.Quote.create(customer=customer.id, line_items=[{"price": once.id}])
    other = stripe.Customer.create()
    assert refused(stripe.Quote.modify, made.id, customer=other.id).param == "customer"
    copied = {"from_quote": {"quote": made.id}}
    assert refused(stripe.Quote.create, **copied, description="x").param == "description"
    assert stripe.Quote.create(**copied).customer == customer.id


def test_invoices(customer):
    fee = {"application_fee_amount": 5}
    assert refused(stripe.Invoice.create, customer=customer.id, **fee).param == next(iter(fee))
    assert stripe.Invoice.list().data == []
    made = draft(customer)
    assert refused(stripe.Invoice.modify, made.id, **fee).param == next(iter(fee))
    rate = stripe.TaxRate.create(display_name="VAT", percentage=5, inclusive=False)
    stripe.Invoice.modify(made.id, default_tax_rates=[rate.id])
    tax = {"display_name": "VAT", "percentage": 1, "inclusive": False}
    amounts = [{"amount": 1, "taxable_amount": 100, "tax_rate_data": tax}]
    line = {"amount": 100, "description": "x", "tax_amounts": amounts}
    assert refused(stripe.Invoice.add_lines, made.id, lines=[line]).param == "lines[0][tax_amounts]"


def test_changes_of_subscriptions(running):
    clock, made = running
    item = {"id": made["items"].data[0].id, "quantity": 2}
    error = refused(
        stripe.Invoice.create_preview,
        subscription=made.id,
        subscription_details={
            "items": [item], "proration_behavior": "none", "proration_date": made.created
        },
    )  # fmt: skip
    assert error.param == "subscription_details[proration_behavior]"
    stripe.Subscription.modify(made.id, items=[item])
    pending = stripe.InvoiceItem.list(customer=clock.customer).data[0]
    assert refused(stripe.InvoiceItem.modify, pending.id, discountable=True).param == "discountable"
    flow = {
        "type": "subscription_update_confirm",
        "subscription_update_confirm": {"subscription": made.id, "items": [item] * 2},
    }
    error = refused(stripe.billing_portal.Session.create, customer=clock.customer, flow_data=flow)
    assert error.param == "flow_data[subscription_update_confirm][items]"
    once = stripe.Price.create(**NEW, unit_amount=500)
    ends = {"type": "timestamp", "timestamp": made.created - 5}
    period = {"start": {"type": "timestamp", "timestamp": made.created}, "end": ends}
    error = refused(
        stripe.Subscription.modify,
        made.id,
        add_invoice_items=[{"price": once.id, "period": period}],
    )
    assert error.param == "add_invoice_items[0][period][end]"
