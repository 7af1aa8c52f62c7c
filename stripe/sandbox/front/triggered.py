"""What came of a trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Triggered(NamedTuple):
    """What a recipe has sent, `POST /v1/customers`, and the ids of what that made."""

    requests: list[str]
    ids: list[str]

    def lines(self) -> Iterator[str]:
        """A line for each request, and one for each id."""
        yield from self.requests
        yield from (f"made {id}" for id in self.ids)
