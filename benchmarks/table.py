"""The table that the benchmarks print, and its place in README.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).with_name("README.md")
HEAD = "| what | official | to reach | here | |\n|---|---|---|---|---|"


@dataclass(frozen=True)
class Row:
    """One figure: the official SDK's, the goal, ours, and the raw numbers behind them."""

    what: str
    official: str
    goal: str
    here: str
    note: str = ""

    def __str__(self) -> str:
        return f"| {self.what} | {self.official} | {self.goal} | {self.here} | {self.note} |"


def milliseconds(seconds: float) -> str:
    """A time as people read it."""
    return f"{seconds * 1000:.3g} ms"


def ratio(values: Mapping[str, float], name: str) -> str:
    """`name`'s value over that of plain requests."""
    return f"{values[name] / values['plain']:.2f} x" if name in values else "-"


def table(rows: Iterable[Row]) -> str:
    """Markdown."""
    return "\n".join([HEAD, *map(str, rows)])


def write(section: str, text: str, command: str) -> None:
    """Puts a table between the markers of its section in README.md."""
    page = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {section} -->", f"<!-- end of {section} -->"
    body = f"{begin}\nMade by `{command}`:\n\n{text}\n{end}"
    changed, count = re.subn(f"{begin}.*?{end}", lambda _: body, page, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"{PAGE} has no section {section!r}.")
    PAGE.write_text(changed, encoding="utf-8")
