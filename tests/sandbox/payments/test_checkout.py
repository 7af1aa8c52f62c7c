"""Checkout sessions, their page, payment links, the billing portal."""

from collections.abc import Callable
from typing import Any

import pytest
from refusals import refused

import stripe
from stripe.sandbox import Sandbox

Session = stripe.checkout.Session
ITEM = {
    "price_data": {"currency": "usd", "unit_amount": 1500, "product_data": {"name": "T-shirt <L>"}},
    "quantity": 2,
}
CARD = {
    "email": "jenny.rosen@example.com",
    "name": "Jenny",
    "exp_month": "12",
    "exp_year": "2034",
    "cvc": "123",
}


def session(**params: Any) -> Any:
    given: Any = {
        "mode": "payment",
        "success_url": "https://example.com/done?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://example.com/cart",
        "line_items": [ITEM],
    }
    return Session.create(**{k: v for k, v in {**given, **params}.items() if v is not None})


# -- creation ----------------------------------------------------------------------------------------


def test_a_new_session(sandbox: Sandbox) -> None:
    made = session(metadata={"order": "6735"})
    assert made.id.startswith("cs_test_a1")
    assert (made.status, made.payment_status, made.payment_intent) == ("open", "unpaid", None)
    assert (made.amount_subtotal, made.amount_total, made.currency) == (3000, 3000, "usd")
    assert made.url.endswith(made.id)
    assert made.expires_at == made.created + 86_400
    (item,) = Session.list_line_items(made.id).data
    assert (item.description, item.quantity, item.amount_total) == ("T-shirt <L>", 2, 3000)
    assert item.price.unit_amount == 1500
    expanded = Session.retrieve(made.id, expand=["line_items"])
    assert [found.id for found in expanded.line_items.data] == [item.id]


def test_prices_discounts_shipping_taxes(sandbox: Sandbox) -> None:
    price = stripe.Price.create(unit_amount=2000, currency="usd", product_data={"name": "Mug"})
    coupon = stripe.Coupon.create(percent_off=25, duration="once")
    tax = stripe.TaxRate.create(display_name="VAT", percentage=10, inclusive=False)
    rate = {
        "type": "fixed_amount",
        "display_name": "Post",
        "fixed_amount": {"amount": 500, "currency": "usd"},
    }
    made = session(
        line_items=[{"price": price.id, "quantity": 3, "tax_rates": [tax.id]}],
        discounts=[{"coupon": coupon.id}],
        shipping_options=[{"shipping_rate_data": rate}],
    )
    assert made.amount_subtotal == 6000
    details = made.total_details
    assert (details.amount_tax, details.amount_shipping) == (450, 500)
    assert details.amount_discount == 1500
    assert made.amount_total == 6000 - 1500 + 450 + 500


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"line_items": None}, "line_items"),
        ({"success_url": None}, "success_url"),
        ({"line_items": [{"price": "price_nope", "quantity": 1}]}, "line_items[0][price]"),
        ({"line_items": [{"price_data": ITEM["price_data"]}]}, "line_items[0][quantity]"),
        ({"expires_at": 1_800_000_060}, "expires_at"),
        ({"customer": "cus_nope"}, "customer"),
        ({"mode": "setup"}, "line_items"),
    ],
)
def test_mistakes(sandbox: Sandbox, params: dict[str, Any], param: str) -> None:
    assert refused(lambda: session(**params)).param == param


def test_recurring_prices_need_subscription_mode(sandbox: Sandbox) -> None:
    price = stripe.Price.create(
        unit_amount=2000,
        currency="usd",
        recurring={"interval": "month"},
        product_data={"name": "x"},
    )
    items = [{"price": price.id, "quantity": 1}]
    assert "recurring price" in str(refused(lambda: session(line_items=items)))
    assert session(mode="subscription", line_items=items).amount_total == 2000


def test_listing(sandbox: Sandbox) -> None:
    customer = stripe.Customer.create()
    first, second = session(), session(customer=customer.id)
    assert [found.id for found in Session.list().data] == [second.id, first.id]
    assert [found.id for found in Session.list(customer=customer.id).data] == [second.id]
    assert [found.id for found in Session.list(status="complete").data] == []


# -- headless ----------------------------------------------------------------------------------------


def test_completing_without_a_page(
    sandbox: Sandbox, raw: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    made = session(payment_intent_data={"description": "T-shirts", "metadata": {"order": "6735"}})
    shown = raw("get", f"/v1/payment_pages/{made.id}")
    assert (shown.session_id, shown.total) == (made.id, 3000)
    method = stripe.PaymentMethod.create(
        type="card", card={"token": "tok_visa"}, billing_details={"email": "jenny@example.com"}
    )
    path = f"/v1/payment_pages/{made.id}/confirm"
    error = refused(lambda: raw("post", path, payment_method=method.id, expected_amount=1))
    assert error.param == "expected_amount"
    raw("post", path, payment_method=method.id, expected_amount=3000)
    done = Session.retrieve(made.id, expand=["payment_intent"])
    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    assert done.customer_details.email == "jenny@example.com"
    intent = done.payment_intent
    assert (intent.status, intent.amount, intent.description) == ("succeeded", 3000, "T-shirts")
    assert intent.metadata["order"] == "6735"
    seen = types()
    assert seen.index("checkout.session.completed") == seen.index("payment_intent.succeeded") + 1
    assert [found.id for found in Session.list(payment_intent=intent.id).data] == [made.id]
    assert "has a status of `complete`" in str(refused(lambda: Session.expire(made.id)))


def test_decline_leaves_the_session_open(sandbox: Sandbox, raw: Callable[..., Any]) -> None:
    made = session()
    path = f"/v1/payment_pages/{made.id}/confirm"
    with pytest.raises(stripe.CardError):
        raw("post", path, payment_method="pm_card_chargeDeclined")
    open_session = Session.retrieve(made.id)
    assert (open_session.status, open_session.payment_status) == ("open", "unpaid")
    raw("post", path, payment_method="pm_card_visa")
    done = Session.retrieve(made.id)
    assert done.payment_intent == open_session.payment_intent
    assert len(stripe.Charge.list(payment_intent=done.payment_intent).data) == 2


def test_setup(sandbox: Sandbox, raw: Callable[..., Any]) -> None:
    customer = stripe.Customer.create()
    made = session(mode="setup", line_items=None, currency="usd", customer=customer.id)
    assert made.payment_status == "no_payment_required"
    raw("post", f"/v1/payment_pages/{made.id}/confirm", payment_method="pm_card_visa")
    done = Session.retrieve(made.id, expand=["setup_intent"])
    assert (done.status, done.setup_intent.status) == ("complete", "succeeded")
    assert len(stripe.PaymentMethod.list(customer=customer.id).data) == 1


@pytest.mark.parametrize(("number", "outcome"), [("00012345", "succeeded"), ("33333335", "failed")])
def test_banks_answer_later(
    sandbox: Sandbox,
    raw: Callable[..., Any],
    types: Callable[[], list[str]],
    number: str,
    outcome: str,
) -> None:
    item = {**ITEM, "price_data": {**ITEM["price_data"], "currency": "gbp"}}
    made = session(line_items=[item], allowed_payment_method_types=["bacs_debit"])
    method = stripe.PaymentMethod.create(
        type="bacs_debit",
        bacs_debit={"account_number": number, "sort_code": "108800"},
        billing_details={"email": "jenny@example.com", "name": "Jenny"},
    )
    raw("post", f"/v1/payment_pages/{made.id}/confirm", payment_method=method.id)
    assert types()[-1] == "checkout.session.completed"
    assert Session.retrieve(made.id).status == "complete"
    assert types()[-1] == f"checkout.session.async_payment_{outcome}"
    paid = Session.retrieve(made.id).payment_status
    assert paid == ("paid" if outcome == "succeeded" else "unpaid")


def test_free_session(sandbox: Sandbox, raw: Callable[..., Any]) -> None:
    free = {**ITEM, "price_data": {**ITEM["price_data"], "unit_amount": 0}}
    made = session(line_items=[free])
    raw("post", f"/v1/payment_pages/{made.id}/confirm")
    done = Session.retrieve(made.id)
    assert (done.status, done.payment_status) == ("complete", "no_payment_required")
    assert done.payment_intent is None


def test_customer_is_created_when_asked_for(sandbox: Sandbox, raw: Callable[..., Any]) -> None:
    made = session(customer_creation="always", customer_email="jenny@example.com")
    raw("post", f"/v1/payment_pages/{made.id}/confirm", payment_method="pm_card_visa")
    done = Session.retrieve(made.id, expand=["customer"])
    assert done.customer.email == "jenny@example.com"


def test_expiry(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    made, other = session(), session(expires_at=sandbox.clock.now() + 3600)
    expired = Session.expire(made.id)
    assert (expired.status, expired.url) == ("expired", None)
    assert types() == ["checkout.session.expired"]
    sandbox.clock.advance(3601)
    assert Session.retrieve(other.id).status == "expired"
    assert types() == ["checkout.session.expired"]


def test_parameters_of_earlier_versions(sandbox: Sandbox, raw: Callable[..., Any]) -> None:
    made = raw(
        "post",
        "/v1/checkout/sessions",
        success_url="https://example.com",
        payment_method_types=["card"],
        line_items=[{"name": "T-shirt", "amount": 1500, "currency": "usd", "quantity": 2}],
    )
    assert (made.mode, made.amount_total, made.payment_method_types) == ("payment", 3000, ["card"])


# -- the page ----------------------------------------------------------------------------------------


def test_paying_on_the_page(sandbox: Sandbox, page: Callable[..., Any]) -> None:
    made = session()
    status, headers, text = page("GET", made.url)
    assert (status, headers["Content-Type"]) == ("200 OK", "text/html; charset=utf-8")
    assert "Pay $30.00" in text
    assert "T-shirt &lt;L&gt;" in text
    status, _, text = page("POST", made.url, number="4000 0000 0000 0002", **CARD)
    assert status == "402 Payment Required"
    assert "Your card was declined." in text
    assert 'value="jenny.rosen@example.com"' in text
    status, headers, _ = page("POST", made.url, number="4242 4242 4242 4242", **CARD)
    assert (status, headers["Location"]) == (
        "303 See Other",
        f"https://example.com/done?session={made.id}",
    )
    done = Session.retrieve(made.id)
    assert (done.payment_status, done.customer_details.name) == ("paid", "Jenny")
    assert "You have paid." in page("GET", made.url)[2]


@pytest.mark.parametrize("outcome", ["succeed", "fail"])
def test_authentication_on_the_page(
    sandbox: Sandbox, page: Callable[..., Any], outcome: str
) -> None:
    made = session()
    _, headers, _ = page("POST", made.url, number="4000000000003220", **CARD)
    there = headers["Location"]
    assert "confirm this payment of $30.00" in page("GET", there)[2]
    status, headers, text = page("POST", there, outcome=outcome)
    if outcome == "succeed":
        assert headers["Location"] == f"https://example.com/done?session={made.id}"
        assert Session.retrieve(made.id).payment_status == "paid"
    else:
        assert "We are unable to authenticate" in text
        assert Session.retrieve(made.id).status == "open"


def test_saving_a_card_on_the_page(sandbox: Sandbox, page: Callable[..., Any]) -> None:
    made = session(mode="setup", line_items=None, currency="usd")
    assert "Save your card" in page("GET", made.url)[2]
    page("POST", made.url, number="4242424242424242", **CARD)
    assert Session.retrieve(made.id).status == "complete"


@pytest.mark.parametrize(
    "path",
    ["/c/pay/cs_nope", "/b/plink_nope", "/p/session/bps_nope", "/sandbox/authenticate/pi_nope"],
)
def test_pages_of_nothing(sandbox: Sandbox, page: Callable[..., Any], path: str) -> None:
    assert page("GET", path)[0] == "404 Not Found"


def test_payment_links(
    sandbox: Sandbox, page: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    price = stripe.Price.create(unit_amount=500, currency="usd", product_data={"name": "Mug"})
    link = stripe.PaymentLink.create(
        line_items=[{"price": price.id, "quantity": 1}], metadata={"order": "6735"}
    )
    assert (link.active, link.currency) == (True, "usd")
    assert types()[-1] == "payment_link.created"
    (item,) = stripe.PaymentLink.list_line_items(link.id).data
    assert (item.price.id, item.amount_total) == (price.id, 500)
    sandbox.serve()
    _, headers, _ = page("GET", f"/b/{link.id}")
    (opened,) = Session.list(payment_link=link.id).data
    assert headers["Location"] == opened.url
    assert opened.metadata["order"] == "6735"
    page("POST", opened.url, number="4242424242424242", **CARD)
    assert Session.retrieve(opened.id).payment_status == "paid"
    stripe.PaymentLink.modify(link.id, active=False)
    assert types()[-1] == "payment_link.updated"
    assert page("GET", f"/b/{link.id}")[0] == "410 Gone"


def test_billing_portal(
    sandbox: Sandbox, page: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    customer = stripe.Customer.create(email="jenny@example.com")
    method = stripe.PaymentMethod.attach("pm_card_visa", customer=customer.id)
    types()
    made = stripe.billing_portal.Session.create(
        customer=customer.id, return_url="https://example.com"
    )
    assert types() == ["billing_portal.session.created"]
    configuration = stripe.billing_portal.Configuration.retrieve(made.configuration)
    assert configuration.is_default is True
    again = stripe.billing_portal.Session.create(customer=customer.id)
    assert again.configuration == made.configuration
    text = page("GET", made.url)[2]
    assert "visa ending in 4242" in text
    page("POST", made.url, do="details", name="Jenny", email="j@example.com")
    assert stripe.Customer.retrieve(customer.id).name == "Jenny"
    page("POST", made.url, do="remove", payment_method=method.id)
    assert stripe.PaymentMethod.list(customer=customer.id).data == []
    assert (
        refused(lambda: stripe.billing_portal.Session.create(customer="cus_nope")).param
        == "customer"
    )


def test_an_address_in_any_script_is_one_that_a_header_can_carry(
    sandbox: Sandbox, page: Callable[..., Any]
) -> None:
    made = Session.create(
        mode="setup", currency="usd", success_url="https://example.com/ありがとう?a=%20&b=[1]"
    )
    status, headers, _ = page("POST", made.url, number="4242424242424242", **CARD)
    assert (status, headers["Location"]) == (
        "303 See Other",
        "https://example.com/%E3%81%82%E3%82%8A%E3%81%8C%E3%81%A8%E3%81%86?a=%20&b=[1]",
    )
