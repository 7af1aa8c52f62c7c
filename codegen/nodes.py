"""Nodes of a description, as `json.loads` gives them, told apart for the type checkers."""

from __future__ import annotations

from typing import Any, TypeGuard


def is_object(node: object) -> TypeGuard[dict[str, Any]]:
    """Return whether a node is a JSON object."""
    return isinstance(node, dict)


def is_array(node: object) -> TypeGuard[list[Any]]:
    """Return whether a node is a JSON array."""
    return isinstance(node, list)


def mapping(node: object) -> dict[str, Any]:
    """Return the node if it is an object, else an empty one."""
    return node if is_object(node) else {}


def listing(node: object) -> list[Any]:
    """Return the node if it is an array, else an empty one."""
    return node if is_array(node) else []
