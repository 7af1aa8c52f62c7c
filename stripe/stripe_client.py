"""StripeClient: the whole API behind one object with settings of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, overload

import stripe
from stripe._objects.hydration import convert
from stripe._wire.hooks import Hooks
from stripe._wire.masking import as_secret, hidden
from stripe._wire.request import Call
from stripe._wire.requestor_options import split_options
from stripe.api_requestor import APIRequestor
from stripe.client_shortcuts import ClientShortcuts
from stripe.error import AuthenticationError
from stripe.http_client import HTTPClient, RequestFunction, as_client, new_default_http_client
from stripe.missing_names import left_out
from stripe.public_names import API_VERSION
from stripe.services.v1_services import V1Services
from stripe.services.v2_services import V2Services
from stripe.stripe_object import StripeObject
from stripe.stripe_response import StripeResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from stripe._wire.hooks import H, Hook, Topic
    from stripe._wire.options import ApiMode, BaseAddresses
    from stripe.event_handler import FallbackCallback as EventFallback
    from stripe.event_handler import (
        SeenEvents,
        StripeEventHandler,
        StripeEventHandlerWithoutVerification,
    )
    from stripe.event_notification_handler import (
        FallbackCallback,
        StripeEventNotificationHandler,
        StripeEventNotificationHandlerWithoutVerification,
    )
    from stripe.events import ALL_EVENT_NOTIFICATIONS
    from stripe.oauth import OAuthService
    from stripe.resources.event import AnyEvent
    from stripe.stripe_context import StripeContext
    from stripe.webhook import WebhookPayload

DEFAULT_MAX_NETWORK_RETRIES = 2
_APIRequestor = APIRequestor  # pyright: ignore[reportUnusedVariable]  # patched by applications' tests


class StripeClient(ClientShortcuts):
    """A client with its own key and settings: `stripe.StripeClient("sk_...").v1.customers.create()`.

    It may be shared between threads. `max_network_retries` are tries after the first, 2 if not given;
    `timeout` is the number of seconds that a call may take with all its tries.
    `http_client` is a `stripe.HTTPClient` or a function; `proxy` and `verify_ssl_certs` are for
    the client that is made without one. Raises AuthenticationError for None in place of a key.

    See https://docs.stripe.com/api
    """

    v1: V1Services
    v2: V2Services

    def __init__(
        self,
        api_key: str,
        *,
        stripe_account: str | None = None,
        stripe_context: str | StripeContext | None = None,
        stripe_version: str | None = None,
        base_addresses: BaseAddresses | None = None,
        client_id: str | None = None,
        verify_ssl_certs: bool = True,
        proxy: str | Mapping[str, str] | None = None,
        max_network_retries: int | None = None,
        http_client: HTTPClient | RequestFunction | None = None,
        timeout: float | None = None,
    ) -> None:
        # Callers without a type checker err.
        if api_key is None:  # pyright: ignore[reportUnnecessaryComparison]
            raise AuthenticationError(
                'No API key: give it as stripe.StripeClient("sk_test_..."). Keys are in the '
                "dashboard: https://dashboard.stripe.com/apikeys"
            )
        api_key = as_secret(api_key) or ""  # from here on nothing prints it
        if http_client is not None and (proxy or verify_ssl_certs is not True):
            raise ValueError(
                "proxy and verify_ssl_certs are settings of the HTTP client: set them on the one "
                "that you give as http_client."
            )
        if http_client is None:
            http_client = new_default_http_client(verify_ssl_certs=verify_ssl_certs, proxy=proxy)
        bases: BaseAddresses = {**stripe.default_base_addresses(), **(base_addresses or {})}
        if max_network_retries is None:
            max_network_retries = DEFAULT_MAX_NETWORK_RETRIES
        self._use(
            APIRequestor(
                api_key,
                stripe_account=stripe_account,
                stripe_context=stripe_context,
                stripe_version=stripe_version or API_VERSION,
                base_addresses=bases,
                max_network_retries=max_network_retries,
                http_client=as_client(http_client),
                client_id=client_id,
                timeout=timeout,
            )
        )

    def _use(self, requestor: APIRequestor) -> None:
        self._requestor = requestor
        self.v1 = V1Services(requestor)
        self.v2 = V2Services(requestor)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            hint = left_out(name) or " Services are below `v1` and `v2`."
            raise AttributeError(f"StripeClient has no attribute {name!r}.{hint}", name=name)

    @property
    def oauth(self) -> OAuthService:
        """OAuth of Connect. See https://docs.stripe.com/connect/oauth-reference"""
        from stripe.oauth import OAuthService

        return OAuthService(self._requestor)

    def with_stripe_context(self, stripe_context: str | StripeContext | None) -> StripeClient:
        """A client that differs in its context alone, and shares the connections of this one."""
        client = StripeClient.__new__(StripeClient)
        client._use(self._requestor.replaced(stripe_context=stripe_context))
        return client

    @overload
    def subscribe(self, topic: Topic) -> Callable[[H], H]: ...
    @overload
    def subscribe(self, topic: Topic, function: H) -> H: ...
    def subscribe(self, topic: Topic, function: Hook | None = None) -> Any:
        """Has a function told of this client's requests; see `stripe.subscribe`."""
        return self._hooks().subscribe(topic, function)

    def unsubscribe(self, topic: Topic, function: Hook) -> None:
        """Has a function told no longer."""
        self._hooks().unsubscribe(topic, function)

    def _hooks(self) -> Hooks:
        hooks = self._requestor.hooks
        if hooks is None:
            hooks = self._requestor.hooks = Hooks()
        return hooks

    def close(self) -> None:
        """Closes the connections that are open; a later call opens new ones."""
        if self._requestor.http_client is not None:  # pragma: no branch  # a client always has one
            self._requestor.http_client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def raw_request(self, method_: str, url_: str, **params: Any) -> StripeResponse:
        """Sends a request to a path, for what has no method here; options go among `params`.

        `base` selects the host: "api", "files", "connect" or "meter_events".
        """
        options, rest = split_options(params)
        base = rest.pop("base", "api")
        usage = tuple(rest.pop("usage", ("raw_request",)))
        call = Call(base, usage, answer="raw")
        answer: StripeResponse = self._requestor.request(method_, url_, rest, options, call)
        return answer

    def deserialize(
        self,
        resp: StripeResponse | Mapping[str, Any],
        params: Mapping[str, Any] | None = None,
        *,
        api_mode: ApiMode,
    ) -> Any:
        """The object that the answer of a `raw_request`, or plain data, stands for."""
        data = resp.data if isinstance(resp, StripeResponse) else resp
        answer = convert(data, self._requestor, api_mode)
        if isinstance(resp, StripeResponse) and isinstance(answer, StripeObject):
            answer._last_response = resp
        if params and isinstance(answer, StripeObject):
            answer._retrieve_params = dict(params)
        return answer

    def construct_event(
        self,
        payload: WebhookPayload,
        sig_header: str | None,
        secret: str | None,
        tolerance: int | None = 300,
    ) -> AnyEvent:
        """The event of a webhook request, once its signature has been checked.

        `tolerance` is the greatest age in seconds. Raises SignatureVerificationError; ValueError for a
        payload that is no event. See https://docs.stripe.com/webhooks
        """
        from stripe.webhook import Webhook

        secret = hidden(secret)
        return Webhook.construct_event(
            payload, sig_header, secret, tolerance, api_requestor=self._requestor
        )

    def construct_event_without_verification(self, payload: WebhookPayload) -> AnyEvent:
        """The event of a payload that came from a trusted source, AWS and Azure envelopes included."""
        from stripe.webhook import Webhook

        return Webhook.construct_event_without_verification(payload, api_requestor=self._requestor)

    def parse_event_notification(
        self,
        raw: WebhookPayload,
        sig_header: str | None,
        secret: str | None,
        tolerance: int | None = 300,
    ) -> ALL_EVENT_NOTIFICATIONS:
        """The thin event of a webhook request, once its signature has been checked.

        `tolerance` is the greatest age in seconds. Raises SignatureVerificationError; ValueError for a
        payload that is no thin event. See https://docs.stripe.com/event-destinations
        """
        from stripe.event_notification import EventNotification
        from stripe.webhook import WebhookSignature

        secret = hidden(secret)
        WebhookSignature.verify_header(raw, sig_header, secret, tolerance)
        return EventNotification.from_json(raw, self)  # type: ignore[return-value]  # by its type

    def parse_event_notification_without_verification(
        self, payload: WebhookPayload
    ) -> ALL_EVENT_NOTIFICATIONS:
        """The thin event of a payload from a trusted source, AWS and Azure envelopes included."""
        from stripe.event_notification import EventNotification
        from stripe.webhook import unwrapped

        return EventNotification.from_json(unwrapped(payload), self)  # type: ignore[return-value]

    def event_handler(
        self,
        webhook_secret: str | None,
        fallback_callback: EventFallback,
        *,
        seen: SeenEvents | None = None,
    ) -> StripeEventHandler:
        """A handler that checks signatures and calls the function registered for the event's type.

        `seen` remembers which events were handled, see `stripe.StripeEventHandler`.
        """
        from stripe.event_handler import StripeEventHandler

        return StripeEventHandler(webhook_secret, fallback_callback, seen=seen, client=self)

    def event_handler_without_verification(
        self, fallback_callback: EventFallback, *, seen: SeenEvents | None = None
    ) -> StripeEventHandlerWithoutVerification:
        """The same for events from a trusted source."""
        from stripe.event_handler import StripeEventHandlerWithoutVerification

        return StripeEventHandlerWithoutVerification(fallback_callback, seen=seen, client=self)

    def notification_handler(
        self, webhook_secret: str | None, fallback_callback: FallbackCallback
    ) -> StripeEventNotificationHandler:
        """A handler that checks signatures and calls the function registered for the event's type."""
        from stripe.event_notification_handler import StripeEventNotificationHandler

        return StripeEventNotificationHandler(self, webhook_secret, fallback_callback)

    def notification_handler_without_verification(
        self, fallback_callback: FallbackCallback
    ) -> StripeEventNotificationHandlerWithoutVerification:
        """The same for notifications from a trusted source."""
        from stripe.event_notification_handler import (
            StripeEventNotificationHandlerWithoutVerification,
        )

        return StripeEventNotificationHandlerWithoutVerification(self, fallback_callback)
