"""Lists: pages of objects, and walking through all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from stripe._objects.fields import Generic, Walkable
from stripe._wire.addresses import quoted_id
from stripe.stripe_object import StripeObject, new_object

if TYPE_CHECKING:
    from typing_extensions import Self

T_co = TypeVar("T_co", bound=StripeObject, covariant=True)


class Page(Walkable, StripeObject, Generic[T_co]):
    """What the kinds of lists share: iteration, length and truth are about the page at hand."""

    __slots__ = ("_walk",)
    _IS_PAGE = True

    if TYPE_CHECKING:
        data: list[T_co]

        # Each kind of list leads on in its own way.
        def _pages(self) -> Iterator[Iterable[T_co]]: ...

    def __iter__(self) -> Iterator[T_co]:  # type: ignore[override]  # objects, not names of fields
        return iter(self.__dict__.get("data", ()))

    # Of other objects it is refused, of pages not.
    def __reversed__(self) -> Iterator[T_co]:  # pyright: ignore[reportIncompatibleVariableOverride]
        data: list[T_co] = self.__dict__.get("data", [])
        return reversed(data)

    def __len__(self) -> int:
        return len(self.__dict__.get("data", ()))

    def __bool__(self) -> bool:
        return len(self) > 0

    def __getitem__(self, name: str) -> Any:
        # The check is for callers without a type checker.
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # see above
            raise KeyError(  # what a missing key of any kind raises
                f"A list object has fields, not positions: write .data[{name!r}] for the item."
            )
        return self.__dict__[name]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing on the page."""
        return not self.__dict__.get("data")

    def auto_paging_iter(self, *, prefetch: bool = False) -> Iterator[T_co]:
        """Walks through all objects from this page on, fetching pages as they are needed.

        With `prefetch` a thread fetches the next page while this one is worked on. A V1 list that was asked
        for with `ending_before` is walked backwards.
        """
        pages = self._pages()
        for page in _read_ahead(pages) if prefetch else pages:
            yield from page

    def _url(self, purpose: str) -> str:
        url = self.__dict__.get("url")
        if not isinstance(url, str):
            raise ValueError(  # noqa: TRY004  # of the data, not of an argument
                f"This list has no `url`, which `.{purpose}` needs."
            )
        return url

    def _empty(self) -> Self:
        kind = self.__dict__.get("object")
        fields: dict[str, Any] = {"object": kind, "data": [], "has_more": False}
        return new_object(type(self), fields, self._requestor)


class ListObject(Page[T_co]):
    """A page of a V1 list: `data` holds the objects, `has_more` tells whether there are others.

    See https://docs.stripe.com/api/pagination
    """

    __slots__ = ()
    OBJECT_NAME: ClassVar[str] = "list"

    if TYPE_CHECKING:
        url: str
        has_more: bool

    def list(self, **params: Any) -> Self:
        """Fetches the list anew, with other parameters."""
        page: Self = self._request("get", self._url("list"), params)
        return page

    def create(self, **params: Any) -> T_co:
        """Creates an object in the list."""
        created: T_co = self._request("post", self._url("create"), params)
        return created

    def retrieve(self, id: str, **params: Any) -> T_co:
        """Fetches one object of the list."""
        url = f"{self._url('retrieve').partition('?')[0]}/{quoted_id(id)}"
        item: T_co = self._request("get", url, params)
        return item

    def next_page(self, **params: Any) -> Self:
        """The page after this one; an empty one, without a request, if there are no more."""
        return self._page("starting_after", -1, params)

    def previous_page(self, **params: Any) -> Self:
        """The page before this one; an empty one, without a request, if there are no more."""
        return self._page("ending_before", 0, params)

    def _pages(self) -> Iterator[Iterable[T_co]]:
        asked = self._retrieve_params or {}
        backwards = asked.get("ending_before") is not None and asked.get("starting_after") is None
        page = self
        while not page.is_empty:
            yield reversed(page) if backwards else page
            page = page.previous_page() if backwards else page.next_page()

    def _page(self, cursor: str, position: int, params: Mapping[str, Any]) -> Self:
        if not self.__dict__.get("has_more") or self.is_empty:
            return self._empty()
        id = getattr(self.__dict__["data"][position], "id", None)
        if not id:
            raise ValueError("This list can't be paged through: an object in it has no id.")
        asked = dict(self._retrieve_params or {})
        # The API takes one of the two cursors.
        asked.pop("starting_after" if cursor == "ending_before" else "ending_before", None)
        return self.list(**{**asked, cursor: id, **params})


class SearchResultObject(Page[T_co]):
    """A page of search results; `next_page` is the token of the page after it, if there is one.

    See https://docs.stripe.com/api/pagination/search
    """

    __slots__ = ()
    OBJECT_NAME: ClassVar[str] = "search_result"

    if TYPE_CHECKING:
        url: str
        has_more: bool
        next_page: str | None
        total_count: int

    def search(self, **params: Any) -> Self:
        """Searches anew, with other parameters."""
        page: Self = self._request("get", self._url("search"), params)
        return page

    def next_search_result_page(self, **params: Any) -> Self:
        """The page after this one; an empty one, without a request, if there are no more."""
        if not self.__dict__.get("has_more"):
            page = self._empty()
            page.__dict__["next_page"] = None
            return page
        token = self.__dict__.get("next_page")
        return self.search(**{**(self._retrieve_params or {}), "page": token, **params})

    def _pages(self) -> Iterator[Iterable[T_co]]:
        page = self
        while not page.is_empty:
            yield page
            page = page.next_search_result_page()


def _read_ahead(pages: Iterator[Iterable[T_co]]) -> Iterator[Iterable[T_co]]:
    with _thread() as thread:
        coming = thread.submit(next, pages, None)
        while (page := coming.result()) is not None:
            coming = thread.submit(next, pages, None)
            yield page


def _thread() -> Any:
    # Not imported by the generator: of functions that yield type checkers read the imports.
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(1, "stripe-read-ahead")
