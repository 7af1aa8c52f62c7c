"""The connections below `RequestsClient`: bounded in time, and deaf to answers that are none yet."""

from __future__ import annotations

import threading
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket

    from urllib3.connection import HTTPConnection, HTTPSConnection

    from stripe._wire.retries import Deadline

    Base = HTTPConnection
else:
    # Where recorders such as vcrpy leave them alone, should this be imported while one records.
    from urllib3.connectionpool import HTTPConnection, HTTPSConnection

    Base = object

__all__ = ["Connection", "HTTPConnection", "HTTPSConnection", "TLSConnection", "this_try"]

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


class _Bounded(Base):
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


class Connection(_Bounded, HTTPConnection):
    """A connection of ours."""


class TLSConnection(_Bounded, HTTPSConnection):
    """The same over TLS."""
