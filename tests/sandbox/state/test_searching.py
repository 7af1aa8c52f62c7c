"""Searches, and lists narrowed by type or time, find what looking at each would: after changes, deletions, restores, restarts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.generic import search
from stripe.sandbox.state import columns, spans

Query = tuple[str, Callable[[Any], bool]]
QUERIES: list[Query] = [
    ('email:"c7@example.com"', lambda c: c.email == "c7@example.com"),
    ('-email:"c7@example.com"', lambda c: c.email != "c7@example.com"),
    ('email:"nobody@example.com"', lambda _: False),
    ('name~"UMBER 1"', lambda c: "umber 1" in (c.name or "").lower()),
    ('-name~"umber 1"', lambda c: "umber 1" not in (c.name or "").lower()),
    ("phone:null", lambda c: c.phone is None),
    ("-phone:null", lambda c: c.phone is not None),
    ('metadata["even"]:"yes"', lambda c: c.metadata.get("even") == "yes"),
    ("created>1800000010", lambda c: c.created > 1800000010),
    ("created<=1800000003", lambda c: c.created <= 1800000003),
    ("-created>1800000003", lambda c: c.created <= 1800000003),
    (
        'name~"number" AND metadata["even"]:"yes" AND created>1800000004',
        lambda c: (
            "number" in (c.name or "").lower()
            and c.metadata.get("even") == "yes"
            and c.created > 1800000004
        ),
    ),
    (
        'email:"c3@example.com" OR phone:"123"',
        lambda c: c.email == "c3@example.com" or c.phone == "123",
    ),
]


START = 1_800_000_000
TIMES: list[dict[str, int]] = [
    {"gte": START + 9},
    {"gt": START + 9},
    {"lte": START + 4},
    {"lt": START + 4},
    {"gt": START + 2, "lte": START + 8},
    {"gte": START + 8, "lte": START + 8},
    {"gte": START + 90},
    {"lt": START},
    {"gte": 0},
]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (columns, search, spans):
        monkeypatch.setattr(module, "LENGTH", 4)


@pytest.fixture
def customers() -> Iterator[Sandbox]:
    with Sandbox(seed=1, now=1_800_000_000) as sandbox:
        fill(sandbox)
        yield sandbox


def fill(sandbox: Sandbox, count: int = 14) -> None:
    for number in range(count):
        sandbox.clock.advance(1)
        even = {"even": "yes"} if number % 2 == 0 else {}
        phone = {"phone": "123"} if number % 5 == 0 else {}
        stripe.Customer.create(
            name=f"Number {number}", email=f"c{number}@example.com", metadata=even, **phone
        )


def check() -> None:
    """Each query finds what looking at all customers does, page by page and counted."""
    everybody = list(stripe.Customer.list(limit=100))
    for query, fits in QUERIES:
        expected = [customer.id for customer in everybody if fits(customer)]
        found = stripe.Customer.search(query=query, limit=3, expand=["total_count"])
        assert found["total_count"] == len(expected), query
        assert [one.id for one in found.auto_paging_iter()] == expected, query
    check_times(stripe.Customer.list)


def check_times(list_of: Callable[..., Any]) -> None:
    """Lists narrowed by `created` hold what looking at all does, in both directions."""
    everything = list(list_of(limit=100))
    for created in [*TIMES, START + 7]:
        bounds = created if isinstance(created, dict) else {"gte": created, "lte": created}
        fitting = [one.id for one in everything if fits_between(one.created, **bounds)]
        found = list_of(created=created, limit=3)
        assert [one.id for one in found.auto_paging_iter()] == fitting, created
        if everything:
            oldest = everything[-1].id
            before = list_of(created=created, limit=3, ending_before=oldest)
            expected = [id for id in fitting if id != oldest][::-1]
            assert [one.id for one in before.auto_paging_iter()] == expected, created


def fits_between(
    moment: int, gte: int | None = None, gt: int = 0, lt: int = 1 << 40, lte: int = 1 << 40
) -> bool:
    return (gte or 0) <= moment <= lte and gt < moment < lt


def change() -> None:
    """Some customers change, go and come."""
    found = stripe.Customer.list(limit=100).data
    stripe.Customer.modify(found[1].id, email="c7@example.com", phone="123")
    stripe.Customer.modify(found[7].id, name="Somebody", metadata={"even": "yes"})
    stripe.Customer.modify(found[8].id, metadata={"even": ""}, phone="")
    stripe.Customer.delete(found[2].id)
    stripe.Customer.create(email="c3@example.com", name="Number 1")


def test_none_at_all() -> None:
    with Sandbox():
        check()


def test_changes_between_searches(customers: Sandbox) -> None:
    check()
    change()
    check()
    fill(customers, 6)
    check()


def test_changes_before_the_first_search(customers: Sandbox) -> None:
    change()
    check()


def test_snapshots(customers: Sandbox) -> None:
    check()
    before = customers.snapshot()
    change()
    check()
    customers.restore(before)
    check()
    change()
    customers.restore(before)
    check()


def test_what_is_refused_leaves_nothing_to_find(customers: Sandbox) -> None:
    check()
    id = stripe.Customer.list().data[0].id
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Customer.modify(id, email="c7@example.com", source="tok_none")
    check()
    price = {"currency": "usd", "unit_amount": 100, "recurring": {"interval": "month"}}
    price_id = stripe.Price.create(**price, product_data={"name": "Gold"}).id
    stripe.Invoice.create_preview(
        customer=id, subscription_details={"items": [{"price": price_id}]}
    )
    check()
    assert not stripe.Subscription.search(query="created>0").data


def test_documents(customers: Sandbox, tmp_path: Path) -> None:
    check()
    customers.export_to(tmp_path / "state.json")
    change()
    customers.import_from(tmp_path / "state.json")
    check()
    change()
    check()


def test_restarts(tmp_path: Path) -> None:
    file = str(tmp_path / "state.db")
    with Sandbox(seed=1, now=1_800_000_000, db=file) as sandbox:
        fill(sandbox)
        change()
        check()
    with Sandbox(db=file) as sandbox:
        check()
        change()
        check()
        assert by_type("customer.deleted") == listed("customer.deleted")


def test_reset(customers: Sandbox) -> None:
    check()
    customers.reset()
    check()
    fill(customers, 3)
    check()


def test_columns_are_few(customers: Sandbox) -> None:
    for number in range(columns.MOST + 5):
        assert not stripe.Customer.search(query=f'metadata["key{number}"]:"x"').data
    check()


# -- events by type --------------------------------------------------------------------------------

TYPES = {
    "customer.created": ("customer.created",),
    "customer.*": ("customer.created", "customer.updated", "customer.deleted"),
    "charge.*": (),
    "*": ("customer.created", "customer.updated", "customer.deleted"),
}


def listed(*wanted: str) -> list[str]:
    return [event.id for event in stripe.Event.list(limit=100) if event.type in wanted]


def by_type(pattern: str, **params: Any) -> list[str]:
    return [event.id for event in stripe.Event.list(type=pattern, **params).auto_paging_iter()]


@pytest.mark.parametrize("pattern", TYPES)
def test_events(customers: Sandbox, pattern: str) -> None:
    before = customers.snapshot()
    change()
    expected = listed(*TYPES[pattern])
    assert by_type(pattern, limit=2) == expected
    assert by_type(pattern, limit=3, ending_before=expected[-1] if expected else None) == (
        expected[-2::-1] if expected else []
    )
    customers.restore(before)
    assert by_type(pattern, limit=2) == listed(*TYPES[pattern])
    change()
    assert by_type(pattern, limit=2) == listed(*TYPES[pattern])


def test_several_types(customers: Sandbox) -> None:
    change()
    types = ["customer.deleted", "customer.updated", "charge.failed"]
    found = stripe.Event.list(types=types, limit=2)
    assert [event.id for event in found.auto_paging_iter()] == listed(*types)


def test_events_of_test_clocks_have_times_of_their_own(customers: Sandbox) -> None:
    for moment in (START + 3, START + 8, START + 1):
        clock = stripe.test_helpers.TestClock.create(frozen_time=moment)
        stripe.Customer.create(test_clock=clock.id)
        fill(customers, 2)
        check_times(stripe.Event.list)
        check_times(partial(stripe.Event.list, type="customer.created"))
        check_times(partial(stripe.Event.list, types=["customer.created", "customer.deleted"]))
        change()
