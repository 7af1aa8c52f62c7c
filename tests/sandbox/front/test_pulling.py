"""`pull`: an account's catalogue as a fixture file, read from one sandbox and played in another."""

import json

import pytest

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.front.command import main

EXPANDED = ["data.tiers", "data.currency_options"]


def anonymous(price):
    """A price without what is another's in the other account."""
    fields = {**price.to_dict(), "id": "", "created": 0}
    if fields["recurring"]:
        fields["recurring"]["meter"] = bool(fields["recurring"]["meter"])
    return fields


def catalogue():
    mug = stripe.Product.create(name="Mug", metadata={"size": "large"}, description="For tea")
    once = stripe.Price.create(product=mug.id, currency="usd", unit_amount=900, nickname="once")
    stripe.Product.modify(mug.id, default_price=once.id)
    stripe.Price.create(
        product=mug.id,
        currency="eur",
        recurring={"interval": "month", "interval_count": 3},
        billing_scheme="tiered",
        tiers_mode="graduated",
        tiers=[{"up_to": 10, "unit_amount": 500}, {"up_to": "inf", "unit_amount_decimal": "0.5"}],
    )
    stripe.Price.create(
        product=mug.id,
        currency="usd",
        unit_amount=1000,
        currency_options={"eur": {"unit_amount": 950, "tax_behavior": "inclusive"}},
    )
    meter = stripe.billing.Meter.create(
        display_name="Cups", event_name="cup", default_aggregation={"formula": "sum"}
    )
    stripe.Price.create(
        product=mug.id,
        currency="usd",
        unit_amount=2,
        recurring={"interval": "month", "usage_type": "metered", "meter": meter.id},
    )
    stripe.Coupon.create(id="TEN OFF", percent_off=10, duration="repeating", duration_in_months=3)
    stripe.PromotionCode.create(promotion={"type": "coupon", "coupon": "TEN OFF"}, code="TEN")
    stripe.TaxRate.create(display_name="VAT", percentage=19, inclusive=True, country="DE")
    stripe.billing_portal.Configuration.create(features={"invoice_history": {"enabled": True}})


def test_a_catalogue_is_made_anew(tmp_path):
    file = tmp_path / "catalogue.json"
    with Sandbox(port=0) as there:
        catalogue()
        assert main(["pull", str(file), "--api-key", there.api_key, "--url", there.url]) == 0
        prices = stripe.Price.list(expand=EXPANDED).data
    with Sandbox(fixtures=file):
        (mug,) = stripe.Product.list().data
        assert (mug.name, mug.metadata["size"], mug.description) == ("Mug", "large", "For tea")
        found = stripe.Price.list(expand=EXPANDED).data
        (meter,) = stripe.billing.Meter.list().data
        assert (meter.event_name, found[0].recurring.meter) == ("cup", meter.id)
        assert stripe.Price.retrieve(mug.default_price).nickname == "once"
        for before, after in zip(prices, found, strict=True):
            assert anonymous(before) == anonymous(after)
        assert stripe.Coupon.retrieve("TEN OFF").duration_in_months == 3
        assert stripe.PromotionCode.list(code="TEN").data[0].promotion.coupon == "TEN OFF"
        assert stripe.TaxRate.list().data[0].percentage == 19
        assert stripe.billing_portal.Configuration.list().data


def test_some_kinds_only(capsys):
    with Sandbox(port=0) as there:
        for at in range(3):
            stripe.Product.create(name=f"Mug {at}")
        stripe.Coupon.create(percent_off=5, duration="once")
        arguments = ["pull", "--api-key", there.api_key, "--url", there.url, "--only", "products"]
        assert main(arguments) == 0
    fixtures = json.loads(capsys.readouterr().out)["fixtures"]
    assert [fixture["params"]["name"] for fixture in fixtures] == ["Mug 0", "Mug 1", "Mug 2"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--api-key", "sk_live_x"], "test mode only"),
        (["--api-key", "rk_live_x"], "test mode only"),
        (["--api-key", "sk_test_x", "--only", "prodcts"], "not prodcts"),
        (["--api-key", "sk_test_x", "--url", "http://127.0.0.1:9"], "No sandbox answers"),
    ],
)
def test_misuse(capsys, arguments, said):
    assert main(["pull", *arguments]) == 2
    assert said in capsys.readouterr().err
