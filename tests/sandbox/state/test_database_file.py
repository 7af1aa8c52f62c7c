"""The file of `--db`: who may read it, and what a file that was tampered with says."""

import sqlite3
import stat

import pytest

import stripe
from stripe.sandbox import Sandbox

DEEP = "[" * 100_000


def test_nobody_else_may_read_it(tmp_path):
    file = tmp_path / "state.db"
    with Sandbox(db=str(file)):
        stripe.Customer.create()
        for each in tmp_path.iterdir():
            assert stat.S_IMODE(each.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("objects", "body", "{"),
        ("objects", "body", "[]"),
        ("objects", "body", "5"),
        ("objects", "body", DEEP),
        ("objects", "body", b"\xff"),
        ("objects", "hidden", '"x"'),
        ("objects", "place", 10**15),
        ("objects", "place", "x"),
        ("objects", "place", -1),
        ("events", "body", "{}"),
        ("events", "body", '["evt_1"]'),
        ("events", "body", "null"),
        ("answers", "body", "[1]"),
        ("meta", "value", "{"),
        ("meta", "value", "[]"),
        ("meta", "value", "null"),
    ],
)
def test_a_row_that_was_tampered_with_is_one_sentence(tmp_path, table, column, value):
    file = tmp_path / "state.db"
    with Sandbox(db=str(file)):
        stripe.Customer.create(idempotency_key="k", source="tok_visa")
    with sqlite3.connect(file) as connection:
        connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
    connection.close()
    with pytest.raises(ValueError, match="changed from outside") as caught:
        Sandbox(db=str(file))
    assert "\n" not in str(caught.value)
