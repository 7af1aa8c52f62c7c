"""Speed of the sandbox: over a port by one keep-alive connection, and inside the process.

The client over the port is a bare socket, so that the server and not the client is what is measured.
"""

from __future__ import annotations

import base64
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import stripe
import stripe.sandbox
from benchmarks import crowd
from benchmarks.environments import Environment
from benchmarks.table import Row, milliseconds

KEY = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"
YEAR_BEGINS = 1767225600  # 2026-01-01
OTHERS = {
    "create": "stripe-mock 4,155; localstripe 37",
    "read": "stripe-mock 6,053; localstripe 1,367",
}


def rows(environments: Sequence[Environment], seconds: float, objects: int) -> Iterator[Row]:
    """Over the port, in the process, start and memory."""
    python = next(each.python for each in environments if each.name == "ours")
    yield from _start(python)
    with _serving(python) as (connection, pid):
        few = _rates(connection, seconds)
        memory_few = _resident(pid)
        for _ in range(objects):
            connection.call(CREATE)
        many = _rates(connection, seconds)
    yield _beside_a_crowd(python, 100 if seconds < 1 else 1000)
    for name, goal in (("create", "2,500/s"), ("read", "3,500/s"), ("list of 100", "500/s")):
        note = f"with {objects:,} customers more: {many[name]:,.0f}/s"
        if name in OTHERS:
            note += f" ({OTHERS[name]})"
        yield Row(f"sandbox over a port: {name}", "-", goal, f"{few[name]:,.0f}/s", note)
    yield Row(
        "sandbox in process: `Customer.create`", "-", "6,000/s", f"{_in_process(seconds):,.0f}/s"
    )
    yield Row(
        "sandbox in process: a year of a monthly subscription with proration, tax and coupon",
        "-",
        "under 1 s",
        f"{_a_year():.2f} s",
        "12 renewals on a test clock, a change of price after six",
    )
    yield _snapshots()
    yield from _finding(100_000 if seconds >= 1 else 1000)
    yield Row("sandbox server: memory after the first runs", "-", "", f"{memory_few:.0f} MiB")


class Connection:
    """HTTP on a bare socket: sends bytes, reads an answer of known length."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def call(self, request: bytes) -> bytes:
        """The answer's body."""
        self._socket.sendall(request)
        data = self._rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:end]
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        length = re.search(rb"(?i)content-length: (\d+)", head)
        wanted = end + 4 + int(length[1] if length else 0)
        while len(data) < wanted:
            data += self._more()
        self._rest = data[wanted:]
        return data[end + 4 : wanted]

    def close(self) -> None:
        """Lets the server go on."""
        self._socket.close()

    def _more(self) -> bytes:
        data = self._socket.recv(1 << 17)
        if not data:
            raise RuntimeError("The sandbox closed the connection.")
        return data


def _request(method: str, path: str, body: str = "") -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Basic {base64.b64encode(f'{KEY}:'.encode()).decode()}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", body]).encode()


CREATE = _request("POST", "/v1/customers", "email=jenny.rosen@example.com&name=Jenny")
LIST = _request("GET", "/v1/customers?limit=100")


class _Serving:
    def __init__(self, python: Path) -> None:
        self._command: list[str | Path] = [python, "-m", "stripe.sandbox", "serve", "--port", "0"]

    def __enter__(self) -> tuple[Connection, int]:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True, cwd="/")
        stdout = self._process.stdout
        if stdout is None:
            raise ValueError("The server has no standard output.")
        for line in stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
                self._connection = Connection(socket.create_connection(("127.0.0.1", self.port)))
                return self._connection, self._process.pid
        raise RuntimeError("The sandbox did not start.")

    def __exit__(self, *error: object) -> None:
        self._connection.close()
        self._process.terminate()
        self._process.wait(timeout=30)
        if self._process.stdout:
            self._process.stdout.close()


def _serving(python: Path) -> _Serving:
    return _Serving(python)


def _rates(connection: Connection, seconds: float) -> dict[str, float]:
    created = connection.call(CREATE)
    found = re.search(rb'"id": ?"(cus_\w+)"', created)
    if found is None:
        raise RuntimeError(created.decode())
    read = _request("GET", f"/v1/customers/{found[1].decode()}")
    for _ in range(100):
        connection.call(CREATE)
    turns: dict[str, list[float]] = {"create": [], "read": [], "list of 100": []}
    for _ in range(5):
        for name, request in (("create", CREATE), ("read", read), ("list of 100", LIST)):
            started, calls = time.perf_counter(), 0
            while time.perf_counter() - started < seconds / 5:
                connection.call(request)
                calls += 1
            turns[name].append(calls / (time.perf_counter() - started))
    return {name: median(rates) for name, rates in turns.items()}


def _beside_a_crowd(python: Path, idle: int) -> Row:
    serving = _serving(python)
    with serving:
        return crowd.row(
            serving.port, lambda connected: Connection(connected).call(LIST), idle, idle * 3 // 10
        )


def _snapshots() -> Row:
    with stripe.sandbox.Sandbox() as sandbox:
        stripe.api_key = sandbox.api_key
        for _ in range(1000):
            stripe.Customer.create(email="jenny.rosen@example.com")
        sandbox.restore(sandbox.snapshot())
        took: list[float] = []
        for _ in range(50):
            started = time.perf_counter()
            snapshot = sandbox.snapshot()
            stripe.Customer.create()
            sandbox.restore(snapshot)
            took.append(time.perf_counter() - started)
    what = "sandbox in process: snapshot of 1,000 objects, a change, restore"
    return Row(what, "-", "under 5 ms each", milliseconds(median(took)))


SEARCHES = (
    'email:"c5@example.com"', 'email:"nobody@example.com"', 'name~"nobody"', 'metadata["n"]:"5"',
    "created<0", 'created>0 AND name~"customer 77"',
)  # fmt: skip


def _finding(count: int) -> Iterator[Row]:
    """Searches for what is old, or nowhere, and events of rare types, among many."""
    with stripe.sandbox.Sandbox() as sandbox:
        stripe.api_key = sandbox.api_key
        for number in range(count):
            name, email = f"Customer {number}", f"c{number}@example.com"
            stripe.Customer.create(name=name, email=email, metadata={"n": str(number)})
        searches = [_asked(partial(stripe.Customer.search, query=query)) for query in SEARCHES]
        events = [
            _asked(partial(stripe.Event.list, type=type)) for type in ("charge.failed", "invoice.*")
        ]
        lists = [
            _asked(partial(list_of, created={"lt": 1}))
            for list_of in (stripe.Customer.list, stripe.Event.list)
        ]
    what, first = f"among {count:,} customers", max(first for first, _ in searches)
    yield Row(
        f"sandbox in process: search {what}",
        "-",
        "under 10 ms",
        milliseconds(max(each for _, each in searches)),
        f"the slowest of six queries; the first one on a field {milliseconds(first)}",
    )
    yield Row(
        f"sandbox in process: events of one type {what}",
        "-",
        "under 10 ms",
        milliseconds(max(each for _, each in events)),
        "of types that no event has",
    )
    yield Row(
        f"sandbox in process: lists narrowed by `created` {what}",
        "-",
        "under 10 ms",
        milliseconds(max(each for _, each in lists)),
        f"to a time when there was nothing; the first one {milliseconds(max(first for first, _ in lists))}",
    )


def _asked(ask: Callable[[], object]) -> tuple[float, float]:
    """Seconds that a question takes the first time, and later."""
    took: list[float] = []
    for _ in range(20):
        started = time.perf_counter()
        ask()
        took.append(time.perf_counter() - started)
    return took[0], median(took[1:])


def _in_process(seconds: float) -> float:
    with stripe.sandbox.Sandbox() as sandbox:
        stripe.api_key = sandbox.api_key
        started, calls = time.perf_counter(), 0
        while time.perf_counter() - started < seconds:
            stripe.Customer.create(email="jenny.rosen@example.com", name="Jenny")
            calls += 1
        return calls / (time.perf_counter() - started)


def _a_year() -> float:
    """Seconds in which a test clock brings the twelve renewals of a subscription."""
    with stripe.sandbox.Sandbox() as sandbox:
        stripe.api_key = sandbox.api_key
        clock = stripe.test_helpers.TestClock.create(frozen_time=YEAR_BEGINS)
        customer = stripe.Customer.create(test_clock=clock.id, source="tok_visa")
        prices = [
            stripe.Price.create(
                currency="usd",
                unit_amount=amount,
                recurring={"interval": "month"},
                product_data={"name": "Gold"},
            )
            for amount in (2500, 4000)
        ]
        rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
        coupon = stripe.Coupon.create(percent_off=10, duration="forever")
        made = stripe.Subscription.create(
            customer=customer.id,
            items=[{"price": prices[0].id}],
            default_tax_rates=[rate.id],
            discounts=[{"coupon": coupon.id}],
        )
        item = made["items"].data[0].id
        started = time.perf_counter()
        for month in range(1, 13):
            stripe.test_helpers.TestClock.advance(
                clock.id, frozen_time=YEAR_BEGINS + month * 31 * 24 * 3600
            )
            if month == 6:
                stripe.Subscription.modify(made.id, items=[{"id": item, "price": prices[1].id}])
        return time.perf_counter() - started


def _start(python: Path) -> Iterator[Row]:
    started = time.perf_counter()
    with _serving(python) as (_, pid):
        seconds, memory = time.perf_counter() - started, _resident(pid)
    yield Row("sandbox server: start until it accepts", "-", "0.3 s", f"{seconds:.2f} s")
    yield Row("sandbox server: memory, idle", "-", "under 60 MiB", f"{memory:.0f} MiB")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0
