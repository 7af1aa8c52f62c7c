"""APIResource and its kinds: objects that have an address of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import GenericAlias, MethodType
from typing import TYPE_CHECKING, Any, ClassVar

from stripe._objects.fields import Generic
from stripe._objects.requestor import global_request
from stripe._wire.addresses import quoted_id
from stripe._wire.request import Call
from stripe._wire.requestor_options import split_options
from stripe.error import InvalidRequestError
from stripe.operation import send_retrieve
from stripe.stripe_object import StripeObject

if TYPE_CHECKING:
    from typing import TypeVar

    from typing_extensions import Self

    from stripe._objects.untyped import MappedStripeObject
    from stripe._wire.options import BaseAddress
    from stripe.list_object import ListObject, SearchResultObject

    T = TypeVar("T", bound=StripeObject)
else:
    MappedStripeObject = StripeObject
    T = Any


class APIResource(MappedStripeObject, Generic[T]):
    """An object that can be fetched again.

    See https://docs.stripe.com/api
    """

    __slots__ = ()

    # Where the address is not "/v1/" + OBJECT_NAME + "s".
    CLASS_URL: ClassVar[str] = ""
    # Addresses of objects below others, tried in order: `{owner}` is a field, an id or an object.
    INSTANCE_URLS: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        helpers = cls.__dict__.get("TestHelpers")
        if helpers is not None:
            helpers._resource_cls = cls
            type.__setattr__(cls, "test_helpers", _TestHelpers())

    @classmethod
    def _older_attribute(cls, name: str) -> Any:
        """What earlier versions had under this name, such as `Customer.sources_url`."""
        from stripe._compat.nested_helpers import nested_helper

        helper = nested_helper(cls, name)
        return super()._older_attribute(name) if helper is None else helper

    @classmethod
    def class_url(cls) -> str:
        """The path of the collection, such as `/v1/customers`."""
        if cls.CLASS_URL:
            return cls.CLASS_URL
        if not hasattr(cls, "OBJECT_NAME"):
            raise NotImplementedError(
                f"{cls.__name__} is abstract: call the method on one of the classes derived from it, "
                "such as stripe.Customer."
            )
        return f"/v1/{cls.OBJECT_NAME.replace('.', '/')}s"

    def instance_url(self) -> str:
        """The path of this object, such as `/v1/customers/cus_1`.

        Raises InvalidRequestError if it has no id, or lacks the one of its owner.
        """
        if not self.INSTANCE_URLS:
            return f"{type(self).class_url()}/{quoted_id(self.__dict__.get('id'))}"
        for template in self.INSTANCE_URLS:
            ids = _ids_in(template, self.__dict__)
            if ids is not None:
                return template.format_map({name: quoted_id(id) for name, id in ids.items()})
        names = " or ".join(url.partition("{")[2].partition("}")[0] for url in self.INSTANCE_URLS)
        raise InvalidRequestError(
            f"This {type(self).__name__} can't be addressed: it has no {names}, which its path needs.",
            "id",
        )

    @classmethod
    def retrieve(cls, id: str, **params: Any) -> Self:
        """Fetches the object with this id."""
        found: Self = send_retrieve(cls, cls(id).instance_url(), params)
        return found

    @classmethod
    def _static_request(
        cls,
        method_: str,
        url_: str,
        params: Mapping[str, Any] | None = None,
        *,
        base_address: BaseAddress = "api",
    ) -> Any:
        # With the settings of the module; applications know it by this name.
        return global_request(method_, url_, params or {}, base_address)

    def refresh(self) -> Self:
        """Fetches the object again, with the parameters it was retrieved with."""
        return self._request_and_refresh("get", self.instance_url())

    def _request_and_refresh(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        call: Call | None = None,
    ) -> Self:
        if params is None:
            params = self._retrieve_params or {}
        options, rest = split_options(params)
        fresh = self._requestor.request(method, url, rest, options, call or Call(), cls=type(self))
        self._take_over(fresh)
        return self


class SingletonAPIResource(APIResource[T]):
    """A resource of which an account has one, without an id."""

    __slots__ = ()

    @classmethod
    def class_url(cls) -> str:
        """The path of the object."""
        return cls.CLASS_URL or f"/v1/{cls.OBJECT_NAME.replace('.', '/')}"

    def instance_url(self) -> str:
        """The path of the object."""
        return type(self).class_url()

    @classmethod
    def retrieve(cls, **params: Any) -> Self:  # type: ignore[override]  # there is no id
        """Fetches the object."""
        found: Self = send_retrieve(cls, cls.class_url(), params)
        return found


class CreateableAPIResource(APIResource[T]):
    """A resource that can be created."""

    __slots__ = ()

    @classmethod
    def create(cls, **params: Any) -> T:
        """Creates an object."""
        created: T = global_request("post", cls.class_url(), params)
        return created


class ListableAPIResource(APIResource[T]):
    """A resource that can be listed."""

    __slots__ = ()

    @classmethod
    def list(cls, **params: Any) -> ListObject[T]:
        """Fetches a page of objects."""
        page: ListObject[T] = global_request("get", cls.class_url(), params)
        return page

    @classmethod
    def auto_paging_iter(cls, **params: Any) -> Iterator[T]:
        """Walks through all objects of the list, fetching pages as they are needed."""
        return cls.list(**params).auto_paging_iter()


class SearchableAPIResource(APIResource[T]):
    """A resource that can be searched."""

    __slots__ = ()

    @classmethod
    def search(cls, **params: Any) -> SearchResultObject[T]:
        """Fetches a page of search results."""
        page: SearchResultObject[T] = global_request("get", f"{cls.class_url()}/search", params)
        return page

    @classmethod
    def search_auto_paging_iter(cls, **params: Any) -> Iterator[T]:
        """Walks through all search results, fetching pages as they are needed."""
        return cls.search(**params).auto_paging_iter()


class UpdateableAPIResource(APIResource[T]):
    """A resource that can be updated."""

    __slots__ = ()

    @classmethod
    def modify(cls, sid: str, **params: Any) -> T:
        """Updates the object with this id."""
        changed: T = global_request("post", f"{cls.class_url()}/{quoted_id(sid)}", params)
        return changed

    def save(self, idempotency_key: str | None = None) -> Self:
        """Sends the fields that were set since the last refresh; without any, sends nothing.

        `modify` says more clearly what is to change.
        """
        params = self.serialize(None)
        if params:
            if idempotency_key is not None:
                params["idempotency_key"] = idempotency_key
            self._request_and_refresh("post", self.instance_url(), params, Call(usage=("save",)))
        return self


class _Delete:
    """`obj.delete()`, and `Cls.delete(obj)` or `Cls.delete(id)`, of resources that declare no route."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def __get__(self, instance: Any, owner: type[DeletableAPIResource[Any]]) -> Callable[..., Any]:
        return owner._cls_delete if instance is None else MethodType(self._function, instance)


class DeletableAPIResource(APIResource[T]):
    """A resource that can be deleted."""

    __slots__ = ()

    def _delete(self, **params: Any) -> Self:
        """Deletes the object; its field `deleted` is then true."""
        return self._request_and_refresh("delete", self.instance_url(), params)

    @classmethod
    def _cls_delete(cls, sid: Any, /, **params: Any) -> Any:
        """Deletes the object with this id, or the one that is given."""
        if isinstance(sid, cls):
            return sid._delete(**params)
        if cls.INSTANCE_URLS:
            raise NotImplementedError(
                f"A {cls.__name__} can't be deleted by its id alone. Fetch it through its owner and "
                "call delete() on it, or call the owner's method."
            )
        return global_request("delete", f"{cls.class_url()}/{quoted_id(sid)}", params)

    if TYPE_CHECKING:
        delete = _delete
    else:
        delete = _Delete(_delete)


class APIResourceTestHelpers(Generic[T]):
    """Test-mode operations of a resource: `Refund.TestHelpers.expire(id)`, `refund.test_helpers`."""

    _resource_cls: ClassVar[type[APIResource[Any]]]

    if not TYPE_CHECKING:  # `APIResourceTestHelpers[Refund]`, which `Fields` does for objects
        __class_getitem__ = classmethod(GenericAlias)

    def __init__(self, resource: T) -> None:
        self.resource = resource

    if not TYPE_CHECKING:  # to a type checker a name that is not declared is an error

        def __getattr__(self, name: str) -> Any:
            """Reached only where there is no such operation."""
            from stripe.missing_names import no_attribute

            raise no_attribute(self, name)

    @classmethod
    def class_url(cls) -> str:
        """The path of the collection, such as `/v1/test_helpers/refunds`."""
        return f"/v1/test_helpers{cls._resource_cls.class_url()[len('/v1') :]}"

    def instance_url(self) -> str:
        """The path that the operations on this object begin with."""
        return f"{self.class_url()}/{quoted_id(self.resource.__dict__.get('id'))}"


class _TestHelpers:
    """The attribute `test_helpers` of instances; a field of that name comes before it."""

    def __get__(self, instance: Any, owner: Any) -> Any:
        return self if instance is None else owner.TestHelpers(instance)


def _ids_in(template: str, fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields that a template names; None if one is missing."""
    names = [part.partition("}")[0] for part in template.split("{")[1:]]
    found: dict[str, Any] = {}
    for name in names:
        value = fields.get(name)
        id = value.__dict__.get("id") if isinstance(value, StripeObject) else value
        if id is None and name != "id":
            return None
        found[name] = id
    return found
