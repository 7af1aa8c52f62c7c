"""The commands: serve, coverage, trigger."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stripe.sandbox.handle import Sandbox

PORT = 12111


def main(arguments: Sequence[str]) -> int:
    """Runs a command; 0 if it went well, 2 with one line on stderr if not."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except CommandError as error:
        print(f"stripe.sandbox: {error}", file=__import__("sys").stderr)
        return 2
    return code


class CommandError(Exception):
    """A command cannot do its work; the message is one line."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m stripe.sandbox", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    serve = commands.add_parser("serve", help="answer on a port until interrupted")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=PORT, help=f"0 takes a free one ({PORT})")
    serve.add_argument("--db", metavar="FILE", help="keep the state in this SQLite file")
    serve.add_argument("--seed", type=int, help="the same ids on each run")
    serve.add_argument("--strict-keys", action="store_true", help="refuse keys not issued here")
    serve.add_argument("--forward-to", metavar="URL", help="deliver events to this address")
    serve.add_argument("--events", metavar="TYPES", help="forward these only, comma-separated")
    serve.set_defaults(run=_serve)
    return parser


def _serve(options: argparse.Namespace) -> int:
    from stripe.sandbox.handle import Sandbox
    from stripe.sandbox.server import ServerUnavailableError

    try:
        sandbox = Sandbox(
            seed=options.seed, strict_keys=options.strict_keys, db=options.db, host=options.host
        )
        sandbox.serve(options.port)
    except (ServerUnavailableError, OSError, ValueError) as error:
        raise CommandError(str(error)) from None
    if options.forward_to:
        sandbox.forward_to(options.forward_to, (options.events or "*").split(","))
    _announce(sandbox)
    _wait()
    sandbox.close()
    return 0


def _announce(sandbox: Sandbox) -> None:
    print(f"Stripe sandbox at {sandbox.url}")
    print(f"  secret key       {sandbox.api_key}")
    print(f"  publishable key  {sandbox.publishable_key}")
    print(f"  webhook secret   {sandbox.webhook_secret}", flush=True)


def _wait() -> None:
    import threading

    stop = threading.Event()

    def finish(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, finish)
    signal.signal(signal.SIGTERM, finish)
    stop.wait()
