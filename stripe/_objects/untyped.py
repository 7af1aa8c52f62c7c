"""How type checkers see objects whose fields the API leaves to its users, such as `metadata`.

At run time they are plain objects like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from stripe.stripe_object import StripeObject

if TYPE_CHECKING:
    from collections.abc import ItemsView, Iterable, Mapping, MutableMapping, ValuesView

    from _typeshed import SupportsKeysAndGetItem

T = TypeVar("T")
D = TypeVar("D")

if TYPE_CHECKING:

    class MappedStripeObject(StripeObject, Mapping[str, Any]):
        """An object that is taken where a mapping is; lists are none, which give their items."""

    class UntypedStripeObject(StripeObject, MutableMapping[str, T]):
        """An object with fields of any name, each of type T."""

        def __getattr__(self, name: str) -> T: ...
        def __setattr__(self, name: str, value: T | None) -> None: ...
        def __getitem__(self, name: str) -> T: ...
        def __setitem__(self, name: str, value: T | None) -> None: ...
        @overload
        def get(self, name: str, default: None = None) -> T | None: ...
        @overload
        def get(self, name: str, default: T) -> T: ...
        @overload
        def get(self, name: str, default: D) -> T | D: ...
        def get(self, name: str, default: Any = None) -> Any: ...
        def values(self) -> ValuesView[T]: ...
        def items(self) -> ItemsView[str, T]: ...
        def pop(self, name: str, *default: Any) -> T: ...
        def setdefault(self, name: str, default: Any = None) -> T: ...
        def update(
            self, *values: SupportsKeysAndGetItem[str, T] | Iterable[tuple[str, T]], **fields: T
        ) -> None: ...
        def to_dict(self, recursive: bool = True, for_json: bool = False) -> dict[str, T]: ...

else:
    MappedStripeObject = StripeObject

    class UntypedStripeObject(StripeObject):
        """For annotations; what comes from the API is a plain StripeObject."""

        def __class_getitem__(cls, item: Any) -> Any:
            """`UntypedStripeObject[str]` is the class itself."""
            return cls
