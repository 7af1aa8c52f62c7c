"""StripeService: the base of `client.v1.customers` and its likes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stripe.lazy import no_attribute

if TYPE_CHECKING:
    from stripe.api_requestor import APIRequestor


class StripeService:
    """Operations, and services below, that act through one client."""

    def __init__(self, requestor: APIRequestor) -> None:
        self._requestor = requestor

    if not TYPE_CHECKING:  # to a type checker a name that is not declared is an error

        def __getattr__(self, name: str) -> Any:
            """Reached only where there is no such operation."""
            raise no_attribute(self, name)


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
