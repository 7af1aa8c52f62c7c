"""What the settings of a billing portal allow: shown and done where on, neither where off."""

import pytest

import stripe

NOW = 1_800_000_000
DAY = 24 * 3600
CARD = {"number": "5555555555554444", "exp_month": "12", "exp_year": "2034", "cvc": "123"}
pytestmark = pytest.mark.stripe_sandbox(now=NOW)


def price_of(amount, name="Gold"):
    return stripe.Price.create(
        currency="usd",
        unit_amount=amount,
        recurring={"interval": "month"},
        product_data={"name": name},
    )


@pytest.fixture
def subscription(sandbox):
    customer = stripe.Customer.create(
        email="a@example.com",
        payment_method="pm_card_visa",
        invoice_settings={"default_payment_method": "pm_card_visa"},
    )
    return stripe.Subscription.create(customer=customer.id, items=[{"price": price_of(1000).id}])


class Portal:
    """The page of a session, looked at and used."""

    def __init__(self, http, subscription, features=None, **params):
        if features is not None:
            made = stripe.billing_portal.Configuration.create(features=features)
            params["configuration"] = made.id
        made = stripe.billing_portal.Session.create(customer=subscription.customer, **params)
        self._http, self._path = http, f"/p/session/{made.id}"

    @property
    def text(self):
        return self._http("GET", self._path, key=None).raw.decode()

    def send(self, do, **fields):
        return self._http("POST", self._path, {"do": do, **fields}, key=None)


def current(subscription):
    return stripe.Subscription.retrieve(subscription.id, expand=["discounts"])


def update_of(*prices, allowed, **limits):
    adjustable = {"adjustable_quantity": {"enabled": True, **limits}} if limits else {}
    products = [{"product": p.product, "prices": [p.id], **adjustable} for p in prices]
    return {
        "subscription_update": {
            "enabled": True,
            "default_allowed_updates": allowed,
            "products": products,
            "proration_behavior": "none",
        }
    }


def test_a_plan_and_its_quantity(sandbox, http, subscription):
    other = price_of(2000, "Platinum")
    portal = Portal(http, subscription, update_of(other, allowed=["price", "quantity"]))
    assert 'name="quantity"' in portal.text
    answer = portal.send("plan", subscription=subscription.id, price=other.id, quantity="3")
    assert answer.status == 303
    (item,) = current(subscription)["items"].data
    assert (item.price.id, item.quantity) == (other.id, 3)


@pytest.mark.parametrize(
    ("count", "status"), [("2", 303), ("5", 303), ("1", 400), ("6", 400), ("x", 400)]
)
def test_a_quantity_within_its_limits(sandbox, http, subscription, count, status):
    own = subscription["items"].data[0].price
    features = update_of(own, allowed=["quantity"], minimum=2, maximum=5)
    portal = Portal(http, subscription, features)
    assert "Other plans" not in portal.text
    answer = portal.send("plan", subscription=subscription.id, quantity=count)
    assert answer.status == status
    assert ("Enter a number from 2 to 5." in answer.raw.decode()) is (status == 400)
    held = current(subscription)["items"].data[0].quantity
    assert held == (int(count) if status == 303 else 1)


def test_a_quantity_that_the_settings_do_not_name(sandbox, http, subscription):
    portal = Portal(http, subscription, update_of(price_of(2000), allowed=["price"]))
    assert 'name="quantity"' not in portal.text
    assert portal.send("plan", subscription=subscription.id, quantity="3").status == 400


def test_a_promotion_code(sandbox, http, subscription):
    coupon = stripe.Coupon.create(percent_off=50, duration="forever")
    code = stripe.PromotionCode.create(
        promotion={"type": "coupon", "coupon": coupon.id}, code="HALF"
    )
    features = update_of(price_of(2000), allowed=["promotion_code"])
    portal = Portal(http, subscription, features)
    wrong = portal.send("plan", subscription=subscription.id, promotion_code="NONE")
    assert (wrong.status, "This code is invalid." in wrong.raw.decode()) == (400, True)
    assert portal.send("plan", subscription=subscription.id, promotion_code="half").status == 303
    assert current(subscription).discounts[0].promotion_code == code.id


def test_a_subscription_of_several_plans_is_shown_and_not_changed(sandbox, http, subscription):
    other = price_of(300, "Extra")
    stripe.SubscriptionItem.create(subscription=subscription.id, price=other.id)
    portal = Portal(http, subscription)
    assert "Gold: $10.00 / month" in portal.text
    assert "Extra: $3.00 / month" in portal.text
    assert "Update plan" not in portal.text
    assert portal.send("plan", subscription=subscription.id, price=other.id).status == 400


PAUSES = {
    "subscription_pause": {
        "enabled": True,
        "duration": {
            "type": "interval_options",
            "interval_options": [
                {"interval": "month", "interval_count": 1},
                {"interval": "month", "interval_count": 3},
            ],
        },
    }
}


def test_a_pause_that_ends_by_itself(sandbox, http, subscription):
    portal = Portal(http, subscription, PAUSES)
    assert "3 months" in portal.text
    assert portal.send("pause", subscription=subscription.id, duration="9 year").status == 400
    assert portal.send("pause", subscription=subscription.id, duration="1 month").status == 303
    assert current(subscription).status == "paused"
    assert "Resume plan" in portal.text
    sandbox.clock.advance(32 * DAY)
    assert current(subscription).status == "active"


def test_a_pause_that_the_customer_ends(sandbox, http, subscription):
    indefinite = {"subscription_pause": {"enabled": True, "duration": {"type": "indefinite"}}}
    portal = Portal(http, subscription, indefinite)
    assert portal.send("pause", subscription=subscription.id).status == 303
    sandbox.clock.advance(60 * DAY)
    assert current(subscription).status == "paused"
    assert portal.send("resume", subscription=subscription.id).status == 303
    assert current(subscription).status == "active"


def test_details_that_may_be_changed(sandbox, http, subscription):
    allowed = ["name", "phone", "address", "shipping", "tax_id"]
    features = {"customer_update": {"enabled": True, "allowed_updates": allowed}}
    portal = Portal(http, subscription, features)
    for label in ("Billing address", "Shipping address", "Tax id", "Phone"):
        assert label in portal.text
    address = {"line1": "1 Main St", "country": "US"}
    answer = portal.send(
        "details",
        name="Jenny",
        phone="+12015550123",
        email="other@example.com",
        address=address,
        shipping={"name": "Jenny at work", "address": address},
        tax_id={"type": "eu_vat", "value": "DE123456789"},
    )
    assert answer.status == 303
    found = stripe.Customer.retrieve(subscription.customer, expand=["tax_ids"])
    assert (found.name, found.phone, found.email) == ("Jenny", "+12015550123", "a@example.com")
    assert (found.address.line1, found.shipping.name) == ("1 Main St", "Jenny at work")
    assert found.tax_ids.data[0].value == "DE123456789"


def test_what_is_off_is_neither_shown_nor_done(sandbox, http, subscription):
    portal = Portal(http, subscription, {"invoice_history": {"enabled": False}})
    for words in (
        "Update plan",
        "Cancel plan",
        "Pause plan",
        "Add card",
        "Your details",
        "Invoices",
    ):
        assert words not in portal.text, words
    for do, fields in {
        "plan": {"subscription": subscription.id, "quantity": "2"},
        "cancel": {"subscription": subscription.id},
        "keep": {"subscription": subscription.id},
        "offer": {"subscription": subscription.id},
        "pause": {"subscription": subscription.id},
        "resume": {"subscription": subscription.id},
        "details": {"name": "Mallory"},
        "card": CARD,
        "confirm": {},
    }.items():
        assert portal.send(do, **fields).status == 400, do


# -- flows -------------------------------------------------------------------------------------------


def flow_of(subscription, kind, **more):
    details = {} if kind in ("customer_update", "payment_method_update") else {
        kind: {"subscription": subscription.id, **more.pop("details", {})}
    }  # fmt: skip
    return {"type": kind, **details, **more}


ALL_ON = {
    **PAUSES,
    "customer_update": {"enabled": True, "allowed_updates": ["name"]},
    "invoice_history": {"enabled": True},
    "payment_method_update": {"enabled": True},
    "subscription_cancel": {"enabled": True},
}


@pytest.mark.parametrize(
    ("kind", "shown", "do"),
    [
        ("customer_update", "Save", "details"),
        ("payment_method_update", "Add card", "card"),
        ("subscription_cancel", "Cancel plan", "cancel"),
        ("subscription_pause", "Pause plan", "pause"),
        ("subscription_update", "Update plan", "plan"),
    ],
)
def test_the_page_of_a_flow_is_about_one_thing(sandbox, http, subscription, kind, shown, do):
    other = price_of(2000)
    features = {**ALL_ON, **update_of(other, allowed=["price"])}
    portal = Portal(http, subscription, features, flow_data=flow_of(subscription, kind))
    buttons = {"Save", "Add card", "Cancel plan", "Pause plan", "Update plan"}
    text = portal.text
    assert {words for words in buttons if f">{words}</button>" in text} == {shown}
    sent = {
        "details": {"name": "Jenny"},
        "card": CARD,
        "cancel": {"subscription": subscription.id},
        "pause": {"subscription": subscription.id, "duration": "1 month"},
        "plan": {"subscription": subscription.id, "price": other.id},
    }
    for name, fields in sent.items():
        if name != do:
            assert portal.send(name, **fields).status == 400, name
    assert portal.send(do, **sent[do]).status == 303
    assert "Invoices" in portal.text  # the whole portal, now that it is done


def test_an_offer_to_stay(sandbox, http, subscription):
    coupon = stripe.Coupon.create(percent_off=20, duration="forever", name="Stay")
    retention = {"type": "coupon_offer", "coupon_offer": {"coupon": coupon.id}}
    flow = flow_of(
        subscription,
        "subscription_cancel",
        details={"retention": retention},
        after_completion={"type": "redirect", "redirect": {"return_url": "https://example.com/ok"}},
    )
    portal = Portal(http, subscription, flow_data=flow)
    assert "get 20% off: Stay" in portal.text
    answer = portal.send("offer", subscription=subscription.id)
    assert (answer.status, answer.headers["Location"]) == (303, "https://example.com/ok")
    now = current(subscription)
    assert (now.status, now.cancel_at, now.discounts[0].source.coupon) == (
        "active",
        None,
        coupon.id,
    )


def test_an_offer_of_nothing(sandbox, http, subscription):
    retention = {"type": "coupon_offer", "coupon_offer": {"coupon": "none"}}
    flow = flow_of(subscription, "subscription_cancel", details={"retention": retention})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        Portal(http, subscription, flow_data=flow)
    assert caught.value.param.endswith("[retention][coupon_offer][coupon]")


def test_the_page_of_a_flow_is_about_one_subscription(sandbox, http, subscription):
    other = stripe.Subscription.create(
        customer=subscription.customer, items=[{"price": price_of(500, "Silver").id}]
    )
    flow = flow_of(subscription, "subscription_cancel")
    portal = Portal(http, subscription, flow_data=flow)
    assert "Silver" not in portal.text
    assert portal.send("cancel", subscription=other.id).status == 400
    assert current(other).cancel_at is None


# -- logging in --------------------------------------------------------------------------------------


def test_logging_in(sandbox, http, subscription):
    made = stripe.billing_portal.Configuration.create(
        features={"invoice_history": {"enabled": True}},
        login_page={"enabled": True},
        business_profile={"headline": "Tea by post"},
    )
    path = "/p/login/" + made.login_page.url.rpartition("/")[2]
    assert "Log in to your billing" in http("GET", path, key=None).raw.decode()
    unknown = http("POST", path, {"email": "none@example.com"}, key=None)
    assert (unknown.status, "There is no customer" in unknown.raw.decode()) == (400, True)
    there = http("POST", path, {"email": "A@example.com"}, key=None)
    assert there.status == 303
    page = http("GET", there.headers["Location"], key=None).raw.decode()
    assert "Tea by post" in page
    assert "Invoices" in page
    stripe.billing_portal.Configuration.modify(made.id, login_page={"enabled": False})
    assert http("GET", path, key=None).status == 404
