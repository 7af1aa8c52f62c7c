"""Test clocks: time of their own, how far they go, and who belongs to them."""

import json
import threading

import pytest
from sandbox_clocks import JANUARY_31, Clock, price_of

import stripe
from stripe.sandbox.billing import test_clocks

FEBRUARY = 1772271000


def test_a_clock_advances_and_says_so(still):
    clock = stripe.test_helpers.TestClock.create(frozen_time=JANUARY_31, name="renewals")
    assert (clock.status, clock.frozen_time, clock.name) == ("ready", JANUARY_31, "renewals")
    assert clock.created == still.clock.now()
    assert clock.deletes_after == clock.created + 604800
    answer = stripe.test_helpers.TestClock.advance(clock.id, frozen_time=JANUARY_31 + 60)
    assert answer.status == "advancing"
    assert answer.status_details.advancing.target_frozen_time == JANUARY_31 + 60
    assert answer.frozen_time == JANUARY_31
    now = stripe.test_helpers.TestClock.retrieve(clock.id)
    assert (now.status, now.frozen_time) == ("ready", JANUARY_31 + 60)
    assert not now.status_details
    found = [event.type.rpartition(".")[2] for event in stripe.Event.list().data]
    assert found == ["ready", "advancing", "created"]


@pytest.mark.parametrize("moment", [JANUARY_31, JANUARY_31 - 1])
def test_no_clock_stands_still_or_goes_back(still, moment):
    clock = stripe.test_helpers.TestClock.create(frozen_time=JANUARY_31)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.test_helpers.TestClock.advance(clock.id, frozen_time=moment)
    assert caught.value.param == "frozen_time"


def test_a_clock_without_subscriptions_goes_two_years_at_a_time(still):
    clock = stripe.test_helpers.TestClock.create(frozen_time=1732320000)
    two_years = 1795392000
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.test_helpers.TestClock.advance(clock.id, frozen_time=two_years + 1)
    assert caught.value.param == "frozen_time"
    assert caught.value.user_message.startswith(
        "The frozen time of this clock is 1732320000 (2024-11-23 00:00:00 UTC). You can only advance "
        "it up to 1795392000 (2026-11-23 00:00:00 UTC). You can only advance a test clock up to two "
        "intervals from the current frozen time at a time, based on the shortest subscription "
        "interval in the test clock."
    )
    stripe.test_helpers.TestClock.advance(clock.id, frozen_time=two_years)


def test_what_belongs_to_a_clock_keeps_to_itself(still):
    clock = stripe.test_helpers.TestClock.create(frozen_time=JANUARY_31)
    ours = stripe.Customer.create(test_clock=clock.id)
    other = stripe.Customer.create()
    assert (ours.test_clock, ours.created) == (clock.id, JANUARY_31)
    assert [one.id for one in stripe.Customer.list().data] == [other.id]
    assert [one.id for one in stripe.Customer.list(test_clock=clock.id).data] == [ours.id]


def test_a_clock_has_room_for_three_customers(still):
    clock = stripe.test_helpers.TestClock.create(frozen_time=JANUARY_31)
    for _ in range(3):
        stripe.Customer.create(test_clock=clock.id)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Customer.create(test_clock=clock.id)
    assert caught.value.param == "test_clock"


def test_a_clock_that_does_not_exist(still):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Customer.create(test_clock="clock_none")
    assert (caught.value.code, caught.value.param) == ("resource_missing", "test_clock")


@pytest.mark.parametrize("way", ["asked", "old"])
def test_a_clock_goes_with_all_that_belongs_to_it(still, way):
    clock = stripe.test_helpers.TestClock.create(frozen_time=JANUARY_31)
    customer = stripe.Customer.create(test_clock=clock.id)
    item = stripe.InvoiceItem.create(customer=customer.id, amount=500, currency="usd")
    if way == "asked":
        assert stripe.test_helpers.TestClock.delete(clock.id).deleted
    else:
        still.clock.advance(604800)
    assert stripe.Customer.retrieve(customer.id).deleted
    for retrieve, id in (
        (stripe.test_helpers.TestClock.retrieve, clock.id),
        (stripe.InvoiceItem.retrieve, item.id),
    ):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            retrieve(id)
        assert caught.value.http_status == 404
    assert stripe.Event.list(limit=1).data[0].type == "test_helpers.test_clock.deleted"


def test_webhooks_of_an_advance_come_when_it_is_done_and_in_order(still):
    clock = Clock()
    subscription = stripe.Subscription.create(
        customer=clock.customer, items=[{"price": price_of(2500).id}]
    )
    told = []

    def handle(payload, _signature):
        event = stripe.Event.construct_from(json.loads(payload), None)
        told.append((event.created, event.type))
        if event.type == "invoice.created":
            stripe.Invoice.modify(event.data.object.id, description="Thanks!")

    still.forward_to(handle, ["invoice.*", "customer.subscription.updated"])
    clock.advance(FEBRUARY)
    assert told == [
        (FEBRUARY - 7 * 24 * 3600, "invoice.upcoming"),
        (FEBRUARY, "customer.subscription.updated"),
        (FEBRUARY, "invoice.created"),
        (FEBRUARY, "invoice.updated"),
    ]
    clock.advance(FEBRUARY + 3600)
    assert clock.invoices()[-1].description == "Thanks!"
    assert subscription.test_clock == clock.id


def test_an_advance_by_what_the_shortest_interval_allows(still):
    clock = Clock()
    for interval in ("month", "year"):
        stripe.Subscription.create(
            customer=clock.customer, items=[{"price": price_of(2500, interval).id}]
        )
    with pytest.raises(stripe.InvalidRequestError, match=r"up to 1774949400 \(2026-03-31"):
        clock.advance(1774949401)
    clock.advance(1774949400)


def test_three_subscriptions_a_customer_of_a_clock(still):
    clock = Clock()
    price = price_of(100).id
    for _ in range(3):
        stripe.Subscription.create(customer=clock.customer, items=[{"price": price}])
    with pytest.raises(stripe.InvalidRequestError, match="at most 3 subscriptions"):
        stripe.Subscription.create(customer=clock.customer, items=[{"price": price}])


def test_a_clock_on_its_way_lets_nothing_be_changed(still, monkeypatch):
    """Seen by a request of another thread, in the middle of an advance."""
    clock = Clock()
    made = stripe.Subscription.create(customer=clock.customer, items=[{"price": price_of(9).id}])
    other = Clock()
    seen = []

    def look():
        seen.append(stripe.test_helpers.TestClock.retrieve(clock.id))
        for change in (
            lambda: stripe.Customer.modify(clock.customer, name="Jenny"),
            lambda: stripe.Subscription.cancel(made.id),
            lambda: stripe.Invoice.create(customer=clock.customer),
            lambda: stripe.test_helpers.TestClock.advance(clock.id, frozen_time=FEBRUARY + 9),
        ):
            with pytest.raises(stripe.RateLimitError) as refused:
                change()
            seen.append(refused.value)

    def run_until(world, id, target):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        carried_out(world, id, target)

    carried_out = test_clocks.run_until
    monkeypatch.setattr(test_clocks, "run_until", run_until)
    clock.advance(FEBRUARY)
    on_its_way, *refusals = seen
    assert (on_its_way.status, on_its_way.frozen_time) == ("advancing", JANUARY_31)
    assert on_its_way.status_details.advancing.target_frozen_time == FEBRUARY
    assert {error.user_message for error in refusals} == {
        f"Test clock advancement underway - cannot perform modifications: {clock.id}"
    }
    assert [error.http_status for error in refusals] == [429] * 4
    stripe.Customer.modify(clock.customer, name="Jenny")
    stripe.Customer.modify(other.customer, name="Jenny")
