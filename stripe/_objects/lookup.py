"""How Python finds a name on an object whose `__dict__` is the payload: before a field, or after it.

A descriptor without `__set__` gives way to a field of its name, one with `__set__` comes before it.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from typing import Generic
else:

    class _NoBase:
        """`Generic[T]` among the bases of a class: typing's own takes a tenth of a millisecond each."""

        def __getitem__(self, parameters: Any) -> _NoBase:
            return self

        def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[()]:
            return ()

    Generic = _NoBase()


__all__ = ["Generic", "Internal", "Protocol", "Walk", "Walkable"]

T = TypeVar("T")


class Internal(Generic[T]):
    """An attribute of the library that gives way to an API field of the same name.

    Hashes inside an object have no such attribute, lest a template that prints `metadata.api_key` print
    the secret key.
    """

    def __init__(self, read: Callable[[Any], T]) -> None:
        self._read = read
        self.__doc__ = read.__doc__

    if TYPE_CHECKING:  # assignments are seen to by StripeObject.__setattr__

        @overload
        def __get__(self, instance: None, owner: type) -> Internal[T]: ...
        @overload
        def __get__(self, instance: object, owner: type) -> T: ...
        def __get__(self, instance: object, owner: type) -> Any: ...
        def __set__(self, instance: object, value: T) -> None: ...

    else:

        def __get__(self, instance: Any, owner: type) -> Any:
            if instance is None:
                return self
            if not instance._is_of_the_api():
                raise AttributeError  # __getattr__ says of what
            return self._read(instance)


class Protocol:
    """A method that `copy` and `pickle` look up on the object: metadata may have a key of its name."""

    def __init__(self, method: Callable[..., Any]) -> None:
        self._method = method

    def __get__(self, instance: object, owner: type) -> Any:
        return self._method if instance is None else MethodType(self._method, instance)

    def __set__(self, instance: object, value: object) -> None:
        """Never called: `__setattr__` of the objects takes what is set."""


class Walk:
    """A method that walks through the fields, `keys`, `values` or `items`, whatever they are called.

    Who is given a mapping calls the method that lies on it, as `dict(obj)` calls `keys`, and where a field
    of that name lies before it, the field. So a text or a list of the API that is read of such a field
    can be called: `subscription.items.data`, `dict(subscription.items())`.
    """

    def __init__(self, method: Callable[..., Any]) -> None:
        self._method = method
        self._name = method.__name__

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self._method
        walk = MethodType(self._method, instance)
        fields = instance.__dict__
        if self._name not in fields:
            return walk
        value = fields[self._name]
        if type(value) is str:
            value = _Text(value)
        if isinstance(value, Walkable):
            object.__setattr__(value, "_walk", walk)
        return value

    def __set__(self, instance: object, value: object) -> None:
        """Never called, as that of `Protocol`."""


class Walkable:
    """What may lie in a field that is called as a method, and does then what the method does."""

    __slots__ = ()
    _walk: Callable[[], Any]

    do_not_call_in_templates = True
    """Django calls what is callable, unless it is told not to."""

    if not TYPE_CHECKING:  # to a type checker it is what the API calls it

        def __call__(self) -> Any:
            try:
                walk = object.__getattribute__(self, "_walk")
            except AttributeError:
                raise TypeError(f"{type(self).__name__!r} object is not callable") from None
            return walk()


class _Text(Walkable, str):
    __slots__ = ("_walk",)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)
