"""The virtual environments that are compared: this library, the official SDK, plain requests."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OFFICIAL = "stripe==16.1.0"


@dataclass(frozen=True)
class Environment:
    """A Python with one client in it."""

    name: str  # ours, official, plain
    python: Path

    @property
    def packages(self) -> Path:
        """Its site-packages."""
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        return Path(subprocess.check_output([self.python, "-c", code], text=True).strip())


def here() -> list[Environment]:
    """This interpreter alone, for a check that the benchmarks run: the official SDK is left out."""
    python = Path(sys.executable)
    return [Environment("ours", python), Environment("plain", python)]


def made(folder: Path) -> list[Environment]:
    """One virtual environment each in `folder`, made where missing."""
    checkers = ["mypy", "pyright[nodejs]", "typing_extensions"]
    contents = {
        "ours": [f"{ROOT}[sandbox]", *checkers],
        "official": [OFFICIAL, *checkers],
        "plain": ["requests"],
    }
    environments = []
    for name, packages in contents.items():
        environment = Environment(name, folder / name / "bin" / "python")
        if not environment.python.exists():
            print(f"making {folder / name}: {', '.join(packages)}", file=sys.stderr)
            venv.create(folder / name, with_pip=True)
        elif name != "ours":
            environments.append(environment)
            continue
        pip: list[str | Path] = [environment.python, "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "--upgrade", *packages], check=True)
        if name == "ours":  # the version stays the same while the code changes
            subprocess.run([*pip, "--force-reinstall", "--no-deps", str(ROOT)], check=True)
        environments.append(environment)
    return environments
