"""Invoice items: pending, on a draft, changed, taken off; what contradicts itself; whose currency."""

import pytest
from refusals import refused

import stripe


@pytest.fixture
def customer(still):
    return stripe.Customer.create(email="jenny@example.com")


def item(customer, amount=1000, **more):
    return stripe.InvoiceItem.create(
        customer=customer.id, amount=amount, currency=more.pop("currency", "usd"), **more
    )


def draft(customer, **more):
    return stripe.Invoice.create(
        customer=customer.id, pending_invoice_items_behavior="include", **more
    )


def price(**terms):
    return stripe.Price.create(currency="usd", product_data={"name": "Wood"}, **terms).id


CONTRADICTIONS = {
    "nothing": (dict, "amount"),
    "amount and price": (
        lambda: {"amount": 1, "pricing": {"price": price(unit_amount=1)}},
        "pricing",
    ),
    "amount and unit amount": (
        lambda: {"amount": 1, "unit_amount_decimal": "1"},
        "unit_amount_decimal",
    ),
    "amount and quantity": (lambda: {"amount": 1, "quantity": 2}, "quantity"),
    "two quantities": (
        lambda: {"unit_amount_decimal": "1", "quantity": 2, "quantity_decimal": "2"},
        "quantity_decimal",
    ),
    "quantity below 0": (lambda: {"unit_amount_decimal": "1", "quantity": -1}, "quantity"),
    "a recurring price": (
        lambda: {"pricing": {"price": price(unit_amount=1, recurring={"interval": "month"})}},
        "pricing[price]",
    ),
    "an unknown price": (lambda: {"pricing": {"price": "price_x"}}, "pricing[price]"),
    "a price of any amount": (
        lambda: {"pricing": {"price": price(custom_unit_amount={"enabled": True})}},
        "pricing[price]",
    ),
    "an inactive price": (
        lambda: {"pricing": {"price": price(unit_amount=1, active=False)}},
        "pricing[price]",
    ),
    "a currency that the price has not": (
        lambda: {"pricing": {"price": price(unit_amount=1)}, "currency": "eur"},
        "currency",
    ),
    "no such currency": (lambda: {"amount": 1, "currency": "xyz"}, "currency"),
    "six taxes": (
        lambda: {
            "amount": 1,
            "tax_rates": [stripe.TaxRate.create(display_name="T", percentage=1, inclusive=False).id]
            * 6,
        },
        "tax_rates",
    ),
    "an unknown subscription": (lambda: {"amount": 1, "subscription": "sub_x"}, "subscription"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_refused(customer, name):
    terms, param = CONTRADICTIONS[name]
    error = refused(stripe.InvoiceItem.create, customer=customer.id, **terms())
    assert error.param == param
    assert stripe.InvoiceItem.list().data == []


def test_an_item_on_a_draft_changes_with_it_and_then_no_more(customer):
    made = stripe.Invoice.create(customer=customer.id, currency="usd")
    first = item(customer, invoice=made.id)
    assert stripe.Invoice.retrieve(made.id).total == 1000
    stripe.InvoiceItem.modify(first.id, amount=700, description="Less")
    shown = stripe.Invoice.retrieve(made.id)
    assert (shown.total, shown.lines.data[0].description) == (700, "Less")
    second = item(customer, 50, invoice=made.id)
    assert [line.amount for line in stripe.Invoice.retrieve(made.id).lines.data] == [700, 50]
    stripe.InvoiceItem.delete(second.id)
    stripe.Invoice.finalize_invoice(made.id)
    for call in (stripe.InvoiceItem.modify, stripe.InvoiceItem.delete):
        assert refused(call, first.id).code == "invoice_not_editable"
    assert refused(item, customer, invoice=made.id).code == "invoice_not_editable"


def test_a_line_with_its_own_taxes_discount_and_price(customer):
    made = stripe.Invoice.create(customer=customer.id, currency="usd")
    rate = stripe.TaxRate.create(display_name="VAT", percentage=10, inclusive=False).id
    made = stripe.Invoice.add_lines(
        made.id,
        lines=[
            {"amount": 100, "description": "Plain", "tax_rates": [rate]},
            {"price_data": {"currency": "usd", "product_data": {"name": "New"}, "unit_amount": 20}, "quantity": 3},
            {
                "amount": 100,
                "tax_amounts": [
                    {
                        "amount": 7,
                        "taxable_amount": 100,
                        "tax_rate_data": {"display_name": "GST", "percentage": 7, "inclusive": False},
                    }
                ],
            },
        ],
    )  # fmt: skip
    assert (made.subtotal, made.total) == (260, 277)
    line = made.lines.data[1]
    assert (line.description, line.quantity) == ("New", 3)
    stripe.Invoice.update_lines(made.id, lines=[{"id": line.id, "quantity": 4}])
    assert stripe.Invoice.retrieve(made.id).total == 297


def test_only_ten_lines_show_and_all_can_be_listed(customer):
    for amount in range(1, 13):
        item(customer, amount * 100)
    made = draft(customer)
    assert (len(made.lines.data), made.lines.has_more, made.total) == (10, True, 7800)
    listed = list(stripe.Invoice.list_lines(made.id, limit=5).auto_paging_iter())
    assert [line.amount for line in listed] == [amount * 100 for amount in range(12, 0, -1)]
    assert [line.id for line in made.lines.auto_paging_iter()] == [line.id for line in listed]


def test_the_first_thing_sold_sets_the_currency(still, customer):
    item(customer, currency="eur")
    assert stripe.Customer.retrieve(customer.id).currency == "eur"
    updated = [event for event in still.events if event["type"] == "customer.updated"]
    assert updated[0]["data"]["previous_attributes"] == {"currency": None}
    error = refused(item, customer)
    assert error.param == "currency"
    assert error.user_message == (
        "You cannot combine currencies on a single customer. This customer has an active "
        "subscription, subscription schedule, discount, quote, invoice item or active subscription "
        "mode checkout session with currency eur."
    )
    made = draft(customer)
    assert (made.currency, made.total) == ("eur", 1000)
    # nothing else waits now
    assert item(customer).currency == "usd"


def test_items_of_two_customers_and_two_currencies_do_not_mix(customer):
    other = stripe.Customer.create()
    made = stripe.Invoice.create(customer=customer.id, currency="usd")
    assert refused(item, other, invoice=made.id).param == "invoice"
    assert refused(item, customer, invoice=made.id, currency="eur").param == "currency"
    waiting = item(other)
    error = refused(stripe.Invoice.add_lines, made.id, lines=[{"invoice_item": waiting.id}])
    assert error.param == "lines[0][invoice_item]"


def test_a_refused_change_of_a_line_names_the_line(customer):
    price = stripe.Price.create(unit_amount=700, currency="usd", product_data={"name": "Nail"})
    item(customer, amount=None, currency=None, pricing={"price": price.id})
    made = draft(customer)
    change = {"id": made.lines.data[0].id, "quantity": -1}
    error = refused(stripe.Invoice.update_lines, made.id, lines=[change])
    assert error.param == "lines[0][quantity]"


def test_lists(customer):
    on, waiting = item(customer, 1), None
    made = draft(customer)
    waiting = item(customer, 2)
    assert [one.id for one in stripe.InvoiceItem.list(pending=True).data] == [waiting.id]
    assert [one.id for one in stripe.InvoiceItem.list(pending=False).data] == [on.id]
    assert [one.id for one in stripe.InvoiceItem.list(invoice=made.id).data] == [on.id]
