"""The session below `RequestsClient`: no cookies, and no redirect that takes a secret elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.cookies import RequestsCookieJar

if TYPE_CHECKING:
    from http.cookiejar import CookiePolicy

    from requests.models import PreparedRequest, Response

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

    def get_redirect_target(self, resp: Response) -> str | None:
        """Where to go on; None leaves the redirect to be the answer."""
        target: str | None = super().get_redirect_target(resp)
        request = resp.request
        if target is not None and request.method != "GET" and _leaves(request, target):
            return None
        return target

    def rebuild_auth(self, prepared_request: PreparedRequest, response: Response) -> None:
        """Leaves the headers behind on the way to another host; `~/.netrc` is not consulted."""
        if _leaves(response.request, prepared_request.url or ""):
            headers = prepared_request.headers
            for name in [name for name in headers if name.lower() not in _HARMLESS]:
                del headers[name]


def _leaves(request: PreparedRequest, target: str) -> bool:
    here = urlsplit(request.url or "")
    there = urlsplit(urljoin(request.url or "", target))
    return (here.scheme, here.hostname, here.port) != (there.scheme, there.hostname, there.port)
