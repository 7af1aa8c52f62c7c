"""Deliveries of events to endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stripe.sandbox.core import Core
    from stripe.sandbox.events import Event
    from stripe.sandbox.world import World


class Webhooks:
    """The deliveries of a sandbox."""

    active = False

    def __init__(self, core: Core) -> None:
        self.core = core
        self.secret = "whsec_" + core.ids.text(32)
        self.deliveries: list[Any] = []

    def in_background(self) -> None:
        """Sends from a thread."""

    def stop(self) -> None:
        """Ends the thread."""

    def forward(self, target: Any, events: list[str]) -> None:
        """Sends events to a target."""

    def targets(self, world: World, type: str) -> list[Any]:
        """Endpoints that want an event."""
        return []

    def enqueue(self, world: World, event: Event, targets: list[Any]) -> None:
        """Hands an event to endpoints."""

    def flush(self) -> None:
        """Sends what is due."""

    def clear(self) -> None:
        """Forgets everything."""
