"""From method and path to an operation: a tree of path segments, literal ones first.

Some operations have a second path, which lists within other objects give as their address.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import unquote_plus

from stripe.sandbox.generic import registry
from stripe.sandbox.spec import description
from stripe.sandbox.spec.description import Route, free_route

METHODS = ("GET", "POST", "DELETE")
Tree = dict[str, Any]
Found = tuple[Route, dict[str, str], dict[str, str]]
"""An operation, the ids in its path, and the parameters that a second path has brought."""
VARIABLE = "{}"
ONE = "/v1/subscriptions/{subscription_exposed_id}"
ALIASES = {
    "GET /v1/customers/{customer}/subscriptions": "GET /v1/subscriptions",
    "POST /v1/customers/{customer}/subscriptions": "POST /v1/subscriptions",
    **{f"{verb} /v1/customers/{{customer}}{ONE[3:]}": f"{verb} {ONE}" for verb in METHODS},
    f"DELETE /v1/customers/{{customer}}{ONE[3:]}/discount": f"DELETE {ONE}/discount",
    "POST /v1/charges/{charge}/refunds": "POST /v1/refunds",
    "GET /v1/invoices/{invoice}/payments": "GET /v1/invoice_payments",
}
"""Second paths; of their variables, those that the operation's own path lacks are parameters."""


@cache
def _tree() -> Tree:
    return _tree_of(registry.routes().values())


@cache
def _aliases() -> Tree:
    return _tree_of(free_route(key) for key in ALIASES)


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


def find(method: str, path: str) -> Found | None:
    """What a request to a path asks for, or None."""
    route = registry.routes().get(f"{method} {path}")
    if route is not None and not route.variables:
        return route, {}, {}
    found = _find(_tree(), method, path)
    if found is not None:
        return (*found, {})
    alias = _find(_aliases(), method, path)
    return None if alias is None else _split(registry.routes()[ALIASES[alias[0].key]], alias[1])


def _split(route: Route, values: dict[str, str]) -> Found:
    ids = {name: values[name] for name in route.variables}
    listed = description.params_of(route.key).of
    more = {name: values[name] for name in values if name not in ids and name in listed}
    return route, ids, more


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
