"""APIRequestor: options to a request, an answer to an object or an error.

Building a request, reading an answer and deciding on a retry are pure functions elsewhere; `_exchange`
is where I/O happens.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, cast

import stripe
from stripe._http.metrics import LONGEST_ID, RequestMetrics, take_last_request
from stripe._http.tries import tries
from stripe._objects.hydration import construct, hydrate
from stripe._wire.answers import from_response, not_json, redirected
from stripe._wire.request import Call, Request, api_mode, build_request
from stripe._wire.requestor_options import RequestorOptions, guarded, hooks_of_all, is_logged
from stripe._wire.retries import checked_timeout
from stripe.error import StripeError
from stripe.http_client import HTTPClient, current_client
from stripe.stripe_object import StripeObject
from stripe.stripe_response import StripeResponse, StripeStreamResponse

if TYPE_CHECKING:
    from typing_extensions import Self

    from stripe._wire.deadline import Deadline
    from stripe._wire.hooks import Hooks, Told
    from stripe._wire.options import ApiMode, BaseAddresses, RequestOptions
    from stripe.stripe_context import StripeContext

_PLAIN_CALL = Call()
_NOT_ASYNCHRONOUS = (
    "This library has no asynchronous methods: hand the call to a thread, as in "
    'await asyncio.to_thread(stripe.Customer.retrieve, "cus_1").'
)


class APIRequestor(RequestorOptions):
    """Sends requests with one set of options, through one HTTP client.

    It never changes: `with_options` gives another. Objects keep the one that they came through.
    """

    __slots__ = ("hooks", "http_client")
    _NAMES: ClassVar[tuple[str, ...]] = (*RequestorOptions._NAMES, "hooks", "http_client")

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
        super().__init__(
            api_key,
            stripe_account=stripe_account,
            stripe_context=stripe_context,
            stripe_version=stripe_version,
            base_addresses=base_addresses,
            max_network_retries=max_network_retries,
            client_id=client_id,
            timeout=timeout,
        )
        self.hooks: Hooks | None = None
        self.http_client: HTTPClient | None = http_client

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
        answer, response = requestor.request_raw(method, path, params, options, call)
        if call.answer != "object":
            return response
        mode = api_mode(path)
        if isinstance(answer, StripeObject):
            if mode == "V2" and method == "delete":
                from stripe.v2_list_object import DeletedObject

                cls = DeletedObject
            if cls is not None and type(answer) is not cls:
                answer = construct(cls, answer.__dict__, requestor, mode)
            if answer._IS_PAGE:
                answer._retrieve_params = params or {}
            answer._last_response = cast("StripeResponse", response)
        return answer

    def request_raw(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
        call: Call = _PLAIN_CALL,
    ) -> tuple[Any, StripeResponse | StripeStreamResponse]:
        """Sends a request and returns what the answer says, and that answer; raises as `request` does.

        All requests go through here, and through `request` before: a test that replaces one of the two
        sees to it that nothing is sent.
        """
        options = options and guarded(options)
        key = options.get("idempotency_key") if options else None
        requestor = self.with_options(options)
        client = current_client(requestor.http_client)
        try:
            request = build_request(
                requestor, client.name, method.lower(), path, params, options, call
            )
            key = request.idempotency_key
            return requestor._exchange(client, request, path, options, call)
        except StripeError as error:
            error.idempotency_key = key
            raise

    async def request_async(self, *_request: Any, **_more: Any) -> NoReturn:
        """Not here: raises NotImplementedError, which says what to do instead."""
        raise NotImplementedError(_NOT_ASYNCHRONOUS)

    request_raw_async = request_async

    def _exchange(
        self,
        client: HTTPClient,
        request: Request,
        path: str,
        options: RequestOptions | None,
        call: Call,
    ) -> tuple[Any, StripeResponse | StripeStreamResponse]:
        """Sends the request, as often as may be, and tells the hooks of it, if there are any."""
        own = self.hooks
        if not (hooks_of_all or (own is not None and own.functions)):
            return self._send(client, request, path, options, call, None)
        from stripe._wire.hooks import ALL, RequestEvent, Told, template

        event = RequestEvent(
            request.method,
            call.template or template(path),
            request.headers.get("Stripe-Account"),
            request.idempotency_key,
        )
        with Told(event, ALL, own) as told:
            return self._send(client, request, path, options, call, told)

    def _send(
        self,
        client: HTTPClient,
        request: Request,
        path: str,
        options: RequestOptions | None,
        call: Call,
        told: Told | None,
    ) -> tuple[Any, StripeResponse | StripeStreamResponse]:
        metrics = take_last_request(client) if stripe.enable_telemetry else None
        if metrics is not None:
            request.headers.setdefault("X-Stripe-Client-Telemetry", metrics.header())
        logged = is_logged(logging.INFO)
        if logged:
            from stripe._wire.logger import log_request

            log_request(request)
        max_retries, timeout = self.max_network_retries, self.timeout
        if options:
            if (own := options.get("max_network_retries")) is not None:
                max_retries = own
            if (limit := options.get("timeout")) is not None:
                timeout = checked_timeout(limit)
        deadline = _deadline(timeout)
        stream = call.answer == "stream"
        body, status, headers, duration, count = tries(
            client, request, max_retries or 0, deadline, stream=stream, told=told
        )
        request_id = headers.get("Request-Id")
        if logged:
            from stripe._wire.logger import log_answer

            log_answer(request, status, None if stream else body, request_id)
        if request_id and len(request_id) <= LONGEST_ID and stripe.enable_telemetry:
            RequestMetrics(request_id, duration, call.usage).keep(client)
        if "Stripe-Notice" in headers and call.answer == "object":
            from stripe._wire.logger import show_notice

            show_notice(headers["Stripe-Notice"])
        if stream:
            if 200 <= status < 300:
                return None, StripeStreamResponse(body, status, headers, count)
            with body:
                body = body.read()
        try:
            answer = self._read(body, status, headers, api_mode(path))
        except StripeError:
            body = ""  # it may hold secrets, and tracebacks show variables
            raise
        return answer, StripeResponse(body, status, headers, count)

    def _read(
        self, body: str | bytes, status: int, headers: Mapping[str, str], mode: ApiMode
    ) -> Any:
        """What an answer says; raises the error that it is, and leaves none of it in variables."""
        success = 200 <= status < 300
        if 300 <= status < 400 and (location := headers.get("Location")):
            raise redirected(body, status, headers, location)
        try:
            text = body if isinstance(body, str) else body.decode()
            answer = hydrate(text, self, mode) if success else json.loads(text)
        except (ValueError, RecursionError) as cause:
            error: StripeError = not_json(body, status, headers)
            body = text = ""
            cause.__context__ = None  # from the parser's frames, which hold the body as well
            raise error from cause.with_traceback(None)
        if success:
            return answer
        error = from_response(body, status, answer, headers, mode)
        error._requestor = self
        if is_logged(logging.INFO):
            from stripe._wire.logger import log_error

            log_error(error, mode)
        body = text = answer = ""
        raise error

    # Test suites of applications look at a client through these names, and read recorded answers.
    @property
    def _options(self) -> Self:
        return self

    @property
    def _client(self) -> HTTPClient | None:
        return self.http_client

    _interpret_response = _read

    def __copy__(self) -> APIRequestor:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> APIRequestor:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        account, context = self.stripe_account, self.stripe_context
        return _unpickled, (self.key_fingerprint(), self.stripe_version, account, context)

    def __repr__(self) -> str:
        return f"<APIRequestor account={self.stripe_account!r} version={self.stripe_version!r}>"


def _deadline(seconds: float | None) -> Deadline | None:
    if seconds is None:
        return None
    from stripe._wire.deadline import Deadline

    return Deadline(seconds)


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


# Under this name test suites replace `request` or `request_raw`, lest anything is sent.
_APIRequestor = APIRequestor
