"""The memory of examples/export.py on many charges: `python -m benchmarks.export_memory [COUNT ...]`.

A server on loopback makes the charges up as they are asked for. Prints the peak of the exporting process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SCRIPT = Path(__file__).parents[1] / "examples" / "export.py"
START = 1_767_225_600  # 2026-01-01; a charge each second from then on
CHARGE = (
    '{"id":"ch_%d","object":"charge","amount":%d,"created":%d,"currency":"usd","paid":true,'
    '"status":"succeeded","metadata":{"order":"%d"},"billing_details":{"email":"a@example.com"}}'
)


class Charges(BaseHTTPRequestHandler):
    """Lists charges by `created` and `starting_after`, newest first."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # head and body in one packet

    def do_GET(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        first = max(int(query["created[gte]"]), START)
        before = int(query["created[lt]"])
        if "starting_after" in query:
            before = int(query["starting_after"].removeprefix("ch_"))
        page = range(before - 1, max(first, before - 100) - 1, -1)
        data = ",".join(CHARGE % (at, at % 5000, at, at) for at in page)
        more = "true" if before - 100 > first else "false"
        body = f'{{"object":"list","url":"/v1/charges","has_more":{more},"data":[{data}]}}'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


def serve(ports: Queue[int]) -> None:
    """Answers until the process is ended."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Charges)
    ports.put(server.server_port)
    server.serve_forever()


def measure(count: int, port: int) -> tuple[float, float]:
    """Peak memory (MB) and duration (s) of exporting `count` charges."""
    environment = {
        **os.environ,
        "STRIPE_API_KEY": "sk_test_123",
        "STRIPE_API_BASE": f"http://127.0.0.1:{port}",
    }
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "charges.csv")
        since = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(START))
        until = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(START + count))
        command = [sys.executable, str(SCRIPT), "charges", "--since", since, "--until", until]
        began = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--output", str(output)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        if status:
            raise SystemExit("The export failed.")
        with output.open() as file:
            lines = sum(1 for _ in file)
        if lines != count + 1:
            raise SystemExit(f"{lines} lines for {count} charges")
    return usage.ru_maxrss / 1024, took


def main() -> None:
    ports: Queue[int] = Queue()
    server = Process(target=serve, args=(ports,), daemon=True)
    server.start()
    port = ports.get()
    for count in map(int, sys.argv[1:] or ["10000", "1000000"]):
        peak, took = measure(count, port)
        print(f"{count:,} charges: {peak:.0f} MB at the peak, {took:.0f} s")
    server.terminate()


if __name__ == "__main__":
    main()
