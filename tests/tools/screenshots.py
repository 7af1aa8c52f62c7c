"""Screenshots of the dashboard for docs/: `python tests/tools/screenshots.py`; needs Chromium and its driver."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from selenium import webdriver

import stripe
from stripe.sandbox import Sandbox

FOLDER = Path(__file__).parents[2] / "docs" / "images"
NOW = 1_800_000_000


def main() -> None:
    """Makes a small shop and takes the pages."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--window-size=1000,720", "--disable-gpu"):
        options.add_argument(argument)
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    browser = webdriver.Chrome(options=options, service=service)
    FOLDER.mkdir(exist_ok=True)
    with Sandbox(port=0, seed=1, now=NOW) as sandbox:
        jenny = stripe.Customer.create(email="jenny@example.com", source="tok_visa")
        charge = stripe.Charge.create(amount=2000, currency="usd", customer=jenny.id)
        with contextlib.suppress(stripe.CardError):
            stripe.Charge.create(amount=700, currency="usd", source="tok_chargeDeclined")
        failed = sandbox.requests[-1].id
        clock = stripe.test_helpers.TestClock.create(frozen_time=NOW, name="A year of tea")
        july = stripe.Customer.create(test_clock=clock.id, source="tok_visa")
        tea = stripe.Price.create(
            unit_amount=900,
            currency="usd",
            recurring={"interval": "month"},
            product_data={"name": "Tea"},
        )
        stripe.Subscription.create(
            customer=july.id, items=[{"price": tea.id}], trial_period_days=14
        )
        pages = {
            "home": "/",
            "payment": f"/objects/charge/{charge.id}",
            "request": f"/developers/requests/{failed}",
            "time": "/time",
        }
        for name, page in pages.items():
            browser.get(sandbox.url + page)
            browser.save_screenshot(str(FOLDER / f"dashboard-{name}.png"))
    browser.quit()


if __name__ == "__main__":
    main()
