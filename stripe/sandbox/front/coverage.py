"""Which operations the sandbox emulates, answers generically, or refuses with a 501."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator

from stripe.sandbox.front.left_out import note
from stripe.sandbox.generic import behaviours
from stripe.sandbox.spec import description

KINDS = ("emulated", "in part", "generic", "unsupported")
MEANING = {
    "emulated": "acts as documented",
    "in part": "acts as documented but for what the note says",
    "generic": "stores, validates and reads back; says so in the header `x-sandbox: generic`",
    "unsupported": "answers 501 `sandbox_not_emulated`",
}
HEAD = """# What the sandbox answers

Written by `python -m stripe.sandbox coverage --markdown`; a test compares it with the code.

"""


def show(options: argparse.Namespace) -> int:
    """Prints the table, for a terminal or as the documentation's page."""
    if options.markdown:
        sys.stdout.write(markdown())
    else:
        print(*lines(), sep="\n")
    return 0


def table() -> dict[str, str]:
    """Every operation of the API, each with the kind of its answer."""
    found = sorted(description.routes(), key=lambda key: key.split(" ")[::-1])
    return {key: _kind(key) for key in found}


def _kind(key: str) -> str:
    kind = behaviours.kind_of(key)
    return "in part" if kind == "emulated" and note(key) else kind


def counts() -> Counter[str]:
    """How many operations there are of each kind."""
    return Counter(table().values())


def lines() -> Iterator[str]:
    """The table for a terminal: kind, operation, what it leaves out."""
    for key, kind in table().items():
        yield f"{kind:<12} {key:<60}  {note(key).replace('`', '')}".rstrip()
    found = counts()
    yield f"{sum(found.values())} operations: " + ", ".join(f"{found[k]} {k}" for k in KINDS)


def markdown() -> str:
    """The page of the documentation."""
    found = counts()
    parts = [HEAD, "| kind | operations | what that means |\n|---|---|---|\n"]
    parts += [f"| {kind} | {found[kind]} | {MEANING[kind]} |\n" for kind in KINDS]
    parts.append(f"| all | {sum(found.values())} | |\n")
    groups: dict[str, list[str]] = {}
    for key, kind in table().items():
        groups.setdefault(_group(key), []).append(f"| `{key}` | {kind} | {note(key)} |\n")
    for group, rows in groups.items():
        head = "| operation | kind | what is left out |\n|---|---|---|\n"
        parts += [f"\n## {group}\n\n{head}", *rows]
    return "".join(parts)


def _group(key: str) -> str:
    parts = key.split("/")
    return "/".join(parts[1:4]) if parts[1] == "v2" else "/".join(parts[1:3])
