"""Objects as plain data and as JSON: what `to_dict`, `str`, `repr` and `json.dumps` are given."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from stripe._objects.fields import Fields
from stripe._wire.encoding import is_decimal, unix_seconds

_SHOWN = 3
"""As many entries of a list does a `repr` show."""


def plain(value: Any, *, for_json: bool = False) -> Any:
    """Objects as plain dicts all the way down; with `for_json` decimals as text, times as seconds."""
    if isinstance(value, Fields):
        value = value.__dict__
    if isinstance(value, dict):
        return {name: plain(item, for_json=for_json) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, for_json=for_json) for item in value]
    if for_json:
        if is_decimal(value):
            return str(value)
        if isinstance(value, datetime):
            return unix_seconds(value)
    return value


def json_default(value: object) -> Any:
    """What JSON has for an object of the API: `json.dumps(data, default=stripe.json_default)`.

    Decimals become text and times Unix seconds, as they came from the API. Raises TypeError for
    anything else, as `json` does.
    """
    if isinstance(value, (Fields, datetime)) or is_decimal(value):
        return plain(value, for_json=True)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def to_json(value: object, **settings: Any) -> str:
    """The JSON text of an object, or of lists and dicts with objects in them.

    `settings` are those of `json.dumps`, such as `indent=2`.
    """
    settings.setdefault("default", json_default)
    return json.dumps(value, **settings)


def patch_json() -> None:
    """Makes every `json.dumps(obj)` of the process take objects of the API.

    For programs in which others do the dumping: task queues, JSON columns, Django's responses. It is what
    `json.JSONEncoder` and the encoders derived from it fall back on; calling it again changes nothing.
    """
    before = json.JSONEncoder.default
    if getattr(before, "__module__", None) == __name__:
        return

    def default(self: json.JSONEncoder, o: Any) -> Any:
        return plain(o, for_json=True) if isinstance(o, Fields) else before(self, o)

    json.JSONEncoder.default = default  # type: ignore[method-assign]  # what the function is for


def short_form(value: Any) -> Any:
    """`value`, plain already, with long lists cut short, for people to read."""
    if isinstance(value, dict):
        return {name: short_form(item) for name, item in value.items()}
    if isinstance(value, list):
        shown = [short_form(item) for item in value[:_SHOWN]]
        return shown if len(value) <= _SHOWN else [*shown, f"... {len(value) - _SHOWN} more"]
    return value
