"""Whether an object has the shape that the API description gives it, at every depth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from stripe.sandbox.json import Obj, is_dict, is_list
from stripe.sandbox.spec import description
from stripe.sandbox.spec.description import Fields, node

Check = Callable[[Any, str], Iterator[str]]
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def deviations(value: Any, path: str = "") -> Iterator[str]:
    """What is wrong with an answer, a line each, such as `card.brand: null instead of text`.

    Lists are looked into; objects that the description does not know are passed over.
    """
    if is_list(value):
        for at, item in enumerate(value):
            yield from deviations(item, f"{path}[{at}]")
    elif is_dict(value) and isinstance(value.get("data"), list):
        yield from deviations(value["data"], f"{path}.data")
    elif is_dict(value):
        yield from _resource(value.get("object"), value, path or str(value.get("object")))


def require(value: Any) -> None:
    """Raises AssertionError for an answer that has not the shape described."""
    found = list(deviations(value))
    if found:
        raise AssertionError("Not as the API description has it: " + "; ".join(found[:20]))


def _resource(name: Any, value: Obj, path: str) -> Iterator[str]:
    number = description.data()["objects"].get(name)
    # Events of the V2 API have fields by their type, of which the description knows the common ones.
    if number is None or name == "v2.core.event" or value.get("deleted") or value.keys() <= _STUB:
        return
    if name == "invoice" and "id" not in value:
        value = {"id": "upcoming", **value}  # what `invoice.upcoming` tells of has no id yet
    if name == "funding_instructions":  # of all five types of transfers its description knows two
        value = {**value, "bank_transfer": {**value["bank_transfer"], "type": "eu_bank_transfer"}}
    value = {key: item for key, item in value.items() if key not in _UNDESCRIBED.get(name, ())}
    # The V2 API writes null where V1 leaves a field out, and does not say so in its description.
    answer = _without_nulls(value) if name.startswith("v2.") else value
    yield from _check_of(number)(answer, path)


# What the API answers and its description does not tell: mobile SDKs read whose key it is, and
# programs of all ages what a subscription to one thing is to.
_UNDESCRIBED = {
    "ephemeral_key": ("associated_objects",),
    "subscription": ("plan", "quantity"),
}
# What the V2 API shows of a deleted object.
_STUB = {"id", "object"}


def _without_nulls(value: Any) -> Any:
    if is_list(value):
        return [_without_nulls(item) for item in value]
    if is_dict(value):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return value


@cache
def _check_of(number: int) -> Check:
    shape = node(number)
    if isinstance(shape, Fields):
        return _fields(shape)
    if isinstance(shape, str):
        return _scalar(shape)
    kind, *rest = shape
    return _MAKERS[kind](rest)


def _fields(shape: Fields) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if not is_dict(value):
            yield f"{path}: {_told(value)} instead of a hash"
            return
        for name in sorted(shape.required - value.keys()):
            yield f"{path}.{name}: missing"
        for name, item in value.items():
            if name in shape.of:
                yield from _check_of(shape.of[name])(item, f"{path}.{name}")
            elif name != "object":
                yield f"{path}.{name}: unknown"

    return check


def _scalar(kind: str) -> Check:
    says, holds = _SCALARS[kind]

    def check(value: Any, path: str) -> Iterator[str]:
        if not holds(value):
            yield f"{path}: {_told(value)} instead of {says}"

    return check


def _words(words: list[str]) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if value not in words and "*" not in words:
            yield f"{path}: {_told(value)} instead of one of {', '.join(words[:6])}"

    return check


def _nullable(rest: list[int]) -> Check:
    inner = _check_of(rest[0])
    return lambda value, path: iter(()) if value is None else inner(value, path)


def _array(rest: list[int]) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if not is_list(value):
            yield f"{path}: {_told(value)} instead of an array"
            return
        for at, item in enumerate(value):
            yield from _check_of(rest[0])(item, f"{path}[{at}]")

    return check


def _map(rest: list[int]) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if not is_dict(value):
            yield f"{path}: {_told(value)} instead of a hash"
            return
        for name, item in value.items():
            yield from _check_of(rest[0])(item, f"{path}.{name}")

    return check


def _list(rest: list[int]) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if not is_dict(value) or value.get("object") != "list":
            yield f"{path}: {_told(value)} instead of a list object"
            return
        for name in ("data", "has_more", "url"):
            if name not in value:
                yield f"{path}.{name}: missing"
        for at, item in enumerate(value.get("data") or ()):
            yield from _check_of(rest[0])(item, f"{path}.data[{at}]")

    return check


def _expandable(names: list[str]) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if is_dict(value):
            yield from _reference(value, names, path)
        elif not isinstance(value, str) or not value:
            yield f"{path}: {_told(value)} instead of an id or {' or '.join(names)}"

    return check


def _object(names: list[str]) -> Check:
    return lambda value, path: _reference(value, names, path)


def _reference(value: Any, names: list[str], path: str) -> Iterator[str]:
    known = {member for name in names for member in (name, *description.members(name))}
    # Some objects are written without their `object`, `balance_settings` among them.
    found = value.get("object", names[0]) if is_dict(value) else None
    if found not in known:
        yield f"{path}: {_told(value)} instead of {' or '.join(names)}"
    else:
        yield from _resource(found, value, path)


def _one_of(numbers: list[int]) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        found = [list(_check_of(number)(value, path)) for number in numbers]
        if all(found):
            yield from min(found, key=len)

    return check


def _or_empty(inner: Check) -> Check:
    return lambda value, path: iter(()) if value == "" else inner(value, path)


def _told(value: Any) -> str:
    if is_dict(value):
        return f"a hash ({value.get('object') or ', '.join(list(value)[:3])})"
    return "null" if value is None else f"{value!r:.60}"


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_SCALARS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "s": ("text", lambda value: isinstance(value, str)),
    "i": ("a whole number", _whole),
    "n": ("a number", lambda value: _whole(value) or isinstance(value, float)),
    "b": ("true or false", lambda value: isinstance(value, bool)),
    "t": ("Unix seconds", lambda value: _whole(value) and value > 0),
    "T": ("a time", lambda value: isinstance(value, str) and bool(_MOMENT.fullmatch(value))),
    "D": ("a decimal", lambda value: isinstance(value, str) and bool(_DECIMAL.fullmatch(value))),
    "L": ("digits", lambda value: isinstance(value, str) and value.lstrip("-").isdecimal()),
    "f": ("a file", lambda value: value is not None),
    "*": ("anything", lambda _value: True),
}
_MAKERS: dict[str, Callable[[list[Any]], Check]] = {
    "e": _words,
    "?": _nullable,
    # Fields that `""` unsets in parameters are empty texts in answers, too.
    "u": lambda rest: _or_empty(_check_of(rest[0])),
    "a": _array,
    "m": _map,
    "l": _list,
    "x": _expandable,
    "r": _object,
    "o": _one_of,
}
