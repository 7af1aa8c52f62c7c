"""Redirects: no POST becomes a GET, and neither key nor parameters go along to another host."""

from __future__ import annotations

from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

# All else is about the account, the key, or the call.
HARMLESS = frozenset({"accept", "accept-encoding", "connection", "user-agent"})


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


class OwnSession(requests.Session):
    """A session that takes neither credentials nor parameters to another host."""

    def __init__(self) -> None:
        super().__init__()
        self.cookies = NO_COOKIES  # type: ignore[assignment]  # of requests' jars it needs nothing

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Where to go on; None leaves the redirect to be the answer."""
        target: str | None = super().get_redirect_target(resp)
        request = resp.request
        return followable(target, request.method or "", request.url or "", resp.status_code)

    def rebuild_auth(
        self, prepared_request: requests.PreparedRequest, response: requests.Response
    ) -> None:
        """Leaves the headers behind on the way to another host; `~/.netrc` is not consulted."""
        if leaves(response.request.url or "", prepared_request.url or ""):
            headers = prepared_request.headers
            for name in [name for name in headers if name.lower() not in HARMLESS]:
                del headers[name]


def followable(target: str | None, method: str, url: str, status: int) -> str | None:
    """The target of a redirect, if the request may go there."""
    if target is None or method.upper() == "GET":
        return target
    # What is to be repeated as it is may be; a POST that became a GET would do nothing.
    return target if status in (307, 308) and not leaves(url, target) else None


def leaves(url: str, target: str) -> bool:
    here, there = urlsplit(url), urlsplit(urljoin(url, target))
    return (here.scheme, here.hostname, here.port) != (there.scheme, there.hostname, there.port)
