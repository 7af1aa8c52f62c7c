"""A text that is not to be shown."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import SupportsIndex


class Secret(str):
    """A text whose `repr` hides it: that is what tracebacks with local variables and error trackers show.

    In all else it is the text itself.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "'****'"

    __sentry_repr__ = __repr__

    def __getitem__(self, key: SupportsIndex | slice) -> Secret:
        return Secret(str.__getitem__(self, key))  # what shortens texts shows the beginning

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)


def hidden(value: str | None) -> str | None:
    """The same text, which prints no longer; what is no text stays as it is."""
    return Secret(str.__str__(value)) if isinstance(value, str) else value


def as_secret(value: object) -> Secret | None:
    """A key as it was given by an application, to be kept in variables; None if there is none.

    What is no text becomes one that is no key.
    """
    if value is None or isinstance(value, Secret):
        return value
    # Not `str()`: a member of an enumeration of texts is its value, and `str()` gives its name.
    return Secret(str.__str__(value) if isinstance(value, str) else f"not a {type(value).__name__}")
