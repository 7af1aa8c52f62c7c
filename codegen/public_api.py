"""Write tests/public_api.txt: `python -m codegen.public_api`.

It has a line for each public name, with its signature as type checkers see it: of the stub where
there is one. Fields of objects and keys of parameters are the API's: codegen/openapi.json has them.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMITTED = ROOT / "tests" / "public_api.txt"
ANSWERS = "stripe.resources."
TYPES = ("stripe.params", "stripe.events")
"""Namespaces whose classes are a name each, their members being the API's fields."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Place = tuple[str, str]
"""Module and name of a definition."""


def text() -> str:
    """Return the lines, sorted."""
    return "\n".join(sorted(set(_module("stripe")))) + "\n"


def _module(module: str) -> Iterator[str]:
    for name, place in _public(module).items():
        full = f"{module}.{name}"
        if place[0] == full:
            yield f"{full}: module"
            yield from _module(full)
        else:
            yield from _definition(full, place)


def _definition(full: str, place: Place) -> Iterator[str]:
    node = _definitions(place[0])[place[1]]
    if isinstance(node, Function):
        yield f"{full}{_signature(node)}"
    elif isinstance(node, ast.AnnAssign):
        yield f"{full}: {ast.unparse(node.annotation)}"
    elif full.startswith(TYPES) and _is_public(place[1]):
        yield full
    elif isinstance(node, ast.ClassDef):
        yield from _class(full, place[0], node)
    else:
        yield full


def _class(full: str, module: str, node: ast.ClassDef) -> Iterator[str]:
    """Yield a class and its members; bases without a public name are named by their module."""
    yield f"{full}: class({', '.join(ast.unparse(base) for base in node.bases)})"
    for item in node.body:
        yield from _member(full, module, item)
    for base in node.bases:
        place = _resolved(module, ast.unparse(base).partition("[")[0])
        if place is not None and place not in _public("stripe").values():
            yield from _definition(".".join(place), place)


def _member(owner: str, module: str, node: ast.stmt) -> Iterator[str]:
    if isinstance(node, Function) and _is_public(node.name, "__init__"):
        kinds = [ast.unparse(decorator) for decorator in node.decorator_list]
        shown = "".join(f"@{kind} " for kind in kinds)
        yield f"{owner}.{node.name}: {shown}{_signature(node)}"
    elif isinstance(node, ast.ClassDef) and _is_public(node.name):
        methods = [item for item in node.body if isinstance(item, Function)]
        if methods or not module.startswith(ANSWERS):
            yield f"{owner}.{node.name}: class"
            for method in methods:
                yield from _member(f"{owner}.{node.name}", module, method)
    elif isinstance(node, ast.AnnAssign) and not module.startswith(ANSWERS):
        name = ast.unparse(node.target)
        if _is_public(name):
            yield f"{owner}.{name}: {ast.unparse(node.annotation)}"


def _signature(node: Function) -> str:
    returns = f" -> {ast.unparse(node.returns)}" if node.returns is not None else ""
    return f"({ast.unparse(node.args)}){returns}"


# -- where names are ---------------------------------------------------------------------------------


@functools.cache
def _public(module: str) -> dict[str, Place]:
    """Return the public names of a module, each with the place of its definition."""
    listed = _listed(module)
    if listed is not None:
        named = {name: _resolved(module, name) or (module, name) for name in listed}
        return {name: place for name, place in named.items() if place[1] in _definitions(place[0])}
    found = {name: (module, name) for name in _definitions(module)}
    for item in _statements(module):
        if not isinstance(item, ast.ImportFrom):
            continue
        source = item.module or ""
        for alias in item.names:
            if alias.name == "*":
                found.update(_public(source))
            elif alias.asname == alias.name and _file(module).suffix == ".pyi":
                place = _resolved(module, alias.name)
                found.update({alias.name: place} if place is not None else {})
    return {name: place for name, place in found.items() if _is_public(name)}


def _listed(module: str) -> list[str] | None:
    node = _definitions(module).get("__all__")
    return ast.literal_eval(node.value) if isinstance(node, ast.Assign) else None


@functools.cache
def _definitions(module: str) -> dict[str, ast.stmt]:
    """Return what the statements of a module define."""
    found: dict[str, ast.stmt] = {}
    for item in _statements(module):
        if isinstance(item, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            found[item.name] = item
        elif isinstance(item, (ast.Assign, ast.AnnAssign)):
            target = item.targets[0] if isinstance(item, ast.Assign) else item.target
            found[ast.unparse(target)] = item
    return found


def _statements(module: str) -> Iterator[ast.stmt]:
    """Yield the statements of a module, those for type checkers too."""
    for item in _tree(module).body:
        checked = isinstance(item, ast.If) and ast.unparse(item.test) == "TYPE_CHECKING"
        yield from item.body if isinstance(item, ast.If) and checked else [item]


def _resolved(module: str, name: str) -> Place | None:
    """Return where a name of a module is defined; a module is defined where it lies."""
    if name in _definitions(module):
        return module, name
    for item in ast.walk(_tree(module)):
        for alias in item.names if isinstance(item, ast.ImportFrom) else ():
            source = item.module or "" if isinstance(item, ast.ImportFrom) else ""
            if (alias.asname or alias.name) != name or not source.startswith("stripe"):
                continue
            below = f"{source}.{alias.name}"
            return (below, "") if _exists(below) else _resolved(source, alias.name)
    return None


def _is_public(name: str, *also: str) -> bool:
    return name in also or (name.isidentifier() and not name.startswith("_"))


def _exists(module: str) -> bool:
    return _file(module).is_file()


@functools.cache
def _file(module: str) -> Path:
    place = ROOT.joinpath(*module.split("."))
    options = (place / "__init__.pyi", place / "__init__.py", place.with_suffix(".pyi"))
    return next((path for path in options if path.is_file()), place.with_suffix(".py"))


@functools.cache
def _tree(module: str) -> ast.Module:
    return ast.parse(_file(module).read_text(encoding="utf-8"))


if __name__ == "__main__":
    COMMITTED.write_text(text(), encoding="utf-8")
    print(f"{COMMITTED.relative_to(ROOT)} written")
