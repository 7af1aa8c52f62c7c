"""From method and path to an operation: a tree of path segments, literal ones first."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import unquote_plus

from stripe.sandbox import description
from stripe.sandbox.description import Route

Tree = dict[str, Any]
VARIABLE = "{}"


@cache
def _tree() -> Tree:
    root: Tree = {}
    for route in description.routes().values():
        here = root
        for part in route.path.split("/")[1:]:
            here = here.setdefault(VARIABLE if part.startswith("{") else part, {})
        here[" " + route.method] = route
    return root


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The operation at a path and the values of its variables, or None."""
    values: list[str] = []
    route = _walk(_tree(), path.split("/")[1:], 0, " " + method, values)
    if route is None:
        return None
    return route, dict(zip(route.variables, values, strict=True))


def _walk(here: Tree, parts: list[str], at: int, method: str, values: list[str]) -> Route | None:
    if at == len(parts):
        found: Route | None = here.get(method)
        return found
    part = parts[at]
    below = here.get(part)
    if below is not None:
        route = _walk(below, parts, at + 1, method, values)
        if route is not None:
            return route
    below = here.get(VARIABLE)
    if below is None or not part:
        return None
    values.append(unquote_plus(part) if "%" in part or "+" in part else part)
    route = _walk(below, parts, at + 1, method, values)
    if route is None:
        values.pop()
    return route
