"""Walking through pages with and without `prefetch=True`: `python -m benchmarks.read_ahead`.

A server on loopback answers each page of 100 charges after 50 ms; the program works 40 ms on each page.
"""

from __future__ import annotations

import json
import statistics
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import stripe

LATENCY, WORK, PAGES, ROUNDS = 0.05, 0.04, 10, 5


class Slow(BaseHTTPRequestHandler):
    """Answers pages, each after a while."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # head and body in one packet

    def do_GET(self) -> None:
        time.sleep(LATENCY)
        after = self.path.partition("starting_after=ch_")[2].partition("&")[0]
        first = int(after or -1) + 1
        data = [{"id": f"ch_{first + at}", "object": "charge"} for at in range(100)]
        more = first + 100 < PAGES * 100
        page = {"object": "list", "url": "/v1/charges", "has_more": more, "data": data}
        body = json.dumps(page).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


def walk(client: stripe.StripeClient, prefetch: bool) -> float:
    """Seconds for all pages."""
    began = time.perf_counter()
    pages = client.v1.charges.list({"limit": 100}).auto_paging_iter(prefetch=prefetch)
    for number, _ in enumerate(pages, 1):
        if number % 100 == 0:
            time.sleep(WORK)
    return time.perf_counter() - began


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    client = stripe.StripeClient("sk_test_123", base_addresses={"api": base})
    times = [(walk(client, False), walk(client, True)) for _ in range(ROUNDS)]
    plain, ahead = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"{PAGES} pages: {plain:.2f} s, with prefetch {ahead:.2f} s ({ahead / plain:.2f} x)")


if __name__ == "__main__":
    main()
