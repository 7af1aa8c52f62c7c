"""Mutation testing of the modules that matter most: `python tests/mutants.py [--share 0.2] [module ...]`.

Needs cosmic-ray (`pip install cosmic-ray`). It works on a copy of the tree. `--share` tries so many of the
mutants only, chosen at random. Mutants that no test noticed are printed as diffs; the scores go to
docs/reliability.md.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reliability.md"
HTTP = (
    "tests/http tests/requestor/test_configuration.py tests/faults/test_tls.py tests/faults/test_proxies.py "
    "tests/faults/test_stale_connections.py tests/faults/test_deadlines.py tests/faults/test_forks.py"
)
TESTS = {
    "api_requestor": "tests/requestor/test_api_requestor*.py tests/requestor/test_configuration.py tests/wire/test_request_options.py "
    "tests/wire/test_secrets.py tests/objects/test_stripe_object*.py tests/objects/test_list_object.py tests/objects/test_hydration.py tests/wire/test_logger.py "
    "tests/faults/test_deadlines.py tests/faults/test_stale_connections.py",
    "_wire/encoding": "tests/wire/test_encoding*.py tests/properties/test_encoding.py",
    "http_client": HTTP,
    "_http/transport": HTTP,
    "stripe_object": "tests/objects/test_stripe_object*.py tests/objects/test_serialization.py tests/wire/test_request_options.py "
    "tests/wire/test_secrets.py",
    "webhook": "tests/faces/test_webhook*.py tests/properties/test_webhooks.py",
}
# What type checkers alone see: overloads, their imports, and the star before keyword-only parameters.
MEANS_NOTHING = re.compile(r"^-( *\*,| *@overload|if TYPE_CHECKING:|.*, \*, .*)$", re.MULTILINE)
CONFIG = """
[cosmic-ray]
module-path = "stripe/{module}.py"
timeout = 60.0
excluded-modules = []
test-command = "sh -c '{python} -m pytest -x -q -p no:cacheprovider {tests} >/dev/null 2>&1'"

[cosmic-ray.distributor]
name = "local"
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="module", help=", ".join(TESTS))
    parser.add_argument("--share", type=float, default=1.0)
    asked = parser.parse_args()
    for module in asked.modules or TESTS:
        noticed, tried = score(module, asked.share)
        how = "" if asked.share == 1 else f" ({asked.share:.0%} of all, at random)"
        row = f"| `{module}` | {tried}{how} | {noticed} | {noticed / tried:.0%} |"
        print(row, flush=True)
        write(module, row)


def score(module: str, share: float) -> tuple[int, int]:
    """How many mutants a test noticed, and how many there were."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "tree")
        leave = shutil.ignore_patterns(
            ".git", ".benchmarks", ".venv", "__pycache__", ".*_cache", "*.pyi"
        )
        shutil.copytree(ROOT, copy, ignore=leave)
        config, session = Path(folder, "config.toml"), Path(folder, "session.sqlite")
        config.write_text(CONFIG.format(module=module, tests=TESTS[module], python=sys.executable))

        def cosmic_ray(*words: str) -> str:
            command = [sys.executable, "-m", "cosmic_ray.cli", *words]
            return subprocess.run(
                command, cwd=copy, check=True, capture_output=True, text=True
            ).stdout

        cosmic_ray("init", str(config), str(session))
        keep(session, share)
        cosmic_ray("exec", str(config), str(session))
        with sqlite3.connect(session) as database:
            results = database.execute(
                "SELECT LOWER(test_outcome), diff FROM work_results WHERE LOWER(worker_outcome) LIKE '%normal%'"
            ).fetchall()
        results = [(outcome, diff) for outcome, diff in results if not MEANS_NOTHING.search(diff)]
        survivors = [diff for outcome, diff in results if "survived" in outcome]
        print(*survivors, sep="\n", flush=True)
        return len(results) - len(survivors), len(results)


def keep(session: Path, share: float) -> None:
    """Leaves a share of the mutants in the session, and none of `|`, which stands in annotations only."""
    with sqlite3.connect(session) as database:
        rows = database.execute("SELECT job_id, operator_name FROM mutation_specs").fetchall()
        chance = random.Random(7)
        for job, operator in rows:
            if chance.random() >= share or re.search(r"BinaryOperator_BitOr_", operator):
                database.execute("DELETE FROM mutation_specs WHERE job_id = ?", (job,))
                database.execute("DELETE FROM work_items WHERE job_id = ?", (job,))


def write(module: str, row: str) -> None:
    """Puts the row of a module into the page, in the place of the one that is there."""
    begin, end = "<!-- mutants -->\n", "<!-- end of mutants -->"
    page = PAGE.read_text(encoding="utf-8")
    start, stop = page.index(begin) + len(begin), page.index(end)
    found = re.findall(r"^(\| `([\w/]+)` .*)$", page[start:stop], re.MULTILINE)
    rows = {**{name: line for line, name in found}, module: row}
    head = "| module | mutants | noticed | score |\n|---|---|---|---|"
    table = "\n".join([head, *(rows[name] for name in TESTS if name in rows)])
    PAGE.write_text(f"{page[:start]}{table}\n{page[stop:]}", encoding="utf-8")


if __name__ == "__main__":
    main()
