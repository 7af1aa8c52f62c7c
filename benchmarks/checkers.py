"""CPU time and memory of type checkers on `program.py`, nothing cached; and on no program at all."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.environments import Environment
from benchmarks.table import Row

PROGRAM = Path(__file__).with_name("program.py")


def rows(environments: Sequence[Environment], turns: int) -> Iterator[Row]:
    """Time and memory of mypy and of pyright."""
    program = PROGRAM.read_text()
    clients = [each for each in environments if each.name != "plain"]
    for checker in ("mypy", "pyright"):
        used: dict[str, list[tuple[float, float]]] = {each.name: [] for each in clients}
        for _ in range(turns + 1):
            for each in clients:
                used[each.name].append(_check(checker, each.python, program))
        seconds = {name: median(time for time, _ in runs[1:]) for name, runs in used.items()}
        memory = {name: median(size for _, size in runs[1:]) for name, runs in used.items()}
        yield Row(
            f"{checker}, cold, on 100 lines: CPU time",
            f"{seconds['official']:.1f} s" if "official" in seconds else "-",
            "no slower",
            f"{seconds['ours']:.1f} s",
        )
        yield Row(
            f"{checker}: memory",
            f"{memory['official']:.0f} MB" if "official" in memory else "-",
            "half",
            f"{memory['ours']:.0f} MB",
        )
        _, empty = _check(checker, clients[0].python, "")
        yield Row(f"{checker}: memory on an empty file", "-", "-", f"{empty:.0f} MB")


def _check(checker: str, python: Path, program: str) -> tuple[float, float]:
    commands: dict[str, list[str | Path]] = {
        "mypy": [python, "-m", "mypy", "--strict", "--cache-dir", os.devnull, "program.py"],
        "pyright": [python, "-m", "pyright", "--pythonpath", python, "program.py"],
    }
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "program.py").write_text(program)
        process = subprocess.Popen(
            commands[checker],
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "MYPYPATH": ""},
        )
        output = process.stdout.read() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        if process.stdout:
            process.stdout.close()
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{checker} under {python}:\n{output}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1000
