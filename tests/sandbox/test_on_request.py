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


def test_numbers_of_issued_cards(sandbox):
    holder = stripe.issuing.Cardholder.create(
        name="Jenny Rosen",
        type="individual",
        billing={"address": {"line1": "1", "city": "SF", "country": "US", "postal_code": "94111"}},
    )
    made = stripe.issuing.Card.create(cardholder=holder.id, currency="usd", type="virtual")
    assert "number" not in made
    assert "cvc" not in made
    shown = stripe.issuing.Card.retrieve(made.id, expand=["number", "cvc"])
    assert (len(shown.number), shown.number[-4:], len(shown.cvc)) == (16, made.last4, 3)
    [listed] = stripe.issuing.Card.list(expand=["data.number"]).data
    assert listed.number == shown.number
    assert "cvc" not in listed
    assert "number" not in stripe.Event.list(type="issuing_card.created").data[0].data.object


def test_payloads_of_secrets(sandbox):
    scope = {"type": "account"}
    made = stripe.apps.Secret.create(name="token", payload="hunter2", scope=scope)
    assert "payload" not in made
    assert "payload" not in stripe.apps.Secret.find(name="token", scope=scope)
    shown = stripe.apps.Secret.find(name="token", scope=scope, expand=["payload"])
    assert shown.payload == "hunter2"
    [listed] = stripe.apps.Secret.list(scope=scope, expand=["data.payload"]).data
    assert listed.payload == "hunter2"


@pytest.mark.parametrize("path", ["nickname", "recurring", "unit_amount", "nonsense"])
def test_what_is_always_there_cannot_be_expanded(price, path):
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        stripe.Price.retrieve(price.id, expand=[path])
