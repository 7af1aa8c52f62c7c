"""What is called of a `requests.Session`: a type checker need not read that, which takes 20 MB."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

Timeout = float | tuple[float | None, float | None] | None
"""Seconds for connecting and for reading: one number for both, or a pair."""


class Session(Protocol):
    """A `requests.Session`, or what does as well."""

    # Properties, since a method would have to take every keyword there is, as no session does.
    @property
    def request(self) -> Callable[..., Response]:
        """Sends a request."""
        ...

    @property
    def close(self) -> Callable[[], object]:
        """Closes all connections."""
        ...


class Response(Protocol):
    """What is read of a `requests.Response`."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, found in any case."""
        ...

    @property
    def content(self) -> bytes:
        """The whole body."""
        ...

    @property
    def raw(self) -> Any:
        """The body as a file."""
        ...
