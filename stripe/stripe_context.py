"""StripeContext: the account, or account within an organization, that a request is about."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class StripeContext:
    """The path of a `Stripe-Context` header, `"acct_parent/acct_child"`; it never changes.

    Give it as `stripe_context` to a client or a call; an `EventNotification` has one as `context`.
    See https://docs.stripe.com/context
    """

    __slots__ = ("_segments",)

    def __init__(self, segments: Iterable[str] | None = None) -> None:
        if isinstance(segments, str):
            raise TypeError(
                f"StripeContext takes a list of segments; for a text write "
                f"StripeContext.parse({segments!r})."
            )
        self._segments = tuple(segments or ())

    @staticmethod
    def parse(context_str: str | None) -> StripeContext:
        """The context that a header's text stands for; an empty one for `""` and None."""
        return StripeContext(context_str.split("/") if context_str else ())

    @property
    def segments(self) -> list[str]:
        """The parts of the path, the outermost first, in a list of their own."""
        return list(self._segments)

    def push(self, segment: str) -> StripeContext:
        """The context one level further in."""
        return StripeContext((*self._segments, segment))

    def pop(self) -> StripeContext:
        """The context one level further out; `ValueError` if this one is empty."""
        if not self._segments:
            raise ValueError("An empty StripeContext has no segment to pop.")
        return StripeContext(self._segments[:-1])

    def __str__(self) -> str:
        return "/".join(self._segments)

    def __repr__(self) -> str:
        return f"StripeContext({list(self._segments)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StripeContext):
            return NotImplemented
        return self._segments == other._segments

    def __hash__(self) -> int:
        return hash(self._segments)

    def __setstate__(self, state: dict[str, Any] | tuple[None, dict[str, Any]]) -> None:
        # A dict in pickles of the official SDK, which has no slots.
        fields = state[1] if isinstance(state, tuple) else state
        self._segments = tuple(fields["_segments"])
