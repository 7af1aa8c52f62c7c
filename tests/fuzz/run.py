"""Coverage-guided fuzzing: `python tests/fuzz/run.py --seconds 300`, or with the names of some targets.

Needs atheris (`pip install atheris`, CPython 3.11 to 3.13 on Linux). Inputs that reach new code are kept in
`corpus/`, which the normal tests replay: a file a target, a line an input, its bytes as Latin-1 text. One
that fails is written to the working directory. What was executed is written to `record.json`, for
docs/reliability.md.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
RECORD = HERE / "record.json"
NAMES = ("form", "hydration", "webhook")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="target", help=", ".join(NAMES))
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    record = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    for target in asked.targets or NAMES:
        record[target] = fuzz(target, asked.seconds)
        RECORD.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n")
        print(target, record[target])


def fuzz(target: str, seconds: int) -> dict[str, int]:
    """Runs the fuzzer in a process of its own: it ends with its process."""
    corpus = HERE / "corpus" / f"{target}.jsonl"
    limits = [f"-max_total_time={seconds}", "-max_len=2000", "-timeout=20", "-print_final_stats=1"]
    with tempfile.TemporaryDirectory() as folder:
        for number, line in enumerate(corpus.read_text().splitlines()):
            Path(folder, str(number)).write_bytes(json.loads(line).encode("latin-1"))
        done = subprocess.run(
            [
                *(sys.executable, str(Path(__file__)), "--inside", target, *limits),
                *(f"-dict={HERE / 'words.dict'}", folder),
            ],
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        found = sorted({path.read_bytes() for path in Path(folder).iterdir()})
        corpus.write_text("".join(json.dumps(data.decode("latin-1")) + "\n" for data in found))
    executed = re.search(r"number_of_executed_units: *(\d+)", done.stderr)
    if done.returncode or executed is None:
        raise SystemExit(f"{done.stderr[-3000:]}\n{target}: exit code {done.returncode}")
    return {"executions": int(executed[1]), "failures": 0, "seconds": seconds}


def inside(target: str, options: list[str]) -> None:
    import atheris

    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    with atheris.instrument_imports(include=["stripe", "json"]):
        from targets import TARGETS

        import stripe

        stripe.preload("Event", "Customer", "Charge", "Price")
    atheris.Setup([sys.argv[0], *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2], sys.argv[3:])
    else:
        main()
