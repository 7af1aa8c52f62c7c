"""Names that are imported when they are first used (PEP 562)."""

from __future__ import annotations

import sys
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    Lookup = tuple[Callable[[str], object], Callable[[], list[str]]]


class Places:
    """Where names are: searched in lines `name=place`, for to make a dict of them takes longer.

    `more` are further places, each with the names that lie there.
    """

    def __init__(self, lines: str, more: Mapping[str, str] | None = None) -> None:
        self._lines = lines
        self._more = more or {}

    def get(self, name: str) -> str | None:
        """The place of a name; None if there is none."""
        _, found, rest = self._lines.partition(f"\n{name}=")
        if found:
            return rest.partition("\n")[0]
        return next((place for place, names in self._more.items() if name in names.split()), None)

    def __iter__(self) -> Iterator[str]:
        yield from (line.partition("=")[0] for line in self._lines.split())
        for names in self._more.values():
            yield from names.split()


def namespace(module: str, names: Mapping[str, str] | Places) -> Lookup:
    """`__getattr__` and `__dir__` of a module whose public names lie in other modules.

    `names` maps each to the module that defines it; a name that is itself the module maps to it, an
    older name of something to `module:name`.
    """

    def find(name: str) -> object:
        place = names.get(name)
        if place is None:
            return submodule(module, name, names)
        home, _, today = place.partition(":")
        found = import_module(home)
        value = found if home == f"{module}.{name}" else getattr(found, today or name)
        setattr(sys.modules[module], name, value)
        return value

    return find, listing(module, lambda: {*vars(sys.modules[module]), *names})


def listing(module: str, names: Callable[[], Iterable[str]]) -> Callable[[], list[str]]:
    """`__dir__` of a module: the names that can be found in it.

    freezegun asks every module for every name that it lists, which would import them all: it is told of
    those alone that are there, and can hold a clock.
    """

    def listed() -> list[str]:
        asking: str = sys._getframe(1).f_globals.get("__name__", "")
        return sorted(vars(sys.modules[module]) if asking.startswith("freezegun") else names())

    return listed


def submodule(module: str, name: str, names: Iterable[str]) -> ModuleType:
    """The module of that name below `module`, of today or of another version (see aliases.py).

    `names` are those that the error for none at all chooses the nearest from.
    """
    if name.startswith("__"):
        raise no_special_name(module, name)
    full = f"{module}.{name}"
    try:
        return import_module(full)
    except ModuleNotFoundError as error:
        if error.name != full:
            raise
    from stripe.missing_names import missing

    raise missing(module, name, names)


def no_special_name(module: str, name: str) -> AttributeError:
    """The error for one of Python's own names, without a hint: each `from ... import` asks for one."""
    return AttributeError(f"module {module!r} has no attribute {name!r}", name=name)


class _FormerModules:
    """Finds modules of other versions of the SDK (see aliases.py), where there is none of the name."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, module: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not name.startswith("stripe."):
            return None
        from stripe import aliases

        return aliases.spec(name)


def find_former_modules() -> None:
    """Makes them importable; again and again is fine."""
    if not any(getattr(finder, "__module__", "") == __name__ for finder in sys.meta_path):
        sys.meta_path.append(_FormerModules())
