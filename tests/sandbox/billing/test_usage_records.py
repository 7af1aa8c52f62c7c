"""Usage records, by which versions before 2025-03-31 told of usage."""

import pytest
from sandbox_clocks import JANUARY_31, Clock

import stripe

DAY, FEBRUARY = 24 * 3600, 1772271000
FORMER, BASIL = "2024-06-20", "2025-03-31.basil"


@pytest.fixture
def old(http, sandbox):
    def send(method, path, params=None, version=FORMER, status=200):
        answer = http(method, path, params, headers={"Stripe-Version": version})
        assert answer.status == status, answer.body
        return answer.body

    return send


@pytest.fixture
def subscribed(old):
    """A clock whose customer pays by usage, and the item for which it is told."""

    def subscribe(how="sum"):
        recurring = {"interval": "month", "usage_type": "metered", "aggregate_usage": how}
        params = {"currency": "usd", "unit_amount": 10, "recurring": recurring}
        price = old("POST", "/v1/prices", {**params, "product_data": {"name": "Calls"}})
        assert price["recurring"]["aggregate_usage"] == how
        assert price["recurring"]["meter"] is None
        clock = Clock()
        items = [{"price": price["id"]}]
        made = old("POST", "/v1/subscriptions", {"customer": clock.customer, "items": items})
        return clock, made["items"]["data"][0]["id"]

    return subscribe


def record(old, item, quantity, moment="now", **more):
    params = {"quantity": quantity, "timestamp": moment, **more}
    return old("POST", f"/v1/subscription_items/{item}/usage_records", params)


@pytest.mark.parametrize(("how", "total"), [("sum", 350), ("last_during_period", 50)])
def test_what_is_told_is_billed(old, subscribed, how, total):
    clock, item = subscribed(how)
    clock.advance(JANUARY_31 + DAY)
    made = record(old, item, 20, JANUARY_31 + 60)
    assert (made["object"], made["quantity"], made["subscription_item"]) == (
        "usage_record",
        20,
        item,
    )
    record(old, item, 10, JANUARY_31 + 90)
    record(old, item, 5)
    clock.advance(FEBRUARY + 3600)
    assert clock.invoices()[-1].total == total


def test_set_takes_the_place_of_what_was_told_for_a_time(old, subscribed):
    clock, item = subscribed()
    record(old, item, 20, JANUARY_31 + 60)
    record(old, item, 7, JANUARY_31 + 60, action="set")
    path = f"/v1/subscription_items/{item}/usage_record_summaries"
    [current] = old("GET", path)["data"]
    assert (current["total_usage"], current["invoice"]) == (7, None)
    clock.advance(FEBRUARY)
    record(old, item, 3, FEBRUARY - 1)  # the invoice of the period is a draft still
    clock.advance(FEBRUARY + 3600)
    invoice = clock.invoices()[-1]
    assert invoice.total == 100
    assert [(one["total_usage"], one["invoice"]) for one in old("GET", path)["data"]] == [
        (0, None),
        (10, invoice.id),
    ]


def test_of_two_items_of_a_price_each_has_its_own(old, subscribed):
    clock, item = subscribed()
    price = stripe.SubscriptionItem.retrieve(item).price.id
    other = old(
        "POST", "/v1/subscriptions", {"customer": clock.customer, "items": [{"price": price}]}
    )
    record(old, item, 20)
    record(old, other["items"]["data"][0]["id"], 3)
    clock.advance(FEBRUARY + 3600)
    assert sorted(one.total for one in clock.invoices()[-2:]) == [30, 200]


REFUSED = {
    "no quantity": ({}, "quantity"),
    "a negative quantity": ({"quantity": -1}, "quantity"),
    "a quantity that is no number": ({"quantity": "many"}, "quantity"),
    "another action": ({"quantity": 1, "action": "double"}, "action"),
    "long ago": ({"quantity": 1, "timestamp": JANUARY_31 - 1}, "timestamp"),
    "in the future": ({"quantity": 1, "timestamp": JANUARY_31 + DAY}, "timestamp"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(old, subscribed, name):
    params, param = REFUSED[name]
    _, item = subscribed()
    path = f"/v1/subscription_items/{item}/usage_records"
    assert old("POST", path, params, status=400)["error"]["param"] == param


def test_gone_since_basil_and_not_for_meters(old, subscribed):
    _, item = subscribed()
    path = f"/v1/subscription_items/{item}/usage_records"
    gone = old("POST", path, {"quantity": 1}, version=BASIL, status=404)["error"]
    assert "meter events" in gone["message"]
    licensed = stripe.Subscription.create(
        customer=Clock().customer,
        items=[
            {
                "price": stripe.Price.create(
                    currency="usd",
                    unit_amount=5,
                    recurring={"interval": "month"},
                    product_data={"name": "Gold"},
                ).id
            }
        ],
    )
    path = f"/v1/subscription_items/{licensed['items'].data[0].id}/usage_records"
    error = old("POST", path, {"quantity": 1}, status=400)["error"]
    assert error["param"] == "subscription_item"
    missing = old("POST", "/v1/subscription_items/si_none/usage_records", status=404)["error"]
    assert missing["code"] == "resource_missing"


def test_plans(old, sandbox):
    params = {"currency": "usd", "amount": 10, "interval": "month", "product": {"name": "Calls"}}
    made = old("POST", "/v1/plans", {**params, "usage_type": "metered", "aggregate_usage": "sum"})
    assert (made["usage_type"], made["aggregate_usage"], made["meter"]) == ("metered", "sum", None)
    refused = {**params, "usage_type": "metered", "aggregate_usage": "max"}
    assert old("POST", "/v1/plans", refused, status=501)["error"]["param"] == "aggregate_usage"
