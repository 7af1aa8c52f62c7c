"""What a served sandbox prints, and how it ends: lines for people and for machines, deliveries on their way."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

import stripe
from stripe.sandbox.front.console import Console
from stripe.sandbox.state.request_log import Entry

ROOT = str(Path(__file__).parents[3])


class Listener:
    """A listener on a free port that answers as told, perhaps only when let go."""

    def __init__(self, *statuses, body=b"", wait=False):
        self.got = []
        self.go = threading.Event()
        self.came = threading.Event()
        if not wait:
            self.go.set()
        outer, answers = self, iter(statuses)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                payload = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((payload, dict(self.headers)))
                outer.came.set()
                outer.go.wait(20)
                self.send_response(next(answers, 200))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.go.set()
        self.server.shutdown()
        self.server.server_close()


class Command:
    """A command that goes on until it is ended."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stripe.sandbox", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": ROOT, "PYTHONIOENCODING": "utf-8"},
        )

    def line(self, start=""):
        """The next line that begins so, or has this after its time."""
        for line in self.process.stdout:
            if line.startswith(start) or line[10:].startswith(start):
                return line.rstrip("\n")
        raise AssertionError(self.process.stderr.read())

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        return *self.process.communicate(timeout=60), self.process.returncode


@contextlib.contextmanager
def running(*arguments):
    command = Command(*arguments)
    try:
        yield command
    finally:
        command.end()


@contextlib.contextmanager
def serving(*options):
    with running("serve", "--port", "0", *options) as command:
        command.url = command.line("Stripe sandbox at").split()[-1]
        command.key = command.line("  secret key").split()[-1]
        command.client = stripe.StripeClient(command.key, base_addresses={"api": command.url})
        yield command


def charge(client, source="tok_visa"):
    with contextlib.suppress(stripe.CardError):
        client.v1.charges.create({"amount": 500, "currency": "usd", "source": source})


def test_the_first_lines_say_all_that_an_application_needs():
    with serving() as server:
        assert re.fullmatch(r"  publishable key  pk_test_\w+", server.line())
        assert re.fullmatch(r"  webhook secret   whsec_\w+", server.line())
        assert server.line() == f"  dashboard        {server.url}/"
        server.line("To point an application at it:")
        assert server.line() == f"  export STRIPE_API_BASE={server.url}"
        assert server.line() == f"  export STRIPE_API_KEY={server.key}"


def test_requests_and_deliveries():
    with Listener(200, 503, body=b"no room\nat all") as listener:
        with serving("--forward-to", listener.url, "--events", "charge.*") as server:
            charge(server.client, "tok_chargeDeclined")
            assert re.fullmatch(
                r"\d\d:\d\d:\d\d  POST /v1/charges  402 card_declined  \d+ ms  req_\w+",
                server.line("POST"),
            )
            assert re.fullmatch(
                rf"\d\d:\d\d:\d\d  → charge\.failed  {listener.url}  200  \d+ ms", server.line("→")
            )
            charge(server.client)
            assert re.fullmatch(
                rf"\d\d:\d\d:\d\d  → charge\.succeeded  {listener.url}  503  \d+ ms  no room  "
                r"next try \d\d:\d\d:\d\d",
                server.line("→"),
            )


def test_quiet():
    with serving("--quiet") as server:
        charge(server.client)
        server.line("  export STRIPE_API_KEY")  # the last
        assert server.end() == ("", "", 0)


def test_lines_for_machines():
    with Listener() as listener:
        with running("serve", "--port", "0", "--json", "--forward-to", listener.url) as server:
            started = json.loads(server.line())
            assert started["type"] == "started"
            client = stripe.StripeClient(
                started["secret_key"], base_addresses={"api": started["url"]}
            )
            charge(client)
            found = [json.loads(server.line()) for _ in range(2)]
    assert sorted(line["type"] for line in found) == ["delivery", "request"]
    request = next(line for line in found if line["type"] == "request")
    assert (request["method"], request["path"], request["status"]) == ("POST", "/v1/charges", 200)
    delivery = next(line for line in found if line["type"] == "delivery")
    assert (delivery["event_type"], delivery["status"]) == ("charge.succeeded", 200)
    assert delivery["event"] in request["events"]


def test_deliveries_on_their_way_arrive_before_the_end():
    with Listener(wait=True) as listener, serving("--forward-to", listener.url) as server:
        charge(server.client)
        assert listener.came.wait(20)
        server.process.send_signal(signal.SIGTERM)
        listener.go.set()
        out, errors, code = server.end()
    assert (code, errors) == (0, "")
    assert "→ charge.succeeded" in out


def test_what_is_dropped_is_said(monkeypatch):
    with Listener(wait=True) as listener, serving("--forward-to", listener.url) as server:
        charge(server.client)
        assert listener.came.wait(20)
        _, errors, code = server.end()
    assert code == 0
    assert errors == f"Dropped: charge.succeeded to {listener.url}\n"


def test_other_machines_are_warned_of():
    with running("serve", "--port", "0", "--host", "0.0.0.0") as server:
        url = server.line("Stripe sandbox at").split()[-1].replace("0.0.0.0", "127.0.0.1")
        assert requests.get(f"{url}/_sandbox/health", timeout=20).ok
        assert "Warning: other machines can reach this sandbox" in server.end()[1]


def test_listen_sends_events_on():
    with Listener(200, 500, body=b"broken") as listener, serving() as server:
        arguments = ("--url", server.url, "--forward-to", listener.url, "--events", "charge.*")
        with running("listen", *arguments) as command:
            secret = command.line("Events go to").split()[-1]
            charge(server.client)
            assert command.line("→ charge.succeeded").endswith(" ms")
            charge(server.client, "tok_chargeDeclined")
            assert command.line("→ charge.failed").endswith("broken")
            assert "next try" in server.line("→ charge.failed")
            assert command.end()[2] == 0
        payload, headers = listener.got[0]
        # Of any age: another process has signed it, whose clock `slow_machine` does not move.
        event = stripe.Webhook.construct_event(
            payload, headers["Stripe-Signature"], secret, tolerance=None
        )
        assert event.type == "charge.succeeded"
        charge(server.client)
        assert len(listener.got) == 2


def test_listen_waits_for_a_sandbox_that_restarts(tmp_path):
    kept = ("--db", str(tmp_path / "kept.db"))
    with Listener(200) as listener, serving(*kept) as server:
        with running("listen", "--url", server.url, "--forward-to", listener.url) as command:
            command.line("Events go to")
            port = server.url.rpartition(":")[2]
            server.end()
            command.line("No sandbox answers at")
            with serving(*kept, "--port", port) as again:
                secret = command.line("Events go to").split()[-1]
                charge(again.client)
                command.line("→ charge.succeeded")
            assert command.end()[2] == 0
        payload, headers = listener.got[0]
        assert stripe.Webhook.construct_event(
            payload, headers["Stripe-Signature"], secret, tolerance=None
        )


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Windows can't halt a process")
def test_listen_ends_well_after_its_sandbox():
    with serving() as server:
        forward = ("--forward-to", "http://127.0.0.1:9")
        with running("listen", "--url", server.url, *forward) as command:
            command.line("Events go to")
            command.process.send_signal(signal.SIGSTOP)
            server.end()
            command.process.send_signal(signal.SIGTERM)
            assert command.end(signal.SIGCONT)[1:] == ("", 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["listen"], "--forward-to"),
        (["listen", "--forward-to", "http://example.com"], "an address on this machine"),
        (
            ["listen", "--forward-to", "http://127.0.0.1:9", "--url", "http://127.0.0.1:9"],
            "No sand",
        ),
    ],
)
def test_misuse(arguments, said):
    out, errors, code = Command(*arguments).end(0)
    assert (out, code, errors.count("\n"), said in errors) == ("", 2, 1, True)


def test_nobody_has_to_read_what_is_printed():
    with serving() as server:
        for _ in range(1500):  # more than a pipe holds
            assert requests.get(
                f"{server.url}/v1/nothing", auth=(server.key, ""), timeout=20
            ).status_code


class Terminal:
    """A terminal that can be read."""

    encoding = "utf-8"

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def isatty(self):
        return True


def test_colours_on_a_terminal_and_nothing_else_that_steers_it(monkeypatch):
    entry = Entry(
        "req_1", "GET", "/v1/\x1b[2J/x", "", 404, 0, 3.2, None, None, "", error={"code": "none"}
    )
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = Terminal()
    console = Console(out=coloured)
    console.request(entry)
    console.close()
    assert "\x1b[33m404 none\x1b[0m" in coloured.text
    assert "\x1b[2J" not in coloured.text
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    console = Console(out=plain)
    console.request(entry)
    console.close()
    assert "\x1b" not in plain.text
