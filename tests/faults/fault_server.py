"""A server on the loopback interface that fails as it is told to, with or without TLS.

Each behaviour meets one request (or one connection); when all are used up the server answers as it should.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Received:
    """A request as it reached the server."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    port: int = 0  # the client's: it names the connection


Execute = Callable[[Received], Answer]


def a_customer(_request: Received) -> Answer:
    body = json.dumps({"id": "cus_1", "object": "customer", "name": "Jenny Rosen"}).encode()
    return 200, {"Content-Type": "application/json", "Request-Id": "req_1"}, body


@dataclass
class Behaviour:
    """What happens to a request: `act(server, socket, request)`; false ends the connection.

    At stage "accept" nothing has been read yet, at "head" the headers, at "whole" everything.
    """

    name: str
    act: Callable[[FaultServer, Any, Received | None], bool]
    stage: str = "whole"


def http(status: int, headers: dict[str, str], body: bytes, *, length: bool = True) -> bytes:
    lines = [f"HTTP/1.1 {status} Text", *(f"{name}: {value}" for name, value in headers.items())]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def reset(sock: Any) -> None:
    """Closes with RST in place of FIN."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


@dataclass
class FaultServer:
    """Serves until `close()`; `requests` are those that arrived whole, or whose headers did."""

    behaviours: list[Behaviour] = field(default_factory=list)
    execute: Execute = a_customer
    tls: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self.handshake_errors: list[str] = []
        self.open: set[Any] = set()
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.idle = threading.Condition()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.hang_up()
        for thread in self._threads:
            thread.join(5)

    def hang_up(self) -> None:
        """Closes the connections that are open, as a server does with idle ones."""
        for sock in list(self.open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _next(self, *stages: str) -> Behaviour | None:
        with self._lock:
            if self.behaviours and self.behaviours[0].stage in stages:
                return self.behaviours.pop(0)
        return None

    def _serve(self, sock: Any) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.open.add(sock)
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(self.open.discard, sock)
            stack.callback(sock.close)
            behaviour = self._next("accept")
            if behaviour is not None and not behaviour.act(self, sock, None):
                return
            if self.tls is not None:
                try:
                    sock = self.tls.wrap_socket(sock, server_side=True)
                except OSError as error:
                    self.handshake_errors.append(str(error))
                    return
                self.open.add(sock)
                stack.callback(self.open.discard, sock)
                stack.callback(sock.close)
            file = stack.enter_context(sock.makefile("rb"))
            while self._one_request(sock, file):
                pass

    def _one_request(self, sock: Any, file: Any) -> bool:
        request = read_head(file)
        if request is None:
            return False
        request.port = sock.getpeername()[1]
        behaviour = self._next("head")
        self.requests.append(request)
        if behaviour is not None:
            return behaviour.act(self, sock, request)
        read_body(file, request)
        behaviour = self._next("whole")
        if behaviour is not None:
            return behaviour.act(self, sock, request)
        sock.sendall(http(*self.execute(request)))
        return True


def read_head(file: Any) -> Received | None:
    line = file.readline().decode("latin-1")
    if not line.strip():
        return None
    method, target, _ = line.split(" ", 2)
    headers: dict[str, str] = {}
    while (line := file.readline().decode("latin-1").rstrip("\r\n")) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Received(method, target, headers, b"")


def read_body(file: Any, request: Received) -> None:
    request.body = file.read(int(request.headers.get("content-length", 0)))


@contextlib.contextmanager
def serving(*behaviours: Behaviour, **settings: Any) -> Iterator[FaultServer]:
    server = FaultServer(list(behaviours), **settings)
    try:
        yield server
    finally:
        server.close()


# -- behaviours ----------------------------------------------------------------------------------


def _reset_now(server: FaultServer, sock: Any, request: Received | None) -> bool:
    reset(sock)
    return False


def _reset_after_execution(server: FaultServer, sock: Any, request: Received | None) -> bool:
    assert request is not None
    server.execute(request)
    reset(sock)
    return False


def _hang_up(server: FaultServer, sock: Any, request: Received | None) -> bool:
    assert request is not None
    server.execute(request)
    return False


def _silence(server: FaultServer, sock: Any, request: Received | None) -> bool:
    if request is not None:
        server.execute(request)
    server.closing.wait(10)
    return False


reset_before = Behaviour("reset before the request", _reset_now, "accept")
reset_in = Behaviour("reset in the request", _reset_now, "head")
reset_after = Behaviour("reset after the request", _reset_after_execution)
hang_up_after = Behaviour("closed without an answer", _hang_up)
silence_before = Behaviour("silence from the start", _silence, "accept")
silence_after = Behaviour("silence after the request", _silence)


def raw(name: str, make: Callable[[Answer], bytes], *, keep: bool = False) -> Behaviour:
    """Sends whatever bytes `make` makes of the right answer."""

    def act(server: FaultServer, sock: Any, request: Received | None) -> bool:
        assert request is not None
        sock.sendall(make(server.execute(request)))
        return keep

    return Behaviour(name, act)


def answers(
    status: int, body: bytes | str | dict[str, Any] = b"", name: str = "", **headers: str
) -> Behaviour:
    """An answer in place of the right one; the request is not executed."""
    if isinstance(body, dict):
        body = json.dumps(body)
    data = body.encode() if isinstance(body, str) else body
    fields = {name.replace("_", "-"): value for name, value in headers.items()}

    def act(server: FaultServer, sock: Any, request: Received | None) -> bool:
        sock.sendall(http(status, fields, data))
        return True

    return Behaviour(name or f"answers {status}", act)


def api_error(status: int, name: str = "", **headers: str) -> Behaviour:
    error = {"error": {"type": "api_error", "message": f"Failed with {status}."}}
    return answers(status, error, name, **headers)


def _chunked(answer: Answer, *, end: bool = True, cut: bytes = b"5\r\nab") -> bytes:
    status, headers, body = answer
    pieces = [body[start : start + 7] for start in range(0, len(body), 7)]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    headers = {**headers, "Transfer-Encoding": "chunked"}
    return http(status, headers, chunks + (b"0\r\n\r\n" if end else cut), length=False)


def _gzipped(answer: Answer, *, cut: int | None = None) -> bytes:
    status, headers, body = answer
    return http(status, {**headers, "Content-Encoding": "gzip"}, gzip.compress(body)[:cut])


def _with_length(answer: Answer, difference: int) -> bytes:
    status, headers, body = answer
    length = {"Content-Length": str(len(body) + difference)}
    return http(status, {**headers, **length}, body, length=False)


FAILED = b'{"error": {"type": "api_error", "message": "Failed."}}'
HTML = "<html><body><h1>Bad gateway</h1></body></html>"

truncated = raw("truncated body", lambda answer: http(*answer)[:-5])
length_too_long = raw("Content-Length too long", lambda answer: _with_length(answer, 20))
length_too_short = raw(
    "Content-Length too short", lambda answer: _with_length(answer, -20), keep=True
)
without_length_cut = raw(
    "JSON cut off, of no length",
    lambda answer: http(
        answer[0], {**answer[1], "Connection": "close"}, answer[2][:-9], length=False
    ),
)
chunk_size_cut = raw(
    "cut off in a chunk's size", lambda answer: _chunked(answer, end=False, cut=b"1")
)
chunk_size_bad = raw("bad chunk size", lambda answer: _chunked(answer, end=False, cut=b"xyz\r\n"))
deflated_cut = raw(
    "deflate, cut off",
    lambda answer: http(
        answer[0], {**answer[1], "Content-Encoding": "deflate"}, zlib.compress(answer[2])[:-12]
    ),
    keep=True,
)
no_content = raw("empty body with 204", lambda answer: http(204, {}, b"", length=False), keep=True)
truncated_500 = raw("500, truncated", lambda answer: http(500, {}, FAILED)[:-5])
chunked_cut_503 = raw(
    "503, chunked, cut off", lambda answer: _chunked((503, {}, FAILED), end=False)
)
gzip_lie_502 = raw(
    "502, gzip that is none",
    lambda answer: http(502, {"Content-Encoding": "gzip"}, FAILED),
    keep=True,
)
garbage = raw("garbage", lambda answer: b"\x00\xff\x13 what is this?\r\n\r\n")
empty = raw("empty body with 200", lambda answer: http(200, {}, b""), keep=True)
cut_headers = raw("headers cut off", lambda answer: b"HTTP/1.1 200 OK\r\nContent-")
cut_status = raw("status line cut off", lambda answer: b"HTT")
html_200 = answers(200, HTML, "HTML with 200", Content_Type="text/html")
html_502 = answers(502, HTML, "HTML with 502", Content_Type="text/html")
html_503 = answers(503, HTML, "HTML with 503", Content_Type="text/html")
chunked = raw("chunked", _chunked, keep=True)
chunked_cut = raw("chunked, cut off", lambda answer: _chunked(answer, end=False))
gzipped = raw("gzip", _gzipped, keep=True)
gzipped_cut = raw("gzip, cut off", lambda answer: _gzipped(answer, cut=-12), keep=True)
gzip_lie = raw(
    "gzip that is none",
    lambda answer: http(answer[0], {**answer[1], "Content-Encoding": "gzip"}, answer[2]),
    keep=True,
)


def drip(pause: float, *, head: bool = False, piece: int = 16) -> Behaviour:
    """Sends the answer `piece` by piece; with `head` the status line and headers too."""

    def act(server: FaultServer, sock: Any, request: Received | None) -> bool:
        assert request is not None
        data = http(*server.execute(request))
        start = 0 if head else data.index(b"\r\n\r\n") + 4
        sock.sendall(data[:start])
        for place in range(start, len(data), piece):
            if server.closing.wait(pause):
                return False
            sock.sendall(data[place : place + piece])
        return True

    return Behaviour("slow drip of the " + ("headers" if head else "body"), act)


def interim(status: int, count: int = 1) -> Behaviour:
    """Answers that are none yet, with a header of their own, before the one."""
    early = b"HTTP/1.1 %d Early\r\nLink: </style.css>\r\n\r\n" % status
    times = f" {count} times" if count > 1 else ""
    return raw(
        f"{status}{times} before the answer",
        lambda answer: early * count + http(*answer),
        keep=True,
    )


def _truncate_by_reset(server: FaultServer, sock: Any, request: Received | None) -> bool:
    assert request is not None
    sock.sendall(http(*server.execute(request))[:-5])
    sock.recv(0)
    reset(sock)
    return False


truncated_by_reset = Behaviour("truncated body, reset", _truncate_by_reset)
