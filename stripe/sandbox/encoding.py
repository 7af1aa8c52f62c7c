"""JSON as the sandbox writes it."""

from __future__ import annotations

import json

encode = json.JSONEncoder(separators=(",", ":")).encode
