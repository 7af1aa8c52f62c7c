"""The house: every file in its place, of a size that can be read, and on the map."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen import architecture, zone

ROOT = Path(__file__).parents[2]
TOP = {
    "stripe", "tests", "codegen", "benchmarks", "docs", "examples",
    "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md",
}  # fmt: skip
FILE_LINES, FUNCTION_LINES = 400, 50


def tracked(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "-z", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no git checkout: an unpacked source archive has no list of its files")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def by_hand() -> Iterator[tuple[Path, str]]:
    for path in tracked("*.py", "*.js", "*.css", "*.html"):
        text = path.read_text(encoding="utf-8")
        if not text.startswith(zone.MARK):
            yield path, text


def test_nothing_else_lies_at_the_top():
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in names if not name.startswith(".")} <= TOP


def test_files_can_be_read():
    lengths = {str(path.relative_to(ROOT)): text.count("\n") for path, text in by_hand()}
    assert {name: count for name, count in lengths.items() if count > FILE_LINES} == {}


def test_functions_can_be_read():
    too_long = []
    for path, text in by_hand():
        if path.suffix != ".py" or ROOT / "tests" in path.parents:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and _length(node) > FUNCTION_LINES:
                too_long.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert too_long == []


def _length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def test_every_module_says_what_it_is_for():
    paths = [path for tree in architecture.TREES for path in architecture.modules(tree)]
    assert len(paths) > 100
    assert [str(path) for path in paths if not architecture.purpose(path)] == []


def test_every_module_is_on_the_map():
    done = subprocess.run(
        [sys.executable, "-m", "codegen.architecture", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
