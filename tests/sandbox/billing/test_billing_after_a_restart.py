"""A life that is billed: restarted from its file again and again, it comes to the same money."""

import stripe
from stripe.sandbox import Sandbox

NOW, HOUR, DAY = 1_800_000_000, 3600, 24 * 3600


def begin():
    customer = stripe.Customer.create(
        email="jenny@example.com",
        payment_method="pm_card_visa",
        invoice_settings={"default_payment_method": "pm_card_visa"},
    ).id
    price = stripe.Price.create(
        currency="usd",
        recurring={"interval": "month"},
        billing_scheme="tiered",
        tiers_mode="graduated",
        tiers=[{"up_to": 2, "unit_amount": 700}, {"up_to": "inf", "unit_amount": 600}],
        product_data={"name": "Seat"},
    ).id
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False).id
    coupon = stripe.Coupon.create(
        amount_off=100, currency="usd", duration="repeating", duration_in_months=2
    ).id
    stripe.Customer.create_balance_transaction(customer, amount=-50, currency="usd")
    stripe.Subscription.create(
        customer=customer,
        items=[{"price": price, "quantity": 3}],
        default_tax_rates=[rate],
        discounts=[{"coupon": coupon}],
    )
    return customer


def fail(customer):
    method = stripe.PaymentMethod.attach("pm_card_chargeCustomerFail", customer=customer).id
    stripe.Customer.modify(customer, invoice_settings={"default_payment_method": method})


def bill_once(customer):
    stripe.InvoiceItem.create(customer=customer, amount=900, currency="usd")
    stripe.Invoice.create(
        customer=customer, pending_invoice_items_behavior="include", auto_advance=True
    )


STEPS = [
    lambda sandbox, customer: sandbox.clock.advance(31 * DAY),
    lambda sandbox, customer: sandbox.clock.advance(HOUR),
    lambda sandbox, customer: bill_once(customer),
    lambda sandbox, customer: sandbox.clock.advance(HOUR),
    lambda sandbox, customer: fail(customer),
    lambda sandbox, customer: sandbox.clock.advance(31 * DAY),
    lambda sandbox, customer: sandbox.clock.advance(4 * DAY),
    lambda sandbox, customer: sandbox.clock.advance(20 * DAY),
]


def money(customer):
    invoices = stripe.Invoice.list(customer=customer, limit=100).data[::-1]
    shown = [
        (one.status, one.total, one.amount_paid, one.attempt_count, one.number and one.number[-4:])
        for one in invoices
    ]
    subscriptions = stripe.Subscription.list(customer=customer, status="all").data
    return shown, [one.status for one in subscriptions], stripe.Customer.retrieve(customer).balance


def test_a_restart_changes_nothing(tmp_path):
    file = str(tmp_path / "sandbox.db")
    with Sandbox(seed=1, now=NOW) as sandbox:
        customer = begin()
        for step in STEPS:
            step(sandbox, customer)
        wanted = money(customer)
    with Sandbox(seed=1, now=NOW, db=file):
        customer = begin()
    for step in STEPS:
        with Sandbox(seed=1, now=NOW, db=file) as sandbox:
            step(sandbox, customer)
    with Sandbox(seed=1, now=NOW, db=file):
        assert money(customer) == wanted
    states, statuses, balance = wanted
    assert [one[:3] for one in states] == [
        ("paid", 2280, 2230),
        ("paid", 2280, 2280),
        ("paid", 900, 900),
        ("open", 2400, 0),
    ]
    assert (statuses, balance) == (["canceled"], 0)
