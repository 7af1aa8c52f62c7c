"""Sends requests through `requests`: one pool of connections for all threads, made anew after a fork."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest
from requests.structures import CaseInsensitiveDict

import stripe
from stripe._http.errors import as_stripe_error, gave_up_waiting, is_lost
from stripe._http.pool import PoolAdapter, abandon, content_of, counted, this_try
from stripe._wire.addresses import is_loopback
from stripe._wire.masking import Secret
from stripe._wire.request import PostData
from stripe._wire.retries import may_be_repeated

if TYPE_CHECKING:
    from stripe._http.session import Response, Session, Timeout
    from stripe._http.stream import Stream


class RequestsTransport:
    """What a `RequestsClient` sends with; apart, so that naming that class imports no `requests`."""

    def __init__(
        self,
        timeout: Timeout,
        session: Session | None,
        verify: bool,
        proxies: Mapping[str, str] | None,
    ) -> None:
        self.timeout = timeout
        self._verify = verify
        self._proxies = {scheme: Secret(proxy) for scheme, proxy in (proxies or {}).items()}
        self.given_session = session
        self._session: requests.Session | None = None
        self._lock = threading.Lock()
        self._settings: dict[tuple[str, str | bool], dict[str, Any]] = {}
        _transports.add(self)

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData,
        timeout: float | None,
        *,
        stream: bool,
    ) -> tuple[Any, int, Mapping[str, str]]:
        """Sends a request and returns body, status and headers. Raises APIConnectionError.

        The body is bytes, or a `Stream` that has not been read.
        """
        this_try.reused = False
        deadline, limits = None, self.timeout
        if timeout is not None:
            from stripe._wire.deadline import Deadline

            deadline, limits = Deadline(timeout), _shortened(limits, timeout)
        this_try.deadline = deadline
        try:
            session = self.given_session
            if session is None and _is_replaced():
                session = self._session or self._open()
            if session is not None:
                response = self._send_with(session, method, url, headers, post_data, limits, stream)
            else:
                response = self._send(method, url, headers, post_data, limits)
            body = _stream(response) if stream else _content(response)
        except Exception as error:
            # Its server may have closed an old connection just then: the next try opens a new one.
            this_try.fresh = stale = this_try.reused and is_lost(error)
            repeatable = may_be_repeated(method, headers)
            raise as_stripe_error(error, stale=stale, repeatable=repeatable) from error
        finally:
            this_try.deadline = None  # a session of the caller's has requests of its own
        # To nobody's request: sent when the connection had lain idle for long, and read only now.
        idle = response.status_code == 408 and "Retry-After" not in response.headers
        this_try.fresh = idle and this_try.reused
        if this_try.fresh:
            raise gave_up_waiting()
        if deadline is not None:
            deadline.lift()  # a stream may be read for as long as it takes
        return body, response.status_code, response.headers

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData,
        limits: Timeout,
    ) -> Response:
        request = PreparedRequest()
        request.method = method.upper()
        # Built by us, quoted and checked: preparing it once more is a third of a request's CPU.
        request.url = str(url)
        request.headers = CaseInsensitiveDict(_plain(headers))
        # Any file will do.
        request.body = str(post_data) if isinstance(post_data, str) else post_data
        request.hooks = {"response": []}
        request._cookies = NO_COOKIES  # read on redirects
        if hasattr(post_data, "seek"):
            request._body_position = 0  # where a redirect begins to send it again
        if post_data is not None or method != "get":
            request.headers["Content-Length"] = str(_length(post_data))
        session = self._session or self._open()
        settings = {**self._settings_for(session, url), "timeout": limits}
        # A stream, so that the status is known also where the body breaks off.
        return session.send(request, stream=True, **settings)

    def close(self) -> None:
        """Closes the connections that are open."""
        session, self._session = self._session, None
        for opened in (session, self.given_session):
            if opened is not None:
                opened.close()

    def after_fork(self) -> None:
        """Leaves the connections to the parent process."""
        self._lock = threading.Lock()
        for session in (self._session, self.given_session):
            for adapter in getattr(session, "adapters", {}).values():
                if isinstance(adapter, HTTPAdapter):
                    abandon(adapter)
        if self._session is not None:
            # Kept: freeing it would take locks that a thread of the parent may have held.
            _of_parents.append(self._session)
            self._session = None

    def _send_with(
        self,
        session: Session,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData,
        limits: Timeout,
        stream: bool,
    ) -> Response:
        from stripe._http.given_session import send_with

        settings: dict[str, Any] = {"timeout": limits, "verify": self._certificates()}
        if proxies := _proxies_for(url, self._proxies):
            settings["proxies"] = proxies
        return send_with(
            session, method, str(url), _plain(headers), post_data, settings, stream=stream
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
                session = _OwnSession()
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
            proxies = _proxies_for(base, self._proxies)
            found = session.merge_environment_settings(base, proxies, None, verify, None)
            settings = {
                "verify": found["verify"],
                "proxies": {
                    scheme: Secret(proxy)
                    for scheme, proxy in found["proxies"].items()
                    if scheme not in ("no", "no_proxy")  # whom they are not for, said above
                },
                "cert": found["cert"],
                "allow_redirects": True,
            }
            self._settings[base, verify] = settings
        return settings


class _NoCookies(CookieJar):
    """Never holds a cookie, so that nothing of one account's call reaches another's."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """Leaves the answer's cookies where they are."""

    def set_cookie(self, cookie: Any, *args: Any, **kwargs: Any) -> None:
        """Drops the cookie."""

    def copy(self) -> _NoCookies:
        """The same jar: there is nothing in it that could differ."""
        return self


NO_COOKIES = _NoCookies()


class _OwnSession(requests.Session):
    """A session that takes neither credentials nor parameters to another host."""

    def __init__(self) -> None:
        super().__init__()
        self.cookies = NO_COOKIES  # type: ignore[assignment]  # of requests' jars it needs nothing

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Where to go on; None leaves the redirect to be the answer."""
        target: str | None = super().get_redirect_target(resp)
        if target is None:
            return None
        from stripe._http.redirects import followable

        sent = resp.request
        may = followable(target, sent.method or "", sent.url or "", resp.status_code)
        return target if may else None

    def rebuild_auth(self, prepared_request: PreparedRequest, response: requests.Response) -> None:
        """Leaves the headers behind on the way to another host; `~/.netrc` is not consulted."""
        from stripe._http.redirects import leave_behind, leaves

        if leaves(response.request.url or "", prepared_request.url or ""):
            leave_behind(prepared_request.headers)


_transports: weakref.WeakSet[RequestsTransport] = weakref.WeakSet()
_of_parents: list[requests.Session] = []


def _is_replaced() -> bool:
    """Whether a test has put something in place of `Session.request`, which then stands for the network."""
    request: object = getattr(requests.Session, "request", None)
    return getattr(request, "__globals__", None) is not vars(requests.sessions)


def _plain(headers: Mapping[str, str]) -> dict[str, str]:
    """Plain texts: recorders write them down by their type."""
    return {name: str(value) for name, value in headers.items()}


def _content(response: Response) -> bytes:
    """The whole body; of a failure of the server, which its status tells, as much as came."""
    try:
        # By its type: a mock of a response says that it is one.
        real = issubclass(type(response), requests.Response)
        return content_of(cast("requests.Response", response)) if real else response.content
    except requests.RequestException:
        if response.status_code < 500:
            raise
        return b""


def _stream(response: Response) -> Stream:
    from stripe._http.stream import Stream

    return Stream(counted(response.raw))


def _proxies_for(url: str, proxies: Mapping[str, str] | None) -> dict[str, str]:
    """The proxies that were given; those of the environment are not for this machine's own addresses."""
    host = urlsplit(url).hostname or ""
    return {**(proxies or {}), **({"no_proxy": host} if is_loopback(host) else {})}


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
    for transport in list(_transports):
        transport.after_fork()


if hasattr(os, "register_at_fork"):  # pragma: no branch  # Windows has none
    os.register_at_fork(after_in_child=_reset_after_fork)
