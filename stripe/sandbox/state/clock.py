"""The one source of time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from stripe.sandbox.state.arguments import LAST_SECOND, number

if TYPE_CHECKING:
    from stripe.sandbox.state.schedule import Agenda


class Clock:
    """Sandbox time: real time moved by `advance`, or standing still after `freeze`.

    The agenda says what is due on the way; `moved` is called when the clock has been moved, and after
    each task.
    """

    def __init__(self, agenda: Agenda, now: float | None = None) -> None:
        if now is not None:
            number("now", now, 0, LAST_SECOND)
        self._agenda = agenda
        self._frozen = now
        self._offset = 0.0
        self.moved: Callable[[], None] = lambda: None

    def time(self) -> float:
        """Seconds since 1970, with a fraction."""
        return self._frozen if self._frozen is not None else time.time() + self._offset

    def now(self) -> int:
        """Whole seconds since 1970."""
        return int(self._frozen if self._frozen is not None else time.time() + self._offset)

    def iso(self, ahead: float = 0) -> str:
        """The time, or that so many seconds ahead, as the V2 API writes it."""
        moment = datetime.fromtimestamp(self.time() + ahead, timezone.utc)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"

    def freeze(self, at: float | None = None) -> None:
        """Stops the clock, at the given time or where it is."""
        if at is not None:
            number("freeze", at, 0, LAST_SECOND)
        self._frozen = self.time() if at is None else at

    def advance(self, seconds: float) -> None:
        """Moves the clock forward, running on the way what is due; back is a `ValueError`."""
        number("advance", seconds, 0, LAST_SECOND)
        self.move_to(self.time() + seconds)

    def move_to(self, moment: float) -> None:
        """Moves the clock forward to a time, running on the way what is due.

        Raises `ValueError` for a time that has gone by, one after the year 9999, or that is none.
        """
        number("move_to", moment, 0, LAST_SECOND)
        if moment < self.now():
            raise ValueError(f"The clock only moves forward: it is {self.now()} already.")
        while (due := self._agenda.next_due()) is not None and due <= moment:
            self._set(max(due, self.time()))
            self._agenda.run_next()
            self.moved()
        self._set(max(moment, self.time()))
        self.moved()

    def state(self) -> tuple[float | None, float]:
        """What a database keeps: where the clock stands, or how far it is ahead."""
        return self._frozen, self._offset

    def restore(self, state: tuple[float | None, float]) -> None:
        """Puts back what a database has kept."""
        self._frozen, self._offset = state

    def run_due(self) -> None:
        """Runs what has come due; cheap when nothing has."""
        while self._agenda.is_due(self.time()):
            self._agenda.run_next()

    def _set(self, moment: float) -> None:
        if self._frozen is not None:
            self._frozen = moment
        else:
            self._offset = moment - time.time()
