"""What `serve` and `listen` print: a line for each request and each try of a delivery.

12:01:07  POST /v1/charges  402 card_declined  3 ms  req_...
12:01:07  → charge.failed  http://127.0.0.1:8000/webhook  200  8 ms
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from contextlib import suppress
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TextIO

from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.state.delivery import Delivery
    from stripe.sandbox.state.request_log import Entry
    from stripe.sandbox.state.sending import Try

GREEN, YELLOW, RED, FAINT = "32", "33", "31", "2"
LONGEST = 200
MOST_WAITING = 10_000
GATHERED = 0.02  # seconds in which lines are gathered, so that not each of them wakes a thread
PATIENCE = 1.0  # seconds, at the end


class Console:
    """Writes lines: for people (in colour on a terminal), or JSON for machines."""

    def __init__(self, *, as_json: bool = False, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._json = as_json
        self._colour = not as_json and self._out.isatty() and "NO_COLOR" not in os.environ
        # Whoever started the sandbox may not read what it prints: no request waits for that.
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._closed = threading.Event()
        self._thread = threading.Thread(
            target=self._print, name="stripe.sandbox console", daemon=True
        )
        self._thread.start()

    def request(self, entry: Entry) -> None:
        """A request that was answered."""
        code = str((entry.error or {}).get("code") or (entry.error or {}).get("type") or "")
        if self._json:
            self._object(
                "request",
                id=entry.id,
                created=entry.created,
                method=entry.method,
                path=entry.path,
                status=entry.status,
                code=code or None,
                milliseconds=round(entry.milliseconds, 2),
                account=entry.account,
                events=entry.events,
            )
            return
        status = str(entry.status) if entry.status else "dropped"
        answer = self._in(_colour_of(entry.status), f"{status} {code}".rstrip())
        self._line(
            entry.created,
            f"{entry.method} {_plain(entry.path)}",
            answer,
            f"{entry.milliseconds:.0f} ms",
            self._in(FAINT, entry.id),
        )

    def delivery(self, delivery: Delivery, outcome: Try) -> None:
        """A try of a delivery."""
        again = delivery.next_try
        if self._json:
            self._object(
                "delivery",
                event=delivery.event.id,
                event_type=delivery.type,
                url=delivery.url,
                status=outcome.status,
                error=outcome.error,
                created=outcome.at,
                milliseconds=round(outcome.milliseconds, 2),
                next_try=again,
            )
            return
        after = f"next try {_clock(again)}" if again is not None else "no more tries"
        self.sent(delivery.type, delivery.url, outcome, after)

    def sent(self, type: str, url: str, outcome: Try, after: str) -> None:
        """A try, for people; `after` is what follows a failed one."""
        parts = [
            f"→ {_plain(type)}",
            _plain(url),
            self._in(_colour_of(outcome.status or 500), str(outcome.status or outcome.error)),
            f"{outcome.milliseconds:.0f} ms",
        ]
        if not outcome.succeeded:
            said = outcome.answer.strip().partition("\n")[0]
            if not said and outcome.status:
                said = outcome.error or ""
            parts += [part for part in (_plain(said), after) if part]
        self._line(outcome.at, *parts)

    def started(self, **fields: str) -> None:
        """The first line for machines: where the sandbox is, and its keys."""
        self._object("started", **fields)

    def say(self, text: str) -> None:
        """A line of its own."""
        self._write(text)

    def _object(self, kind: str, **fields: object) -> None:
        found: Obj = {"type": kind, **fields}
        self._write(json.dumps(found))

    def _line(self, at: int, *parts: str) -> None:
        self._write("  ".join([self._in(FAINT, _clock(at)), *parts]))

    def _in(self, colour: str, text: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._colour else text

    def _write(self, line: str) -> None:
        if self._lines.qsize() < MOST_WAITING:
            self._lines.put(line + "\n")

    def close(self) -> None:
        """Prints what is left, if anybody reads it."""
        self._closed.set()
        self._lines.put("")
        self._thread.join(PATIENCE)

    def _print(self) -> None:
        encoding = self._out.encoding or "utf-8"
        while not (self._closed.is_set() and self._lines.empty()):
            first = self._lines.get()
            self._closed.wait(GATHERED)
            text = "".join([first, *self._waiting()])
            with suppress(OSError, ValueError):  # whoever read it may be gone
                # past the buffer, whose lock the end of the process would wait for
                self._put(text.encode(encoding, "replace"))

    def _waiting(self) -> Iterator[str]:
        with suppress(Empty):
            while True:
                yield self._lines.get_nowait()

    def _put(self, data: bytes) -> None:
        try:
            number = self._out.fileno()
        except (AttributeError, OSError):  # no file
            self._out.write(data.decode(self._out.encoding or "utf-8"))
            return
        while data:
            data = data[os.write(number, data) :]


def _colour_of(status: int) -> str:
    return GREEN if 200 <= status < 400 else YELLOW if 400 <= status < 500 else RED


@lru_cache(1)
def _clock(at: int) -> str:
    return time.strftime("%H:%M:%S", time.localtime(at))


def _plain(text: str) -> str:
    if text.isprintable() and len(text) <= LONGEST:
        return text
    # what others sent must not steer the terminal
    shown = "".join(each if each.isprintable() else "?" for each in text[:LONGEST])
    return shown if len(text) <= LONGEST else f"{shown}..."
