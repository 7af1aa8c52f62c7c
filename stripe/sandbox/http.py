"""A request on its way in, an answer on its way out."""

from __future__ import annotations


class Request:
    """What came in: `headers` with names in lower case, `query` as it stands in the address.

    `url` is the server as the client addressed it, `""` within a process.
    """

    __slots__ = ("body", "headers", "method", "path", "query", "url")

    def __init__(
        self,
        method: str,
        path: str,
        query: str,
        headers: dict[str, str],
        body: bytes,
        url: str = "",
    ) -> None:
        self.method: str = method
        self.path: str = path
        self.query: str = query
        self.headers: dict[str, str] = headers
        self.body: bytes = body
        self.url: str = url


class Response:
    """What goes out; `broken` says how the connection fails instead, if it does."""

    __slots__ = ("body", "broken", "headers", "status")

    def __init__(
        self, status: int, headers: dict[str, str], body: bytes, broken: str | None = None
    ) -> None:
        self.status: int = status
        self.headers: dict[str, str] = headers
        self.body: bytes = body
        self.broken: str | None = broken


class Raw:
    """An answer of a behaviour that is not JSON."""

    def __init__(
        self,
        body: bytes,
        content_type: str,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.body = body
        self.content_type = content_type
        self.status = status
        self.headers: dict[str, str] = headers or {}
