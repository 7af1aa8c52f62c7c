"""Faults that are ordered of a sandbox, checked where they are said: each can meet a request."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from stripe.sandbox.api import router
from stripe.sandbox.generic import registry
from stripe.sandbox.means.declines import OUTCOMES
from stripe.sandbox.spec import description
from stripe.sandbox.state.arguments import MANY, nearest, number, text, word
from stripe.sandbox.state.faults import KINDS, Fault

if TYPE_CHECKING:
    from stripe.sandbox.state.state import State

LONGEST_LATENCY = 600.0
DEFAULT_STATUS = 500
METHODS = ("GET", "POST", "DELETE")
_OF_CARDS = ("param", "decline_code")
_OF_ERRORS = ("code", "message", "type", "retry_after")
SETTINGS = tuple(field.name for field in fields(Fault) if field.name != "more") + _OF_CARDS
"""What a fault can be told, `route` and `status` and so on."""
TYPES = ("api_error", "card_error", "idempotency_error", "invalid_request_error")


def fault(state: State, **order: Any) -> Fault:
    """Puts a fault in force; a `ValueError` says what is wrong with the order."""
    if unknown := [name for name in order if name not in SETTINGS]:
        raise ValueError(f"A fault has no {unknown[0]}{nearest(unknown[0], SETTINGS)}")
    given = {name: value for name, value in order.items() if value is not None}
    more = {name: given.pop(name) for name in _OF_CARDS if name in given}
    made = Fault(**{"times": order.get("times", 1), **given}, more=more)
    if made.latency and made.kind == "error" and made.status == DEFAULT_STATUS and not made.code:
        made.kind = "latency"
    _check(made)
    state.faults.add(made)
    return made


def _check(made: Fault) -> None:
    word("kind", made.kind, KINDS)
    if made.route is not None:
        _check_route(made.route)
    number("status", made.status, 400, 599, whole=True)
    number("latency", made.latency, 0, LONGEST_LATENCY)
    number("share", made.share, 0, 1)
    if not made.share:
        raise ValueError("share must be above 0: no request would meet the fault.")
    if made.times is not None:
        number("times", made.times, 1, MANY, whole=True)
    if made.retry_after is not None:
        number("retry_after", made.retry_after, 0, MANY, whole=True)
    told = {name: getattr(made, name) for name in _OF_ERRORS} | made.more
    told = {name: value for name, value in told.items() if value is not None}
    if made.status != DEFAULT_STATUS:
        told["status"] = made.status
    if told and made.kind != "error":
        raise ValueError(
            f"{next(iter(told))} is for the kind error, and says nothing of {made.kind}."
        )
    for name, value in told.items():
        if name not in ("retry_after", "status"):
            text(name, value)
    _check_near("type", made.type, TYPES)
    _check_near("code", made.code, _codes())
    _check_near("decline_code", made.more.get("decline_code"), OUTCOMES)


@cache
def _codes() -> tuple[str, ...]:
    """The codes of errors that the API description lists."""
    attempt = description.resource("setup_attempt")
    error = description.bare(attempt.of["setup_error"]) if attempt is not None else None
    return tuple(description.bare(error.of["code"])[1:]) if error is not None else ()


def _check_near(name: str, value: str | None, known: Any) -> None:
    """A typo of a known word is refused; words of one's own are taken."""
    hint = nearest(value, known) if value is not None and value not in known else "."
    if hint != ".":
        raise ValueError(f"{name} is {value!r}{hint}")


def _check_route(route: Any) -> None:
    text("route", route)
    method, _, path = route.rpartition(" ")
    methods = (method,) if method else METHODS
    if method in ("", *METHODS) and any(router.find(each, _with_ids(path)) for each in methods):
        return
    usual = _usual(route)
    known = _names()
    hint = f"; did you mean {usual}?" if usual in known else nearest(usual, known)
    form = " Routes are written POST /v1/charges or GET /v1/customers/{customer}."
    raise ValueError(f"The API has no route {route}{hint}" + (form if hint == "." else ""))


def _with_ids(path: str) -> str:
    """A path whose variables, whatever they are called, are ids."""
    return re.sub(r"\{[^{}/]*\}", "id", path)


def _usual(route: str) -> str:
    """A route as it is usually written: no host, no query, no slash at the end, a verb in capitals."""
    method, _, address = route.strip().rpartition(" ")
    path = re.sub(r"^\w+://[^/]*", "", address).partition("?")[0].rstrip("/")
    path = path if path.startswith("/") else f"/{path}"
    return f"{method.strip().upper()} {path}".strip()


@cache
def _names() -> tuple[str, ...]:
    known = registry.routes()
    return (*known, *dict.fromkeys(key.partition(" ")[2] for key in known))
