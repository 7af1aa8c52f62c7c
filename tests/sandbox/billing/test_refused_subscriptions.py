"""What subscriptions and their schedules refuse: the message, the parameter, and nothing changed."""

import pytest
from sandbox_clocks import JANUARY_31, Clock, price_of

import stripe

DAY = 24 * 3600
CONFIG = "billing_cycle_anchor_config"
EVERY = "pending_invoice_item_interval"
FUTURE = "must be an integer Unix timestamp in the future"


def create(clock, **params):
    price = price_of(1000)
    return stripe.Subscription.create(
        customer=clock.customer, items=[{"price": price.id}], **params
    )


@pytest.mark.parametrize(
    ("params", "param", "message"),
    [
        ({CONFIG: {"day_of_month": 32}}, f"{CONFIG}[day_of_month]", "less than or equal to 31"),
        ({CONFIG: {"day_of_month": 0}}, f"{CONFIG}[day_of_month]", "greater than or equal to 1"),
        ({CONFIG: {"day_of_month": 1, "hour": 24}}, f"{CONFIG}[hour]", "less than or equal to 23"),
        ({CONFIG: {"day_of_month": 1, "month": 13}}, f"{CONFIG}[month]", "equal to 12"),
        ({EVERY: {"interval": "year", "interval_count": 2}}, EVERY, "once a year"),
        ({EVERY: {"interval": "day", "interval_count": 0}}, f"{EVERY}[interval_count]", "equal to"),
        ({"application_fee_percent": 101}, "application_fee_percent", "between 0 and 100"),
        ({"application_fee_percent": 1.125}, "application_fee_percent", "two decimal places"),
        ({"application_fee_percent": 10}, "application_fee_percent", "on behalf of another"),
    ],
)
def test_beginnings_that_cannot_be_had(still, params, param, message):
    with pytest.raises(stripe.InvalidRequestError, match=message) as refused:
        create(Clock(), **params)
    assert refused.value.param == param


def test_collection_cannot_resume_in_the_past(still):
    made = create(Clock())
    with pytest.raises(stripe.InvalidRequestError, match=FUTURE) as refused:
        stripe.Subscription.modify(
            made.id, pause_collection={"behavior": "void", "resumes_at": JANUARY_31}
        )
    assert refused.value.param == "pause_collection[resumes_at]"


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"end_behavior": "renew"}, "end_behavior"),
        ({"end_behavior": "none"}, "end_behavior"),
        ({"pause_schedules": [{"pause": {"pause_at": {"type": "now"}}}]}, "pause_schedules"),
    ],
)
def test_schedules_that_no_source_describes(still, params, param):
    phase = {"items": [{"price": price_of(1000).id}]}
    with pytest.raises(stripe.APIError) as refused:
        stripe.SubscriptionSchedule.create(
            customer=Clock().customer, start_date="now", phases=[phase], **params
        )
    assert (refused.value.http_status, refused.value.code) == (501, "sandbox_not_emulated")
    assert refused.value.json_body["error"]["param"] == param


def test_billing_ahead_is_not_acted_out(still):
    ahead = {"bill_until": {"type": "duration", "duration": {"interval": "year"}}}
    clock = Clock()
    with pytest.raises(stripe.APIError, match="billing_schedules") as refused:
        create(clock, billing_schedules=[ahead])
    assert refused.value.http_status == 501
    made = create(clock)
    with pytest.raises(stripe.APIError, match="billing_schedules"):
        stripe.Subscription.modify(made.id, billing_schedules=[ahead])


def test_a_clock_has_room_for_ten_quotes_of_nobody(still):
    clock = Clock()
    line = {"price": price_of(1000).id}
    for _ in range(10):
        stripe.Quote.create(test_clock=clock.id, line_items=[line])
    with pytest.raises(stripe.InvalidRequestError, match="at most 10 quotes") as refused:
        stripe.Quote.create(test_clock=clock.id, line_items=[line])
    assert refused.value.param == "test_clock"
    stripe.Quote.create(customer=clock.customer, line_items=[line])


@pytest.mark.parametrize(
    ("terms", "param"),
    [
        ({"phases": 1, "start_date": JANUARY_31 - 90 * DAY}, "phases[0][end_date]"),
        ({"phases": 2, "items": 2}, "phases[0][items]"),
        ({"phases": 2, "items": 21}, "phases[0][items]"),
    ],
)
def test_phases_that_cannot_be_had(still, terms, param):
    item = {"price": price_of(1000).id}
    phase = {"items": [item] * terms.get("items", 1), "duration": {"interval": "month"}}
    clock = Clock()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe.SubscriptionSchedule.create(
            customer=clock.customer,
            start_date=terms.get("start_date", JANUARY_31 + DAY),
            phases=[phase] * terms["phases"],
        )
    assert refused.value.param == param


def test_a_customer_of_a_clock_has_room_for_three_living_subscriptions(still):
    clock = Clock()
    first = create(clock)
    create(clock)
    stripe.SubscriptionSchedule.create(
        customer=clock.customer,
        start_date=JANUARY_31 + DAY,
        phases=[{"items": [{"price": price_of(1000).id}]}],
    )
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError, match="at most 3 subscriptions"):
            create(clock)
    stripe.Subscription.cancel(first.id)
    create(clock)
    clock.advance(JANUARY_31 + DAY)


def test_a_paused_subscription_gets_no_schedule(still):
    made = create(Clock())
    stripe.Subscription.pause(made.id, type="subscription")
    with pytest.raises(stripe.InvalidRequestError, match="status of paused") as refused:
        stripe.SubscriptionSchedule.create(from_subscription=made.id)
    assert refused.value.param == "from_subscription"
