"""What `save()` sends: the changes of an object since it was last refreshed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe._objects.fields import Fields
from stripe._objects.plain import plain


def changes(instance: Fields, previous: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Fields that were set, even to the same value; None and vanished keys become `""`.

    What has vanished is judged by `previous`, or else by what was there before it was set.
    Nested objects are gone through; objects that the API knows by id are left out, but for the
    individual of an account.
    """
    before = _fields(previous) or instance._replaced or {}
    params: dict[str, Any] = {}
    for name, value in instance.__dict__.items():
        if name == "id" or name.startswith("_"):
            continue
        is_set = instance._replaced is not None and name in instance._replaced
        if hasattr(type(value), "instance_url"):
            inner = _of_individual(instance, name, value)
            if inner:
                params[name] = inner
        elif isinstance(value, Fields):
            old = before.get(name)
            nested = _difference(_whole(value), old) if is_set else changes(value, old)
            if nested:
                params[name] = nested
        elif name == "additional_owners" and isinstance(value, list) and value:
            params[name] = _owners(value, before.get(name))
        elif is_set:
            params[name] = _difference(value, before.get(name))
    return params


def _fields(value: Any) -> Any:
    # A field called `keys` would stand in the way of the method.
    return value.__dict__ if isinstance(value, Fields) else value


def _of_individual(instance: Fields, name: str, value: Fields) -> dict[str, Any]:
    is_individual = name == "individual" and instance.__dict__.get("object") == "account"
    return changes(value) if is_individual else {}


def _whole(value: Fields) -> dict[str, Any]:
    return {name: "" if item is None else item for name, item in plain(value).items()}


def _owners(owners: Any, previous: Any) -> dict[str, Any]:
    before = list(previous or [])
    return {
        str(index): changes(owner)
        if isinstance(owner, Fields)
        else _difference(owner, before[index] if index < len(before) else None)
        for index, owner in enumerate(owners)
    }


def _difference(value: Any, previous: Any) -> Any:
    if isinstance(value, dict):
        old: Any = _fields(previous)
        gone: set[str] = old.keys() - value.keys() if isinstance(old, Mapping) else set()
        return {**value, **dict.fromkeys(sorted(gone), "")}
    return "" if value is None else value
