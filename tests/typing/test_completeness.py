"""What the package exports, all of it, has a type that every checker reads alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def completeness(directory: Path) -> dict[str, Any]:
    # `--verifytypes` goes by the `python` it finds, and takes no `--pythonpath`.
    python = Path(sys.prefix)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pyright",
            "--verifytypes",
            "stripe",
            "--ignoreexternal",
            "--outputjson",
        ],
        cwd=directory,
        env={**os.environ, "VIRTUAL_ENV": str(python), "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_every_exported_symbol_has_a_known_type(tmp_path: Path) -> None:
    report = completeness(tmp_path)
    found = report["typeCompleteness"]
    unknown = {
        symbol["name"]: [each["message"] for each in symbol["diagnostics"]]
        for symbol in found["symbols"]
        if symbol["isExported"] and not symbol["isTypeKnown"]
    }
    assert unknown == {}
    assert found["exportedSymbolCounts"]["withKnownType"] > 10_000
    assert found["completenessScore"] == 1
    assert [each["message"] for each in report["generalDiagnostics"]] == []
