"""What came over the wire, beside the object that was made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO


class StripeResponseBase:
    """Status and headers of an answer; header names in any case."""

    code: int
    headers: Mapping[str, str]
    tries: int
    """How many requests were sent until this answer came."""

    def __init__(self, code: int, headers: Mapping[str, str], tries: int = 1) -> None:
        self.code = code
        self.headers = headers
        self.tries = tries

    @property
    def request_id(self) -> str | None:
        """The id that names the request in the dashboard and to support."""
        return self._header("Request-Id")

    @property
    def idempotency_key(self) -> str | None:
        """The idempotency key of the request, as the API understood it."""
        return self._header("Idempotency-Key")

    def _header(self, name: str) -> str | None:
        # HTTP clients of other people's may answer with a plain dict.
        return self.headers.get(name) or self.headers.get(name.lower())


class StripeResponse(StripeResponseBase):
    """An answer as it came: `code`, `headers`, `body` (text) and `data` (parsed)."""

    def __init__(
        self, body: str | bytes, code: int, headers: Mapping[str, str], tries: int = 1
    ) -> None:
        super().__init__(code, headers, tries)
        self._body = body

    @property
    def body(self) -> str:
        """The text of the answer."""
        return self._body if isinstance(self._body, str) else self._body.decode("utf-8", "replace")

    @property
    def data(self) -> Any:
        """The answer parsed anew: plain dicts and lists, not shared with the object."""
        return json.loads(self._body)


class StripeStreamResponse(StripeResponseBase):
    """An answer whose body is read as it comes: `io` is the open file, the caller closes it."""

    io: IO[bytes]

    def __init__(
        self, io: IO[bytes], code: int, headers: Mapping[str, str], tries: int = 1
    ) -> None:
        super().__init__(code, headers, tries)
        self.io = io
