"""Who may ask a served sandbox: by Host, by the page that asks, and for its own routes by key.

A browser sends requests for any page that it shows. A page of elsewhere reaches what a publishable
key may and nothing more; the sandbox's own routes answer pages of the sandbox alone. A sandbox that
others can reach (`--host`) or that takes its own keys only asks for a key there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from stripe.sandbox.api import router
from stripe.sandbox.api.app import API_PATHS
from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.http import Response
from stripe.sandbox.json import encode
from stripe.sandbox.state import addresses
from stripe.sandbox.state.keys import PUBLISHABLE

if TYPE_CHECKING:
    from stripe.sandbox.http import Request
    from stripe.sandbox.state.state import State

LOOPBACK = "127.0.0.1"
CONTROL = "/_sandbox"
HEALTH = f"{CONTROL}/health"
WITH_KEYS = (f"{CONTROL}/keys", f"{CONTROL}/state")


class Guard:
    """The door of a served sandbox; `host` is what the server listens on."""

    def __init__(self, state: State, host: str = LOOPBACK) -> None:
        self._state = state
        self._host = host.strip("[]").lower()
        state.exposed = not addresses.is_loopback(self._host)

    def refusal(self, request: Request) -> Response | None:
        """The answer to a request that may not come in."""
        try:
            self._check(request)
        except ApiError as error:
            headers = {"Content-Type": "application/json", **error.headers}
            return Response(error.status, headers, encode(error.body(None)).encode())
        return None

    def _check(self, request: Request) -> None:
        host = request.headers.get("host")
        name = addresses.host_of(host) if host is not None else LOOPBACK
        if name is None or not self._near(name):
            raise invalid(
                f"This sandbox does not answer to the host {name or 'given'}: start it with "
                f"--allow-host {name or 'NAME'} if it should.",
                status=403,
            )
        if not request.path.startswith(API_PATHS):
            self._check_own(request)
        elif "origin" in request.headers and request.method != "OPTIONS":
            self._check_page_of(request.headers["origin"], request)

    def _near(self, host: str) -> bool:
        return (
            addresses.is_loopback(host) or host == self._host or host in self._state.allowed_hosts
        )

    def _check_page_of(self, origin: str, request: Request) -> None:
        """A page of elsewhere may do what a publishable key may."""
        if self._near(addresses.host_of(urlsplit(origin).netloc) or ""):
            return
        found = router.find(request.method, request.path)
        if found is None or found[0].key not in PUBLISHABLE:
            raise invalid(
                f"A page of {origin} may do here what a publishable key may. Start the sandbox with "
                "--allow-host and the page's host if it should do more.",
                status=403,
            )

    def _check_own(self, request: Request) -> None:
        """Control routes, and pages that change something: for pages of the sandbox alone."""
        control = request.path.startswith(CONTROL)
        state = self._state
        if state.exposed or state.keys.strict:
            from stripe.sandbox.dashboard import pages

            if pages.is_page(unquote(request.path)):
                self._check_person(request)
        if not control and request.method in ("GET", "HEAD"):
            return
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site", "none")
        if origin not in (None, request.url) or site not in ("same-origin", "none"):
            raise invalid("This is for pages of the sandbox itself.", status=403)
        if control and request.path != HEALTH:
            self._check_key(request)

    def _check_person(self, request: Request) -> None:
        """The browser asks for the key, as the user's name."""
        if not self._state.keys.opens(request.headers):
            raise ApiError(
                401,
                "Give a secret key of this sandbox as the user's name.",
                headers={"WWW-Authenticate": 'Basic realm="A secret key of this sandbox"'},
            )

    def _check_key(self, request: Request) -> None:
        state = self._state
        closed = state.keys.strict and request.path.startswith(WITH_KEYS)
        if (state.exposed or closed) and not state.keys.opens(request.headers):
            raise invalid(
                "This sandbox asks for a key here: send a secret key that it has issued as "
                "`Authorization: Bearer sk_...` (commands: --api-key).",
                status=401,
            )
