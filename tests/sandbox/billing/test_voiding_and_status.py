"""What a subscription's status goes by when an invoice of it is voided."""

import pytest
from sandbox_clocks import APRIL, JUNE, MAY, Clock, price_of

import stripe

DAY, HOUR = 24 * 3600, 3600


@pytest.fixture
def failing(still):
    """A subscription whose renewals fail, after a first invoice that was paid."""
    clock = Clock(APRIL)
    made = stripe.Subscription.create(customer=clock.customer, items=[{"price": price_of(1000).id}])
    clock.pays_with("pm_card_chargeCustomerFail")
    return still, clock, made.id


def test_the_one_before_it_was_paid(failing):
    _, clock, id = failing
    clock.advance(MAY + HOUR)
    assert stripe.Subscription.retrieve(id).status == "past_due"
    stripe.Invoice.void_invoice(clock.invoices()[-1].id)
    assert stripe.Subscription.retrieve(id).status == "active"


@pytest.mark.parametrize("after", ["past_due", "unpaid"])
def test_the_one_before_it_has_no_tries_left(failing, after):
    sandbox, clock, id = failing
    sandbox.settings.after_retries = after
    clock.advance(MAY + HOUR + 15 * DAY)
    assert stripe.Subscription.retrieve(id).status == after
    clock.advance(JUNE + HOUR)
    newest = clock.invoices()[-1]
    if newest.status == "draft":
        newest = stripe.Invoice.finalize_invoice(newest.id)
    stripe.Invoice.void_invoice(newest.id)
    assert stripe.Subscription.retrieve(id).status == after


def test_a_renewal_given_up(failing):
    _, clock, id = failing
    clock.advance(MAY + HOUR)
    newest = clock.invoices()[-1]
    stripe.Invoice.mark_uncollectible(newest.id)
    assert stripe.Subscription.retrieve(id).status == "active"


@pytest.mark.parametrize("after", ["past_due", "unpaid"])
def test_a_renewal_given_up_by_the_setting_leaves_what_the_other_setting_says(failing, after):
    sandbox, clock, id = failing
    sandbox.settings.after_retries = after
    sandbox.settings.invoice_after_retries = "uncollectible"
    clock.advance(MAY + HOUR + 15 * DAY)
    assert clock.invoices()[-1].status == "uncollectible"
    assert stripe.Subscription.retrieve(id).status == after
    assert stripe.Customer.retrieve(clock.customer).delinquent
    clock.pays_with("pm_card_visa")
    stripe.Invoice.pay(clock.invoices()[-1].id)
    assert stripe.Subscription.retrieve(id).status == "active"
    assert not stripe.Customer.retrieve(clock.customer).delinquent
