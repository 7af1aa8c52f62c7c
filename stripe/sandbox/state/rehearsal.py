"""Trying things out: a copy of the worlds in which all happens as it would, and nothing stays.

Previews are what a rehearsal led to; a request that is to leave nothing behind when it fails is
rehearsed first. Stored objects are never changed in place, so that a copy costs little: a collection
is copied when something is first written to it.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from stripe.sandbox.state.schedule import Agenda
from stripe.sandbox.state.store import Collection, Store
from stripe.sandbox.state.world import World

if TYPE_CHECKING:
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.state import State


def rehearsal_of(world: World) -> World:
    """The world as it is now, apart from the real one; its events go nowhere."""
    state = copy(world.state)
    state.webhooks = copy(state.webhooks)
    state.webhooks.active = False
    state.led_to, state.touched = [], []
    state.world_made = lambda _world: None
    state.take_over({_key(one): _copied(one, state) for one in world.state.worlds()})
    state.agenda = Agenda(state, state.agenda.made)  # no clock moves in a rehearsal
    return state.world(*_key(world))


def _key(world: World) -> tuple[str, bool]:
    return world.account_id, world.livemode


def _copied(world: World, state: State) -> World:
    store = Overlay(world.store)
    return World(state, world.account_id, world.livemode, store=store, moment=world.moment)


class Overlay(Store):
    """A store over another one, which it reads and never writes."""

    def __init__(self, base: Store) -> None:
        super().__init__()
        self._base = base
        self.collections: dict[str, Collection] = dict(base.collections)
        self.deleted: dict[tuple[str, str], Obj] = dict(base.deleted)
        self.hidden: dict[tuple[str, str], Obj] = dict(base.hidden)

    def put(self, name: str, id: str, obj: Obj) -> None:
        """Stores an object or its new version, in a copy of its collection."""
        self._own(name)
        super().put(name, id, obj)

    def remove(self, name: str, id: str, stub: Obj | None) -> None:
        """Deletes an object, from a copy of its collection."""
        self._own(name)
        super().remove(name, id, stub)

    def _own(self, name: str) -> None:
        found = self.collections.get(name)
        if found is not None and found is self._base.collections.get(name):
            self.collections[name] = _Copy(found)


class _Copy(Collection):
    """A copy of a collection; lists of places are copied when something is added to them."""

    def __init__(self, base: Collection) -> None:
        self.name = base.name
        self.fields = base.fields
        self.objects = dict(base.objects)
        self.order = list(base.order)
        self.position = dict(base.position)
        self.indexes = {field: dict(index) for field, index in base.indexes.items()}
        self._owned: set[tuple[str, Any]] = set()

    def places(self, field: str, value: Any) -> list[int]:
        if (field, value) not in self._owned:
            self._owned.add((field, value))
            self.indexes[field][value] = list(self.indexes[field].get(value, ()))
        return self.indexes[field][value]
