"""The sandbox as an HTTP client of this process: no socket, the same requests and answers."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO, Any

from stripe.error import APIConnectionError
from stripe.http_client import HTTPClient
from stripe.sandbox.api.app import App
from stripe.sandbox.http import Request


class InProcessClient(HTTPClient):
    """Hands requests to the app directly."""

    name = "sandbox"

    def __init__(self, app: App) -> None:
        self._app = app

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: str | bytes | IO[bytes] | None = None,
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Answers a request."""
        response = self._app.handle(request_of(method, url, headers, post_data))
        if response.broken:
            raise APIConnectionError(
                "Unexpected error communicating with Stripe. (Network error: ConnectionError: the "
                "sandbox dropped the connection, as it was told to)",
                should_retry=response.broken == "drop",
            )
        return response.body, response.status, dict(response.headers)

    def request_stream(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: str | bytes | IO[bytes] | None = None,
    ) -> tuple[Any, int, Mapping[str, str]]:
        """As `request`, the body as a file."""
        body, status, answer_headers = self.request(method, url, headers, post_data)
        return io.BytesIO(body), status, answer_headers


def request_of(
    method: str,
    url: str,
    headers: Mapping[str, str],
    post_data: str | bytes | IO[bytes] | None = None,
) -> Request:
    """A request of an HTTP client as the app takes it."""
    start = url.index("/", url.index("//") + 2) if "//" in url else 0
    path, _, query = url[start:].partition("?")
    if isinstance(post_data, str):
        body = post_data.encode()
    elif post_data is None or isinstance(post_data, bytes):
        body = post_data or b""
    else:
        body = post_data.read()
    lower = {name.lower(): value for name, value in headers.items()}
    return Request(method.upper(), path, query, lower, body)
