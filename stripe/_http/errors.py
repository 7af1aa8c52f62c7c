"""What went wrong on the way to the server, as an `APIConnectionError` that says what to do."""

from __future__ import annotations

import ssl
from contextlib import suppress

from requests import exceptions
from urllib3.exceptions import DecodeError, HTTPError, ProtocolError

from stripe._wire.masking import mask_address, mask_payment_data
from stripe.error import APIConnectionError

_CERTIFICATE = (
    "Could not verify the TLS certificate of the server. Is the network between here and "
    "Stripe intercepted, or stripe.ca_bundle_path wrong?"
)
_TLS = (
    "Could not agree with the server on how to encrypt: TLS 1.2 or later is needed. Is a proxy in "
    "between that speaks an older one?"
)
_NETWORK = (
    "Could not reach the server. Check your connection and proxy, then try again; "
    "https://status.stripe.com tells of problems on Stripe's side."
)
_BROKEN = (
    "The exchange with the server broke off, or its answer was not HTTP as expected. What it was asked "
    "for may have been done all the same: repeat it with the same idempotency key."
)
_OTHER = (
    "Something unexpected happened while sending the request: check the configuration of "
    "the HTTP client (session, proxy, certificates)."
)

_BREAKING_OFF = (
    exceptions.ChunkedEncodingError,
    exceptions.ContentDecodingError,
    DecodeError,
    ProtocolError,
)


def as_stripe_error(
    error: Exception, *, stale: bool = False, repeatable: bool = False
) -> APIConnectionError:
    """The error to raise for one of the HTTP library, from which it may be raised: that is stripped here.

    `stale` says that the server had closed the connection before, `repeatable` that the request does no
    harm if it is sent again although the server may have carried it out.
    """
    if isinstance(error, APIConnectionError):
        return error
    should_retry = False
    if is_lost(error):
        message, should_retry = _NETWORK, True
    elif isinstance(error, exceptions.SSLError):
        # The latter from an older urllib3, which compares the names of hosts itself.
        refused = ("CERTIFICATE_VERIFY_FAILED", "CertificateError")
        message = _CERTIFICATE if any(sign in str(error) for sign in refused) else _TLS
    elif isinstance(error, _BREAKING_OFF):
        message, should_retry = _BROKEN, repeatable
    elif isinstance(error, (exceptions.Timeout, exceptions.ConnectionError)):
        message, should_retry = _NETWORK, True
    elif isinstance(error, (exceptions.RequestException, HTTPError)):
        message = _BROKEN
    else:
        message = _OTHER
    detail = _starred(f"(Network error: {type(error).__name__}: {error})")
    _strip(error)
    raised = APIConnectionError(f"{message}\n\n{detail}", should_retry=should_retry)
    raised.stale = stale
    return raised


def gave_up_waiting() -> APIConnectionError:
    """The error for a 408 on a connection that had lain idle: an answer to nobody's request."""
    raised = APIConnectionError(
        "The server had closed the connection before the request came (HTTP status 408).",
        http_status=408,
        should_retry=True,
    )
    raised.stale = True
    return raised


def is_lost(error: BaseException) -> bool:
    """Whether the server hung up before it said anything."""
    return any(
        isinstance(cause, (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError))
        for cause in _causes(error)
    ) and isinstance(error, exceptions.ConnectionError)


def _causes(error: BaseException) -> list[BaseException]:
    """The error, those inside it, and those that it was raised from."""
    found = [error]
    for one in found:
        inner = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        found += [
            other
            for other in inner
            if isinstance(other, BaseException) and not any(other is known for known in found)
        ]
    return found


def _strip(error: BaseException) -> None:
    """Leaves of an error what it says, for tracebacks print the rest, and error trackers send it.

    Its frames hold the key in their variables, and it refers to the request, and to errors with frames
    and requests of their own.
    """
    error.args = tuple(
        _starred(str(arg)) if isinstance(arg, (str, BaseException)) else arg for arg in error.args
    )
    for name in ("request", "response", "pool", "conn", "reason"):
        if hasattr(error, name):
            with suppress(AttributeError):
                setattr(error, name, None)
    error.__traceback__ = error.__cause__ = error.__context__ = None


def _starred(text: str) -> str:
    """`text` without keys, payment data, and the passwords of proxies."""
    return mask_payment_data(mask_address(text))
