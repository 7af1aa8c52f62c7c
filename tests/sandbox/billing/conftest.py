"""A sandbox whose clock stands still, and a test clock in it with a customer that can pay."""

from collections.abc import Iterator

import pytest
from sandbox_clocks import Clock

import stripe
from stripe.sandbox import Sandbox


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setattr(stripe, "max_network_retries", 0)
    with Sandbox(seed=7, now=1_768_000_000) as sandbox:
        yield sandbox


@pytest.fixture
def clock(still: Sandbox) -> Clock:
    return Clock()
