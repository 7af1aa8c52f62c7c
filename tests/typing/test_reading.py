"""What type checkers read for a program: of an installed library the bodies of functions that yield alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import stripe

ROOT = Path(stripe.__file__).parent
CORE = [path for path in ROOT.rglob("*.py") if "sandbox" not in path.relative_to(ROOT).parts]


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """What a function does itself, without functions within it."""
    for node in ast.iter_child_nodes(function):
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.Lambda)):
            yield from own_nodes(node)


def test_generators_import_nothing() -> None:
    # mypy would read `concurrent.futures`, and with it `multiprocessing`, for a thread of a list's pages.
    importing = [
        f"{path.relative_to(ROOT)}: {function.name}"
        for path in CORE
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(function))
        and any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in own_nodes(function))
    ]
    assert importing == []
