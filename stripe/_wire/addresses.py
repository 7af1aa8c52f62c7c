"""Where a request may go: judged here, by a grammar so narrow that all parsers read an address alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from stripe._wire.masking import mask_address
from stripe.error import InvalidRequestError

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

# No user name, no backslash, no query: what one parser takes for the host is it to the others.
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-")
_IN_BRACKETS = frozenset("abcdef0123456789:.")
_PATH = _NAME | frozenset("/~%")
_TEST_KEYS = ("sk_test_", "rk_test_", "sk_org_test_")
# Not that of 169.254.0.0/16: there clouds keep what their machines may do.
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")


def is_test_key(api_key: str | None) -> bool:
    """Whether nothing real can be done with a key."""
    return api_key is not None and api_key.startswith(_TEST_KEYS)


def check_base_address(address: str, *, is_test: bool = False) -> str:
    """An address that a key may be sent to: https, or a host that is this machine.

    For a test-mode key also over http to a host name without a dot, such as a container has, or to an
    address of a private network. Raises ValueError.
    """
    scheme, host = _scheme_and_host(address.lower() if address.isascii() else "")
    if not host:
        raise ValueError(
            f"Nothing was sent to {mask_address(address)!r}, which is no base address: write "
            "https://host or https://host:port, without user name, query or fragment."
        )
    if scheme == "https" or is_loopback(host) or (is_test and _is_near(host)):
        return address.rstrip("/")
    raise ValueError(
        f"Nothing was sent to {mask_address(address)!r}: an API key goes over https only; over http to "
        "this machine (localhost, 127.0.0.1) and, if it is a test-mode key, to a host name without a "
        "dot or an address of a private network. Check api_base and its siblings."
    )


def _scheme_and_host(address: str) -> tuple[str, str]:
    """Those of an address, in lower case; no host where it does not follow the grammar.

    Taken apart by hand: for one address the first call would wait for `re` to compile a pattern.
    """
    scheme, _, rest = address.partition("://")
    authority, _, path = rest.partition("/")
    if authority[:1] == "[":
        host, bracket, port = authority.partition("]")
        fits = bracket and host != "[" and _IN_BRACKETS.issuperset(host[1:])
        host += bracket
    else:
        host, colon, port = authority.partition(":")
        fits = _NAME.issuperset(host)
        port = colon + port
    digits = port[1:]
    fits = fits and (not port or (port[0] == ":" and digits.isdigit() and len(digits) <= 5))
    if scheme in ("http", "https") and fits and _PATH.issuperset(path):
        return scheme, host
    return scheme, ""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, whatever its resolver says."""
    if host in ("localhost", "127.0.0.1") or host.endswith(".localhost"):
        return True
    found = _ip_address(host)
    return found is not None and found.is_loopback


def _is_near(host: str) -> bool:
    from ipaddress import ip_network

    found = _ip_address(host)
    if found is not None:
        return any(found in ip_network(network) for network in _PRIVATE)
    # Texts like 2852039166 and 0xa9fea9fe are addresses too, to those who connect.
    return "." not in host and host[0].isalpha()


def _ip_address(host: str) -> IPv4Address | IPv6Address | None:
    if not host[:1].isdigit() and ":" not in host:
        return None
    from ipaddress import ip_address

    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def checked_path(path: str) -> str:
    """A path as it is sent. Raises ValueError for one that would lead to another address."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError(
            f"{path!r} is no path of the API: it must start with exactly one '/', without scheme "
            "or host. Nothing was sent."
        )
    path = path.partition("#")[0]
    if "/." in path or "%" in path:  # most have neither
        segments = re.sub("%2e", ".", path.partition("?")[0], flags=re.IGNORECASE).split("/")
        if "." in segments or ".." in segments:
            raise ValueError(
                f"{path!r} would lead to another address than it names. Nothing was sent."
            )
    if path.isascii() and path.isprintable() and " " not in path:
        return path
    try:
        return quote(path, safe="/?&=%[]:;,+@!$'()*~")
    except UnicodeEncodeError as error:
        raise InvalidRequestError(
            f"{path!r} can't be sent: it holds half of a surrogate pair.", "path"
        ) from error


def quote_id(id: str) -> str:
    """An id as one segment of a path."""
    return id if id.isidentifier() and id.isascii() else quote_plus(id)


def quoted_id(id: object) -> str:
    """The same; InvalidRequestError for what is no id."""
    if isinstance(id, str) and id.isidentifier() and id.isascii():
        return id  # as all are that Stripe makes
    if not isinstance(id, str) or not id or not id.strip():
        # A whole object, say, would say too much.
        given = (
            repr(id)
            if isinstance(id, (str, int, float)) or id is None
            else f"a {type(id).__name__}"
        )
        raise InvalidRequestError(
            f"Could not determine which URL to request: the id must be a non-empty text, not {given}.",
            "id",
        )
    if not {".", ".."}.isdisjoint(id.split("/")):
        raise InvalidRequestError(
            f"{id!r} is no id: it would lead to another address than the object's.", "id"
        )
    try:
        return quote_plus(id)
    except UnicodeEncodeError as error:
        raise InvalidRequestError(
            f"{id!r} is no id: it holds half of a surrogate pair.", "id"
        ) from error
