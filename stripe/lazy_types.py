"""Types that are made when their name is first used: those of parameters, and the classes of events."""

from __future__ import annotations

import sys
from importlib import import_module

from stripe.lazy import listing, submodule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.lazy import Lookup


def params_namespace(module: str, names: str, packages: str = "") -> Lookup:
    """`__getattr__` and `__dir__` of a module of TypedDicts: for type checkers, plain dicts at run time.

    `names` is folded, see `unfolded`.
    """
    known = frozenset(unfolded(names))
    below = frozenset(packages.split())

    def find(name: str) -> object:
        if name not in known:
            return submodule(module, name, known | below)
        from typing import TypedDict

        value = TypedDict(name, {}, total=False)  # type: ignore[misc]  # noqa: UP013  # named at run time
        value.__module__ = module
        setattr(sys.modules[module], name, value)
        return value

    return find, listing(module, lambda: {*vars(sys.modules[module]), *known, *below})


def made_by(module: str, maker: str) -> Lookup:
    """The same of a module whose classes another one makes: `class_named` and `class_names` do it."""

    def find(name: str) -> object:
        found: object = import_module(maker).class_named(name)
        return found

    def names() -> list[str]:
        found: list[str] = import_module(maker).class_names()
        return found

    return find, listing(module, names)


def unfolded(names: str) -> Iterator[str]:
    """The names in a text like `"A +B ++C +D"`: A, AB, ABC, AD."""
    stack: list[str] = []
    for word in names.split():
        tail = word.lstrip("+")
        depth = len(word) - len(tail)
        name = stack[depth - 1] + tail if depth else tail
        stack[depth:] = [name]
        yield name
