"""The commands: what they are called and what they take; each is carried out in a module of its own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NoReturn

from stripe.sandbox.front.errors import CommandError

PORT = 12111
URL = f"http://127.0.0.1:{PORT}"
SAMPLE = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"  # the key of the API reference's examples


class Parser(argparse.ArgumentParser):
    """A parser that complains in one line."""

    def error(self, message: str) -> NoReturn:
        """Ends the program with the code 2."""
        print(f"stripe.sandbox: {message} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(2)


def main(arguments: Sequence[str]) -> int:
    """Runs a command; 0 if it went well, 2 with one line on stderr if not."""
    options = _parser().parse_args(arguments)
    module, _, name = options.run.partition(".")
    run: Callable[[argparse.Namespace], int] = getattr(
        import_module(f"stripe.sandbox.front.{module}"), name
    )
    try:
        ended = run(options)
        sys.stdout.flush()
        return ended
    except CommandError as error:
        print(f"stripe.sandbox: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        return 0


def _parser() -> Parser:
    parser = Parser(prog="python -m stripe.sandbox", description="Test-mode Stripe in the box.")
    commands = parser.add_subparsers(required=True, metavar="command", parser_class=Parser)

    def command(name: str, run: str, help: str) -> Parser:
        made = commands.add_parser(name, help=help)
        made.set_defaults(run=run)
        return made

    _serve(command("serve", "serving.serve", "answer on a port until interrupted"))
    _listen(command("listen", "remote.listen", "send a running sandbox's events to an address"))
    coverage = command("coverage", "coverage.show", "list all operations with the kind of answer")
    coverage.add_argument("--markdown", action="store_true", help="as the documentation's page")
    trigger = command("trigger", "remote.trigger", "send the requests that lead to an event")
    trigger.add_argument("name", nargs="?", metavar="EVENT")
    _trigger(trigger)
    _keys(command("keys", "remote.keys", "list, create, roll or revoke keys of a running sandbox"))
    pull = command("pull", "pulling.command", "a test account's catalogue as a fixture file")
    pull.add_argument("file", nargs="?", default="-", metavar="FILE", help="- prints it")
    pull.add_argument("--api-key", required=True, metavar="KEY", help="of the account, test mode")
    pull.add_argument("--only", metavar="KINDS", help="products,prices,coupons,...")
    pull.add_argument("--url", default="https://api.stripe.com", help="where the account is")
    file = command("fixtures", "fixtures.command", "play a fixture file on a running sandbox")
    file.add_argument("file", metavar="FILE")
    _running(file, key=SAMPLE)
    file = command(
        "export", "documents.export_command", "write a running sandbox's state to a file"
    )
    file.add_argument("file", metavar="FILE")
    _running(file)
    file = command("import", "documents.import_command", "put a file in the place of the state")
    file.add_argument("file", metavar="FILE")
    _running(file)
    return parser


def _running(parser: Parser, *, key: str | None = None) -> None:
    parser.add_argument("--url", default=URL, help=f"of the running sandbox ({URL})")
    parser.add_argument("--api-key", default=key, metavar="KEY", help="where it asks for one")


def _allowed(parser: Parser, help: str) -> None:
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME", help=help)


def _serve(serve: Parser) -> None:
    serve.add_argument("--host", default="127.0.0.1")
    _allowed(serve, "answer to this Host, too, and deliver to it")
    serve.add_argument("--port", type=int, default=PORT, help=f"0 takes a free one ({PORT})")
    serve.add_argument("--db", metavar="FILE", help="keep the state in this SQLite file")
    serve.add_argument("--seed", type=int, metavar="N", help="the same ids on each run")
    serve.add_argument("--strict-keys", action="store_true", help="refuse keys not issued here")
    serve.add_argument("--fixtures", metavar="FILE", help="play this first")
    serve.add_argument("--forward-to", metavar="URL", help="deliver events to this address")
    serve.add_argument("--events", metavar="TYPES", help="forward these only, comma-separated")
    printed = serve.add_mutually_exclusive_group()
    printed.add_argument("--quiet", action="store_true", help="no lines for requests, deliveries")
    printed.add_argument("--json", action="store_true", help="lines of JSON, for machines")


def _trigger(trigger: Parser) -> None:
    trigger.add_argument("--list", action="store_true", help="name all recipes")
    for name, metavar, help in (
        ("--override", "[NAME:]PATH=VALUE", "set a parameter, such as customer:name=Bob"),
        ("--add", "[NAME:]PATH=VALUE", "the same"),
        ("--remove", "[NAME:]PATH", "leave a parameter out"),
        ("--skip", "NAME", "leave a request out"),
    ):
        trigger.add_argument(name, action="append", default=[], metavar=metavar, help=help)
    _running(trigger, key=SAMPLE)


def _listen(listen: Parser) -> None:
    listen.add_argument("--forward-to", metavar="URL", required=True, help="where they go")
    listen.add_argument("--events", metavar="TYPES", help="these only, comma-separated")
    _allowed(listen, "a name that --forward-to may have")
    _running(listen)


def _keys(keys: Parser) -> None:
    keys.add_argument("action", choices=("list", "create", "roll", "revoke"))
    keys.add_argument("key", nargs="?", help="the one to roll or revoke")
    keys.add_argument("--kind", choices=("secret", "publishable", "restricted"), default="secret")
    keys.add_argument("--live", action="store_true", help="a live-mode key")
    keys.add_argument("--permission", action="append", default=[], metavar="RESOURCE=read|write")
    _running(keys)
