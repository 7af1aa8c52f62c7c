"""Where the API reference has each operation: a page of the resource that it is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from codegen import naming
from codegen.model import Json, Operation
from codegen.nodes import listing, mapping
from codegen.shapes import own_object_name

REFERENCE = "https://docs.stripe.com/api"

PAGES = {
    "billing_portal.session": "customer_portal/sessions",
    "test_helpers.test_clock": "test_clocks",
}
"""Resources whose pages have another name than the objects."""

_FIRST = {"service": 0, "collection": 1, "class": 2, "instance": 3}
_VERSION = re.compile(r"v\d")


def links(operations: Iterable[Operation], schemas: Mapping[str, Json]) -> dict[str, str]:
    """Return the address of each operation's page by route, no address twice."""
    known = _entries(schemas)
    pages: defaultdict[tuple[str, str], list[Operation]] = defaultdict(list)
    for operation in operations:
        pages[known.get((operation.verb, operation.path)) or _by_path(operation)].append(operation)
    found: dict[str, str] = {}
    for (place, name), sharing in pages.items():
        for operation in sharing:
            own = name if len(sharing) == 1 else _apart(name, place, operation)
            found[operation.route] = f"{REFERENCE}/{place}/{own}"
    return found


def _entries(schemas: Mapping[str, Json]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the page of a resource and the name on it, by verb and path, as the resources say."""
    ranked: dict[tuple[str, str], list[tuple[int, str, str]]] = defaultdict(list)
    for name, schema in schemas.items():
        place = _place(own_object_name(schema) or name, schema)
        for entry in listing(mapping(schema).get("x-stripeOperations")):
            key = (entry["operation"], entry["path"])
            rank = _FIRST.get(entry["method_on"], len(_FIRST))
            ranked[key].append((rank, place, naming.snake(entry["method_name"])))
    return {key: min(entries)[1:] for key, entries in ranked.items()}


def _place(object_name: str, schema: Json) -> str:
    """Return the page of a resource: `checkout/sessions`, `balance`."""
    url: Any = mapping(schema).get("x-sdk-class-url")
    if object_name in PAGES:
        return PAGES[object_name]
    if isinstance(url, str) and "SingletonAPIResource" in mapping(schema).get("x-sdk-bases", ()):
        return "/".join(_words(url))
    *package, last = object_name.split(".")
    return "/".join((*package, naming.plural(last)))


def _by_path(operation: Operation) -> tuple[str, str]:
    *place, last = _words(operation.path)
    return "/".join(place), last


def _apart(name: str, place: str, operation: Operation) -> str:
    """Return the name of an operation that others share: with the owner, and as of test mode."""
    words = _words(operation.path)
    helper = words[0] == "test_helpers"
    words = words[1:] if helper else words
    around = [word for word in words if word not in place.split("/")]
    owner = [naming.singular(word) for word in around[:1]]
    return "_".join((*(["test_mode"] if helper else ()), *owner, *around[1:], name))


def _words(path: str) -> list[str]:
    return [w for w in path.split("/") if w and w[0] != "{" and not _VERSION.fullmatch(w)]
