"""The Checkout and 3-D Secure pages in headless Chromium; skipped where there is none.

Payments are completed, failed and given up, with the buttons and links that a person would use.
"""

from collections.abc import Iterator
from typing import Any

import browsing
import pytest

import stripe
from stripe.sandbox import Sandbox

pytestmark = browsing.needs_browser


@pytest.fixture
def served() -> Iterator[Sandbox]:
    with Sandbox(port=0) as sandbox:
        yield sandbox


def session(served: Sandbox, **params: Any) -> Any:
    given: dict[str, Any] = {
        "mode": "payment",
        "success_url": f"{served.url}/b/link/done?session={{CHECKOUT_SESSION_ID}}",
        "line_items": [
            {
                "price_data": {
                    "currency": "usd",
                    "unit_amount": 1500,
                    "product_data": {"name": "T-shirt"},
                },
                "quantity": 2,
            }
        ],
    }
    return stripe.checkout.Session.create(**{**given, **params})


def text_on(browser: Any, text: str) -> Any:
    """The element with a text; what is not there in good time is an error."""
    return browser.find_element("xpath", f"//*[contains(text(), '{text}')]")


def thanks(browser: Any) -> Any:
    return text_on(browser, "Thanks for your payment")


def error_on(browser: Any) -> str:
    return str(browser.find_element("css selector", "#error:not(:empty)").text)


def enter(browser: Any, number: str) -> None:
    fields = {
        "email": "jenny.rosen@example.com",
        "name": "Jenny Rosen",
        "number": number,
        "exp_month": "12",
        "exp_year": "2034",
        "cvc": "123",
    }
    for name, value in fields.items():
        field = browser.find_element("name", name)
        field.clear()
        field.send_keys(value)
    browsing.follow(browser, "id", "pay")


def test_a_decline_and_a_payment(served: Sandbox, browser: Any) -> None:
    made = session(served)
    browser.get(made.url)
    assert browser.find_element("tag name", "h1").text == "Pay $30.00"
    assert "2 × T-shirt" in browser.find_element("tag name", "table").text
    enter(browser, "4000000000000002")
    assert error_on(browser) == "Your card was declined."
    enter(browser, "4242424242424242")
    thanks(browser)
    assert browser.current_url.endswith(f"?session={made.id}")
    assert stripe.checkout.Session.retrieve(made.id).payment_status == "paid"


@pytest.mark.parametrize("outcome", ["complete", "fail"])
def test_authentication(served: Sandbox, browser: Any, outcome: str) -> None:
    made = session(served)
    browser.get(made.url)
    enter(browser, "4000000000003220")
    assert "confirm this payment of $30.00" in browser.find_element("id", "message").text
    browsing.follow(browser, "id", outcome)
    if outcome == "complete":
        thanks(browser)
        assert stripe.checkout.Session.retrieve(made.id).payment_status == "paid"
    else:
        assert error_on(browser).startswith("We are unable to authenticate your payment method.")
        assert stripe.checkout.Session.retrieve(made.id).status == "open"


def test_giving_up(served: Sandbox, browser: Any) -> None:
    made = session(served, cancel_url=f"{served.url}/b/link/done?given=up")
    browser.get(made.url)
    browsing.follow(browser, "link text", "Back")
    thanks(browser)
    assert browser.current_url.endswith("?given=up")
    made = stripe.checkout.Session.retrieve(made.id)
    assert (made.status, made.payment_intent) == ("open", None)
    stripe.checkout.Session.expire(made.id)
    browser.get(f"{served.url}/c/pay/{made.id}")
    text_on(browser, "This page has expired.")


def test_saving_a_card(served: Sandbox, browser: Any) -> None:
    customer = stripe.Customer.create()
    made = session(served, mode="setup", currency="usd", customer=customer.id, line_items=None)
    browser.get(made.url)
    assert browser.find_element("tag name", "h1").text == "Save your card"
    enter(browser, "4000002500003155")
    assert "this card may be saved" in browser.find_element("id", "message").text
    browsing.follow(browser, "id", "complete")
    thanks(browser)
    assert stripe.checkout.Session.retrieve(made.id).status == "complete"
    saved = stripe.PaymentMethod.list(customer=customer.id, type="card").data
    assert [method.card.last4 for method in saved] == ["3155"]


def test_a_payment_link(served: Sandbox, browser: Any) -> None:
    price = stripe.Price.create(currency="jpy", unit_amount=500, product_data={"name": "Tea"})
    link = stripe.PaymentLink.create(
        line_items=[{"price": price.id, "quantity": 3}],
        restrictions={"completed_sessions": {"limit": 1}},
    )
    browser.get(link.url)
    assert browser.find_element("tag name", "h1").text == "Pay ¥1,500"
    enter(browser, "4242424242424242")
    thanks(browser)
    (made,) = stripe.checkout.Session.list(payment_link=link.id).data
    assert (made.payment_status, made.customer_details.email) == (
        "paid",
        "jenny.rosen@example.com",
    )
    browser.get(link.url)
    text_on(browser, "not active any more")


def monthly(amount: int, name: str) -> Any:
    return stripe.Price.create(
        currency="usd",
        unit_amount=amount,
        product_data={"name": name},
        recurring={"interval": "month"},
    )


def subscribing(served: Sandbox, price: Any, **params: Any) -> Any:
    items = [{"price": price.id, "quantity": 1}]
    return session(served, mode="subscription", line_items=items, **params)


@pytest.mark.parametrize("number", ["4242424242424242", "4000000000003220"])
def test_subscribing(served: Sandbox, browser: Any, number: str) -> None:
    coupon = stripe.Coupon.create(percent_off=50, duration="once")
    stripe.PromotionCode.create(promotion={"type": "coupon", "coupon": coupon.id}, code="HALF")
    made = subscribing(served, monthly(1000, "Gold"), allow_promotion_codes=True)
    browser.get(made.url)
    assert browser.find_element("tag name", "h1").text == "Subscribe: $10.00 now"
    browser.find_element("name", "promotion_code").send_keys("HALF")
    enter(browser, number)
    if number.endswith("3220"):
        assert "confirm this payment of $5.00" in browser.find_element("id", "message").text
        browsing.follow(browser, "id", "complete")
    thanks(browser)
    done = stripe.checkout.Session.retrieve(made.id, expand=["subscription"])
    assert (done.payment_status, done.amount_total, done.subscription.status) == (
        "paid",
        500,
        "active",
    )


def test_the_billing_portal(served: Sandbox, browser: Any) -> None:
    gold, platinum = monthly(1000, "Gold"), monthly(2000, "Platinum")
    customer = stripe.Customer.create(email="jenny.rosen@example.com", source="tok_visa")
    sub = stripe.Subscription.create(customer=customer.id, items=[{"price": gold.id}])
    made = stripe.billing_portal.Session.create(customer=customer.id)
    browser.set_window_size(375, 800)
    browser.get(made.url)
    assert browser.execute_script("return document.body.scrollWidth <= window.innerWidth")
    text_on(browser, "Platinum: $20.00 / month").click()
    browsing.follow(browser, "xpath", "//button[text()='Update plan']")
    browser.find_element("xpath", "//ul[@class='plan']/li[contains(text(), 'Platinum')]")
    assert stripe.Subscription.retrieve(sub.id)["items"].data[0].price.id == platinum.id
    for name, value in {
        "number": "5555555555554444", "exp_month": "12", "exp_year": "2034", "cvc": "123",
    }.items():  # fmt: skip
        browser.find_element("name", name).send_keys(value)
    browsing.follow(browser, "xpath", "//button[text()='Add card']")
    text_on(browser, "mastercard ending in 4444 (default)")
    browsing.follow(browser, "xpath", "//button[text()='Cancel plan']")
    text_on(browser, "Cancels on")
    assert stripe.Subscription.retrieve(sub.id).cancel_at is not None
    browsing.follow(browser, "xpath", "//button[contains(text(), 't cancel')]")
    text_on(browser, "Renews on")
    browser.set_window_size(1200, 900)


@pytest.mark.parametrize("outcome", ["complete", "fail", "canceled"])
def test_page_of_an_intent(served: Sandbox, browser: Any, outcome: str) -> None:
    intent = stripe.PaymentIntent.create(
        amount=2000,
        currency="usd",
        payment_method="pm_card_threeDSecure2Required",
        confirm=True,
        return_url=f"{served.url}/b/link/done",
    )
    page = intent.next_action.redirect_to_url.url
    browser.get(page)
    if outcome == "canceled":  # by the merchant, while the customer still looks at the page
        stripe.PaymentIntent.cancel(intent.id)
    browsing.follow(browser, "id", "fail" if outcome == "fail" else "complete")
    thanks(browser)
    status = {"complete": "succeeded", "fail": "requires_payment_method"}.get(outcome, outcome)
    assert f"payment_intent={intent.id}" in browser.current_url
    word = "succeeded" if outcome == "complete" else "failed"
    assert f"redirect_status={word}" in browser.current_url
    assert stripe.PaymentIntent.retrieve(intent.id).status == status
    browser.get(page)
    text_on(browser, "There is nothing left to authenticate.")


def test_a_choice_changes_the_total_before_it_is_paid(served: Sandbox, browser: Any) -> None:
    rates = [
        {
            "shipping_rate_data": {
                "type": "fixed_amount",
                "display_name": name,
                "fixed_amount": {"amount": amount, "currency": "usd"},
            }
        }
        for name, amount in (("Post", 500), ("Courier", 1200))
    ]
    made = session(
        served,
        shipping_options=rates,
        shipping_address_collection={"allowed_countries": ["US"]},
        consent_collection={"terms_of_service": "required"},
    )
    browser.get(made.url)
    assert browser.find_element("id", "pay").text == "Pay $35.00"
    browser.find_element("name", "email").send_keys("jenny.rosen@example.com")
    text_on(browser, "Courier: $12.00").click()
    browsing.follow(browser, "id", "update")
    text_on(browser, "Pay $42.00")
    assert browser.find_element("name", "email").get_attribute("value") == "jenny.rosen@example.com"
    browser.find_element("name", "shipping[name]").send_keys("Jenny Rosen")
    browser.find_element("name", "shipping[address][line1]").send_keys("1 Main St")
    text_on(browser, "I agree to the terms of service.").click()
    enter(browser, "4242424242424242")
    thanks(browser)
    done = stripe.checkout.Session.retrieve(made.id)
    assert (done.amount_total, done.consent.terms_of_service) == (4200, "accepted")


def test_a_wallet_sends_its_customer_back(served: Sandbox, browser: Any) -> None:
    made = session(served, allowed_payment_method_types=["card", "cashapp"])
    browser.get(made.url)
    assert browser.find_element("name", "number").is_displayed()
    text_on(browser, "Cash App Pay").click()
    assert not browser.find_element("name", "number").is_displayed()
    browser.find_element("name", "email").send_keys("jenny.rosen@example.com")
    browsing.follow(browser, "id", "pay")
    assert "agree to pay $30.00" in browser.find_element("id", "message").text
    browsing.follow(browser, "id", "complete")
    thanks(browser)
    assert stripe.checkout.Session.retrieve(made.id).payment_status == "paid"
