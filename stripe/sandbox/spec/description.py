"""The API as data, read from api.json when first needed: routes and shapes.

A shape is numbered; `node(number)` gives it in parsed form:
    "s" "i" "n" "b" "t" "T" "D" "L" "f" "*"   text, integer, number, boolean, Unix time, date-time,
                                              decimal text, int64 text, file, anything
    Fields(of, required)                      an object
    ["e", words...]  ["a", n]  ["m", n]       one of these words, array, map
    ["u", n]  ["?", n]                        `""` unsets it (parameters), null is a value (answers)
    ["x", names...]  ["r", name]  ["l", n]    id or the object itself, an object, a list object
    ["o", n...]                               one of these shapes
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from stripe.sandbox.json import is_list

FREE = -1  # the number of the shape that takes everything


class Fields(NamedTuple):
    """The fields of an object: name -> number of their shape."""

    of: dict[str, int]
    required: frozenset[str]


class Route(NamedTuple):
    """One operation: `kind` is what it does to `object_name`."""

    key: str
    method: str
    path: str
    kind: str
    object_name: str
    params: int
    v2: bool
    variables: tuple[str, ...]


@cache
def data() -> dict[str, Any]:
    """The whole file."""
    text = files("stripe.sandbox.spec").joinpath("api.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def version() -> str:
    """The API version that the sandbox speaks."""
    return str(data()["version"])


@cache
def node(number: int) -> Any:
    """A shape in parsed form (see above)."""
    if number == FREE:
        return "*"
    raw = data()["nodes"][number]
    if not isinstance(raw, str) or not raw.startswith("{"):
        return raw
    of: dict[str, int] = {}
    required: list[str] = []
    for word in raw[1:].split():
        name, _, rest = word.rpartition(":")
        if rest.endswith("!"):
            required.append(name)
            rest = rest[:-1]
        of[name] = int(rest)
    return Fields(of, frozenset(required))


@cache
def resource(name: str) -> Fields | None:
    """The fields of a resource; None for an unknown name or one that stands for several."""
    number = data()["objects"].get(name)
    found = node(number) if number is not None else None
    return found if isinstance(found, Fields) else None


@cache
def members(name: str) -> tuple[str, ...]:
    """The resources that a name stands for: itself, or the members of a union."""
    number = data()["objects"].get(name)
    found = node(number) if number is not None else None
    if is_list(found) and found[0] == "o":
        return tuple(node(member)[1] for member in found[1:])
    return (name,)


@cache
def routes() -> dict[str, Route]:
    """Every operation by its key, `GET /v1/customers`."""
    table: dict[str, Route] = {}
    for key, (kind, object_name, params, *_) in data()["routes"].items():
        method, path = key.split(" ")
        variables = tuple(part[1:-1] for part in path.split("/") if part.startswith("{"))
        table[key] = Route(
            key, method, path, kind, object_name, params, path.startswith("/v2/"), variables
        )
    return table


def free_route(key: str) -> Route:
    """An operation that the description does not have; its parameters come as they are."""
    method, path = key.split(" ")
    variables = tuple(part[1:-1] for part in path.split("/") if part.startswith("{"))
    return Route(key, method, path, "action", "", FREE, path.startswith("/v2/"), variables)


@cache
def params_of(key: str) -> Fields:
    """The parameters of an operation."""
    found: Fields = node(routes()[key].params)
    return found


def bare(number: int) -> Any:
    """A shape without its `""` and null wrappers."""
    found = node(number)
    while is_list(found) and found[0] in ("u", "?"):
        found = node(found[1])
    return found


@cache
def event_types() -> dict[str, str]:
    """Snapshot event types, each with the name of its object."""
    found: dict[str, str] = data()["events"]
    return found


@cache
def thin_event_types() -> frozenset[str]:
    """Types of thin events."""
    return frozenset(data()["thin_events"])
