"""`export` and `import`: the whole state as a file, of a sandbox here or of a running one."""

from __future__ import annotations

import json
import os
import sys
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stripe.sandbox.front.errors import CommandError
from stripe.sandbox.front.remote import Control
from stripe.sandbox.state import snapshots

if TYPE_CHECKING:
    import argparse

    from stripe.sandbox.state.state import State


def write(file: str | PathLike[str], state: State) -> None:
    """Writes the state of a sandbox here."""
    _write(file, snapshots.document(state))


def read(file: str | PathLike[str], state: State) -> None:
    """Puts a file in the place of the state of a sandbox here."""
    snapshots.read(state, _read(file))


def export_command(options: argparse.Namespace) -> int:
    """Writes the state of a running sandbox to a file, or to stdout for `-`."""
    found = Control(options.url, options.api_key).ask("GET", "state")
    if options.file == "-":
        json.dump(found, sys.stdout)
        print()
        return 0
    try:
        _write(options.file, found)
    except OSError as error:
        raise CommandError(f"Cannot write {options.file}: {error.strerror}") from None
    return 0


def import_command(options: argparse.Namespace) -> int:
    """Puts a file in the place of the state of a running sandbox."""
    try:
        found = _read(options.file)
    except (OSError, ValueError) as error:
        raise CommandError(str(getattr(error, "strerror", None) or error)) from None
    Control(options.url, options.api_key).ask("POST", "state", found)
    return 0


def _write(file: str | PathLike[str], found: Any) -> None:
    # it holds keys and secrets: nobody else is to read it
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as out:
        json.dump(found, out, separators=(",", ":"), default=list)


def _read(file: str | PathLike[str]) -> Any:
    try:
        return json.loads(Path(file).read_text("utf-8"))
    except (ValueError, RecursionError):
        raise ValueError(f"{file} is not JSON.") from None
