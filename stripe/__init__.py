"""The Stripe API: `import stripe; stripe.api_key = "sk_..."; stripe.Customer.create(...)`.

This module holds the settings of module-level calls. Everything else is imported when it is first
used, so that `import stripe` costs next to nothing. See https://docs.stripe.com/api
"""

from __future__ import annotations

import os

from stripe import lazy, public_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from stripe._wire.options import AppInfo, BaseAddresses
    from stripe.http_client import HTTPClient, RequestFunction
    from stripe.imported_names import *  # noqa: F403  # for tools that read this file, not the stub

VERSION = "16.1.0"
"""Names the release of the official SDK whose public surface this library has."""

DEFAULT_API_BASE = "https://api.stripe.com"
DEFAULT_CONNECT_API_BASE = "https://connect.stripe.com"
DEFAULT_UPLOAD_API_BASE = "https://files.stripe.com"
DEFAULT_METER_EVENTS_API_BASE = "https://meter-events.stripe.com"

# A server that everything goes to in place of Stripe: of the environment, or a `Sandbox` with a port.
_sandbox_base = os.environ.get("STRIPE_API_BASE")

api_key: str | None = os.environ.get("STRIPE_API_KEY") if _sandbox_base else None
client_id: str | None = None
api_base: str = _sandbox_base or DEFAULT_API_BASE
connect_api_base: str = _sandbox_base or DEFAULT_CONNECT_API_BASE
upload_api_base: str = _sandbox_base or DEFAULT_UPLOAD_API_BASE
meter_events_api_base: str = _sandbox_base or DEFAULT_METER_EVENTS_API_BASE
api_version: str = public_names.API_VERSION
major_api_version: str = api_version.partition(".")[2]
verify_ssl_certs: bool = True
proxy: str | Mapping[str, str] | None = None
default_http_client: HTTPClient | RequestFunction | None = None
app_info: AppInfo | None = None
enable_telemetry: bool = True
max_network_retries: int = 2
timeout: float | None = None
# Another word in the environment has nothing printed.
log: Literal["debug", "info"] | None = os.environ.get("STRIPE_LOG")  # type: ignore[assignment]
# ca_bundle_path: found when it is first asked for, see __getattr__


def set_app_info(
    name: str,
    partner_id: str | None = None,
    url: str | None = None,
    version: str | None = None,
) -> None:
    """Names your plug-in or framework in the headers of each request."""
    global app_info
    app_info = {"name": name, "partner_id": partner_id, "url": url, "version": version}


def preload(*names: str) -> None:
    """Imports what a first call would import: the HTTP client and the named resources.

    For serverless functions that may take their time at start: `stripe.preload("Customer", "Charge")`.
    """
    from importlib import import_module

    for module in ("api_requestor", "_http.transport", "list_object", "certifi"):
        import_module("certifi" if module == "certifi" else f"stripe.{module}")
    for name in names:
        found: object = globals()["__getattr__"](name.partition(".")[0])
        for part in name.split(".")[1:]:
            found = getattr(found, part)


def ensure_default_http_client() -> None:
    """Makes `stripe.default_http_client` now; the first call would do so otherwise."""
    from stripe.http_client import current_client

    current_client(None)


def default_base_addresses() -> BaseAddresses:
    """Where requests go unless told otherwise: Stripe, or the server that STRIPE_API_BASE names."""
    return {
        "api": _sandbox_base or DEFAULT_API_BASE,
        "connect": _sandbox_base or DEFAULT_CONNECT_API_BASE,
        "files": _sandbox_base or DEFAULT_UPLOAD_API_BASE,
        "meter_events": _sandbox_base or DEFAULT_METER_EVENTS_API_BASE,
    }


# Modules, each with the public names that are written in it; some are public names themselves.
_HOME = {
    "stripe.api_requestor": "api_requestor APIRequestor",
    "stripe.api_resource": "APIResource APIResourceTestHelpers CreateableAPIResource "
    "DeletableAPIResource ListableAPIResource SearchableAPIResource SingletonAPIResource "
    "UpdateableAPIResource",
    "stripe.error": "error APIConnectionError APIError AuthenticationError CardError "
    "IdempotencyError InvalidRequestError PermissionError RateLimitError "
    "SignatureVerificationError StripeError StripeErrorWithParamCode",
    "stripe.event_handler": "RecentEvents SeenEvents StripeEventHandler "
    "StripeEventHandlerWithoutVerification UnhandledNotificationDetails",
    "stripe.event_notification_handler": "StripeEventNotificationHandler "
    "StripeEventNotificationHandlerWithoutVerification",
    "stripe.http_client": "http_client HTTPClient RequestsClient new_default_http_client",
    "stripe.list_object": "ListObject SearchResultObject",
    "stripe.oauth": "OAuth OAuthService",
    "stripe.oauth_error": "oauth_error",
    "stripe.resource_mixins": "VerifyMixin",
    "stripe.sandbox": "sandbox",
    "stripe.stripe_client": "StripeClient",
    "stripe.stripe_context": "StripeContext",
    "stripe.stripe_object": "stripe_object StripeObject",
    "stripe.stripe_response": "StripeResponse StripeResponseBase StripeStreamResponse",
    "stripe.stripe_service": "StripeService",
    "stripe.util": "util convert_to_stripe_object",
    "stripe.v2_error": "AlreadyCanceledError BlockedByStripeError CannotProceedError "
    "CapabilityNotEnabledError ControlledByAlternateResourceError FeatureNotEnabledError "
    "FinancialAccountNotOpenError FxQuoteNeedsRefreshError InsufficientFundsError "
    "InvalidPaymentMethodError InvalidPayoutMethodError InvalidVaultedCredentialError "
    "NotCancelableError QuotaExceededError RecipientNotNotifiableError "
    "TemporarySessionExpiredError VerificationAttemptFailedError VerificationExpiredError "
    "VerificationNotInitiatedError",
    "stripe.version": "version",
    "stripe.webhook": "webhook Webhook WebhookSignature",
    "stripe._compat.legacy_decorators": "custom_method nested_resource_class_methods",
    "stripe._objects.error_object": "ErrorObject OAuthErrorObject",
    "stripe._objects.plain": "json_default patch_json to_json",
    "stripe._wire.hooks": "RequestEvent subscribe unsubscribe",
    "stripe._wire.options": "ApiMode AppInfo BaseAddress BaseAddresses RequestOptions",
    "stripe._wire.requestor_options": "RequestorOptions",
}

lazy.find_former_modules()
_find, __dir__ = lazy.namespace(__name__, lazy.Places(public_names.NAMES, _HOME))


def __getattr__(name: str) -> object:
    if name == "ca_bundle_path":
        from certifi import where

        globals()["ca_bundle_path"] = where()
        return globals()["ca_bundle_path"]
    return _find(name)
