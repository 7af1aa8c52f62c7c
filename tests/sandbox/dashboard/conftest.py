"""A served sandbox with a small shop in it, and a browser."""

import contextlib

import pytest
from browsing import chromium

import stripe
from stripe.sandbox import Sandbox


@pytest.fixture(scope="module")
def browser():
    found = chromium()
    yield found
    found.quit()


@pytest.fixture
def served():
    with Sandbox(port=0) as sandbox:
        yield sandbox


@pytest.fixture
def shop(served):
    """A customer with a payment and one that failed; what addresses of pages name."""
    endpoint = stripe.WebhookEndpoint.create(url="http://127.0.0.1:9/", enabled_events=["*"])
    jenny = stripe.Customer.create(email="jenny@example.com", source="tok_visa")
    charge = stripe.Charge.create(amount=2000, currency="usd", customer=jenny.id)
    with contextlib.suppress(stripe.CardError):
        stripe.Charge.create(amount=700, currency="usd", source="tok_chargeDeclined")
    return {
        "charge": charge.id,
        "endpoint": endpoint.id,
        "request": served.requests[-1].id,
        "event": next(e["id"] for e in served.events if e["type"] == "charge.succeeded"),
    }
