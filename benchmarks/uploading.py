"""Memory that the upload of a 200 MB file takes beyond what the process had before."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.environments import Environment
from benchmarks.table import Row

# Answers an upload without keeping it.
PROGRAM = """
import http.server, resource, sys, threading, stripe

class Sink(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        left, block = int(self.headers["Content-Length"]), bytearray(1 << 16)
        while left:
            left -= self.rfile.readinto(memoryview(block)[:min(left, len(block))])
        body = b'{"object": "file", "id": "file_1"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words): pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
threading.Thread(target=server.serve_forever, daemon=True).start()
stripe.api_key = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"
stripe.upload_api_base = f"http://127.0.0.1:{server.server_port}"
def upload(path):
    with open(path, "rb") as file:
        stripe.File.create(purpose="dispute_evidence", file=file)
small, large = sys.argv[1:]
upload(small)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
upload(large)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def rows(environments: Sequence[Environment], megabytes: int) -> Iterator[Row]:
    """One row; the file is sparse, its content zeros."""
    with tempfile.NamedTemporaryFile() as small, tempfile.NamedTemporaryFile() as large:
        small.write(b"x" * 1000)
        small.flush()
        large.truncate(megabytes * 1_000_000)
        more = {}
        for each in environments:
            if each.name != "plain":
                command: list[str | Path] = [each.python, "-c", PROGRAM, small.name, large.name]
                kilobytes = int(subprocess.check_output(command, cwd="/", text=True))
                more[each.name] = f"{kilobytes / 1024:.0f} MiB"
    yield Row(
        f"memory for the upload of {megabytes} MB",
        more.get("official", "-"),
        "under 40 MB",
        more["ours"],
    )
