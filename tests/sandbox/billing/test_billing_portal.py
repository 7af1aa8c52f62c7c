"""Billing portal: configurations, and the sessions that open its page."""

import pytest

import stripe

CONFIGURATION = stripe.billing_portal.Configuration
SESSION = stripe.billing_portal.Session


@pytest.fixture
def price(sandbox):
    return stripe.Price.create(
        currency="usd", unit_amount=1000, product_data={"name": "Gold"},
        recurring={"interval": "month"},
    )  # fmt: skip


@pytest.fixture
def subscription(sandbox, price):
    customer = stripe.Customer.create(source="tok_visa", email="a@example.com")
    return stripe.Subscription.create(customer=customer.id, items=[{"price": price.id}])


def updates(price, **more):
    products = [{"product": price.product, "prices": [price.id]}]
    return {"enabled": True, "default_allowed_updates": ["price"], "products": products, **more}


def test_features_that_are_not_named_are_off(sandbox, price):
    made = CONFIGURATION.create(
        business_profile={"headline": "Hi"},
        features={"subscription_update": updates(price), "invoice_history": {"enabled": True}},
    )
    on = {name for name in made.features.keys() if made.features[name].enabled}
    assert on == {"subscription_update", "invoice_history"}
    assert made.features.subscription_cancel.mode == "at_period_end"
    assert made.features.subscription_update.proration_behavior == "none"
    assert made.features.subscription_update.products[0].adjustable_quantity.enabled is False
    assert (made.active, made.is_default, made.business_profile.headline) == (True, False, "Hi")
    changed = CONFIGURATION.modify(
        made.id, features={"subscription_cancel": {"enabled": True, "mode": "immediately"}},
        login_page={"enabled": True}, active=False,
    )  # fmt: skip
    assert changed.features.subscription_cancel.enabled is True
    assert changed.features.invoice_history.enabled is True
    assert changed.login_page.url.startswith("http")
    assert [one.id for one in CONFIGURATION.list(active=False).data] == [made.id]
    with pytest.raises(stripe.InvalidRequestError, match="is not active"):
        SESSION.create(customer=stripe.Customer.create().id, configuration=made.id)


@pytest.mark.parametrize(
    ("feature", "given", "param"),
    [
        ("customer_update", {"enabled": True}, "[allowed_updates]"),
        ("subscription_update", {"enabled": True}, "[default_allowed_updates]"),
        (
            "subscription_update",
            {"enabled": True, "default_allowed_updates": ["price"]},
            "[products]",
        ),
        (
            "subscription_update",
            {"products": [{"product": "prod_none", "prices": ["price_none"]}]},
            "[products][0][product]",
        ),
        ("subscription_cancel", {"proration_behavior": "always_invoice"}, "[proration_behavior]"),
    ],
)
def test_configurations_that_cannot_be(sandbox, feature, given, param):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        CONFIGURATION.create(features={feature: {"enabled": False, **given}})
    assert caught.value.param == f"features[{feature}]{param}"


def test_prices_on_offer_are_recurring_ones_of_their_product(sandbox, price):
    other = stripe.Price.create(currency="usd", unit_amount=1, product_data={"name": "x"})
    for product in (price.product, other.product):
        offer = [{"product": product, "prices": [other.id]}]
        with pytest.raises(stripe.InvalidRequestError) as caught:
            CONFIGURATION.create(features={"subscription_update": updates(price, products=offer)})
        assert caught.value.param.endswith("[products][0][prices][0]")


def test_a_session_without_a_flow(sandbox, subscription):
    made = SESSION.create(customer=subscription.customer, return_url="https://example.com/back")
    configuration = CONFIGURATION.retrieve(made.configuration)
    assert (configuration.is_default, made.flow) == (True, None)
    assert made.url.endswith(f"/p/session/{made.id}")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        CONFIGURATION.modify(configuration.id, active=False)
    assert caught.value.param == "active"


def test_a_session_with_a_flow(sandbox, subscription):
    flow = {
        "type": "subscription_cancel",
        "subscription_cancel": {"subscription": subscription.id},
        "after_completion": {"type": "redirect", "redirect": {"return_url": "https://example.com"}},
    }
    made = SESSION.create(customer=subscription.customer, flow_data=flow)
    assert made.flow.type == "subscription_cancel"
    assert made.flow.subscription_cancel.subscription == subscription.id
    assert made.flow.subscription_update is None
    assert made.flow.after_completion.redirect.return_url == "https://example.com"
    assert sandbox.events[-1]["type"] == "billing_portal.session.created"


def flow(kind, **details):
    return {"type": kind, **({kind: details} if details else {})}


OTHER = "of another customer"
ITEM = {"id": "si_none", "price": "price_none"}
FLOWS = [
    (flow("subscription_cancel"), "[subscription_cancel]"),
    (flow("subscription_cancel", subscription="sub_none"), "[subscription_cancel][subscription]"),
    (flow("subscription_cancel", subscription=OTHER), "[subscription_cancel][subscription]"),
    (flow("subscription_update", subscription="sub_none"), "[subscription_update][subscription]"),
    (
        flow("subscription_update_confirm", subscription="mine", items=[ITEM]),
        "[subscription_update_confirm][items][0][id]",
    ),
    (flow("subscription_pause", subscription="mine"), "[type]"),
]


@pytest.mark.parametrize(("given", "param"), FLOWS)
def test_flows_that_cannot_be(sandbox, subscription, price, given, param):
    other = stripe.Customer.create(source="tok_visa")
    others = stripe.Subscription.create(customer=other.id, items=[{"price": price.id}])
    ids = {"mine": subscription.id, OTHER: others.id}
    details = given.get(given["type"])
    if details:
        sent = {**details, "subscription": ids.get(details["subscription"], "sub_none")}
        given = {**given, given["type"]: sent}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        SESSION.create(customer=subscription.customer, flow_data=given)
    assert caught.value.param == f"flow_data{param}"


def test_no_flow_for_what_has_ended(sandbox, subscription):
    stripe.Subscription.cancel(subscription.id)
    given = flow("subscription_cancel", subscription=subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="has ended"):
        SESSION.create(customer=subscription.customer, flow_data=given)
