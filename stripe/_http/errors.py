"""What went wrong on the way to the server, as an `APIConnectionError` that says what to do."""

from __future__ import annotations

import re
import ssl

from requests import exceptions

from stripe._wire.logger import mask_payment_data
from stripe._wire.masking import mask
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
_BROKEN = "The exchange with the server broke off, or its answer was not HTTP as expected."
_OTHER = (
    "Something unexpected happened while sending the request: check the configuration of "
    "the HTTP client (session, proxy, certificates)."
)


def as_stripe_error(error: Exception, *, stale: bool = False) -> APIConnectionError:
    """The error to raise for one of the HTTP library.

    Secrets in `error`, and in what it was raised from, are starred out: tracebacks print them all.
    `stale` says that the server had closed the connection before.
    """
    _star_out(error)
    should_retry = False
    if is_lost(error):
        message, should_retry = _NETWORK, True
    elif isinstance(error, exceptions.SSLError):
        message = _CERTIFICATE if "CERTIFICATE_VERIFY_FAILED" in str(error) else _TLS
    elif isinstance(error, (exceptions.Timeout, exceptions.ConnectionError)):
        message, should_retry = _NETWORK, True
    elif isinstance(error, exceptions.RequestException):
        message = _BROKEN
    else:
        message = _OTHER
    detail = _starred(f"(Network error: {type(error).__name__}: {error})")
    raised = APIConnectionError(f"{message}\n\n{detail}", should_retry=should_retry)
    raised.stale = stale
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


def _star_out(error: BaseException) -> None:
    for cause in _causes(error):
        cause.args = tuple(_starred(arg) if isinstance(arg, str) else arg for arg in cause.args)


def _starred(text: str) -> str:
    """`text` without keys, payment data, and the passwords of proxies."""
    return re.sub(r"//[^/\s@]+@", "//****@", mask_payment_data(mask(text)))
