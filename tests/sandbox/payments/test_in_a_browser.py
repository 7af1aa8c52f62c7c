"""The Checkout and 3-D Secure pages in headless Chromium; skipped where there is none."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

webdriver: Any = pytest.importorskip("selenium.webdriver")
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
DRIVER = shutil.which("chromedriver")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="no Chromium with its driver is installed"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    service = webdriver.ChromeService(executable_path=DRIVER)
    browser = webdriver.Chrome(options=options, service=service)
    browser.implicitly_wait(10)
    yield browser
    browser.quit()


@pytest.fixture
def served() -> Iterator[Sandbox]:
    with Sandbox(port=0) as sandbox:
        yield sandbox


def session(served: Sandbox) -> Any:
    return stripe.checkout.Session.create(
        mode="payment",
        success_url=f"{served.url}/b/link/done?session={{CHECKOUT_SESSION_ID}}",
        line_items=[
            {
                "price_data": {
                    "currency": "usd",
                    "unit_amount": 1500,
                    "product_data": {"name": "T-shirt"},
                },
                "quantity": 2,
            }
        ],
    )


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
    browser.find_element("id", "pay").click()


def test_a_decline_and_a_payment(served: Sandbox, browser: Any) -> None:
    made = session(served)
    browser.get(made.url)
    assert browser.find_element("tag name", "h1").text == "Pay $30.00"
    assert "2 × T-shirt" in browser.find_element("tag name", "table").text
    enter(browser, "4000000000000002")
    assert (
        browser.find_element("css selector", "#error:not(:empty)").text == "Your card was declined."
    )
    enter(browser, "4242424242424242")
    browser.find_element("xpath", "//*[contains(text(), 'Thanks for your payment')]")
    assert browser.current_url.endswith(f"?session={made.id}")
    assert stripe.checkout.Session.retrieve(made.id).payment_status == "paid"


@pytest.mark.parametrize("outcome", ["complete", "fail"])
def test_authentication(served: Sandbox, browser: Any, outcome: str) -> None:
    made = session(served)
    browser.get(made.url)
    enter(browser, "4000000000003220")
    assert "confirm this payment of $30.00" in browser.find_element("id", "message").text
    browser.find_element("id", outcome).click()
    if outcome == "complete":
        browser.find_element("xpath", "//*[contains(text(), 'Thanks for your payment')]")
        assert stripe.checkout.Session.retrieve(made.id).payment_status == "paid"
    else:
        shown = browser.find_element("css selector", "#error:not(:empty)").text
        assert shown.startswith("We are unable to authenticate your payment method.")
        assert stripe.checkout.Session.retrieve(made.id).status == "open"


def test_page_of_an_intent(served: Sandbox, browser: Any) -> None:
    intent = stripe.PaymentIntent.create(
        amount=2000,
        currency="usd",
        payment_method="pm_card_threeDSecure2Required",
        confirm=True,
        return_url=f"{served.url}/b/link/done",
    )
    browser.get(intent.next_action.redirect_to_url.url)
    browser.find_element("id", "complete").click()
    browser.find_element("xpath", "//*[contains(text(), 'Thanks for your payment')]")
    assert f"payment_intent={intent.id}" in browser.current_url
    assert "redirect_status=succeeded" in browser.current_url
    assert stripe.PaymentIntent.retrieve(intent.id).status == "succeeded"
