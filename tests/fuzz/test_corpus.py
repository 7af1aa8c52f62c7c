"""What the fuzzer has found so far goes on giving an object or a documented error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from targets import TARGETS

HERE = Path(__file__).parent


@pytest.mark.parametrize("target", TARGETS)
def test_corpus(target: str) -> None:
    inputs = (HERE / "corpus" / f"{target}.jsonl").read_text().splitlines()
    assert len(inputs) >= 10
    for line in inputs:
        TARGETS[target](json.loads(line).encode("latin-1"))
