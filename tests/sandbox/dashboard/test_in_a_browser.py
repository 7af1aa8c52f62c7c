"""The dashboard in headless Chromium, as a person uses it; skipped where there is none."""

import contextlib
import json
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

import stripe
from stripe.sandbox import Sandbox

webdriver = pytest.importorskip("selenium.webdriver")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="no Chromium with its driver is installed"
)
PAGES = (
    "/",
    "/objects",
    "/objects/charge",
    "/objects/webhook_endpoint",
    "/objects/charge/{charge}",
    "/developers/keys",
    "/developers/requests",
    "/developers/requests/{request}",
    "/developers/events",
    "/developers/events/{event}",
    "/developers/faults",
    "/time",
)


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    browser = webdriver.Chrome(
        options=options, service=webdriver.ChromeService(executable_path=DRIVER)
    )
    browser.implicitly_wait(10)
    yield browser
    browser.quit()


@pytest.fixture
def served():
    with Sandbox(port=0) as sandbox:
        yield sandbox


@pytest.fixture
def shop(served):
    """A customer with a payment and one that failed; what addresses of pages name."""
    jenny = stripe.Customer.create(email="jenny@example.com", source="tok_visa")
    charge = stripe.Charge.create(amount=2000, currency="usd", customer=jenny.id)
    with contextlib.suppress(stripe.CardError):
        stripe.Charge.create(amount=700, currency="usd", source="tok_chargeDeclined")
    return {
        "charge": charge.id,
        "request": served.requests[-1].id,
        "event": next(e["id"] for e in served.events if e["type"] == "charge.succeeded"),
    }


def press(browser, text):
    browser.find_element("xpath", f"//main//button[text()='{text}']").click()


def said(browser):
    return browser.find_element("css selector", ".said").text


@needs_browser
def test_a_person_creates_a_key(served, browser):
    browser.get(f"{served.url}/developers/keys")
    press(browser, "Create key")
    key = browser.find_element("id", "new-key").text
    assert stripe.Customer.list(api_key=key).data == []
    assert key not in requests.get(f"{served.url}/developers/keys", timeout=20).text


@needs_browser
def test_a_person_reads_why_a_charge_failed(served, shop, browser):
    browser.get(served.url)
    browser.find_element("partial link text", "POST /v1/charges").click()
    assert "Your card was declined." in browser.find_element("tag name", "main").text
    assert "generic_decline" in browser.find_element("tag name", "main").text
    assert "curl -X POST" in browser.find_element("id", "curl").text


@needs_browser
def test_a_person_refunds(served, shop, browser):
    browser.get(f"{served.url}/objects/charge")
    browser.find_element("link text", shop["charge"]).click()
    press(browser, "Refund")
    assert said(browser) == "Refund: done."
    assert stripe.Charge.retrieve(shop["charge"]).refunded
    assert "charge.refunded" in browser.find_element("tag name", "main").text


@needs_browser
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
    browser.get(f"{served.url}/developers/events")
    browser.find_element("link text", "customer.created").click()
    press(browser, "Resend")
    assert said(browser) == "Sent to 1."
    assert served.webhooks.drain(10) == []
    listener.shutdown()
    listener.server_close()
    assert (len(got), len(set(got))) == (2, 1)


@needs_browser
def test_a_person_creates_an_endpoint(served, browser):
    browser.get(f"{served.url}/objects/webhook_endpoint")
    browser.find_element("id", "url").send_keys("http://127.0.0.1:9/hook")
    press(browser, "Create endpoint")
    assert "whsec_" in said(browser)
    assert stripe.WebhookEndpoint.list().data[0].url == "http://127.0.0.1:9/hook"


@needs_browser
def test_a_person_advances_the_clock(served, shop, browser):
    assert stripe.Balance.retrieve().available[0].amount == 0
    browser.get(f"{served.url}/time")
    press(browser, "To the next thing due")
    assert "UTC" in said(browser)
    assert stripe.Balance.retrieve().available[0].amount > 0


@needs_browser
def test_a_page_follows_what_happens(served, browser):
    browser.get(f"{served.url}/objects/customer")
    made = stripe.Customer.create(email="jenny@example.com")
    assert browser.find_element("link text", made.id)


@needs_browser
def test_the_pages_fit_a_phone(served, shop, browser):
    browser.set_window_size(500, 800)
    size = {"width": 375, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for page in PAGES:
        browser.get(served.url + page.format(**shop))
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 375, page
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility(served, shop, browser, axe, scheme):
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    for page in PAGES:
        browser.get(served.url + page.format(**shop))
        browser.execute_script(axe)
        found = browser.execute_async_script(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']}).then(arguments[0])"
        )
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == [], page


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    """The script of axe-core, by npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm, which brings axe-core, is not installed")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "axe-core@4"]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"npm could not bring axe-core: {made.stderr[-200:]}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


# -- without a browser -----------------------------------------------------------------------------


def test_everything_is_escaped(served):
    evil = "<script>alert(1)</script>"
    made = stripe.Customer.create(name=evil, description=evil, metadata={evil[:40]: evil})
    requests.get(f"{served.url}/v1/{evil}", auth=(served.api_key, ""), timeout=20)
    for path in (
        f"/objects/customer?q={evil}",
        f"/objects/customer/{made.id}?said={evil}",
        "/objects/customer",
        "/developers/requests",
        f"/developers/requests/{served.requests[-1].id}",
        f"/objects/{evil}/{evil}",
        f"/objects/{evil}",
        f"/?in={evil}",
    ):
        assert "<script>alert" not in requests.get(served.url + path, timeout=20).text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/do", {"kind": "charge", "id": "ch_1", "label": "Refund"}),
        ("/do", {"kind": "x"}),
        ("/keys", {"do": "create", "kind": "x"}),
        ("/keys", {"do": "roll", "number": "９"}),
        ("/keys", {"do": "roll", "number": "99"}),
        ("/clock", {"clock": "clock_1"}),
        ("/trigger", {"name": "x"}),
        ("/faults", {"do": "order", "kind": "error", "status": "x", "times": "1"}),
        ("/resend", {"id": "evt_1"}),
        ("/endpoints", {"url": "javascript:alert(1)", "events": "*"}),
        ("/do", {"back": "https://evil.example/"}),
    ],
)
def test_what_is_said_wrongly_is_a_sentence(served, path, form):
    answer = requests.post(served.url + path, data=form, allow_redirects=False, timeout=20)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/")
    assert "said=" in answer.headers["Location"]
    elsewhere = {"Origin": "http://evil.example"}
    assert (
        requests.post(served.url + path, data=form, headers=elsewhere, timeout=20).status_code
        == 403
    )


def test_worlds_do_not_mix(served):
    stripe.Customer.create(name="in test mode")
    account = stripe.Account.create(type="custom", country="US")
    stripe.Customer.create(name="connected", stripe_account=account.id)

    def names(place):
        return requests.get(f"{served.url}/objects/customer", {"in": place}, timeout=20).text

    own = served.account_id
    assert "in test mode" in names(f"test:{own}")
    assert "in test mode" not in names(f"live:{own}")
    assert "in test mode" not in names(f"test:{account.id}")
    assert "connected" in names(f"test:{account.id}").partition("<h1>")[2]


def test_a_closed_sandbox_asks_for_a_key():
    with Sandbox(port=0, strict_keys=True) as sandbox:
        for path in ("/", "/developers/keys", "/assets/dashboard.css"):
            answer = requests.get(sandbox.url + path, timeout=20)
            assert (answer.status_code, answer.headers["WWW-Authenticate"][:5]) == (401, "Basic")
            assert requests.get(sandbox.url + path, auth=(sandbox.api_key, ""), timeout=20).ok


def test_pages_of_many_objects(served):
    for at in range(120):
        stripe.Customer.create(email=f"{at}@example.com", metadata={"at": at})
    first = requests.get(f"{served.url}/objects/customer", timeout=20).text
    assert first.count("@example.com") == 50
    assert "Older ones" in first
    assert (
        requests.get(f"{served.url}/objects/customer?q=at=7", timeout=20).text.count("7@example")
        == 1
    )
