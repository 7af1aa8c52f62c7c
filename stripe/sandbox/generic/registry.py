"""Which operations have a behaviour of their own; all others get the generic one of their kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, TypeVar

from stripe.sandbox.json import Obj
from stripe.sandbox.spec import description

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.spec.description import Route
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

Handler = Callable[["Call"], Any]
Prepare = Callable[["World", Obj, Obj], None]
Page = Callable[["State", "Request", dict[str, str]], "Raw"]
H = TypeVar("H", bound=Handler)
P = TypeVar("P", bound=Prepare)
R = TypeVar("R", bound="Reference")
G = TypeVar("G", bound=Page)
TimeOf = Callable[["Call"], "int | None"]
InPassing = Callable[["World", "Route", dict[str, str], Obj], "Obj | None"]
Reference = Callable[["World"], dict[str, Obj]]

ROOMS = (
    "generic",
    "ledger",
    "means",
    "platform",
    "connect",
    "payments",
    "billing",
    "checkout",
    "pages",
)
"""Where behaviours are, from below; all their modules are imported before the first request."""
OTHER_ROOMS = frozenset({"api", "dashboard", "front", "spec", "state"})

_handlers: dict[str, Handler] = {}
_prepare: dict[str, list[Prepare]] = {}
_defaults: dict[str, Obj] = {}
_absent: dict[str, tuple[str, ...]] = {}
_references: dict[str, Reference] = {}
_pages: dict[str, Page] = {}
_time_of: list[Callable[[Call], int | None]] = []
_in_passing: list[InPassing] = []


def operation(*keys: str) -> Callable[[H], H]:
    """Registers a behaviour for operations, `POST /v1/charges/{charge}/capture`.

    An operation that the API description does not have (`GET /v1/payment_pages/{session}`) gets its
    parameters as they came.
    """

    def register(handler: H) -> H:
        for key in keys:
            if key in _handlers:
                raise ValueError(f"{key} has two behaviours.")
            _handlers[key] = handler
        return handler

    return register


def page(*keys: str) -> Callable[[G], G]:
    """Registers what answers outside the API, with no key: `GET /sandbox/checkout/{session}`."""

    def register(handler: G) -> G:
        _pages.update(dict.fromkeys(keys, handler))
        return handler

    return register


def pages() -> dict[str, Page]:
    """What answers outside the API, by method and path."""
    load()
    return _pages


def prepare(object_name: str) -> Callable[[P], P]:
    """Registers what a family adds to a new object before the generic behaviour stores it.

    It takes the world, the object and the parameters that it was built from.
    """

    def register(function: P) -> P:
        _prepare.setdefault(object_name, []).append(function)
        return function

    return register


def defaults(object_name: str, *, absent: tuple[str, ...] = (), **values: Any) -> None:
    """Registers field values of new objects; `absent` fields appear only when expanded."""
    _defaults.setdefault(object_name, {}).update(values)
    _absent[object_name] = _absent.get(object_name, ()) + absent


def reference(object_name: str) -> Callable[[R], R]:
    """Registers what Stripe itself keeps of a kind, by id: objects that no account makes."""

    def register(function: R) -> R:
        _references[object_name] = function
        return function

    return register


def reference_of(world: World, object_name: str) -> dict[str, Obj]:
    """What Stripe itself keeps of a kind."""
    load()
    function = _references.get(object_name)
    return function(world) if function is not None else {}


def time_of_calls(function: TimeOf) -> TimeOf:
    """Registers what tells at which time an operation is carried out, if not at the sandbox's."""
    _time_of.append(function)
    return function


def time_of(call: Call) -> int | None:
    """The time at which an operation is carried out, None for that of the sandbox's clock."""
    for function in _time_of:
        moment = function(call)
        if moment is not None:
            return moment
    return None


def in_passing(function: InPassing) -> InPassing:
    """Registers what answers while a test clock is advanced, without waiting for its end.

    It takes the world, the route, the ids and the parameters of an operation; None leaves it waiting.
    """
    _in_passing.append(function)
    return function


def answer_in_passing(world: World, route: Route, ids: dict[str, str], params: Obj) -> Obj | None:
    """What an operation gets while a test clock is advanced; raises what refuses it."""
    found = (function(world, route, ids, params) for function in _in_passing)
    return next((answer for answer in found if answer is not None), None)


@cache
def load() -> None:
    """Imports the rooms whose modules register behaviours; a room that nobody knows is an error."""
    here = import_module("stripe.sandbox").__path__
    for found in iter_modules(here):
        if found.ispkg and found.name not in OTHER_ROOMS.union(ROOMS):
            raise ImportError(
                f"stripe.sandbox.{found.name} is in no list of rooms: name it in "
                "stripe.sandbox.generic.registry.ROOMS, or its behaviours are never registered."
            )
    for room in ROOMS:
        package = import_module(f"stripe.sandbox.{room}")
        for module in iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")


@cache
def routes() -> dict[str, Route]:
    """The operations of the API, and those that families add to them."""
    load()
    table = dict(description.routes())
    for key in _handlers:
        if key not in table:
            table[key] = description.free_route(key)
    return table


def behaviour_of(route: Route) -> Handler | None:
    """The behaviour that a family has registered for an operation."""
    load()
    return _handlers.get(route.key)


@cache
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
