"""Writes the tables of docs/reliability.md: `python tests/faults/report.py` (`--check` compares only)."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from faults import FAULTS, Fault

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "reliability.md"


def row(fault: Fault) -> str:
    low, high = fault.pauses
    waits = f"{low:g} s" if low == high else f"{low:g} to {high:g} s"
    tried_again = fault.requests > 1 or fault.outcome == "APIConnectionError"
    executed = "yes" if fault.executes else ""
    requests = f"{fault.requests} (DELETE: 1)" if fault.needs_key else f"{fault.requests}"
    return f"| {fault.name} | `{fault.outcome}` | {requests} | {waits if tried_again else ''} | {executed} |"


def faults() -> str:
    head = "| fault | outcome | requests | pause before a retry | executed by then |\n|---|---|---|---|---|"
    return "\n".join([head, *map(row, FAULTS)])


def figures() -> str:
    threads = re.search(r"^THREADS = (\d+)", (HERE / "test_threads.py").read_text(), re.MULTILINE)
    record = json.loads((ROOT / "tests" / "fuzz" / "record.json").read_text())
    lines = [
        f"- {len(FAULTS)} faults, each over HTTP and TLS, with GET, POST and DELETE: {len(FAULTS) * 6} calls",
        f"- {threads[1] if threads else '?'} threads at once in the tests of concurrency",
    ]
    for target, run in record.items():
        corpus = ROOT / "tests" / "fuzz" / "corpus" / f"{target}.jsonl"
        inputs = len(corpus.read_text().splitlines())
        lines.append(
            f"- fuzzing `{target}`: {run['executions']:,} executions in {run['seconds']} s, "
            f"{run['failures']} failures, {inputs} inputs in the corpus"
        )
    return "\n".join(lines)


def written(page: str) -> str:
    for name, text in (("faults", faults()), ("figures", figures())):
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        page = re.sub(
            f"{begin}.*?{end}", lambda _, t=f"{begin}\n{text}\n{end}": t, page, flags=re.DOTALL
        )
    return page


def main() -> None:
    old = PAGE.read_text(encoding="utf-8")
    new = written(old)
    if sys.argv[1:] == ["--check"]:
        raise SystemExit(f"{PAGE.name} differs: run {' '.join(sys.argv[:1])}" if old != new else 0)
    PAGE.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
