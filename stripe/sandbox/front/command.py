"""The commands: serve, coverage, trigger, keys."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from stripe.sandbox.sandbox import Sandbox

PORT = 12111
OPEN_FILES = 20_000
URL = f"http://127.0.0.1:{PORT}"
SAMPLE = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"  # the key of the API reference's examples


class CommandError(Exception):
    """A command cannot do its work; the message is one line."""


class Parser(argparse.ArgumentParser):
    """A parser that complains in one line."""

    def error(self, message: str) -> NoReturn:
        """Ends the program with the code 2."""
        print(f"stripe.sandbox: {message} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(2)


def main(arguments: Sequence[str]) -> int:
    """Runs a command; 0 if it went well, 2 with one line on stderr if not."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except CommandError as error:
        print(f"stripe.sandbox: {error}", file=sys.stderr)
        return 2
    return code


def _parser() -> Parser:
    parser = Parser(prog="python -m stripe.sandbox", description="Test-mode Stripe in the box.")
    commands = parser.add_subparsers(required=True, metavar="command", parser_class=Parser)
    serve = commands.add_parser("serve", help="answer on a port until interrupted")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="answer to this Host, too, and deliver to it",
    )
    serve.add_argument("--port", type=int, default=PORT, help=f"0 takes a free one ({PORT})")
    serve.add_argument("--db", metavar="FILE", help="keep the state in this SQLite file")
    serve.add_argument("--seed", type=int, metavar="N", help="the same ids on each run")
    serve.add_argument("--strict-keys", action="store_true", help="refuse keys not issued here")
    serve.add_argument("--forward-to", metavar="URL", help="deliver events to this address")
    serve.add_argument("--events", metavar="TYPES", help="forward these only, comma-separated")
    serve.set_defaults(run=_serve)
    coverage = commands.add_parser("coverage", help="list all operations with the kind of answer")
    coverage.add_argument("--markdown", action="store_true", help="as the documentation's page")
    coverage.set_defaults(run=_coverage)
    trigger = commands.add_parser("trigger", help="send the requests that lead to an event")
    trigger.add_argument("name", nargs="?", metavar="EVENT")
    trigger.add_argument("--list", action="store_true", help="name all recipes")
    trigger.add_argument("--url", default=URL, help=f"of the running sandbox ({URL})")
    trigger.add_argument("--api-key", default=SAMPLE)
    trigger.set_defaults(run=_trigger)
    keys = commands.add_parser(
        "keys", help="list, create, roll or revoke keys of a running sandbox"
    )
    keys.add_argument("action", choices=("list", "create", "roll", "revoke"))
    keys.add_argument("key", nargs="?", help="the one to roll or revoke")
    keys.add_argument("--kind", choices=("secret", "publishable", "restricted"), default="secret")
    keys.add_argument("--live", action="store_true", help="a live-mode key")
    keys.add_argument("--permission", action="append", default=[], metavar="RESOURCE=read|write")
    keys.add_argument("--url", default=URL, help=f"of the running sandbox ({URL})")
    keys.set_defaults(run=_keys)
    return parser


# -- serve -----------------------------------------------------------------------------------------


def _serve(options: argparse.Namespace) -> int:
    from stripe.sandbox.front.server import ServerUnavailableError
    from stripe.sandbox.sandbox import Sandbox

    _allow_connections()
    stop = _interrupts()
    try:
        sandbox = Sandbox(
            seed=options.seed,
            strict_keys=options.strict_keys,
            allow_hosts=options.allow_host,
            db=options.db,
            host=options.host,
        )
        if options.forward_to:
            patterns: list[str] = str(options.events or "*").split(",")
            _forward(sandbox, options.forward_to, patterns)
        sandbox.serve(options.port)
    except (ServerUnavailableError, OSError, ValueError) as error:
        raise CommandError(str(error)) from None
    _announce(sandbox)
    stop.wait()
    sandbox.close()
    return 0


def _allow_connections() -> None:
    """Each connection is an open file, and systems give a process few of them to begin with."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(most, OPEN_FILES)
    if few < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _forward(sandbox: Sandbox, url: str, patterns: list[str]) -> None:
    try:
        sandbox.forward_to(url, patterns)
    except ValueError as error:
        raise CommandError(f"--forward-to: {error}") from None


def _announce(sandbox: Sandbox) -> None:
    print(f"Stripe sandbox at {sandbox.url}")
    print(f"  secret key       {sandbox.api_key}")
    print(f"  publishable key  {sandbox.publishable_key}")
    print(f"  webhook secret   {sandbox.webhook_secret}", flush=True)


def _interrupts() -> threading.Event:
    stop = threading.Event()

    def finish(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, finish)
    signal.signal(signal.SIGTERM, finish)
    return stop


# -- the others ------------------------------------------------------------------------------------


def _coverage(options: argparse.Namespace) -> int:
    from stripe.sandbox.front import coverage

    if options.markdown:
        sys.stdout.write(coverage.markdown())
    else:
        for line in coverage.lines():
            print(line)
    return 0


def _trigger(options: argparse.Namespace) -> int:
    from stripe.sandbox.front import recipes, trigger

    if options.list or options.name is None:
        print("\n".join(sorted(recipes.RECIPES)))
        return 0
    try:
        sent = trigger.run_at(options.url.rstrip("/"), options.api_key, options.name)
    except (trigger.UnknownRecipeError, trigger.RecipeError) as error:
        raise CommandError(str(error)) from None
    for line in sent:
        print(line)
    return 0


def _keys(options: argparse.Namespace) -> int:
    if options.action == "list":
        for key in _control(options.url, "GET", "keys")["data"]:
            mode = "live" if key["livemode"] else "test"
            print(f"{key['kind']:<12} {mode}  {key['key']}")
        return 0
    if options.action == "create":
        body: dict[str, Any] = {"kind": options.kind, "livemode": options.live}
        if options.permission:
            body["permissions"] = dict(one.partition("=")[::2] for one in options.permission)
        print(_control(options.url, "POST", "keys", body)["key"])
        return 0
    if not options.key:
        raise CommandError(f"keys {options.action} needs the key.")
    answer = _control(options.url, "POST", f"keys/{options.action}", {"key": options.key})
    if "key" in answer:
        print(answer["key"])
    return 0


def _control(url: str, method: str, what: str, body: Any = None) -> dict[str, Any]:
    import requests

    try:
        answer = requests.request(
            method, f"{url.rstrip('/')}/_sandbox/{what}", json=body, timeout=60
        )
        found: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise CommandError(f"No sandbox answers at {url} ({type(error).__name__}).") from None
    if not answer.ok:
        raise CommandError(found["error"]["message"])
    return found
