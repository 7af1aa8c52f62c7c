"""Event notification handlers: one function for each type of thin event.

handler = client.notification_handler(webhook_secret, fallback)

@handler.on_v1_charge_failed
def charge_failed(notification, client):
    charge = notification.fetch_related_object()

handler.handle(request.body, request.headers["Stripe-Signature"])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe._wire.masking import hidden
from stripe.event_handler import Functions, UnhandledNotificationDetails, add_methods
from stripe.event_notification import EventNotification, UnknownEventNotification
from stripe.events import EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from stripe.events import _HandlerMethods
    from stripe.stripe_client import StripeClient
    from stripe.webhook import WebhookPayload

    PreHandle = Callable[[EventNotification, StripeClient], bool]
    FallbackCallback = Callable[
        [EventNotification, StripeClient, UnhandledNotificationDetails], object
    ]
else:

    class _HandlerMethods:
        """The 326 methods that register a function: they are made at the end of this module."""


class _Handler(Functions, _HandlerMethods):
    """What the two handlers share: functions get a client that acts where the event happened."""

    _methods = _HandlerMethods

    def __init__(self, client: StripeClient, fallback_callback: FallbackCallback) -> None:
        super().__init__(fallback_callback)
        self._client = client

    def pre_handle(self, func: PreHandle) -> PreHandle:
        """Registers the function that sees each notification first, and returns it.

        When it returns False the notification is done with: a place to sort out what was delivered
        twice. Raises `ValueError` if there is one already, `RuntimeError` once events are handled.
        """
        found: PreHandle = self._register_pre_handle(func)
        return found

    def _dispatch(self, notification: EventNotification) -> None:
        is_known = not isinstance(notification, UnknownEventNotification)
        self._call(notification, is_known, self._client.with_stripe_context(notification.context))


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
        self._webhook_secret = hidden(webhook_secret)

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


add_methods(_HandlerMethods, EVENTS)
