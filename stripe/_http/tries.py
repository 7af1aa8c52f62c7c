"""One request, sent as often as may be."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from stripe._wire import retries
from stripe._wire.answers import breaks_off
from stripe._wire.request import Request
from stripe._wire.requestor_options import is_logged
from stripe._wire.retries import (
    INITIAL_DELAY,
    MAX_DELAY,
    may_be_repeated,
    pause,
    should_retry_answer,
)
from stripe.error import APIConnectionError

if TYPE_CHECKING:
    from typing import Protocol

    from stripe._wire.deadline import Deadline
    from stripe._wire.hooks import Told

    class Client(Protocol):
        """What an `HTTPClient` has to have."""

        @property
        def request(self) -> Callable[..., Any]:
            """Sends the request and reads the whole answer."""
            ...

        @property
        def request_stream(self) -> Callable[..., Any]:
            """As `request`, the body an open file."""
            ...


def tries(
    client: Client,
    request: Request,
    max_retries: int,
    deadline: Deadline | None = None,
    *,
    stream: bool = False,
    told: Told | None = None,
) -> tuple[Any, int, Mapping[str, str], int, int]:
    """The last try's answer, its duration in ms, and the number of tries.

    Raises the last try's connection error. Hooks hear of each try through `told`.
    """
    send = client.request_stream if stream else client.request
    takes_timeout = deadline is not None and getattr(client, "takes_timeout", False)
    for count in itertools.count(1):
        started = retries.clock()
        # The first try is made in any case, and a client can't be told to take no time at all.
        limit = {"timeout": max(deadline.left(), 0.001)} if deadline and takes_timeout else {}
        if told is not None:
            told.event.tries = count
        try:
            body, status, headers = send(
                request.method, request.url, request.headers, request.post_data, **limit
            )
            if 200 <= status < 300 and not stream and breaks_off(body):
                broken, body = _broken_off(request, body, status, headers), ""  # not in tracebacks
                raise broken
        except APIConnectionError as error:
            if deadline is not None and deadline.left() <= 0:
                raise _out_of_time(deadline, count) from error
            # An old connection that the server had given up is no reason to fail: one more is free.
            stale = error.stale and may_be_repeated(request.method, request.headers)
            seconds = 0.0 if stale else pause(count, None, *_delays(client))
            again = error.should_retry and count <= max(max_retries, int(stale))
            if not again or _is_too_late(deadline, seconds):
                raise
            _log(f"Encountered a retryable error {error.user_message}")
        else:
            headers = _in_any_case(headers)
            if told is not None:
                told.answered(status, headers)
            again = count <= max_retries and should_retry_answer(status, headers)
            seconds = pause(count, headers, *_delays(client)) if again else 0.0
            if not again or _is_too_late(deadline, seconds):
                return body, status, headers, int((retries.clock() - started) * 1000), count
            if hasattr(body, "close"):
                body.close()
        _wait(request, count, seconds, told)
    raise AssertionError("unreachable")  # pragma: no cover  # count() has no end


# getattr, above too: clients of other people's need not derive from HTTPClient.
def _delays(client: Client) -> tuple[float, float]:
    initial = getattr(client, "INITIAL_DELAY", INITIAL_DELAY)
    return initial, getattr(client, "MAX_DELAY", MAX_DELAY)


def _in_any_case(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Headers found in any case; HTTP clients of other people's may answer with a dict."""
    if not isinstance(headers, dict):
        return headers
    from stripe._wire.headers import Headers

    return Headers(headers)


def _is_too_late(deadline: Deadline | None, seconds: float) -> bool:
    return deadline is not None and seconds >= deadline.left()


def _broken_off(
    request: Request, body: str | bytes, status: int, headers: Mapping[str, str]
) -> APIConnectionError:
    return APIConnectionError(
        f"The answer of the server (HTTP status {status}) breaks off. What it was asked for may have "
        "been done all the same: repeat it with the same idempotency key.",
        body,
        status,
        None,
        headers,
        should_retry=may_be_repeated(request.method, request.headers),
    )


def _out_of_time(deadline: Deadline, tries: int) -> APIConnectionError:
    return APIConnectionError(
        f"No answer within {deadline.seconds:g} seconds, the timeout of the call (tries: {tries}). "
        "What it asked for may have been done all the same: repeat it with the same idempotency key.",
        should_retry=True,
    )


def _log(message: str) -> None:
    # What is logged at all has been so when the request was: then this is no time to import it.
    if is_logged(logging.INFO):
        from stripe._wire.logger import log_info

        log_info(message)


def _wait(request: Request, retry: int, seconds: float, told: Told | None) -> None:
    _log(
        f"Initiating retry {retry} for request {request.method} {request.url} after sleeping "
        f"{seconds:.2f} seconds."
    )
    if seconds:
        time.sleep(seconds)
    if hasattr(request.post_data, "seek"):
        request.post_data.seek(0)  # type: ignore[union-attr]  # a multipart stream
    if told is not None:
        told.retry()
