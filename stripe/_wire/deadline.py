"""When a call has to be over: imported when it has a timeout."""

from __future__ import annotations

import math

from stripe._wire import retries


class Deadline:
    """The moment at which a call has to be over, all its tries included."""

    __slots__ = ("_at", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds: float = seconds
        self._at = retries.clock() + seconds

    def left(self) -> float:
        """The seconds until then; negative afterwards."""
        return self._at - retries.clock()

    def lift(self) -> None:
        """Lets what goes on take as long as it may."""
        self._at = math.inf
