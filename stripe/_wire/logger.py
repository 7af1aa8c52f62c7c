"""The log: logger `stripe`, lines of key=value, secrets masked; `stripe.log` prints them too."""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from typing import TYPE_CHECKING, Any

from stripe._wire.masking import mask, mask_payment_data
from stripe._wire.requestor_options import is_logged, is_printed

if TYPE_CHECKING:
    from stripe._wire.options import ApiMode
    from stripe._wire.request import Request

logger: logging.Logger = logging.getLogger("stripe")


def log_info(message: str, **values: Any) -> None:
    """What happens: requests, answers, errors, retries."""
    _log(logging.INFO, message, values)


def log_debug(message: str, **values: Any) -> None:
    """What goes over the wire, secrets masked."""
    _log(logging.DEBUG, message, values)


def _log(level: int, message: str, values: dict[str, Any]) -> None:
    if not is_logged(level):
        return
    line = format_line({"message": message, **values})
    if is_printed(level):
        print(line, file=sys.stderr)
    logger.log(level, "%s", line)


def log_failed_hook(topic: str, error: Exception) -> None:
    """That a hook of the application has failed, and where."""
    logger.error("A hook for %s failed, the call goes on: %r", topic, error, exc_info=error)


def format_line(values: dict[str, Any]) -> str:
    """`a=1 message="Two words"`: sorted by key, values with blanks in quotes."""
    return " ".join(f"{_word(key)}={_word(value)}" for key, value in sorted(values.items()))


def _word(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    text = mask_payment_data(mask(text))
    return repr(text) if re.search(r"\s", text) else text


def log_request(request: Request) -> None:
    """A request that is about to be sent."""
    log_info("Request to Stripe api", method=request.method, url=request.url)
    log_debug(
        "Post details",
        post_data=_described(request.post_data),
        api_version=request.headers.get("Stripe-Version"),
    )


def _described(data: object) -> object:
    """What is sent, the content of files left out: they are passports and private keys."""
    return f"<{len(data)} bytes>" if isinstance(data, bytes) else data


def log_answer(request: Request, status: int, body: object, request_id: str | None) -> None:
    """The answer to it; `body` is None where it has not been read."""
    log_info("Stripe API response", path=request.url, response_code=status)
    if body is not None:
        log_debug("API response body", body=body)
    if request_id:
        log_debug(
            "Dashboard link for request",
            link=f"https://dashboard.stripe.com/logs/{request_id}",
        )


def log_error(error: Exception, mode: ApiMode) -> None:
    """What the API said against a request."""
    details = getattr(error, "error", None)
    log_info(
        f"Stripe {mode.lower()} API error received",
        error_code=getattr(details, "code", None),
        error_type=getattr(details, "type", None),
        error_message=getattr(details, "message", None),
        error_param=getattr(details, "param", None),
    )


def show_notice(notice: str) -> None:
    """What the API has to say to whoever writes the program, as a warning."""
    if os.environ.get("STRIPE_SUPPRESS_NOTICES", "").lower() != "true":
        shown = mask_payment_data(mask(notice))
        warnings.warn(
            f"{shown}\nTo silence notices of the API, set the environment variable "
            "STRIPE_SUPPRESS_NOTICES to true.",
            stacklevel=3,
        )
