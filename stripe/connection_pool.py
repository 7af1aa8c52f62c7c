"""The adapter below `RequestsClient`: what `requests` works out for each request, worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest, Response
from requests.structures import CaseInsensitiveDict

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse
    from urllib3.connectionpool import HTTPConnectionPool

CONNECTIONS = 64
"""Connections to one host that are kept open between requests."""


class PoolAdapter(HTTPAdapter):
    """An HTTPAdapter that remembers the pool of a host; it keeps no cookies.

    Only hooks that `requests` documents for subclasses are overridden, and only where there is no proxy:
    `responses` and `requests_mock` go on working.
    """

    def __init__(self) -> None:
        self._pools: dict[tuple[str, Any, Any], HTTPConnectionPool] = {}
        super().__init__(pool_maxsize=CONNECTIONS)

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: bool | str | None,
        proxies: Any = None,
        cert: Any = None,
    ) -> HTTPConnectionPool:
        """The pool of the request's host."""
        if proxies:
            return super().get_connection_with_tls_context(request, verify, proxies, cert)
        url = request.url or ""
        key = (url[: url.index("/", 8)], verify, cert)
        pool = self._pools.get(key)
        # urllib3 closes the pools that were used least when there are many.
        if pool is None or pool.pool is None:
            pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            self._pools[key] = pool
            super().cert_verify(pool, url, verify, cert)  # type: ignore[no-untyped-call]
        return pool

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Sets up certificates, unless the pool was made with them."""
        if self._pools.get((url[: url.index("/", 8)], verify, cert)) is not conn:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]

    def request_url(self, request: PreparedRequest, proxies: Any) -> str:
        """What stands in the request line: the path, where there is no proxy."""
        if proxies:
            return super().request_url(request, proxies)
        url = request.url or ""
        return url[url.index("/", 8) :].partition("#")[0]

    def build_response(self, req: PreparedRequest, resp: BaseHTTPResponse) -> Response:
        """The answer, its cookies left alone: the API sets none that mean anything."""
        response = Response()
        response.status_code = resp.status
        response.headers = CaseInsensitiveDict(resp.headers)
        response.raw = resp
        response.reason = resp.reason  # type: ignore[assignment]  # None where HTTP/2 has none
        response.url = req.url  # type: ignore[assignment]  # a prepared request has one
        response.request = req
        response.connection = self  # type: ignore[attr-defined]  # as `requests` does
        return response

    def close(self) -> None:
        """Closes all connections."""
        self._pools.clear()
        super().close()
