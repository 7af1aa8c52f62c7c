"""Imports run one way, those inside functions and for type checkers included."""

from __future__ import annotations

import graphlib
import re
import sys
from pathlib import Path

import grimp
import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    tomllib = pytest.importorskip("tomli")

ROOT = Path(__file__).parents[2]


def excepted() -> list[tuple[str, str]]:
    """The edges that the contract of the core excepts, each with its reason there."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (core,) = [each for each in settings["contracts"] if each["id"] == "core-layers"]
    return [tuple(edge.split(" -> ")) for edge in core["ignore_imports"]]


def pattern(modules: str) -> str:
    """A regular expression for `stripe.resources.*` and `stripe.**`."""
    return re.escape(modules).replace(r"\*\*", ".+").replace(r"\*", "[^.]+")


def test_no_module_of_the_core_imports_itself_on_a_detour() -> None:
    graph = grimp.build_graph("stripe", cache_dir=None)
    edges = [(pattern(importer), pattern(imported)) for importer, imported in excepted()]
    imports = {
        module: {
            imported
            for imported in graph.find_modules_directly_imported_by(module)
            if not any(re.fullmatch(a, module) and re.fullmatch(b, imported) for a, b in edges)
        }
        for module in graph.modules
        if not module.startswith("stripe.sandbox")
    }
    try:
        graphlib.TopologicalSorter(imports).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"A cycle of imports: {' <- '.join(error.args[1])}")
