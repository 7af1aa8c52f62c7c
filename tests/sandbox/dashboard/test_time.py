"""The page of the clocks: days, dates, what is due next, and what it will do."""

import pytest
import requests
from dashboard_forms import sent

import stripe
from stripe.sandbox import Sandbox

NOW = 1_800_000_000  # 2027-01-15 08:00:00 UTC
DAY = 86_400


@pytest.fixture
def still():
    with Sandbox(port=0, now=NOW) as sandbox:
        yield sandbox


@pytest.mark.parametrize(
    ("form", "moved"),
    [
        ({"do": "days", "days": "3"}, 3 * DAY),
        ({"do": "date", "date": "2027-01-16T09:00"}, DAY + 3600),
        ({"do": "date", "date": "2027-01-16"}, DAY - 8 * 3600),
    ],
)
@pytest.mark.parametrize("test_clock", [True, False])
def test_a_clock_goes_to(still, form, moved, test_clock):
    clock = stripe.test_helpers.TestClock.create(frozen_time=NOW)
    said = sent(still, "/clock", clock=clock.id if test_clock else "", **form)
    assert "UTC" in said
    after = stripe.test_helpers.TestClock.retrieve(clock.id).frozen_time
    assert (after - NOW, still.clock.now() - NOW) == ((moved, 0) if test_clock else (0, moved))


@pytest.mark.parametrize(
    "form",
    [
        {"do": "days", "days": "-1"},
        {"do": "days", "days": "x"},
        {"do": "date", "date": "soon"},
        {"do": "date", "date": "2001-01-01"},
        {"do": "date", "date": "9999-12-31T23:59"},
        {"do": "next"},
        {"do": "what"},
        {"do": "create", "date": ""},
    ],
)
@pytest.mark.parametrize("test_clock", [True, False])
def test_a_clock_does_not_go_to(still, form, test_clock):
    clock = stripe.test_helpers.TestClock.create(frozen_time=NOW) if test_clock else None
    if not test_clock and form in ({"do": "next"}, {"do": "date", "date": "9999-12-31T23:59"}):
        return
    assert " UTC." not in sent(still, "/clock", clock=clock.id if clock else "", **form)
    assert still.clock.now() == NOW


def test_to_the_next_thing_due_of_a_test_clock(still):
    clock = stripe.test_helpers.TestClock.create(frozen_time=NOW)
    customer = stripe.Customer.create(test_clock=clock.id, source="tok_visa")
    price = stripe.Price.create(
        unit_amount=1, currency="usd", recurring={"interval": "month"}, product_data={"name": "x"}
    )
    stripe.Subscription.create(
        customer=customer.id, items=[{"price": price.id}], trial_period_days=10
    )
    page = requests.get(f"{still.url}/time", timeout=20).text
    assert "A trial ends in three days." in page
    sent(still, "/clock", clock=clock.id, do="next")
    assert stripe.test_helpers.TestClock.retrieve(clock.id).frozen_time == NOW + 7 * DAY
    assert [event.type for event in stripe.Event.list(limit=9).data].count(
        "customer.subscription.trial_will_end"
    )


def test_a_test_clock_is_made(still):
    said = sent(still, "/clock", do="create", date="2030-01-31T12:00", name="Mine")
    clock = stripe.test_helpers.TestClock.list().data[0]
    assert clock.id in said
    assert (clock.name, clock.frozen_time) == ("Mine", 1_896_091_200)
