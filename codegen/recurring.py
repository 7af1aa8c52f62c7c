"""Find the inner classes that several answers have alike, and name what they have in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from codegen import naming
from codegen.model import ObjectType, Resource, Shape
from codegen.reading import AMOUNT
from codegen.texts import Texts

WORTH_SHARING = 2
"""Fields of a class that are declared elsewhere rather than written out again."""

Key = tuple[object, ...]


@dataclass(frozen=True)
class Common:
    """A class named for others to derive from, and the first place where its fields are found."""

    name: str
    resource: Resource
    found: ObjectType


def named(resources: Iterable[Resource], texts: Texts) -> dict[Key, Common]:
    """Return what inner classes without classes of their own have in common, by `key`.

    The name is the one that most of them have, or with the outer class in front if it is taken.
    """
    places: defaultdict[Key, list[tuple[Resource, ObjectType]]] = defaultdict(list)
    for resource in resources:
        for path, found in resource.objects.items():
            if path and is_plain(found) and len(found.fields) >= WORTH_SHARING:
                places[key(resource, found, texts)].append((resource, found))
    names: dict[str, Key] = {}
    common: dict[Key, Common] = {}
    for shared, alike in places.items():
        if len(alike) > 1:
            resource, found = alike[0]
            short = f"_{_usual_name(found for _, found in alike)}"
            name = naming.free(short, f"_{resource.class_name}{short[1:]}", names)
            names[name] = shared
            common[shared] = Common(name, resource, found)
    return common


def _usual_name(alike: Iterable[ObjectType]) -> str:
    return Counter(found.name.rpartition(".")[2] for found in alike).most_common(1)[0][0]


def key(resource: Resource, found: ObjectType, texts: Texts) -> Key:
    """Return what two classes that are written alike share."""
    return (
        resource.is_v2,
        *(
            (
                field.python_name,
                field.required,
                field.shape,
                texts.of(field, found, resource.objects, sent=False),
            )
            for field in found.fields.values()
        ),
    )


def is_plain(found: ObjectType) -> bool:
    """Return whether no field holds a class within this one."""
    return not any(_holds_class(field.shape) for field in found.fields.values())


def _holds_class(shape: Shape) -> bool:
    below = (*shape.options, *((shape.item,) if shape.item is not None else ()))
    own = shape.kind == "object" and shape.name != AMOUNT
    return own or any(_holds_class(each) for each in below)
