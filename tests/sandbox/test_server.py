"""The server as a process of its own: start, stop, refusals, the database, other programs."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import stripe
from stripe.sandbox import Sandbox

ROOT = str(Path(__file__).parents[2])
COMMAND = [sys.executable, "-m", "stripe.sandbox"]


def _environment(**more):
    return {**os.environ, "PYTHONPATH": ROOT, **more}


class Process:
    """A running server."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=_environment(),
        )
        self.printed = dict(self._line() for _ in range(4))
        self.url = self.printed["url"]
        self.client = stripe.StripeClient(
            self.printed["secret key"],
            base_addresses=dict.fromkeys(("api", "files", "connect"), self.url),
        )

    def _line(self):
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        if line.startswith("Stripe sandbox at "):
            return "url", line.split()[-1]
        *words, value = line.split()
        return " ".join(words), value

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors


@contextlib.contextmanager
def serving(*options):
    server = Process(*options)
    try:
        yield server
    finally:
        server.end()


def command(*arguments, **environment):
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=_environment(**environment),
        check=False,
    )


def test_start_use_and_stop():
    with serving("--seed", "1") as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert server.printed["secret key"].startswith("sk_test_")
        assert server.printed["publishable key"].startswith("pk_test_")
        assert server.printed["webhook secret"].startswith("whsec_")
        with ThreadPoolExecutor(8) as pool:
            ids = list(pool.map(lambda n: server.client.v1.customers.create().id, range(40)))
        assert len(set(ids)) == 40
        assert server.end() == (0, "")


def test_interrupt_is_a_graceful_stop():
    with serving() as server:
        assert server.end(signal.SIGINT) == (0, "")


LOST_SIGNAL = """
import os, signal, sys, threading
from stripe.sandbox.front.serving import Interrupts

def main_waits():
    return sys._current_frames()[threading.main_thread().ident].f_code.co_name == "wait"

def receive():
    while not main_waits():
        pass
    for _ in range(100):
        os.listdir()  # lets the main thread on, into the wait itself
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

stop = Interrupts()
threading.Thread(target=receive).start()
print(stop.wait(20))
"""


@pytest.mark.skipif(
    not hasattr(signal, "pthread_kill"), reason="Windows has no signals of a thread"
)
def test_signal_that_another_thread_receives_is_a_stop():
    """So is one that comes in the moment between the last look for signals and the wait."""
    ended = subprocess.run(
        [sys.executable, "-c", LOST_SIGNAL], env=_environment(), capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    assert ended.stdout == "True\n"


def test_unchanged_application_reaches_it():
    program = "import stripe; print(stripe.Customer.create(name='Jenny').id)"
    with serving() as server:
        environment = _environment(STRIPE_API_BASE=server.url, STRIPE_API_KEY="sk_test_application")
        found = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True,
            timeout=60, check=True,
        )  # fmt: skip
        assert server.client.v1.customers.retrieve(found.stdout.strip()).name == "Jenny"


def test_strict_keys():
    with serving("--strict-keys") as server:
        client = stripe.StripeClient("sk_test_unknown", base_addresses={"api": server.url})
        with pytest.raises(stripe.AuthenticationError):
            client.v1.customers.list()
        assert server.client.v1.customers.list().data == []


def test_keys_and_trigger_as_commands():
    with serving() as server:
        key = command("keys", "create", "--kind", "restricted", "--url", server.url).stdout.strip()
        assert key.startswith("rk_test_")
        listed = command("keys", "list", "--url", server.url).stdout
        assert "restricted" in listed
        assert key not in listed
        rolled = command("keys", "roll", key, "--url", server.url).stdout.strip()
        assert rolled.startswith("rk_test_")
        assert command("keys", "revoke", rolled, "--url", server.url).returncode == 0
        sent = command("trigger", "customer.updated", "--url", server.url)
        assert sent.stdout.splitlines()[0] == "POST /v1/customers"
        event = server.client.v1.events.list({"type": "customer.updated"}).data[0]
        assert event.data.object.metadata["foo"] == "bar"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serve", "--prt", "1"], "unrecognized arguments: --prt"),
        (["serve", "--port", "ninety"], "invalid int value"),
        (["serve", "--port", "99999999"], "Cannot listen on port 99999999"),
        (["serve", "--db", "/nowhere/at/all.db"], "Cannot open /nowhere/at/all.db"),
        (["serve", "--db", __file__], "is not a sandbox's database"),
        (["serve", "--forward-to", "ftp://x"], "--forward-to"),
        (
            ["trigger", "no.such.event", "--url", "http://127.0.0.1:1"],
            "no recipe for no.such.event",
        ),
        (["trigger", "customer.created", "--url", "http://127.0.0.1:1"], "No sandbox answers"),
        (["keys", "list", "--url", "http://127.0.0.1:1"], "No sandbox answers"),
        (["keys", "roll"], "needs the key"),
        ([], "required"),
    ],
)
def test_misuse_is_one_line_and_code_2(arguments, said):
    found = command(*arguments)
    assert found.returncode == 2
    assert found.stdout == ""
    assert said in found.stderr
    assert found.stderr.count("\n") == 1


def test_port_in_use():
    with serving() as server:
        port = server.url.rpartition(":")[2]
        found = command("serve", "--port", port)
    assert (found.returncode, found.stderr.count("\n")) == (2, 1)
    assert f"Cannot listen on 127.0.0.1:{port}: Address already in use" in found.stderr


def test_coverage_as_a_command():
    found = command("coverage")
    lines = found.stdout.splitlines()
    assert len(lines) == 653
    assert lines[-1].startswith("652 operations: ")


# -- the database ----------------------------------------------------------------------------------


def test_database_keeps_everything(tmp_path):
    file = str(tmp_path / "state.db")
    with serving("--db", file) as server:
        kept = server.client.v1.customers.create({"name": "Jenny", "source": "tok_visa"})
        gone = server.client.v1.customers.create()
        server.client.v1.customers.delete(gone.id)
        first = server.client.v1.customers.create({"name": "x"}, {"idempotency_key": "k1"})
        assert server.end()[0] == 0
    with serving("--db", file) as again:
        client = again.client
        assert again.printed["secret key"] == server.printed["secret key"]
        assert again.printed["webhook secret"] == server.printed["webhook secret"]
        assert client.v1.customers.retrieve(kept.id) == kept
        assert client.v1.customers.retrieve(gone.id).deleted
        assert [c.id for c in client.v1.customers.list().data] == [first.id, kept.id]
        assert [e.type for e in client.v1.events.list({"limit": 2}).data] == [
            "customer.created",
            "customer.deleted",
        ]
        repeated = client.v1.customers.create({"name": "x"}, {"idempotency_key": "k1"})
        assert repeated.id == first.id
        charge = client.v1.charges.create({"amount": 1000, "currency": "usd", "customer": kept.id})
        assert charge.paid
        newest = client.v1.customers.create()
        assert [c.id for c in client.v1.customers.list().data] == [newest.id, first.id, kept.id]


def test_killed_in_the_middle_of_writes(tmp_path):
    file = tmp_path / "state.db"
    with serving("--db", str(file)) as server:
        made = []
        with ThreadPoolExecutor(4) as pool:
            for _ in range(10):
                made += pool.map(lambda n: server.client.v1.customers.create().id, range(40))
        server.process.kill()
        server.process.wait(20)
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    with serving("--db", str(file)) as again:
        found = list(again.client.v1.customers.list({"limit": 100}).auto_paging_iter())
        ids = [c.id for c in found]
        assert set(ids) <= set(made)
        events = again.client.v1.events.list({"limit": 100}).auto_paging_iter()
        assert {e.data.object.id for e in events} == set(ids)
        assert again.client.v1.customers.create().id not in made


def test_database_in_use(tmp_path):
    file = str(tmp_path / "state.db")
    with serving("--db", file):
        found = command("serve", "--db", file, "--port", "0")
    assert (found.returncode, found.stderr.count("\n")) == (2, 1)
    assert "another server uses it" in found.stderr


def test_database_of_another_application(tmp_path):
    file = tmp_path / "other.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    found = command("serve", "--db", str(file), "--port", "0")
    assert (found.returncode, "of another application" in found.stderr) == (2, True)


def test_reset_empties_the_database(tmp_path):
    file = str(tmp_path / "state.db")
    with Sandbox(db=file) as sandbox:
        stripe.Customer.create()
        sandbox.reset()
        made = stripe.Customer.create().id
    with Sandbox(db=file):
        assert [c.id for c in stripe.Customer.list().data] == [made]


def test_any_wsgi_server_runs_it():
    import threading
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args):
            pass

    sandbox = Sandbox()
    server = make_server("127.0.0.1", 0, sandbox.wsgi, handler_class=Quiet)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.server_port}/v1/customers",
        headers={"Authorization": "Bearer sk_test_x"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200
    thread.join(20)
    server.server_close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_serving_raises_the_limit_of_open_files():
    code = (
        "import resource, stripe; kind = resource.RLIMIT_NOFILE\n"
        "resource.setrlimit(kind, (256, resource.getrlimit(kind)[1]))\n"
        "stripe.sandbox.Sandbox(port=0).__enter__()\n"
        "print(resource.getrlimit(kind)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 256
