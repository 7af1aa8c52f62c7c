"""Whether a request is tried again, and how long after: pure functions of what happened."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Mapping

INITIAL_DELAY = 0.5
"""Seconds before the first retry; later ones wait twice as long each."""
MAX_DELAY = 5.0
"""Seconds that they wait at the most."""
MAX_RETRY_AFTER = 60.0
"""Seconds that an answer's `Retry-After` may make us wait at the most."""

_DOUBLINGS = 8  # more make no difference: the longest pause is reached


def should_retry_answer(status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer asks for another try: by what it says itself, else by its status."""
    advice = headers.get("Stripe-Should-Retry")
    if advice == "true":
        return True
    if advice == "false":
        return False
    if status in (408, 425, 429):
        return retry_after(headers) is not None
    return status == 409 or status >= 500


def may_be_repeated(method: str, headers: Mapping[str, str]) -> bool:
    """Whether it does no harm if the server got the request before: GETs, and all with a key."""
    return method == "get" or any(name.lower() == "idempotency-key" for name in headers)


def pause(
    retry: int,
    headers: Mapping[str, str] | None,
    initial: float = INITIAL_DELAY,
    longest: float = MAX_DELAY,
) -> float:
    """Seconds to wait before retry number `retry` (1, 2, ...).

    Doubling from `initial` to `longest`, each shortened at random so that clients don't return all at
    once; never less than the answer's `Retry-After`.
    """
    doubled: float = min(initial * 2 ** min(retry - 1, _DOUBLINGS), longest)
    own = max(doubled * random.uniform(0.5, 1), initial)  # noqa: S311  # no secret
    asked = retry_after(headers) if headers else None
    return max(own, asked or 0.0)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` asks for, capped; None without one that can be read."""
    value = headers.get("Retry-After")
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value)
    # Written so that a NaN gives None.
    return min(seconds, MAX_RETRY_AFTER) if seconds >= 0 else None


def _seconds_until(date: str) -> float:
    from datetime import timezone
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(date)
        if moment.tzinfo is None:  # HTTP knows no other zone
            moment = moment.replace(tzinfo=timezone.utc)
        return max(moment.timestamp() - time.time(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return -1.0


def clock() -> float:
    """What deadlines and durations are measured with, in seconds."""
    return time.monotonic()  # looked up each time: tests put their own into `time`


def checked_timeout(value: object) -> float | None:
    """The seconds that a call may take; None for no limit. Raises ValueError for what is no time."""
    if value is None:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0:
        return None if value == math.inf else value
    raise ValueError(
        "timeout is the number of seconds that a call may take with all its tries, greater than 0, "
        f"not {value!r}."
    )
