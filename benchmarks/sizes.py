"""Bytes on disk of the installed packages, byte code left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.environments import ROOT, Environment
from benchmarks.table import Row


def rows(environments: Sequence[Environment]) -> Iterator[Row]:
    """Without stubs, with them, stubs alone."""
    folders = {each.name: each.packages / "stripe" for each in environments if each.name != "plain"}
    if not folders["ours"].is_dir():  # an editable installation
        folders["ours"] = ROOT / "stripe"
    sizes = {name: _sizes(folder) for name, folder in folders.items()}
    for what, goal, parts in (
        ("installed, without stubs", "under 2 MB", {"code"}),
        ("installed, with stubs", "under 7 MB", {"code", "stubs"}),
        ("stubs", "under 5 MB", {"stubs"}),
    ):
        figures = {
            name: f"{sum(each[part] for part in parts) / 1e6:.2f} MB"
            for name, each in sizes.items()
        }
        official = "-" if what == "stubs" else figures.get("official", "-")
        yield Row(what, official, goal, figures["ours"])


def _sizes(folder: Path) -> dict[str, int]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    stubs = sum(path.stat().st_size for path in files if path.suffix == ".pyi")
    return {"code": sum(path.stat().st_size for path in files) - stubs, "stubs": stubs}
