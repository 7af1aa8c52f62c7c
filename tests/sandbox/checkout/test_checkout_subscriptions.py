"""Checkout sessions and payment links for subscriptions, and invoices of paid sessions."""

import pytest

import stripe

NOW = 1_800_000_000
DAY = 24 * 3600
SESSION = stripe.checkout.Session
URL = "https://example.com/done"


def price_of(amount, interval="month", **more):
    recurring = {"recurring": {"interval": interval, **more}} if interval else {}
    return stripe.Price.create(
        currency="usd", unit_amount=amount, product_data={"name": "Gold"}, **recurring
    ).id


def session(*prices, **more):
    items = [{"price": price, "quantity": 1} for price in prices]
    given = {"mode": "subscription", "success_url": URL, "line_items": items}
    return SESSION.create(**{**given, **more})


@pytest.fixture
def pay(http):
    """Confirms the page of a session with a card."""

    def confirm(made, card="pm_card_visa", **more):
        method = {"payment_method": card} if card else {}
        return http("POST", f"/v1/payment_pages/{made.id}/confirm", {**method, **more})

    return confirm


def test_a_subscription(sandbox, pay):
    made = session(
        price_of(1000),
        price_of(500, None),
        customer_email="a@example.com",
        subscription_data={"metadata": {"a": "b"}, "description": "Gold"},
    )
    assert (made.amount_total, made.payment_method_collection) == (1500, "always")
    assert (made.subscription, made.payment_intent) == (None, None)
    assert pay(made).status == 200
    done = SESSION.retrieve(made.id, expand=["subscription", "invoice"])
    assert (done.status, done.payment_status) == ("complete", "paid")
    sub, invoice = done.subscription, done.invoice
    assert (sub.status, sub.metadata, sub.description) == ("active", {"a": "b"}, "Gold")
    assert (invoice.billing_reason, invoice.status, invoice.total) == (
        "subscription_create",
        "paid",
        1500,
    )
    customer = stripe.Customer.retrieve(done.customer)
    assert (customer.email, customer.currency) == ("a@example.com", "usd")
    method = stripe.PaymentMethod.retrieve(sub.default_payment_method)
    assert method.customer == customer.id
    types = {event["type"] for event in sandbox.events}
    assert types >= {
        "customer.created",
        "customer.updated",
        "payment_method.attached",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice.created",
        "invoice.finalized",
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice_payment.paid",
        "customer.subscription.created",
        "checkout.session.completed",
    }
    assert [one.id for one in SESSION.list(subscription=sub.id).data] == [made.id]


def test_events_are_told_in_the_order_that_is_documented(sandbox, pay):
    made = session(price_of(1000), customer_email="a@example.com")
    start = len(sandbox.events)
    endpoint = stripe.WebhookEndpoint.create(url="http://127.0.0.1:9/", enabled_events=["*"])
    pay(made)
    types = [event["type"] for event in sandbox.events[start:]]
    assert types == [
        "customer.created",
        "payment_method.attached",
        "customer.updated",
        "checkout.session.completed",
        "customer.subscription.created",
        "invoice.created",
        "invoice.finalized",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice_payment.paid",
    ]
    told = stripe.Event.list(type="checkout.session.completed").data[0].data.object
    assert told.subscription == SESSION.retrieve(made.id).subscription
    sent = [delivery.type for delivery in sandbox.deliveries if delivery.target.id == endpoint.id]
    assert sent == types


def test_a_decline_leaves_nothing_behind(sandbox, pay):
    made = session(price_of(1000))
    refused = pay(made, "pm_card_chargeDeclined")
    assert (refused.status, refused.error["code"]) == (402, "card_declined")
    assert SESSION.retrieve(made.id).status == "open"
    assert stripe.Subscription.list(status="all").data == []
    assert pay(made).status == 200
    assert SESSION.retrieve(made.id).payment_status == "paid"


@pytest.mark.parametrize("succeed", [True, False])
def test_authentication(sandbox, pay, succeed):
    made = session(price_of(1000))
    assert pay(made, "pm_card_threeDSecure2Required").status == 200
    assert SESSION.retrieve(made.id).status == "open"
    intent = stripe.PaymentIntent.list().data[0]
    assert intent.status == "requires_action"
    sandbox.authenticate(intent.id, succeed=succeed)
    done = SESSION.retrieve(made.id)
    (sub,) = stripe.Subscription.list(status="all").data
    if succeed:
        assert (done.status, done.payment_status, done.subscription) == ("complete", "paid", sub.id)
        assert sub.status == "active"
    else:
        assert (done.status, done.subscription, sub.status) == ("open", None, "incomplete")
        assert pay(made, "pm_card_chargeDeclined").status == 402
        assert pay(made).status == 200
        assert SESSION.retrieve(made.id).subscription == sub.id
        (sub,) = stripe.Subscription.list(status="all").data
        assert sub.status == "active"


def test_a_subscription_that_is_never_paid_for_ends_with_its_session(sandbox, pay):
    made = session(price_of(1000))
    pay(made, "pm_card_threeDSecure2Required")
    SESSION.expire(made.id)
    assert [sub.status for sub in stripe.Subscription.list(status="all").data] == [
        "incomplete_expired"
    ]


@pytest.mark.parametrize(
    ("collection", "card", "status"),
    [("if_required", None, 200), ("always", None, 400), ("always", "pm_card_visa", 200)],
)
def test_trials(sandbox, pay, collection, card, status):
    made = session(
        price_of(1000),
        payment_method_collection=collection,
        subscription_data={"trial_period_days": 14},
    )
    assert made.amount_total == 0
    assert pay(made, card).status == status
    done = SESSION.retrieve(made.id, expand=["subscription"])
    if status == 200:
        assert (done.payment_status, done.subscription.status) == (
            "no_payment_required",
            "trialing",
        )
        assert bool(done.subscription.default_payment_method) is bool(card)
    else:
        assert done.status == "open"


@pytest.mark.parametrize("succeed", [True, False])
@pytest.mark.stripe_sandbox(now=NOW)
def test_a_trial_sets_the_card_up_for_what_follows(sandbox, pay, succeed):
    made = session(price_of(1000), subscription_data={"trial_period_days": 14})
    assert pay(made, "pm_card_authenticationRequiredOnSetup").status == 200
    assert SESSION.retrieve(made.id).status == "open"
    intent = stripe.SetupIntent.list().data[0]
    assert intent.status == "requires_action"
    sandbox.authenticate(intent.id, succeed=succeed)
    if not succeed:
        assert stripe.Subscription.list(status="all").data == []
        assert pay(made).status == 200
    done = SESSION.retrieve(made.id, expand=["subscription"])
    assert (done.status, done.subscription.status) == ("complete", "trialing")
    sandbox.clock.advance(16 * DAY)
    assert stripe.Subscription.retrieve(done.subscription.id).status == "active"


def test_promotion_codes(sandbox, pay):
    coupon = stripe.Coupon.create(percent_off=50, duration="forever")
    code = stripe.PromotionCode.create(
        promotion={"type": "coupon", "coupon": coupon.id}, code="HALF"
    )
    made = session(price_of(1000), allow_promotion_codes=True)
    assert pay(made, promotion_code="NONE").error["message"] == "This code is invalid."
    assert pay(made, promotion_code="half").status == 200
    done = SESSION.retrieve(made.id, expand=["subscription.discounts", "invoice"])
    assert (done.amount_total, done.total_details.amount_discount) == (500, 500)
    assert (done.discounts[0].promotion_code, done.invoice.total) == (code.id, 500)
    assert done.subscription.discounts[0].promotion_code == code.id
    assert stripe.PromotionCode.retrieve(code.id).times_redeemed == 1
    refused = pay(session(price_of(1000)), promotion_code="HALF")
    assert refused.error["param"] == "promotion_code"


def test_tax_ids_and_rates(sandbox, pay):
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
    made = session(
        price_of(1000),
        tax_id_collection={"enabled": True},
        subscription_data={"default_tax_rates": [rate.id]},
    )
    assert (made.amount_total, made.total_details.amount_tax) == (1200, 200)
    assert pay(made, tax_id={"type": "eu_vat", "value": "DE123456789"}).status == 200
    done = SESSION.retrieve(made.id, expand=["invoice"])
    assert done.invoice.total == 1200
    (tax_id,) = done.customer_details.tax_ids
    assert (tax_id.type, tax_id.value) == ("eu_vat", "DE123456789")
    assert stripe.Customer.list_tax_ids(done.customer).data[0].value == "DE123456789"


def test_usage_is_paid_later(sandbox, pay):
    meter = stripe.billing.Meter.create(
        display_name="Calls", event_name="calls", default_aggregation={"formula": "sum"}
    )
    price = price_of(5, usage_type="metered", meter=meter.id)
    made = session(line_items=[{"price": price}])
    assert made.amount_total == 0
    assert pay(made).status == 200
    assert SESSION.retrieve(made.id, expand=["subscription"]).subscription.status == "active"


def test_a_customer_on_a_clock(sandbox, pay):
    clock = stripe.test_helpers.TestClock.create(frozen_time=NOW)
    customer = stripe.Customer.create(test_clock=clock.id, email="a@example.com")
    made = session(price_of(1000), customer=customer.id)
    assert pay(made).status == 200
    done = SESSION.retrieve(made.id, expand=["subscription"])
    assert (done.customer, done.subscription.start_date) == (customer.id, NOW)


@pytest.mark.parametrize(("behavior", "amount"), [("create_prorations", 1000), ("none", 0)])
@pytest.mark.stripe_sandbox(now=NOW)
def test_an_anchor(sandbox, pay, behavior, amount):
    data = {"billing_cycle_anchor": NOW + 10 * DAY, "proration_behavior": behavior}
    made = session(price_of(3100), subscription_data=data)
    assert made.amount_total == amount
    assert pay(made).status == 200
    done = SESSION.retrieve(made.id, expand=["invoice", "subscription"])
    assert done.payment_status == ("paid" if amount else "no_payment_required")
    assert done.subscription.billing_cycle_anchor == NOW + 10 * DAY
    assert (done.invoice.total if amount else done.invoice) == (amount or None)


def test_prices_described_in_place(sandbox, pay):
    data = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Gold"}}
    items = [
        {"price_data": {**data, "recurring": {"interval": "month"}}, "quantity": 2},
        {"price_data": data, "quantity": 1},
    ]
    made = session(line_items=items)
    assert pay(made).status == 200
    assert SESSION.retrieve(made.id, expand=["invoice"]).invoice.total == 1500


CASES = [
    ({"line_items": []}, "line_items"),
    ({"line_items": "once"}, "line_items"),
    ({"mode": "payment"}, "line_items"),
    ({"payment_intent_data": {"description": "x"}}, "payment_intent_data"),
    ({"invoice_creation": {"enabled": True}}, "invoice_creation"),
    ({"allow_promotion_codes": True, "discounts": [{"coupon": "none"}]}, "discounts"),
    ({"subscription_data": {"trial_period_days": 0}}, "subscription_data[trial_period_days]"),
    ({"subscription_data": {"trial_end": NOW + DAY}}, "subscription_data[trial_end]"),
    (
        {"subscription_data": {"trial_period_days": 3, "billing_cycle_anchor": NOW + 9 * DAY}},
        "subscription_data[billing_cycle_anchor]",
    ),
    ({"customer": "cus_none"}, "customer"),
]


@pytest.mark.parametrize(("params", "param"), CASES)
@pytest.mark.stripe_sandbox(now=NOW)
def test_sessions_that_cannot_be(sandbox, params, param):
    if params.get("line_items") == "once":
        params = {"line_items": [{"price": price_of(500, None), "quantity": 1}]}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        session(price_of(1000), **params)
    assert caught.value.param == param


def test_a_payment_link(sandbox, http, pay):
    link = stripe.PaymentLink.create(
        line_items=[{"price": price_of(1000), "quantity": 1}],
        subscription_data={"trial_period_days": 7, "metadata": {"a": "b"}},
        payment_method_collection="if_required",
    )
    assert http("GET", f"/b/{link.id}", key=None).status == 303
    (made,) = SESSION.list(payment_link=link.id).data
    assert (made.mode, made.payment_method_collection) == ("subscription", "if_required")
    assert pay(made, None).status == 200
    sub = SESSION.retrieve(made.id, expand=["subscription"]).subscription
    assert (sub.status, sub.metadata) == ("trialing", {"a": "b"})


def test_the_invoice_of_a_payment(sandbox, pay):
    coupon = stripe.Coupon.create(percent_off=10, duration="once")
    made = session(
        price_of(1000, None),
        mode="payment",
        invoice_creation={"enabled": True, "invoice_data": {"description": "Thanks"}},
        discounts=[{"coupon": coupon.id}],
    )
    assert made.invoice_creation.enabled is True
    assert pay(made).status == 200
    done = SESSION.retrieve(made.id, expand=["invoice.payments"])
    invoice = done.invoice
    assert (invoice.status, invoice.total, invoice.description) == ("paid", 900, "Thanks")
    assert invoice.payments.data[0].payment.payment_intent == done.payment_intent
    assert [intent.id for intent in stripe.PaymentIntent.list().data] == [done.payment_intent]
    assert stripe.Coupon.retrieve(coupon.id).times_redeemed == 1
    types = [event["type"] for event in sandbox.events]
    assert types.index("invoice.paid") < types.index("checkout.session.completed")
