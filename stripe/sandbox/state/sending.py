"""One try of a delivery: the signed request, what was answered, how long it took."""

from __future__ import annotations

import hashlib
import hmac
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Receiver = Callable[[bytes, dict[str, str]], Any]
TIMEOUT = 10.0
USER_AGENT = "Stripe/1.0 (+https://stripe.com/docs/webhooks)"
KEPT = 4000  # of an answer's body


@dataclass
class Try:
    """When (sandbox time), the answer's status or what went wrong, what was sent and answered."""

    at: int
    status: int | None
    error: str | None = None
    milliseconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    answer: str = field(default="", repr=False)

    @property
    def succeeded(self) -> bool:
        """Whether the listener has taken the event."""
        return self.status is not None and 200 <= self.status < 300


def headers_of(payload: str, secret: str, now: int) -> dict[str, str]:
    """What is sent with a payload."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(payload, secret, now),
        "User-Agent": USER_AGENT,
        "Accept": "*/*; q=0.5, application/xml",
        "Cache-Control": "no-cache",
    }


def signature(payload: str, secret: str, timestamp: int) -> str:
    """The `Stripe-Signature` header."""
    digest = hmac.new(secret.encode(), f"{timestamp}.{payload}".encode(), hashlib.sha256)
    return f"t={timestamp},v1={digest.hexdigest()}"


def send(to: str | Receiver, payload: str, headers: dict[str, str], now: int) -> Try:
    """Sends a payload to an address or hands it to a function."""
    began = time.perf_counter()
    found = (_post if isinstance(to, str) else _call)(to, payload.encode(), headers, now)
    found.milliseconds = (time.perf_counter() - began) * 1000
    found.headers = headers
    return found


def _post(url: Any, body: bytes, headers: dict[str, str], now: int) -> Try:
    import requests
    from urllib3.exceptions import HTTPError

    # its own session: proxies of the environment are not for addresses on this machine
    with requests.Session() as session, warnings.catch_warnings():
        session.trust_env = False
        session.verify = False  # a listener on this machine has no certificate of an authority
        if url.startswith("https"):
            warnings.simplefilter("ignore")
        try:
            answer = session.post(
                url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
            )
            said = answer.raw.read(KEPT, decode_content=True)
        except (requests.RequestException, HTTPError, ValueError) as error:
            return Try(now, None, type(error).__name__)
    return Try(now, answer.status_code, answer=said.decode("utf-8", "replace"))


def _call(receiver: Any, body: bytes, headers: dict[str, str], now: int) -> Try:
    try:
        answer = receiver(body, headers)
    except Exception as error:  # noqa: BLE001 - a listener's bug is a failed delivery
        return Try(now, 500, f"{type(error).__name__}: {error}")
    return Try(now, answer if isinstance(answer, int) else 200)
