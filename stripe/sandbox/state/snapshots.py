"""The whole state at a moment, to come back to: in memory, and as a JSON document.

Stored objects are never changed in place, so that taking a snapshot copies no object: the worlds go on
over the stores as they are, and a collection is copied when something is next written to it.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stripe.sandbox.json import Obj, is_dict
from stripe.sandbox.spec import description
from stripe.sandbox.state import saved
from stripe.sandbox.state.delivery import Delivery
from stripe.sandbox.state.events import EventLog
from stripe.sandbox.state.idempotency import Kept
from stripe.sandbox.state.rehearsal import Overlay
from stripe.sandbox.state.request_log import Entry
from stripe.sandbox.state.store import Store
from stripe.sandbox.state.world import World

if TYPE_CHECKING:
    from stripe.sandbox.state.state import State

FORMAT = 1
"""The number of the document's form."""


@dataclass(frozen=True)
class Snapshot:
    """What `take` took; `restore` may put it back any number of times."""

    worlds: dict[tuple[str, bool], tuple[Store, EventLog]] = field(repr=False)
    meta: Obj = field(repr=False)
    ids: Any = field(repr=False)
    answers: dict[saved.Slot, Kept] = field(repr=False)
    faults: list[Any] = field(repr=False)
    entries: list[Entry] = field(repr=False)
    deliveries: list[Delivery] = field(repr=False)
    active: bool = field(repr=False)


def take(state: State) -> Snapshot:
    """The state as it is now."""
    with state.lock:
        worlds = {
            (world.account_id, world.livemode): (world.store, world.events)
            for world in state.worlds()
        }
        _go_on(state, worlds)
        return Snapshot(
            worlds,
            {**saved.meta_of(state), "settings": dict(vars(state.settings))},
            state.ids.state(),
            state.idempotency.all(),
            [copy(fault) for fault in state.faults.orders],
            list(state.log.entries),
            state.webhooks.to_functions(),
            state.webhooks.active,
        )


def restore(state: State, snapshot: object) -> None:
    """Puts the state back as it was then."""
    if not isinstance(snapshot, Snapshot):
        raise ValueError(f"restore takes what snapshot() gave, not {snapshot!r}.")  # noqa: TRY004 - as elsewhere
    with state.lock:
        state.reset()
        _go_on(state, snapshot.worlds)
        answers = ((slot, saved.answer_of(kept)) for slot, kept in snapshot.answers.items())
        saved.load(state, snapshot.meta, (), (), answers)
        state.ids.restore(snapshot.ids)
        state.faults.orders.extend(copy(fault) for fault in snapshot.faults)
        state.log.entries.extend(snapshot.entries)
        state.webhooks.take_in(snapshot.deliveries)
        state.webhooks.active = snapshot.active
        _note_all(state)


def _go_on(state: State, worlds: dict[tuple[str, bool], tuple[Store, EventLog]]) -> None:
    """Has the worlds go on over these stores, which stay as they are."""
    made: dict[tuple[str, bool], World] = {}
    for (account, livemode), (store, events) in worlds.items():
        world = made[account, livemode] = World(state, account, livemode, store=Overlay(store))
        world.store.texts = dict(store.texts)
        world.events = EventLog(events)
        state.world_made(world)
    state.take_over(made)
    state.agenda.rebuild()


def _note_all(state: State) -> None:
    """Has a database, if there is one, write everything that there is."""
    for world in state.worlds():
        note, note_event = world.store.watch, world.events.watch
        if note is not None and note_event is not None:
            for kind, id in saved.spots_of(world):
                note(kind, id)
            for at in range(len(world.events.order)):
                note_event(at)


# -- as a document ---------------------------------------------------------------------------------


def document(state: State) -> Obj:
    """The state as JSON values; it holds keys and secrets."""
    with state.lock:
        objects = [
            saved.object_of(state, world.account_id, world.livemode, *spot)
            for world in state.worlds()
            for spot in saved.spots_of(world)
        ]
        objects.sort(key=lambda row: (*row[:3], row[4] or 0))
        events = [
            [world.account_id, world.livemode, list(event)]
            for world in state.worlds()
            for event in world.events.order
        ]
        answers = [
            [list(slot), saved.answer_of(kept)] for slot, kept in state.idempotency.all().items()
        ]
        return {
            "stripe_sandbox": FORMAT,
            "api_version": description.version(),
            "meta": saved.meta_of(state),
            "objects": [list(row) for row in objects],
            "events": events,
            "answers": answers,
        }


def read(state: State, document: Any) -> None:
    """Puts a document in the place of the state; a `ValueError` leaves the state as it was."""
    if not is_dict(document) or document.get("stripe_sandbox") != FORMAT:
        raise ValueError("This is not what `export` of this version writes.")
    with state.lock:
        before = take(state)
        state.reset()
        try:
            saved.load(
                state,
                document["meta"],
                document["objects"],
                document["events"],
                ((tuple(slot), kept) for slot, kept in document["answers"]),
            )
        except saved.TAMPERED:
            restore(state, before)
            raise ValueError("Something in the document was changed from outside.") from None
        _note_all(state)
