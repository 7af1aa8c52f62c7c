"""All pages for customers in headless Chromium: for keyboards, screen readers and small screens."""

import browsing
import pytest
from checkout_shop import rate

import stripe
from stripe.sandbox import Sandbox

pytestmark = browsing.needs_browser
SHIPPED = {"allowed_countries": ["US", "CA"]}
PHONE = {"width": 375, "height": 800, "deviceScaleFactor": 1, "mobile": True}
ENDED = "https://example.com/done"


def price_of(amount, currency="usd", **more):
    return stripe.Price.create(
        currency=currency, unit_amount=amount, product_data={"name": "Gold tea"}, **more
    ).id


def full_session():
    """A session that asks for all that there is."""
    return stripe.checkout.Session.create(
        mode="payment",
        success_url=ENDED,
        cancel_url="https://example.com/cart",
        line_items=[
            {
                "price": price_of(150_000, "eur"),
                "quantity": 2,
                "adjustable_quantity": {"enabled": True},
            }
        ],
        optional_items=[{"price": price_of(400, "eur"), "quantity": 1}],
        allowed_payment_method_types=["card", "sepa_debit", "ideal"],
        shipping_address_collection=SHIPPED,
        shipping_options=[rate("Post", 500, "eur"), rate("Courier", 1200, "eur")],
        billing_address_collection="required",
        phone_number_collection={"enabled": True},
        allow_promotion_codes=True,
        tax_id_collection={"enabled": True},
        consent_collection={"terms_of_service": "required", "promotions": "auto"},
        custom_fields=[
            {"key": "note", "label": {"type": "custom", "custom": "Note"}, "type": "text"},
            {
                "key": "size",
                "label": {"type": "custom", "custom": "Size"},
                "type": "dropdown",
                "dropdown": {"options": [{"label": "Large", "value": "l"}]},
                "optional": True,
            },
        ],
    ).url


def subscribing(url=ENDED):
    monthly = price_of(1000, recurring={"interval": "month"})
    return stripe.checkout.Session.create(
        mode="subscription", success_url=url, line_items=[{"price": monthly, "quantity": 1}]
    ).url


def saving():
    return stripe.checkout.Session.create(mode="setup", success_url=ENDED, currency="usd").url


def expired():
    made = stripe.checkout.Session.create(mode="setup", success_url=ENDED, currency="usd")
    stripe.checkout.Session.expire(made.id)
    return made.url


def portal():
    customer = stripe.Customer.create(email="jenny@example.com", source="tok_visa")
    stripe.PaymentMethod.attach("pm_card_mastercard", customer=customer.id)
    for amount in (1000, 2000):
        monthly = price_of(amount, recurring={"interval": "month"})
        stripe.Subscription.create(customer=customer.id, items=[{"price": monthly}])
    reasons = {"enabled": True, "options": ["unused", "other"]}
    price = stripe.Price.retrieve(monthly)
    features = {
        "customer_update": {
            "enabled": True,
            "allowed_updates": ["name", "email", "phone", "address", "shipping", "tax_id"],
        },
        "invoice_history": {"enabled": True},
        "payment_method_update": {"enabled": True},
        "subscription_cancel": {"enabled": True, "cancellation_reason": reasons},
        "subscription_update": {
            "enabled": True,
            "default_allowed_updates": ["price", "quantity", "promotion_code"],
            "products": [{"product": price.product, "prices": [price.id]}],
        },
    }
    configuration = stripe.billing_portal.Configuration.create(
        features=features, login_page={"enabled": True}
    )
    return stripe.billing_portal.Session.create(
        customer=customer.id, configuration=configuration.id, return_url="https://example.com"
    ).url


def login():
    portal()
    return stripe.billing_portal.Configuration.list(limit=1).data[0].login_page.url


def invoice():
    customer = stripe.Customer.create(email="jenny@example.com")
    made = stripe.Invoice.create(
        customer=customer.id, collection_method="send_invoice", days_until_due=7
    )
    stripe.InvoiceItem.create(customer=customer.id, invoice=made.id, amount=1000, currency="usd")
    return stripe.Invoice.finalize_invoice(made.id).hosted_invoice_url


def paid_invoice():
    invoice()
    made = stripe.Invoice.list(limit=1).data[0]
    return stripe.Invoice.pay(made.id, paid_out_of_band=True).hosted_invoice_url


def authentication():
    return stripe.PaymentIntent.create(
        amount=2000,
        currency="usd",
        payment_method="pm_card_threeDSecure2Required",
        confirm=True,
        return_url=ENDED,
    ).next_action.redirect_to_url.url


def wallet():
    return stripe.PaymentIntent.create(
        amount=2000,
        currency="eur",
        payment_method_data={"type": "ideal"},
        allowed_payment_method_types=["ideal"],
        confirm=True,
        return_url=ENDED,
    ).next_action.redirect_to_url.url


def closed_link():
    link = stripe.PaymentLink.create(line_items=[{"price": price_of(1000), "quantity": 1}])
    return stripe.PaymentLink.modify(link.id, active=False).url


PAGES = [
    full_session, subscribing, saving, expired, portal, login, invoice, paid_invoice, authentication,
    wallet, closed_link,
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_pages_can_be_read_and_used_by_all(browser, scheme):
    browsing.in_colours(browser, scheme)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    with Sandbox(port=0) as sandbox:
        for page in PAGES:
            browser.get(page())
            badge = browser.find_element("class name", "badge").text
            assert badge == f"Sandbox of {sandbox.account_id}", page
            assert browsing.violations(browser) == [], page
            assert browser.execute_script("return document.documentElement.scrollWidth") <= 375, (
                page
            )
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_page_with_problems_says_them_to_all(browser):
    with Sandbox(port=0):
        browser.get(full_session())
        # a browser itself refuses what is missing: it is the sandbox that is looked at here
        browser.execute_script("document.forms[0].noValidate = true")
        browsing.follow(browser, "id", "pay")
        field = browser.find_element("css selector", "[name='shipping[address][line1]']")
        assert field.get_attribute("aria-invalid") == "true"
        said = browser.find_element("id", field.get_attribute("aria-describedby"))
        assert said.text == "Fill in this field."
        assert browsing.violations(browser) == []


CONTRASTS = """
const parse = text => text.match(/[0-9.]+/g).slice(0, 3).map(Number);
const light = text => { const [r, g, b] = parse(text).map(v => v / 255)
  .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126*r + .7152*g + .0722*b; };
const paper = light(getComputedStyle(document.body).backgroundColor);
return [...document.querySelectorAll('input:not([type=hidden]), select, button')].map(element => {
  const border = light(getComputedStyle(element).borderTopColor);
  return (Math.max(border, paper) + .05) / (Math.min(border, paper) + .05); });
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_borders_of_fields_are_seen(browser, scheme):
    browsing.in_colours(browser, scheme)
    with Sandbox(port=0):
        browser.get(full_session())
        assert min(browser.execute_script(CONTRASTS)) >= 3


def test_a_session_is_paid_with_the_keyboard_alone(browser):
    with Sandbox(port=0) as sandbox:
        browser.get(subscribing(f"{sandbox.url}/b/link/done"))
        entered = {
            "email": "jenny@example.com", "number": "4242424242424242", "exp_month": "12",
            "exp_year": "2034", "cvc": "123",
        }  # fmt: skip
        for _ in range(20):
            browser.switch_to.active_element.send_keys("\ue004")  # Tab
            here = browser.switch_to.active_element
            name = here.get_attribute("name")
            if name in entered:
                here.send_keys(entered.pop(name))
            elif here.get_attribute("id") == "pay":
                break
        assert entered == {}
        here.send_keys("\ue007")  # Enter
        browser.find_element("xpath", "//*[contains(text(), 'Thanks for your payment')]")
        assert stripe.checkout.Session.list().data[0].status == "complete"
