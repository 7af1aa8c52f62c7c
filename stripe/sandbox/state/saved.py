"""The state as rows of JSON values: what a database keeps, and what `export` and `import` carry."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from stripe.sandbox.http import Response
from stripe.sandbox.json import Obj, is_dict
from stripe.sandbox.state.events import Event
from stripe.sandbox.state.idempotency import Kept
from stripe.sandbox.state.keys import Key
from stripe.sandbox.state.settings import Settings

if TYPE_CHECKING:
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

Row = tuple[Any, ...]
Slot = tuple[str, bool, str]
MOST_OBJECTS = 10_000_000  # of a kind in a world
# What reading raises when rows say something else than a sandbox has written.
TAMPERED = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
)
WITH_TARGETS = ("webhook_endpoint", "v2.core.event_destination")


def text_of(value: Any) -> str:
    """JSON of a value."""
    return json.dumps(value, separators=(",", ":"), default=list)


def meta_of(state: State) -> Obj:
    """What is not in any world: clock, keys, settings, secret."""
    return {
        "clock": state.clock.state(),
        "keys": [list(vars(key).values()) for key in state.keys.issued()],
        "own": [state.keys.secret, state.keys.publishable],
        "revoked": sorted(state.keys.revoked),
        "settings": vars(state.settings),
        "webhook_secret": state.webhooks.secret,
    }


def object_of(state: State, account: str, live: bool, kind: str, id: str) -> Row:
    """An object: account, mode, kind, id, place, body, what is hidden with it, stub if deleted."""
    store = state.world(account, live).store
    collection = store.collections.get(kind)
    body = collection.objects.get(id) if collection is not None else None
    place = collection.position.get(id) if collection is not None else None
    hidden, deleted = store.hidden.get((kind, id)), store.deleted.get((kind, id))
    return account, live, kind, id, place, body, hidden, deleted


def spots_of(world: World) -> Iterable[tuple[str, str]]:
    """Kind and id of all that `object_of` can tell of a world."""
    store = world.store
    found = {(name, id): None for name, each in store.collections.items() for id in each.objects}
    return {**found, **store.hidden, **store.deleted}


def answer_of(kept: Kept) -> list[Any] | None:
    """An answer that is kept for an idempotency key; None while there is none."""
    answer = kept.response
    if answer is None:
        return None
    body = answer.body.decode("utf-8", "replace")
    return [kept.fingerprint, kept.since, answer.status, answer.headers, body, answer.broken]


def load(
    state: State,
    meta: Obj,
    objects: Iterable[Row],
    events: Iterable[tuple[str, bool, list[Any]]],
    answers: Iterable[tuple[Slot, list[Any] | None]],
) -> None:
    """Puts back what was kept; objects come in the order of their places, then events in theirs.

    Raises one of `TAMPERED` for rows that a sandbox has not written.
    """
    state.clock.restore(tuple(meta["clock"]))
    state.keys.restore([Key(*fields) for fields in meta["keys"]], meta["own"], meta["revoked"])
    state.settings = Settings(**meta.get("settings", {}))
    state.webhooks.secret = meta["webhook_secret"]
    count = 0
    for row in objects:
        count += 1
        _load_object(state, *row)
    for account, live, fields in events:
        count += 1
        state.world(account, bool(live)).events.add(Event(*fields))
    for (account, live, key), kept in answers:
        state.idempotency.restore((account, bool(live), key), _kept(kept))
    state.ids.skip(count)
    state.resume()


def _load_object(
    state: State, account: str, live: int, kind: str, id: str, place: int | None, *values: Any
) -> None:
    if place is not None and not 0 <= place < MOST_OBJECTS:
        raise ValueError(f"{id} has no place.")
    body, hidden, deleted = values
    if any(value is not None and not is_dict(value) for value in values):
        raise TypeError("Objects were expected.")
    store = state.world(account, bool(live)).store
    if body is not None and place is not None:
        store.collection(kind).restore(id, body, place)
    if hidden is not None:
        store.hidden[kind, id] = hidden
    if deleted is not None:
        store.deleted[kind, id] = deleted
    if kind in WITH_TARGETS:
        state.webhooks.active = True


def _kept(fields: list[Any] | None) -> Kept | None:
    if fields is None:
        return None
    fingerprint, since, status, headers, body, broken = fields
    return Kept(fingerprint, Response(status, headers, body.encode(), broken), since)
