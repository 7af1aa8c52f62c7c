"""Event notification handlers: one function for each type of thin event.

handler = client.notification_handler(webhook_secret, fallback)

@handler.on_v1_charge_failed
def charge_failed(notification, client):
    charge = notification.fetch_related_object()

handler.handle(request.body, request.headers["Stripe-Signature"])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.event_notification import EventNotification, UnknownEventNotification
from stripe.events import EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from stripe.events import _HandlerMethods
    from stripe.stripe_client import StripeClient
    from stripe.webhook import WebhookPayload

    Callback = Callable[[Any, StripeClient], object]
    PreHandle = Callable[[EventNotification, StripeClient], bool]
    FallbackCallback = Callable[
        [EventNotification, StripeClient, "UnhandledNotificationDetails"], object
    ]
else:

    class _HandlerMethods:
        """The 326 methods that register a function: they are made at the end of this module."""


class UnhandledNotificationDetails(NamedTuple):
    """Tells a fallback whether this version of the library knows the type of the event."""

    is_known_event_type: bool


class _Handler(_HandlerMethods):
    """What the two handlers share: registering functions, and calling the right one."""

    def __init__(self, client: StripeClient, fallback_callback: FallbackCallback) -> None:
        self._client = client
        self.fallback_callback = fallback_callback
        self._callbacks: dict[str, Callback] = {}
        self._pre_handle: PreHandle | None = None
        self._has_handled = False

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            raise _no_method(type(self).__name__, name)

    def pre_handle(self, func: PreHandle) -> PreHandle:
        """Registers the function that sees each notification first, and returns it.

        When it returns False the notification is done with: a place to sort out what was delivered
        twice. Raises `ValueError` if there is one already, `RuntimeError` once events are handled.
        """
        self._expect_not_started()
        if self._pre_handle is not None:
            raise ValueError("There is already a pre_handle function.")
        self._pre_handle = func
        return func

    @property
    def registered_event_types(self) -> list[str]:
        """The types that have a function of their own, sorted."""
        return sorted(self._callbacks)

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

    def _dispatch(self, notification: EventNotification) -> None:
        client = self._client.with_stripe_context(notification.context)
        if self._pre_handle is not None and not self._pre_handle(notification, client):
            return
        callback = self._callbacks.get(notification.type)
        if callback is not None:
            callback(notification, client)
        else:
            is_known = not isinstance(notification, UnknownEventNotification)
            details = UnhandledNotificationDetails(is_known)
            self.fallback_callback(notification, client, details)


class StripeEventNotificationHandler(_Handler):
    """Verifies notifications and hands each to the function for its type, or else to the fallback.

    Functions get `(notification, client)`, the fallback a third argument,
    `UnhandledNotificationDetails`; `client` acts in the context of the notification. Make one with
    `StripeClient.notification_handler`. Raises `ValueError` if there is no secret.
    """

    __slots__ = ("_webhook_secret",)  # where vars() does not show it

    def __init__(
        self, client: StripeClient, webhook_secret: str | None, fallback_callback: FallbackCallback
    ) -> None:
        super().__init__(client, fallback_callback)
        if not webhook_secret:
            raise ValueError(
                "webhook_secret is missing: pass the signing secret of the event destination, which "
                "begins with whsec_."
            )
        self._webhook_secret = webhook_secret

    def handle(self, webhook_body: WebhookPayload, sig_header: str | None) -> None:
        """Handles the notification in the raw body of a request.

        `sig_header` is the value of its `Stripe-Signature` header. Raises
        `SignatureVerificationError` if the body is not to be trusted, `ValueError` if it holds no thin
        event, and whatever your function raises.
        """
        self._has_handled = True
        self._dispatch(
            self._client.parse_event_notification(webhook_body, sig_header, self._webhook_secret)
        )

    @staticmethod
    def without_verification(
        client: StripeClient, fallback_callback: FallbackCallback
    ) -> StripeEventNotificationHandlerWithoutVerification:
        """A handler for notifications that need no verification."""
        return StripeEventNotificationHandlerWithoutVerification(client, fallback_callback)


class StripeEventNotificationHandlerWithoutVerification(_Handler):
    """The same for notifications from a trusted source, such as Amazon EventBridge or your own queue.

    Make one with `StripeClient.notification_handler_without_verification`.
    """

    def handle(self, webhook_body: WebhookPayload) -> None:
        """Handles a notification, in its envelope or without.

        Raises `ValueError` if it holds no thin event, and whatever your function raises.
        """
        self._has_handled = True
        self._dispatch(self._client.parse_event_notification_without_verification(webhook_body))


def _no_method(owner: str, name: str) -> AttributeError:
    from difflib import get_close_matches

    near = get_close_matches(name, vars(_HandlerMethods), 1)
    hint = f" Did you mean {near[0]!r}?" if near and name.startswith("on_") else ""
    return AttributeError(f"{owner} has no attribute {name!r}.{hint}", name=name)


def method_name(event_type: str) -> str:
    """`on_v2_core_account_including_identity_updated` for `v2.core.account[identity].updated`."""
    name = event_type.replace("[", "_including_").replace("]", "").replace(".", "_")
    return f"on_{name}"


def _registration(event_type: str) -> Callable[[_Handler, Callback], Callback]:
    def register(self: _Handler, func: Callback) -> Callback:
        return self._register(event_type, func)

    register.__name__ = method_name(event_type)
    register.__qualname__ = f"{_HandlerMethods.__name__}.{register.__name__}"
    register.__doc__ = f"Registers the function that handles `{event_type}` events, and returns it."
    return register


for _type in EVENTS:
    setattr(_HandlerMethods, method_name(_type), _registration(_type))
