"""The adapter below `RequestsClient`: what `requests` works out for each request, worked out once.

Beside that: which connections were used before, and when a try has to break off.
"""

from __future__ import annotations

import io
import threading
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any, cast

from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ConnectionError, ContentDecodingError
from requests.models import PreparedRequest, Response
from requests.structures import CaseInsensitiveDict
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError

if TYPE_CHECKING:
    import socket

    from urllib3 import BaseHTTPResponse
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.poolmanager import PoolManager

    from stripe._wire.retries import Deadline
else:
    # Where recorders such as vcrpy leave them alone, should this be imported while one records.
    from urllib3.connectionpool import HTTPConnection, HTTPSConnection

CONNECTIONS = 64
"""Connections to one host that are kept open between requests."""


class _Try(threading.local):
    """What the client above and the connection below tell each other of the try of this thread."""

    deadline: Deadline | None = None
    # Asked for: a connection that has just been opened.
    fresh: bool = False
    # Told: the connection had been used before, so that its server may have closed it since.
    reused: bool = False


this_try: _Try = _Try()


class _BoundedFile(io.RawIOBase):
    """Reads what a server sends until the deadline, however slowly it may drip."""

    def __init__(self, file: io.BufferedReader, sock: socket.socket, deadline: Deadline) -> None:
        self._file = file
        self._socket = sock
        self._deadline = deadline
        self._longest = sock.gettimeout()

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Reads what there is; TimeoutError when the time is over."""
        left = self._deadline.left()
        if left <= 0:
            raise TimeoutError("the time of the call is over")
        self._socket.settimeout(left if self._longest is None else min(left, self._longest))
        return cast(io.RawIOBase, self._file.raw).readinto(buffer)

    def close(self) -> None:
        """Lets go of the socket."""
        self._file.close()
        super().close()


class _Answer(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **settings: Any) -> None:
        super().__init__(sock, *args, **settings)
        if this_try.deadline is not None:
            bounded = _BoundedFile(self.fp, sock, this_try.deadline)
            self.fp = io.BufferedReader(bounded)


class _Connection(HTTPConnection):
    response_class = _Answer

    def send(self, data: Any) -> None:
        """Sends a part of the request, in what is left of the time."""
        deadline = this_try.deadline
        if deadline is not None:
            _send_within(self, super().send, data, deadline)
        else:
            super().send(data)


class _TLSConnection(HTTPSConnection):
    response_class = _Answer

    def send(self, data: Any) -> None:
        """Sends a part of the request, in what is left of the time."""
        deadline = this_try.deadline
        if deadline is not None:
            _send_within(self, super().send, data, deadline)
        else:
            super().send(data)


def _send_within(connection: HTTPConnection, send: Any, data: Any, deadline: Deadline) -> None:
    for part in iter(lambda: data.read(65536), b"") if hasattr(data, "read") else (data,):
        left = deadline.left()
        if left <= 0:
            raise TimeoutError("the time of the call is over")
        if connection.sock is not None:  # else it is opened now, with a timeout of its own
            connection.sock.settimeout(left)
        send(part)


class _Pool(HTTPConnectionPool):
    @property
    def ConnectionCls(self) -> Any:  # type: ignore[override]  # noqa: N802 - urllib3's name
        """The class of connections: ours, unless a recorder has put its own into urllib3."""
        found: Any = super().ConnectionCls
        return _Connection if found is HTTPConnection else found

    def _get_conn(self, timeout: float | None = None) -> Any:
        return _noted(super()._get_conn(timeout))


class _TLSPool(HTTPSConnectionPool):
    @property
    def ConnectionCls(self) -> Any:  # type: ignore[override]  # noqa: N802 - urllib3's name
        """As above."""
        found: Any = super().ConnectionCls
        return _TLSConnection if found is HTTPSConnection else found

    def _get_conn(self, timeout: float | None = None) -> Any:
        return _noted(super()._get_conn(timeout))


def _noted(connection: Any) -> Any:
    # One that the server has closed visibly is closed here already, and opened when it is used.
    this_try.reused = connection.sock is not None
    if this_try.fresh and this_try.reused:
        connection.close()
        this_try.reused = False
    return connection


class _Response(Response):
    """A response whose content is read at one go, and not in pieces of 10 kB."""

    @property
    def content(self) -> bytes:
        """The body; what breaks off on the way is raised as `requests` does."""
        if self._content is False and not self._content_consumed:
            try:
                self._content = self.raw.read(decode_content=True)
            except ProtocolError as error:
                raise ChunkedEncodingError(error) from error
            except DecodeError as error:
                raise ContentDecodingError(error) from error
            except ReadTimeoutError as error:
                raise ConnectionError(error) from error
            self._content_consumed = True
        return cast("bytes", self._content)


class PoolAdapter(HTTPAdapter):
    """An HTTPAdapter that remembers the pool of a host; it keeps no cookies.

    Only hooks that `requests` documents for subclasses are overridden, and only where there is no proxy:
    `responses` and `requests_mock` go on working.
    """

    def __init__(self) -> None:
        self._pools: dict[tuple[str, Any, Any], HTTPConnectionPool] = {}
        super().__init__(pool_maxsize=CONNECTIONS)

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:
        """Makes the pools, of our kind."""
        super().init_poolmanager(*args, **settings)
        _use_our_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **settings: Any) -> Any:
        """The pools that lead through a proxy, of our kind."""
        manager = super().proxy_manager_for(proxy, **settings)
        if not proxy.lower().startswith("socks"):
            _use_our_pools(manager)
        return manager

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: bool | str,
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
            super().cert_verify(pool, url, verify, cert)
        return pool

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Sets up certificates, unless the pool was made with them."""
        if self._pools.get((url[: url.index("/", 8)], verify, cert)) is not conn:
            super().cert_verify(conn, url, verify, cert)

    def request_url(self, request: PreparedRequest, proxies: Any) -> str:
        """What stands in the request line: the path, where there is no proxy."""
        if proxies:
            return super().request_url(request, proxies)
        url = request.url or ""
        return url[url.index("/", 8) :].partition("#")[0]

    def build_response(self, req: PreparedRequest, resp: BaseHTTPResponse) -> Response:
        """The answer, its cookies left alone: the API sets none that mean anything."""
        response = _Response()
        response.status_code = resp.status
        response.headers = CaseInsensitiveDict(resp.headers)
        response.raw = resp
        response.reason = resp.reason  # type: ignore[assignment]  # None where HTTP/2 has none
        response.url = req.url  # type: ignore[assignment]  # a prepared request has one
        response.request = req
        response.connection = self
        return response

    def close(self) -> None:
        """Closes all connections."""
        self._pools.clear()
        super().close()


def _use_our_pools(manager: PoolManager) -> None:
    classes: dict[str, Any] = {"http": _Pool, "https": _TLSPool}
    manager.pool_classes_by_scheme = classes


def abandon(adapter: HTTPAdapter) -> None:
    """Closes a forked child's copies of its parent's idle sockets, and takes no lock for it.

    A lock may be held for good: by a thread of the parent that does not exist in the child. Closing
    the copies sends nothing, so that the parent goes on using its own.
    """
    for manager in (adapter.poolmanager, *adapter.proxy_manager.values()):
        for pool in list(manager.pools._container.values()):
            for connection in list(pool.pool.queue) if pool.pool is not None else ():
                if connection is not None:
                    connection.close()
