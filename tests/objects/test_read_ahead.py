"""`auto_paging_iter(prefetch=True)`: the next page is on its way while this one is worked on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sent_requests import Wire

import stripe
from stripe.sandbox import Sandbox

WAIT = 30  # seconds that a broken build may take to fail


@pytest.fixture
def charges() -> Iterator[list[str]]:
    """The ids of seven charges, newest first."""
    with Sandbox():
        made = [
            stripe.Charge.create(amount=100, currency="usd", source="tok_visa") for _ in "1234567"
        ]
        yield [charge.id for charge in reversed(made)]  # fmt: skip


WALKS: dict[str, Callable[[list[str]], Any]] = {
    "forwards": lambda _: stripe.Charge.list(limit=2),
    "backwards": lambda ids: stripe.Charge.list(limit=2, ending_before=ids[-1]),
    "search": lambda _: stripe.Charge.search(query="amount:100", limit=2),
    "one page": lambda _: stripe.Charge.list(limit=10),
    "nothing": lambda ids: stripe.Charge.list(limit=2, starting_after=ids[-1]),
}


@pytest.mark.parametrize("name", WALKS)
def test_the_same_objects_in_the_same_order(name: str, charges: list[str]) -> None:
    walk = WALKS[name]
    plain = [charge.id for charge in walk(charges).auto_paging_iter()]
    ahead = [charge.id for charge in walk(charges).auto_paging_iter(prefetch=True)]
    assert ahead == plain


def test_lists_of_v2(client: stripe.StripeClient, wire: Wire) -> None:
    wire.always({"data": [{"id": "a"}], "next_page_url": "/v2/core/events?page=2"})
    events = client.v2.core.events.list()
    wire.always({"data": [{"id": "b"}], "next_page_url": None})
    assert [event.id for event in events.auto_paging_iter(prefetch=True)] == ["a", "b"]


class Pages:
    """An HTTP client that says when a page beyond the first is asked for."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.fails = False

    def __call__(self, method: str, url: str, headers: Any, body: Any) -> Any:
        number = 2 if "starting_after" in url else 1
        if number == 2:
            self.asked.set()
            if self.fails:
                return '{"error": {"message": "gone"}}', 404, {}
        more = "true" if number == 1 else "false"
        data = ",".join(f'{{"id": "ch_{number}{place}", "object": "charge"}}' for place in "ab")
        text = f'{{"object": "list", "url": "/v1/charges", "has_more": {more}, "data": [{data}]}}'
        return text, 200, {}


def test_the_next_page_is_asked_for_with_the_first_object() -> None:
    pages = Pages()
    client = stripe.StripeClient("sk_test_123", http_client=pages)
    walk = client.v1.charges.list().auto_paging_iter(prefetch=True)
    assert next(walk).id == "ch_1a"
    assert pages.asked.wait(WAIT)
    assert [charge.id for charge in walk] == ["ch_1b", "ch_2a", "ch_2b"]


def test_without_it_nothing_is_asked_for_early() -> None:
    pages = Pages()
    client = stripe.StripeClient("sk_test_123", http_client=pages)
    walk = client.v1.charges.list().auto_paging_iter()
    assert [next(walk).id, next(walk).id] == ["ch_1a", "ch_1b"]
    assert not pages.asked.is_set()


def test_an_error_comes_when_its_page_would() -> None:
    pages = Pages()
    pages.fails = True
    client = stripe.StripeClient("sk_test_123", http_client=pages)
    walk = client.v1.charges.list().auto_paging_iter(prefetch=True)
    assert [next(walk).id, next(walk).id] == ["ch_1a", "ch_1b"]
    with pytest.raises(stripe.InvalidRequestError, match="gone"):
        next(walk)


def test_a_walk_that_is_given_up_leaves_no_thread() -> None:
    client = stripe.StripeClient("sk_test_123", http_client=Pages())
    before = threading.active_count()
    for _ in client.v1.charges.list().auto_paging_iter(prefetch=True):
        break
    assert threading.active_count() == before
