"""The app as a WSGI callable, for any WSGI server."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stripe.sandbox.errors import invalid
from stripe.sandbox.front.guard import Guard
from stripe.sandbox.http import Request, Response
from stripe.sandbox.json import encode

if TYPE_CHECKING:
    from stripe.sandbox.api.app import App

Environ = dict[str, Any]
LARGEST_BODY = 1 << 25
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class ConnectionDroppedError(Exception):
    """Raised into the server, so that it closes the connection without an answer."""


class WsgiApp:
    """Translates between WSGI and the app."""

    def __init__(self, app: App, guard: Guard | None = None) -> None:
        self.app = app
        self.guard: Guard = guard or Guard(app.state)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request of a WSGI server."""
        response = self._answer(environ)
        if response.broken == "drop":
            return _drop(environ)
        body = response.body
        headers = list(response.headers.items())
        headers.append(("Content-Length", str(len(body))))
        start_response(_STATUS.get(response.status, f"{response.status} Unknown"), headers)
        if response.broken == "truncate":
            return _Truncated(body[: len(body) // 2])
        return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)

    def _answer(self, environ: Environ) -> Response:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_BODY:
            refusal = invalid(f"Bodies can have up to {LARGEST_BODY} bytes.", status=413)
            headers = {"Content-Type": "application/json", "Connection": "close"}
            return Response(refusal.status, headers, encode(refusal.body(None)).encode())
        request = request_of(environ)
        return self.guard.refusal(request) or self.app.handle(request)


class _Truncated:
    """Half of a body, then the connection breaks."""

    def __init__(self, half: bytes) -> None:
        self.half = half

    def __iter__(self) -> Iterator[bytes]:
        yield self.half
        raise ConnectionDroppedError


def _drop(environ: Environ) -> Iterable[bytes]:
    # waitress hands out a method of the connection; other servers get the exception alone
    channel = getattr(environ.get("waitress.client_disconnected"), "__self__", None)
    if channel is not None:
        with suppress(OSError):
            channel.socket.shutdown(socket.SHUT_RDWR)
    raise ConnectionDroppedError


_STATUS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


def request_of(environ: Environ) -> Request:
    """A WSGI request as the app takes it."""
    headers = {_name(key): value for key, value in environ.items() if key[:5] == "HTTP_"}
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    length = environ.get("CONTENT_LENGTH")
    body = environ["wsgi.input"].read(int(length)) if length else b""
    path = environ.get("REQUEST_URI", "").partition("?")[0]
    if not path:
        path = _quoted(environ.get("PATH_INFO", "/"))
    host = environ.get("HTTP_HOST")
    return Request(
        environ["REQUEST_METHOD"],
        path,
        environ.get("QUERY_STRING", ""),
        headers,
        body,
        f"{environ.get('wsgi.url_scheme', 'http')}://{host}" if host else "",
    )


@lru_cache(1024)
def _name(key: str) -> str:
    """The name of a header, from what WSGI calls it."""
    return key[5:].replace("_", "-").lower()


def _quoted(path: str) -> str:
    if "%" not in path and "+" not in path and path.isascii():
        return path
    return quote(path.encode("latin-1"), safe="/")
