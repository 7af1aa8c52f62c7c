"""Reading API descriptions, and the committed one with its origin stamped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from codegen import rules
from codegen.nodes import is_object

COMMITTED = Path(__file__).parent / "openapi.json"


def read(path: Path) -> dict[str, Any]:
    """Read a description and complete it: what it lacks of names is derived by rule."""
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SystemExit(f"{path} is no OpenAPI document in JSON: {error}") from error
    if not is_object(loaded):
        raise SystemExit(f"{path} is no OpenAPI document: it holds no JSON object")
    return rules.complete(loaded)
