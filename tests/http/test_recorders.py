"""vcrpy, with which applications record and replay their calls, put in place before and after the first call."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import stripe

PROGRAM = """
import http.server, sys, threading
import stripe, vcr
{before}

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served = 0
    def do_POST(self):
        Handler.served += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b'{{"object": "customer", "id": "cus_%d"}}' % Handler.served
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST
    def log_message(self, *words):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
stripe.api_key, stripe.api_base = "sk_test_1", f"http://127.0.0.1:{{server.server_port}}"
{first}
for _ in range(2):
    with vcr.use_cassette(sys.argv[1], match_on=["method", "path"]) as cassette:
        created = stripe.Customer.create(name="Jenny", timeout=30)
        print(created.id, stripe.Customer.retrieve("cus_1").id, Handler.served, cassette.play_count)
print(stripe.Customer.create().id, Handler.served)
server.shutdown()
"""


@pytest.mark.parametrize(
    ("before", "first", "served"),
    [
        ("", "", 2),
        ("import stripe.http_client", "", 2),
        ("", "stripe.Customer.create()", 3),
    ],
    ids=["imported while it records", "imported before", "connected before"],
)
def test_vcr(tmp_path: Path, before: str, first: str, served: int) -> None:
    program = PROGRAM.format(before=before, first=first)
    command = [sys.executable, "-c", program, str(tmp_path / "cassette.yaml")]
    root = Path(stripe.__path__[0]).parent
    output = subprocess.check_output(command, text=True, cwd=root, timeout=60)
    recorded = f"cus_{served - 1} cus_{served} {served}"
    assert output.splitlines() == [
        f"{recorded} 0",
        f"{recorded} 2",
        f"cus_{served + 1} {served + 1}",
    ]
