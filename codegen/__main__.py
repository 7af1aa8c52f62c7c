"""The command `python -m codegen [--check] [--output DIR] [DOCUMENT]`.

It writes the generated zone from codegen/openapi.json. A DOCUMENT of the vendor takes the place of
that file first; with --check or --output it is only read.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from codegen import compare, document, dropped, sandbox, stubs, tables, zone
from codegen.description import Description

ZONE = Path(__file__).parents[1] / "stripe"


def main(arguments: list[str] | None = None) -> int:
    """Generate, or compare with what is there; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, list differences")
    parser.add_argument("--output", type=Path, metavar="DIR", help="in place of stripe/")
    parser.add_argument("document", nargs="?", type=Path, metavar="DOCUMENT")
    options = parser.parse_args(arguments)
    if options.document and not options.output and not options.check:
        take(options.document)
    description = Description(document.read(options.document or document.COMMITTED))
    dropped.add(description, dropped.read())
    files = generate(description)
    output = options.output or ZONE
    if not options.check:
        written = zone.write(output, files)
        print(f"{len(files)} files in {output}, {len(written)} of them changed")
        return 0
    differences = zone.differences(output, files)
    for line in differences:
        print(line)
    if differences:
        print(f"{len(differences)} files differ: run python -m codegen", file=sys.stderr)
    return 1 if differences else 0


def take(path: Path) -> None:
    """Make a newer document the committed description, and keep the names that it lacks."""
    newer = document.to_commit(document.read(path), path.name)
    before = Description(document.read(document.COMMITTED))
    dropped.write(compare.with_newly_dropped(dropped.read(), before, Description(newer)))
    document.COMMITTED.write_text(document.text(newer), encoding="utf-8")


def generate(description: Description) -> dict[str, str]:
    """Return all generated files: path below stripe/ -> text."""
    return {
        **tables.files(description),
        **sandbox.files(description),
        **stubs.files(description),
    }


if __name__ == "__main__":
    sys.exit(main())
