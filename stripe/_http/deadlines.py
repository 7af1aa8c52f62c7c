"""What bounds a connection in time: imported when a call has a timeout."""

from __future__ import annotations

import io
import socket
from typing import TYPE_CHECKING, Any, cast

from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

if TYPE_CHECKING:
    from stripe._wire.deadline import Deadline


def bounded(file: io.BufferedReader, sock: socket.socket, deadline: Deadline) -> io.BufferedReader:
    """What a server sends, readable until the deadline."""
    return io.BufferedReader(BoundedFile(file, sock, deadline))


def connected_within(connection: Any, connect: Any, deadline: Deadline) -> socket.socket:
    """Tries the addresses of the host in turn, each for its share of the time that is left.

    urllib3 has the same timeout for each of them. How long the resolver takes is up to the system.
    """
    host, longest = connection._dns_host, connection.timeout
    try:
        found = socket.getaddrinfo(host, connection.port, 0, socket.SOCK_STREAM)
    except OSError as error:
        # Not NameResolutionError, which urllib3 has since version 2: requests works with older ones too.
        raise NewConnectionError(connection, f"Failed to resolve {host!r}: {error}") from error
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    failed: Exception = NewConnectionError(connection, "The host has no address.")
    for index, address in enumerate(addresses):
        share = deadline.left() / (len(addresses) - index)
        if share <= 0:
            raise ConnectTimeoutError(connection, "The time of the call is over.")
        connection._dns_host = address
        connection.timeout = min(share, longest) if isinstance(longest, (int, float)) else share
        try:
            opened: socket.socket = connect()
        except (ConnectTimeoutError, NewConnectionError) as error:
            failed = error
        else:
            return opened
        finally:
            connection._dns_host, connection.timeout = host, longest
    raise failed


class BoundedFile(io.RawIOBase):
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
