"""A sandbox whose clock stands still; a customer that can pay, and a test clock with another."""

from collections.abc import Iterator

import pytest
from invoice_helpers import Events
from sandbox_clocks import APRIL, THIRD_LEFT, Clock, price_of

import stripe
from stripe.sandbox import Sandbox


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setattr(stripe, "max_network_retries", 0)
    with Sandbox(seed=7, now=1_768_000_000) as sandbox:
        yield sandbox


@pytest.fixture
def clock(still: Sandbox) -> Clock:
    return Clock()


@pytest.fixture
def running(still: Sandbox) -> tuple[Clock, stripe.Subscription]:
    """A clock, and a subscription for 30 a month with a third of its April left."""
    clock = Clock(APRIL)
    made = stripe.Subscription.create(customer=clock.customer, items=[{"price": price_of(3000).id}])
    clock.advance(THIRD_LEFT)
    return clock, made


@pytest.fixture
def customer(still: Sandbox) -> stripe.Customer:
    return stripe.Customer.create(
        email="jenny@example.com",
        payment_method="pm_card_visa",
        invoice_settings={"default_payment_method": "pm_card_visa"},
    )


@pytest.fixture
def events(still: Sandbox) -> Events:
    return Events(still)
