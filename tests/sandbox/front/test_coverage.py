"""`coverage`: which operations are emulated, and what the others leave out."""

from __future__ import annotations

import os
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from stripe.sandbox.front import coverage, left_out

PAGE = Path(__file__).parents[3] / "docs" / "sandbox-coverage.md"
COMMANDS = (["coverage"], ["coverage", "--markdown"], ["trigger", "--list"])


def test_page_of_the_documentation_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == coverage.markdown(), (
        "run: python -m stripe.sandbox coverage --markdown > docs/sandbox-coverage.md"
    )


def test_counts() -> None:
    table = coverage.table()
    v1 = [key for key in table if " /v1/" in key]
    v2 = [key for key in table if " /v2/" in key]
    assert (len(v1), len(v2), len(table)) == (559, 91, 652)
    assert set(table.values()) == set(coverage.KINDS)


def test_emulated_is_what_leaves_nothing_out() -> None:
    for key, kind in coverage.table().items():
        assert (kind == "in part") <= bool(left_out.note(key)), key
        assert not (kind == "emulated" and left_out.note(key)), key


@pytest.mark.parametrize("pattern", left_out.NOTES)
def test_each_note_is_some_operation_s(pattern: str) -> None:
    noted = [key for key in coverage.table() if fnmatchcase(key, pattern)]
    assert [key for key in noted if left_out.note(key) == left_out.NOTES[pattern]]


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_reader_that_has_had_enough(arguments: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as nowhere:
        ended = subprocess.run(
            [sys.executable, "-m", "stripe.sandbox", *arguments],
            stdout=nowhere,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (0, b"")
