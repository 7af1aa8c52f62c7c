"""Whatever is billed: totals are lines less discounts plus taxes, balances are their transactions."""

from hypothesis import given, settings
from hypothesis import strategies as st

import stripe
from stripe.sandbox import Sandbox

AMOUNTS = st.integers(-5_000, 50_000)
LINES = st.lists(st.tuples(AMOUNTS, st.integers(1, 9)), min_size=1, max_size=12)
OFFS = st.lists(
    st.one_of(
        st.integers(1, 100).map(lambda share: {"percent_off": share}),
        st.integers(1, 60_000).map(lambda amount: {"amount_off": amount, "currency": "usd"}),
    ),
    max_size=3,
)
RATES = st.lists(st.tuples(st.sampled_from([1, 5, 8.875, 19, 20]), st.booleans()), max_size=3)
BALANCE = st.integers(-30_000, 30_000)
QUICK = settings(max_examples=40, deadline=None)


def billed(lines, offs, rates, balance=0):
    """A draft of these lines, of a customer with that balance."""
    customer = stripe.Customer.create(
        payment_method="pm_card_visa", invoice_settings={"default_payment_method": "pm_card_visa"}
    )
    if balance:
        stripe.Customer.create_balance_transaction(customer.id, amount=balance, currency="usd")
    for amount, quantity in lines:
        stripe.InvoiceItem.create(
            customer=customer.id,
            currency="usd",
            unit_amount_decimal=str(amount),
            quantity=quantity,
        )
    given = [{"coupon": stripe.Coupon.create(duration="once", **off).id} for off in offs]
    found = [
        stripe.TaxRate.create(display_name="Tax", percentage=share, inclusive=inclusive).id
        for share, inclusive in rates
    ]
    return stripe.Invoice.create(
        customer=customer.id,
        pending_invoice_items_behavior="include",
        discounts=given,
        default_tax_rates=found,
    )


def total_of(invoice):
    """What the lines of an invoice come to."""
    total = 0
    for line in stripe.Invoice.list_lines(invoice.id, limit=100).data:
        total += line.amount - sum(one.amount for one in line.discount_amounts)
        total += sum(tax.amount for tax in line.taxes if tax.tax_behavior == "exclusive")
    return total


@QUICK
@given(LINES, OFFS, RATES)
def test_totals_are_lines_less_discounts_plus_taxes(lines, offs, rates):
    with Sandbox(seed=1):
        made = billed(lines, offs, rates)
        assert made.subtotal == sum(amount * quantity for amount, quantity in lines)
        assert made.total == total_of(made)
        taken = sum(one.amount for one in made.total_discount_amounts)
        on_top = sum(tax.amount for tax in made.total_taxes if tax.tax_behavior == "exclusive")
        assert made.total == made.subtotal - taken + on_top
        assert made.total_excluding_tax == made.total - sum(t.amount for t in made.total_taxes)
        assert made.amount_due == max(made.total, 0)
        # no discount takes more than there is
        for line in made.lines.data:
            assert sum(one.amount for one in line.discount_amounts) <= max(line.amount, 0)


@QUICK
@given(LINES, BALANCE, st.booleans(), st.integers(1, 100))
def test_balances_are_their_transactions(lines, balance, voided, credited):
    with Sandbox(seed=1):
        made = stripe.Invoice.finalize_invoice(billed(lines, [], [], balance).id)
        kept = made.starting_balance + made.total - made.amount_due
        assert made.ending_balance == kept
        if made.status == "open" and voided:
            stripe.Invoice.void_invoice(made.id)
        elif made.status == "open":
            made = stripe.Invoice.pay(made.id)
            assert made.amount_paid == made.amount_due
            amount = min(credited, made.total)
            if amount > 0:
                stripe.CreditNote.create(invoice=made.id, amount=amount, credit_amount=amount)
        changes = stripe.Customer.list_balance_transactions(made.customer, limit=100).data
        now = stripe.Customer.retrieve(made.customer).balance
        assert now == sum(change.amount for change in changes)
        assert now == (changes[0].ending_balance if changes else 0)
        if made.status == "open":
            assert now == balance
