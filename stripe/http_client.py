"""The way out: what an HTTP client is, the one over `requests`, and which one a request takes.

An HTTP client is an `HTTPClient`, one method to write, or a plain function.
"""

from __future__ import annotations

import os
import threading
import warnings
import weakref
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import stripe
from stripe import lazy
from stripe._http.tries import tries
from stripe._wire.request import PostData, Request
from stripe._wire.retries import INITIAL_DELAY, MAX_DELAY

if TYPE_CHECKING:
    from typing import Protocol

    from stripe._http.session import Session, Timeout

Answer = tuple[str | bytes, int, Mapping[str, str]]
StreamAnswer = tuple[Any, int, Mapping[str, str]]
RequestFunction = Callable[[str, str, Mapping[str, str], PostData], Answer]


class HTTPClient:
    """Sends one request; derive from it to use another HTTP library.

    `request` gets the method in lower case, the whole address, the headers and the encoded body, and
    returns body, status and headers, the latter in a case-insensitive mapping. A lost connection is
    raised as `stripe.APIConnectionError`, with `should_retry=True` where another try makes sense:
    retries are the caller's business, `request` tries once.

    A client that sets `takes_timeout` gets, where a call has a `timeout`, the seconds that are left of it
    as a keyword argument of that name, and gives up by then.
    """

    name = "custom"
    takes_timeout = False
    INITIAL_DELAY = INITIAL_DELAY
    """Seconds before the first retry of any client; later ones wait twice as long each."""
    MAX_DELAY = MAX_DELAY
    """Seconds that they wait at the most."""

    def __init__(
        self,
        verify_ssl_certs: bool = True,
        proxy: str | Mapping[str, str] | None = None,
        async_fallback_client: object = None,
    ) -> None:
        self._verify_ssl_certs = verify_ssl_certs
        self._proxy = {"http": proxy, "https": proxy} if isinstance(proxy, str) else proxy

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: PostData = None
    ) -> Answer:
        """Sends the request and reads the whole answer."""
        raise NotImplementedError(f"{type(self).__name__} must define `request`.")

    def request_stream(
        self, method: str, url: str, headers: Mapping[str, str], post_data: PostData = None
    ) -> StreamAnswer:
        """As `request`, the body an open file that the caller reads and closes."""
        raise NotImplementedError(f"{type(self).__name__} must define `request_stream`.")

    def close(self) -> None:
        """Lets go of connections."""

    def request_with_retries(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData = None,
        max_network_retries: int | None = None,
        **_other: object,
    ) -> Answer:
        """`request`, tried again where that makes sense: for callers of their own.

        Calls of the library retry by themselves, so that it is of no use to override this.
        """
        request = Request(method, url, dict(headers), post_data)
        answer: Answer = tries(self, request, _retries(max_network_retries))[:3]
        return answer

    def request_stream_with_retries(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData = None,
        max_network_retries: int | None = None,
        **_other: object,
    ) -> StreamAnswer:
        """The same for `request_stream`."""
        request = Request(method, url, dict(headers), post_data)
        answer: StreamAnswer = tries(self, request, _retries(max_network_retries), stream=True)[:3]
        return answer


def _retries(given: int | None) -> int:
    return stripe.max_network_retries if given is None else given


class FunctionClient(HTTPClient):
    """A plain function as an HTTP client."""

    name = "function"

    def __init__(self, function: RequestFunction) -> None:
        self._function = function

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: PostData = None
    ) -> Answer:
        """Calls the function."""
        return self._function(method, url, headers, post_data)

    def request_stream(
        self, method: str, url: str, headers: Mapping[str, str], post_data: PostData = None
    ) -> StreamAnswer:
        """Calls the function, and wraps its body in a file."""
        import io

        body, status, answer_headers = self.request(method, url, headers, post_data)
        return io.BytesIO(body.encode() if isinstance(body, str) else body), status, answer_headers


if TYPE_CHECKING:

    class _Transport(Protocol):
        @property
        def timeout(self) -> Timeout: ...
        @property
        def given_session(self) -> Session | None: ...
        def send(
            self,
            method: str,
            url: str,
            headers: Mapping[str, str],
            post_data: PostData,
            timeout: float | None,
            *,
            stream: bool,
        ) -> StreamAnswer: ...
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
        self._verify_ssl_certs = verify
        self._transport = _new_transport(timeout, session, verify, proxies)

    # Test suites of applications look here whether their settings have arrived.
    @property
    def _timeout(self) -> Timeout:
        return self._transport.timeout

    @property
    def _session(self) -> Session | None:
        return self._transport.given_session

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
        return self._transport.send(method, url, headers, post_data, timeout, stream=False)

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
        return self._transport.send(method, url, headers, post_data, timeout, stream=True)

    def close(self) -> None:
        """Closes the connections that are open; a later request opens new ones."""
        self._transport.close()


def _new_transport(
    timeout: Timeout, session: Session | None, verify: bool, proxies: Mapping[str, str] | None
) -> _Transport:
    # Imported here, `requests` is not read for the sake of a name.
    from stripe._http.transport import RequestsTransport

    return RequestsTransport(timeout, session, verify, proxies)


transport_override: HTTPClient | None = None
"""While set, every request of the process goes there; `stripe.sandbox.Sandbox` sets it."""


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        # Test suites of applications put their own sessions and pauses in here.
        if name in ("requests", "time"):
            return import_module(name)
        if name.startswith("__"):
            raise lazy.no_special_name(__name__, name)
        from stripe.missing_names import missing

        raise missing(__name__, name, globals())


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
