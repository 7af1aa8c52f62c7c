"""Reactions: what one family's change means to another."""

from typing import Any

import pytest

import stripe
from stripe.sandbox.json import Obj
from stripe.sandbox.state import changes
from stripe.sandbox.state.world import World

SEEN: list[Any] = []


@pytest.fixture(autouse=True)
def nothing_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    SEEN.clear()
    monkeypatch.setattr(changes, "_reactions", {})


def test_after_storing_and_emitting_in_order_of_registration(stripe_sandbox: Any) -> None:
    @changes.on("customer.created", "customer.updated")
    def name(world: World, obj: Obj, previous: Obj | None) -> None:
        SEEN.append(previous)
        SEEN.append(world.store.get("customer", obj["id"]) is obj)
        SEEN.append(stripe_sandbox.events[-1]["type"])

    @changes.on("customer.created")
    def rename(world: World, obj: Obj, _previous: Obj | None) -> None:
        world.changes.update(obj, {"name": "Renamed"})

    made = stripe.Customer.create(name="First")
    assert made.name == "Renamed"
    assert SEEN == [None, True, "customer.created", {"name": "First"}, True, "customer.updated"]
    stripe.Customer.modify(made.id, name="Second")
    assert SEEN[6:] == [{"name": "Renamed"}, True, "customer.updated"]


def test_changes_without_an_event_are_announced(stripe_sandbox: Any) -> None:
    @changes.on("customer.noticed")
    def notice(_world: World, obj: Obj, previous: Obj | None) -> None:
        SEEN.append((obj["id"], previous))

    world = stripe_sandbox._state.world(stripe_sandbox.account_id, False)
    made = world.changes.create("customer", {"object": "customer"}, event=None)
    assert SEEN == []
    world.changes.announce("customer.noticed", made)
    assert SEEN == [(made["id"], None)]
    assert stripe_sandbox.events == []
