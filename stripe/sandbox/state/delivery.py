"""One delivery: an event, where it goes, what was tried; and the form in which it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.json import Obj
from stripe.sandbox.state.events import Event
from stripe.sandbox.state.sending import Receiver, Try

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

DELIVERIES = "sandbox.delivery"
"""The collection in which they are kept."""


class Target(NamedTuple):
    """Where events go: an endpoint, an event destination, or `forward_to`."""

    id: str
    to: str | Receiver
    secret: str
    patterns: tuple[str, ...] = ("*",)
    api_version: str | None = None
    connected: bool = False
    body: Callable[[World, Event], Obj] | None = None

    def wants(self, type: str) -> bool:
        """Whether events of a type go here."""
        return any(
            pattern in ("*", type) or (pattern.endswith("*") and type.startswith(pattern[:-1]))
            for pattern in self.patterns
        )


@dataclass
class Delivery:
    """One event on its way to one target; `state` is pending, succeeded, failed or held."""

    number: int
    event: Event
    target: Target
    payload: str
    state: str = "pending"
    tries: list[Try] = field(default_factory=list[Try])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    next_try: int | None = None

    @property
    def id(self) -> str:
        """What it is kept by."""
        return f"delivery_{self.number}"

    @property
    def url(self) -> str:
        """The address."""
        return self.target.to if isinstance(self.target.to, str) else repr(self.target.to)

    @property
    def type(self) -> str:
        """The type of the event."""
        return self.event.type

    def kept(self) -> Obj:
        """What lies in the store of the event's world, enough to go on after a restart."""
        event, target = self.event, self.target
        return {
            "number": self.number,
            "event": [event.id, event.type, event.created],
            "target": [target.id, target.to, target.secret],
            "payload": self.payload,
            "state": self.state,
            "tries": [list(vars(one).values()) for one in self.tries],
            "next_try": self.next_try,
        }


def restored(world: World, kept: Obj) -> Delivery:
    """The delivery that was kept."""
    id, type, created = kept["event"]
    bare = Event(id, type, created, world.livemode, world.account_id, None, "", None, None, None, 0)
    return Delivery(
        kept["number"],
        world.events.get(id) or bare,  # the log has no thin events
        Target(*kept["target"]),
        kept["payload"],
        kept["state"],
        [Try(*one) for one in kept["tries"]],
        next_try=kept["next_try"],
    )
