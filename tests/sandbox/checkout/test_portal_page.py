"""The page of the billing portal: its forms, sent as a browser sends them."""

import pytest

import stripe

NOW = 1_800_000_000
DAY = 24 * 3600
CARD = {"number": "5555555555554444", "exp_month": "12", "exp_year": "2034", "cvc": "123"}
pytestmark = pytest.mark.stripe_sandbox(now=NOW)


def price_of(amount, interval="month", name="Gold", product=None):
    sold = {"product": product} if product else {"product_data": {"name": name}}
    return stripe.Price.create(
        currency="usd", unit_amount=amount, recurring={"interval": interval}, **sold
    )


@pytest.fixture
def subscription(sandbox):
    customer = stripe.Customer.create(
        email="a@example.com",
        payment_method="pm_card_visa",
        invoice_settings={"default_payment_method": "pm_card_visa"},
    )
    return stripe.Subscription.create(customer=customer.id, items=[{"price": price_of(1000).id}])


@pytest.fixture
def opened(http):
    """Opens a session's page: gives its text, and what sends one of its forms."""

    def open_page(subscription, **params):
        made = stripe.billing_portal.Session.create(customer=subscription.customer, **params)
        path = f"/p/session/{made.id}"

        def send(do, **fields):
            return http("POST", path, {"do": do, **fields}, key=None)

        return http("GET", path, key=None).raw.decode(), send

    return open_page


def current(subscription):
    return stripe.Subscription.retrieve(subscription.id)


def configured(**features):
    return stripe.billing_portal.Configuration.create(features=features).id


def updates(*prices, **more):
    products = [{"product": price.product, "prices": [price.id]} for price in prices]
    return {"enabled": True, "default_allowed_updates": ["price"], "products": products, **more}


def test_what_the_page_shows(sandbox, subscription, opened):
    price_of(2000, name="Platinum <b>")
    text, _ = opened(subscription, return_url="https://example.com/back")
    for part in (
        "Gold: $10.00 / month",
        "Platinum &lt;b&gt;: $20.00 / month",
        "visa ending in 4242",
        "Cancel plan",
        'href="https://example.com/back"',
        "paid",
    ):
        assert part in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    ("behavior", "pending", "invoices"),
    [("create_prorations", 2, 1), ("always_invoice", 0, 2), ("none", 0, 1)],
)
def test_changing_the_plan(sandbox, subscription, opened, behavior, pending, invoices):
    other = price_of(3000)
    configuration = configured(subscription_update=updates(other, proration_behavior=behavior))
    _, send = opened(subscription, configuration=configuration)
    assert send("plan", subscription=subscription.id, price=other.id).status == 303
    assert current(subscription)["items"].data[0].price.id == other.id
    customer = subscription.customer
    assert len(stripe.InvoiceItem.list(customer=customer, pending=True).data) == pending
    assert len(stripe.Invoice.list(customer=customer).data) == invoices


def test_a_cheaper_plan_waits_for_the_end_of_the_period(sandbox, subscription, opened):
    other = price_of(500)
    waits = {"conditions": [{"type": "decreasing_item_amount"}]}
    configuration = configured(subscription_update=updates(other, schedule_at_period_end=waits))
    _, send = opened(subscription, configuration=configuration)
    answer = send("plan", subscription=subscription.id, price=other.id)
    assert answer.status == 303, answer.raw
    now = current(subscription)
    assert (now["items"].data[0].price.unit_amount, bool(now.schedule)) == (1000, True)
    sandbox.clock.advance(40 * DAY)
    assert current(subscription)["items"].data[0].price.unit_amount == 500


def test_canceling_and_thinking_again(sandbox, subscription, opened):
    end = subscription["items"].data[0].current_period_end
    _, send = opened(subscription)
    assert send("cancel", subscription=subscription.id).status == 303
    now = current(subscription)
    assert (now.status, now.cancel_at, now.cancel_at_period_end) == ("active", end, False)
    assert send("keep", subscription=subscription.id).status == 303
    assert current(subscription).cancel_at is None


def test_canceling_at_once(sandbox, subscription, opened):
    reasons = {"enabled": True, "options": ["unused", "other"]}
    cancel = {"enabled": True, "mode": "immediately", "cancellation_reason": reasons}
    text, send = opened(subscription, configuration=configured(subscription_cancel=cancel))
    assert 'value="unused"' in text
    assert (
        send("cancel", subscription=subscription.id, feedback="unused", comment="Bye").status == 303
    )
    now = current(subscription)
    assert (now.status, now.cancellation_details.feedback) == ("canceled", "unused")
    assert now.cancellation_details.comment == "Bye"


def test_cards(sandbox, subscription, opened):
    text, send = opened(subscription)
    assert send("card", **CARD).status == 303
    customer = stripe.Customer.retrieve(subscription.customer)
    new = customer.invoice_settings.default_payment_method
    assert stripe.PaymentMethod.retrieve(new).card.last4 == "4444"
    old = next(m.id for m in stripe.PaymentMethod.list(customer=customer.id).data if m.id != new)
    assert send("remove", payment_method=old).status == 303
    assert [m.id for m in stripe.PaymentMethod.list(customer=customer.id).data] == [new]
    wrong = send("card", **{**CARD, "number": "4000000000000002"})
    assert wrong.status == 400
    assert b"Your card was declined." in wrong.raw


def test_details(sandbox, subscription, opened):
    _, send = opened(subscription)
    assert send("details", name="Jenny", email="j@example.com", balance="-100").status == 303
    customer = stripe.Customer.retrieve(subscription.customer)
    assert (customer.name, customer.email, customer.balance) == ("Jenny", "j@example.com", 0)


def test_what_the_page_does_not_do(sandbox, subscription, opened):
    other = stripe.Customer.create(payment_method="pm_card_visa")
    hers = stripe.PaymentMethod.list(customer=other.id).data[0].id
    offered = price_of(2000)
    configuration = configured(subscription_update=updates(offered))
    _, send = opened(subscription, configuration=configuration)
    for do, fields in [
        ("cancel", {"subscription": subscription.id}),
        ("card", CARD),
        ("plan", {"subscription": subscription.id, "price": price_of(1).id}),
        ("plan", {"subscription": "sub_none", "price": offered.id}),
        ("nothing", {}),
    ]:
        assert send(do, **fields).status == 400
    _, send = opened(subscription)
    assert send("remove", payment_method=hers).status == 400
    assert current(subscription).status == "active"


def test_a_flow_to_cancel(sandbox, subscription, opened):
    after = {"type": "redirect", "redirect": {"return_url": "https://example.com/bye"}}
    flow = {
        "type": "subscription_cancel",
        "subscription_cancel": {"subscription": subscription.id},
        "after_completion": after,
    }
    _, send = opened(subscription, flow_data=flow)
    answer = send("cancel", subscription=subscription.id)
    assert (answer.status, answer.headers["Location"]) == (303, "https://example.com/bye")
    assert current(subscription).cancel_at is not None


def test_a_flow_to_confirm_a_change(sandbox, subscription, opened):
    other = price_of(3000)
    item = {"id": subscription["items"].data[0].id, "price": other.id, "quantity": 2}
    details = {"subscription": subscription.id, "items": [item]}
    flow = {
        "type": "subscription_update_confirm",
        "subscription_update_confirm": details,
        "after_completion": {
            "type": "hosted_confirmation",
            "hosted_confirmation": {"custom_message": "Thanks a lot"},
        },
    }
    text, send = opened(subscription, flow_data=flow)
    assert "2 \u00d7 Gold: $30.00 / month" in text
    assert b"Thanks a lot" in send("confirm").raw
    (now,) = current(subscription)["items"].data
    assert (now.price.id, now.quantity) == (other.id, 2)
