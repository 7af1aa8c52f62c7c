"""Plays a slow machine: `python -m pytest -p slow_machine` lets 301 s pass between collection and the first test.

What a test signs or dates while it is collected is then too old for the 300 s that a webhook's signature lasts.
"""

from __future__ import annotations

import time

import pytest

_now = time.time
_passed = 0.0


def _later() -> float:
    return _now() + _passed


def pytest_configure() -> None:
    time.time = _later


def pytest_collection_finish(session: pytest.Session) -> None:
    global _passed
    _passed = 301.0
