"""APIRequestor: options to a request, an answer to an object or an error, and the loop of tries.

Building a request, reading an answer and deciding on a retry are pure functions elsewhere; `_exchange`
is where I/O happens.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import time
from collections.abc import Callable, Mapping
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, cast

import stripe
from stripe._http.metrics import RequestMetrics, take_last_request
from stripe._objects.hydration import construct, hydrate
from stripe._wire import retries
from stripe._wire.answers import from_response, not_json
from stripe._wire.logger import is_logged, log_answer, log_error, log_info, log_request, show_notice
from stripe._wire.options import PERSISTENT_OPTIONS
from stripe._wire.request import ApiMode, BaseAddresses, Call, Request, api_mode, build_request
from stripe._wire.retries import Deadline, checked_timeout, pause, should_retry_answer
from stripe.error import APIConnectionError, AuthenticationError
from stripe.http_client import HTTPClient, current_client
from stripe.list_object import Page
from stripe.stripe_object import StripeObject
from stripe.stripe_response import StripeResponse, StripeStreamResponse

if TYPE_CHECKING:
    from stripe._wire.options import RequestOptions
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
        "timeout",
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
        timeout: float | None = None,
    ) -> None:
        self.api_key: str | None = api_key
        self.stripe_account: str | None = stripe_account
        self.stripe_context: str | StripeContext | None = stripe_context
        self.stripe_version: str = stripe_version or stripe.api_version
        self.base_addresses: BaseAddresses = base_addresses or {
            "api": stripe.api_base,
            "connect": stripe.connect_api_base,
            "files": stripe.upload_api_base,
            "meter_events": stripe.meter_events_api_base,
        }
        self.max_network_retries: int | None = max_network_retries
        self.http_client: HTTPClient | None = http_client
        self.client_id: str | None = client_id
        self.timeout: float | None = checked_timeout(timeout)
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
            stripe.timeout,
        )
        known, requestor = _global
        if requestor is None or settings != known:
            requestor = APIRequestor(
                stripe.api_key,
                max_network_retries=stripe.max_network_retries,
                timeout=stripe.timeout,
            )
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
        if stripe.api_key and compare_digest(fingerprint(stripe.api_key), self._key_fingerprint):
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
            show_notice(headers["Stripe-Notice"])
        mode = api_mode(path)
        answer = requestor._read(body, status, headers, mode)
        if isinstance(answer, StripeObject):
            if mode == "V2" and method == "delete":
                from stripe.v2_list_object import DeletedObject

                cls = DeletedObject
            if cls is not None and type(answer) is not cls:
                answer = construct(cls, answer.__dict__, requestor, mode)
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
            log_request(request)
        max_retries, timeout = self.max_network_retries, self.timeout
        if options:
            if (own := options.get("max_network_retries")) is not None:
                max_retries = own
            if (limit := options.get("timeout")) is not None:
                timeout = checked_timeout(limit)
        send = client.request_stream if stream else client.request
        deadline = None if timeout is None else Deadline(timeout)
        # getattr: clients of other people's need not derive from HTTPClient.
        takes_timeout = deadline is not None and getattr(client, "takes_timeout", False)
        body, status, headers, duration = tries(
            send, request, max_retries or 0, deadline, takes_timeout=takes_timeout
        )
        if type(headers) is dict:
            from requests.structures import CaseInsensitiveDict

            plain = cast("dict[str, str]", headers)
            headers = cast("Mapping[str, str]", CaseInsensitiveDict(plain))
        request_id = headers.get("Request-Id")
        if logged:
            log_answer(request, status, None if stream else body, request_id)
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
            log_error(error, mode)
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

sleep: Callable[[float], object] = time.sleep
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
        timeout=stripe.timeout,
    )
    requestor._key_fingerprint = mark
    return requestor


def tries(
    send: Callable[..., Any],
    request: Request,
    max_retries: int,
    deadline: Deadline | None,
    *,
    takes_timeout: bool,
) -> tuple[Any, int, Mapping[str, str], int]:
    """The last try's answer and its duration in ms; raises the last try's connection error."""
    for count in itertools.count(1):
        started = retries.clock()
        # The first try is made in any case, and a client can't be told to take no time at all.
        limit = {"timeout": max(deadline.left(), 0.001)} if deadline and takes_timeout else {}
        try:
            body, status, headers = send(*request, **limit)
        except APIConnectionError as error:
            if deadline is not None and deadline.left() <= 0:
                raise _out_of_time(deadline, count) from error
            # An old connection that the server had given up is no reason to fail: one more is free.
            stale = error.stale and _may_be_repeated(request)
            seconds = 0.0 if stale else pause(count, None)
            again = error.should_retry and count <= max(max_retries, int(stale))
            if not again or _is_too_late(deadline, seconds):
                raise
            log_info(f"Encountered a retryable error {error.user_message}")
        else:
            again = count <= max_retries and should_retry_answer(status, headers)
            seconds = pause(count, headers) if again else 0.0
            if not again or _is_too_late(deadline, seconds):
                return body, status, headers, int((retries.clock() - started) * 1000)
            if hasattr(body, "close"):
                body.close()
        _wait(request, count, seconds)
    raise AssertionError("unreachable")  # pragma: no cover  # count() has no end


def _is_too_late(deadline: Deadline | None, seconds: float) -> bool:
    return deadline is not None and seconds >= deadline.left()


def _may_be_repeated(request: Request) -> bool:
    """Whether it does no harm if the server got the request before: GETs, and all with a key."""
    return request.method == "get" or any(
        name.lower() == "idempotency-key" for name in request.headers
    )


def _out_of_time(deadline: Deadline, tries: int) -> APIConnectionError:
    return APIConnectionError(
        f"No answer within {deadline.seconds:g} seconds, the timeout of the call (tries: {tries}). "
        "What it asked for may have been done all the same: repeat it with the same idempotency key.",
        should_retry=True,
    )


def _wait(request: Request, retry: int, seconds: float) -> None:
    log_info(
        f"Initiating retry {retry} for request {request.method} {request.url} after sleeping "
        f"{seconds:.2f} seconds."
    )
    if seconds:
        sleep(seconds)
    if hasattr(request.post_data, "seek"):
        request.post_data.seek(0)  # type: ignore[union-attr]  # a multipart stream
