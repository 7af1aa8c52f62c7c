"""What applications send as they did when a subscription had one plan, not items."""

import pytest
from sandbox_clocks import price_of

import stripe


@pytest.fixture
def customer(sandbox):
    return stripe.Customer.create(source="tok_visa").id


def test_a_plan_and_its_quantity_stand_for_the_one_item(http, customer):
    small, large = price_of(1000), price_of(2000)
    made = http(
        "POST", "/v1/subscriptions", {"customer": customer, "plan": small.id, "quantity": 3}
    ).body
    assert (made["plan"]["id"], made["quantity"]) == (small.id, 3)
    path = f"/v1/subscriptions/{made['id']}"
    more = http("POST", path, {"quantity": 5, "proration_behavior": "none"}).body
    item = made["items"]["data"][0]["id"]
    assert [(one["id"], one["quantity"]) for one in more["items"]["data"]] == [(item, 5)]
    other = http("POST", path, {"plan": large.id, "quantity": 2, "expand": ["latest_invoice"]}).body
    assert [(one["id"], one["price"]["id"], one["quantity"]) for one in other["items"]["data"]] == [
        (item, large.id, 2)
    ]


@pytest.mark.parametrize(
    ("sent", "code", "param"),
    [
        ({"quantity": 2}, None, "quantity"),
        ({"plan": "none"}, None, "plan"),
        ({"quantity": 2, "items": [{"quantity": 1}]}, "parameters_exclusive", "quantity"),
        ({"quantity": "two"}, "parameter_invalid_integer", "quantity"),
    ],
)
def test_what_cannot_stand_for_an_item(http, customer, sent, code, param):
    items = [{"price": price_of(amount).id} for amount in (1000, 2000)]
    made = stripe.Subscription.create(customer=customer, items=items)
    error = http("POST", f"/v1/subscriptions/{made.id}", sent).error
    assert (error.get("code"), error["param"]) == (code, param)


def test_a_currency_may_be_in_capitals(http, customer):
    price = price_of(1000, currency_options={"eur": {"unit_amount": 900}})
    sent = {"customer": customer, "currency": "EUR", "items": [{"price": price.id}]}
    details = {"customer": customer, "currency": "EUR"}
    preview = {**details, "subscription_details": {"items": [{"price": price.id}]}}
    assert http("POST", "/v1/invoices/create_preview", preview).body["total"] == 900
    made = http("POST", "/v1/subscriptions", sent).body
    assert made["currency"] == "eur"
    assert http("POST", "/v1/invoices", details).body["currency"] == "eur"


def test_the_refusal_where_a_customer_has_to_act_names_the_subscription(sandbox):
    customer = stripe.Customer.create(source="tok_threeDSecure2Required")
    with pytest.raises(stripe.CardError) as caught:
        stripe.Subscription.create(
            customer=customer.id,
            items=[{"price": price_of(1000).id}],
            payment_behavior="error_if_incomplete",
        )
    assert caught.value.code == "subscription_payment_intent_requires_action"
    assert stripe.Subscription.list(customer=customer.id, status="all").data == []


def test_a_customers_promotion_code_stays_on_the_discount_and_is_counted(http):
    coupon = stripe.Coupon.create(percent_off=10, duration="forever")
    code = stripe.PromotionCode.create(promotion={"type": "coupon", "coupon": coupon.id}).id
    made = http("POST", "/v1/customers", {"promotion_code": code}).body
    assert made["discount"]["promotion_code"] == code
    again = http("POST", f"/v1/customers/{made['id']}", {"promotion_code": code}).body
    assert again["discount"]["source"]["coupon"] == coupon.id
    assert stripe.PromotionCode.retrieve(code).times_redeemed == 2
    gone = http("POST", f"/v1/customers/{made['id']}", {"promotion_code": ""}).body
    assert gone["discount"] is None
    stripe.PromotionCode.modify(code, active=False)
    error = http("POST", "/v1/customers", {"promotion_code": code}).error
    assert error["param"] == "promotion_code"
