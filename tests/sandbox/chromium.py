"""Headless Chromium, and axe-core to look at its pages; tests are skipped where there is none."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
DRIVER = shutil.which("chromedriver")
needed = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="no Chromium with its driver is installed"
)
PHONE = {"width": 375, "height": 800, "deviceScaleFactor": 1, "mobile": True}


def start() -> Any:
    """A browser that waits up to twenty seconds for what it is asked for."""
    webdriver: Any = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    service = webdriver.ChromeService(executable_path=DRIVER)
    browser = webdriver.Chrome(options=options, service=service)
    browser.implicitly_wait(20)
    return browser


def axe_script(folder: Path) -> str:
    """The script of axe-core, by npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm, which brings axe-core, is not installed")
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "axe-core@4"]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"npm could not bring axe-core: {made.stderr[-200:]}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def violations(browser: Any, axe: str) -> list[tuple[str, str]]:
    """The rules of WCAG 2.1 AA that a page breaks, each with the element."""
    browser.execute_script(axe)
    found = browser.execute_async_script(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']}).then(arguments[0])"
    )
    return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]


def width(browser: Any) -> int:
    """How wide a page is, in the pixels of the screen."""
    return int(browser.execute_script("return document.documentElement.scrollWidth"))
