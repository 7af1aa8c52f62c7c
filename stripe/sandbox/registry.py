"""Which operations have a behaviour of their own; all others get the generic one of their kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from stripe.sandbox import description

if TYPE_CHECKING:
    from stripe.sandbox.call import Call

Obj = dict[str, Any]
Handler = Callable[["Call"], Any]
Prepare = Callable[["Call", Obj], None]
H = TypeVar("H", bound=Handler)
P = TypeVar("P", bound=Prepare)

# One module a family, below stripe.sandbox.families.
FAMILIES: tuple[str, ...] = (
    "customers",
    "sources",
    "tokens",
    "charges",
    "catalog",
    "events",
    "webhook_endpoints",
)

_handlers: dict[str, Handler] = {}
_prepare: dict[str, list[Prepare]] = {}
_defaults: dict[str, Obj] = {}
_absent: dict[str, tuple[str, ...]] = {}


def operation(*keys: str) -> Callable[[H], H]:
    """Registers a behaviour for operations, `POST /v1/charges/{charge}/capture`."""

    def register(handler: H) -> H:
        for key in keys:
            if key in _handlers:
                raise ValueError(f"{key} has two behaviours.")
            _handlers[key] = handler
        return handler

    return register


def prepare(object_name: str) -> Callable[[P], P]:
    """Registers what a family adds to a new object before the generic behaviour stores it."""

    def register(function: P) -> P:
        _prepare.setdefault(object_name, []).append(function)
        return function

    return register


def defaults(object_name: str, *, absent: tuple[str, ...] = (), **values: Any) -> None:
    """Registers field values of new objects; `absent` fields appear only when expanded."""
    _defaults.setdefault(object_name, {}).update(values)
    _absent[object_name] = _absent.get(object_name, ()) + absent


@cache
def load() -> None:
    """Imports the families."""
    for name in FAMILIES:
        import_module(f"stripe.sandbox.families.{name}")


def handler_of(key: str) -> Handler | None:
    """The behaviour registered for an operation."""
    load()
    return _handlers.get(key)


def prepare_of(object_name: str) -> tuple[Prepare, ...]:
    """What families add to new objects of a kind."""
    load()
    return tuple(_prepare.get(object_name, ()))


def defaults_of(object_name: str) -> Obj:
    """Field values of new objects of a kind."""
    load()
    return _defaults.get(object_name, {})


def absent_of(object_name: str) -> tuple[str, ...]:
    """Fields that an object has only when they are expanded."""
    load()
    return _absent.get(object_name, ())


def kind_of(key: str) -> str:
    """`emulated`, `generic`, or `unsupported` for operations that answer 501."""
    load()
    if key in _handlers:
        return "emulated"
    from stripe.sandbox import generic

    return "generic" if generic.handler_for(description.routes()[key]) else "unsupported"
