"""The program of docs/guide/data.md for a cluster, on Dask's local one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import stripe
from stripe.sandbox import Sandbox

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "data.md"
START, DAY = 1_767_225_600, 86_400


def test_slices_as_tasks_of_a_local_cluster(tmp_path: Path) -> None:
    found = re.search(r"```python no-run\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    program = tmp_path / "cluster.py"
    with Sandbox(port=0, now=START) as sandbox:
        program.write_text(found[1])
        for number in range(10):
            stripe.Charge.create(amount=1000 + number, currency="usd", source="tok_visa")
            sandbox.clock.advance(3 * DAY - 60)
        done = subprocess.run(
            [sys.executable, str(program)],
            env={**os.environ, "STRIPE_API_BASE": sandbox.url or ""},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert (done.returncode, done.stdout) == (0, "10 10045\n"), done.stderr
