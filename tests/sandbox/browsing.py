"""A headless Chromium for tests of pages, and the rules of accessibility that axe-core checks in it."""

import shutil
from pathlib import Path

import axe_core_python
import pytest

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
DRIVER = shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="no Chromium with its driver is installed"
)


def chromium():
    """A browser of its own; to be ended by `quit`."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    service = webdriver.ChromeService(executable_path=DRIVER)
    browser = webdriver.Chrome(options=options, service=service)
    browser.implicitly_wait(20)
    return browser


def follow(browser, how, what):
    """Presses what leads to another page, and waits until the one at hand is left."""
    from selenium.common.exceptions import WebDriverException
    from selenium.webdriver.support.ui import WebDriverWait

    page = "return performance.timeOrigin"  # when the page at hand was begun
    begun = browser.execute_script(page)
    browser.find_element(how, what).click()
    # between two pages there may be none that could be asked
    WebDriverWait(browser, 60, ignored_exceptions=[WebDriverException]).until(
        lambda _: browser.execute_script(page) != begun
    )


def in_colours(browser, scheme):
    """Has pages shown as people see them who want them `light` or `dark`."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


def violations(browser):
    """What of the page at hand breaks WCAG 2.1 AA: the rule, and the first element that does."""
    script = Path(axe_core_python.__file__).with_name("axe.min.js").read_text("utf-8")
    browser.execute_script(script)
    found = browser.execute_async_script(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(arguments[0])"
    )
    return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]
