"""Reading API descriptions, and writing the committed one with its origin stamped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from codegen import rules
from codegen.model import Json
from codegen.nodes import is_array, is_object

COMMITTED = Path(__file__).parent / "openapi.json"
_A_LINE_EACH = frozenset(
    ("paths", "components", "schemas", "securitySchemes", "x-sdk-classes", "x-sdk-services")
)


def read(path: Path) -> dict[str, Any]:
    """Read a description and complete it: what it lacks of names is derived by rule."""
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SystemExit(f"{path} is no OpenAPI document in JSON: {error}") from error
    if not is_object(loaded):
        raise SystemExit(f"{path} is no OpenAPI document: it holds no JSON object")
    return rules.complete(loaded)


def to_commit(document: dict[str, Any], origin: str) -> dict[str, Any]:
    """Return a description that says what it was read from, without the vendor's prose."""
    found: dict[str, Any] = _without_prose(document)
    found["info"]["x-sdk-source"] = {"document": origin}
    return found


def _without_prose(node: Json) -> Json:
    if is_object(node):
        return {
            key: _without_prose(value)
            for key, value in node.items()
            if key != "description" or not isinstance(value, str)
        }
    return [_without_prose(value) for value in node] if is_array(node) else node


def text(document: dict[str, Any]) -> str:
    """Return a description with one path, schema or class a line: a diff shows what changed."""
    return _block(document) + "\n"


def _block(node: dict[str, Any]) -> str:
    lines = (
        f"{_line(key)}:{_block(value) if key in _A_LINE_EACH else _line(value)}"
        for key, value in node.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}"


def _line(node: Json) -> str:
    return json.dumps(node, separators=(",", ":"))
