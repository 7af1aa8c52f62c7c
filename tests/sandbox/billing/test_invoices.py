"""Invoices: lines and their sums, numbers, what each state refuses; credit notes and quotes."""

import pytest

import stripe


@pytest.fixture
def customer(sandbox):
    return stripe.Customer.create(email="jenny@example.com")


def _pending(customer, amount=500, **more):
    return stripe.InvoiceItem.create(customer=customer.id, amount=amount, currency="usd", **more)


def _draft(customer, **more):
    return stripe.Invoice.create(
        customer=customer.id, pending_invoice_items_behavior="include", **more
    )


def test_pending_items_become_lines(sandbox, customer):
    item = _pending(customer, description="Wood")
    invoice = _draft(customer)
    line = invoice.lines.data[0]
    assert (invoice.total, invoice.amount_due, line.amount, line.description) == (
        500,
        500,
        500,
        "Wood",
    )
    assert line.parent.invoice_item_details.invoice_item == item.id
    assert stripe.InvoiceItem.retrieve(item.id).invoice == invoice.id
    assert _draft(customer).total == 0
    created = next(e for e in sandbox.events if e["type"] == "invoice.created")
    assert created["data"]["object"]["total"] == 500


def test_lines_are_added_changed_and_removed(sandbox, customer):
    price = stripe.Price.create(unit_amount=700, currency="usd", product_data={"name": "Nail"})
    invoice = _draft(customer)
    stripe.InvoiceItem.create(
        customer=customer.id, invoice=invoice.id, pricing={"price": price.id}, quantity=2
    )
    invoice = stripe.Invoice.add_lines(invoice.id, lines=[{"description": "Tip", "amount": 50}])
    assert (invoice.total, len(invoice.lines.data)) == (1450, 2)
    nails, tip = invoice.lines.data
    invoice = stripe.Invoice.update_lines(invoice.id, lines=[{"id": nails.id, "quantity": 3}])
    assert invoice.total == 2150
    invoice = stripe.Invoice.remove_lines(
        invoice.id, lines=[{"id": tip.id, "behavior": "delete"}], invoice_metadata={"a": "b"}
    )
    assert (invoice.total, invoice.metadata["a"]) == (2100, "b")
    page = stripe.Invoice.list_lines(invoice.id)
    assert [line.id for line in page.data] == [nails.id]


def test_life(sandbox, customer):
    _pending(customer)
    invoice = _draft(customer, collection_method="send_invoice", days_until_due=30)
    assert invoice.due_date == invoice.created + 30 * 24 * 3600
    invoice = stripe.Invoice.finalize_invoice(invoice.id)
    prefix = stripe.Customer.retrieve(customer.id).invoice_prefix
    assert (invoice.status, invoice.number) == ("open", f"{prefix}-0001")
    invoice = stripe.Invoice.pay(invoice.id, paid_out_of_band=True)
    assert (invoice.status, invoice.amount_paid, invoice.amount_remaining) == ("paid", 500, 0)
    assert [e["type"] for e in sandbox.events if e["type"].startswith("invoice.")] == [
        "invoice.created",
        "invoice.finalized",
        "invoice.updated",
        "invoice.paid",
    ]


def test_preview_stores_nothing(sandbox, customer):
    _pending(customer)
    preview = stripe.Invoice.create_preview(
        customer=customer.id, invoice_items=[{"amount": 40, "currency": "usd"}]
    )
    assert (preview.total, preview.currency) == (540, "usd")
    assert stripe.Invoice.list().data == []


# (what is done to an open invoice) -> (code, start of the message)
REFUSED = {
    "delete": (stripe.Invoice.delete, "You can only delete draft invoices."),
    "finalize": (stripe.Invoice.finalize_invoice, "This invoice is already finalized"),
    "add_lines": (
        lambda invoice: stripe.Invoice.add_lines(invoice, lines=[{"amount": 1}]),
        "This invoice is no longer editable",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_open_invoice_is_fixed(sandbox, customer, name):
    act, message = REFUSED[name]
    _pending(customer)
    invoice = stripe.Invoice.finalize_invoice(_draft(customer).id)
    with pytest.raises(stripe.InvalidRequestError, match=message) as caught:
        act(invoice.id)
    assert caught.value.code == "invoice_not_editable"


def test_an_invoice_needs_a_customer(http):
    for path in ("/v1/invoices", "/v1/invoiceitems", "/v1/invoices/create_preview"):
        error = http("POST", path).error
        assert (error["code"], error["param"]) == ("parameter_missing", "customer")


def test_a_payment_made_elsewhere_pays(sandbox, customer):
    _pending(customer)
    invoice = stripe.Invoice.finalize_invoice(_draft(customer).id)
    intent = stripe.PaymentIntent.create(
        amount=500,
        currency="usd",
        payment_method="pm_card_visa",
        confirm=True,
        automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
    )
    assert stripe.Invoice.attach_payment(invoice.id, payment_intent=intent.id).status == "paid"


def test_credit_note_and_its_preview(sandbox, customer):
    _pending(customer)
    invoice = stripe.Invoice.finalize_invoice(_draft(customer).id)
    assert stripe.CreditNote.preview(invoice=invoice.id, amount=200).total == 200
    assert stripe.CreditNote.list().data == []
    note = stripe.CreditNote.create(invoice=invoice.id, amount=200)
    assert (note.total, note.type, note.customer) == (200, "pre_payment", customer.id)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.CreditNote.create(invoice=invoice.id, amount=501)
    assert caught.value.param == "amount"


BAD = {
    "another's payment method": (
        lambda: {"default_payment_method": _theirs()},
        "default_payment_method",
    ),
    "a past time": (lambda: {"automatically_finalizes_at": 5}, "automatically_finalizes_at"),
    "a long name": (
        lambda: {"custom_fields": [{"name": "x" * 41, "value": "y"}]},
        "custom_fields[0][name]",
    ),
    "five fields": (lambda: {"custom_fields": [{"name": "x", "value": "y"}] * 5}, "custom_fields"),
    "an unknown tax": (lambda: {"default_tax_rates": ["txr_x"]}, "default_tax_rates[0]"),
    "an unknown subscription": (lambda: {"subscription": "sub_x"}, "subscription"),
}


def _theirs():
    other = stripe.Customer.create()
    return stripe.PaymentMethod.attach("pm_card_visa", customer=other.id).id


@pytest.mark.parametrize("name", BAD)
def test_what_no_invoice_can_have(sandbox, customer, name):
    terms, param = BAD[name]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Invoice.create(customer=customer.id, **terms())
    assert caught.value.param == param


def test_found_by_its_subscription(sandbox):
    customer = stripe.Customer.create(
        payment_method="pm_card_visa", invoice_settings={"default_payment_method": "pm_card_visa"}
    )
    price = stripe.Price.create(
        currency="usd",
        unit_amount=500,
        recurring={"interval": "month"},
        product_data={"name": "Gold"},
    )
    made = stripe.Subscription.create(customer=customer.id, items=[{"price": price.id}])
    stripe.Invoice.create(customer=customer.id)
    for found in (
        stripe.Invoice.list(subscription=made.id),
        stripe.Invoice.search(query=f'subscription:"{made.id}"'),
    ):
        assert [invoice.id for invoice in found.data] == [made.latest_invoice]
    assert stripe.Invoice.list(subscription="sub_x").data == []


def test_settings_of_the_customer(sandbox):
    rendering = {"amount_tax_display": "include_inclusive_tax"}
    settings = {
        "footer": "Thank you",
        "custom_fields": [{"name": "PO", "value": "7"}],
        "rendering_options": rendering,
    }
    made = _draft(stripe.Customer.create(email="a@example.com", invoice_settings=settings))
    assert (made.footer, made.custom_fields[0].value) == ("Thank you", "7")
    assert made.rendering.amount_tax_display == "include_inclusive_tax"
