"""Previews: what is shown is what then happens, and looking changes nothing."""

import pytest
from sandbox_clocks import Clock, price_of

import stripe

HOUR = 3600
START, MOMENT, END = 1596749288, 1598982148, 1599427688


def lines(invoice):
    return [(line.amount, line.description) for line in invoice.lines.data]


@pytest.fixture
def running(still):
    clock = Clock(START)
    made = stripe.Subscription.create(customer=clock.customer, items=[{"price": price_of(1000).id}])
    clock.advance(MOMENT)
    return clock, made


def test_a_change_of_price(running):
    clock, made = running
    before = stripe.Event.list(limit=1).data[0].id
    item = {"id": made["items"].data[0].id, "price": price_of(3252).id}
    shown = stripe.Invoice.create_preview(
        subscription=made.id, subscription_details={"items": [item]}
    )
    assert (shown.total, [line.amount for line in shown.lines.data]) == (3627, [-166, 541, 3252])
    assert shown.id.startswith("upcoming_in_")
    assert all(line.id.startswith("il_tmp_") for line in shown.lines.data)
    assert (shown.status, shown.billing_reason, shown.number) == ("draft", "upcoming", None)
    assert shown.next_payment_attempt == END + HOUR
    told = [event.type for event in stripe.Event.list(ending_before=before).data]
    assert set(told) <= {"product.created", "price.created", "plan.created"}
    assert stripe.InvoiceItem.list(customer=clock.customer).data == []
    stripe.Subscription.modify(made.id, items=[item])
    clock.advance(END + HOUR)
    assert lines(clock.invoices()[-1]) == lines(shown)
    assert clock.invoices()[-1].amount_paid == shown.amount_due


@pytest.mark.parametrize(
    ("details", "amounts"),
    [
        ({"proration_behavior": "always_invoice"}, [-166, 541]),
        ({"proration_behavior": "none"}, [3252]),
        ({"billing_cycle_anchor": {"type": "now"}}, [-166, 3252]),
    ],
)
def test_what_comes_at_once_is_shown_alone(running, details, amounts):
    clock, made = running
    item = {"id": made["items"].data[0].id, "price": price_of(3252).id}
    shown = stripe.Invoice.create_preview(
        subscription=made.id, subscription_details={"items": [item], **details}
    )
    assert [line.amount for line in shown.lines.data] == amounts
    stripe.Subscription.modify(made.id, items=[item], **details)
    if details.get("proration_behavior") == "none":
        clock.advance(END)
    assert lines(clock.invoices()[-1]) == lines(shown)


def test_a_cancellation(running):
    _, made = running
    shown = stripe.Invoice.create_preview(
        subscription=made.id, subscription_details={"cancel_now": True}
    )
    assert (shown.total, shown.amount_due, shown.ending_balance) == (-166, 0, -166)
    assert stripe.Subscription.retrieve(made.id).status == "active"


def test_a_subscription_to_come(running):
    clock, _ = running
    price = price_of(3252)
    shown = stripe.Invoice.create_preview(
        customer=clock.customer,
        subscription_details={"items": [{"price": price.id, "quantity": 2}]},
    )
    assert (shown.total, shown.period_start) == (6504, MOMENT)
    alone = stripe.Invoice.create_preview(
        currency="usd", subscription_details={"items": [{"price": price.id}]}
    )
    assert alone.total == 3252
    assert len(stripe.Subscription.list(customer=clock.customer).data) == 1


def test_of_a_customer_with_items_of_its_own(running):
    clock, _ = running
    stripe.InvoiceItem.create(customer=clock.customer, amount=250, currency="usd")
    shown = stripe.Invoice.create_preview(
        customer=clock.customer, invoice_items=[{"amount": 70, "currency": "usd"}]
    )
    assert sorted(line.amount for line in shown.lines.data) == [70, 250, 1000]


def test_what_recurs(running):
    clock, made = running
    once = stripe.Coupon.create(percent_off=50, duration="once").id
    stripe.Subscription.modify(made.id, discounts=[{"coupon": once}])
    stripe.InvoiceItem.create(customer=clock.customer, amount=250, currency="usd")
    item = {"id": made["items"].data[0].id, "quantity": 3}
    shown = stripe.Invoice.create_preview(
        subscription=made.id, subscription_details={"items": [item]}, preview_mode="recurring"
    )
    assert (shown.total, len(shown.lines.data)) == (3000, 1)


@pytest.fixture
def metered(still):
    meter = stripe.billing.Meter.create(
        display_name="Calls", event_name="calls", default_aggregation={"formula": "sum"}
    )
    return price_of(10, recurring={"usage_type": "metered", "meter": meter.id})


def call(clock, times):
    payload = {"stripe_customer_id": clock.customer, "value": str(times)}
    stripe.billing.MeterEvent.create(event_name="calls", payload=payload)


@pytest.mark.parametrize(
    ("params", "end"),
    [
        ({"trial_end": MOMENT}, MOMENT + 30 * 24 * HOUR),  # usage in a trial makes no invoice
        ({"cancel_at": MOMENT}, MOMENT),
    ],
)
def test_the_next_invoice_of_what_is_metered(metered, params, end):
    clock = Clock(START)
    made = stripe.Subscription.create(
        customer=clock.customer, items=[{"price": metered.id}], **params
    )
    call(clock, 7)
    shown = stripe.Invoice.create_preview(subscription=made.id)
    clock.advance(end)
    [invoice] = clock.invoices()
    assert lines(shown) == lines(invoice)
    assert shown.lines.data[0].period == invoice.lines.data[0].period
    assert shown.lines.data[0].period.end == end


def test_the_end_that_a_schedule_plans_within_a_period(metered):
    clock = Clock(START)
    plan = stripe.SubscriptionSchedule.create(
        customer=clock.customer,
        start_date="now",
        end_behavior="cancel",
        phases=[{"items": [{"price": metered.id}], "end_date": MOMENT}],
    )
    call(clock, 7)
    shown = stripe.Invoice.create_preview(subscription=plan.subscription)
    assert (shown.lines.data[0].period.end, shown.period_end) == (MOMENT, MOMENT)


def test_nothing_comes(running):
    clock, made = running
    stripe.Subscription.modify(made.id, cancel_at_period_end=True)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Invoice.create_preview(subscription=made.id)
    assert (caught.value.http_status, caught.value.code) == (404, "invoice_upcoming_none")
    assert clock.customer in caught.value.user_message


def test_the_notice_shows_the_renewal(running):
    clock, _ = running
    [event] = stripe.Event.list(type="invoice.upcoming").data
    assert event.created == END - 7 * 24 * HOUR
    assert "id" not in event.data.object
    clock.advance(END)
    assert event.data.object.total == clock.invoices()[-1].total


def _phase(price, **more):
    return {"items": [{"price": price.id}], "duration": {"interval": "month"}, **more}


def test_of_a_schedule(still):
    clock = Clock(START)
    small, large = price_of(1000), price_of(2000)
    to_come = stripe.Invoice.create_preview(
        customer=clock.customer, schedule_details={"phases": [_phase(small), _phase(large)]}
    )
    assert to_come.total == 1000
    plan = stripe.SubscriptionSchedule.create(
        customer=clock.customer,
        start_date=START + 24 * HOUR,
        phases=[_phase(small), _phase(large)],
    )
    first = stripe.Invoice.create_preview(schedule=plan.id)
    assert (first.total, first.created) == (1000, START + 24 * HOUR)
    clock.advance(START + 25 * HOUR)
    plan = stripe.SubscriptionSchedule.retrieve(plan.id)
    by_schedule = stripe.Invoice.create_preview(schedule=plan.id)
    by_subscription = stripe.Invoice.create_preview(subscription=plan.subscription)
    assert lines(by_schedule) == lines(by_subscription)
    clock.advance(plan.phases[0].end_date)
    assert lines(clock.invoices()[-1]) == lines(by_schedule)
    assert clock.invoices()[-1].total == 2000


def test_of_a_phase_that_is_invoiced_at_once(still):
    clock = Clock(1775001600)
    phases = [
        {"items": [{"price": price_of(3000).id}], "end_date": 1776729600},
        _phase(price_of(6000), proration_behavior="always_invoice"),
    ]
    plan = stripe.SubscriptionSchedule.create(
        customer=clock.customer, start_date="now", phases=phases
    )
    shown = stripe.Invoice.create_preview(subscription=plan.subscription)
    assert [line.amount for line in shown.lines.data] == [-1000, 2000]
    clock.advance(1776729600)
    assert lines(clock.invoices()[-1]) == lines(shown)


def test_what_is_billed_between_renewals_comes_first(still):
    clock = Clock(START)
    made = stripe.Subscription.create(
        customer=clock.customer,
        items=[{"price": price_of(1000).id}],
        pending_invoice_item_interval={"interval": "week"},
    )
    assert stripe.Invoice.create_preview(subscription=made.id).total == 1000
    stripe.InvoiceItem.create(
        customer=clock.customer, subscription=made.id, amount=300, currency="usd"
    )
    shown = stripe.Invoice.create_preview(subscription=made.id)
    clock.advance(shown.created)
    [invoice, _] = clock.invoices()[::-1]
    assert invoice.billing_reason == "automatic_pending_invoice_item_invoice"
    assert (shown.total, shown.created) == (invoice.total, invoice.created)


@pytest.mark.parametrize(
    ("changes", "tells"),
    [({"items": True}, True), ({"items": True, "proration_behavior": "none"}, False), ({}, False)],
)
def test_the_time_of_prorations_is_told_where_there_are_some(running, changes, tells):
    _, made = running
    if "items" in changes:
        changes = {**changes, "items": [{"id": made["items"].data[0].id, "quantity": 2}]}
    shown = stripe.Invoice.create_preview(subscription=made.id, subscription_details=changes)
    details = shown.parent.subscription_details.to_dict()
    assert (details.get("subscription_proration_date") is not None) is tells
