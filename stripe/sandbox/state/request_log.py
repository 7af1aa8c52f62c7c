"""The log of requests: what was asked, what came of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

KEPT = 1000
WHOLE, BEGINNING = 1 << 13, 1 << 10
"""Bytes: answers up to the first are kept whole, of longer ones so much."""


@dataclass(slots=True)
class Entry:
    """One request; the key is masked, `objects` and `events` are ids, `answer` may be cut."""

    id: str
    method: str
    path: str
    query: str
    status: int
    created: int
    milliseconds: float
    key: str | None
    account: str | None
    kind: str
    idempotency_key: str | None = None
    params: dict[str, Any] = field(default_factory=dict[str, Any])
    error: dict[str, Any] | None = None
    objects: list[str] = field(default_factory=list[str])
    events: list[str] = field(default_factory=list[str])
    answer: bytes = field(default=b"", repr=False)


def kept(answer: bytes) -> bytes:
    """What the log keeps of an answer: all of it, or its beginning where it is a long one."""
    return answer if len(answer) <= WHOLE else answer[:BEGINNING]


class RequestLog:
    """The latest requests, oldest first."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=KEPT)
        self.count: int = 0
        self.watch: Callable[[Entry], None] = lambda _entry: None

    def add(self, entry: Entry) -> None:
        """Appends a request."""
        self.entries.append(entry)
        self.count += 1
        self.watch(entry)

    def clear(self) -> None:
        """Forgets all requests."""
        self.entries.clear()
