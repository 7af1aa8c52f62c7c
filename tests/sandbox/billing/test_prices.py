"""What prices may be made of, and what is refused of them, with the parameter at fault."""

import pytest

import stripe

MONTHLY = {"interval": "month"}
TIERS = [{"up_to": 5, "unit_amount": 700}, {"up_to": "inf", "unit_amount": 600}]


@pytest.fixture
def product(still):
    return stripe.Product.create(name="Gold", unit_label="user")


REFUSED = {
    "nothing": ({}, "unit_amount"),
    "two amounts": ({"unit_amount": 1, "unit_amount_decimal": "1"}, "unit_amount_decimal"),
    "below zero": ({"unit_amount": -1}, "unit_amount"),
    "13 decimals": ({"unit_amount_decimal": "0.1234567890123"}, "unit_amount_decimal"),
    "tiers and an amount": (
        {"unit_amount": 1, "tiers": TIERS, "tiers_mode": "volume", "billing_scheme": "tiered"},
        "unit_amount",
    ),
    "tiers without a mode": ({"tiers": TIERS, "billing_scheme": "tiered"}, "tiers_mode"),
    "a mode without tiers": ({"unit_amount": 1, "tiers_mode": "volume"}, "tiers"),
    "a scheme without tiers": ({"unit_amount": 1, "billing_scheme": "tiered"}, "tiers"),
    "no tier to inf": (
        {"tiers": TIERS[:1], "tiers_mode": "volume", "billing_scheme": "tiered"},
        "tiers[0][up_to]",
    ),
    "unsorted tiers": (
        {
            "tiers": [{"up_to": 9, "unit_amount": 1}, *TIERS],
            "tiers_mode": "volume",
            "billing_scheme": "tiered",
        },
        "tiers[1][up_to]",
    ),
    "an empty tier": (
        {"tiers": [{"up_to": "inf"}], "tiers_mode": "volume", "billing_scheme": "tiered"},
        "tiers[0][unit_amount]",
    ),
    "tiers and packages": (
        {
            "tiers": TIERS,
            "tiers_mode": "volume",
            "billing_scheme": "tiered",
            "transform_quantity": {"divide_by": 2, "round": "up"},
        },
        "transform_quantity",
    ),
    "metered without a meter": (
        {"unit_amount": 1, "recurring": {**MONTHLY, "usage_type": "metered"}},
        "recurring[meter]",
    ),
    "an unknown meter": (
        {"unit_amount": 1, "recurring": {**MONTHLY, "usage_type": "metered", "meter": "mtr_x"}},
        "recurring[meter]",
    ),
    "four years": (
        {"unit_amount": 1, "recurring": {"interval": "year", "interval_count": 4}},
        "recurring[interval_count]",
    ),
    "37 months": (
        {"unit_amount": 1, "recurring": {"interval": "month", "interval_count": 37}},
        "recurring[interval_count]",
    ),
    "731 days of trial": (
        {"unit_amount": 1, "recurring": {**MONTHLY, "trial_period_days": 731}},
        "recurring[trial_period_days]",
    ),
    "a custom amount each month": (
        {"custom_unit_amount": {"enabled": True}, "recurring": MONTHLY},
        "recurring",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(product, name):
    terms, param = REFUSED[name]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Price.create(currency="usd", product=product.id, **terms)
    assert caught.value.param == param
    assert stripe.Price.list().data == []


def test_a_recurring_price_is_a_plan_too(still, product):
    made = stripe.Price.create(
        currency="usd", product=product.id, unit_amount=500, recurring=MONTHLY
    )
    told = [event for event in still.events if event["type"] == "plan.created"]
    plan = told[0]["data"]["object"]
    assert (plan["id"], plan["amount"], plan["interval"]) == (made.id, 500, "month")


def test_a_default_price_that_cannot_be_leaves_no_product(still):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Product.create(name="Tin", default_price_data={"currency": "usd"})
    assert caught.value.param == "default_price_data[unit_amount]"
    assert stripe.Product.list().data == []


def test_amounts_in_further_currencies_come_later(still, product):
    made = stripe.Price.create(currency="usd", product=product.id, unit_amount=500)
    stripe.Price.modify(made.id, currency_options={"eur": {"unit_amount": 450}})
    shown = stripe.Price.retrieve(made.id, expand=["currency_options"]).currency_options
    assert {currency: one.unit_amount for currency, one in shown.items()} == {
        "usd": 500,
        "eur": 450,
    }
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Price.modify(made.id, currency_options={"eur": {"unit_amount": -1}})
    assert caught.value.param == "currency_options[eur][unit_amount]"


def test_lists_leave_out_prices_made_along_with_what_is_sold(still, product):
    own = stripe.Price.create(currency="usd", unit_amount=1, product=product)
    customer = stripe.Customer.create(source="tok_visa")
    data = {"currency": "usd", "product": product, "unit_amount": 500}
    recurring = {**data, "recurring": {"interval": "month"}}
    made = stripe.Subscription.create(customer=customer.id, items=[{"price_data": recurring}])
    stripe.InvoiceItem.create(customer=customer.id, price_data=data)
    stripe.InvoiceItem.create(customer=customer.id, amount=500, currency="usd")
    stripe.checkout.Session.create(
        mode="payment",
        line_items=[{"price_data": data, "quantity": 1}],
        success_url="https://example.com",
    )
    assert [price.id for price in stripe.Price.list()] == [own.id]
    inline = made["items"].data[0].price.id
    assert stripe.Price.retrieve(inline).unit_amount == 500
