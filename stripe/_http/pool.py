"""Connections bounded in time, deaf to answers that are none yet, and the adapter that keeps them.

What `requests` works out for each request, the adapter works out once.
"""

from __future__ import annotations

import logging
import threading
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any, cast

from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ConnectionError, ContentDecodingError
from requests.models import PreparedRequest, Response
from requests.structures import CaseInsensitiveDict
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError

from stripe._wire.masking import mask_payment_data
from stripe.error import APIConnectionError

if TYPE_CHECKING:
    import socket
    from queue import LifoQueue

    from urllib3 import BaseHTTPResponse
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.poolmanager import PoolManager

    from stripe._wire.deadline import Deadline

    ConnectionBase = HTTPConnection
    PoolBase = HTTPConnectionPool
else:
    # Where recorders such as vcrpy leave them alone, should this be imported while one records.
    from urllib3.connectionpool import HTTPConnection, HTTPSConnection

    ConnectionBase = PoolBase = object

CONNECTIONS = 64
"""Connections to one host that are kept open between requests."""
LARGEST_UNPACKED = 256 << 20
"""Bytes that a compressed answer may become: a few kB can be made to fill any memory."""
_PIECE = 1 << 16
_INTERIM_ANSWERS = 20
"""As many answers may come before the one; a server that sends more is not understood."""
_LONGEST_LINE = 65536


class _Try(threading.local):
    """What the client above and the connection below tell each other of the try of this thread."""

    deadline: Deadline | None = None
    # Asked for: a connection that has just been opened.
    fresh: bool = False
    # Told: the connection had been used before, so that its server may have closed it since.
    reused: bool = False


this_try: _Try = _Try()


class _Answer(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **settings: Any) -> None:
        super().__init__(sock, *args, **settings)
        if this_try.deadline is not None:
            from stripe._http.deadlines import bounded

            self.fp = bounded(self.fp, sock, this_try.deadline)

    def _read_status(self) -> tuple[str, int, str]:
        # `http.client` reads over 100 alone, and would take a 103 for the answer.
        for _ in range(_INTERIM_ANSWERS):
            told: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]  # not in typeshed
            if told[1] >= 200:
                return told
            while self.fp.readline(_LONGEST_LINE).strip():
                """A header of an interim answer."""
        raise HTTPException(f"More than {_INTERIM_ANSWERS} interim answers.")


class _Bounded(ConnectionBase):
    """Connects and sends in what is left of the time."""

    response_class = _Answer

    def send(self, data: Any) -> None:
        """Sends a part of the request."""
        deadline = this_try.deadline
        if deadline is None:
            super().send(data)
            return
        for part in iter(lambda: data.read(65536), b"") if hasattr(data, "read") else (data,):
            if deadline.left() <= 0:
                raise TimeoutError("the time of the call is over")
            if self.sock is not None:  # else it is opened now, with a timeout of its own
                self.sock.settimeout(deadline.left())
            super().send(part)

    def _new_conn(self) -> socket.socket:
        deadline = this_try.deadline
        if deadline is None:
            return super()._new_conn()
        from stripe._http.deadlines import connected_within

        return connected_within(self, super()._new_conn, deadline)


class _Connection(_Bounded, HTTPConnection):
    """A connection of ours."""


class _TLSConnection(_Bounded, HTTPSConnection):
    """The same over TLS."""


class _OfOurs(PoolBase):
    """Makes connections of ours."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        most = settings.get("maxsize", 1)
        if not settings.get("block"):
            # urllib3 puts a None into each place, to be waited for: who never waits needs none of them.
            settings["maxsize"] = 1
        super().__init__(*args, **settings)
        cast("LifoQueue[Any]", self.pool).maxsize = most

    if not TYPE_CHECKING:  # to a type checker an attribute is no property

        @property
        def ConnectionCls(self) -> Any:  # noqa: N802 - urllib3's name
            """The class of connections: ours, unless a recorder has put its own into urllib3."""
            found = super().ConnectionCls
            return _CONNECTIONS.get(found, found)

    def _get_conn(self, timeout: float | None = None) -> Any:
        return _noted(super()._get_conn(timeout))


_CONNECTIONS: dict[Any, Any] = {HTTPConnection: _Connection, HTTPSConnection: _TLSConnection}


class _Pool(_OfOurs, HTTPConnectionPool):
    """A pool of ours."""


class _TLSPool(_OfOurs, HTTPSConnectionPool):
    """The same over TLS."""


def _noted(connection: Any) -> Any:
    # One that the server has closed visibly is closed here already, and opened when it is used.
    this_try.reused = connection.sock is not None
    if this_try.fresh and this_try.reused:
        connection.close()
        this_try.reused = False
    return connection


class _Response(Response):
    """A response whose content is bounded."""

    @property
    def content(self) -> bytes:
        """The body."""
        return content_of(self)


def content_of(response: Response) -> bytes:
    """The body, read at one go, and not in pieces of 10 kB; what breaks off is raised as `requests` does.

    Raises APIConnectionError for one that would fill the memory.
    """
    if response._content is False and not response._content_consumed:
        try:
            if response.headers.get("Content-Encoding"):
                response._content = _unpacked(response.raw)
            else:
                response._content = response.raw.read(decode_content=True)
        except ProtocolError as error:
            raise ChunkedEncodingError(error) from error
        except DecodeError as error:
            raise ContentDecodingError(error) from error
        except ReadTimeoutError as error:
            raise ConnectionError(error) from error
        response._content_consumed = True
    return cast("bytes", response._content)


def _unpacked(raw: Any) -> bytes:
    """A compressed body; APIConnectionError for one that would fill the memory."""
    body = bytearray()
    for piece in counted(raw).stream(_PIECE, decode_content=True):
        body += piece
        if len(body) > LARGEST_UNPACKED:
            raw.close()
            raise APIConnectionError(
                f"The answer is larger than {LARGEST_UNPACKED >> 20} MiB when it is unpacked, and was "
                "given up. What lies between here and Stripe may have sent it."
            )
    return bytes(body)


def counted(raw: Any) -> Any:
    """A body that breaks off with an error when it is read piece by piece, as of itself since urllib3 2."""
    try:
        raw.enforce_content_length = True
    except AttributeError:
        """A file that a test has put in its place."""
    return raw


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
        use_our_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **settings: Any) -> Any:
        """The pools that lead through a proxy, of our kind."""
        manager = super().proxy_manager_for(proxy, **settings)
        if not proxy.lower().startswith("socks"):
            use_our_pools(manager)
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


def use_our_pools(manager: PoolManager) -> None:
    """Gives a manager our kind of pools, for the hosts that it meets from now on."""
    manager.pool_classes_by_scheme = _POOLS


_POOLS: dict[str, Any] = {"http": _Pool, "https": _TLSPool}


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


def _mask_addresses(record: logging.LogRecord) -> bool:
    """urllib3 logs the address of each request, at level DEBUG, with client secrets in the query."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            mask_payment_data(arg) if isinstance(arg, str) else arg for arg in record.args
        )
    return True


logging.getLogger("urllib3.connectionpool").addFilter(_mask_addresses)
