"""Pausing: of the collection of invoices, and of subscriptions."""

import pytest
from sandbox_clocks import APRIL, JUNE, MAY, THIRD_LEFT, Clock, price_of

import stripe

DAY = 24 * 3600


@pytest.mark.parametrize(
    ("behavior", "status"),
    [("keep_as_draft", "draft"), ("void", "void"), ("mark_uncollectible", "uncollectible")],
)
def test_paused_collection(running, behavior, status):
    clock, made = running
    paused = stripe.Subscription.modify(
        made.id, pause_collection={"behavior": behavior, "resumes_at": MAY + 5 * DAY}
    )
    assert paused.status == "active"
    clock.advance(MAY + 3600)
    assert clock.invoices()[-1].status == status
    assert stripe.Subscription.retrieve(made.id).status == "active"
    assert stripe.Event.list(type="invoice.upcoming").data == []
    clock.advance(MAY + 5 * DAY)
    assert stripe.Subscription.retrieve(made.id).pause_collection is None
    clock.advance(JUNE + 3600)
    assert [invoice.status for invoice in clock.invoices()] == ["paid", status, "paid"]


def test_collection_taken_up_by_hand(running):
    _, made = running
    stripe.Subscription.modify(made.id, pause_collection={"behavior": "void"})
    assert stripe.Subscription.modify(made.id, pause_collection="").pause_collection is None
    assert stripe.Event.list(type="customer.subscription.paused").data == []


@pytest.mark.parametrize(
    ("params", "pending", "invoiced"),
    [
        ({}, [-1000], []),
        ({"bill_for": {"unused_time_from": {"type": "none"}}}, [], []),
        ({"bill_for": {"unused_time_from": {"type": "item_current_period_start"}}}, [-3000], []),
        ({"invoicing_behavior": "invoice"}, [], [-1000]),
    ],
)
def test_a_paused_subscription(running, params, pending, invoiced):
    clock, made = running
    paused = stripe.Subscription.pause(made.id, type="subscription", **params)
    assert paused.status == "paused"
    assert paused.status_details.paused.transitioned_at == THIRD_LEFT
    assert paused["items"].data[0].current_period_end == THIRD_LEFT
    found = stripe.InvoiceItem.list(customer=clock.customer, pending=True)
    assert [item.amount for item in found] == pending
    assert [invoice.total for invoice in clock.invoices()[1:]] == invoiced
    told = [event.type for event in stripe.Event.list(limit=20).data]
    assert "customer.subscription.paused" in told
    clock.advance(MAY + 3600)
    assert len(clock.invoices()) == 1 + len(invoiced)


@pytest.mark.parametrize(
    ("params", "start", "totals"),
    [
        ({}, MAY + 10 * DAY, [2000]),
        ({"billing_cycle_anchor": {"type": "unchanged"}}, MAY, []),
        (
            {"billing_cycle_anchor": {"type": "unchanged"}, "proration_behavior": "always_invoice"},
            MAY,
            [1032],
        ),
    ],
)
def test_resumed(running, params, start, totals):
    clock, made = running
    stripe.Subscription.pause(made.id)
    clock.advance(MAY + 10 * DAY)
    resumed = stripe.Subscription.resume(made.id, **params)
    assert resumed.status == "active"
    assert resumed["items"].data[0].current_period_start == start
    assert [invoice.total for invoice in clock.invoices()[1:]] == totals
    assert "customer.subscription.resumed" in [e.type for e in stripe.Event.list(limit=3).data]


@pytest.mark.parametrize(
    ("behavior", "status"),
    [("resume_on_payment_attempt", "past_due"), ("resume_on_payment_success", "paused")],
)
def test_resumed_with_a_card_that_fails(running, behavior, status):
    clock, made = running
    stripe.Subscription.pause(made.id, bill_for={"unused_time_from": {"type": "none"}})
    clock.pays_with("pm_card_chargeCustomerFail")
    assert stripe.Subscription.resume(made.id, payment_behavior=behavior).status == status
    if status == "past_due":
        return
    clock.advance(THIRD_LEFT + 23 * 3600)
    assert stripe.Subscription.retrieve(made.id).status == "paused"
    assert clock.invoices()[-1].status == "void"
    clock.pays_with("pm_card_visa")
    assert stripe.Subscription.resume(made.id, payment_behavior=behavior).status == "active"


@pytest.mark.parametrize(
    "params",
    [
        {"billing_mode": {"type": "classic"}},
        {"trial_period_days": 5},
        {"collection_method": "send_invoice", "days_until_due": 5},
    ],
)
def test_what_cannot_be_paused(still, params):
    clock = Clock(APRIL)
    made = stripe.Subscription.create(
        customer=clock.customer, items=[{"price": price_of(3000).id}], **params
    )
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Subscription.pause(made.id)
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Subscription.resume(made.id)
