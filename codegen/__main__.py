"""The command `python -m codegen [--check] [--output DIR] [DOCUMENT]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from codegen import document, dropped, sandbox, stubs, tables, zone
from codegen.description import Description

HERE = Path(__file__).parent


def main(arguments: list[str] | None = None) -> int:
    """Generate, or compare with what is there; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, list differences")
    parser.add_argument("--output", type=Path, default=HERE.parent / "stripe", metavar="DIR")
    parser.add_argument("document", nargs="?", type=Path, default=document.COMMITTED)
    options = parser.parse_args(arguments)
    description = Description(document.read(options.document))
    dropped.add(description, dropped.read())
    files = generate(description)
    if not options.check:
        written = zone.write(options.output, files)
        print(f"{len(files)} files in {options.output}, {len(written)} of them changed")
        return 0
    differences = zone.differences(options.output, files)
    for line in differences:
        print(line)
    if differences:
        print(f"{len(differences)} files differ: run python -m codegen", file=sys.stderr)
    return 1 if differences else 0


def generate(description: Description) -> dict[str, str]:
    """Return all generated files: path below stripe/ -> text."""
    return {
        **tables.files(description),
        **sandbox.files(description),
        **stubs.files(description),
    }


if __name__ == "__main__":
    sys.exit(main())
