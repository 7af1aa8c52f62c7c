"""Deliveries that go wrong on order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stripe.sandbox.state.arguments import MANY, number

if TYPE_CHECKING:
    from stripe.sandbox.state.delivery import Delivery


class DeliveryFaults:
    """What was ordered and not yet used up."""

    def __init__(self) -> None:
        self.failing: Counter[str | None] = Counter()
        self.duplicated: int = 0
        self.delayed: int = 0
        self.delay: float = 0.0
        self._reordered = 0
        self._held: list[Delivery] = []

    def fail_next(self, count: int, target: str | None = None) -> None:
        """The next `count` tries (to one target, or any) fail without reaching the listener."""
        number("fail_next", count, 0, MANY, whole=True)
        self.failing[target] += count

    def duplicate_next(self, count: int) -> None:
        """The next `count` events are delivered twice."""
        number("duplicate_next", count, 0, MANY, whole=True)
        self.duplicated += count

    def reorder_next(self, count: int) -> None:
        """The next `count` deliveries wait for each other and go out last one first."""
        number("reorder_next", count, 0, MANY, whole=True)
        self._reordered = count

    def delay_next(self, count: int, seconds: float) -> None:
        """The next `count` deliveries wait so many seconds on the sandbox's clock."""
        number("delay_next", count, 0, MANY, whole=True)
        number("seconds", seconds, 0, MANY)
        self.delayed, self.delay = count, seconds

    def waits(self) -> float:
        """How long a delivery that has come in is to wait."""
        if not self.delayed:
            return 0.0
        self.delayed -= 1
        return self.delay

    def fails(self, delivery: Delivery) -> bool:
        """Whether a try fails on order."""
        for target in (delivery.target.id, None):
            if self.failing[target]:
                self.failing[target] -= 1
                return True
        return False

    def of_queue(self, delivery: Delivery) -> list[Delivery]:
        """What to send now that a delivery has come in."""
        if self.duplicated:
            self.duplicated -= 1
            return [delivery, delivery]
        if self._reordered:
            self._held.insert(0, delivery)
            if len(self._held) < self._reordered:
                return []
            self._reordered = 0
            held, self._held = self._held, []
            return held
        return [delivery]
