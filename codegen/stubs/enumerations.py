"""Name the long enumerations that stubs repeat: a type checker then holds their values once."""

from __future__ import annotations

import re
from collections import defaultdict

from codegen import naming

LONG = 20
_LINE = re.compile(r"^ *(\w+): .*?(Literal\[[^\]]*\])", re.MULTILINE)
_IMPORT = re.compile(r"^(from|import) ", re.MULTILINE)


def share(files: dict[str, str]) -> dict[str, str]:
    """Return the stubs with a name in place of each long enumeration that occurs again."""
    fields: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, stub in sorted(files.items()):
        for field, literal in _LINE.findall(stub):
            if literal.count(",") + 1 >= LONG:
                fields[literal].append((path, field))
    found = dict(files)
    taken: set[str] = set()
    for literal, places in fields.items():
        if len(places) > 1:
            name = _name(places, taken)
            taken.add(name)
            home = places[0][0]
            for path in {path for path, _ in places}:
                found[path] = found[path].replace(literal, name)
                if path != home:
                    found[path] = _with_import(found[path], _module(home), name)
            found[home] += f"{name} = {literal}\n"
    return found


def _name(places: list[tuple[str, str]], taken: set[str]) -> str:
    """Return a name after the field, and if need be after the module that has it first."""
    path, field = places[0]
    short = f"_{naming.camel(field)}"
    if short not in taken:
        return short
    stem = path.rpartition("/")[2].removesuffix(".pyi")
    long = f"_{naming.camel(stem.strip('_'))}{naming.camel(field)}"
    return next(n for n in (long, *(f"{long}{i}" for i in range(2, 99))) if n not in taken)


def _module(path: str) -> str:
    return f"stripe.{path.removesuffix('.pyi').removesuffix('/__init__').replace('/', '.')}"


def _with_import(stub: str, module: str, name: str) -> str:
    start = _IMPORT.search(stub)
    at = start.start() if start else len(stub)
    return f"{stub[:at]}from {module} import {name}\n{stub[at:]}"
