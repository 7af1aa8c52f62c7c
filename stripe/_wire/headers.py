"""Headers of an answer, found whatever their capitals are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Headers(Mapping[str, str]):
    """Those of an HTTP client that answers with a plain dict.

    With the mapping of `requests`, calls to a sandbox of this process take up to a tenth longer.
    """

    __slots__ = ("_by_name", "_given")

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = {**given}
        self._by_name = {name.lower(): value for name, value in given.items()}

    def __getitem__(self, name: str) -> str:
        return self._by_name[name.lower()]

    # These two are asked several times in each call, and take Mapping a try and an exception.
    def get(self, name: str, default: Any = None) -> Any:
        """The value of the header; `default` if there is none."""
        return self._by_name.get(name.lower(), default)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def __repr__(self) -> str:
        return repr(self._given)
