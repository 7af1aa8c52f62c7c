"""Small names of other versions; aliases.py leads here for those of private modules."""

from __future__ import annotations

from typing import TypeVar, Union

from stripe import version

T = TypeVar("T")
ExpandableField = Union[str, T]  # noqa: UP007  # subscripted by applications: ExpandableField["Customer"]


class _ApiVersion:  # pyright: ignore[reportUnusedClass]  # imported by its users
    CURRENT = version.API_VERSION
    CURRENT_MAJOR = version.API_VERSION_MAJOR
