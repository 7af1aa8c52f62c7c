"""CPU time of a call in each environment, in turns, so that the machine's moods meet all alike."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from benchmarks.environments import ROOT, Environment
from benchmarks.table import Row, milliseconds, ratio

PROCESSES = 7
WORKER = Path(__file__).with_name("worker.py")
MEASURES = {  # calls in one turn, the row's name, what is to be reached over plain requests
    "retrieve": (40, "`Customer.retrieve`", "0.6 x"),
    "create": (40, "`Customer.create`, nested parameters", "0.65 x"),
    "list": (6, "`Charge.list` of 100", "1.8 x"),
    "list and read": (6, "the same, four fields of each read, two nested", "1.8 x"),
    "event": (
        200,
        "an event of 4 kB verified, its object's id read (over hmac + json.loads)",
        "2 x",
    ),
}


@contextmanager
def server() -> Iterator[str]:
    """A server of canned answers in a process of its own; its address."""
    with spawned([sys.executable, "-m", "benchmarks.server"]) as process:
        yield line_of(process)


@contextmanager
def spawned(command: Sequence[str | Path]) -> Iterator[subprocess.Popen[str]]:
    """A process with both ends of a pipe; ends when the first one closes."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
    )
    try:
        yield process
    finally:
        if process.stdin:
            process.stdin.close()
        process.wait(timeout=30)
        if process.stdout:
            process.stdout.close()


def line_of(process: subprocess.Popen[str]) -> str:
    """The next line that it prints."""
    if process.stdout is None:
        raise ValueError("The process has no standard output.")
    line = process.stdout.readline().strip()
    if not line:
        raise RuntimeError(f"{process.args!r} ended early.")
    return line


def rows(environments: Sequence[Environment], address: str, turns: int) -> Iterator[Row]:
    """One row a measure; processes differ a little in speed, so that each is measured in several."""
    seconds = {measure: {each.name: list[float]() for each in environments} for measure in MEASURES}
    for _ in range(PROCESSES):
        with ExitStack() as stack:
            workers = {
                each.name: stack.enter_context(spawned([each.python, WORKER, each.name, address]))
                for each in environments
            }
            for measure, (count, _, _) in MEASURES.items():
                for _ in range(max(turns // PROCESSES, 1)):
                    for name, worker in workers.items():
                        seconds[measure][name].append(_ask(worker, f"{measure} {count}"))
    for measure, (_, title, goal) in MEASURES.items():
        typical = {name: median(values) for name, values in seconds[measure].items()}
        yield Row(
            title,
            ratio(typical, "official"),
            goal,
            ratio(typical, "ours"),
            note=", ".join(f"{name} {milliseconds(value)}" for name, value in typical.items()),
        )


def _ask(worker: subprocess.Popen[str], line: str) -> float:
    if worker.stdin is None:
        raise ValueError("The worker has no standard input.")
    worker.stdin.write(f"{line}\n")
    worker.stdin.flush()
    return float(line_of(worker))
