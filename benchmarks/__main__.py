"""`python -m benchmarks`: all figures, or those of some sections.

python -m benchmarks                      # makes environments in .benchmarks, prints the tables
python -m benchmarks --write              # also puts them into benchmarks/README.md
python -m benchmarks calls sandbox        # some sections only
python -m benchmarks --quick --here       # checks that they run: few turns, this interpreter only
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence

from benchmarks import calls, checkers, hooks, sandbox, sizes, starting, uploading
from benchmarks.environments import ROOT, Environment, here, made
from benchmarks.table import Row, table, write

Section = Callable[[Sequence[Environment], bool], Iterable[Row]]


def of_starting(environments: Sequence[Environment], quick: bool) -> Iterable[Row]:
    """What a process pays before its first answer."""
    with calls.server() as address:
        yield from starting.rows(environments, address, 2 if quick else 151)


def of_calls(environments: Sequence[Environment], quick: bool) -> Iterable[Row]:
    """What a call costs."""
    with calls.server() as address:
        yield from calls.rows(environments, address, 2 if quick else 84)
    yield from hooks.rows(3 if quick else 101)


def of_sizes(environments: Sequence[Environment], quick: bool) -> Iterable[Row]:
    """What an installation takes, and an upload."""
    yield from sizes.rows(environments)
    yield from uploading.rows(environments, 5 if quick else 200)


def of_checkers(environments: Sequence[Environment], quick: bool) -> Iterable[Row]:
    """What type checkers need."""
    return checkers.rows(environments, 1 if quick else 5)


def of_sandbox(environments: Sequence[Environment], quick: bool) -> Iterable[Row]:
    """What the sandbox answers."""
    return sandbox.rows(environments, 0.2 if quick else 5.0, 100 if quick else 50_000)


SECTIONS: dict[str, Section] = {
    "starting": of_starting,
    "calls": of_calls,
    "sizes": of_sizes,
    "checkers": of_checkers,
    "sandbox": of_sandbox,
}


def main() -> None:
    """Runs the sections that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    parser.add_argument("--quick", action="store_true", help="few turns")
    parser.add_argument("--here", action="store_true", help="this interpreter, no official SDK")
    parser.add_argument("--write", action="store_true", help="into benchmarks/README.md")
    asked = parser.parse_args()
    if unknown := set(asked.sections) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    environments = here() if asked.here else made(ROOT / ".benchmarks")
    for name in asked.sections or SECTIONS:
        text = table(list(SECTIONS[name](environments, asked.quick)))
        print(f"\n## {name}\n\n{text}", flush=True)
        if asked.write:
            write(name, text, f"python -m benchmarks {name}")
    if asked.here:
        print("\nA check that the benchmarks run; the figures mean nothing.", file=sys.stderr)


if __name__ == "__main__":
    main()
