"""What a JSON value is, said so that type checkers know what is inside."""

from __future__ import annotations

from typing import Any, TypeGuard


def is_dict(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Whether a value is a JSON array."""
    return isinstance(value, list)


def as_dict(value: Any) -> dict[str, Any]:
    """A JSON object, empty where there is none."""
    return value or {}
