"""The fields of an object: how Python finds a name among them, and the mapping that they are.

They are the instance's `__dict__`. A descriptor without `__set__` gives way to a field of its name, one
with `__set__` comes before it. The methods here never go through attributes, where a field may lie in
front of the method of the same name.
"""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import (
    Callable,
    ItemsView,
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    MutableMapping,
    ValuesView,
)
from types import GenericAlias, MethodType
from typing import TYPE_CHECKING, Any, ClassVar, cast

if TYPE_CHECKING:
    from typing import Generic, TypeVar, overload

    from typing_extensions import Self

    # What the metaclass looks up is declared in stubs: to type checkers no other name is an attribute.
    from stripe._objects.field_types import Reader

    ResourceType = type
    T = TypeVar("T")
else:
    from stripe._objects.field_types import ResourceType

    class _NoBase:
        """`Generic[T]` among the bases of a class: typing's own takes a tenth of a millisecond each."""

        def __getitem__(self, parameters: Any) -> _NoBase:
            return self

        def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[()]:
            return ()

    Generic = _NoBase()
    T = Any


__all__ = ["Fields", "Generic", "Internal", "Protocol", "Walk", "Walkable", "missing"]


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


class Fields(metaclass=ResourceType):
    """A mutable mapping that knows which of its fields were set."""

    __slots__ = ("__dict__", "__weakref__", "_replaced")

    # To dir(), which asks every class, and to the classes that have none.
    FIELD_TYPES: ClassVar[str] = ""
    # Fields that the API sends on request.
    EXPANDABLE: ClassVar[tuple[str, ...]] = ()

    if not TYPE_CHECKING:
        # `ListObject[Customer]`, as it stands in annotations and among bases.
        __class_getitem__ = classmethod(GenericAlias)

    if TYPE_CHECKING:
        __dict__: dict[str, Any]
        # Fields set since the last refresh, each with the value it had then.
        _replaced: dict[str, Any] | None

        @classmethod
        def field_readers(cls) -> dict[str, Reader] | None:
            """How to read the typed fields of an object of this class; None if it has none."""

    @classmethod
    def _older_attribute(cls, name: str) -> Any:
        """What earlier versions had under this name; AttributeError if they had nothing."""
        from stripe.missing_names import left_out

        hint = left_out(name)
        raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}.{hint}")

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name]

    def __setitem__(self, name: str, value: Any) -> None:
        if isinstance(value, str) and value == "":
            raise ValueError(
                f"{name} can't be set to an empty text, which the API reads as an order to unset it. "
                f"To unset it, assign None and save()."
            )
        self._note_change(name)
        self.__dict__[name] = value

    def __delitem__(self, name: str) -> None:
        del self.__dict__[name]
        if self._replaced and name in self._replaced:
            del self._replaced[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __len__(self) -> int:
        return len(self.__dict__)

    def __contains__(self, name: object) -> bool:
        return name in self.__dict__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Fields):
            return type(self) is type(other) and self.__dict__ == other.__dict__
        if isinstance(other, Mapping):
            return self.__dict__ == other
        return NotImplemented

    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # fields change, as those of a dict do
    __reversed__: ClassVar[Any] = None  # refused, where Python would look for positions

    def __or__(self, other: Any) -> dict[str, Any]:
        if isinstance(other, Mapping):
            return {**self.__dict__, **dict(other)}
        return NotImplemented

    def __ror__(self, other: Any) -> dict[str, Any]:
        if isinstance(other, Mapping):
            return {**dict(other), **self.__dict__}
        return NotImplemented

    def __ior__(self, other: Any) -> Self:
        Fields.update(self, other)
        return self

    def __dir__(self) -> Iterable[str]:
        return sorted({*object.__dir__(self), *map(str, self.__dict__)})

    def _ipython_key_completions_(self) -> list[str]:
        """What IPython offers after `obj["`."""
        return list(self.__dict__)

    def get(self, name: str, default: Any = None) -> Any:
        """The field's value, or `default` where there is no such field."""
        return self.__dict__.get(name, default)

    def keys(self) -> KeysView[str]:
        """The names of the fields."""
        return self.__dict__.keys()

    def values(self) -> ValuesView[Any]:
        """The values of the fields."""
        return self.__dict__.values()

    def items(self) -> ItemsView[str, Any]:
        """Names and values of the fields."""
        return self.__dict__.items()

    if not TYPE_CHECKING:
        keys, values, items = Walk(keys), Walk(values), Walk(items)

    def pop(self, name: str, *default: Any) -> Any:
        """Takes a field out and returns its value."""
        value = self.__dict__.pop(name, *default)
        if self._replaced and name in self._replaced:
            del self._replaced[name]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Takes the last field out and returns its name and value."""
        name = next(reversed(self.__dict__))
        return name, self.pop(name)

    def clear(self) -> None:
        """Takes all fields out."""
        self.__dict__.clear()
        self._replaced = None

    def setdefault(self, name: str, default: Any = None) -> Any:
        """The field's value, set to `default` first where there is no such field."""
        if name not in self.__dict__:
            self[name] = default
        return self.__dict__[name]

    def update(self, *values: Any, **fields: Any) -> None:
        """Sets several fields, from a mapping, pairs, or keywords."""
        for name, value in dict(*values, **fields).items():
            self._note_change(name)
            self.__dict__[name] = value

    def copy(self) -> dict[str, Any]:
        """The fields in a plain dict, their values the same."""
        return dict(self.__dict__)

    def _note_change(self, name: str) -> None:
        replaced = self._replaced
        if replaced is None:
            replaced = self._replaced = {}
        replaced.setdefault(name, self.__dict__.get(name))


cast(ABCMeta, MutableMapping).register(Fields)


def missing(instance: Fields, name: str) -> AttributeError:
    """The error for a name that is neither field nor method."""
    cls = type(instance)
    if name in cls.EXPANDABLE:
        text = (
            f'{cls.__name__} has no field {name!r} here: ask for it with expand=["{name}"], without '
            "which the API may leave it out."
        )
    elif place := _moved(cls, name):
        text = f"{cls.__name__} has no field {name!r} any more: read {place}."
    else:
        from stripe.missing_names import left_out

        text = f"{cls.__name__} has no field or method {name!r}.{left_out(name)}"
    return AttributeError(text, name=name, obj=instance)


def _moved(cls: type[Fields], name: str) -> str | None:
    from stripe._objects.moved_fields import MOVED

    return MOVED.get((getattr(cls, "OBJECT_NAME", ""), name))
