"""Trying things out: a copy of the worlds in which all happens as it would, and nothing stays.

Previews are what a rehearsal led to; a request that is to leave nothing behind when it fails is
rehearsed first. Stored objects are never changed in place, so that a copy costs little: a collection
is copied when something is first written to it.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

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
    state.led_to, state.touched, state.snapshots = [], [], {}
    state.world_made = lambda _world: None
    state.take_over({_key(one): _copied(one, state) for one in world.state.worlds()})
    state.agenda = Agenda(state)
    state.agenda.rebuild()
    return state.world(*_key(world))


def _key(world: World) -> tuple[str, bool]:
    return world.account_id, world.livemode


def _copied(world: World, state: State) -> World:
    store = _Overlay(world.store)
    return World(state, world.account_id, world.livemode, store=store, moment=world.moment)


class _Overlay(Store):
    """A store over another one, which it reads and never writes."""

    def __init__(self, base: Store) -> None:
        super().__init__()
        self._base = base
        self.collections = dict(base.collections)
        self.deleted = dict(base.deleted)
        self.hidden = dict(base.hidden)

    def put(self, name: str, id: str, obj: Obj) -> None:
        self._own(name)
        super().put(name, id, obj)

    def remove(self, name: str, id: str, stub: Obj | None) -> None:
        self._own(name)
        super().remove(name, id, stub)

    def _own(self, name: str) -> None:
        found = self.collections.get(name)
        if found is not None and found is self._base.collections.get(name):
            self.collections[name] = _copy_of(found)


def _copy_of(collection: Collection) -> Collection:
    made = copy(collection)
    made.objects = dict(collection.objects)
    made.order = list(collection.order)
    made.position = dict(collection.position)
    made.indexes = {
        field: {value: list(places) for value, places in index.items()}
        for field, index in collection.indexes.items()
    }
    return made
