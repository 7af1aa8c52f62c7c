"""Examples run as people run them: `python examples/NAME.py`, with no network."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OUTPUT = {
    "quickstart": [
        r"Created cus_\w+ for jenny",
        "All of them come to 84.00 USD",
        r"Deleted cus_\w+: True",
    ],
    "charge": [
        "Paid 42.00 EUR: succeeded",
        "the same payment: True",
        "Refunded 12.00: succeeded",
        "Declined: card_declined, insufficient_funds: ",
        "see the customer: requires_action",
        "Given up: canceled",
    ],
    "subscription": [
        r"The price is (price_\w+), on the second time, too: \1",
        r"jenny.rosen@example.com pays by pm_\w+",
        r"sub_\w+: 2 x gold_monthly",
        "Ended: canceled",
    ],
    "connect": [
        r"acct_\w+ goes to http",
        "Sold for 10000, the fee is 1500",
        r"A bonus of 500: tr_\w+",
        r"The seller has \{'usd': 9000\}",
    ],
}


def run(*command: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", OUTPUT)
def test_script(name: str) -> None:
    output = run(f"examples/{name}.py")
    for expected in OUTPUT[name]:
        assert re.search(expected, output), output


def test_export(tmp_path: Path) -> None:
    path = tmp_path / "charges.csv"
    assert run("examples/export_charges.py", str(path)) == f"250 charges in {path}\n"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["id"] for row in rows}) == 250
    assert sorted(int(row["amount"]) for row in rows) == list(range(1000, 1250))
    assert {row["card"] for row in rows} == {"visa 4242"}
    assert {row["description"] for row in rows} == {f"Order {number}" for number in range(250)}


def test_every_example_has_a_test_and_a_line_in_the_readme() -> None:
    names = {path.stem for path in (ROOT / "examples").glob("*.py")}
    webhooks = {name for name in names if name.startswith("webhook_")}
    assert names - webhooks == {*OUTPUT, "export_charges"}
    readme = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert all(f"({name}.py)" in readme for name in names)
