"""Fields that are shown only when they are expanded."""

import pytest

import stripe

TIERS = [{"up_to": 10, "unit_amount": 100}, {"up_to": "inf", "unit_amount_decimal": "0.5"}]


@pytest.fixture
def price(sandbox):
    return stripe.Price.create(
        currency="usd",
        billing_scheme="tiered",
        tiers_mode="graduated",
        tiers=TIERS,
        recurring={"interval": "month"},
        product_data={"name": "Gold"},
    )


def test_tiers(price):
    assert "tiers" not in price
    shown = stripe.Price.retrieve(price.id, expand=["tiers"])
    assert [(tier.up_to, tier.unit_amount) for tier in shown.tiers] == [(10, 100), (None, None)]
    assert [str(tier.unit_amount_decimal) for tier in shown.tiers] == ["100", "0.5"]
    assert "tiers" not in stripe.Price.retrieve(price.id)


def test_currency_options(sandbox):
    price = stripe.Price.create(
        currency="usd",
        unit_amount=1000,
        currency_options={"eur": {"unit_amount": 900}},
        product_data={"name": "Gold"},
        expand=["currency_options"],
    )
    options = price.currency_options
    assert {name: options[name].unit_amount for name in options} == {"usd": 1000, "eur": 900}
    page = stripe.Price.list(expand=["data.currency_options"])
    assert page.data[0].currency_options.eur.unit_amount == 900


@pytest.mark.parametrize("path", ["nickname", "recurring", "unit_amount", "nonsense"])
def test_what_is_always_there_cannot_be_expanded(price, path):
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        stripe.Price.retrieve(price.id, expand=[path])
