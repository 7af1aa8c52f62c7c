"""Connections of the server: what waitress does, and plain words for what it would leave unsaid."""

from __future__ import annotations

import logging
import socket
import threading
from contextlib import suppress
from typing import Any

# waitress has no type information
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser  # type: ignore[import-untyped]
from waitress.task import ErrorTask, WSGITask  # type: ignore[import-untyped]
from waitress.utilities import BadRequest, RequestEntityTooLarge  # type: ignore[import-untyped]

from stripe.sandbox.errors import invalid
from stripe.sandbox.json import encode

LOGGER = logging.getLogger("stripe.sandbox")
TLS_HELLO = b"\x16\x03"
NOT_TLS = "This port speaks plain http, not https: use an address that begins with http://"
DRAINED = 1 << 31
AT_ONCE = 100


def accept(server: Any) -> None:
    """Accepts what waits; one at a time, as waitress does, is slow where a crowd comes in."""
    for _ in range(AT_ONCE):
        count = len(server.active_channels)
        type(server).handle_accept(server)
        if len(server.active_channels) == count:
            break


class Resting:
    """Where the server's threads wait for requests: the one that came last goes first.

    What it worked with is still near the processor; taking turns costs a tenth of a request's time.
    All of it happens under the lock, as with `threading.Condition`, in whose place it is.
    """

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock
        self._gates: list[threading.Lock] = []

    def wait(self) -> None:
        """Lets go of the lock until this thread is called."""
        gate = threading.Lock()
        gate.acquire()
        self._gates.append(gate)
        self._lock.release()
        gate.acquire()
        self._lock.acquire()

    def notify(self) -> None:
        """Calls the thread that has waited for the shortest time."""
        if self._gates:
            self._gates.pop().release()

    def notify_all(self) -> None:
        """Calls all of them."""
        while self._gates:
            self.notify()


class Parser(HTTPRequestParser):  # type: ignore[misc]  # as above
    """Answers a client that speaks TLS at once, and says so in the log."""

    def received(self, data: bytes) -> int:
        """Takes some bytes; gives how many of them are used."""
        if self.body_rcv is None and not self.header_plus and data.startswith(TLS_HELLO):
            LOGGER.warning("A client spoke TLS. %s", NOT_TLS)
            self.parse_header(b"GET / HTTP/1.0\r\n")
            self.error: Any = BadRequest(NOT_TLS)
            self.completed = True
            return len(data)
        return int(super().received(data))


class Refusal(ErrorTask):  # type: ignore[misc]  # as above
    """The answer to what is no request, in the form of the API's own errors."""

    def execute(self) -> None:
        """Writes it, and has the connection closed."""
        request: Any = self.request
        error = request.error
        body = encode(invalid(f"{error.reason}: {error.body}").body(None)).encode()
        self.status: Any = f"{error.code} {error.reason}"
        headers: Any = self.response_headers  # a list, which its stubs call a sequence
        headers.append(("Content-Type", "application/json"))
        self.set_close_on_finish()
        self.content_length: Any = len(body)
        self.write(body)


class Answer(WSGITask):  # type: ignore[misc]  # as above
    """The answer to a request; its head and its body leave in one piece, which wakes the client once."""

    def write(self, data: bytes) -> None:
        """Sends a piece of the body."""
        if self.wrote_header or not data or self.content_length != len(data) or not self.has_body:
            super().write(data)
            return
        self.channel.write_soon(self.build_response_header() + data)
        self.wrote_header: bool = True
        self.content_bytes_written: int = len(data)


class Channel(HTTPChannel):  # type: ignore[misc]  # as above
    """A connection; after refusing a body it lets the client finish, so that it reads the answer."""

    parser_class: type[Any] = Parser
    task_class: type[Any] = Answer
    error_task_class: type[Any] = Refusal
    left: int = 0  # how many bytes of a refused body may still come
    draining: bool = False

    def received(self, data: bytes) -> bool:
        """Takes some bytes."""
        taken = bool(super().received(data))
        if any(isinstance(request.error, RequestEntityTooLarge) for request in self.requests):
            self.left = DRAINED
        return taken

    def handle_close(self) -> None:
        """Closes; what the client is still sending is read first, and thrown away."""
        if self.left and self.connected and not self.draining:
            self.will_close = False
            self.draining = True
            with suppress(OSError):
                opened: Any = self.socket
                opened.shutdown(socket.SHUT_WR)
                return
        super().handle_close()

    def handle_read(self) -> None:
        """Reads what has come."""
        if not self.draining:
            super().handle_read()
            return
        try:
            opened: Any = self.socket
            count = len(opened.recv(1 << 20))
        except BlockingIOError:
            return
        except OSError:
            count = 0
        self.left = max(0, self.left - count) if count else 0
        if not self.left:
            self.handle_close()
