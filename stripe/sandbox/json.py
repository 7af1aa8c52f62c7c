"""JSON as the sandbox keeps, reads and writes it: plain dicts, never changed in place."""

from __future__ import annotations

from collections.abc import Callable
from json import JSONEncoder
from typing import Any, TypeGuard

Obj = dict[str, Any]
"""An object of the API."""

encode: Callable[[Any], str] = JSONEncoder(check_circular=False, separators=(",", ":")).encode


def part(obj: Obj | None, *path: str) -> Obj:
    """An object within an object, by its path; empty where there is none."""
    found: Any = obj
    for key in path:
        found = found.get(key) if is_dict(found) else None
    return found if is_dict(found) else {}


def parts(obj: Obj | None, key: str) -> list[Obj]:
    """The objects of a list within an object; empty where there is none."""
    found: Any = (obj or {}).get(key)
    return list(found) if isinstance(found, (list, tuple)) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # JSON


def is_dict(value: Any) -> TypeGuard[Obj]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Whether a value is a JSON array."""
    return isinstance(value, list)


def as_dict(value: Any) -> Obj:
    """A JSON object, empty where there is none."""
    return value or {}
