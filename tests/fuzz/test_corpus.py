"""What the fuzzer has found so far goes on giving an object or a documented error."""

from __future__ import annotations

from pathlib import Path

import pytest
from targets import TARGETS

HERE = Path(__file__).parent


@pytest.mark.parametrize("target", TARGETS)
def test_corpus(target: str) -> None:
    inputs = sorted((HERE / "corpus" / target).iterdir())
    assert len(inputs) >= 10
    for path in inputs:
        TARGETS[target](path.read_bytes())
