"""One sentence for each field and parameter: what it is, its unit or format, what an ID refers to.

The words are those of codegen/sentences.tsv where it has the name, else a rule's; facts that the
description knows follow. A field that neither says anything of stays without a text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from codegen import naming
from codegen.model import Field, ObjectType, Resource, Shape

TABLE = Path(__file__).parent / "sentences.tsv"
SHOWN = 6
"""Keys of an object, or values of an enumeration, that a text lists."""

MONEY = re.compile(r"(^|_)(amount|amounts|total|subtotal|fee|fees|cost|balance|price)(_|$)")
NO_MONEY = re.compile(r"(_type|_percent|_bps|_id|_count|percentages?|_decimal)$")
NO_IDS = ("card", "event", "session", "source", "tax_id", "token", "transaction")
"""Names of objects that are more often something else than the ID of one."""

PARTICIPLE = re.compile(r"(ed|able|ible|active|complete|valid|present|paid|sent|set|live|open)$")
PLURAL = re.compile(r"[^su]s$")


class Texts:
    """Writes the texts; `resources` are the classes that an ID may refer to, by OBJECT_NAME."""

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        self._classes = {
            name.rpartition(".")[2]: resource.class_name
            for name, resource in sorted(resources.items(), key=lambda item: -item[0].count("."))
        }
        self._by_schema = {r.schema_name: r.class_name for r in resources.values()}

    def of(
        self, field: Field, owner: ObjectType, objects: Mapping[str, ObjectType], *, sent: bool
    ) -> str:
        """Return the text of a field of `owner`, ``""`` if there is nothing to say.

        `objects` are the classes that it may hold by name; `sent` says that it is a parameter.
        """
        shape = _held(field.shape)
        siblings = list(owner.fields)
        words = self._words(field, shape, siblings, _keys(shape, objects))
        facts = list(dict.fromkeys(self._facts(field, shape, siblings, sent=sent)))
        if not words and not facts:
            return ""
        text = ", ".join(part for part in (words, *facts) if part)
        if sent and any(option.values == ("",) for option in field.shape.options):
            text += "; an empty text clears it"
        return f"{text[0].upper()}{text[1:]}."

    def _words(self, field: Field, shape: Shape, siblings: list[str], keys: list[str]) -> str:
        kind = kind_of(shape)
        table = sentences()
        found = table.get(field.name + kind)
        if found is None and kind == "[]" and shape.item is not None and not kind_of(shape.item):
            found = table.get(field.name)
        inner = shape.item if shape.item is not None else shape
        if inner.kind == "enum":
            words = _of_values(field.name, frozenset(inner.values)) or found or _plain(field.name)
            return _choice(field.name, shape, siblings, words)
        if found:
            return found
        if shape.kind == "boolean":
            return _whether(field.name)
        if kind == "{}":
            return _object(field.name, keys)
        if shape.format in ("unix-time", "date-time"):
            return _time(field.name)
        if shape.kind == "page" or kind == "[]":
            return self._many(field.name, shape, keys)
        return f"{_plain(field.name)}" if _is_money(field.name, shape) else ""

    def _many(self, name: str, shape: Shape, keys: list[str]) -> str:
        item = shape.item
        if item is not None and item.kind == "resource":
            return f"{_plain(name)}: a list of {self._by_schema.get(item.name, 'object')} objects"
        if keys:
            return f"{_plain(name)}, each with {_listed(keys)}"
        return ""

    def _facts(
        self, field: Field, shape: Shape, siblings: list[str], *, sent: bool
    ) -> Iterator[str]:
        name, inner = field.name, shape.item if shape.kind == "list" and shape.item else shape
        if _is_money(name, inner):
            of = "of `currency`" if "currency" in siblings else "of the currency"
            yield f"in the smallest unit {of}"
        if shape.format == "unix-time":
            yield "in Unix seconds or as a datetime" if sent else "in Unix seconds"
        elif shape.format == "date-time":
            yield "in ISO 8601"
        elif inner.format == "decimal":
            yield "as a decimal number"
        if inner.expandable or shape.kind == "resource":
            yield from self._expandable(inner)
        elif inner.kind == "string" and not inner.format:
            class_name = self._named(name)
            if class_name and inner is not shape:
                yield f"the IDs of {class_name} objects"
            elif class_name:
                yield f"the ID of {_article(class_name)}"

    def _expandable(self, shape: Shape) -> Iterator[str]:
        options = shape.options or (shape,)
        names = [self._by_schema.get(o.schema.removeprefix("deleted_")) for o in options]
        known = " or ".join(dict.fromkeys(name for name in names if name))
        if not known:
            return
        if shape.expandable:
            yield f"the ID of {_article(known)}, or with `expand` the object itself"
        else:
            yield f"{_article(known)} object"

    def _named(self, name: str) -> str:
        """Return the class that a field is named after: `default_payment_method`, `coupons`."""
        if name in NO_IDS or "ID" in sentences().get(name, ""):
            return ""
        words = naming.singular(name).split("_")
        for start in range(len(words)):
            found = self._classes.get("_".join(words[start:]))
            if found and (start == 0 or len(words) - start > 1 or found in ("Charge", "Customer")):
                return found
        return ""


@functools.cache
def sentences() -> dict[str, str]:
    """Return our own sentences by name; `name{}` is of objects, `name[]` of lists of objects."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {name: sentence for names, sentence in rows for name in names.split()}


@functools.cache
def _of_enumerations() -> dict[str, list[tuple[frozenset[str], str]]]:
    found: dict[str, list[tuple[frozenset[str], str]]] = {}
    for key, sentence in sentences().items():
        name, equals, values = key.partition("=")
        if equals:
            found.setdefault(name, []).append((frozenset(values.split(",")), sentence))
    return found


def _of_values(name: str, values: frozenset[str]) -> str:
    """Return what an enumeration's values mean, where its name does not tell."""
    rows = _of_enumerations().get(name, ())
    return next((sentence for wanted, sentence in rows if wanted <= values), "")


def _held(shape: Shape) -> Shape:
    """Return what a parameter holds, the empty text that clears it left aside."""
    options = [option for option in shape.options if option.values != ("",)]
    if shape.expandable or not options:
        return shape
    if all(option.kind == "resource" for option in options[1:]) and len(options) > 1:
        return shape
    values = [o for o in options if o.kind not in ("object", "enum")]
    return (values or options)[0]


def _keys(shape: Shape, objects: Mapping[str, ObjectType]) -> list[str]:
    inner = shape.item if shape.item is not None else shape
    known = inner.kind == "object" and inner.name in objects
    return list(objects[inner.name].fields) if known else []


def kind_of(shape: Shape) -> str:
    """Return what a table's name ends in: `{}` for objects, `[]` for lists, else nothing."""
    shape = _held(shape)
    if shape.kind in ("object", "map") or (shape.kind == "resource" and not shape.expandable):
        return "{}"
    if shape.kind in ("list", "page"):
        return "[]"
    return ""


def _is_money(name: str, shape: Shape) -> bool:
    numeric = shape.kind == "integer" or (shape.kind, shape.format) == ("string", "decimal")
    plain = not shape.format or shape.format in ("decimal", "int64")
    return numeric and plain and bool(MONEY.search(name)) and not NO_MONEY.search(name)


def _plain(name: str) -> str:
    words = name.replace("_", " ") if len(name) > 3 else name.upper()
    return re.sub(
        r"\b(id|ids|url|urls|bic|iban|vat|mcc|us|eu|sms|ip|cvc|aba|ach)\b",
        lambda found: found[0].upper().replace("IDS", "IDs").replace("URLS", "URLs"),
        words,
    )


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'AEIO' else 'a'} {noun}"


def _listed(words: Iterable[str], join: str = "and") -> str:
    found = [f"`{word}`" for word in words]
    if len(found) > SHOWN:
        rest = len(found) - SHOWN + 1
        found = [*found[: SHOWN - 1], f"{rest} more"]
    return f" {join} ".join(filter(None, (", ".join(found[:-1]), found[-1])))


def _whether(name: str) -> str:
    words = _plain(name).split()
    if words[0] in ("is", "has", "can"):
        return f"whether it {' '.join(words)}"
    if words[0] in ("allow", "require", "enable", "disable", "include", "exclude", "use", "send"):
        rest = " ".join(words[1:])
        return f"whether to {words[0]} {rest}"
    if PARTICIPLE.search(words[-1]):
        if len(words) == 1:
            return f"whether it is {words[0]}"
        subject = " ".join(words[:-1])
        return f"whether {subject} {'are' if PLURAL.search(subject) else 'is'} {words[-1]}"
    return ""


def _choice(name: str, shape: Shape, siblings: list[str], words: str) -> str:
    inner = shape.item if shape.item is not None else shape
    values = [value for value in inner.values if value != ""]
    named = [value for value in values if value in siblings]
    if not values:
        return ""
    if len(values) == 1:
        return f"always `{values[0]}`"
    if name == "type" and len(named) > 1:
        return f"the kind, which says which of the fields beside it is filled: {_listed(named)}"
    if "`" in words:
        return words
    if shape.item is not None:
        return f"{words}, any of {_listed(values)}"
    return f"{words}: {_listed(values, 'or')}"


def _object(name: str, keys: list[str]) -> str:
    words = _plain(name)
    return f"{words}: {_listed(keys)}" if keys else ""


def _time(name: str) -> str:
    stem = _plain(name.removesuffix("_at").removesuffix("_time").removesuffix("_date"))
    last = stem.rpartition(" ")[2]
    if name.endswith("_at") and last.endswith(("ed", "paid", "sent", "voided")):
        subject = stem.rpartition(" ")[0]
        return f"when {subject or 'it'} was {last}"
    return f"time: {stem}" if name.endswith(("_at", "_time", "_date")) else f"time: {_plain(name)}"
