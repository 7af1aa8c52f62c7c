"""Requests of older versions of the API: former parameters are taken, former fields are shown."""

import json

import pytest

import stripe

FORMER = "2024-06-20"
VERSIONS = ["2022-11-15", "2023-10-16", FORMER, "2025-02-24.acacia"]
BASIL = "2025-03-31.basil"


@pytest.fixture
def old(http):
    """Requests of an older version."""

    def send(method, path, params=None, version=FORMER):
        return http(method, path, params, headers={"Stripe-Version": version})

    return send


@pytest.fixture
def price(sandbox):
    product = stripe.Product.create(name="Gold")
    return stripe.Price.create(
        product=product.id, currency="usd", unit_amount=1000, recurring={"interval": "month"}
    )


@pytest.fixture
def customer(sandbox):
    return stripe.Customer.create(source="tok_visa", email="a@example.com")


def subscribe(old, customer, price, version=FORMER, **params):
    sent = {"customer": customer.id, "items": [{"price": price.id}], **params}
    return old("POST", "/v1/subscriptions", sent, version)


@pytest.mark.parametrize("version", [*VERSIONS, BASIL, None])
def test_period_of_a_subscription(old, http, customer, price, version):
    made = stripe.Subscription.create(customer=customer.id, items=[{"price": price.id}])
    headers = {"Stripe-Version": version} if version else None
    one = http("GET", f"/v1/subscriptions/{made.id}", headers=headers).body
    (listed,) = http("GET", "/v1/subscriptions", headers=headers).body["data"]
    item = made["items"].data[0]
    former = version in VERSIONS
    for shown in (one, listed):
        assert ("current_period_end" in shown) is former
        if former:
            period = (shown["current_period_start"], shown["current_period_end"])
            assert period == (item.current_period_start, item.current_period_end)


def test_codes_hold_their_coupon_itself(old, http):
    coupon = stripe.Coupon.create(percent_off=10, duration="once")
    made = old("POST", "/v1/promotion_codes", {"coupon": coupon.id, "code": "TEN"}, BASIL).body
    assert made["coupon"]["percent_off"] == 10
    listed = old("GET", "/v1/promotion_codes", {"expand": ["data.coupon.applies_to"]})
    assert listed.body["data"][0]["coupon"]["id"] == coupon.id
    assert "coupon" not in http("GET", f"/v1/promotion_codes/{made['id']}").body
    assert http("GET", "/v1/promotion_codes", {"expand": ["data.coupon"]}).status == 400


def test_billing_mode_was_classic(old, customer, price):
    assert subscribe(old, customer, price).body["billing_mode"]["type"] == "classic"
    flexible = subscribe(old, customer, price, billing_mode={"type": "flexible"}).body
    assert flexible["billing_mode"]["type"] == "flexible"


def test_events_in_the_version_that_asks(old, customer, price):
    made = subscribe(old, customer, price).body
    old("POST", f"/v1/subscriptions/{made['id']}", {"metadata": {"a": "b"}})
    asked = {"types": ["customer.subscription.created", "customer.subscription.updated"]}
    updated, created = old("GET", "/v1/events", asked).body["data"]
    assert created["api_version"] == updated["api_version"] == FORMER
    assert created["data"]["object"]["current_period_end"] == made["current_period_end"]
    assert updated["data"]["previous_attributes"] == {"metadata": {"a": None}}


@pytest.mark.parametrize("version", [FORMER, "2026-09-30.endive"])
def test_webhooks_in_the_version_of_their_endpoint(sandbox, customer, price, version):
    stripe.WebhookEndpoint.create(
        url="http://localhost:1/hook", enabled_events=["*"], api_version=version
    )
    stripe.Subscription.create(customer=customer.id, items=[{"price": price.id}])
    payloads = [json.loads(delivery.payload) for delivery in sandbox.deliveries]
    (event,) = (one for one in payloads if one["type"] == "customer.subscription.created")
    assert event["api_version"] == version
    assert ("current_period_end" in event["data"]["object"]) is (version == FORMER)


def test_charges_of_an_intent(old, sandbox):
    intent = stripe.PaymentIntent.create(
        amount=1000, currency="usd", payment_method="pm_card_visa", confirm=True,
        automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
    )  # fmt: skip
    path = f"/v1/payment_intents/{intent.id}"
    (charge,) = old("GET", path, version="2022-08-01").body["charges"]["data"]
    assert charge["id"] == intent.latest_charge
    assert "charges" not in old("GET", path, version="2022-11-15").body
