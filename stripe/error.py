"""Every exception that this library raises, one class per kind of failure.

StripeError
├── APIConnectionError            no answer: the network, a proxy or TLS failed
├── APIError                      the API failed (5xx), or answered with something that is no error object
├── AuthenticationError           401: the key is missing, wrong or revoked
├── IdempotencyError              an idempotency key was used again with other parameters
├── PermissionError               403: the key may not do this
├── RateLimitError                429: too many requests
├── SignatureVerificationError    a webhook payload was not signed by Stripe, or is too old
├── StripeErrorWithParamCode
│   ├── CardError                 402: the card was declined
│   └── InvalidRequestError       400, 404: a parameter is wrong, or there is no such object
├── oauth_error.OAuthError        an OAuth endpoint refused (see `stripe.oauth_error` for its kinds)
└── V2 errors, chosen by the type that the API names, whatever the status (see `stripe.v2_error`)

`stripe._wire.answers` picks the class for an answer.
See https://docs.stripe.com/error-handling for what to do about each.
"""

# Any program that handles an error imports this module, so it imports nothing heavy, not even `typing`.
from __future__ import annotations

from stripe import lazy
from stripe._wire.masking import mask, scrubbed

TYPE_CHECKING = False  # pyright: ignore[reportConstantRedefinition]  # v2_error has its own
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeVar

    from stripe._objects.error_object import ErrorObject
    from stripe.v2_error import *  # noqa: F403  # names of this module, see below

    F = TypeVar("F")


def _with_message_alone(init: F) -> F:
    """`init` with None for its second argument: in a program it is to be given.

    Pickles of the official SDK hold the message alone.
    """
    function: Any = init
    function.__defaults__ = (None, *function.__defaults__)
    return init


def _restored(cls: type[StripeError], args: tuple[Any, ...]) -> StripeError:
    # Not through __init__: a subclass may have other parameters than `args` holds.
    return cls.__new__(cls, *args)


class _LazyErrorObject:
    """Builds `.error` when it is first read; the value then lies in the instance's `__dict__`."""

    def __get__(self, instance: StripeError | None, owner: type[StripeError]) -> object:
        if instance is None:
            return self
        value = instance._construct_error_object()
        instance.__dict__["error"] = value
        return value


class StripeError(Exception):
    """The base class: catch it to handle every failure of this library.

    `http_status`, `http_body` (text), `json_body` and `headers` describe the answer, as far as there
    was one. `code` is the API's machine-readable error code and `request_id` names the request in the
    dashboard and to support; `idempotency_key` is that of the call, if it had one. Secret keys in the
    message are masked; a pickled error masks them, and client secrets, everywhere.

    See https://docs.stripe.com/api/errors
    """

    http_body: str | None
    http_status: int | None
    json_body: object
    headers: Mapping[str, str]
    code: str | None
    request_id: str | None
    # Of the call that failed: with it the call may be repeated, and is carried out once all the same.
    idempotency_key: str | None = None

    # What an error of this class carries beyond the base: attribute and argument, from the same key.
    _extra_fields: tuple[str, ...] = ()
    # Objects inside `.error` act through the requestor that got the error, a thing of the rooms above.
    # Never pickled.
    _requestor: Any = None

    if TYPE_CHECKING:
        error: ErrorObject | None
    else:
        error = _LazyErrorObject()

    def __init__(
        self,
        message: str | None = None,
        http_body: str | bytes | None = None,
        http_status: int | None = None,
        json_body: object = None,
        headers: Mapping[str, str] | None = None,
        code: str | None = None,
    ) -> None:
        self._message = mask(message) if isinstance(message, str) else message
        self.http_body = _as_text(http_body)
        self.http_status = http_status
        self.json_body = json_body
        self.headers = headers or {}
        self.code = code
        self.request_id = _header(self.headers, "request-id")
        super().__init__(self._message, self.http_body, http_status, json_body, self.headers, code)

    @property
    def user_message(self) -> str | None:
        """The message without the request id; that of a `CardError` may be shown to the payer."""
        return self._message

    def __str__(self) -> str:
        message = str(self._message or "<empty message>")
        return message if self.request_id is None else f"Request {self.request_id}: {message}"

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(message={self._message!r}, "
            f"http_status={self.http_status!r}, request_id={self.request_id!r})"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        state = {
            name: scrubbed(value)
            for name, value in self.__dict__.items()
            if name not in ("error", "_requestor")
        }
        return _restored, (type(self), tuple(map(scrubbed, self.args))), state

    def _construct_error_object(self) -> object:
        values = self.json_body.get("error") if isinstance(self.json_body, dict) else None
        if not isinstance(values, dict):
            return None
        from stripe._objects.error_object import ErrorObject

        return ErrorObject.from_answer(values, self._requestor)


class APIError(StripeError):
    """The API failed, or its answer could not be understood; trying again later may help."""


class APIConnectionError(StripeError):
    """No answer came; `should_retry` tells whether the same request may be sent again."""

    should_retry: bool
    # The connection had been used before, and its server hung up at once.
    stale: bool = False

    def __init__(
        self,
        message: str | None,
        http_body: str | bytes | None = None,
        http_status: int | None = None,
        json_body: object = None,
        headers: Mapping[str, str] | None = None,
        code: str | None = None,
        should_retry: bool = False,
    ) -> None:
        super().__init__(message, http_body, http_status, json_body, headers, code)
        self.should_retry = should_retry
        self.args: tuple[Any, ...] = (*self.args, should_retry)


class StripeErrorWithParamCode(StripeError):  # noqa: N818 - the name that applications know
    """Base of the errors that name the parameter at fault in `param`."""

    param: str | None
    _extra_fields = ("param",)

    @_with_message_alone
    def __init__(
        self,
        message: str | None,
        param: str | None,
        code: str | None = None,
        http_body: str | bytes | None = None,
        http_status: int | None = None,
        json_body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, http_body, http_status, json_body, headers, code)
        self.param = param
        self.args: tuple[Any, ...] = (
            self._message, param, code, self.http_body, http_status, json_body, self.headers
        )  # fmt: skip

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(message={self._message!r}, param={self.param!r}, "
            f"code={self.code!r}, http_status={self.http_status!r}, "
            f"request_id={self.request_id!r})"
        )


class CardError(StripeErrorWithParamCode):
    """The card was declined: `code` and `error.decline_code` say why.

    See https://docs.stripe.com/declines
    """


class InvalidRequestError(StripeErrorWithParamCode):
    """A parameter is wrong (`param` names it), or the object does not exist."""


class IdempotencyError(StripeError):
    """An idempotency key was used again with other parameters: take a new key."""


class AuthenticationError(StripeError):
    """The API key is missing, wrong or revoked."""


class PermissionError(StripeError):
    """The API key may not do this."""


class RateLimitError(StripeError):
    """Too many requests in a short time: wait, then try again."""


class SignatureVerificationError(StripeError):
    """A webhook payload is not to be trusted; `sig_header` and `http_body` are what was checked."""

    sig_header: str | None

    @_with_message_alone
    def __init__(
        self,
        message: str | None,
        sig_header: str | None,
        http_body: str | bytes | bytearray | None = None,
    ) -> None:
        super().__init__(message, _as_text(http_body))
        self.sig_header = sig_header
        self.args: tuple[Any, ...] = (self._message, sig_header, self.http_body)


def _as_text(body: object) -> str | None:
    """A body as text; None if it is empty, or neither text nor bytes."""
    if isinstance(body, memoryview):
        body = body.tobytes()
    if isinstance(body, (bytes, bytearray)):
        body = body.decode("utf-8", "replace")
    return body if body and isinstance(body, str) else None


def _header(headers: Mapping[str, str], name: str) -> str | None:
    """The header of this name, given in lower case, whatever its capitals are."""
    try:
        if (value := headers.get(name)) is not None:
            return value
        return next((value for key, value in headers.items() if key.lower() == name), None)
    except AttributeError:  # tests pass anything for headers
        return None


# Imported when one is first looked up: programs that only call V1 meet none of them.
_V2 = (
    "AlreadyCanceledError BlockedByStripeError CannotProceedError CapabilityNotEnabledError "
    "ControlledByAlternateResourceError FeatureNotEnabledError FinancialAccountNotOpenError "
    "FxQuoteNeedsRefreshError InsufficientFundsError InvalidPaymentMethodError "
    "InvalidPayoutMethodError InvalidVaultedCredentialError NotCancelableError "
    "QuotaExceededError RecipientNotNotifiableError TemporarySessionExpiredError "
    "VerificationAttemptFailedError VerificationExpiredError VerificationNotInitiatedError"
)
if not TYPE_CHECKING:  # to a type checker a name that is not declared is an error
    __getattr__, __dir__ = lazy.namespace(__name__, lazy.Places("", {"stripe.v2_error": _V2}))
