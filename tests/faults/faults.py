"""The faults that are tried, and what is promised for each: the table of docs/reliability.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import fault_server as server
from fault_server import Behaviour, api_error, drip

RETRIES = 2
WEEK_AHEAD = "Wed, 30 Nov 2050 07:28:00 GMT"


@dataclass
class Fault:
    """A fault, met by every try (or by the first `times`), and its outcome.

    `outcome` is "answer" or the name of the error's class; `requests` how many reached the server (with
    their headers at least); `pauses` bounds each pause before a retry, in seconds.
    """

    behaviour: Behaviour
    outcome: str
    requests: int
    times: int = 1 + RETRIES
    pauses: tuple[float, float] = (0.5, 1.0)
    should_retry: bool | None = None
    executes: bool = field(default=False)  # the server has done what was asked for, fault or not
    client: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        once = ", once" if self.times == 1 else ""
        return f"{self.behaviour.name}{once}"


def lost(behaviour: Behaviour, requests: int = 3, **more: Any) -> list[Fault]:
    """Met by all tries it is an error in the end; met once it costs nothing but a retry."""
    none_arrives = requests == 0
    return [
        Fault(behaviour, "APIConnectionError", requests, should_retry=True, **more),
        Fault(behaviour, "answer", 1 if none_arrives else 2, times=1, **more),
    ]


def failing(behaviour: Behaviour, error: str, **more: Any) -> list[Fault]:
    return [Fault(behaviour, error, 3, **more), Fault(behaviour, "answer", 2, times=1, **more)]


SHORT = {"timeout": (5, 0.4)}  # long enough for an answer on a busy machine

FAULTS: list[Fault] = [
    *lost(server.reset_before, requests=0),
    *lost(server.reset_in),
    *lost(server.reset_after, executes=True),
    *lost(server.hang_up_after, executes=True),
    *lost(server.silence_after, executes=True, client=SHORT),
    *lost(server.garbage, executes=True),
    *lost(server.cut_status, executes=True),
    Fault(server.cut_headers, "APIError", 1, executes=True),
    Fault(server.truncated, "APIConnectionError", 1, should_retry=False, executes=True),
    Fault(server.length_too_long, "APIConnectionError", 1, should_retry=False, executes=True),
    Fault(server.length_too_short, "APIError", 1, executes=True),
    Fault(server.chunked_cut, "APIConnectionError", 1, should_retry=False, executes=True),
    Fault(server.gzipped_cut, "APIError", 1, executes=True),
    Fault(server.gzip_lie, "APIConnectionError", 1, should_retry=False, executes=True),
    Fault(server.chunked, "answer", 1, times=1, executes=True),
    Fault(server.gzipped, "answer", 1, times=1, executes=True),
    Fault(drip(0.001), "answer", 1, times=1, executes=True),
    Fault(drip(0.001, head=True), "answer", 1, times=1, executes=True),
    Fault(server.empty, "APIError", 1, executes=True),
    Fault(server.html_200, "APIError", 1),
    *failing(server.html_502, "APIError"),
    *failing(server.html_503, "APIError"),
    *failing(api_error(409), "APIError"),
    *failing(api_error(500), "APIError"),
    *failing(api_error(501), "APIError"),
    *failing(api_error(502), "APIError"),
    *failing(api_error(503), "APIError"),
    *failing(api_error(504), "APIError"),
    Fault(api_error(429), "RateLimitError", 1),
    *failing(
        api_error(429, "429, Retry-After: 3", Retry_After="3"), "RateLimitError", pauses=(3, 3)
    ),
    *failing(
        api_error(429, "429, Retry-After: a date", Retry_After=WEEK_AHEAD),
        "RateLimitError",
        pauses=(60, 60),
    ),
    *failing(api_error(429, "429, Retry-After: 0", Retry_After="0"), "RateLimitError"),
    *failing(
        api_error(429, "429, Retry-After: a year", Retry_After="31536000"),
        "RateLimitError",
        pauses=(60, 60),
    ),
    *failing(
        api_error(429, "429, Retry-After: 1e999", Retry_After="1e999"),
        "RateLimitError",
        pauses=(60, 60),
    ),
    Fault(api_error(429, "429, Retry-After: soon", Retry_After="soon"), "RateLimitError", 1),
    Fault(api_error(429, "429, Retry-After: -1", Retry_After="-1"), "RateLimitError", 1),
    Fault(api_error(429, "429, Retry-After: nan", Retry_After="nan"), "RateLimitError", 1),
    *failing(api_error(503, "503, Retry-After: 7", Retry_After="7"), "APIError", pauses=(7, 7)),
    *failing(api_error(503, "503, Retry-After: soon", Retry_After="soon"), "APIError"),
    *failing(
        api_error(400, "400, Stripe-Should-Retry: true", Stripe_Should_Retry="true"),
        "InvalidRequestError",
    ),
    *failing(
        api_error(429, "429, Stripe-Should-Retry: true", Stripe_Should_Retry="true"),
        "RateLimitError",
    ),
    Fault(
        api_error(503, "503, Stripe-Should-Retry: false", Stripe_Should_Retry="false"),
        "APIError",
        1,
    ),
    Fault(
        api_error(409, "409, Stripe-Should-Retry: false", Stripe_Should_Retry="false"),
        "APIError",
        1,
    ),
    Fault(api_error(400), "InvalidRequestError", 1),
    Fault(api_error(401), "AuthenticationError", 1),
    Fault(api_error(402), "CardError", 1),
    Fault(api_error(403), "PermissionError", 1),
    Fault(api_error(404), "InvalidRequestError", 1),
]
