"""The seam to the network: `RequestsClient`, our own HTTP client, and which client a request takes."""

from __future__ import annotations

import os
import threading
import warnings
import weakref
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

import requests
from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest
from requests.structures import CaseInsensitiveDict

import stripe
from stripe.base_http_client import (
    Answer,
    FunctionClient,
    HTTPClient,
    PostData,
    RequestFunction,
    StreamAnswer,
)
from stripe.connection_errors import as_stripe_error, is_lost
from stripe.connection_pool import PoolAdapter, abandon, this_try
from stripe.own_session import NO_COOKIES, OwnSession
from stripe.retries import Deadline

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


class _Session(Protocol):
    # Properties, since a method would have to take every keyword there is, as no session does.
    @property
    def request(self) -> Callable[..., requests.Response]: ...
    @property
    def close(self) -> Callable[[], object]: ...


Timeout = float | tuple[float | None, float | None] | None


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
        session: _Session | None = None,
        verify_ssl_certs: bool = True,
        proxy: str | Mapping[str, str] | None = None,
        **_other: object,
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
        self._timeout = timeout
        # Nothing but False: a setting that is missing must not switch it off.
        self._verify = verify_ssl_certs is not False
        self._proxies = {"http": proxy, "https": proxy} if isinstance(proxy, str) else proxy
        self._given_session = session
        self._session: requests.Session | None = None
        self._lock = threading.Lock()
        self._settings: dict[tuple[str, str | bool], dict[str, Any]] = {}
        _clients.add(self)

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData = None,
        *,
        timeout: float | None = None,
    ) -> Answer:
        """Sends the request and reads the whole answer, in `timeout` seconds if given."""
        response = self._send(method, url, headers, post_data, timeout, stream=False)
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
        response = self._send(method, url, headers, post_data, timeout, stream=True)
        return response.raw, response.status_code, response.headers

    def close(self) -> None:
        """Closes the connections that are open; a later request opens new ones."""
        session, self._session = self._session, None
        for opened in (session, self._given_session):
            if opened is not None:
                opened.close()

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData,
        timeout: float | None,
        *,
        stream: bool,
    ) -> requests.Response:
        this_try.reused = False
        deadline = this_try.deadline = None if timeout is None else Deadline(timeout)
        try:
            if self._given_session is not None:
                return self._send_with(
                    self._given_session, method, url, headers, post_data, timeout, stream
                )
            request = PreparedRequest()
            request.method = method.upper()
            # Built by us, quoted and checked: preparing it once more is a third of a request's CPU.
            request.url = url
            request.headers = CaseInsensitiveDict(headers)
            request.body = post_data  # any file will do
            request.hooks = {"response": []}
            request._cookies = NO_COOKIES  # read on redirects
            if post_data is not None or method != "get":
                request.headers["Content-Length"] = str(_length(post_data))
            session = self._session or self._open()
            settings = self._settings_for(session, url)
            if timeout is not None:
                settings = {**settings, "timeout": _shortened(self._timeout, timeout)}
            response = session.send(request, stream=stream, **settings)
        except Exception as error:
            # Its server may have closed an old connection just then: the next try opens a new one.
            this_try.fresh = stale = this_try.reused and is_lost(error)
            raise as_stripe_error(error, stale=stale) from error
        this_try.fresh = False
        if deadline is not None:
            deadline.lift()  # a stream may be read for as long as it takes
        return response

    def _send_with(
        self,
        session: _Session,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData,
        timeout: float | None,
        stream: bool,
    ) -> requests.Response:
        settings: dict[str, Any] = {"stream": True} if stream else {}
        if self._proxies:
            settings["proxies"] = self._proxies
        if method != "get":
            settings["allow_redirects"] = False  # card data would follow to wherever it leads
        return session.request(
            method,
            url,
            headers=headers,
            data=post_data,
            timeout=self._timeout if timeout is None else _shortened(self._timeout, timeout),
            verify=self._certificates(),
            # Without an `auth`, requests would replace ours by an entry of ~/.netrc.
            auth=_keep_authorization,
            **settings,
        )

    def _certificates(self) -> str | bool:
        """The bundle to check with, or whether to check; an unset bundle means the usual one."""
        if not self._verify:
            return False
        bundle = cast("object", stripe.ca_bundle_path)  # applications assign what they like
        if isinstance(bundle, os.PathLike):
            bundle = os.fspath(cast("os.PathLike[str]", bundle))
        return bundle if isinstance(bundle, str) and bundle else True

    def _open(self) -> requests.Session:
        with self._lock:
            if self._session is None:
                session = OwnSession()
                adapter = PoolAdapter()
                session.mount("https://", adapter)
                session.mount("http://", adapter)
                self._settings = {}
                self._session = session
        return self._session

    def _settings_for(self, session: requests.Session, url: str) -> dict[str, Any]:
        """Proxies and certificates: the environment is read once for each base address."""
        verify = self._certificates()
        base = url[: url.index("/", 8)]
        settings = self._settings.get((base, verify))
        if settings is None:
            proxies = dict(self._proxies or {})
            found = session.merge_environment_settings(base, proxies, None, verify, None)
            settings = {
                "timeout": self._timeout,
                "verify": verify,
                "proxies": found["proxies"],
                "cert": found["cert"],
                "allow_redirects": True,
            }
            self._settings[base, verify] = settings
        return settings

    def _after_fork(self) -> None:
        self._lock = threading.Lock()
        for session in (self._session, self._given_session):
            for adapter in getattr(session, "adapters", {}).values():
                if isinstance(adapter, HTTPAdapter):
                    abandon(adapter)
        if self._session is not None:
            # Kept: freeing it would take locks that a thread of the parent may have held.
            _of_parents.append(self._session)
            self._session = None


_of_parents: list[requests.Session] = []


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
    *, verify_ssl_certs: bool = True, proxy: str | Mapping[str, str] | None = None
) -> HTTPClient:
    """The client that is used where none is given."""
    return RequestsClient(verify_ssl_certs=verify_ssl_certs, proxy=proxy)


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
_clients: weakref.WeakSet[RequestsClient] = weakref.WeakSet()


def _keep_authorization(request: PreparedRequest) -> PreparedRequest:
    return request


def _length(post_data: PostData) -> int:
    if post_data is None:
        return 0
    if isinstance(post_data, str):
        return len(post_data.encode())
    return len(cast(bytes, post_data))


def _shortened(timeout: Timeout, most: float) -> tuple[float, float]:
    """The timeouts for connecting and reading, neither above `most`."""
    connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    return (
        most if connect is None else min(connect, most),
        most if read is None else min(read, most),
    )


def _reset_after_fork() -> None:
    global _default_lock
    _default_lock = threading.Lock()
    for client in list(_clients):
        client._after_fork()  # a method of this module's own class


if hasattr(os, "register_at_fork"):  # pragma: no branch  # Windows has none
    os.register_at_fork(after_in_child=_reset_after_fork)
