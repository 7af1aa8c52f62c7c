"""The one place through which every change of an object goes.

It stamps (`id`, `created`, `livemode`, `updated`), stores, indexes, emits the event and runs the
reactions to it. Rules say what changes and, where `<object>.created|updated|deleted` does not hold,
which event. What one family's change means to another is a reaction, so that nobody calls upward:

    @on("payment_intent.succeeded")
    def complete(world: World, obj: Obj, previous: Obj | None) -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from stripe.sandbox.json import Obj
from stripe.sandbox.spec import description, shapes
from stripe.sandbox.state import events, thin_events

if TYPE_CHECKING:
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.store import Store
    from stripe.sandbox.state.world import World

DEFAULT = "by rule"
Reaction = Callable[["World", Obj, "Obj | None"], None]
R = TypeVar("R", bound=Reaction)

_reactions: dict[str, list[Reaction]] = {}


def on(*types: str) -> Callable[[R], R]:
    """Registers a reaction to events, or to what families `announce`.

    It takes the world, the object as it was stored and `previous_attributes`, and runs after the
    event was emitted, in order of registration; an earlier one may have changed the object again.
    """

    def register(function: R) -> R:
        for type in types:
            _reactions.setdefault(type, []).append(function)
        return function

    return register


class Changes:
    """Changes the objects of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.store: Store = world.store
        self.state: State = world.state
        self._as_one: set[str] = set()

    @contextmanager
    def as_one(self, obj: Obj) -> Generator[None, None, None]:
        """While it lasts, changes of an object are silent; at its end one event tells of them all.

        Events that have a name of their own (`...paused`) come when they come.
        """
        name, id = obj["object"], obj["id"]
        if id in self._as_one:
            yield
            return
        self._as_one.add(id)
        try:
            yield
        finally:
            self._as_one.discard(id)
        now = self.store.get(name, id)
        if now is not None and now is not obj:
            previous = events.changes(obj, now)
            if previous:
                self._emit(name, "updated", DEFAULT, now, previous)

    def create(
        self,
        name: str,
        obj: Obj,
        *,
        event: str | None = DEFAULT,
        hidden: Obj | None = None,
        collection: str | None = None,
    ) -> Obj:
        """Stores a new object and gives it as it is after the reactions to it.

        Missing `id`, `created` and `livemode` are filled in.
        """
        shape = description.resource(name)
        fields: Any = shape.of if shape is not None else ()
        if "id" in fields and not obj.get("id"):
            obj["id"] = self.state.ids.new(name, livemode=self.world.livemode)
        if "created" in fields and not obj.get("created"):
            obj["created"] = self._now(name)
        if "updated" in fields and not obj.get("updated"):
            obj["updated"] = obj["created"]
        if "livemode" in fields:
            obj["livemode"] = self.world.livemode
        shapes.complete(name, obj)
        id = obj.get("id") or name
        if hidden:
            self.store.hide(name, id, hidden)
        self.store.put(collection or name, id, obj)
        self.state.touched.append(id)
        self._emit(name, "created", event, obj, None)
        return self.store.get(collection or name, id) or obj

    def update(
        self, obj: Obj, changed: Obj, *, event: str | None = DEFAULT, collection: str | None = None
    ) -> Obj:
        """Stores a new version of an object and gives it as it is after the reactions to it.

        Nothing is emitted when nothing changed.
        """
        name = obj["object"]
        new = {**obj, **changed}
        shapes.complete(name, new, changed)
        previous = events.changes(
            {key: obj.get(key) for key in changed}, {key: new[key] for key in changed}
        )
        if not previous:
            return obj
        if "updated" in obj:
            previous["updated"] = obj["updated"]
            new["updated"] = self._now(name)
        id = obj.get("id") or name
        self.store.put(collection or name, id, new)
        self.state.touched.append(id)
        if event != DEFAULT or id not in self._as_one:
            self._emit(name, "updated", event, new, previous)
        return self.store.get(collection or name, id) or new

    def put_single(self, name: str, key: str, obj: Obj, *, event: str | None = DEFAULT) -> Obj:
        """Stores the one object of its kind that an account or a parent has."""
        old = self.store.get(name, key)
        shapes.complete(name, obj)
        self.store.put(name, key, obj)
        self.state.touched.append(key)
        self._emit(name, "updated", event, obj, events.changes(old, obj) if old else {})
        return obj

    def keep(self, collection: str, key: str, obj: Obj) -> None:
        """Stores an object outside the collection of its kind, with no stamp and no event."""
        self.store.put(collection, key, obj)
        self.state.touched.append(key)

    def hide(self, obj: Obj, values: Obj) -> None:
        """Keeps something with an object that is never shown."""
        self.store.hide(obj["object"], obj.get("id") or obj["object"], values)

    def delete(
        self,
        obj: Obj,
        *,
        event: str | None = DEFAULT,
        stub: Obj | None = None,
        collection: str | None = None,
    ) -> Obj:
        """Deletes an object and gives the stub that the API answers with."""
        name = obj["object"]
        stub = stub or {"id": obj["id"], "object": name, "deleted": True}
        self.store.remove(collection or name, obj["id"], stub)
        self.state.touched.append(obj["id"])
        self._emit(name, "deleted", event, obj, None)
        return stub

    def emit(self, type: str, obj: Obj, previous: Obj | None = None) -> None:
        """Emits an event about an object that is stored already."""
        events.record(self.world, type, obj, previous, created=self._now(obj["object"]))
        self.announce(type, obj, previous)

    def announce(self, name: str, obj: Obj, previous: Obj | None = None) -> None:
        """Runs the reactions to a change; by itself for one that has no event in the API."""
        for react in _reactions.get(name, ()):
            react(self.world, obj, previous)

    def _emit(
        self, name: str, verb: str, event: str | None, obj: Obj, previous: Obj | None
    ) -> None:
        if name.startswith("v2."):
            thin = thin_events.event_type(name, verb) if event == DEFAULT else event
            if thin is not None:
                thin_events.record(self.world, thin, obj)
                self.announce(thin, obj, previous)
            return
        type = events.event_type(name, verb) if event == DEFAULT else event
        if type is not None:
            self.emit(type, obj, previous)

    def _now(self, name: str) -> Any:
        if name.startswith("v2."):
            return self.world.clock.iso()
        return self.world.clock.now() if name in UNMOVED else self.world.now()


UNMOVED = frozenset(
    {
        "application_fee", "balance_transaction", "charge", "dispute", "fee_refund", "mandate",
        "payment_intent", "payment_method", "payout", "radar.early_fraud_warning", "refund", "review",
        "setup_attempt", "setup_intent", "source", "token", "transfer", "transfer_reversal",
    }
)  # fmt: skip
"""Money moves in the time of the sandbox, also when a test clock brings it about."""
