"""The dashboard in headless Chromium, as a person uses it; skipped where there is none."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from browsing import in_colours, needs_browser, violations
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

import stripe

pytestmark = needs_browser
PAGES = (
    "/",
    "/objects",
    "/objects/charge",
    "/objects/webhook_endpoint",
    "/objects/charge/{charge}",
    "/objects/webhook_endpoint/{endpoint}",
    "/developers/keys",
    "/developers/requests",
    "/developers/requests/{request}",
    "/developers/events",
    "/developers/events/{event}",
    "/developers/faults",
    "/time",
)


def patiently(browser, act):
    """Does what a person would do again when the page was made anew meanwhile."""
    again = (StaleElementReferenceException, ElementClickInterceptedException)
    return WebDriverWait(browser, 20, ignored_exceptions=again).until(lambda _: act() or True)


def press(browser, text):
    click(browser, "xpath", f"//main//button[text()='{text}']")


def click(browser, how, what):
    patiently(browser, lambda: browser.find_element(how, what).click())


def fill(browser, how, what, text):
    patiently(browser, lambda: browser.find_element(how, what).send_keys(text))


def said(browser):
    return patiently(browser, lambda: browser.find_element("css selector", ".said").text)


def content(browser):
    return patiently(browser, lambda: browser.find_element("tag name", "main").text)


def test_a_person_creates_a_key(served, browser):
    browser.get(f"{served.url}/developers/keys")
    press(browser, "Create key")
    key = browser.find_element("id", "new-key").text
    assert stripe.Customer.list(api_key=key).data == []
    assert key not in requests.get(f"{served.url}/developers/keys", timeout=20).text


def test_a_person_reads_why_a_charge_failed(served, shop, browser):
    browser.get(served.url)
    click(browser, "partial link text", "POST /v1/charges")
    assert "Your card was declined." in content(browser)
    assert "generic_decline" in content(browser)
    assert "curl -X POST" in browser.find_element("id", "curl").text


def test_a_person_refunds(served, shop, browser):
    browser.get(f"{served.url}/objects/charge")
    click(browser, "link text", shop["charge"])
    press(browser, "Refund")
    assert said(browser) == "Refund: done."
    assert stripe.Charge.retrieve(shop["charge"]).refunded
    assert "charge.refunded" in content(browser)


def test_a_person_resends_a_webhook(served, browser):
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["id"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    served.forward_to(f"http://127.0.0.1:{listener.server_port}/hook", ["customer.created"])
    stripe.Customer.create()
    assert served.webhooks.drain(20) == []
    browser.get(f"{served.url}/developers/events")
    click(browser, "link text", "customer.created")
    press(browser, "Resend to all")
    assert said(browser) == "Sent to 1."
    assert served.webhooks.drain(20) == []
    listener.shutdown()
    listener.server_close()
    assert (len(got), len(set(got))) == (2, 1)


def test_a_person_creates_an_endpoint(served, browser):
    browser.get(f"{served.url}/objects/webhook_endpoint")
    fill(browser, "id", "url", "http://127.0.0.1:9/hook")
    press(browser, "Create endpoint")
    assert "whsec_" in said(browser)
    assert stripe.WebhookEndpoint.list().data[0].url == "http://127.0.0.1:9/hook"


def test_a_person_advances_the_clock(served, browser):
    stripe.Charge.create(amount=2000, currency="usd", source="tok_visa")
    assert stripe.Balance.retrieve().available[0].amount == 0
    browser.get(f"{served.url}/time")
    press(browser, "To the next thing due")
    assert "UTC" in said(browser)
    assert stripe.Balance.retrieve().available[0].amount > 0


def test_a_person_renews_a_subscription(served, browser):
    clock = stripe.test_helpers.TestClock.create(frozen_time=1_800_000_000)
    jenny = stripe.Customer.create(source="tok_visa", test_clock=clock.id)
    price = stripe.Price.create(
        unit_amount=1000,
        currency="usd",
        recurring={"interval": "month"},
        product_data={"name": "Tea"},
    )
    stripe.Subscription.create(customer=jenny.id, items=[{"price": price.id}])
    browser.get(f"{served.url}/time")
    days = f"[aria-label='Days for the clock of {clock.id}']"
    browser.find_element("css selector", days).clear()
    fill(browser, "css selector", days, f"32{Keys.ENTER}")
    assert f"{clock.id} shows 2027-02-16" in said(browser)
    assert len(stripe.Invoice.list(customer=jenny.id, status="paid").data) == 2
    browser.get(f"{served.url}/objects/invoice")
    assert content(browser).count("$10.00 paid") == 2


def test_a_page_follows_what_happens(served, browser):
    browser.get(f"{served.url}/objects/customer")
    made = stripe.Customer.create(email="jenny@example.com")
    assert browser.find_element("link text", made.id)


def test_the_pages_fit_a_phone(served, shop, browser):
    browser.set_window_size(500, 800)
    size = {"width": 375, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for page in PAGES:
        browser.get(served.url + page.format(**shop))
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 375, page
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility(served, shop, browser, scheme):
    in_colours(browser, scheme)
    for page in PAGES:
        browser.get(served.url + page.format(**shop))
        assert violations(browser) == [], page
