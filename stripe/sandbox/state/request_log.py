"""The log of requests: what was asked, what came of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

KEPT = 1000


@dataclass
class Entry:
    """One request; the key is masked, `objects` and `events` are ids."""

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


class RequestLog:
    """The latest requests, oldest first."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=KEPT)

    def add(self, entry: Entry) -> None:
        """Appends a request."""
        self.entries.append(entry)

    def clear(self) -> None:
        """Forgets all requests."""
        self.entries.clear()
