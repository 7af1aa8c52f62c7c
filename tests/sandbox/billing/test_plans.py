"""Plans: a plan is a recurring price, made, changed and deleted with it."""

import pytest
from sandbox_clocks import price_of

import stripe


@pytest.fixture
def plan(sandbox):
    return stripe.Plan.create(
        id="gold",
        amount=2500,
        currency="USD",
        interval="month",
        product={"name": "Gold"},
        nickname="Monthly",
        trial_period_days=7,
    )


@pytest.mark.parametrize("name", ["price", "plan"])
def test_a_plan_is_sold_as_a_price(plan, name):
    price = stripe.Price.retrieve("gold")
    assert (price.unit_amount, price.product, price.nickname) == (2500, plan.product, "Monthly")
    assert (price.recurring.interval, price.recurring.trial_period_days) == ("month", 7)
    customer = stripe.Customer.create(source="tok_visa")
    made = stripe.Subscription.create(customer=customer.id, items=[{name: "gold"}])
    item = made["items"].data[0]
    assert (item.price.id, item.plan) == ("gold", plan)
    session = stripe.checkout.Session.create(
        mode="subscription",
        line_items=[{"price": "gold", "quantity": 2}],
        success_url="https://example.com",
    )
    assert session.amount_total == 5000


def test_both_are_changed_and_deleted_together(sandbox, plan):
    stripe.Plan.modify("gold", nickname="Gold", metadata={"a": "1"}, trial_period_days=14)
    price = stripe.Price.retrieve("gold")
    assert (price.nickname, price.metadata.to_dict()) == ("Gold", {"a": "1"})
    assert price.recurring.trial_period_days == 14
    stripe.Price.modify("gold", active=False)
    assert stripe.Plan.retrieve("gold").active is False
    stripe.Plan.delete("gold")
    with pytest.raises(stripe.InvalidRequestError, match="No such price: 'gold'"):
        stripe.Price.retrieve("gold")
    told = [
        event["type"] for event in sandbox.events if event["type"].startswith(("plan", "price"))
    ]
    assert told == [
        *("price.created", "plan.created", "plan.updated", "price.updated"),
        *("price.updated", "plan.updated", "plan.deleted", "price.deleted"),
    ]


def test_a_price_is_a_plan(sandbox):
    made = price_of(500)
    once = stripe.Price.create(currency="usd", unit_amount=1, product=made.product)
    assert stripe.Plan.retrieve(made.id).amount == 500
    assert [plan.id for plan in stripe.Plan.list(product=made.product)] == [made.id]
    with pytest.raises(stripe.InvalidRequestError, match="No such plan"):
        stripe.Plan.retrieve(once.id)


def test_tiers_are_shown_when_they_are_expanded(sandbox):
    made = stripe.Plan.create(
        currency="usd",
        interval="year",
        product={"name": "Seats"},
        billing_scheme="tiered",
        tiers_mode="volume",
        tiers=[{"up_to": 5, "unit_amount": 700}, {"up_to": "inf", "unit_amount": 600}],
    )
    assert "tiers" not in made
    found = stripe.Plan.retrieve(made.id, expand=["tiers"])
    assert [tier.unit_amount for tier in found.tiers] == [700, 600]


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"id": "gold"}, "resource_already_exists", "id"),
        ({"amount": -1}, "parameter_invalid_integer", "amount"),
        ({"product": "none"}, "resource_missing", "product"),
        ({"currency": "abc"}, None, "currency"),
    ],
)
def test_plans_that_cannot_be_made(plan, change, code, param):
    given = {"amount": 1, "currency": "usd", "interval": "month", "product": plan.product}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Plan.create(**{**given, **change})
    assert (caught.value.code, caught.value.param) == (code, param)
