"""Where objects are: one collection for each kind, in order of creation, with indexes.

Only `changes` and `schedule` write here. Objects are never changed in place: a change stores a new version.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from stripe.sandbox.json import Obj, encode
from stripe.sandbox.spec import description
from stripe.sandbox.state.columns import Columns, Piece, Read
from stripe.sandbox.state.spans import Between, Spans

Watcher = Callable[[str, str], None]
INDEXED = {"sandbox.task": ("about",)}
"""By what our own kinds are looked up."""


@cache
def indexed_fields(name: str) -> tuple[str, ...]:
    """Fields by which lists of this kind can be narrowed, and that tell objects well apart."""
    shape = description.resource(name)
    if shape is None:
        return INDEXED.get(name, ())
    found: dict[str, None] = {}
    for route in description.routes().values():
        if route.kind != "list" or route.object_name != name:
            continue
        for field in (*description.params_of(route.key).of, *route.variables):
            kind = description.bare(shape.of[field]) if field in shape.of else None
            if kind == "s" or (isinstance(kind, list) and kind[0] == "x"):
                found[field] = None
    for field in ("payment_intent", "customer", "charge", "fingerprint", "account"):
        if field in shape.of:
            found[field] = None
    return tuple(found)


class Collection:
    """All objects of one kind."""

    columns: Columns | None = None  # made by the first search, never copied
    spans: Spans | None = None  # by the first list that is narrowed by time

    def __init__(self, name: str) -> None:
        self.name = name
        self.objects: dict[str, Obj] = {}
        self.order: list[str | None] = []
        self.position: dict[str, int] = {}
        self.fields: tuple[str, ...] = indexed_fields(name)
        self.indexes: dict[str, dict[Any, list[int]]] = {field: {} for field in self.fields}

    def put(self, id: str, obj: Obj) -> None:
        """Adds an object or its new version."""
        old = self.objects.get(id)
        at = self.position.get(id, len(self.order))
        self.objects[id] = obj
        if self.columns is not None:
            self.columns.touched.add(at)
        if old is None:
            self.position[id] = at
            self.order.append(id)
            for field in self.fields:
                value = obj.get(field)
                if value is not None:
                    self.places(field, value).append(at)
            return
        for field in self.fields:
            value = obj.get(field)
            if value is not None and value != old.get(field):
                places = self.places(field, value)
                found = bisect_left(places, at)
                if found == len(places) or places[found] != at:
                    insort(places, at)

    def places(self, field: str, value: Any) -> list[int]:
        """Where objects with a value are, for it to be added to."""
        return self.indexes[field].setdefault(value, [])

    def restore(self, id: str, obj: Obj, place: int) -> None:
        """Puts an object back in the place that it had."""
        self.order.extend([None] * (place - len(self.order)))
        self.put(id, obj)

    def remove(self, id: str) -> None:
        """Takes an object out."""
        if self.objects.pop(id, None) is not None:
            at = self.position.pop(id)
            self.order[at] = None
            if self.columns is not None:
                self.columns.touched.add(at)

    def column(self, key: str, read: Read) -> list[Piece]:
        """What `read` gives of each object, by place; kept under a name that stands for it."""
        if self.columns is None:
            self.columns = Columns(self.objects, self.order)
        return self.columns.pieces(key, read)

    def newest_first(self, field: str | None = None, value: Any = None) -> Iterator[Obj]:
        """Objects by creation, the newest first, perhaps only those whose field has a value."""
        return self.walk(field, value, None, forward=False)

    def walk(
        self,
        field: str | None,
        value: Any,
        start: str | None,
        *,
        forward: bool,
        between: Between | None = None,
    ) -> Iterator[Obj]:
        """Objects from the one behind `start` on, towards older ones or (forward) newer ones.

        What was not made `between` two moments may be left out, where no index tells more.
        """
        at = None if start is None else self.position.get(start)
        rows: list[Sequence[int]] = [range(len(self.order))]
        if field is not None and field in self.indexes:
            rows = [self.indexes[field].get(value, [])]
        elif between is not None:
            rows = [*self._made(between)]
        for places in rows if forward else reversed(rows):
            for place in beyond(places, at, forward=forward):
                id = self.order[place]
                if id is not None:
                    obj = self.objects[id]
                    # an index keeps the places of earlier versions
                    if field is None or obj.get(field) == value:
                        yield obj

    def _made(self, between: Between) -> list[range]:
        if self.spans is None:
            self.spans = Spans(self._moment)
        return self.spans.places(between, len(self.order))

    def _moment(self, place: int) -> int | None:
        id = self.order[place]
        found: int | None = self.objects[id].get("created") if id is not None else None
        return found


def beyond(places: Sequence[int], at: int | None, *, forward: bool) -> Iterator[int]:
    """Those of some places that lie behind one, from it on; all for None."""
    if forward:
        return iter(places[0 if at is None else bisect_right(places, at) :])
    return reversed(places if at is None else places[: bisect_left(places, at)])


class Store:
    """All objects of one account in one mode."""

    def __init__(self) -> None:
        self.collections: dict[str, Collection] = {}
        self.deleted: dict[tuple[str, str], Obj] = {}
        # what belongs to an object but is never shown: card numbers, parents, secrets
        self.hidden: dict[tuple[str, str], Obj] = {}
        self.watch: Watcher | None = None
        # the JSON of objects, shared with the events that have it as their snapshot
        self.texts: dict[str, tuple[Obj, str]] = {}

    def collection(self, name: str) -> Collection:
        """The collection of a kind, made when first asked for."""
        found = self.collections.get(name)
        if found is None:
            found = self.collections[name] = Collection(name)
        return found

    def get(self, name: str, id: Any) -> Obj | None:
        """An object by kind and id."""
        found = self.collections.get(name)
        return found.objects.get(id) if found is not None else None

    def all(self, name: str, field: str | None = None, value: Any = None) -> Iterator[Obj]:
        """Objects of a kind, the newest first."""
        found = self.collections.get(name)
        return found.newest_first(field, value) if found is not None else iter(())

    def has_any(self, name: str) -> bool:
        """Whether there are objects of a kind."""
        found = self.collections.get(name)
        return found is not None and bool(found.objects)

    def secret(self, name: str, id: str) -> Obj:
        """What is known of an object but not shown; not to be changed."""
        return self.hidden.get((name, id), {})

    def text(self, obj: Obj) -> str:
        """The JSON of an object; not made anew where an event has it already."""
        found = self.texts.get(obj.get("id", ""))
        return found[1] if found is not None and found[0] is obj else encode(obj)

    def snapshot(self, obj: Obj) -> str:
        """The JSON of an object as an event has it, kept for the answers that show the object."""
        text = self.text(obj)
        if obj.get("id"):
            self.texts[obj["id"]] = (obj, text)
        return text

    def put(self, name: str, id: str, obj: Obj) -> None:
        """Stores an object or its new version."""
        self.collection(name).put(id, obj)
        if self.watch is not None:
            self.watch(name, id)

    def hide(self, name: str, id: str, values: Obj) -> None:
        """Adds to what is known of an object but not shown."""
        self.hidden[name, id] = {**self.hidden.get((name, id), {}), **values}
        if self.watch is not None:
            self.watch(name, id)

    def remove(self, name: str, id: str, stub: Obj | None) -> None:
        """Deletes an object, leaving a stub where the API shows one."""
        self.collection(name).remove(id)
        self.texts.pop(id, None)
        if stub is not None:
            self.deleted[name, id] = stub
        if self.watch is not None:
            self.watch(name, id)
