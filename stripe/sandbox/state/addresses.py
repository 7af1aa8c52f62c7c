"""Addresses: what is one, and which are on this machine."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Container
from functools import lru_cache

# A scheme, a host and no character that two readers of addresses could take differently.
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^\s\\/?#]+)[^\s\\\x00-\x1f\x7f]*\Z")
_HOST = re.compile(r"(?:[^@]*@)?(\[[0-9A-Fa-f:.]+\]|[^\[\]:@]+)(?::([0-9]{1,5}))?\Z")
_WEB = ("http", "https")


def is_url(address: str, *, web: bool = True) -> bool:
    """Whether an address is absolute; `web` takes http and https only, no schemes of applications."""
    found = _URL.match(address)
    if found is None or (web and found[1].lower() not in _WEB):
        return False
    return host_of(found[2]) is not None


@lru_cache(256)
def host_of(authority: str) -> str | None:
    """The host of `user@host:port` in lower case, None where there is none."""
    found = _HOST.match(authority)
    if found is None or int(found[2] or 0) > 65535:
        return None
    return found[1].strip("[]").lower()


@lru_cache(256)
def is_loopback(host: str) -> bool:
    """Whether a host's name or number is this machine's own."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_near(url: str, allowed: Container[str] = ()) -> bool:
    """Whether an address leads to this machine or to an allowed host.

    It is read by what also connects to it, so that no two readings can differ.
    """
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    if not is_url(url):
        return False
    try:
        host = (parse_url(url).host or "").strip("[]")
    except LocationParseError:
        return False
    return is_loopback(host) or host in allowed
