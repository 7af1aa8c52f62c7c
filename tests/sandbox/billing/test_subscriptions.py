"""Subscriptions: made, changed, canceled."""

from __future__ import annotations

import pytest
from sandbox_clocks import Clock, price_of

import stripe

DAY = 24 * 3600


def _price(**more):
    product = stripe.Product.create(name="Gold")
    recurring = {"interval": "month", **more}
    return stripe.Price.create(
        product=product.id, unit_amount=500, currency="usd", recurring=recurring
    )


@pytest.fixture
def subscription(sandbox):
    customer = stripe.Customer.create(source="tok_visa")
    return stripe.Subscription.create(
        customer=customer.id, items=[{"price": _price().id, "quantity": 2}]
    )


@pytest.mark.stripe_sandbox(now=1_706_659_200)  # 2024-01-31
def test_subscription(subscription):
    [item] = subscription["items"].data
    assert (subscription.status, subscription.currency) == ("active", "usd")
    assert (item.quantity, item.price.unit_amount, item.plan.interval) == (2, 500, "month")
    assert item.subscription == subscription.id
    assert item.current_period_end == 1_709_164_800  # 2024-02-29
    assert stripe.Subscription.retrieve(subscription.id) == subscription
    [event] = stripe.Event.list(type="customer.subscription.created").data
    assert event.data.object.id == subscription.id


def test_subscription_on_trial(sandbox):
    customer = stripe.Customer.create(source="tok_visa")
    made = stripe.Subscription.create(
        customer=customer.id, items=[{"price": _price().id}], trial_period_days=14
    )
    assert made.status == "trialing"
    assert made.trial_end == made.trial_start + 14 * DAY


def test_subscription_changes(subscription):
    item = subscription["items"].data[0].id
    changed = stripe.Subscription.modify(
        subscription.id, items=[{"id": item, "quantity": 3}, {"price": _price().id}]
    )
    assert sorted(one.quantity for one in changed["items"].data) == [1, 3]
    ending = stripe.Subscription.modify(subscription.id, cancel_at_period_end=True)
    assert ending.cancel_at == ending["items"].data[0].current_period_end


def test_subscription_cancels(subscription):
    canceled = stripe.Subscription.cancel(subscription.id)
    assert (canceled.status, canceled.ended_at) == ("canceled", canceled.canceled_at)
    assert stripe.Subscription.retrieve(subscription.id).status == "canceled"
    assert stripe.Subscription.list().data == []
    assert len(stripe.Subscription.list(status="all").data) == 1
    assert stripe.Event.list().data[0].type == "customer.subscription.deleted"
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Subscription.cancel(subscription.id)


def test_subscription_needs_a_recurring_price(sandbox):
    customer, product = stripe.Customer.create(), stripe.Product.create(name="x")
    price = stripe.Price.create(product=product.id, unit_amount=5, currency="usd")
    with pytest.raises(stripe.InvalidRequestError, match="type=one_time") as caught:
        stripe.Subscription.create(customer=customer.id, items=[{"price": price.id}])
    assert caught.value.param == "items[0][price]"


def test_inactive_price_cannot_be_subscribed_to(http):
    sent = {"currency": "usd", "unit_amount": 500, "recurring": {"interval": "month"}}
    price = http("POST", "/v1/prices", {**sent, "product_data": {"name": "x"}}).body["id"]
    http("POST", f"/v1/prices/{price}", {"active": False})
    customer = http("POST", "/v1/customers", {"source": "tok_visa"}).body["id"]
    sent = {"customer": customer, "items": [{"price": price}]}
    error = http("POST", "/v1/subscriptions", sent).error
    assert error["param"] == "items[0][price]"
    assert error["message"].startswith("The price specified is inactive.")


def test_items_of_a_subscription(http):
    sent = {"currency": "usd", "unit_amount": 500, "recurring": {"interval": "month"}}
    one, two = (
        http("POST", "/v1/prices", {**sent, "product_data": {"name": name}}).body["id"]
        for name in ("a", "b")
    )
    customer = http("POST", "/v1/customers", {"source": "tok_visa"}).body["id"]
    sent = {"customer": customer, "items": [{"price": one}]}
    subscription = http("POST", "/v1/subscriptions", sent).body
    first = subscription["items"]["data"][0]["id"]
    path = "/v1/subscription_items"
    last = http("DELETE", f"{path}/{first}")
    assert (last.status, last.error["type"]) == (400, "invalid_request_error")
    sent = {"subscription": subscription["id"], "price": one}
    assert http("POST", path, sent).error["param"] == "price"
    added = http("POST", path, {**sent, "price": two, "quantity": 2}).body
    assert (added["price"]["id"], added["quantity"]) == (two, 2)
    changed = http("POST", f"{path}/{added['id']}", {"quantity": 3, "metadata": {"a": "b"}}).body
    assert (changed["quantity"], changed["metadata"]) == (3, {"a": "b"})
    assert http("DELETE", f"{path}/{first}").body["deleted"] is True
    shown = http("GET", f"/v1/subscriptions/{subscription['id']}").body["items"]["data"]
    assert [(item["id"], item["quantity"]) for item in shown] == [(added["id"], 3)]


def test_canceled_subscription_keeps_its_metadata_open(http):
    sent = {"currency": "usd", "unit_amount": 500, "recurring": {"interval": "month"}}
    price = http("POST", "/v1/prices", {**sent, "product_data": {"name": "x"}}).body["id"]
    customer = http("POST", "/v1/customers", {"source": "tok_visa"}).body["id"]
    sent = {"customer": customer, "items": [{"price": price}]}
    path = f"/v1/subscriptions/{http('POST', '/v1/subscriptions', sent).body['id']}"
    http("DELETE", path)
    assert http("POST", path, {"metadata": {"a": "b"}}).body["metadata"] == {"a": "b"}
    assert http("POST", path, {"cancel_at_period_end": True}).status == 400


def test_one_item_is_shown_by_the_subscription_itself_too(still):
    clock = Clock()
    small, large = price_of(1000), price_of(2000)
    made = stripe.Subscription.create(
        customer=clock.customer, items=[{"price": small.id, "quantity": 3}]
    )
    assert (made.plan.id, made.quantity) == (small.id, 3)
    [item] = made["items"].data
    made = stripe.Subscription.modify(made.id, items=[{"id": item.id, "price": large.id}])
    assert (made.plan.id, made.quantity) == (large.id, 1)
    made = stripe.Subscription.modify(made.id, items=[{"price": small.id}])
    assert (made.plan, made.quantity) == (None, None)
    old = stripe.Subscription.modify(
        made.id,
        items=[{"id": made["items"].data[1].id, "deleted": True}],
        expand=["plan.product"],
        stripe_version="2024-06-20",
    )
    assert old.plan.product.object == "product"
