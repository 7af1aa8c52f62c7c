"""From method and path to an operation: a tree of path segments, literal ones first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import unquote_plus

from stripe.sandbox.generic import registry
from stripe.sandbox.spec.description import Route, free_route

Tree = dict[str, Any]
VARIABLE = "{}"


@cache
def _tree() -> Tree:
    return _tree_of(registry.routes().values())


@cache
def _pages() -> Tree:
    return _tree_of(free_route(key) for key in registry.pages())


def _tree_of(routes: Iterable[Route]) -> Tree:
    root: Tree = {}
    for route in routes:
        here = root
        for part in route.path.split("/")[1:]:
            here = here.setdefault(VARIABLE if part.startswith("{") else part, {})
        here[" " + route.method] = route
    return root


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The operation at a path and the values of its variables, or None."""
    return _find(_tree(), method, path)


def find_page(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """What answers outside the API at a path, and the values of its variables, or None."""
    return _find(_pages(), method, path)


def _find(tree: Tree, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    values: list[str] = []
    route = _walk(tree, path.split("/")[1:], 0, " " + method, values)
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
