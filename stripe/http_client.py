"""The seam to the network: `RequestsClient`, our own HTTP client, and which client a request takes."""

from __future__ import annotations

import os
import threading
import warnings
import weakref
from collections.abc import Mapping
from typing import Protocol, cast

import stripe
from stripe.base_http_client import (
    Answer,
    FunctionClient,
    HTTPClient,
    PostData,
    RequestFunction,
    Response,
    Session,
    StreamAnswer,
    Timeout,
)

__all__ = [
    "Answer",
    "FunctionClient",
    "HTTPClient",
    "PostData",
    "RequestFunction",
    "RequestsClient",
    "StreamAnswer",
    "as_client",
    "current_client",
    "new_default_http_client",
]


class _Transport(Protocol):
    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData,
        timeout: float | None,
        *,
        stream: bool,
    ) -> Response: ...
    def close(self) -> None: ...


class RequestsClient(HTTPClient):
    """HTTP through `requests`: one pool of connections for all threads, made anew after a fork.

    `timeout` is in seconds, for each try: a number, or a pair (connect, read). `proxy` is a URL for
    both schemes, or a dict as in `requests`. A `session` of your own is used as it is, its
    adapters, proxies and hooks included. `verify_ssl_certs=False` gives a warning: anybody on the way
    can then read the key.
    """

    name = "requests"
    takes_timeout = True

    def __init__(
        self,
        timeout: Timeout = 80,
        session: Session | None = None,
        verify_ssl_certs: bool = True,
        proxy: str | Mapping[str, str] | None = None,
        async_fallback_client: object = None,
    ) -> None:
        # Callers without a type checker err.
        if proxy is not None and not isinstance(proxy, (str, Mapping)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError(
                "proxy must be a URL, or a dict with the keys 'http' and 'https', "
                f"not a value of type {type(proxy).__name__}."
            )
        if verify_ssl_certs is False:
            warnings.warn(
                "verify_ssl_certs=False: TLS certificates are not checked, so that anybody between here "
                "and the server can read the API key. Name your own authority's certificates in "
                "stripe.ca_bundle_path instead.",
                stacklevel=2,
            )
        proxies = {"http": proxy, "https": proxy} if isinstance(proxy, str) else proxy
        # Nothing but False: a setting that is missing must not switch it off.
        verify = verify_ssl_certs is not False
        self._transport = _new_transport(timeout, session, verify, proxies)

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData = None,
        *,
        timeout: float | None = None,
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Sends the request and reads the whole answer, in `timeout` seconds if given."""
        response = self._transport.send(method, url, headers, post_data, timeout, stream=False)
        return response.content, response.status_code, response.headers

    def request_stream(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData = None,
        *,
        timeout: float | None = None,
    ) -> StreamAnswer:
        """As `request`, the body an open file that the caller reads and closes."""
        response = self._transport.send(method, url, headers, post_data, timeout, stream=True)
        return response.raw, response.status_code, response.headers

    def close(self) -> None:
        """Closes the connections that are open; a later request opens new ones."""
        self._transport.close()


def _new_transport(
    timeout: Timeout, session: Session | None, verify: bool, proxies: Mapping[str, str] | None
) -> _Transport:
    # Imported here, `requests` is read neither for the sake of a name nor by users' type checkers.
    from stripe._http.transport import RequestsTransport

    return RequestsTransport(timeout, session, verify, proxies)


transport_override: HTTPClient | None = None
"""While set, every request of the process goes there; `stripe.sandbox.Sandbox` sets it."""


def as_client(client: HTTPClient | RequestFunction) -> HTTPClient:
    """An HTTP client as it is, a function wrapped as one."""
    if hasattr(client, "request"):
        return cast(HTTPClient, client)
    if callable(client):
        return FunctionClient(client)
    raise TypeError(
        "An HTTP client is a stripe.HTTPClient or a function (method, url, headers, post_data) -> "
        f"(body, status, headers), not a value of type {type(client).__name__}."
    )


def new_default_http_client(
    timeout: Timeout = 80,
    session: Session | None = None,
    verify_ssl_certs: bool = True,
    proxy: str | Mapping[str, str] | None = None,
) -> HTTPClient:
    """The client that is used where none is given, or one that differs as a `RequestsClient` may."""
    return RequestsClient(timeout, session, verify_ssl_certs, proxy)


def current_client(own: HTTPClient | None) -> HTTPClient:
    """The client for a request now: the sandbox's while one is open, a requestor's own, the default.

    `stripe.default_http_client` is made from `stripe.proxy` and `stripe.verify_ssl_certs` when it
    is first needed.
    """
    if transport_override is not None:
        return transport_override
    if own is not None:
        return own
    client = stripe.default_http_client
    if client is None:
        return _new_default()
    made = _made_default and _made_default()
    if client is made and stripe.proxy != _proxy_of_default:
        warnings.warn(
            "stripe.proxy was changed after the first request, which has no effect. "
            "Assign stripe.default_http_client = stripe.RequestsClient(proxy=...) instead.",
            stacklevel=2,
        )
    return client if isinstance(client, HTTPClient) else as_client(client)


def _new_default() -> HTTPClient:
    global _made_default, _proxy_of_default
    with _default_lock:
        if stripe.default_http_client is None:
            _proxy_of_default = stripe.proxy
            made = new_default_http_client(
                verify_ssl_certs=stripe.verify_ssl_certs, proxy=stripe.proxy
            )
            _made_default = weakref.ref(made)
            stripe.default_http_client = made
        return as_client(stripe.default_http_client)


_default_lock = threading.Lock()
_proxy_of_default: str | Mapping[str, str] | None = None
_made_default: weakref.ref[HTTPClient] | None = None


def _reset_after_fork() -> None:
    global _default_lock
    _default_lock = threading.Lock()


if hasattr(os, "register_at_fork"):  # pragma: no branch  # Windows has none
    os.register_at_fork(after_in_child=_reset_after_fork)
