"""Class decorators of earlier versions, for resources that applications define themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MethodType
from typing import Any, TypeVar

from stripe.api_resource import APIResource
from stripe.operation import class_and_instance, operation

T = TypeVar("T", bound="type[APIResource[Any]]")

_VERBS = {"create": "POST", "retrieve": "GET", "update": "POST", "delete": "DELETE", "list": "GET"}


def custom_method(
    name: str, http_verb: str, http_path: str | None = None, is_streaming: bool = False
) -> Callable[[T], T]:
    """Adds `name` as a method of class and instance: `http_verb` to `/v1/<class>s/<id>/<http_path>`.

    An instance keeps a method of that name that the class has. Declare it with `stripe.operation.dual`
    instead. Raises ValueError for another verb than get, post and delete.
    """
    if http_verb not in ("get", "post", "delete"):
        raise ValueError(f"http_verb must be 'get', 'post' or 'delete', not {http_verb!r}.")

    def decorate(cls: T) -> T:
        route = f"{http_verb.upper()} {cls.class_url()}/{{sid}}/{http_path or name}"
        own = getattr(cls, name, None)
        _declare(
            cls, name, class_and_instance(route, answer="stream" if is_streaming else "object")
        )
        if own is not None:  # an instance goes on doing it in its own way
            setattr(cls, name, class_method_variant(f"_cls_{name}")(own))
        return cls

    return decorate


def nested_resource_class_methods(
    resource: str,
    path: str | None = None,
    operations: Sequence[str] | None = None,
    resource_plural: str | None = None,
) -> Callable[[T], T]:
    """Adds `create_<resource>(id, ...)`, `list_<resource>s(id, ...)` and so on, as `operations` says.

    Declare them with `stripe.operation.operation` instead. Raises ValueError for an unknown operation.
    """
    plural = resource_plural or f"{resource}s"
    unknown = set(operations or ()) - _VERBS.keys()
    if operations is None or unknown:
        raise ValueError(f"operations must be some of {', '.join(_VERBS)}.")

    def decorate(cls: T) -> T:
        base = f"{cls.class_url()}/{{id}}/{path or plural}"
        for kind in operations:
            on_one = kind in ("retrieve", "update", "delete")
            route = f"{_VERBS[kind]} {base}" + ("/{nested_id}" if on_one else "")
            name = {"update": f"modify_{resource}", "list": f"list_{plural}"}.get(
                kind, f"{kind}_{resource}"
            )
            _declare(cls, name, operation(route))
        return cls

    return decorate


class class_method_variant:  # noqa: N801 - used like a decorator
    """A method of the instance; the class has the method that is named here under the same name.

    Declare both with `stripe.operation.dual` instead.
    """

    def __init__(self, class_method_name: str) -> None:
        self._name = class_method_name

    def __call__(self, method: Callable[..., Any]) -> class_method_variant:
        self._method = method
        return self

    def __get__(self, instance: object, owner: type) -> Any:
        return (
            getattr(owner, self._name) if instance is None else MethodType(self._method, instance)
        )


def _declare(cls: type, name: str, declaration: operation) -> None:
    setattr(cls, name, declaration)
    declaration.__set_name__(cls, name)
