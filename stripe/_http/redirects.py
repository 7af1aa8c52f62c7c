"""Redirects: no POST becomes a GET, and neither key nor parameters go along to another host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.cookies import RequestsCookieJar
from requests.models import REDIRECT_STATI

if TYPE_CHECKING:
    from http.cookiejar import CookiePolicy

# All else is about the account, the key, or the call.
_HARMLESS = frozenset({"accept", "accept-encoding", "connection", "user-agent"})


class _NoCookies(RequestsCookieJar):
    """Never holds a cookie, so that nothing of one account's call reaches another's."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """Leaves the answer's cookies where they are."""

    def set_cookie(self, cookie: Any, *args: Any, **kwargs: Any) -> None:
        """Drops the cookie."""

    def copy(self) -> _NoCookies:
        """The same jar: there is nothing in it that could differ."""
        return self

    def get_policy(self) -> CookiePolicy:
        """The policy of the jar."""
        return self._policy


NO_COOKIES = _NoCookies()


class OwnSession(requests.Session):
    """A session that takes neither credentials nor parameters to another host."""

    def __init__(self) -> None:
        super().__init__()
        self.cookies: RequestsCookieJar = NO_COOKIES

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Where to go on; None leaves the redirect to be the answer."""
        target: str | None = super().get_redirect_target(resp)
        request = resp.request
        return _followable(target, request.method or "", request.url or "", resp.status_code)

    def rebuild_auth(
        self, prepared_request: requests.PreparedRequest, response: requests.Response
    ) -> None:
        """Leaves the headers behind on the way to another host; `~/.netrc` is not consulted."""
        if _leaves(response.request.url or "", prepared_request.url or ""):
            headers = prepared_request.headers
            for name in [name for name in headers if name.lower() not in _HARMLESS]:
                del headers[name]


def followed(
    session: requests.Session, method: str, url: str, settings: dict[str, Any]
) -> requests.Response:
    """The answer to a request of a session that is not ours, by the same rules.

    `settings` are those of `Session.request`, with `allow_redirects` off. Raises `TooManyRedirects`.
    """
    for _ in range(session.max_redirects + 1):
        response = session.request(method, url, **settings)
        if response.status_code not in REDIRECT_STATI:
            return response
        found = session.get_redirect_target(response)
        target = _followable(found, method, url, response.status_code)
        if target is None:
            return response
        response.close()
        target = urljoin(url, target)
        if _leaves(url, target):
            headers = settings["headers"].items()
            kept = {name: value for name, value in headers if name.lower() in _HARMLESS}
            settings = {**settings, "headers": kept}
        elif hasattr(settings["data"], "seek"):
            settings["data"].seek(0)
        url = target
    raise requests.TooManyRedirects(f"Exceeded {session.max_redirects} redirects.")


def _followable(target: str | None, method: str, url: str, status: int) -> str | None:
    """The target of a redirect, if the request may go there."""
    if target is None or method.upper() == "GET":
        return target
    # What is to be repeated as it is may be; a POST that became a GET would do nothing.
    return target if status in (307, 308) and not _leaves(url, target) else None


def _leaves(url: str, target: str) -> bool:
    here, there = urlsplit(url), urlsplit(urljoin(url, target))
    return (here.scheme, here.hostname, here.port) != (there.scheme, there.hostname, there.port)
