"""Tools that read `.py` files, not stubs, and follow imports: pylint and PyInstaller."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import stripe

PROGRAM = Path(__file__).with_name("program.py")
ROOT = Path(stripe.__file__).parents[1]
PRINTED = {
    "classes": [
        *["Customer"] * 5,
        *["Session"] * 2,
        *["Event", "Subscription", "SubscriptionItem", "Customer"],
    ],
    "certificates": True,
    "connection": "APIConnectionError",
    "names": [
        "CardError",
        "StripeError",
        "V1BillingMeterErrorReportTriggeredEvent",
        "Card",
    ],
}


def run(*command: str | Path, cwd: Path) -> str:
    found = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def pylint(path: Path, *options: str) -> str:
    command = [sys.executable, "-m", "pylint", "--errors-only", "--rcfile=", *options, str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_the_program_runs(tmp_path: Path) -> None:
    assert json.loads(run(sys.executable, PROGRAM, cwd=tmp_path)) == PRINTED


def test_pylint_finds_no_error_in_the_program() -> None:
    assert pylint(PROGRAM) == ""


def test_pylint_finds_a_name_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text("from stripe import Customr\nprint(Customr)\n")
    assert "No name 'Customr' in module 'stripe'" in pylint(path)


def test_a_frozen_program_runs(tmp_path: Path) -> None:
    """PyInstaller gets no option that says anything of this library."""
    options = ("--paths", ROOT, "--distpath", tmp_path, "--workpath", tmp_path / "work")
    quiet = ("--specpath", tmp_path, "--noconfirm", "--log-level", "ERROR")
    run(sys.executable, "-m", "PyInstaller", *options, *quiet, PROGRAM, cwd=tmp_path)
    assert json.loads(run(tmp_path / "program" / "program", cwd=tmp_path)) == PRINTED
