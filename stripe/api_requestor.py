"""APIRequestor: options to a request, an answer to an object or an error, and the loop of tries.

Building a request, reading an answer and deciding on a retry are pure functions elsewhere; `_exchange`
is where I/O happens.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import stripe
from stripe.error import APIConnectionError, AuthenticationError
from stripe.error_response import from_response, not_json
from stripe.http_client import HTTPClient, current_client
from stripe.hydration import construct, hydrate
from stripe.list_object import Page
from stripe.logger import is_logged, log_debug, log_info
from stripe.request_building import ApiMode, BaseAddresses, Call, Request, api_mode, build_request
from stripe.request_metrics import RequestMetrics, take_last_request
from stripe.request_options import PERSISTENT_OPTIONS
from stripe.retries import pause, should_retry_answer
from stripe.stripe_object import StripeObject
from stripe.stripe_response import StripeResponse, StripeStreamResponse

if TYPE_CHECKING:
    from stripe.request_options import RequestOptions
    from stripe.stripe_context import StripeContext

_PLAIN_CALL = Call()


class APIRequestor:
    """Sends requests with one set of options: key, account, context, version, addresses, client.

    It never changes: `with_options` gives another. Objects keep the one that they came through.
    """

    __slots__ = (
        "_key_fingerprint",
        "api_key",
        "base_addresses",
        "client_id",
        "http_client",
        "max_network_retries",
        "standing_headers",
        "stripe_account",
        "stripe_context",
        "stripe_version",
    )

    def __init__(
        self,
        api_key: str | None = None,
        *,
        stripe_account: str | None = None,
        stripe_context: str | StripeContext | None = None,
        stripe_version: str | None = None,
        base_addresses: BaseAddresses | None = None,
        max_network_retries: int | None = None,
        http_client: HTTPClient | None = None,
        client_id: str | None = None,
    ) -> None:
        self.api_key = api_key
        self.stripe_account = stripe_account
        self.stripe_context = stripe_context
        self.stripe_version = stripe_version or stripe.api_version
        self.base_addresses: BaseAddresses = base_addresses or {
            "api": stripe.api_base,
            "connect": stripe.connect_api_base,
            "files": stripe.upload_api_base,
            "meter_events": stripe.meter_events_api_base,
        }
        self.max_network_retries = max_network_retries
        self.http_client = http_client
        self.client_id = client_id
        self.standing_headers: tuple[object, dict[str, str]] | None = None
        self._key_fingerprint: str | None = None

    @staticmethod
    def global_instance() -> APIRequestor:
        """The requestor of module-level calls: another as soon as a setting of the module differs."""
        global _global
        settings = (
            stripe.api_key,
            stripe.api_version,
            stripe.api_base,
            stripe.connect_api_base,
            stripe.upload_api_base,
            stripe.meter_events_api_base,
            stripe.max_network_retries,
        )
        known, requestor = _global
        if requestor is None or settings != known:
            requestor = APIRequestor(stripe.api_key, max_network_retries=stripe.max_network_retries)
            _global = (settings, requestor)
        return requestor

    def with_options(self, options: RequestOptions | None) -> APIRequestor:
        """A requestor with the persistent ones among `options`; None means: as here.

        An empty account or context clears what there is; an empty key does not.
        """
        if not options:
            return self
        changed = {
            name: value
            for name in PERSISTENT_OPTIONS
            if (value := options.get(name)) is not None and (value or name != "api_key")
        }
        return self.replaced(**changed) if changed else self

    def replaced(self, **changed: Any) -> APIRequestor:
        """A requestor that differs in the named attributes."""
        other = APIRequestor.__new__(APIRequestor)
        for name in APIRequestor.__slots__:
            setattr(other, name, changed[name] if name in changed else getattr(self, name))
        other.standing_headers = None
        if "api_key" in changed:
            other._key_fingerprint = None
        return other

    def resolved_api_key(self) -> str | None:
        """The key to use now: the requestor's, else the module's.

        Raises AuthenticationError where that would not be the key that an unpickled object had.
        """
        if self.api_key is not None or self._key_fingerprint is None:
            return self.api_key or stripe.api_key
        if stripe.api_key and fingerprint(stripe.api_key) == self._key_fingerprint:
            return stripe.api_key
        raise AuthenticationError(
            "This object was unpickled, and pickles hold no API keys; the key that it had is not "
            "the one in stripe.api_key. Set obj.api_key before you use it."
        )

    def request(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
        call: Call = _PLAIN_CALL,
        *,
        cls: type[StripeObject] | None = None,
    ) -> Any:
        """Sends a request and returns the object of the answer, made one of class `cls` if given.

        Raises an error of `stripe.error` where the answer is no success, or where there is none.
        """
        requestor = self.with_options(options)
        body, status, headers = requestor._exchange(method, path, params, options, call)
        if "Stripe-Notice" in headers:
            _show_notice(headers["Stripe-Notice"])
        mode = api_mode(path)
        answer = requestor._read(body, status, headers, mode)
        if isinstance(answer, StripeObject):
            if mode == "V2" and method == "delete":
                from stripe.v2_list_object import DeletedObject

                cls = DeletedObject
            if cls is not None and type(answer) is not cls:
                answer = construct(cls, answer, requestor, mode)
            if isinstance(answer, Page):
                answer._retrieve_params = params or {}
            answer._last_response = StripeResponse(body, status, headers)
        return answer

    def request_raw(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
        call: Call = _PLAIN_CALL,
    ) -> StripeResponse:
        """Sends a request and returns the answer as it came; raises as `request` does."""
        requestor = self.with_options(options)
        body, status, headers = requestor._exchange(method, path, params, options, call)
        requestor._read(body, status, headers, api_mode(path))
        return StripeResponse(body, status, headers)

    def request_stream(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
        call: Call = _PLAIN_CALL,
    ) -> StripeStreamResponse:
        """Sends a request and returns the answer with its body unread; raises as `request` does."""
        requestor = self.with_options(options)
        stream, status, headers = requestor._exchange(
            method, path, params, options, call, stream=True
        )
        if not 200 <= status < 300:
            body = stream.read()
            stream.close()
            requestor._read(body, status, headers, api_mode(path))
        return StripeStreamResponse(stream, status, headers)

    def _exchange(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None,
        options: RequestOptions | None,
        call: Call,
        *,
        stream: bool = False,
    ) -> tuple[Any, int, Mapping[str, str]]:
        """Sends the request, as often as may be, and returns the last answer."""
        client = current_client(self.http_client)
        request = build_request(self, client.name, method.lower(), path, params, options, call)
        metrics = take_last_request(client) if stripe.enable_telemetry else None
        if metrics is not None:
            request.headers.setdefault("X-Stripe-Client-Telemetry", metrics.header())
        logged = is_logged(logging.INFO)
        if logged:
            _log_request(request)
        retries = options.get("max_network_retries") if options else None
        if retries is None:
            retries = self.max_network_retries or 0
        send = client.request_stream if stream else client.request
        body, status, headers, duration = _tries(send, request, retries)
        if type(headers) is dict:
            from requests.structures import CaseInsensitiveDict

            headers = CaseInsensitiveDict(headers)
        request_id = headers.get("Request-Id")
        if logged:
            _log_answer(request, status, None if stream else body, request_id)
        if request_id and stripe.enable_telemetry:
            RequestMetrics(request_id, duration, call.usage).keep(client)
        return body, status, headers

    def _read(
        self, body: str | bytes, status: int, headers: Mapping[str, str], mode: ApiMode
    ) -> Any:
        """What an answer says: data hydrated, or an error raised."""
        success = 200 <= status < 300
        try:
            text = body if isinstance(body, str) else body.decode()
            answer = hydrate(text, self, mode) if success else json.loads(text)
        except (ValueError, RecursionError) as cause:
            raise not_json(body, status, headers) from cause
        if success:
            return answer
        error = from_response(body, status, answer, headers, mode, self)
        if is_logged(logging.INFO):
            _log_error(error, mode)
        raise error

    def __copy__(self) -> APIRequestor:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> APIRequestor:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        key = self.api_key
        mark = self._key_fingerprint if key is None else fingerprint(key)
        return _unpickled, (mark, self.stripe_version, self.stripe_account, self.stripe_context)

    def __repr__(self) -> str:
        return f"<APIRequestor account={self.stripe_account!r} version={self.stripe_version!r}>"


RequestorOptions = APIRequestor
"""The official name for a set of options; here a requestor is one."""

_global: tuple[object, APIRequestor | None] = (None, None)

sleep = time.sleep
"""Waits before a retry, in seconds."""


def fingerprint(key: str) -> str:
    """A one-way mark of a key, enough to tell whether another is the same."""
    return hashlib.sha256(b"stripe-python-pickle:" + key.encode()).hexdigest()[:32]


def _unpickled(
    mark: str | None,
    stripe_version: str | None,
    stripe_account: str | None,
    stripe_context: str | StripeContext | None,
) -> APIRequestor:
    requestor = APIRequestor(
        None,
        stripe_version=stripe_version,
        stripe_account=stripe_account,
        stripe_context=stripe_context,
        max_network_retries=stripe.max_network_retries,
    )
    requestor._key_fingerprint = mark
    return requestor


def _tries(
    send: Callable[..., Any], request: Request, max_retries: int
) -> tuple[Any, int, Mapping[str, str], int]:
    """The last try's answer and its duration in ms; raises the last try's connection error."""
    retry = 0
    while True:
        started = time.monotonic()
        headers: Mapping[str, str] | None = None
        try:
            body, status, headers = send(*request)
        except APIConnectionError as error:
            if retry >= max_retries or not error.should_retry:
                raise
            log_info(f"Encountered a retryable error {error.user_message}")
        else:
            if retry >= max_retries or not should_retry_answer(status, headers):
                return body, status, headers, int((time.monotonic() - started) * 1000)
            if hasattr(body, "close"):
                body.close()
        retry += 1
        seconds = pause(retry, headers)
        log_info(
            f"Initiating retry {retry} for request {request.method} {request.url} after sleeping "
            f"{seconds:.2f} seconds."
        )
        sleep(seconds)
        if hasattr(request.post_data, "seek"):
            request.post_data.seek(0)  # type: ignore[union-attr]  # a multipart stream


def _show_notice(notice: str) -> None:
    if os.environ.get("STRIPE_SUPPRESS_NOTICES", "").lower() != "true":
        warnings.warn(
            f"{notice}\nTo silence notices of the API, set the environment variable "
            "STRIPE_SUPPRESS_NOTICES to true.",
            stacklevel=2,
        )


def _log_request(request: Request) -> None:
    log_info("Request to Stripe api", method=request.method, url=request.url)
    log_debug(
        "Post details",
        post_data=request.post_data,
        api_version=request.headers.get("Stripe-Version"),
    )


def _log_answer(request: Request, status: int, body: object, request_id: str | None) -> None:
    log_info("Stripe API response", path=request.url, response_code=status)
    if body is not None:
        log_debug("API response body", body=body)
    if request_id:
        log_debug(
            "Dashboard link for request",
            link=f"https://dashboard.stripe.com/logs/{request_id}",
        )


def _log_error(error: Exception, mode: ApiMode) -> None:
    details = getattr(error, "error", None)
    log_info(
        f"Stripe {mode.lower()} API error received",
        error_code=getattr(details, "code", None),
        error_type=getattr(details, "type", None),
        error_message=getattr(details, "message", None),
        error_param=getattr(details, "param", None),
    )
