"""What carries out an operation: the behaviour of a family, else the generic one of its kind."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from stripe.sandbox.generic import crud, registry

if TYPE_CHECKING:
    from stripe.sandbox.generic.registry import Handler
    from stripe.sandbox.spec.description import Route


@cache
def behaviour_of(route: Route) -> tuple[Handler | None, str]:
    """What carries out an operation, and of which kind that is (see `kind_of`)."""
    handler = registry.behaviour_of(route)
    if handler is not None:
        return handler, "emulated"
    handler = crud.handler_for(route)
    return handler, "unsupported" if handler is None else "generic"


def kind_of(key: str) -> str:
    """`emulated`, `generic`, or `unsupported` for operations that answer 501."""
    return behaviour_of(registry.routes()[key])[1]
