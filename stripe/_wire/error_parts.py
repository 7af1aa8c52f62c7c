"""How the exceptions read what they are given: bodies, headers, and arguments that pickles lack."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeVar

    F = TypeVar("F")


def as_text(body: object) -> str | None:
    """A body as text; None if it is empty, or neither text nor bytes."""
    if isinstance(body, memoryview):
        body = body.tobytes()
    if isinstance(body, (bytes, bytearray)):
        body = body.decode("utf-8", "replace")
    return body if body and isinstance(body, str) else None


def header(headers: Mapping[str, str], name: str) -> str | None:
    """The header of this name, given in lower case, whatever its capitals are."""
    try:
        if (value := headers.get(name)) is not None:
            return value
        return next((value for key, value in headers.items() if key.lower() == name), None)
    except AttributeError:  # tests pass anything for headers
        return None


def with_message_alone(init: F) -> F:
    """`init` with None for its second argument: in a program it is to be given.

    Pickles of the official SDK hold the message alone.
    """
    function: Any = init
    function.__defaults__ = (None, *function.__defaults__)
    return init
