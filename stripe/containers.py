"""What counts as a list and as a mapping among the values that applications give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# For `isinstance` where a call would cost too much: a class that is Any leaves what it tests Any,
# while `list` itself would make list[Unknown] of it.
LISTS: Any = (list, tuple)
MAPPING: Any = Mapping
