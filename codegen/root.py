"""What stripe/__init__.py and aliases.py say by hand: settings and functions, and where other names are."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1] / "stripe" / "__init__.py"
ALIASES = ROOT.with_name("aliases.py")
HIDDEN = ("_", "lazy")


def tree(path: Path = ROOT) -> ast.Module:
    """Return the module, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def older_modules() -> list[str]:
    """Return the modules that the official SDK has with an underscore in front."""
    names: tuple[str, ...] = ast.literal_eval(_tables(tree(ALIASES))["WITHOUT_UNDERSCORE"])
    return sorted(names)


def _tables(module: ast.Module) -> dict[str, ast.expr]:
    return {
        node.targets[0].id: node.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def places(names: dict[str, str]) -> dict[str, str]:
    """Return the module of each public name that is not defined there: `names` and hand-written ones."""
    module = tree()
    tables = _tables(module)
    home: dict[str, str] = ast.literal_eval(tables["_HOME"])
    found = {
        **names,
        **{name: module for module, known in home.items() for name in known.split()},
    }
    own = {node.name for node in module.body if isinstance(node, ast.FunctionDef)}
    return {k: v for k, v in found.items() if not is_hidden(k) and k not in own}


def is_hidden(name: str) -> bool:
    """Return whether a name is no public one of `stripe`."""
    return name.startswith("_") or name in HIDDEN
