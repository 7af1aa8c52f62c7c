"""Objects from their shapes: blank ones, and parameters fitted into the fields of an object.

Stored values are never changed in place, so that blanks, versions and events may share them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import is_
from typing import Any

from stripe.sandbox.errors import METADATA_KEYS, too_much_metadata
from stripe.sandbox.json import Obj, as_dict, is_dict, is_list
from stripe.sandbox.spec import description
from stripe.sandbox.spec.description import Fields, node

Fit = Callable[[Any], Any]
EMPTY: Obj = {"s": "", "i": 0, "n": 0, "b": False, "t": 0, "T": None, "D": "0", "L": "0", "*": None}


def empty_list(url: str = "") -> Obj:
    """A list object without elements."""
    return {"object": "list", "data": [], "has_more": False, "url": url}


@cache
def _blank(number: int) -> Any:
    shape = node(number)
    if isinstance(shape, Fields):
        return blank_fields(shape)
    if isinstance(shape, str):
        return EMPTY.get(shape)
    kind, *rest = shape
    if kind == "e":  # an account that is referred to is one's own unless it is named
        return "self" if "self" in rest else rest[0]
    if kind == "a":
        return []
    if kind == "m":
        return {}
    if kind == "l":
        return empty_list()
    return None


def blank_fields(shape: Fields) -> Obj:
    """The fields that an answer always has: required ones, those that may be null, metadata."""
    result: Obj = {}
    for name, number in shape.of.items():
        kind = node(number)
        if name == "metadata":
            result[name] = {}
        elif is_list(kind) and kind[0] == "?":
            result[name] = None
        elif name in shape.required:
            result[name] = _blank(number)
    return result


@cache
def blank(name: str) -> Obj:
    """A blank object of a resource; to be copied before it is filled."""
    shape = description.resource(name)
    first: Obj = {"id": None, "object": name}
    if shape is None:
        return first
    if "id" not in shape.of:
        del first["id"]
    return {**first, **blank_fields(shape), "object": name}


@cache
def fields_of(name: str, *path: str) -> tuple[str, ...]:
    """The names of the fields of a hash within a resource, by its path; entries of arrays count as it."""
    shape = _within(name, path)
    return tuple(shape.of) if shape is not None else ()


def blank_part(name: str, *path: str) -> Obj:
    """A blank hash within a resource, by its path."""
    shape = _within(name, path)
    return blank_fields(shape) if shape is not None else {}


def _within(name: str, path: tuple[str, ...]) -> Fields | None:
    shape = description.resource(name)
    for field in path:
        shape = _hash_of(shape.of[field]) if shape is not None else None
    return shape


def _hash_of(number: int) -> Fields | None:
    found = description.bare(number)
    if is_list(found) and found[0] == "a":
        return _hash_of(found[1])
    return found if isinstance(found, Fields) else None


@cache
def fit_of(number: int) -> Fit | None:
    """How a parameter goes into a field of this shape; None where it goes in as it is."""
    shape = node(number)
    if isinstance(shape, Fields):
        return _fit_fields(shape)
    if is_list(shape):
        kind, *rest = shape
        if kind in ("?", "u"):
            return fit_of(rest[0])
        if kind == "a":
            return _fit_array(fit_of(rest[0]))
    return None


def _fit_fields(shape: Fields) -> Fit:
    plain = blank_fields(shape)

    def fit(value: Any) -> Any:
        if not is_dict(value):
            return value
        result = dict(plain)
        for key, item in value.items():
            inner = fit_of(shape.of[key]) if key in shape.of and item is not None else None
            result[key] = inner(item) if inner else item
        return result

    return fit


def _fit_array(inner: Fit | None) -> Fit | None:
    if inner is None:
        return None
    fit_item = inner

    def fit(value: Any) -> Any:
        return [fit_item(item) for item in value] if is_list(value) else value

    return fit


@cache
def settable(name: str) -> dict[str, Fit | None]:
    """Fields of a resource that a parameter of the same name fills."""
    shape = description.resource(name)
    if shape is None:
        return {}
    result: dict[str, Fit | None] = {}
    for field, number in shape.of.items():
        kind = description.bare(number)
        if is_list(kind) and kind[0] in ("l", "r"):
            continue
        if field not in ("id", "object", "created", "livemode", "deleted"):
            result[field] = fit_of(number)
    return result


def complete(name: str, values: Obj, changed: Obj | None = None) -> None:
    """Gives the hashes within an object the fields that the API shows: nulls for what is not there.

    Who writes `{"type": "card", "card": {...}}` need not list what a card does not have, and what such a
    hash has in a parameter only is not kept. `values` is changed, nothing below it is; of an object
    that was complete before, what was `changed` is all that needs a look.
    """
    nulls, below = _gaps(name)
    if changed is None:
        for field in nulls.difference(values):
            values[field] = None
        changed = values
    values.update(_filled(changed, below))


def _filled(values: Obj, below: dict[str, Fit]) -> Obj:
    """The hashes and arrays among some fields that come out differently."""
    found: Obj = {}
    for field in below if len(below) < len(values) else values:
        item = values.get(field)
        if item is not None and field in below:
            filled = below[field](item)
            if filled is not item:
                found[field] = filled
    return found


@cache
def _gaps(name: str) -> tuple[frozenset[str], dict[str, Fit]]:
    """The fields of a resource that are null unless said otherwise; how to fill those that are hashes."""
    shape = description.resource(name)
    return (_nulls(shape), _below(shape)) if shape is not None else (frozenset(), {})


def _nulls(shape: Fields) -> frozenset[str]:
    nullable = (
        field
        for field in shape.required
        if is_list(kind := node(shape.of[field])) and kind[0] == "?"
    )
    return frozenset(nullable)


def _below(shape: Fields) -> dict[str, Fit]:
    found = {field: _fill_of(number) for field, number in shape.of.items()}
    return {field: fill for field, fill in found.items() if fill is not None}


@cache
def _fill_of(number: int) -> Fit | None:
    """How the nulls are filled in below a shape; None where there can be none."""
    shape = node(number)
    if isinstance(shape, Fields):
        return _fill_fields(shape)
    if not is_list(shape) or shape[0] not in ("?", "u", "a", "m"):
        return None
    inner = _fill_of(shape[1])
    if inner is None or shape[0] in ("?", "u"):
        return inner
    return _fill_array(inner) if shape[0] == "a" else _fill_map(inner)


def _fill_array(inner: Fit) -> Fit:
    def fill(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        filled = [inner(item) for item in value]
        return value if all(map(is_, filled, value)) else filled

    return fill


def _fill_map(inner: Fit) -> Fit:
    return lambda value: {k: inner(v) for k, v in value.items()} if is_dict(value) else value


def _fill_fields(shape: Fields) -> Fit:
    nulls = dict.fromkeys(_nulls(shape))
    below = _below(shape)
    whole = shape.of.keys()
    known = whole | {"object"}

    def fill(value: Any) -> Any:
        if not is_dict(value):
            return value
        result = value
        if value.keys() != whole:
            if not nulls.keys() <= value.keys():
                result = {**nulls, **value}
            if not result.keys() <= known:
                result = {field: item for field, item in result.items() if field in known}
        filled = below and _filled(result, below)
        return {**result, **filled} if filled else result

    return fill


@cache
def embedded(name: str) -> dict[str, str]:
    """Fields of a resource that hold another object whole, with the name of its kind."""
    shape = description.resource(name)
    kinds = {f: description.bare(number) for f, number in shape.of.items()} if shape else {}
    return {field: kind[1] for field, kind in kinds.items() if is_list(kind) and kind[0] == "r"}


def merge(old: Any, new: Any) -> Any:
    """A nested object after an update: keys that were sent replace, the others stay."""
    if is_dict(old) and is_dict(new):
        return {**old, **{key: merge(old.get(key), item) for key, item in new.items()}}
    return new


def merge_metadata(old: Any, new: Any) -> Obj:
    """Metadata after an update: None unsets a key, None instead of a dict all of them."""
    if new is None:
        return {}
    merged = {**as_dict(old), **new}
    kept = {key: item for key, item in merged.items() if item is not None}
    if len(kept) > METADATA_KEYS:
        raise too_much_metadata("metadata", len(kept))
    return kept
