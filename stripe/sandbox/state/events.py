"""Events: which type a change has, the snapshot it carries, and the log of all of them."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from heapq import merge
from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox.json import Obj, is_dict
from stripe.sandbox.spec import conformance, description
from stripe.sandbox.state.spans import Between, Spans
from stripe.sandbox.state.store import beyond

if TYPE_CHECKING:
    from stripe.sandbox.state.delivery import Target
    from stripe.sandbox.state.world import World


class Event(NamedTuple):
    """One event; `snapshot` is the JSON text of its object at that moment.

    `number` counts the events of all worlds: `created` is a test clock's time where one brings it.
    """

    id: str
    type: str
    created: int
    livemode: bool
    account: str
    object_id: str | None
    snapshot: str
    previous: Obj | None
    request_id: str | None
    idempotency_key: str | None
    pending: int
    number: int = 0

    def body(self, *, connected: bool = False) -> Obj:
        """The event object; `connected` adds the account, as Connect endpoints get it."""
        data: Obj = {"object": json.loads(self.snapshot)}
        if self.previous is not None:
            data["previous_attributes"] = self.previous
        body: Obj = {
            "id": self.id,
            "object": "event",
            "api_version": description.version(),
            "created": self.created,
            "data": data,
            "livemode": self.livemode,
            "pending_webhooks": self.pending,
            "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
            "type": self.type,
        }
        if connected:
            body["account"] = self.account
        return body


class EventLog:
    """The events of one account in one mode, in order."""

    def __init__(self, base: EventLog | None = None) -> None:
        self.order: list[Event] = list(base.order) if base is not None else []
        self.position: dict[str, int] = dict(base.position) if base is not None else {}
        self.places: dict[str, list[int]] = {}  # where the events of each type are
        if base is not None:
            self.places = {type: list(places) for type, places in base.places.items()}
        self.watch: Callable[[int], None] | None = None
        self._spans = Spans(lambda at: self.order[at].created)
        self._waiting: list[tuple[str, Callable[[], None]]] | None = None

    @contextmanager
    def arranged(self, rank: Callable[[str], int]) -> Generator[None, None, None]:
        """While it lasts events wait; at its end they are told in the order of their types' ranks."""
        if self._waiting is not None:
            yield
            return
        self._waiting = []
        try:
            yield
        finally:
            waiting, self._waiting = self._waiting, None
            for _type, tell in sorted(waiting, key=lambda one: rank(one[0])):
                tell()

    def tell(self, type: str, tell: Callable[..., None], *args: Any) -> None:
        """Tells of an event now, or when all that wait are arranged."""
        if self._waiting is None:
            tell(*args)
        else:
            self._waiting.append((type, partial(tell, *args)))

    def add(self, event: Event) -> None:
        """Appends an event."""
        at = self.position[event.id] = len(self.order)
        self.order.append(event)
        self.places.setdefault(event.type, []).append(at)
        if self.watch is not None:
            self.watch(at)

    def replace(self, event: Event) -> None:
        """Puts an event in the place of its earlier version."""
        at = self.position[event.id]
        self.order[at] = event
        if self.watch is not None:
            self.watch(at)

    def walk(
        self,
        start: str | None,
        *,
        forward: bool,
        wanted: Callable[[str], bool] | None = None,
        between: Between | None = None,
    ) -> Iterator[Event]:
        """Events from the one behind `start` on, towards older ones or (forward) newer ones.

        `wanted` says of a type whether its events are; what did not happen `between` two moments
        may be left out.
        """
        at = None if start is None else self.position[start]
        rows = [range(len(self.order))] if wanted is None else self._of(wanted)
        if between is not None:
            made = self._spans.places(between, len(self.order))
            rows = [
                places[bisect_left(places, piece.start) : bisect_left(places, piece.stop)]
                for places in rows
                for piece in made
            ]
        parts = (beyond(places, at, forward=forward) for places in rows)
        steps = merge(*parts, reverse=not forward)
        return (self.order[step] for step in steps)

    def _of(self, wanted: Callable[[str], bool]) -> list[Sequence[int]]:
        return [places for type, places in self.places.items() if wanted(type)]

    def get(self, id: str) -> Event | None:
        """An event by id."""
        at = self.position.get(id)
        return None if at is None else self.order[at]


@cache
def event_type(object_name: str, verb: str) -> str | None:
    """The documented type of a change, `customer` + `created` -> `customer.created`, or None."""
    suffix = "." + verb
    own = object_name.replace(".", "_")
    found = [
        type
        for type, subject in description.event_types().items()
        if subject == object_name and type.endswith(suffix)
    ]
    for type in found:
        if type in (object_name + suffix, own + suffix):
            return type
    return min(found, key=len) if found else None


def changes(old: Obj, new: Obj) -> Obj:
    """`previous_attributes`: what changed, with the values from before; nested by key."""
    result: Obj = {}
    for key, value in new.items():
        before = old.get(key)
        if value is before or value == before:
            continue
        if is_dict(value) and is_dict(before):
            result[key] = changes(before, value)
        else:
            result[key] = before
    for key, before in old.items():
        if key not in new:
            result[key] = before
    return result


def record(world: World, type: str, obj: Obj, previous: Obj | None = None, *, created: int) -> None:
    """Logs an event about an object as it is now, and hands it to the deliveries."""
    state = world.state
    if state.check_shapes:
        conformance.require(obj)
    deliveries = state.webhooks
    targets = deliveries.targets(world, type) if deliveries.active else []
    text = world.store.snapshot(obj)
    if not type.endswith(".updated"):  # no other event has them
        previous = None
    world.events.tell(type, _tell, world, type, obj.get("id"), text, previous, created, targets)


def _tell(
    world: World,
    type: str,
    id: str | None,
    snapshot: str,
    previous: Obj | None,
    created: int,
    targets: list[Target],
) -> None:
    state = world.state
    event = Event(
        state.ids.new("event"),
        type,
        created,
        world.livemode,
        world.account_id,
        id,
        snapshot,
        previous,
        state.request_id,
        state.idempotency_key,
        len(targets),
        state.next_event(),
    )
    world.events.add(event)
    state.led_to.append(event.id)
    if targets:
        state.webhooks.enqueue(world, event, targets)
