"""How Python finds a name on an object whose `__dict__` is the payload: before a field, or after it.

A descriptor without `__set__` gives way to a field of its name, one with `__set__` comes before it.
"""

from __future__ import annotations

from collections.abc import Callable, KeysView
from types import MethodType
from typing import TYPE_CHECKING, Any, TypeVar, overload

from stripe._objects.generics import Generic

if TYPE_CHECKING:
    from typing_extensions import Self


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


class Keys:
    """The method `keys`, to be found on an object with a field `keys` as well.

    `dict(obj)` and `{**obj}` call what lies there: the field's text, which is callable then.
    """

    def __init__(self, method: Callable[[Any], KeysView[str]]) -> None:
        self._method = method

    def __get__(self, instance: object, owner: type) -> Any:
        if instance is None:
            return self._method
        fields = instance.__dict__
        value = fields.get("keys", fields.keys)
        return _NameOfKeys(value, fields) if type(value) is str else value

    def __set__(self, instance: object, value: object) -> None:
        """Never called, as that of `Protocol`."""


class _NameOfKeys(str):
    """The text of a field called `keys`, which gives the names of all fields when it is called."""

    __slots__ = ("_fields",)
    _fields: dict[str, Any]

    def __new__(cls, text: str, fields: dict[str, Any]) -> Self:
        made = super().__new__(cls, text)
        made._fields = fields
        return made

    def __call__(self) -> KeysView[str]:
        return self._fields.keys()

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)
