"""Subscription schedules: phase after phase, and how they end."""

import pytest
from sandbox_clocks import JANUARY_31, Clock, price_of

import stripe

DAY, HOUR = 24 * 3600, 3600
FEBRUARY, MARCH, APRIL_30 = 1772271000, 1774949400, 1777541400
Schedule = stripe.SubscriptionSchedule


def phase(price, months=1, **more):
    duration = {"interval": "month", "interval_count": months}
    return {"items": [{"price": price.id}], "duration": duration, **more}


def amounts(clock):
    return [invoice.total for invoice in clock.invoices()]


def told(prefix, limit=100):
    found = stripe.Event.list(limit=limit).data[::-1]
    return [e.type.removeprefix(prefix) for e in found if e.type.startswith(prefix)]


@pytest.mark.parametrize(("end", "status"), [("release", "active"), ("cancel", "canceled")])
def test_phases_follow_each_other(still, end, status):
    clock = Clock()
    plan = Schedule.create(
        customer=clock.customer,
        start_date="now",
        end_behavior=end,
        phases=[phase(price_of(1000), 2), phase(price_of(2000), metadata={"step": "2"})],
    )
    assert (plan.status, plan.current_phase.end_date) == ("active", MARCH)
    assert [one.end_date for one in plan.phases] == [MARCH, APRIL_30]
    subscription = stripe.Subscription.retrieve(plan.subscription)
    assert (subscription.status, subscription.schedule) == ("active", plan.id)
    assert clock.invoices()[0].status == "draft"
    clock.advance(FEBRUARY + HOUR)
    clock.advance(MARCH + HOUR)
    assert amounts(clock) == [1000, 1000, 2000]
    subscription = stripe.Subscription.retrieve(plan.subscription)
    assert subscription.metadata.step == "2"
    assert subscription.cancel_at == (APRIL_30 if end == "cancel" else None)
    clock.advance(APRIL_30 + HOUR)
    after, plan = stripe.Subscription.retrieve(subscription.id), Schedule.retrieve(plan.id)
    assert (after.status, plan.status, plan.completed_at) == (status, "completed", APRIL_30)
    assert amounts(clock) == [1000, 1000, 2000] + ([2000] if end == "release" else [])
    assert told("subscription_schedule.") == ["created", "updated", "expiring", "completed"]


def test_a_start_in_the_future(still):
    clock = Clock()
    start = JANUARY_31 + 10 * DAY
    plan = Schedule.create(
        customer=clock.customer, start_date=start, phases=[phase(price_of(1000))]
    )
    assert (plan.status, plan.subscription, plan.current_phase) == ("not_started", None, None)
    assert [one.id for one in Schedule.list(scheduled=True).data] == [plan.id]
    clock.advance(start)
    plan = Schedule.retrieve(plan.id)
    subscription = stripe.Subscription.retrieve(plan.subscription)
    assert (plan.status, subscription.start_date) == ("active", start)
    assert clock.invoices()[0].status == "draft"


def test_a_phase_that_begins_within_a_period_prorates(still):
    clock = Clock(1775001600)
    plan = Schedule.create(
        customer=clock.customer,
        start_date="now",
        phases=[
            {"items": [{"price": price_of(3000).id}], "end_date": 1776729600},
            phase(price_of(6000)),
        ],
    )
    clock.advance(1776729600)
    pending = stripe.InvoiceItem.list(customer=clock.customer, pending=True)
    assert [item.amount for item in pending] == [-1000, 2000]
    assert stripe.Subscription.retrieve(plan.subscription).status == "active"


def test_from_a_subscription(still):
    clock = Clock()
    small, large = price_of(1000), price_of(2000)
    made = stripe.Subscription.create(customer=clock.customer, items=[{"price": small.id}])
    plan = Schedule.create(from_subscription=made.id)
    [first] = plan.phases
    assert (first.start_date, first.end_date) == (JANUARY_31, FEBRUARY)
    with pytest.raises(stripe.InvalidRequestError, match="already attached to a schedule"):
        Schedule.create(from_subscription=made.id)
    current = {
        "items": [{"price": small.id}], "start_date": JANUARY_31, "end_date": FEBRUARY,
    }  # fmt: skip
    Schedule.modify(plan.id, phases=[current, phase(large)], end_behavior="cancel")
    clock.advance(FEBRUARY + HOUR)
    after = stripe.Subscription.retrieve(made.id)
    assert after.cancel_at == MARCH
    assert amounts(clock) == [1000, 2000]
    with pytest.raises(stripe.InvalidRequestError, match="managed by the subscription schedule"):
        stripe.Subscription.modify(made.id, cancel_at_period_end=True)
    with pytest.raises(stripe.InvalidRequestError, match="phase that has already ended"):
        Schedule.modify(plan.id, phases=[{**current, "end_date": FEBRUARY + 5}])
    clock.advance(MARCH)
    assert stripe.Subscription.retrieve(made.id).status == "canceled"


def test_a_change_of_the_current_phase_reaches_the_subscription(still):
    clock = Clock(1775001600)
    small = price_of(3000)
    plan = Schedule.create(customer=clock.customer, start_date="now", phases=[phase(small, 3)])
    clock.advance(1776729600)
    plan = Schedule.modify(
        plan.id,
        phases=[
            {
                "items": [{"price": small.id, "quantity": 2}],
                "start_date": plan.phases[0].start_date,
                "end_date": plan.phases[0].end_date,
            }
        ],
        proration_behavior="always_invoice",
    )
    assert stripe.Subscription.retrieve(plan.subscription)["items"].data[0].quantity == 2
    assert clock.invoices()[-1].total == 1000


def test_a_direct_change_splits_the_current_phase(still):
    clock = Clock(1775001600)
    plan = Schedule.create(
        customer=clock.customer, start_date="now", phases=[phase(price_of(3000), 3)]
    )
    clock.advance(1776729600)
    item = stripe.Subscription.retrieve(plan.subscription)["items"].data[0].id
    stripe.Subscription.modify(plan.subscription, items=[{"id": item, "quantity": 2}])
    split = Schedule.retrieve(plan.id)
    assert [one.start_date for one in split.phases] == [1775001600, 1776729600]
    assert [one["items"][0].quantity for one in split.phases] == [1, 2]


def test_released(still):
    clock = Clock()
    plan = Schedule.create(
        customer=clock.customer, start_date="now", phases=[phase(price_of(1000), 2)]
    )
    id = plan.subscription
    freed = Schedule.release(plan.id)
    assert (freed.status, freed.released_subscription, freed.subscription) == ("released", id, None)
    assert stripe.Subscription.retrieve(id).schedule is None
    clock.advance(MARCH)
    assert stripe.Subscription.retrieve(id).status == "active"
    with pytest.raises(stripe.InvalidRequestError):
        Schedule.cancel(plan.id)


@pytest.mark.parametrize("start", ["now", JANUARY_31 + DAY])
def test_canceled(still, start):
    clock = Clock()
    plan = Schedule.create(
        customer=clock.customer, start_date=start, phases=[phase(price_of(1000), 2)]
    )
    ended = Schedule.cancel(plan.id)
    assert (ended.status, ended.canceled_at) == ("canceled", JANUARY_31)
    if start == "now":
        assert stripe.Subscription.retrieve(plan.subscription).status == "canceled"
    assert told("subscription_schedule.")[-1] == "canceled"


def test_a_schedule_ends_with_a_subscription_that_is_not_paid_for(still):
    clock = Clock()
    plan = Schedule.create(
        customer=clock.customer, start_date="now", phases=[phase(price_of(1000), 12)]
    )
    clock.advance(JANUARY_31 + HOUR)
    clock.pays_with("pm_card_chargeCustomerFail")
    clock.advance(FEBRUARY + HOUR + 15 * DAY)
    assert stripe.Subscription.retrieve(plan.subscription).status == "canceled"
    assert Schedule.retrieve(plan.id).status == "canceled"
    assert told("subscription_schedule.")[-1] == "aborted"


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"phases": []}, "phases"),
        ({"phases": [{"items": [{"price": "price_none"}]}]}, "phases[0][items][0][price]"),
        ({"phases": [{"end_date": JANUARY_31 - 5}]}, "phases[0][end_date]"),
        ({"phases": [{}] * 11}, "phases"),
        ({"customer": "cus_none"}, "customer"),
        (
            {"phases": [{"collection_method": "send_invoice"}]},
            "phases[0][invoice_settings][days_until_due]",
        ),
    ],
)
def test_what_is_refused(still, params, param):
    clock = Clock()
    price = price_of(1000)
    phases = [
        one if "items" in one else {"items": [{"price": price.id}], **one}
        for one in params.get("phases", [{}])
    ]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        Schedule.create(
            **{"customer": clock.customer, "start_date": "now", **params, "phases": phases}
        )
    assert caught.value.param == param
    assert Schedule.list().data == []


def test_a_phase_that_nothing_is_there_to_pay_for(still):
    clock = Clock(1775001600, card=None)
    plan = Schedule.create(
        customer=clock.customer,
        start_date="now",
        phases=[
            {"items": [{"price": price_of(0).id}], "end_date": 1776729600},
            phase(price_of(6000), proration_behavior="always_invoice"),
        ],
    )
    clock.advance(1776729600)
    after = stripe.Subscription.retrieve(plan.subscription)
    assert (after.status, clock.invoices()[-1].status) == ("past_due", "open")


def test_the_metadata_of_phases_adds_up(still):
    clock = Clock()
    price = price_of(1000)
    plan = Schedule.create(
        customer=clock.customer,
        start_date="now",
        phases=[
            phase(price, metadata={"first": "1", "both": "1", "never": ""}),
            phase(price, metadata={"first": "", "second": "2"}),
        ],
    )
    assert plan.phases[1].metadata.to_dict() == {"first": "", "second": "2"}
    before = stripe.Subscription.retrieve(plan.subscription)
    assert before.metadata.to_dict() == {"first": "1", "both": "1"}
    clock.advance(FEBRUARY)
    after = stripe.Subscription.retrieve(plan.subscription)
    assert after.metadata.to_dict() == {"both": "1", "second": "2"}


@pytest.mark.parametrize("begins", ["now", JANUARY_31 + DAY])
def test_a_phase_that_can_no_longer_be_had(still, begins):
    clock = Clock()
    old, new = price_of(1000), price_of(2000)
    plan = Schedule.create(
        customer=clock.customer,
        start_date=begins,
        phases=[phase(new if begins != "now" else old), phase(new)],
    )
    stripe.Price.modify(new.id, active=False)
    clock.advance(FEBRUARY + DAY + HOUR)
    after = Schedule.retrieve(plan.id)
    if begins == "now":
        assert after.status == "released"
        assert amounts(clock) == [1000, 1000]
    else:
        assert (after.status, after.subscription, amounts(clock)) == ("canceled", None, [])
