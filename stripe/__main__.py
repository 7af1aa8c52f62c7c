"""`python -m stripe get|post|delete PATH`: one request, and its answer as JSON."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

import stripe

_USAGE = """\
  python -m stripe get /v1/customers -d limit=3
  python -m stripe post /v1/customers -d email=jenny@example.com -d 'metadata[plan]=gold'
  python -m stripe delete /v1/customers/cus_123
  python -m stripe sandbox serve

The key is --api-key, or STRIPE_API_KEY in the environment; STRIPE_API_BASE leads to a sandbox."""
_COLOURS = {"name": "\x1b[34m", "text": "\x1b[32m", "word": "\x1b[33m"}
_TOKEN = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*"(?=:))|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>\b(?:true|false|null)\b)'
)


def main(arguments: Sequence[str]) -> int:
    """Runs a command; 0 if it went well, 1 with one line on stderr for an error, 2 for wrong usage."""
    if arguments[:1] == ["sandbox"]:
        from stripe.sandbox.front.command import main as sandbox

        return sandbox(arguments[1:])
    parser = _parser()
    options = parser.parse_args(arguments)
    key = options.api_key or os.environ.get("STRIPE_API_KEY")
    if not key:
        parser.error("no API key: give --api-key, or set STRIPE_API_KEY")
    if re.match(r"[a-z]+_live_", key) and not options.live:
        parser.error("this is a live key: say --live if real money is meant")
    try:
        as_json = options.path.startswith("/v2/") and options.verb == "post"
        params = _nested(options.data, as_json=as_json)
        if options.expand:
            params["expand"] = options.expand
        client = stripe.StripeClient(
            key, stripe_account=options.account, http_client=stripe.default_http_client
        )
        answer = client.raw_request(
            options.verb, options.path, **params, idempotency_key=options.idempotency_key
        )
    except (stripe.StripeError, ValueError) as error:
        print(f"error: {_line(error)}", file=sys.stderr)
        return 1
    _print(answer.data)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m stripe",
        description="Sends one request to the Stripe API and prints the answer.",
        epilog=_USAGE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "verb", choices=("get", "post", "delete"), help="or sandbox, see its --help"
    )
    parser.add_argument("path", help="/v1/customers/cus_123")
    parser.add_argument(
        *("-d", "--data"),
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter; nested as metadata[plan]=gold, lists as expand[]=customer",
    )
    parser.add_argument("--expand", action="append", metavar="FIELD", help="an object for its id")
    parser.add_argument("--api-key", metavar="KEY", help="else STRIPE_API_KEY of the environment")
    parser.add_argument("--account", metavar="ID", help="the connected account to act for")
    parser.add_argument("--idempotency-key", metavar="KEY")
    parser.add_argument("--live", action="store_true", help="needed for a live key")
    parser.add_argument("--version", action="version", version=f"stripe {stripe.VERSION}")
    return parser


def _nested(pairs: Sequence[str], *, as_json: bool) -> dict[str, Any]:
    """Parameters from `name=value`, where `a[b]=c` is a hash and `a[]=c` an entry of a list."""
    params: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        path = re.findall(r"[^\[\]]+|\[\]", name)
        if not equals or path[:1] in ([], ["[]"]):
            raise ValueError(f"{pair!r} is no parameter: write NAME=VALUE")
        try:
            _put(params, path, _parsed(value) if as_json else value)
        except (AttributeError, TypeError) as error:
            raise ValueError(f"{name!r} can't be a text, a list and a hash at once") from error
    return params


def _put(place: dict[str, Any], path: list[str], value: object) -> None:
    step, rest = path[0], path[1:]
    if not rest:
        place[step] = value
    elif rest == ["[]"]:
        place.setdefault(step, []).append(value)
    elif rest[0] == "[]":
        entries = place.setdefault(step, [])
        if not entries or rest[1] in entries[-1]:  # a name that comes again begins the next entry
            entries.append({})
        _put(entries[-1], rest[1:], value)
    else:
        _put(place.setdefault(step, {}), rest, value)


def _parsed(value: str) -> object:
    """A parameter of the V2 API, whose bodies know numbers and lists from text."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def _line(error: Exception) -> str:
    """An error on one line, with what is needed to look it up."""
    text = " ".join(str(error).split())
    code = getattr(error, "code", None)
    return f"{code}: {text}" if code else text


def _print(data: object) -> None:
    text = json.dumps(data, indent=2, ensure_ascii=False)
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        text = _TOKEN.sub(lambda found: f"{_COLOURS[found.lastgroup or '']}{found[0]}\x1b[0m", text)
    try:
        print(text, flush=True)
    except BrokenPipeError:  # whoever reads has enough; Python would complain once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
