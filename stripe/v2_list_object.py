"""The lists of API V2, and what its deletions answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar, TypeVar

from stripe.list_object import Page
from stripe.stripe_object import StripeObject

T_co = TypeVar("T_co", bound=StripeObject, covariant=True)


class ListObject(Page[T_co]):
    """A page of a V2 list: `next_page_url` leads to the page after it.

    See https://docs.stripe.com/api-v2-overview
    """

    __slots__ = ()
    OBJECT_NAME: ClassVar[str] = "v2.list"

    if TYPE_CHECKING:
        next_page_url: str | None
        previous_page_url: str | None

    def _pages(self) -> Iterator[Iterable[T_co]]:
        page = self
        while True:
            yield page
            url = page.__dict__.get("next_page_url")
            if not url:
                return
            page = self._requestor.request("get", url)


class SearchResultObject(ListObject[T_co]):
    """A page of V2 search results: the next one is asked for with the parameters of the search."""

    __slots__ = ()
    OBJECT_NAME: ClassVar[str] = "v2.search_result"

    def _pages(self) -> Iterator[Iterable[T_co]]:
        params = {
            name: value for name, value in (self._retrieve_params or {}).items() if name != "limit"
        }
        page = self
        while True:
            yield page
            url = page.__dict__.get("next_page_url")
            if not url:
                return
            page = self._requestor.request("post", url, params)


class DeletedObject(StripeObject):
    """What a V2 deletion answers: the `id` of what is gone, and maybe its `object`."""

    __slots__ = ()
    OBJECT_NAME: ClassVar[str] = "v2.deleted_object"

    if TYPE_CHECKING:
        id: str
        object: str | None
