"""Alerts on usage."""

import pytest

import stripe


@pytest.fixture
def meter(sandbox):
    return stripe.billing.Meter.create(
        display_name="Calls", event_name="calls", default_aggregation={"formula": "sum"}
    )


def use(customer, value):
    payload = {"stripe_customer_id": customer.id, "value": str(value)}
    stripe.billing.MeterEvent.create(event_name="calls", payload=payload)


def alert_of(meter, gte=100, **more):
    threshold = {"gte": gte, "meter": meter, "recurrence": "one_time", **more}
    return stripe.billing.Alert.create(
        alert_type="usage_threshold", title="Much", usage_threshold=threshold
    )


def told(sandbox):
    events = [event for event in sandbox.events if event["type"] == "billing.alert.triggered"]
    found = [event["data"]["object"] for event in events]
    return [(one["alert"]["id"], one["customer"], one["value"]) for one in found]


def test_once_for_each_customer(sandbox, meter):
    first, second = stripe.Customer.create(), stripe.Customer.create()
    use(first, 90)  # before the alert: not counted
    every = alert_of(meter.id)
    one = alert_of(meter.id, 50, filters=[{"type": "customer", "customer": second.id}])
    use(first, 99)
    assert told(sandbox) == []
    use(first, 2)
    use(first, 500)
    use(second, 60)
    use(second, 60)
    assert told(sandbox) == [
        (every.id, first.id, 101),
        (one.id, second.id, 60),
        (every.id, second.id, 120),
    ]


def test_an_alert_that_sleeps(sandbox, meter):
    customer, made = stripe.Customer.create(), alert_of(meter.id)
    stripe.billing.Alert.deactivate(made.id)
    use(customer, 200)
    assert told(sandbox) == []
    stripe.billing.Alert.activate(made.id)
    use(customer, 1)
    assert told(sandbox) == [(made.id, customer.id, 201)]


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"gte": 0}, "usage_threshold[gte]"),
        ({"meter": "mtr_none"}, "usage_threshold[meter]"),
        (
            {"filters": [{"type": "customer", "customer": "cus_none"}]},
            "usage_threshold[filters][0][customer]",
        ),
    ],
)
def test_alerts_that_cannot_be(sandbox, meter, params, param):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        alert_of(**{"meter": meter.id, **params})
    assert caught.value.param == param
