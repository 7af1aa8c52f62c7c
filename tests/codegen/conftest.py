"""The generator is imported from the working tree: it is no part of the installed package."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


@pytest.fixture(scope="session")
def committed() -> dict[str, Any]:
    """The committed description as plain data."""
    return json.loads((ROOT / "codegen" / "openapi.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def shop_path() -> Path:
    """A small description in the vendor's notation, made up for these tests."""
    return Path(__file__).with_name("shop.json")
