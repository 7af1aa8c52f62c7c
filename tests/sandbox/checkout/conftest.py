"""Ways to the page of a Checkout session, with and without its form."""

import browsing
import pytest


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium."""
    browser = browsing.chromium()
    yield browser
    browser.quit()


@pytest.fixture
def enter(http):
    """Sends the form of the page of a session; the answer is a page, or the way to the next one."""

    def enter(made, **entered):
        return http("POST", f"/c/pay/{made.id}", entered, key=None)

    return enter


@pytest.fixture
def look(http):
    """The text of the page of a session."""
    return lambda made: http("GET", f"/c/pay/{made.id}", key=None).raw.decode()


@pytest.fixture
def confirm(http):
    """Confirms a session without its page, as the recipes of the command line do."""

    def confirm(made, card="pm_card_visa", **entered):
        method = {"payment_method": card} if card else {}
        return http("POST", f"/v1/payment_pages/{made.id}/confirm", {**method, **entered})

    return confirm
