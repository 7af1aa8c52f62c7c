"""Event handlers: one function for each type of event that a webhook brings.

handler = stripe.StripeEventHandler(webhook_secret, fallback)

@handler.on_invoice_paid
def paid(event: stripe.Event[stripe.Invoice]):
    print(event.data.object.amount_paid)

handler.handle(request.body, request.headers["Stripe-Signature"])
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from stripe._wire.masking import hidden
from stripe.event_types import EVENT_TYPES
from stripe.webhook import Webhook

if TYPE_CHECKING:
    from collections.abc import Callable

    from stripe.event_types import EventHandlerMethods
    from stripe.resources.event import AnyEvent
    from stripe.stripe_client import StripeClient
    from stripe.webhook import WebhookPayload

    Callback = Callable[..., object]
    PreHandle = Callable[[AnyEvent], bool]
    FallbackCallback = Callable[[AnyEvent, "UnhandledNotificationDetails"], object]
else:

    class EventHandlerMethods:
        """The 275 methods that register a function: they are made at the end of this module."""


class UnhandledNotificationDetails(NamedTuple):
    """Tells a fallback whether this version of the library knows the type of the event."""

    is_known_event_type: bool


class SeenEvents(Protocol):
    """Where a handler remembers the ids of events that it is done with: a set does, a table better."""

    def __contains__(self, event_id: object, /) -> bool:
        """Whether the event was handled before."""
        ...

    def add(self, event_id: str, /) -> object:
        """Remembers an event."""
        ...


class RecentEvents:
    """The ids of the last events, in the memory of this process: `limit` of them, then the oldest goes."""

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._ids: dict[str, None] = {}
        self._lock = Lock()

    def __contains__(self, event_id: object, /) -> bool:
        return event_id in self._ids

    def add(self, event_id: str, /) -> None:
        """Remembers an event, and forgets the oldest beyond the limit."""
        with self._lock:
            self._ids[event_id] = None
            while len(self._ids) > self._limit:
                del self._ids[next(iter(self._ids))]


class Functions:
    """The functions of a handler, by event type: what all handlers share."""

    _methods: type

    def __init__(self, fallback_callback: Callable[..., object]) -> None:
        self.fallback_callback = fallback_callback
        self._callbacks: dict[str, Callback] = {}
        self._pre_handle: Callable[..., bool] | None = None
        self._has_handled = False

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            from difflib import get_close_matches

            near = get_close_matches(name, vars(self._methods), 1) if name[:3] == "on_" else []
            hint = f" Did you mean {near[0]!r}?" if near else ""
            message = f"{type(self).__name__} has no attribute {name!r}.{hint}"
            raise AttributeError(message, name=name)

    @property
    def registered_event_types(self) -> list[str]:
        """The types that have a function of their own, sorted."""
        return sorted(self._callbacks)

    def _register_pre_handle(self, func: Any) -> Any:
        self._expect_not_started()
        if self._pre_handle is not None:
            raise ValueError("There is already a pre_handle function.")
        self._pre_handle = func
        return func

    def _register(self, event_type: str, func: Callback) -> Callback:
        self._expect_not_started()
        if event_type in self._callbacks:
            raise ValueError(f"There is already a function for {event_type} events.")
        self._callbacks[event_type] = func
        return func

    def _expect_not_started(self) -> None:
        if self._has_handled:
            raise RuntimeError(
                "Register all functions before the first event is handled: a function that comes later "
                "would miss events."
            )

    def _call(self, event: Any, is_known: bool, *more: object) -> None:
        """Calls the function for an event, after `pre_handle`, with what functions get beside it."""
        if self._pre_handle is not None and not self._pre_handle(event, *more):
            return
        callback = self._callbacks.get(event.type)
        if callback is not None:
            callback(event, *more)
        else:
            self.fallback_callback(event, *more, UnhandledNotificationDetails(is_known))


class _Handler(Functions, EventHandlerMethods):
    """What the two handlers share: an event that was handled is not handled again."""

    _methods = EventHandlerMethods

    def __init__(
        self,
        fallback_callback: FallbackCallback,
        seen: SeenEvents | None,
        client: StripeClient | None,
    ) -> None:
        super().__init__(fallback_callback)
        self._seen: SeenEvents = RecentEvents() if seen is None else seen
        self._under_way: set[str] = set()
        self._lock = Lock()
        self._source: Any = Webhook if client is None else client

    def pre_handle(self, func: PreHandle) -> PreHandle:
        """Registers the function that sees each event first, and returns it.

        When it returns False the event is done with. Raises `ValueError` if there is one already,
        `RuntimeError` once events are handled.
        """
        found: PreHandle = self._register_pre_handle(func)
        return found

    def _handle(self, event: AnyEvent) -> None:
        event_id: str | None = event.get("id")  # what a test made by hand may have none
        if event_id is None:
            self._call(event, event.type in _KNOWN)
        elif self._claim(event_id):
            try:
                if event_id not in self._seen:
                    self._call(event, event.type in _KNOWN)
                    self._seen.add(event_id)  # not after a failure: Stripe sends it again
            finally:
                self._under_way.discard(event_id)

    def _claim(self, event_id: str) -> bool:
        """Whether no other thread handles the event at this moment: it is this one's then."""
        with self._lock:
            is_free = event_id not in self._under_way
            self._under_way.add(event_id)
        return is_free


class StripeEventHandler(_Handler):
    """Verifies events and hands each to the function for its type, or else to the fallback.

    Functions get the event, the fallback also `UnhandledNotificationDetails`. An event that another
    thread handles at this moment, or that was handled, is not handled again. `seen` remembers the
    latter: in memory unless you give something with `in` and `add`, such as a set or a table of your
    database. With a `client` events act with its key, else with `stripe.api_key`. Raises `ValueError`
    if there is no secret.
    """

    __slots__ = ("_webhook_secret",)  # where vars() does not show it

    def __init__(
        self,
        webhook_secret: str | None,
        fallback_callback: FallbackCallback,
        *,
        seen: SeenEvents | None = None,
        client: StripeClient | None = None,
    ) -> None:
        super().__init__(fallback_callback, seen, client)
        if not webhook_secret:
            raise ValueError(
                "webhook_secret is missing: pass the signing secret of the webhook endpoint, which "
                "begins with whsec_."
            )
        self._webhook_secret = hidden(webhook_secret)

    def handle(self, webhook_body: WebhookPayload, sig_header: str | None) -> None:
        """Handles the event in the raw body of a request.

        `sig_header` is the value of its `Stripe-Signature` header. Raises
        `SignatureVerificationError` if the body is not to be trusted, `ValueError` if it holds no
        event, and whatever your function raises.
        """
        self._has_handled = True
        secret = self._webhook_secret
        self._handle(self._source.construct_event(webhook_body, sig_header, secret))

    @staticmethod
    def without_verification(
        fallback_callback: FallbackCallback,
        *,
        seen: SeenEvents | None = None,
        client: StripeClient | None = None,
    ) -> StripeEventHandlerWithoutVerification:
        """A handler for events that need no verification."""
        return StripeEventHandlerWithoutVerification(fallback_callback, seen=seen, client=client)


class StripeEventHandlerWithoutVerification(_Handler):
    """The same for events from a trusted source, such as Amazon EventBridge or your own queue."""

    def __init__(
        self,
        fallback_callback: FallbackCallback,
        *,
        seen: SeenEvents | None = None,
        client: StripeClient | None = None,
    ) -> None:
        super().__init__(fallback_callback, seen, client)

    def handle(self, webhook_body: WebhookPayload) -> None:
        """Handles an event, in its envelope or without.

        Raises `ValueError` if it holds no event, and whatever your function raises.
        """
        self._has_handled = True
        self._handle(self._source.construct_event_without_verification(webhook_body))


def method_name(event_type: str) -> str:
    """`on_v2_core_account_including_identity_updated` for `v2.core.account[identity].updated`."""
    name = event_type.replace("[", "_including_").replace("]", "").replace(".", "_")
    return f"on_{name}"


def add_methods(owner: type, event_types: Any) -> None:
    """Gives a class a method for each type, which registers the function for it."""
    for event_type in event_types:
        setattr(owner, method_name(event_type), _registration(owner, event_type))


def _registration(owner: type, event_type: str) -> Callable[[Functions, Callback], Callback]:
    def register(self: Functions, func: Callback) -> Callback:
        return self._register(event_type, func)

    register.__name__ = method_name(event_type)
    register.__qualname__ = f"{owner.__name__}.{register.__name__}"
    register.__doc__ = f"Registers the function that handles `{event_type}` events, and returns it."
    return register


_KNOWN = frozenset(EVENT_TYPES)
add_methods(EventHandlerMethods, EVENT_TYPES)
