"""`examples/export.py`: all objects of a kind to a file, also after an interruption."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet
import pytest

import stripe
from stripe.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
KEY = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"
START = 1_767_225_600  # 2026-01-01
DAY = 86_400


@pytest.fixture
def server() -> Iterator[Sandbox]:
    """A sandbox behind a port, with a charge a day for 30 days."""
    with Sandbox(port=0, now=START) as sandbox:
        for day in range(30):
            stripe.Charge.create(
                amount=1000 + day,
                currency="usd",
                source="tok_visa",
                description=f'Order {day}, "urgent"',
                metadata={"day": day},
            )
            sandbox.clock.advance(DAY)
        yield sandbox


def export(server: Sandbox, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "examples" / "export.py"), *words],
        env={**os.environ, "STRIPE_API_KEY": KEY, "STRIPE_API_BASE": server.url or ""},
        capture_output=True,
        text=True,
        timeout=120,
    )


def wanted(server: Sandbox) -> dict[str, int]:
    return {charge.id: charge.amount for charge in stripe.Charge.list(limit=100)}


def test_csv(server: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "charges.csv"
    done = export(server, "charges", "--since", "2026-01-01", "--until", "2026-03-01", "--output", str(path))  # fmt: skip
    assert (done.returncode, done.stdout) == (0, f"charges: {path}\n"), done.stderr
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"]: int(row["amount"]) for row in rows} == wanted(server)
    assert len(rows) == 30
    assert json.loads(rows[0]["metadata"]).keys() == {"day"}
    assert sorted(path.parent.iterdir()) == [path]


def test_chosen_fields_and_a_part_of_the_time(server: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    words = ["--since", "2026-01-11", "--until", "2026-01-13", "--workers", "2"]
    fields = ["--fields", "amount,metadata.day,payment_method_details.card.last4,no.such"]
    assert export(server, "charges", *words, *fields, "--output", str(path)).returncode == 0
    lines = sorted(path.read_text().splitlines())
    assert lines == [
        "1010,10,4242,",
        "1011,11,4242,",
        "amount,metadata.day,payment_method_details.card.last4,no.such",
    ]


def test_json_lines_are_what_the_api_gave(server: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "charges.jsonl"
    words = ["--since", "2026-01-01", "--until", "2026-03-01", "--format", "jsonl"]
    assert export(server, "charges", *words, "--output", str(path)).returncode == 0
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert {row["id"]: row for row in rows} == {
        charge.id: charge.to_dict(for_json=True) for charge in stripe.Charge.list(limit=100)
    }


def test_parquet(server: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "charges.parquet"
    words = ["--since", "2026-01-01", "--until", "2026-03-01", "--format", "parquet"]
    assert export(server, "charges", *words, "--output", str(path)).returncode == 0
    table = pyarrow.parquet.read_table(path)
    assert sum(table["amount"].to_pylist()) == sum(wanted(server).values())
    kinds = {name: str(table.schema.field(name).type) for name in ("amount", "captured", "id")}
    assert kinds == {"amount": "int64", "captured": "bool", "id": "string"}


def test_an_interrupted_export_goes_on(server: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "charges.csv"
    words = ["charges", "--since", "2026-01-01", "--until", "2026-03-01", "--workers", "1"]
    server.fail("GET /v1/charges", kind="latency", times=4)
    server.fail("GET /v1/charges", status=400, message="Not this slice.")
    done = export(server, *words, "--output", str(path))
    assert (done.returncode, done.stdout) == (1, "")
    assert "Not this slice" in done.stderr
    assert "run the command again" in done.stderr
    assert not path.exists()
    fetched = len(list((tmp_path / "charges.csv.slices").glob("*.jsonl")))
    assert fetched >= 4
    before = len(server.requests)
    assert export(server, *words, "--output", str(path)).returncode == 0
    assert len(path.read_text().splitlines()) == 31
    assert len(server.requests) - before == 8 - fetched
    other = export(server, "customers", *words[1:], "--output", str(path))
    assert other.returncode == 0


def test_another_export_is_not_mixed_in(server: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    server.fail("GET /v1/charges", status=400, message="No.")
    words = ["--since", "2026-01-01", "--until", "2026-03-01", "--output", str(path)]
    assert export(server, "charges", *words).returncode == 1
    done = export(server, "customers", *words)
    assert done.returncode == 1
    assert "is of another export" in done.stderr


def test_a_busy_server_is_waited_for(server: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "charges.csv"
    server.fail("GET /v1/charges", status=429, retry_after=0, times=3)
    words = ["charges", "--since", "2026-01-01", "--until", "2026-03-01", "--workers", "2"]
    assert export(server, *words, "--output", str(path)).returncode == 0
    assert len(path.read_text().splitlines()) == 31


@pytest.mark.parametrize("resource", ["chargez", "issuing.nothing"])
def test_what_is_no_resource(resource: str, server: Sandbox, tmp_path: Path) -> None:
    done = export(server, resource, "--since", "2026-01-01", "--output", str(tmp_path / "x.csv"))
    assert done.returncode == 1
    assert resource.rpartition(".")[2] in done.stderr
    assert "Traceback" not in done.stderr
