"""What the package exports, all of it, has a type that every checker reads alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def run(directory: Path, *command: str) -> str:
    # `--verifytypes` goes by the `python` it finds, and takes no `--pythonpath`.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=directory,
        env={**os.environ, "VIRTUAL_ENV": sys.prefix, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def test_every_exported_symbol_has_a_known_type(tmp_path: Path) -> None:
    command = ("pyright", "--verifytypes", "stripe", "--ignoreexternal", "--outputjson")
    report: dict[str, Any] = json.loads(run(tmp_path, *command))
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


# Prints `stripe.Customer`, `stripe.checkout.Session`, `stripe.params.CustomerCreateParams`, ...; in a process of
# its own, because modules that other tests have imported are attributes of their packages from then on.
PUBLIC_NAMES = """
import importlib, types
# What modules need for themselves.
internal = {"Any", "TYPE_CHECKING", "annotations", "made_by", "namespace", "params_namespace"}
internal |= {"resources", "services"}
packages = ["stripe"]
for package in packages:
    module = importlib.import_module(package)
    for name in sorted(set(dir(module)) - internal):
        value = getattr(module, name)
        if name.startswith("_"):
            continue
        if isinstance(value, types.ModuleType):
            if not hasattr(value, "__path__") or value.__name__ != f"{package}.{name}":
                continue  # a module that something has imported
            packages.append(value.__name__)
        print(f"{package}.{name}")
"""


def public_names() -> list[str]:
    root = Path(__file__).parents[2]
    return subprocess.check_output(
        [sys.executable, "-c", PUBLIC_NAMES], text=True, cwd=root
    ).split()


def test_every_public_name_is_known_to_both_checkers(tmp_path: Path) -> None:
    names = public_names()
    assert {"stripe.Customer", "stripe.HTTPClient", "stripe.v2.core.Account"} <= set(names)
    lines = ["import stripe", *names]
    program = tmp_path / "names.py"
    program.write_text("\n".join(lines))
    found: dict[str, str] = {}
    options = ("--strict", "--config-file=", "--output=json", f"--cache-dir={tmp_path / 'cache'}")
    for line in run(tmp_path, "mypy", *options, program.name).split("\n"):
        if not line:
            continue  # an empty line is the report of no error
        report = json.loads(line)
        found[lines[report["line"] - 1]] = report["message"]
    (tmp_path / "pyrightconfig.json").write_text('{"reportUnusedExpression": false}')
    python = ("--pythonpath", sys.executable)
    for report in json.loads(run(tmp_path, "pyright", "--outputjson", *python))[
        "generalDiagnostics"
    ]:
        found[lines[report["range"]["start"]["line"]]] = report["message"]
    assert found == {}
