"""What the reference says does not go together outside payments and billing."""

from collections.abc import Callable
from typing import Any

import pytest
from refusals import refused

import stripe
from stripe.sandbox import Sandbox

ADDRESS = {"line1": "1", "city": "SF", "state": "CA", "postal_code": "94111", "country": "US"}
FIXED: dict[str, Any] = {"amount": 500, "currency": "usd"}
HOLDER: dict[str, Any] = {
    "name": "Jenny Rosen", "type": "individual", "billing": {"address": ADDRESS}
}  # fmt: skip
TAXED: dict[str, Any] = {
    "currency": "usd",
    "line_items": [{"amount": 1000}],
    "customer_details": {"address": ADDRESS, "address_source": "shipping"},
}

CASES: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    (
        stripe.ShippingRate.create,
        {"display_name": "Post", "fixed_amount": {**FIXED, "amount": -5}},
        "fixed_amount[amount]",
    ),
    (
        stripe.ShippingRate.create,
        {
            "display_name": "Post",
            "fixed_amount": FIXED,
            "delivery_estimate": {"minimum": {"unit": "day", "value": 0}},
        },
        "delivery_estimate[minimum][value]",
    ),
    (
        stripe.apps.Secret.create,
        {"name": "n", "payload": "p", "scope": {"type": "user"}},
        "scope[user]",
    ),
    (
        stripe.apps.Secret.create,
        {"name": "n", "payload": "p", "scope": {"type": "account", "user": "u"}},
        "scope[user]",
    ),
    (stripe.issuing.Cardholder.create, {**HOLDER, "name": "R2D2"}, "name"),
    (stripe.issuing.Cardholder.create, {**HOLDER, "name": "x" * 25}, "name"),
    (
        stripe.issuing.Cardholder.create,
        {
            **HOLDER,
            "spending_controls": {
                "allowed_categories": ["bakeries"],
                "blocked_categories": ["bakeries"],
            },
        },
        "spending_controls[blocked_categories]",
    ),
    (stripe.tax.Calculation.create, {**TAXED, "line_items": [{"amount": 5}] * 101}, "line_items"),
    (stripe.tax.Calculation.create, {**TAXED, "tax_date": 1}, "tax_date"),
    (
        stripe.tax.Calculation.create,
        {**TAXED, "shipping_cost": {"amount": 5, "shipping_rate": "shr_1"}},
        "shipping_cost[amount]",
    ),
    (
        stripe.Account.create,
        {"controller": {"losses": {"payments": "application"}, "fees": {"payer": "account"}}},
        "controller[fees][payer]",
    ),
    (
        stripe.TaxId.create,
        {"type": "eu_vat", "value": "DE123456789", "owner": {"type": "customer"}},
        "owner[customer]",
    ),
]


@pytest.mark.parametrize(("create", "params", "param"), CASES)
def test_refused(
    sandbox: Sandbox, create: Callable[..., Any], params: dict[str, Any], param: str
) -> None:
    assert refused(create, **params).param == param


@pytest.mark.parametrize("name", ["Jenny Rosen", "Zoë O'Neil-Müller Jr."])
def test_names_on_cards(sandbox: Sandbox, name: str) -> None:
    assert stripe.issuing.Cardholder.create(**{**HOLDER, "name": name}).name == name


def test_a_session_of_a_customer_has_a_component(sandbox: Sandbox) -> None:
    customer = stripe.Customer.create().id
    components: Any = {"pricing_table": {"enabled": False}}
    error = refused(stripe.CustomerSession.create, customer=customer, components=components)
    assert error.param == "components"


def test_archived_features_are_not_given_any_more(sandbox: Sandbox) -> None:
    feature = stripe.entitlements.Feature.create(name="Wood", lookup_key="wood")
    assert [one.id for one in stripe.entitlements.Feature.list().data] == [feature.id]
    stripe.entitlements.Feature.modify(feature.id, active=False)
    assert stripe.entitlements.Feature.list().data == []
    assert stripe.entitlements.Feature.list(archived=True).data[0].id == feature.id
    product = stripe.Product.create(name="Table")
    error = refused(stripe.Product.create_feature, product.id, entitlement_feature=feature.id)
    assert error.param == "entitlement_feature"


def test_an_order_is_of_so_much_or_for_so_much(sandbox: Sandbox) -> None:
    product = stripe.climate.Product.list().data[0].id
    error = refused(stripe.climate.Order.create, product=product, amount=500, metric_tons="1")
    assert error.param == "metric_tons"
