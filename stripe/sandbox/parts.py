"""Reading nested values of objects that may not be there."""

from __future__ import annotations

from typing import Any

Obj = dict[str, Any]


def part(obj: Obj | None, *path: str) -> Obj:
    """An object within an object, by its path; empty where there is none."""
    found: Any = obj
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # JSON
    return found if isinstance(found, dict) else {}  # pyright: ignore[reportUnknownVariableType]  # JSON


def parts(obj: Obj | None, key: str) -> list[Obj]:
    """The objects of a list within an object; empty where there is none."""
    found: Any = (obj or {}).get(key)
    return list(found) if isinstance(found, (list, tuple)) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # JSON
