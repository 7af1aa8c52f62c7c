"""The query language of search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stripe.sandbox.call import Call


def generic(call: Call) -> dict[str, Any]:
    """A page of what a query finds."""
    raise NotImplementedError
