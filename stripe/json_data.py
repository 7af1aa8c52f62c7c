"""What `json.loads` gave, told apart for the type checker."""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeGuard

# For `isinstance` where a call would cost too much: a class that is Any leaves what it tests Any,
# while `list` itself would make list[Unknown] of it.
LISTS: Any = (list, tuple)
MAPPING: Any = Mapping


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether `value` is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether `value` is a JSON array."""
    return isinstance(value, list)
