"""Choose where inner classes of the same structure are declared; elsewhere they are names of that one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from codegen.description import Description
from codegen.model import Resource
from codegen.stubs.resources import Place, ResourceStub
from codegen.stubs.source import Source


def homes(description: Description, owners: Iterable[tuple[str, Resource]]) -> dict[Place, Place]:
    """Return for each inner class that is declared elsewhere where that is; owners with their modules."""
    groups: defaultdict[str, list[Place]] = defaultdict(list)
    for module, owner in owners:
        stub = ResourceStub(description, owner, _FullNames(module))
        for path in owner.objects:
            if path:
                groups[stub.body(path, 0)].append(stub.place(path))
    found: dict[Place, Place] = {}
    # The outer ones first: a home lies in classes that are declared where they stand.
    for group in sorted(groups.values(), key=lambda group: min(map(_depth, group))):
        home = _home(group, found)
        found.update((place, home) for place in group if place != home)
    return found


class _FullNames(Source):
    """Names with their modules, so that equal texts are equal structures."""

    def use(self, module: str, name: str) -> str:
        return f"{module}.{name}"


def _home(group: list[Place], elsewhere: dict[Place, Place]) -> Place:
    """Return the one with the most usual name among the outermost."""
    depth = min(map(_depth, group))
    usual = Counter(_name(place) for place in group)
    outermost = [p for p in group if _depth(p) == depth and not _within(p, elsewhere)]
    return max(outermost, key=lambda place: usual[_name(place)])


def _within(place: Place, elsewhere: dict[Place, Place]) -> bool:
    module, owner, path = place
    while "." in path:
        path = path.rpartition(".")[0]
        if (module, owner, path) in elsewhere:
            return True
    return False


def _depth(place: Place) -> int:
    return place[2].count(".")


def _name(place: Place) -> str:
    return place[2].rpartition(".")[2]
