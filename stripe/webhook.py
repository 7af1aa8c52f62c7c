"""Webhooks: is this payload Stripe's own, and which event does it hold?

See https://docs.stripe.com/webhooks
"""

from __future__ import annotations

import hmac
import json
import time
from typing import TYPE_CHECKING, Any, NoReturn, cast

from stripe._wire.masking import hidden
from stripe.error import SignatureVerificationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stripe.api_requestor import APIRequestor
    from stripe.resources.event import AnyEvent

WebhookPayload = str | bytes | bytearray
"""The raw body of a request, as it came: parsed and dumped again it would have another signature."""


class Webhook:
    """Makes an `Event` of the body of a webhook request."""

    DEFAULT_TOLERANCE = 300

    @staticmethod
    def construct_event(
        payload: WebhookPayload,
        sig_header: str | None,
        secret: str | None,
        tolerance: float | None = DEFAULT_TOLERANCE,
        api_key: str | None = None,
        api_requestor: APIRequestor | None = None,
    ) -> AnyEvent:
        """The event in `payload`, once its signature has proved it genuine and recent.

        `payload` is the raw body, `sig_header` the value of the `Stripe-Signature` header, `secret` the
        endpoint's signing secret (`whsec_...`), `tolerance` the age in seconds that is still accepted (0
        or None: any). The event acts with `api_key`, or else with `stripe.api_key`.

        Raises `SignatureVerificationError` if the payload is not to be trusted, and `ValueError` if it is
        no JSON, or a thin event, which is for `StripeClient.parse_event_notification`.
        """
        secret, api_key = hidden(secret), hidden(api_key)
        WebhookSignature.verify_header(payload, sig_header, secret, tolerance)
        return _event(payload, api_requestor or _global_requestor(api_key))

    @staticmethod
    def construct_event_without_verification(
        payload: WebhookPayload, api_requestor: APIRequestor | None = None
    ) -> AnyEvent:
        """The event in a payload that has been verified before, or came from a trusted source.

        `payload` is the event itself, or the envelope around it of Amazon EventBridge or Azure Event
        Grid. Raises `ValueError` if it is none of these.
        """
        from stripe._objects.hydration import construct
        from stripe.resources.event import Event

        values = unwrapped(payload)
        _refuse_thin_event(values)
        try:
            event = construct(Event, values, api_requestor or _global_requestor(None))
        except RecursionError:
            raise ValueError("The payload is nested too deep.") from None
        return cast("AnyEvent", event)


class WebhookSignature:
    """Checks signatures of webhook payloads, and makes them for tests."""

    EXPECTED_SCHEME = "v1"

    @classmethod
    def verify_header(
        cls,
        payload: WebhookPayload,
        header: str | None,
        secret: str | None,
        tolerance: float | None = None,
    ) -> bool:
        """True if `payload` was signed with `secret`, and not more than `tolerance` seconds ago.

        `header` is the value of the `Stripe-Signature` header. Raises `SignatureVerificationError`, which
        says what is wrong, beginning with the words of the official SDK, which applications look for.
        """
        secret = hidden(secret)  # from here on no traceback shows it

        def refuse(reason: str) -> NoReturn:
            raise SignatureVerificationError(reason, header, payload) from None

        if not header:
            refuse(
                "No Stripe-Signature header value was provided. Read it from the headers of the request."
            )
        if not isinstance(secret, str) or not secret.strip(" \t\r\n\f\v"):
            refuse(
                "No webhook secret value was provided. It should start with `whsec_`, and is the "
                "endpoint's own."
            )
        try:
            timestamp, signatures = cls._get_timestamp_and_signatures(header, cls.EXPECTED_SCHEME)
        except (ValueError, AttributeError, TypeError):
            refuse(
                "Unable to extract timestamp and signatures from header: it should look like "
                "t=1700000000,v1=5257a8..."
            )
        if not signatures:
            refuse(f"No signatures found with expected scheme {cls.EXPECTED_SCHEME} in the header.")
        expected = _signature(b"%d.%b" % (timestamp, _as_bytes(payload)), secret)
        for signature in signatures:
            if hmac.compare_digest(expected, signature.encode("utf-8", "replace")):
                break
        else:
            refuse(
                "No signatures found matching the expected signature for payload: pass the raw request "
                "body as it came, and the secret of this very endpoint."
            )
        if tolerance and timestamp < time.time() - tolerance:
            refuse(
                f"Timestamp outside the tolerance zone ({timestamp}): the payload was signed more than "
                f"{tolerance} seconds ago."
            )
        return True

    @classmethod
    def generate_signature_header(
        cls, payload: WebhookPayload, secret: str, timestamp: int | None = None
    ) -> str:
        """The value of a `Stripe-Signature` header, for tests that post events to your own endpoint.

        `timestamp` is in Unix seconds; None for now.
        """
        timestamp = int(time.time() if timestamp is None else timestamp)
        signature = cls._compute_signature(b"%d.%b" % (timestamp, _as_bytes(payload)), secret)
        return f"t={timestamp},{cls.EXPECTED_SCHEME}={signature}"

    @staticmethod
    def _compute_signature(payload: WebhookPayload, secret: str) -> str:
        # Test suites of applications sign with this; `generate_signature_header` does it all.
        return _signature(_as_bytes(payload), secret).decode()

    @staticmethod
    def _get_timestamp_and_signatures(header: str, scheme: str) -> tuple[int, list[str]]:
        timestamp = None
        signatures: list[str] = []
        for item in header.split(","):
            name, _, value = item.partition("=")
            if name == scheme:
                signatures.append(value)
            elif name == "t" and timestamp is None:
                timestamp = int(value)
        if timestamp is None:
            raise ValueError("no timestamp")
        return timestamp, signatures


def unwrapped(payload: WebhookPayload) -> dict[str, Any]:
    """The event in a payload as plain data, taken out of a cloud provider's envelope if there is one."""
    data = read_json(payload)
    if isinstance(data, dict):
        if isinstance(detail := data.get("detail"), dict) and detail:
            return detail
        if "specversion" in data and isinstance(inner := data.get("data"), dict) and inner:
            return inner
        if data.get("object") in ("event", "v2.core.event"):
            return data
    raise ValueError(
        "Unrecognized event format: the payload must be an event of Stripe's, or an envelope of Amazon "
        "EventBridge or Azure Event Grid around one."
    )


def read_json(payload: WebhookPayload, read: Callable[[str], Any] = json.loads) -> Any:
    """The data in a payload; raises `json.JSONDecodeError` (a `ValueError`) if it is no JSON."""
    text = _as_text(payload)
    try:
        return read(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _not_json(text, error) from None


def _event(payload: WebhookPayload, requestor: APIRequestor) -> AnyEvent:
    from stripe._objects.hydration import construct, hydrate
    from stripe.resources.event import Event
    from stripe.stripe_object import StripeObject

    event = read_json(payload, lambda text: hydrate(text, requestor, "V1"))
    if not isinstance(event, StripeObject):
        kind = type(event).__name__
        raise ValueError(f"The payload holds no event, but a JSON {kind}.")  # noqa: TRY004 - what it holds is no value of the caller
    _refuse_thin_event(event.__dict__)
    if type(event) is not Event:
        event = construct(Event, event.__dict__, requestor)
    return cast("AnyEvent", event)


def _refuse_thin_event(values: Mapping[str, Any]) -> None:
    if values.get("object") == "v2.core.event":
        raise ValueError(
            "The payload is a thin event: parse it with StripeClient.parse_event_notification, or "
            "parse_event_notification_without_verification."
        )


def _signature(payload: bytes, secret: str) -> bytes:
    key = secret.encode("utf-8", "surrogatepass")
    return hmac.digest(key, payload, "sha256").hex().encode()


def _as_bytes(payload: WebhookPayload) -> bytes:
    if isinstance(payload, str):
        return payload.encode("utf-8", "surrogatepass")
    if isinstance(payload, bytes):
        return payload
    if isinstance(payload, bytearray):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers err
        return bytes(payload)
    raise TypeError(
        f"payload must be the raw request body, bytes or str, not {type(payload).__name__}."
    )


def _as_text(payload: WebhookPayload) -> str:
    if isinstance(payload, str):
        return payload
    try:
        # A byte order mark is no part of the JSON.
        return _as_bytes(payload).decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _not_json(payload.decode("utf-8", "replace"), error) from None


def _not_json(text: str, error: Exception) -> json.JSONDecodeError:
    if isinstance(error, json.JSONDecodeError):
        return json.JSONDecodeError(f"The payload is not JSON: {error.msg}", error.doc, error.pos)
    reason = "not UTF-8" if isinstance(error, UnicodeDecodeError) else "nested too deep"
    return json.JSONDecodeError(f"The payload is {reason}", text, 0)


def _global_requestor(api_key: str | None) -> APIRequestor:
    from stripe._objects.requestor import default_requestor

    requestor = default_requestor()
    return requestor.with_options({"api_key": api_key}) if api_key else requestor
