"""Arguments of the handle and the control routes: refused where they are said, naming what is near."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import Any

from stripe.sandbox.spec import description

LAST_SECOND = 253_402_300_799  # of the year 9999
MANY = 10**9


def number(name: str, value: Any, least: float, most: float, *, whole: bool = False) -> None:
    """Raises ValueError for what is no number, or out of range."""
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        what = "a whole number" if whole else "a number"
        raise ValueError(f"{name} must be {what}, not {value!r}.")  # noqa: TRY004 - one kind of refusal
    if not least <= value <= most:
        raise ValueError(f"{name} must be {least} to {most}, not {value!r}.")


def text(name: str, value: Any) -> None:
    """Raises ValueError for what is no text."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be a text, not {value!r}.")


def truth(name: str, value: Any) -> None:
    """Raises ValueError for what is neither true nor false."""
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false, not {value!r}.")  # noqa: TRY004 - as above


def word(name: str, value: Any, words: Iterable[str]) -> None:
    """Raises ValueError for what is none of some words."""
    known = list(words)
    if value not in known:
        hint = nearest(str(value), known)
        raise ValueError(f"{name} must be one of {', '.join(known)}, not {value!r}{hint}")


def event_types(patterns: Any) -> tuple[str, ...]:
    """Types of events as endpoints name them, `charge.*` and `*` among them.

    Raises ValueError for a list of none, and for a type that no event has.
    """
    if isinstance(patterns, str) or not patterns:
        raise ValueError(f'events must be a list of types, such as ["charge.*"], not {patterns!r}.')
    found = tuple(patterns)
    known = _known_types()
    for pattern in found:
        text("events", pattern)
        if pattern not in known and pattern != "*":
            raise ValueError(f"No event has the type {pattern}{nearest(pattern, known)}")
    return found


@cache
def _known_types() -> frozenset[str]:
    """Types of events, and the families that they are of: `charge.*`, `charge.dispute.*`."""
    types = {*description.event_types(), *description.thin_event_types()}
    families = {
        ".".join(parts[:count]) + ".*"
        for parts in (type.split(".") for type in types)
        for count in range(1, len(parts))
    }
    return frozenset(types | families)


def nearest(given: str, known: Iterable[str]) -> str:
    """The end of a sentence about a name that is none: what may have been meant."""
    close = get_close_matches(given, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else "."
