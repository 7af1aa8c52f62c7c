"""From an answer that is no success to the error to raise: three tables and one function."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from stripe import error
from stripe._wire.masking import mask_address

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN = (
    1000  # characters of a body that a message quotes: some proxies answer with whole web pages
)

_BY_STATUS: dict[int, type[error.StripeError]] = {
    400: error.InvalidRequestError,
    401: error.AuthenticationError,
    402: error.CardError,
    403: error.PermissionError,
    404: error.InvalidRequestError,
    429: error.RateLimitError,
}
# The status together with the body's type or code comes before the status alone.
_BY_STATUS_AND_TEXT: dict[tuple[int, str | None], type[error.StripeError]] = {
    (400, "idempotency_error"): error.IdempotencyError,
    (404, "idempotency_error"): error.IdempotencyError,
    (400, "rate_limit"): error.RateLimitError,
}
# Names, as the module of these classes is imported when one is met.
_BY_V2_TYPE: dict[str | None, str] = {
    "already_canceled": "AlreadyCanceledError",
    "blocked_by_stripe": "BlockedByStripeError",
    "cannot_proceed": "CannotProceedError",
    "capability_not_enabled": "CapabilityNotEnabledError",
    "controlled_by_alternate_resource": "ControlledByAlternateResourceError",
    "feature_not_enabled": "FeatureNotEnabledError",
    "financial_account_not_open": "FinancialAccountNotOpenError",
    "fx_quote_needs_refresh": "FxQuoteNeedsRefreshError",
    "idempotency_error": "IdempotencyError",
    "insufficient_funds": "InsufficientFundsError",
    "invalid_payment_method": "InvalidPaymentMethodError",
    "invalid_payout_method": "InvalidPayoutMethodError",
    "invalid_vaulted_credential": "InvalidVaultedCredentialError",
    "not_cancelable": "NotCancelableError",
    "quota_exceeded": "QuotaExceededError",
    "rate_limit": "RateLimitError",
    "recipient_not_notifiable": "RecipientNotNotifiableError",
    "temporary_session_expired": "TemporarySessionExpiredError",
    "verification_attempt_failed": "VerificationAttemptFailedError",
    "verification_expired": "VerificationExpiredError",
    "verification_not_initiated": "VerificationNotInitiatedError",
}


def _text(value: object) -> str | None:
    """What a field that should be text holds: `None` for anything else."""
    return value if isinstance(value, str) else None


def _quoted(body: str | bytes) -> str:
    text = body if isinstance(body, str) else bytes(body).decode("utf-8", "replace")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text)} characters)"


def from_response(
    body: str | bytes,
    status: int,
    json: object,
    headers: Mapping[str, str],
    api_mode: Literal["V1", "V2"] = "V1",
) -> error.StripeError:
    """The error that an answer other than 2xx stands for; any payload whatever gives one.

    `json` is the parsed body.
    """
    details = json.get("error") if isinstance(json, dict) else None
    answer: dict[str, Any] = {
        "http_body": body,
        "http_status": status,
        "json_body": json,
        "headers": headers,
    }
    if isinstance(details, dict):
        kind, code = _text(details.get("type")), _text(details.get("code"))
        cls = (api_mode == "V2" and _v2_class(kind)) or _v1_class(status, kind, code)
        extra: dict[str, Any] = {name: _text(details.get(name)) for name in cls._extra_fields}
        return cls(_text(details.get("message")), code=code, **answer, **extra)
    if isinstance(json, dict) and isinstance(details, str):
        return _from_text(details, _text(json.get("error_description")), status, answer)
    message = f"Invalid response object from API: {_quoted(body)} (HTTP response code was {status})"
    return error.APIError(message, **answer)


def _v1_class(status: int, *texts: str | None) -> type[error.StripeError]:
    special = (_BY_STATUS_AND_TEXT.get((status, text)) for text in texts)
    return next(filter(None, special), None) or _BY_STATUS.get(status, error.APIError)


def _v2_class(kind: str | None) -> type[error.StripeError] | None:
    name = _BY_V2_TYPE.get(kind)
    found: type[error.StripeError] | None = None if name is None else getattr(error, name)
    return found


def _from_text(
    code: str, description: str | None, status: int, answer: dict[str, Any]
) -> error.StripeError:
    """An `error` that is a text comes from an OAuth endpoint, or from a proxy in between."""
    from stripe import oauth_error

    oauth_class = oauth_error.BY_CODE.get(code) or (description and oauth_error.OAuthError)
    if oauth_class:
        return oauth_class(code, description or code, **answer)
    cls = _v1_class(status)
    return cls(code, **dict.fromkeys(cls._extra_fields), **answer)


_ENDS = {b"{": b"}", b"[": b"]"}


def breaks_off(body: object) -> bool:
    """Whether the text of a success ends before its end: it is empty, or JSON that is cut."""
    if not isinstance(body, (str, bytes)):
        return False
    text = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    # The API indents its answers: only at their end is there a brace at the left edge.
    if text[-3:].rstrip().endswith(b"\n}"):
        return False
    text = text.strip()
    begins = text[:1]
    ends = _ENDS.get(begins)
    if ends is None:
        return not text
    # Read again only where something seems to be left open: most answers are whole.
    if text.count(begins) == text.count(ends):
        return False
    try:
        json.loads(text)
    except ValueError:
        return True
    except RecursionError:
        return False
    return False


def redirected(
    body: str | bytes, status: int, headers: Mapping[str, str], location: str
) -> error.APIError:
    """The error for a redirect that was not followed."""
    place = mask_address(location.partition("?")[0])
    message = (
        f"The server answered with a redirect ({status}) to {place}, which was not followed: what it "
        "was asked for has not been done. Check the base address (stripe.api_base), and what lies in "
        "between here and Stripe."
    )
    return error.APIError(message, body, status, None, headers)


def not_json(body: str | bytes, status: int, headers: Mapping[str, str]) -> error.APIError:
    """The error for a body that is not JSON, whatever the status."""
    message = f"Invalid response body from API: {_quoted(body)} (HTTP response code was {status})"
    return error.APIError(message, body, status, None, headers)
