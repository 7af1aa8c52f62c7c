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
    # A V1 DELETE has no key: what may have been done is not done again.
    needs_key: bool = False

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


def broken(behaviour: Behaviour, **more: Any) -> list[Fault]:
    """An answer that breaks off: as a lost connection, where repeating does no harm."""
    return lost(behaviour, needs_key=True, executes=True, **more)


SHORT = {"timeout": (5, 0.4)}
LONGER = {"timeout": (5, 2)}  # long enough for an answer on a busy machine

FAULTS: list[Fault] = [
    *lost(server.reset_before, requests=0),
    *lost(server.reset_in),
    *lost(server.reset_after, executes=True),
    *lost(server.hang_up_after, executes=True),
    lost(server.silence_after, executes=True, client=SHORT)[0],
    lost(server.silence_after, executes=True, client=LONGER)[1],
    *lost(server.garbage, executes=True),
    *lost(server.cut_status, executes=True),
    *broken(server.cut_headers),
    *broken(server.truncated),
    *broken(server.truncated_by_reset),
    *broken(server.length_too_long),
    *broken(server.length_too_short),
    *broken(server.without_length_cut),
    *broken(server.chunked_cut),
    *broken(server.chunk_size_cut),
    *broken(server.chunk_size_bad),
    *broken(server.gzipped_cut),
    *broken(server.gzip_lie),
    *broken(server.deflated_cut),
    *broken(server.empty),
    *broken(server.no_content),
    *failing(server.truncated_500, "APIError"),
    *failing(server.chunked_cut_503, "APIError"),
    *failing(server.gzip_lie_502, "APIError"),
    Fault(server.interim(100), "answer", 1, times=1, executes=True),
    Fault(server.interim(102), "answer", 1, times=1, executes=True),
    Fault(server.interim(103), "answer", 1, times=1, executes=True),
    Fault(server.interim(103, 3), "answer", 1, times=1, executes=True),
    Fault(server.chunked, "answer", 1, times=1, executes=True),
    Fault(server.gzipped, "answer", 1, times=1, executes=True),
    Fault(drip(0.001), "answer", 1, times=1, executes=True),
    Fault(drip(0.001, head=True), "answer", 1, times=1, executes=True),
    Fault(server.html_200, "APIError", 1),
    *failing(server.html_502, "APIError"),
    *failing(server.html_503, "APIError"),
    *failing(api_error(409), "APIError"),
    *failing(api_error(500), "APIError"),
    *failing(api_error(501), "APIError"),
    *failing(api_error(502), "APIError"),
    *failing(api_error(503), "APIError"),
    *failing(api_error(504), "APIError"),
    Fault(api_error(408), "APIError", 1),
    Fault(api_error(425), "APIError", 1),
    *failing(api_error(408, "408, Retry-After: 3", Retry_After="3"), "APIError", pauses=(3, 3)),
    *failing(api_error(425, "425, Retry-After: 3", Retry_After="3"), "APIError", pauses=(3, 3)),
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
