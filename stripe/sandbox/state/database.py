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

from stripe.sandbox.state import saved
from stripe.sandbox.state.idempotency import Kept
from stripe.sandbox.state.saved import text_of

if TYPE_CHECKING:
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

LOGGER = logging.getLogger("stripe.sandbox")
APPLICATION = 0x53747270  # "Strp", in the file's header
PAUSE = 0.4
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
        except (sqlite3.Error, *saved.TAMPERED):
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
                objects = [saved.object_of(self._state, *spot) for spot in spots]
                events = [self._event(place) for place in places]
                answers = self._state.idempotency.take_changed()
                meta = saved.meta_of(self._state)
            with self._connection as run:
                if wiped:
                    for table in ("objects", "events", "answers"):
                        run.execute(f"DELETE FROM {table}")  # noqa: S608 - the names stand here
                run.executemany(PUT_OBJECT, map(_object_row, objects))
                run.executemany(REMOVE_OBJECT, (row[:4] for row in objects if row[5:] == GONE))
                run.executemany(PUT_EVENT, map(_event_row, events))
                run.executemany(PUT_ANSWER, map(_answer_row, answers))
                run.executemany(PUT_META, ((key, text_of(value)) for key, value in meta.items()))

    def _event(self, place: tuple[str, bool, int]) -> tuple[Any, ...]:
        account, live, at = place
        return account, live, at, self._state.world(account, live).events.order[at]

    # -- in and out --------------------------------------------------------------------------------

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        return iter(self._connection.execute(query))

    def _load(self) -> None:
        meta = {key: json.loads(value) for key, value in self._rows("SELECT * FROM meta")}
        if not meta:
            return
        objects = self._rows("SELECT * FROM objects ORDER BY account, live, kind, place")
        events = self._rows("SELECT account, live, body FROM events ORDER BY account, live, place")
        answers = self._rows("SELECT * FROM answers")
        saved.load(
            self._state,
            meta,
            ((*row[:5], *map(_value, row[5:])) for row in objects),
            ((account, live, _value(body)) for account, live, body in events),
            (((account, live, key), _value(body)) for account, live, key, body in answers),
        )

    def close(self) -> None:
        """Writes the rest and closes the file."""
        self._stop.set()
        self._thread.join(5)
        self.flush()
        self._connection.close()


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _object_row(found: tuple[Any, ...]) -> tuple[Any, ...]:
    texts = (None if value is None else text_of(value) for value in found[5:])
    return (*found[:5], *texts)


def _event_row(found: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*found[:3], text_of(found[3]))


def _answer_row(found: tuple[saved.Slot, Kept]) -> tuple[Any, ...]:
    return (*found[0], text_of(saved.answer_of(found[1])))
