"""How long a new connection waits for its answer while many others say nothing, or half a request."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median

from benchmarks.table import Row, milliseconds

HALF_SAID = b"POST /v1/customers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nname"


def row(port: int, call: Callable[[socket.socket], object], idle: int, half: int) -> Row:
    """`call` sends a request on a connection and reads the answer."""
    with ExitStack() as stack:

        def connected() -> socket.socket:
            return stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))

        for _ in range(idle):
            call(connected())
        for _ in range(half):
            connected().sendall(HALF_SAID)
        took: list[float] = []
        for _ in range(200):
            started = time.perf_counter()
            with socket.create_connection(("127.0.0.1", port), timeout=60) as fresh:
                call(fresh)
            took.append(time.perf_counter() - started)
    return Row(
        f"sandbox over a port: a new connection's answer beside {idle:,} idle and {half} half-said ones",
        "-",
        "under 1 s",
        milliseconds(max(took)),
        f"the longest of {len(took)}; half of them took less than {milliseconds(median(took))}",
    )
