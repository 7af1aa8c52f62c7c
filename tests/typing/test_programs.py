"""User programs through both type checkers: each `# error` is found, and nothing else.

`# error: mypy` and `# error: pyright` are for what the other one does not look for.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "programs"
MARK = "# error"

Places = set[tuple[str, int]]


def marked(checker: str) -> Places:
    return {
        (path.name, number)
        for path in PROGRAMS.glob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if line.endswith((MARK, f"{MARK}: {checker}"))
    }


def run(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=PROGRAMS, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def test_there_are_programs() -> None:
    assert len(marked("mypy")) > 700
    assert len(marked("mypy") & marked("pyright")) > 700


def test_mypy(tmp_path: Path) -> None:
    found: Places = set()
    messages: dict[tuple[str, int], str] = {}
    command = (
        "mypy",
        "--strict",
        "--config-file=",
        f"--cache-dir={tmp_path}",
        "--output=json",
        ".",
    )
    for line in run(*command).splitlines():
        report = json.loads(line)
        if report["severity"] == "error":
            place = (Path(report["file"]).name, report["line"])
            found.add(place)
            messages[place] = report["message"]
    compare("mypy", found, messages)


def test_pyright(tmp_path: Path) -> None:
    found: Places = set()
    messages: dict[tuple[str, int], str] = {}
    shutil.copytree(PROGRAMS, tmp_path / "programs")
    settings = {
        "include": ["programs"],
        "typeCheckingMode": "strict",
        "reportUnusedVariable": False,
        "reportUnusedExpression": False,
        "reportUnusedFunction": False,
    }
    config = tmp_path / "pyrightconfig.json"
    config.write_text(json.dumps(settings))
    command = ("pyright", "--outputjson", "--pythonpath", sys.executable, "--project", str(config))
    for report in json.loads(run(*command))["generalDiagnostics"]:
        if report["severity"] == "error":
            place = (Path(report["file"]).name, report["range"]["start"]["line"] + 1)
            found.add(place)
            messages[place] = report["message"]
    compare("pyright", found, messages)


def compare(checker: str, found: Places, messages: dict[tuple[str, int], str]) -> None:
    planted = marked(checker)
    wrong = {place: messages[place] for place in sorted(found - planted)}
    assert wrong == {}, "reported where nothing is wrong"
    assert sorted(planted - found) == [], "planted, and not found"


@pytest.mark.parametrize("path", sorted(PROGRAMS.glob("*.py")), ids=lambda path: path.stem)
def test_programs_are_python(path: Path) -> None:
    compile(path.read_text(), str(path), "exec")
