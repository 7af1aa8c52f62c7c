"""Bodies and queries in, nested dicts out: forms in both array notations, multipart, JSON.

Values stay text; a list is a dict with numbers as keys until validation knows better.
"""

from __future__ import annotations

import json
from email.parser import BytesParser
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from stripe.sandbox.errors import invalid
from stripe.sandbox.json import is_dict, is_list

Params = dict[str, Any]


class Upload(NamedTuple):
    """A file in a multipart body."""

    filename: str
    content_type: str
    content: bytes


DEEPEST = 64
LONGEST_NAME = 1000


@lru_cache(4096)
def _quoted_path(key: str) -> tuple[str, ...]:
    """Where a parameter of a form goes; the same names come again and again."""
    if "%" in key or "+" in key:
        key = unquote_plus(key)
    if len(key) > LONGEST_NAME:
        raise invalid(
            f"Invalid request: names of parameters have up to {LONGEST_NAME} characters.",
            kept=False,
        )
    return _path(key)


def _path(key: str) -> tuple[str, ...]:
    if key.count("[") > DEEPEST:
        raise invalid("Invalid request: parameters are nested too deeply.", kept=False)
    head, bracket, rest = key.partition("[")
    if not bracket or not rest.endswith("]"):
        return (key,)
    return (head, *rest[:-1].split("]["))


def from_form(text: str) -> Params:
    """A form or a query, `a[b][]=1&a[b][]=2`."""
    params: Params = {}
    for pair in text.split("&"):
        if not pair:
            continue
        key, _, value = pair.partition("=")
        path = _quoted_path(key)
        if "%" in value or "+" in value:
            value = unquote_plus(value)
        if len(path) == 1:
            params[path[0]] = value
        else:
            _place(params, path, value)
    return params


def _place(params: Params, path: tuple[str, ...], value: Any) -> None:
    here = params
    for part, following in pairwise(path):
        if not part:
            # `items[][price]=a&items[][price]=b`: a known key starts the next element
            last = str(len(here) - 1)
            fresh = last not in here or not is_dict(here[last]) or following in here[last]
            part = str(len(here)) if fresh else last
        below = here.get(part)
        if not is_dict(below):
            below = here[part] = {}
        here = below
    here[path[-1] or str(len(here))] = value


def from_json(body: bytes) -> Params:
    """A V2 body."""
    if not body:
        return {}
    try:
        params = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):  # also numbers of too many digits
        raise invalid("The request body is not valid JSON.", code="invalid_json") from None
    if not is_dict(params):
        raise invalid("The request body must be a JSON object.", code="invalid_json")
    if _deeper(params, DEEPEST):
        raise invalid("The request body is nested too deeply.", code="invalid_json")
    return params


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON.")


def _deeper(value: Any, levels: int) -> bool:
    inner = value.values() if is_dict(value) else value if is_list(value) else ()
    return levels == 0 or any(_deeper(each, levels - 1) for each in inner)


def from_multipart(content_type: str, body: bytes) -> Params:
    """A multipart form; parts with a file name become `Upload`."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + body)
    params: Params = {}
    if not message.is_multipart():
        raise invalid("Invalid multipart body: no boundary found.")
    for part in message.get_payload():
        if isinstance(part, str):
            continue
        name = part.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            continue
        raw = part.get_payload(decode=True)
        content = raw if isinstance(raw, bytes) else b""
        filename = part.get_filename()
        value: Any = content.decode("utf-8", "replace")
        if filename is not None:
            value = Upload(filename, part.get_content_type(), content)
        _place(params, _path(name), value)
    return params
