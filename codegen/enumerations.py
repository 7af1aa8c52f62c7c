"""Find the long enumerations that several fields have, and name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from codegen import naming
from codegen.model import ObjectType, Shape

LONG = 20


def named(classes: Iterable[tuple[str, ObjectType]]) -> dict[tuple[Any, ...], str]:
    """Return names by values; `classes` are pairs of the outer class's name and a class.

    The name is that of the first field, or with the outer class in front if another has it.
    """
    fields: defaultdict[tuple[Any, ...], list[tuple[str, str]]] = defaultdict(list)
    for owner, found in classes:
        for field in found.fields.values():
            for shape in _enumerations(field.shape):
                fields[shape.values].append((owner, field.name))
    names: dict[str, tuple[Any, ...]] = {}
    for values, places in fields.items():
        if len(places) > 1:
            owner, field_name = places[0]
            short = f"_{naming.camel(field_name)}"
            names[naming.free(short, f"_{owner}{short[1:]}", names)] = values
    return {values: name for name, values in names.items()}


def _enumerations(shape: Shape) -> Iterator[Shape]:
    if len(shape.values) >= LONG:
        yield shape
    for below in (*shape.options, *((shape.item,) if shape.item is not None else ())):
        yield from _enumerations(below)
