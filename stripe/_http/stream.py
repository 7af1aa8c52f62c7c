"""The body of an answer as an open file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from stripe._http.errors import as_stripe_error

if TYPE_CHECKING:
    from typing_extensions import Self


class Stream:
    """The file of the HTTP library; reading it raises APIConnectionError where the body breaks off."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def read(self, *size: Any, **settings: Any) -> bytes:
        """The next bytes, all that are left without a size."""
        data: bytes = _translated(self._raw.read, *size, **settings)
        return data

    def readinto(self, buffer: Any) -> int:
        """Fills `buffer` with the next bytes and returns how many they are."""
        count: int = _translated(self._raw.readinto, buffer)
        return count

    def stream(self, *size: Any, **settings: Any) -> Iterator[bytes]:
        """The body in pieces."""
        return _pieces(self._raw.stream(*size, **settings))

    def __iter__(self) -> Iterator[bytes]:
        return _pieces(iter(self._raw))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._raw.close()


def _translated(read: Callable[..., Any], *args: Any, **settings: Any) -> Any:
    try:
        return read(*args, **settings)
    except Exception as error:
        raise as_stripe_error(error, repeatable=True) from error


def _pieces(pieces: Iterator[bytes]) -> Iterator[bytes]:
    end = b""
    while piece := _translated(next, pieces, end):
        yield piece
