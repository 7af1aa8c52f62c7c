"""Meters: what events add up to, which of them cannot be counted, and how that is told."""

import json

import pytest

import stripe

HOUR = 3600
DAY = 24 * HOUR
START = 1_800_000_000 - 1_800_000_000 % DAY


def meter_of(formula="sum", **more):
    return stripe.billing.Meter.create(
        display_name="Calls", event_name="calls", default_aggregation={"formula": formula}, **more
    )


def use(customer, value, timestamp=None, **more):
    given = {} if timestamp is None else {"timestamp": timestamp}
    payload = {"stripe_customer_id": customer.id, "value": str(value)}
    return stripe.billing.MeterEvent.create(event_name="calls", payload=payload, **given, **more)


def summaries(meter, of, **asked):
    given = {"customer": of.id, "start_time": START, "end_time": START + 2 * DAY, **asked}
    return stripe.billing.Meter.list_event_summaries(meter.id, **given).data


@pytest.mark.parametrize(
    ("formula", "window", "total"),
    [
        ("sum", None, 14.5),
        ("count", None, 3),
        ("last", None, 7),  # by timestamp, not by arrival
        ("sum", "hour", 9.5),  # 5 and 2.5 are of one hour: the later one counts
    ],
)
@pytest.mark.stripe_sandbox(now=START + DAY)
def test_formulas(sandbox, formula, window, total):
    meter = meter_of(formula, **({"event_time_window": window} if window else {}))
    customer = stripe.Customer.create()
    use(customer, 5, START + 60)
    use(customer, 7, START + 3 * HOUR)
    use(customer, "2.5", START + 120)
    assert [one.aggregated_value for one in summaries(meter, customer)] == [total]


@pytest.mark.stripe_sandbox(now=START + DAY)
def test_summaries_by_windows(sandbox):
    meter, customer = meter_of(), stripe.Customer.create()
    for at, value in ((0, 1), (HOUR - 1, 2), (HOUR, 4), (DAY, 8)):
        use(customer, value, START + at)
    hours = summaries(meter, customer, value_grouping_window="hour")
    assert [(one.start_time - START, one.aggregated_value) for one in hours] == [
        (DAY, 8), (HOUR, 4), (0, 3)
    ]  # fmt: skip
    days = summaries(meter, customer, value_grouping_window="day")
    assert [one.aggregated_value for one in days] == [8, 7]
    assert [one.aggregated_value for one in summaries(meter, customer, end_time=START + HOUR)] == [
        3
    ]


@pytest.mark.parametrize(
    ("asked", "param"),
    [
        ({"start_time": START + 1}, "start_time"),
        ({"end_time": START}, "end_time"),
        ({"start_time": START + 60, "value_grouping_window": "hour"}, "start_time"),
        ({"customer": "cus_none"}, "customer"),
    ],
)
def test_summaries_that_cannot_be_asked_for(sandbox, asked, param):
    meter, customer = meter_of(), stripe.Customer.create()
    with pytest.raises(stripe.InvalidRequestError) as caught:
        summaries(meter, customer, **asked)
    assert caught.value.param == param


CUSTOMER = "of the test"
PROBLEMS = [
    ({"stripe_customer_id": CUSTOMER, "value": "many"}, {}, "meter_event_invalid_value"),
    ({"stripe_customer_id": CUSTOMER}, {}, "meter_event_value_not_found"),
    ({"stripe_customer_id": CUSTOMER, "value": "1e20"}, {}, "meter_event_value_too_many_digits"),
    ({"value": "1"}, {}, "meter_event_no_customer_defined"),
    ({"stripe_customer_id": "cus_none", "value": "1"}, {}, "meter_event_customer_not_found"),
    (
        {"stripe_customer_id": CUSTOMER, "value": "1"},
        {"timestamp": START + 301},
        "timestamp_in_future",
    ),
    (
        {"stripe_customer_id": CUSTOMER, "value": "1"},
        {"timestamp": START - 35 * DAY - 1},
        "timestamp_too_far_in_past",
    ),
]


@pytest.mark.parametrize(("payload", "more", "code"), PROBLEMS)
@pytest.mark.stripe_sandbox(now=START)
def test_reports_of_what_cannot_be_counted(sandbox, payload, more, code):
    meter, customer = meter_of(), stripe.Customer.create()
    sent = {key: customer.id if text == CUSTOMER else text for key, text in payload.items()}
    made = stripe.billing.MeterEvent.create(
        event_name="calls", payload=sent, identifier="one", **more
    )
    assert made.identifier == "one"
    event = report()
    assert event.type == "v1.billing.meter.error_report_triggered"
    assert event.related_object.id == meter.id
    (kind,) = event.data.reason.error_types
    assert (kind.code, kind.error_count) == (code, 1)
    assert kind.sample_errors[0].request.identifier == "one"
    assert summaries(meter, customer) == []


def report():
    events = stripe.StripeClient(stripe.api_key).v2.core.events.list().data
    found = next(event for event in events if event.type.startswith("v1.billing.meter."))
    return stripe.StripeClient(stripe.api_key).v2.core.events.retrieve(found.id)


@pytest.mark.stripe_sandbox(now=START)
def test_events_for_no_meter_and_for_an_archived_one(sandbox):
    customer = stripe.Customer.create()
    use(customer, 1)
    event = report()
    assert event.type == "v1.billing.meter.no_meter_found"
    assert event.data.reason.error_types[0].code == "no_meter"
    meter = meter_of()
    stripe.billing.Meter.deactivate(meter.id)
    use(customer, 1)
    assert report().data.reason.error_types[0].code == "archived_meter"


@pytest.mark.stripe_sandbox(now=START)
def test_adjustments_cancel_events_of_the_last_day(sandbox):
    meter, customer = meter_of(), stripe.Customer.create()
    use(customer, 7, identifier="one")
    use(customer, 1, identifier="two")

    def cancel(identifier, event_name="calls"):
        return stripe.billing.MeterEventAdjustment.create(
            event_name=event_name, type="cancel", cancel={"identifier": identifier}
        )

    assert cancel("one").status == "complete"
    assert [one.aggregated_value for one in summaries(meter, customer)] == [1]
    sandbox.clock.advance(DAY + 1)
    for identifier, name in (("two", "calls"), ("three", "calls"), ("one", "other")):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            cancel(identifier, name)
        assert caught.value.param == "cancel[identifier]"


@pytest.mark.stripe_sandbox(now=START)
def test_events_of_the_second_version_count_too(sandbox):
    meter, customer = meter_of(), stripe.Customer.create()
    client = stripe.StripeClient(stripe.api_key)
    payload = {"stripe_customer_id": customer.id, "value": "3"}
    event = {"event_name": "calls", "payload": payload}
    made = client.v2.billing.meter_events.create({**event, "identifier": "one"})
    assert made.identifier == "one"
    session = client.v2.billing.meter_event_session.create()
    streaming = stripe.StripeClient(session.authentication_token)
    wrong = {**event, "payload": {**payload, "value": "x"}}
    again = {**event, "identifier": "one"}
    streaming.v2.billing.meter_event_stream.create({"events": [event, wrong, wrong, again]})
    assert [one.aggregated_value for one in summaries(meter, customer)] == [6]
    assert report().data.reason.error_count == 2
    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        use(customer, 7, identifier="one")


def test_two_active_meters_of_one_event(sandbox):
    first = meter_of()
    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        meter_of()
    stripe.billing.Meter.deactivate(first.id)
    assert meter_of().status == "active"


def test_reports_reach_event_destinations(sandbox):
    kinds = ("error_report_triggered", "no_meter_found")
    destination = stripe.StripeClient(stripe.api_key).v2.core.event_destinations.create(
        {
            "name": "meters",
            "type": "webhook_endpoint",
            "event_payload": "thin",
            "enabled_events": [f"v1.billing.meter.{kind}" for kind in kinds],
            "webhook_endpoint": {"url": "http://127.0.0.1:1/thin"},
        }
    )
    stripe.WebhookEndpoint.create(url="http://127.0.0.1:1/all", enabled_events=["*"])
    meter, customer = meter_of(), stripe.Customer.create()
    use(customer, "many")
    stripe.billing.MeterEvent.create(event_name="other", payload={"value": "1"})
    sent = [(one.target.id, json.loads(one.payload)) for one in sandbox.deliveries]
    thin = [body for target, body in sent if target == destination.id]
    assert [body["type"] for body in thin] == [f"v1.billing.meter.{kind}" for kind in kinds]
    assert (thin[0]["related_object"]["id"], "data" in thin[0]) == (meter.id, False)
    others = {body["type"] for target, body in sent if target != destination.id}
    assert not {type for type in others if type.startswith("v1.")}
