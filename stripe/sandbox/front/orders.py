"""What can be ordered of a running sandbox, checked where it is said: faults and restricted keys."""

from __future__ import annotations

import difflib
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from stripe.sandbox.api import router
from stripe.sandbox.generic import registry
from stripe.sandbox.state.faults import KINDS, Fault

if TYPE_CHECKING:
    from stripe.sandbox.state.state import State

LONGEST_LATENCY = 600.0
_OF_CARDS = ("param", "decline_code")
SETTINGS = tuple(field.name for field in fields(Fault) if field.name != "more") + _OF_CARDS
"""What a fault can be told, `route` and `status` and so on."""


def fault(state: State, **order: Any) -> Fault:
    """Puts a fault in force; a `ValueError` says what is wrong with the order."""
    if unknown := [name for name in order if name not in SETTINGS]:
        raise ValueError(f"A fault has no {unknown[0]}{_nearest(unknown[0], SETTINGS)}")
    more = {name: order.pop(name) for name in _OF_CARDS if name in order}
    made = Fault(**order, more=more)
    if made.latency and made.kind == "error" and made.status == 500 and not made.code:
        made.kind = "latency"
    _check(made)
    state.faults.add(made)
    return made


def _check(made: Fault) -> None:
    if made.kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {made.kind!r}.")
    if made.route is not None:
        _check_route(made.route)
    _number("status", made.status, 400, 599)
    _number("latency", made.latency, 0, LONGEST_LATENCY)
    _number("share", made.share, 0, 1)
    if made.times is not None:
        _number("times", made.times, 1, 10**9)
    if made.retry_after is not None:
        _number("retry_after", made.retry_after, 0, 10**9)
    for name in ("code", "message", "type"):
        if not isinstance(getattr(made, name), (str, type(None))):
            raise ValueError(f"{name} must be a text.")  # noqa: TRY004 - one kind of refusal


def _number(name: str, value: Any, least: float, most: float) -> None:
    whole = name in ("status", "times", "retry_after")
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        raise ValueError(f"{name} must be {'a whole' if whole else 'a'} number.")  # noqa: TRY004 - as above
    if not least <= value <= most:
        raise ValueError(f"{name} must be {least} to {most}.")


def _check_route(route: Any) -> None:
    if not isinstance(route, str):
        raise ValueError("route must be a text, such as POST /v1/charges.")  # noqa: TRY004 - as above
    method, _, path = route.rpartition(" ")
    known = registry.routes()
    if any(route in (key, key.partition(" ")[2]) for key in known):
        return
    methods = (method,) if method else ("GET", "POST", "DELETE")
    if any(router.find(each, path) for each in methods):
        return
    raise ValueError(f"The API has no route {route}{_nearest(route, _names())}")


@cache
def _names() -> tuple[str, ...]:
    known = registry.routes()
    return (*known, *dict.fromkeys(key.partition(" ")[2] for key in known))


def _nearest(given: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(given, known, n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else "."
