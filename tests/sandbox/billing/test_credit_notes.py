"""Credit notes: before and after the payment, split, by line, previewed, taken back, refused."""

import pytest
from refusals import refused

import stripe


def opened(customer, amount=1000, quantity=1, **more):
    stripe.InvoiceItem.create(
        customer=customer.id, unit_amount_decimal=str(amount), currency="usd", quantity=quantity
    )
    made = stripe.Invoice.create(
        customer=customer.id, pending_invoice_items_behavior="include", **more
    )
    return stripe.Invoice.finalize_invoice(made.id)


def types(sandbox, after):
    return [event["type"] for event in sandbox.events][after:]


def test_three_of_ten_with_a_discount_and_a_tax(still, customer):
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
    coupon = stripe.Coupon.create(percent_off=10, duration="once")
    made = opened(
        customer, quantity=10, discounts=[{"coupon": coupon.id}], default_tax_rates=[rate.id]
    )
    assert made.total == 10800
    line = {
        "type": "invoice_line_item",
        "invoice_line_item": made.lines.data[0].id,
        "quantity": 3,
    }
    preview = stripe.CreditNote.preview(invoice=made.id, lines=[line])
    seen = len(still.events)
    note = stripe.CreditNote.create(invoice=made.id, lines=[line])
    assert types(still, seen) == ["credit_note.created", "invoice.updated"]
    assert (note.subtotal, note.discount_amount, note.total) == (3000, 300, 3240)
    assert (preview.total, preview.number) == (note.total, note.number)
    assert (note.total_taxes[0].amount, note.total_excluding_tax) == (540, 2700)
    assert (note.type, note.pre_payment_amount, note.number) == (
        "pre_payment",
        3240,
        f"{made.number}-CN-01",
    )
    made = stripe.Invoice.retrieve(made.id)
    assert (made.amount_due, made.pre_payment_credit_notes_amount) == (7560, 3240)
    too_many = {**line, "quantity": 8}
    assert refused(stripe.CreditNote.create, invoice=made.id, lines=[too_many]).param == (
        "lines[0][quantity]"
    )
    assert stripe.Invoice.pay(made.id).amount_paid == 7560
    assert [one.amount for one in stripe.CreditNote.list_lines(note.id).data] == [3000]


def test_before_and_after_the_payment_at_once(still, customer):
    made = opened(customer)
    part = stripe.PaymentIntent.create(
        amount=400,
        currency="usd",
        customer=customer.id,
        payment_method="pm_card_visa",
        confirm=True,
        automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
    )
    stripe.Invoice.attach_payment(made.id, payment_intent=part.id)
    note = stripe.CreditNote.create(invoice=made.id, amount=800, credit_amount=200)
    assert (note.type, note.pre_payment_amount, note.post_payment_amount) == ("mixed", 600, 200)
    made = stripe.Invoice.retrieve(made.id)
    assert (made.status, made.amount_due, made.amount_remaining) == ("paid", 400, 0)
    assert made.post_payment_credit_notes_amount == 200
    assert stripe.Customer.retrieve(customer.id).balance == -200
    change = stripe.Customer.retrieve_balance_transaction(
        customer.id, note.customer_balance_transaction
    )
    assert (change.amount, change.type, change.credit_note) == (-200, "credit_note", note.id)


def test_a_refund(still, customer):
    made = stripe.Invoice.pay(opened(customer).id)
    seen = len(still.events)
    note = stripe.CreditNote.create(
        invoice=made.id,
        lines=[{"type": "custom_line_item", "description": "Late", "unit_amount": 500}],
        refund_amount=500,
    )
    assert types(still, seen) == [
        "refund.created",
        "charge.refunded",
        "credit_note.created",
        "invoice.updated",
    ]
    refund = note.refunds[0]
    assert (note.type, note.pre_payment_amount, refund.amount_refunded) == ("post_payment", 0, 500)
    assert stripe.Refund.retrieve(refund.refund).amount == 500
    linked = stripe.Refund.create(charge=stripe.Charge.list().data[0].id, amount=100)
    note = stripe.CreditNote.create(
        invoice=made.id, amount=100, refunds=[{"refund": linked.id, "amount_refunded": 100}]
    )
    assert (note.number[-6:], note.refunds[0].refund) == ("-CN-02", linked.id)


def test_what_the_balance_paid_cannot_be_refunded(customer):
    stripe.Customer.create_balance_transaction(customer.id, amount=-15000, currency="usd")
    made = stripe.Invoice.pay(opened(customer, 20000).id)
    error = refused(stripe.CreditNote.create, invoice=made.id, amount=6000, refund_amount=6000)
    assert error.param == "refund_amount"
    note = stripe.CreditNote.create(
        invoice=made.id, amount=20000, refund_amount=5000, credit_amount=15000
    )
    assert note.post_payment_amount == 20000
    assert stripe.Customer.retrieve(customer.id).balance == -15000


def test_all_of_an_open_invoice(still, customer):
    made = opened(customer)
    seen = len(still.events)
    stripe.CreditNote.create(invoice=made.id, amount=1000)
    assert types(still, seen) == [
        "credit_note.created",
        "payment_intent.canceled",
        "invoice.updated",
        "invoice.paid",
    ]
    made = stripe.Invoice.retrieve(made.id)
    assert (made.status, made.amount_due, made.amount_paid) == ("paid", 0, 0)


def test_taken_back_while_the_invoice_is_open(still, customer):
    made = opened(customer)
    note = stripe.CreditNote.create(invoice=made.id, amount=300)
    seen = len(still.events)
    note = stripe.CreditNote.void_credit_note(note.id)
    assert types(still, seen) == ["credit_note.voided", "invoice.updated"]
    assert (note.status, note.voided_at) == ("void", 1_768_000_000)
    assert stripe.Invoice.retrieve(made.id).amount_due == 1000
    assert stripe.Invoice.pay(made.id).amount_paid == 1000
    late = stripe.CreditNote.create(invoice=made.id, amount=300, out_of_band_amount=300)
    error = refused(stripe.CreditNote.void_credit_note, late.id)
    assert error.code == "status_transition_invalid"


SUM = (
    "The sum of credit amount, refund amount and out of band amount ({}) must equal the credit "
    "note amount ({})."
)


def test_a_split_that_does_not_add_up(customer):
    made = stripe.Invoice.pay(opened(customer).id)
    error = refused(stripe.CreditNote.create, invoice=made.id, amount=200, refund_amount=100)
    assert error.user_message == SUM.format("$1.00", "$2.00")
    error = refused(stripe.CreditNote.create, invoice=made.id, amount=200)
    assert error.user_message == SUM.format("$0.00", "$2.00")


REFUSED = {
    "nothing": ({}, "amount"),
    "too much": ({"amount": 1001}, "amount"),
    "zero": ({"amount": 0}, "amount"),
    "an unknown line": (
        {"lines": [{"type": "invoice_line_item", "invoice_line_item": "il_x"}]},
        "lines[0][invoice_line_item]",
    ),
    "a line of which": ({"lines": [{"type": "invoice_line_item"}]}, "lines[0][invoice_line_item]"),
    "a line by two ways": (
        {
            "lines": [
                {"type": "invoice_line_item", "invoice_line_item": "$", "amount": 1, "quantity": 1}
            ]
        },
        "lines[0][quantity]",
    ),
    "an amount that is not the lines'": (
        {"amount": 5, "lines": [{"type": "invoice_line_item", "invoice_line_item": "$"}]},
        "amount",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(customer, name):
    made = opened(customer)
    terms, param = REFUSED[name]
    for line in terms.get("lines", ()):
        if line.get("invoice_line_item") == "$":
            line["invoice_line_item"] = made.lines.data[0].id
    assert refused(stripe.CreditNote.create, invoice=made.id, **terms).param == param
    assert stripe.CreditNote.list().data == []


def test_a_tax_rate_that_is_none_is_named_by_its_place(customer):
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
    taxes = [{"amount": 2, "tax_rate": id, "taxable_amount": 10} for id in (rate.id, "txr_unknown")]
    line = {"type": "custom_line_item", "description": "A", "unit_amount": 10, "tax_amounts": taxes}
    error = refused(stripe.CreditNote.create, invoice=opened(customer).id, lines=[line])
    assert error.param == "lines[0][tax_amounts][1][tax_rate]"


def test_a_draft_has_none(customer):
    made = stripe.Invoice.create(customer=customer.id)
    assert refused(stripe.CreditNote.create, invoice=made.id, amount=1).param == "invoice"


def test_more_lines_than_a_note_shows(customer):
    for amount in range(1, 13):
        stripe.InvoiceItem.create(customer=customer.id, amount=amount * 100, currency="usd")
    made = stripe.Invoice.create(customer=customer.id, pending_invoice_items_behavior="include")
    made = stripe.Invoice.pay(made.id)
    lines = list(made.lines.auto_paging_iter())
    note = stripe.CreditNote.create(
        invoice=made.id,
        lines=[{"type": "invoice_line_item", "invoice_line_item": line.id} for line in lines[:11]],
        credit_amount=7700,
    )
    assert (len(note.lines.data), note.lines.has_more, note.total) == (10, True, 7700)
    twice = [{"type": "invoice_line_item", "invoice_line_item": lines[10].id}]
    error = refused(stripe.CreditNote.create, invoice=made.id, lines=twice, credit_amount=200)
    assert "greater than what is left of the line" in error.user_message


@pytest.mark.parametrize(
    ("price", "quantity", "offs", "shares"),
    [
        (999, 1, [101], [{"amount": 333}] * 3),
        (751, 1, [50, 77], [{"amount": 115}, {"amount": 636}]),
        ("612.5", 2, [], [{"quantity": 1}] * 2),
        ("112.5", 7, [11, 10], [{"quantity": 1}, {"quantity": 4}, {"quantity": 2}]),
    ],
)
def test_shares_of_a_line_add_up_to_the_line(customer, price, quantity, offs, shares):
    rate = stripe.TaxRate.create(display_name="VAT", percentage=8.875, inclusive=False)
    coupons = [
        stripe.Coupon.create(amount_off=off, currency="usd", duration="once") for off in offs
    ]
    made = opened(
        customer,
        price,
        quantity,
        discounts=[{"coupon": coupon.id} for coupon in coupons],
        default_tax_rates=[rate.id],
    )
    line = {"type": "invoice_line_item", "invoice_line_item": made.lines.data[0].id}
    notes = [
        stripe.CreditNote.create(invoice=made.id, lines=[{**line, **share}]) for share in shares
    ]
    assert sum(note.discount_amount for note in notes) == sum(offs)
    assert sum(note.total for note in notes) == made.total
    assert stripe.Invoice.retrieve(made.id).status == "paid"


def test_shipping(customer):
    rate = stripe.ShippingRate.create(
        display_name="Post", type="fixed_amount", fixed_amount={"amount": 500, "currency": "usd"}
    )
    made = opened(customer, shipping_cost={"shipping_rate": rate.id})
    note = stripe.CreditNote.create(invoice=made.id, shipping_cost={"shipping_rate": rate.id})
    assert (note.total, note.amount_shipping, note.shipping_cost.amount_total) == (500, 500, 500)
    assert note.shipping_cost.shipping_rate == rate.id


def test_a_refund_is_told_of_once(customer):
    made = stripe.Invoice.pay(opened(customer).id, expand=["payments"])
    intent = made.payments.data[0].payment.payment_intent
    refund = stripe.Refund.create(payment_intent=intent, amount=300)
    linked = {"refund": refund.id, "amount_refunded": 200}
    stripe.CreditNote.create(invoice=made.id, amount=200, refunds=[linked])
    error = refused(stripe.CreditNote.create, invoice=made.id, amount=200, refunds=[linked])
    assert error.param == "refunds[0][refund]"
    rest = stripe.CreditNote.create(invoice=made.id, amount=100, refunds=[{"refund": refund.id}])
    assert rest.refunds[0].amount_refunded == 100
