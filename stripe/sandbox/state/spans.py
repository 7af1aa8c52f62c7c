"""When what stands in a row was made: lists that are narrowed by `created` pass over most of it."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

Between = tuple[float, float]
"""A first and a last moment, in Unix seconds."""
LENGTH = 1024  # places of a piece


class Spans:
    """The first and the last moment of each piece of a row that only grows.

    `moment` tells that of a place, None for one that is empty.
    """

    def __init__(self, moment: Callable[[int], int | None]) -> None:
        self._moment = moment
        self._spans: list[Between] = []
        self._until = 0  # how many places have been looked at

    def places(self, between: Between, count: int) -> list[range]:
        """Where in the first `count` places something of that time may stand, in order."""
        self._catch_up(count)
        found: list[range] = []
        for piece, (first, last) in enumerate(self._spans):
            if first > between[1] or last < between[0]:
                continue
            begin, end = piece * LENGTH, min((piece + 1) * LENGTH, count)
            if found and found[-1].stop == begin:
                begin = found.pop().start
            found.append(range(begin, end))
        return found

    def _catch_up(self, count: int) -> None:
        for at in range(self._until, count):
            if at % LENGTH == 0:
                self._spans.append((inf, -inf))
            moment = self._moment(at)
            if moment is not None:
                first, last = self._spans[-1]
                self._spans[-1] = min(first, moment), max(last, moment)
        self._until = count
