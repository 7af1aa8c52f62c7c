"""StripeService: the base of `client.v1.customers` and its likes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stripe._wire.request import Call
from stripe._wire.requestor_options import guarded, guarded_params
from stripe.operation import Route, by_count, dress

if TYPE_CHECKING:
    from types import FunctionType

    from stripe.api_requestor import APIRequestor


class StripeService:
    """Operations, and services below, that act through one client."""

    def __init__(self, requestor: APIRequestor) -> None:
        self._requestor = requestor

    if not TYPE_CHECKING:  # to a type checker a name that is not declared is an error

        def __getattr__(self, name: str) -> Any:
            """Reached only where there is no such operation."""
            from stripe.missing_names import no_attribute

            raise no_attribute(self, name)


class service_method:  # noqa: N801 - used like a decorator
    """A method of a service: `client.v1.charges.capture("ch_1", params, options)`."""

    def __init__(self, route: str, *, dropped: str = "", **call: Any) -> None:
        self.route: Route = Route(route, Call(usage=("stripe_client",), **call), dropped)

    def __set_name__(self, owner: type, name: str) -> None:
        function = _service_function(self.route)
        dress(function, owner, name, self.route, ("self", *self.route.ids, "params", "options"))
        setattr(owner, name, function)


class service:  # noqa: N801  # used like a decorator
    """A service below another, imported and made when it is first used."""

    def __init__(self, path: str) -> None:
        self._module, _, self._class = path.rpartition(".")

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: StripeService | None, owner: type) -> Any:
        if instance is None:
            return self
        cls = getattr(import_module(f"stripe.services.{self._module}"), self._class)
        made = instance.__dict__[self._name] = cls(instance._requestor)
        return made


class shortcut:  # noqa: N801  # used like a decorator
    """An older spelling of a service: `client.customers` for `client.v1.customers`."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type) -> Any:
        return self if instance is None else getattr(instance.v1, self._name)


def _service_function(route: Route) -> FunctionType:
    def none(self: Any, params: Any = None, options: Any = None) -> Any:
        params, options = guarded_params(params), options and guarded(options)
        return route.send(self._requestor, route.path, params, options)

    def one(self: Any, a: Any, params: Any = None, options: Any = None) -> Any:
        params, options = guarded_params(params), options and guarded(options)
        return route.send(self._requestor, route.url(a), params, options)

    def two(self: Any, a: Any, b: Any, params: Any = None, options: Any = None) -> Any:
        params, options = guarded_params(params), options and guarded(options)
        return route.send(self._requestor, route.url(a, b), params, options)

    def three(self: Any, a: Any, b: Any, c: Any, params: Any = None, options: Any = None) -> Any:
        params, options = guarded_params(params), options and guarded(options)
        return route.send(self._requestor, route.url(a, b, c), params, options)

    return by_count((none, one, two, three), route)
