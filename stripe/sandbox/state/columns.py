"""Columns: one value of each object of a collection, by place: searches need not look into objects.

A column is in pieces, each of which knows what it holds: most of them need not be looked through either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from stripe.sandbox.json import Obj

Read = Callable[[Obj], Any]
LENGTH = 1024  # places of a piece
MOST = 32  # columns of a collection: each key of metadata that is searched for has its own


class Piece:
    """The values of places in a row, None where there is none, and what is known of all of them."""

    def __init__(self, values: list[Any]) -> None:
        self.values = values
        self._words: frozenset[Any] | None = None
        self._text: str | None = None

    def put(self, at: int, value: Any) -> None:
        """Adds a value, or puts another in its place."""
        self.values[at : at + 1] = [value]
        self._words = self._text = None

    @property
    def words(self) -> frozenset[Any]:
        """All values, each once."""
        if self._words is None:
            self._words = frozenset(self.values)
        return self._words

    @property
    def text(self) -> str:
        """All values as lines."""
        if self._text is None:
            self._text = "\n".join(value for value in self.values if value is not None)
        return self._text


class Column(NamedTuple):
    """What is read of an object, and that of all objects in order of creation."""

    read: Read
    pieces: list[Piece]

    def put(self, at: int, value: Any) -> None:
        """Adds a value, or puts another in its place."""
        piece, rest = divmod(at, LENGTH)
        if piece == len(self.pieces):
            self.pieces.append(Piece([]))
        self.pieces[piece].put(rest, value)


class Columns:
    """The columns that a collection was searched by, brought up to date when the next search comes."""

    def __init__(self, objects: Mapping[str, Obj], order: Sequence[str | None]) -> None:
        self._objects, self._order = objects, order  # the collection's own: as they are now
        self._kept: dict[str, Column] = {}
        self._until = 0  # how many places the columns have
        self.touched: set[int] = set()  # places among them whose object has changed since

    def pieces(self, key: str, read: Read) -> list[Piece]:
        """What `read` gives of each object, by place."""
        self._catch_up()
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) == MOST:
                del self._kept[next(iter(self._kept))]
            values = [None if id is None else read(self._objects[id]) for id in self._order]
            pieces = [Piece(values[at : at + LENGTH]) for at in range(0, len(values), LENGTH)]
            found = self._kept[key] = Column(read, pieces)
        return found.pieces

    def _catch_up(self) -> None:
        objects, order = self._objects, self._order
        changed = (at for at in self.touched if at < self._until)
        places = [*changed, *range(self._until, len(order))]
        for column in self._kept.values():
            for at in places:
                id = order[at]
                column.put(at, None if id is None else column.read(objects[id]))
        self._until = len(order)
        self.touched.clear()
