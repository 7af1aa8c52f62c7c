"""`--db FILE`: the state in SQLite, written behind by a thread, whole transactions at a time.

Twice a second what has changed is written in one transaction, so that a kill loses the last moment
but never the file. What is to happen later, retries of deliveries too, lies with the objects.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from functools import partial
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

LOGGER = logging.getLogger("stripe.sandbox")
APPLICATION = 0x53747270  # "Strp", in the file's header
PAUSE = 0.4
MOST_OBJECTS = 10_000_000  # of a kind in a world
# What reading raises when a file says something else than a sandbox has written.
_TAMPERED = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
)
SCHEMA = """
    CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS objects (
        account TEXT, live INTEGER, kind TEXT, id TEXT, place INTEGER, body TEXT, hidden TEXT,
        deleted TEXT, PRIMARY KEY (account, live, kind, id)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS events (
        account TEXT, live INTEGER, place INTEGER, body TEXT,
        PRIMARY KEY (account, live, place)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS answers (
        account TEXT, live INTEGER, key TEXT, body TEXT,
        PRIMARY KEY (account, live, key)) WITHOUT ROWID;
"""
PUT_OBJECT = "INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
PUT_EVENT = "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?)"
PUT_ANSWER = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)"
REMOVE_OBJECT = "DELETE FROM objects WHERE (account, live, kind, id) = (?, ?, ?, ?)"
GONE = (None, None, None)  # of which nothing is left: body, hidden, deleted
PUT_META = "INSERT OR REPLACE INTO meta VALUES (?, ?)"
Spot = tuple[str, bool, str, str]


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), default=list)


class Database:
    """Keeps a sandbox's state in a file."""

    def __init__(self, state: State, path: str) -> None:
        self._state = state
        self._path = path
        self._lock = threading.Lock()
        self._objects: set[Spot] = set()
        self._events: set[tuple[str, bool, int]] = set()
        self._wiped = False
        self._stop = threading.Event()
        self._connection = self._open()
        try:
            self._load()
        except (sqlite3.Error, *_TAMPERED):
            self._connection.close()
            raise ValueError(
                f"{path} cannot be read as a sandbox's database: something in it was changed from "
                "outside, or by another version. Start with a new file."
            ) from None
        state.world_made = self._watch
        state.wiped = self._forget
        for world in state.worlds():
            self._watch(world)
        self._thread = threading.Thread(target=self._work, name="stripe.sandbox db", daemon=True)
        self._thread.start()

    def _open(self) -> sqlite3.Connection:
        try:
            if self._path != ":memory:":  # it holds keys and secrets: nobody else is to read it
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = sqlite3.connect(self._path, check_same_thread=False, timeout=1)
        except (sqlite3.Error, OSError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ValueError(f"Cannot open {self._path}: {reason}") from None
        try:
            mark = connection.execute("PRAGMA application_id").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if mark != APPLICATION and tables:
                raise ValueError(f"{self._path} is a database of another application.")
            # one process at a time: a second server on the same file is told so
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.executescript(SCHEMA)
        except sqlite3.OperationalError as error:
            connection.close()
            hint = "; another server uses it" if "locked" in str(error) else ""
            raise ValueError(f"Cannot use {self._path}: {error}{hint}") from None
        except sqlite3.DatabaseError as error:
            connection.close()
            raise ValueError(f"{self._path} is not a sandbox's database: {error}") from None
        except ValueError:
            connection.close()
            raise
        return connection

    # -- what changes ----------------------------------------------------------------------------

    def _watch(self, world: World) -> None:
        spot = (world.account_id, world.livemode)
        world.store.watch = partial(self._note_object, spot)
        world.events.watch = partial(self._note_event, spot)

    def _note_object(self, world: tuple[str, bool], kind: str, id: str) -> None:
        self._objects.add((*world, kind, id))

    def _note_event(self, world: tuple[str, bool], place: int) -> None:
        self._events.add((*world, place))

    def _forget(self) -> None:
        self._objects.clear()
        self._events.clear()
        self._wiped = True

    def _work(self) -> None:
        while not self._stop.wait(PAUSE):
            try:
                self.flush()
            except sqlite3.Error:
                LOGGER.exception(
                    "The sandbox cannot write %s; its state stays in memory", self._path
                )
                return

    def flush(self) -> None:
        """Writes what has changed since the last time."""
        with self._lock:
            with self._state.lock:
                wiped, self._wiped = self._wiped, False
                spots, self._objects = self._objects, set()
                places, self._events = self._events, set()
                # stored objects are never changed in place: taking them is enough
                objects = [self._object(spot) for spot in spots]
                events = [self._event(place) for place in places]
                answers = self._state.idempotency.take_changed()
                meta = self._meta()
            with self._connection as run:
                if wiped:
                    for table in ("objects", "events", "answers"):
                        run.execute(f"DELETE FROM {table}")  # noqa: S608 - the names stand here
                run.executemany(PUT_OBJECT, map(_object_row, objects))
                run.executemany(REMOVE_OBJECT, (row[:4] for row in objects if row[5:] == GONE))
                run.executemany(PUT_EVENT, map(_event_row, events))
                run.executemany(PUT_ANSWER, map(_answer_row, answers))
                run.executemany(PUT_META, ((key, _text(value)) for key, value in meta.items()))

    def _object(self, spot: Spot) -> tuple[Any, ...]:
        account, live, kind, id = spot
        store = self._state.world(account, live).store
        collection = store.collections.get(kind)
        body = collection.objects.get(id) if collection is not None else None
        place = collection.position.get(id) if collection is not None else None
        hidden, deleted = store.hidden.get((kind, id)), store.deleted.get((kind, id))
        return account, live, kind, id, place, body, hidden, deleted

    def _event(self, place: tuple[str, bool, int]) -> tuple[Any, ...]:
        account, live, at = place
        return account, live, at, self._state.world(account, live).events.order[at]

    def _meta(self) -> Obj:
        state = self._state
        return {
            "clock": state.clock.state(),
            "keys": [list(vars(key).values()) for key in state.keys.issued()],
            "own": [state.keys.secret, state.keys.publishable],
            "revoked": sorted(state.keys.revoked),
            "settings": vars(state.settings),
            "webhook_secret": state.webhooks.secret,
        }

    # -- in and out --------------------------------------------------------------------------------

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        return iter(self._connection.execute(query))

    def _load(self) -> None:
        state = self._state
        meta = {key: json.loads(value) for key, value in self._rows("SELECT * FROM meta")}
        if not meta:
            return
        state.clock.restore(meta["clock"])
        state.keys.restore([Key(*fields) for fields in meta["keys"]], meta["own"], meta["revoked"])
        state.settings = Settings(**meta.get("settings", {}))
        state.webhooks.secret = meta["webhook_secret"]
        count = 0
        for row in self._rows("SELECT * FROM objects ORDER BY account, live, kind, place"):
            count += 1
            self._restore_object(*row)
        for account, live, _, body in self._rows("SELECT * FROM events ORDER BY 1, 2, 3"):
            count += 1
            state.world(account, bool(live)).events.add(Event(*json.loads(body)))
        for account, live, key, body in self._rows("SELECT * FROM answers"):
            state.idempotency.restore((account, bool(live), key), _kept(json.loads(body)))
        state.ids.skip(count)
        state.resume()

    def _restore_object(
        self, account: str, live: int, kind: str, id: str, place: int | None, *texts: str | None
    ) -> None:
        body, hidden, deleted = (None if text is None else _object_of(text) for text in texts)
        if place is not None and not 0 <= place < MOST_OBJECTS:
            raise ValueError(f"{id} has no place.")
        store = self._state.world(account, bool(live)).store
        if body is not None and place is not None:
            store.collection(kind).restore(id, body, place)
        if hidden is not None:
            store.hidden[kind, id] = hidden
        if deleted is not None:
            store.deleted[kind, id] = deleted
        if kind in ("webhook_endpoint", "v2.core.event_destination"):
            self._state.webhooks.active = True

    def close(self) -> None:
        """Writes the rest and closes the file."""
        self._stop.set()
        self._thread.join(5)
        self.flush()
        self._connection.close()


def _object_of(text: str) -> Obj:
    found = json.loads(text)
    if not is_dict(found):
        raise TypeError("An object was expected.")
    return found


def _object_row(found: tuple[Any, ...]) -> tuple[Any, ...]:
    texts = (None if value is None else _text(value) for value in found[5:])
    return (*found[:5], *texts)


def _event_row(found: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*found[:3], _text(found[3]))


def _answer_row(found: tuple[tuple[str, bool, str], Kept]) -> tuple[Any, ...]:
    slot, kept = found
    answer = kept.response
    if answer is None:
        return (*slot, _text(None))
    fields = [
        kept.fingerprint, kept.since, answer.status, answer.headers,
        answer.body.decode("utf-8", "replace"), answer.broken,
    ]  # fmt: skip
    return (*slot, _text(fields))


def _kept(fields: list[Any] | None) -> Kept | None:
    if fields is None:
        return None
    fingerprint, since, status, headers, body, broken = fields
    return Kept(fingerprint, Response(status, headers, body.encode(), broken), since)
