"""Names that are imported when they are first used (PEP 562)."""

from __future__ import annotations

import sys
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Lookup = tuple[Callable[[str], object], Callable[[], list[str]]]


def namespace(module: str, names: Mapping[str, str]) -> Lookup:
    """`__getattr__` and `__dir__` of a module whose public names lie in other modules.

    `names` maps each to the module that defines it; a name that is itself the module maps to it.
    """

    def find(name: str) -> object:
        place = names.get(name)
        if place is None:
            raise missing(module, name, names)
        found = import_module(place)
        value = found if place == f"{module}.{name}" else getattr(found, name)
        setattr(sys.modules[module], name, value)
        return value

    return find, lambda: sorted({*vars(sys.modules[module]), *names})


def params_namespace(module: str, names: str, packages: str = "") -> Lookup:
    """The same for a module of TypedDicts: types for the type checker, plain dicts at run time.

    `names` is folded, see `unfolded`.
    """
    known = frozenset(unfolded(names))
    below = frozenset(packages.split())

    def find(name: str) -> object:
        if name in below:
            return import_module(f"{module}.{name}")
        if name not in known:
            raise missing(module, name, known)
        from typing import TypedDict

        value = TypedDict(name, {}, total=False)  # type: ignore[misc]  # noqa: UP013  # named at run time
        value.__module__ = module
        setattr(sys.modules[module], name, value)
        return value

    return find, lambda: sorted({*vars(sys.modules[module]), *known, *below})


def unfolded(names: str) -> Iterator[str]:
    """The names in a text like `"A +B ++C +D"`: A, AB, ABC, AD."""
    stack: list[str] = []
    for word in names.split():
        tail = word.lstrip("+")
        depth = len(word) - len(tail)
        name = stack[depth - 1] + tail if depth else tail
        stack[depth:] = [name]
        yield name


def missing(module: str, name: str, names: Iterable[str]) -> AttributeError:
    """The error for a name that is not there, with the nearest one that is."""
    hint = ""
    if not name.startswith("__"):
        from difflib import get_close_matches

        near = get_close_matches(name, list(names), 1, 0.75)
        hint = f" Did you mean {near[0]!r}?" if near else ""
    return AttributeError(f"module {module!r} has no attribute {name!r}.{hint}", name=name)
