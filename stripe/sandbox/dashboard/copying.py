"""A request of the log as people send it again: by curl, and by this library."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import import_module
from keyword import iskeyword
from shlex import quote
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from stripe._wire.encoding import encode_form
from stripe.object_classes import V1_CLASSES
from stripe.operation import Route
from stripe.sandbox.api import router
from stripe.sandbox.form import Upload

if TYPE_CHECKING:
    from stripe.sandbox.state.request_log import Entry

SHORT = 88  # characters of a call on one line
BY_HAND = {
    "GET /v1/account": "Account.retrieve",
    "GET /v1/accounts/{}": "Account.retrieve",
    "POST /v1/accounts/{}": "Account.modify",
    "POST /v1/ephemeral_keys": "EphemeralKey.create",
    "POST /oauth/token": "OAuth.token",
    "POST /oauth/deauthorize": "OAuth.deauthorize",
}
"""Methods that are no operation of one line."""


def curl(entry: Entry, home: str, account: str | None) -> str:
    """A command for a shell that has STRIPE_API_KEY; `account` is a connected one."""
    query = f"?{entry.query}" if entry.query else ""
    parts = [
        f"curl -X {entry.method} {quote(home + entry.path + query)}",
        '-u "$STRIPE_API_KEY:"',
    ]
    if account:
        parts.append(f"-H {quote(f'Stripe-Account: {account}')}")
    if entry.method == "POST" and entry.params:
        parts += _body(entry)
    return " \\\n  ".join(parts)


def _body(entry: Entry) -> list[str]:
    if entry.path.startswith("/v2/"):
        return ["-H 'Content-Type: application/json'", f"-d {quote(json.dumps(entry.params))}"]
    files = {name: value for name, value in entry.params.items() if isinstance(value, Upload)}
    pairs = encode_form({name: entry.params[name] for name in entry.params.keys() - files.keys()})
    if not files:
        return [f"-d {quote(pair)}" for pair in pairs.split("&")]
    return [
        *(f"-F {quote(f'{name}={value}')}" for name, value in parse_qsl(pairs)),
        *(f"-F {quote(f'{name}=@{file.filename}')}" for name, file in files.items()),
    ]


def python(entry: Entry, account: str | None) -> str:
    """The call that sends the request, by the name that the library has for it.

    It has no idempotency key: it is to do the same anew. Requests of V2 are sent raw.
    """
    found = router.find(entry.method, entry.path)
    name = _methods().get(_bare(found[0].key)) if found is not None else None
    ids = list(found[1].values()) if found is not None else []
    if name is None:
        name, ids = "StripeClient(key).raw_request", [entry.method.lower(), entry.path]
    named = {**entry.params, **({"stripe_account": account} if account else {})}
    arguments = [repr(id) for id in ids]
    arguments += [f"{key}={_literal(named[key])}" for key in named if _is_name(key)]
    others = {key: value for key, value in named.items() if not _is_name(key)}
    if others:
        arguments.append(f"**{others!r}")
    return f"import stripe\n\n{_call(f'stripe.{name}', arguments)}"


def _literal(value: object) -> str:
    return f"open({value.filename!r}, 'rb')" if isinstance(value, Upload) else repr(value)


def _call(name: str, arguments: list[str]) -> str:
    line = f"{name}({', '.join(arguments)})"
    if len(line) <= SHORT:
        return line
    return f"{name}(\n" + "".join(f"    {each},\n" for each in arguments) + ")"


def _is_name(key: str) -> bool:
    return key.isidentifier() and not iskeyword(key)


def _bare(route: str) -> str:
    return re.sub(r"\{\w+\}", "{}", route)


@cache
def _methods() -> dict[str, str]:
    """What resource classes call their operations: `Charge.capture` by route, ids left blank."""
    found = dict(BY_HAND)
    for line in V1_CLASSES.split():
        module, _, name = line.partition("=")[2].rpartition(".")
        cls = getattr(import_module(f"stripe.{module}"), name)
        room = ".".join([*module.split(".")[1:-1], name])
        for holder, path in (
            (cls, room),
            (getattr(cls, "TestHelpers", None), f"{room}.TestHelpers"),
        ):
            for method, value in vars(holder).items() if holder is not None else ():
                route = getattr(value, "route", None)
                if isinstance(route, Route) and not route.dropped and not method.startswith("_"):
                    found.setdefault(
                        f"{route.verb.upper()} {_bare(route.path)}", f"{path}.{method}"
                    )
    return found
