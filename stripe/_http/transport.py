"""Sends requests through `requests`: one pool of connections for all threads, made anew after a fork."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Mapping
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest
from requests.structures import CaseInsensitiveDict

import stripe
from stripe._http.errors import as_stripe_error, is_lost
from stripe._http.pool import PoolAdapter, abandon, this_try
from stripe._http.session import NO_COOKIES, OwnSession
from stripe._wire.retries import Deadline
from stripe.base_http_client import PostData, Response, Session, Timeout


class RequestsTransport:
    """What a `RequestsClient` sends with; apart, so that naming that class imports no `requests`."""

    def __init__(
        self,
        timeout: Timeout,
        session: Session | None,
        verify: bool,
        proxies: Mapping[str, str] | None,
    ) -> None:
        self._timeout = timeout
        self._verify = verify
        self._proxies = proxies
        self._given_session = session
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
    ) -> Response:
        """Sends a request; the body is read, unless it is streamed. Raises APIConnectionError."""
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

    def close(self) -> None:
        """Closes the connections that are open."""
        session, self._session = self._session, None
        for opened in (session, self._given_session):
            if opened is not None:
                opened.close()

    def after_fork(self) -> None:
        """Leaves the connections to the parent process."""
        self._lock = threading.Lock()
        for session in (self._session, self._given_session):
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
        timeout: float | None,
        stream: bool,
    ) -> Response:
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


_transports: weakref.WeakSet[RequestsTransport] = weakref.WeakSet()
_of_parents: list[requests.Session] = []


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
    for transport in list(_transports):
        transport.after_fork()


if hasattr(os, "register_at_fork"):  # pragma: no branch  # Windows has none
    os.register_at_fork(after_in_child=_reset_after_fork)
