"""Turn the API's names into Python's: CamelCase, snake_case, singular, reserved words."""

from __future__ import annotations

import keyword
import re
from collections.abc import Container
from itertools import chain, count

_WORD = re.compile(r"[A-Za-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLACEHOLDER = re.compile(r"{(\w+)}")
_UNCOUNTED = ("ss", "us", "is", "news", "series", "sms", "wbs", "aps", "gps")
_IRREGULAR = {"data": "datum", "addresses": "address", "skus": "sku"}


def camel(text: str) -> str:
    """Return a name in CamelCase: `payment_method` -> `PaymentMethod`."""
    return "".join(word[0].upper() + word[1:] for word in _WORD.findall(text))


def free(short: str, long: str, taken: Container[str]) -> str:
    """Return the first of `short`, `long`, `long2`, `long3`, ... that is not taken."""
    options = chain((short, long), (f"{long}{number}" for number in count(2)))
    return next(name for name in options if name not in taken)


def snake(text: str) -> str:
    """Return a name in snake_case: `PaymentMethod` -> `payment_method`."""
    return "_".join(_HUMP.split(text)).lower()


def singular(text: str) -> str:
    """Return the singular of a snake_case plural: `line_items` -> `line_item`."""
    head, _, last = text.rpartition("_")
    return f"{head}_{_singular(last)}" if head else _singular(last)


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(_UNCOUNTED):
        return word[:-1]
    return word


def plural(text: str) -> str:
    """Return the plural of a snake_case singular: `tax_id` -> `tax_ids`."""
    if text.endswith("y") and not text.endswith(("ay", "ey", "oy", "uy")):
        return text[:-1] + "ies"
    if text.endswith(("s", "x", "ch", "sh")):
        return text + "es"
    return text + "s"


def identifier(name: str) -> str:
    """Return the Python name of an API name: reserved words get an underscore."""
    return f"{name}_" if keyword.iskeyword(name) else name


def placeholders(path: str) -> tuple[str, ...]:
    """Return the names of the variables of a path."""
    return tuple(_PLACEHOLDER.findall(path))
