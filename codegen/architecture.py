"""The trees of docs/architecture.md, a line a module: `python -m codegen.architecture [--check]`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from codegen.zone import MARK

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
TREES = ("stripe", "stripe/sandbox", "codegen")


def main() -> int:
    """Writes the trees into the page, or says that they differ."""
    page = PAGE.read_text("utf-8")
    fresh = page
    for tree in TREES:
        fresh = _with_tree(fresh, tree)
    if "--check" in sys.argv[1:] and fresh != page:
        print("docs/architecture.md: run `python -m codegen.architecture`", file=sys.stderr)
        return 1
    PAGE.write_text(fresh, "utf-8")
    return 0


def modules(tree: str) -> Iterator[Path]:
    """The modules below a folder that are written by hand, rooms behind what lies beside them."""
    folder = ROOT / tree
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py" and not path.read_text("utf-8").startswith(MARK):
            yield path
    for room in sorted(folder.iterdir()):
        if str(room.relative_to(ROOT)) not in TREES and any(room.glob("*.py")):
            yield from modules(str(room.relative_to(ROOT)))


def purpose(path: Path) -> str:
    """What a module says of itself in the first paragraph of its docstring."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split())


def _with_tree(page: str, tree: str) -> str:
    begin, end = f"<!-- tree of {tree} -->\n", f"<!-- end of {tree} -->"
    start, stop = page.index(begin) + len(begin), page.index(end)
    lines: list[str] = []
    room = ROOT / tree
    for path in modules(tree):
        if path.parent != room:
            room = path.parent
            lines.append(f"\n**{room.relative_to(ROOT)}/** {purpose(room / '__init__.py')}\n")
        lines.append(f"- `{path.stem}`: {purpose(path)}")
    return f"{page[:start]}" + "\n".join(lines).lstrip("\n") + f"\n{page[stop:]}"


if __name__ == "__main__":
    sys.exit(main())
