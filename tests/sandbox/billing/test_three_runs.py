"""Three lives of a subscription, to the second and to the cent."""

from sandbox_clocks import Clock, price_of

import stripe

START = 1769851800  # 2026-01-31 09:30:00
BOUNDARIES = (1772271000, 1774949400, 1777541400)
HOUR = 3600


def item_of(subscription):
    return stripe.Subscription.retrieve(subscription)["items"].data[0]


def lines_of(invoice):
    return [line.amount for line in invoice.lines.data]


def test_a_month_end_and_a_change_of_price_in_between(still):
    clock = Clock(START)
    small, large = price_of(2500), price_of(4000)
    subscription = stripe.Subscription.create(customer=clock.customer, items=[{"price": small.id}])
    assert subscription.status == "active"
    first = stripe.Invoice.retrieve(subscription.latest_invoice)
    assert (first.status, first.amount_paid, first.attempt_count) == ("paid", 2500, 1)
    assert first.number.endswith("-0001")
    item = item_of(subscription.id)
    assert (item.current_period_start, item.current_period_end) == (START, BOUNDARIES[0])

    clock.advance(BOUNDARIES[0])
    item = item_of(subscription.id)
    assert (item.current_period_start, item.current_period_end) == BOUNDARIES[:2]
    draft = clock.invoices()[-1]
    assert (draft.status, draft.automatically_finalizes_at) == ("draft", BOUNDARIES[0] + HOUR)
    assert draft.next_payment_attempt == BOUNDARIES[0] + HOUR
    assert (draft.period_start, draft.period_end) == (START, BOUNDARIES[0])
    clock.advance(BOUNDARIES[0] + HOUR)
    second = clock.invoices()[-1]
    assert (second.id, second.status, second.amount_paid) == (draft.id, "paid", 2500)
    assert second.number.endswith("-0002")

    clock.advance(1773100800)
    stripe.Subscription.modify(subscription.id, items=[{"id": item.id, "price": large.id}])
    pending = stripe.InvoiceItem.list(customer=clock.customer, pending=True).data
    assert sorted(one.amount for one in pending) == [-1725, 2761]
    assert all(one.proration and not one.discountable for one in pending)

    clock.advance(BOUNDARIES[1])
    assert lines_of(clock.invoices()[-1]) == [-1725, 2761, 4000]
    clock.advance(BOUNDARIES[1] + HOUR)
    assert clock.invoices()[-1].amount_paid == 5036
    assert item_of(subscription.id).current_period_end == BOUNDARIES[2]


def test_b_retries_until_none_is_left(still):
    clock = Clock(START)
    price = price_of(2500)
    id = stripe.Subscription.create(customer=clock.customer, items=[{"price": price.id}]).id
    clock.advance(1772000000)
    clock.pays_with("pm_card_chargeCustomerFail")
    attempts = [
        (1772274600, 1, 1772533800),
        (1772533800, 2, 1772965800),
        (1772965800, 3, 1773570600),
    ]
    for moment, count, next_one in attempts:
        clock.advance(moment)
        invoice = clock.invoices()[-1]
        assert (invoice.attempt_count, invoice.next_payment_attempt) == (count, next_one)
        assert stripe.Subscription.retrieve(id).status == "past_due"
        assert stripe.Customer.retrieve(clock.customer).delinquent
    clock.advance(1773570600)
    subscription, invoice = stripe.Subscription.retrieve(id), clock.invoices()[-1]
    assert (invoice.attempt_count, invoice.next_payment_attempt) == (4, None)
    assert subscription.status == "canceled"
    assert subscription.cancellation_details.reason == "payment_failed"
    assert (invoice.status, invoice.auto_advance) == ("open", False)
    assert invoice.number.endswith("-0002")


def test_b_paid_by_hand_after_the_second_attempt(still):
    clock = Clock(START)
    price = price_of(2500)
    id = stripe.Subscription.create(customer=clock.customer, items=[{"price": price.id}]).id
    clock.advance(1772000000)
    clock.pays_with("pm_card_chargeCustomerFail")
    clock.advance(1772533800)
    method = stripe.PaymentMethod.attach("pm_card_visa", customer=clock.customer)
    invoice = stripe.Invoice.pay(clock.invoices()[-1].id, payment_method=method.id)
    assert (invoice.status, invoice.attempt_count) == ("paid", 2)
    assert invoice.next_payment_attempt is None
    assert stripe.Subscription.retrieve(id).status == "active"
    assert not stripe.Customer.retrieve(clock.customer).delinquent
    clock.advance(1773570600)
    assert stripe.Invoice.retrieve(invoice.id).attempt_count == 2


def test_c_a_downgrade_leaves_credit_for_the_renewal(still):
    start, end = 1775001600, 1777593600
    clock = Clock(start)
    large, small = price_of(2000), price_of(1000)
    subscription = stripe.Subscription.create(customer=clock.customer, items=[{"price": large.id}])
    clock.advance(1776729600)
    last = stripe.Event.list(limit=1).data[0].id
    stripe.Subscription.modify(
        subscription.id,
        items=[{"id": item_of(subscription.id).id, "price": small.id}],
        proration_behavior="always_invoice",
    )
    invoice = clock.invoices()[-1]
    assert (invoice.billing_reason, lines_of(invoice)) == ("subscription_update", [-667, 333])
    assert (invoice.status, invoice.total, invoice.amount_due) == ("paid", -334, 0)
    assert invoice.ending_balance == -334
    assert stripe.Customer.retrieve(clock.customer).balance == -334
    told = [event.type for event in stripe.Event.list(ending_before=last, limit=100).data[::-1]]
    assert told == [
        "invoiceitem.created",
        "invoiceitem.created",
        "invoice.created",
        "customer.updated",
        "invoice.finalized",
        "invoice.paid",
        "customer.subscription.updated",
    ]
    clock.advance(end + HOUR)
    renewal = clock.invoices()[-1]
    assert (renewal.total, renewal.starting_balance, renewal.amount_due) == (1000, -334, 666)
    assert (renewal.ending_balance, renewal.amount_paid) == (0, 666)
