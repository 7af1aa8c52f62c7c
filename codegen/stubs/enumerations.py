"""Write the long enumerations that answers and parameters repeat: type checkers hold each once."""

from __future__ import annotations

from collections.abc import Iterable

from codegen import text
from codegen.description import Description

MODULE = "stripe.params._enumerations"


def files(description: Description) -> dict[str, str]:
    """Return the stub of the enumerations that have a name."""
    if not description.enumerations:
        return {}
    lines = [f"{name} = {literal(values)}" for values, name in description.enumerations.items()]
    stub = text.module("from typing import Literal", "\n".join(sorted(lines)))
    return {f"{MODULE.removeprefix('stripe.').replace('.', '/')}.pyi": stub}


def literal(values: Iterable[object]) -> str:
    """Return a Literal of these values."""
    return f"Literal[{', '.join(text.literal(value) for value in values)}]"
