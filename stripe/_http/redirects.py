"""Redirects: no POST becomes a GET, and neither key nor parameters go along to another host.

Imported when a server sends a request on.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urljoin, urlsplit

# All else is about the account, the key, or the call.
_HARMLESS = frozenset({"accept", "accept-encoding", "connection", "user-agent"})


def followable(target: str, method: str, url: str, status: int) -> bool:
    """Whether a request may be sent on."""
    # What is to be repeated as it is may be; a POST that became a GET would do nothing.
    return method.upper() == "GET" or (status in (307, 308) and not leaves(url, target))


def leaves(url: str, target: str) -> bool:
    """Whether a redirect leads to another host."""
    here, there = urlsplit(url), urlsplit(urljoin(url, target))
    return (here.scheme, here.hostname, here.port) != (there.scheme, there.hostname, there.port)


def leave_behind(headers: MutableMapping[str, Any]) -> None:
    """Takes out the headers that don't go along to another host."""
    for name in [name for name in headers if name.lower() not in _HARMLESS]:
        del headers[name]
