"""JSON as the sandbox writes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

encode: Callable[[Any], str] = json.JSONEncoder(separators=(",", ":")).encode
