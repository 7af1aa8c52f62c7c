"""The end of subscriptions: at once, at the end of a period, at a date."""

import pytest
from sandbox_clocks import APRIL, JANUARY_31, MAY, THIRD_LEFT, Clock, price_of

import stripe

DAY = 24 * 3600


def pending(clock):
    return [item.amount for item in stripe.InvoiceItem.list(customer=clock.customer, pending=True)]


@pytest.mark.parametrize(
    ("params", "credit", "invoices"),
    [
        ({}, [], 1),
        ({"prorate": True}, [-1000], 1),
        ({"prorate": True, "invoice_now": True}, [], 2),
        ({"invoice_now": True}, [], 1),
    ],
)
def test_canceled_now(running, params, credit, invoices):
    clock, made = running
    ended = stripe.Subscription.cancel(made.id, **params)
    assert (ended.status, ended.ended_at, ended.canceled_at) == ("canceled", THIRD_LEFT, THIRD_LEFT)
    assert ended.cancellation_details.reason == "cancellation_requested"
    assert (pending(clock), len(clock.invoices())) == (credit, invoices)
    if invoices == 2:
        assert clock.invoices()[-1].total == -1000
    clock.advance(MAY + 3600)
    assert len(clock.invoices()) == invoices
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Subscription.cancel(made.id)
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


def test_canceled_at_the_end_of_the_period(running):
    clock, made = running
    planned = stripe.Subscription.modify(made.id, cancel_at_period_end=True)
    assert (planned.status, planned.cancel_at, planned.canceled_at) == ("active", MAY, THIRD_LEFT)
    assert planned.cancellation_details.reason == "cancellation_requested"
    clock.advance(MAY)
    ended = stripe.Subscription.retrieve(made.id)
    assert (ended.status, ended.ended_at, ended.canceled_at) == ("canceled", MAY, THIRD_LEFT)
    assert len(clock.invoices()) == 1
    [event] = stripe.Event.list(type="customer.subscription.deleted").data
    assert (event.created, event.request.id) == (MAY, None)
    assert stripe.Event.list(type="invoice.upcoming").data == []


@pytest.mark.parametrize("params", [{"cancel_at_period_end": False}, {"cancel_at": ""}])
def test_a_plan_given_up(running, params):
    clock, made = running
    stripe.Subscription.modify(made.id, cancel_at_period_end=True)
    kept = stripe.Subscription.modify(made.id, **params)
    assert (kept.cancel_at, kept.cancel_at_period_end, kept.canceled_at) == (None, False, None)
    clock.advance(MAY + 3600)
    assert stripe.Subscription.retrieve(made.id).status == "active"
    assert len(clock.invoices()) == 2


def test_canceled_at_once_after_a_plan(running):
    clock, made = running
    stripe.Subscription.modify(made.id, cancel_at_period_end=True)
    clock.advance(THIRD_LEFT + DAY)
    ended = stripe.Subscription.cancel(made.id)
    assert (ended.canceled_at, ended.ended_at) == (THIRD_LEFT, THIRD_LEFT + DAY)
    assert ended.cancel_at is None
    assert not ended.cancel_at_period_end


def test_a_date_within_the_period_ends_it_there(running):
    clock, made = running
    end = THIRD_LEFT + 5 * DAY
    planned = stripe.Subscription.modify(made.id, cancel_at=end)
    assert planned["items"].data[0].current_period_end == end
    assert planned.billing_cycle_anchor == APRIL
    assert pending(clock) == [-500]
    clock.advance(end)
    assert stripe.Subscription.retrieve(made.id).status == "canceled"


def test_a_date_beyond_the_period_shortens_the_renewal_into_it(still):
    clock = Clock(1672531200)  # 2023-01-01
    made = stripe.Subscription.create(
        customer=clock.customer, items=[{"price": price_of(12000, "year").id}]
    )
    stripe.Subscription.modify(made.id, cancel_at=1719792000)  # 2024-07-01
    assert len(clock.invoices()) == 1
    clock.advance(1704067200 + 3600)
    assert clock.invoices()[-1].total == 5967
    clock.advance(1719792000)
    assert stripe.Subscription.retrieve(made.id).status == "canceled"


@pytest.mark.parametrize("word", ["min_period_end", "max_period_end"])
def test_words_become_a_date(running, word):
    _, made = running
    assert stripe.Subscription.modify(made.id, cancel_at=word).cancel_at == MAY


def test_prorations_that_were_pending_are_dropped(running):
    clock, made = running
    item = made["items"].data[0].id
    stripe.Subscription.modify(made.id, items=[{"id": item, "quantity": 2}])
    stripe.InvoiceItem.create(customer=clock.customer, amount=50, currency="usd")
    stripe.Subscription.cancel(made.id)
    assert pending(clock) == [50]


def test_open_invoices_are_left_to_be_paid_by_hand(running):
    clock, made = running
    clock.pays_with("pm_card_chargeCustomerFail")
    clock.advance(MAY + 3600)
    stripe.Subscription.cancel(made.id)
    invoice = clock.invoices()[-1]
    assert (invoice.status, invoice.auto_advance) == ("open", False)
    assert invoice.next_payment_attempt is None
    clock.advance(MAY + 20 * DAY)
    assert clock.invoices()[-1].attempt_count == 1


def test_details_of_a_cancellation(running):
    _, made = running
    ended = stripe.Subscription.cancel(
        made.id, cancellation_details={"comment": "Too many", "feedback": "too_complex"}
    )
    details = ended.cancellation_details
    assert (details.comment, details.feedback) == ("Too many", "too_complex")
    assert details.reason == "cancellation_requested"


def test_canceled_whether_or_not_the_last_invoice_can_be_paid(running):
    clock, made = running
    stripe.InvoiceItem.create(
        customer=clock.customer, subscription=made.id, amount=700, currency="usd"
    )
    for method in stripe.PaymentMethod.list(customer=clock.customer):
        stripe.PaymentMethod.detach(method.id)
    assert stripe.Subscription.cancel(made.id, invoice_now=True).status == "canceled"
    assert (clock.invoices()[-1].status, clock.invoices()[-1].total) == ("open", 700)


def test_another_end_is_counted_from_whole_periods(still):
    clock = Clock()
    yearly = price_of(10000, "year")
    made = stripe.Subscription.create(
        customer=clock.customer, items=[{"price": price_of(1000).id}, {"price": yearly.id}]
    )
    ends = [item.current_period_end for item in made["items"].data]
    for word, end in (("min_period_end", ends[0]), ("max_period_end", ends[1])):
        made = stripe.Subscription.modify(made.id, cancel_at=word)
        assert made.cancel_at == end
    made = stripe.Subscription.modify(made.id, cancel_at="")
    assert [item.current_period_end for item in made["items"].data] == ends


@pytest.mark.parametrize("mode", ["classic", "flexible"])
def test_an_end_within_a_trial(still, mode):
    clock = Clock()
    made = stripe.Subscription.create(
        customer=clock.customer,
        items=[{"price": price_of(1000).id}],
        trial_period_days=14,
        billing_mode={"type": mode},
    )
    end = JANUARY_31 + 7 * DAY
    changed = stripe.Subscription.modify(made.id, cancel_at=end)
    assert changed.trial_end == (end if mode == "classic" else made.trial_end)
    clock.advance(end)
    assert stripe.Subscription.retrieve(made.id).status == "canceled"


def test_a_trial_goes_on_to_its_end_when_it_is_not_to_end_before(still):
    clock = Clock()
    made = stripe.Subscription.create(
        customer=clock.customer,
        items=[{"price": price_of(1000).id}],
        trial_period_days=40,
        cancel_at=JANUARY_31 + 7 * DAY,
    )
    [item] = made["items"].data
    assert item.current_period_end == JANUARY_31 + 7 * DAY
    after = stripe.Subscription.modify(made.id, cancel_at="")
    [item] = after["items"].data
    assert item.current_period_end == made.trial_end


def test_a_schedule_keeps_the_end_of_the_subscription_that_it_takes_over(still):
    clock = Clock()
    made = stripe.Subscription.create(
        customer=clock.customer, items=[{"price": price_of(1000).id}], cancel_at_period_end=True
    )
    plan = stripe.SubscriptionSchedule.create(from_subscription=made.id)
    assert plan.end_behavior == "cancel"
    clock.advance(made.cancel_at)
    assert stripe.Subscription.retrieve(made.id).status == "canceled"
    assert stripe.SubscriptionSchedule.retrieve(plan.id).status == "completed"


def test_what_a_planned_end_has_cut_is_whole_when_the_schedule_is_released(still):
    clock = Clock()
    made = stripe.Subscription.create(
        customer=clock.customer,
        items=[{"price": price_of(1000).id}],
        cancel_at=JANUARY_31 + 7 * DAY,
    )
    plan = stripe.SubscriptionSchedule.create(from_subscription=made.id)
    stripe.SubscriptionSchedule.release(plan.id)
    after = stripe.Subscription.retrieve(made.id)
    [item] = after["items"].data
    assert (after.cancel_at, item.current_period_end) == (None, 1772271000)
