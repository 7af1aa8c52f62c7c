"""The pages beside Checkout's in headless Chromium: for keyboards, screen readers and small screens."""

from collections.abc import Callable, Iterator
from typing import Any

import browsing
import pytest

import stripe
from stripe.sandbox import Sandbox

pytestmark = browsing.needs_browser
PHONE = {"width": 375, "height": 800, "deviceScaleFactor": 1, "mobile": True}
BACK = "https://example.com/back"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    browser = browsing.chromium()
    yield browser
    browser.quit()


def receipt(_sandbox: Sandbox) -> Any:
    charge = stripe.Charge.create(amount=1234, currency="usd", source="tok_visa")
    stripe.Refund.create(charge=charge.id, amount=200)
    return charge.receipt_url


def source(_sandbox: Sandbox) -> Any:
    redirect: Any = {"return_url": BACK}
    made: Any = stripe.Source.create(type="ideal", amount=1000, currency="eur", redirect=redirect)
    return made.redirect.url


def transfer(_sandbox: Sandbox) -> Any:
    bank: Any = {"funding_type": "bank_transfer", "bank_transfer": {"type": "us_bank_transfer"}}
    intent: Any = stripe.PaymentIntent.create(
        amount=5000,
        currency="usd",
        customer=stripe.Customer.create().id,
        payment_method_types=["customer_balance"],
        payment_method_data={"type": "customer_balance"},
        payment_method_options={"customer_balance": bank},
        confirm=True,
    )
    return intent.next_action.display_bank_transfer_instructions.hosted_instructions_url


def deposits(_sandbox: Sandbox) -> Any:
    account: Any = {
        "account_holder_type": "individual",
        "account_number": "000123456789",
        "routing_number": "110000000",
    }
    intent: Any = stripe.SetupIntent.create(
        payment_method_types=["us_bank_account"],
        payment_method_data={"type": "us_bank_account", "us_bank_account": account},
        confirm=True,
    )
    return intent.next_action.verify_with_microdeposits.hosted_verification_url


def identity(_sandbox: Sandbox) -> Any:
    return stripe.identity.VerificationSession.create(type="document").url


def onboarding(_sandbox: Sandbox) -> Any:
    account = stripe.Account.create(type="express").id
    return stripe.AccountLink.create(
        account=account, type="account_onboarding", refresh_url=BACK, return_url=BACK
    ).url


def express(_sandbox: Sandbox) -> Any:
    return stripe.Account.create_login_link(stripe.Account.create(type="express").id).url


def oauth(sandbox: Sandbox) -> Any:
    return f"{sandbox.url}/oauth/authorize?redirect_uri={BACK}"


PAGES = [receipt, source, transfer, deposits, identity, onboarding, express, oauth]


@pytest.mark.parametrize("page", PAGES)
def test_everybody_can_use_it(browser: Any, page: Callable[[Sandbox], Any]) -> None:
    with Sandbox(port=0) as sandbox:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
        for scheme in ("light", "dark"):
            browsing.in_colours(browser, scheme)
            browser.get(page(sandbox))
            assert browser.find_element("tag name", "h1").text
            assert browsing.violations(browser) == []
            width = browser.execute_script("return document.documentElement.scrollWidth")
            assert width <= PHONE["width"]
