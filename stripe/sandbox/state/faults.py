"""Faults on order: answers that fail, come late, come broken, or never come."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from stripe.sandbox.errors import ApiError

KINDS = ("error", "drop_before", "drop_after", "truncate", "garbage", "latency")


@dataclass
class Fault:
    """One order: which requests it meets, how many of them, and what happens to them."""

    kind: str = "error"
    route: str | None = None
    status: int = 500
    code: str | None = None
    message: str | None = None
    type: str | None = None
    retry_after: int | None = None
    latency: float = 0.0
    times: int | None = 1
    share: float = 1.0
    more: dict[str, Any] = field(default_factory=dict[str, Any])

    def error(self) -> ApiError:
        """The error that the request gets."""
        headers: dict[str, str] = {}
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        type, code, message = _ERRORS.get(self.status, ("api_error", None, "An error occurred."))
        return ApiError(
            self.status,
            self.message or message,
            type=self.type or type,
            code=self.code or code,
            kept=False,
            headers=headers,
            **self.more,
        )


_ERRORS = {
    402: ("card_error", "card_declined", "Your card was declined."),
    409: ("invalid_request_error", "lock_timeout", "This object cannot be accessed right now."),
    429: (
        "invalid_request_error",
        "rate_limit",
        (
            "Request rate limit exceeded. You can learn more about rate limits here "
            "https://stripe.com/docs/rate-limits."
        ),
    ),
}


class Faults:
    """The orders in force."""

    def __init__(self) -> None:
        self.orders: list[Fault] = []
        self._random = random.Random(0)  # noqa: S311 - the same share of requests on each run

    def add(self, fault: Fault) -> None:
        """Puts an order in force."""
        if fault.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {fault.kind!r}.")
        self.orders.append(fault)

    def clear(self) -> None:
        """Withdraws all orders."""
        self.orders.clear()

    def meet(self, route: str, path: str) -> Fault | None:
        """The order that meets a request; it counts as used."""
        for fault in self.orders:
            if fault.route is not None and not _matches(fault.route, route, path):
                continue
            if fault.share < 1 and self._random.random() >= fault.share:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.orders.remove(fault)
            return fault
        return None


def _matches(wanted: str, route: str, path: str) -> bool:
    """Whether a request is of a route as it was ordered: `{anything}` stands for an id."""
    method, _, pattern = wanted.rpartition(" ")
    verb, _, known = route.partition(" ")
    if method not in ("", verb):
        return False
    parts = zip_longest(pattern.split("/"), known.split("/"), path.split("/"))
    return all(
        str(named).startswith("{") if str(part).startswith("{") else part == given
        for part, named, given in parts
    )
