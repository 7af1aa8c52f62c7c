"""Changes to a recipe: `customer:name=Bob` for one of its requests, `name=Bob` for the first that takes it.

Requests are named by what they are about: `customer`, `payment_intent`, `checkout_session`. Within hashes
a path is written `recurring.interval` or `recurring[interval]`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from stripe.sandbox.api import router
from stripe.sandbox.front.steps import Step
from stripe.sandbox.json import Obj, is_dict, is_list
from stripe.sandbox.spec import description


class ChangeError(ValueError):
    """A change that fits none of the requests of a recipe; the message names what is near."""


class Changes(NamedTuple):
    """Parameters to set (`{"customer:name": "Bob"}`), parameters to leave out, requests to skip."""

    override: Mapping[str, Any] = {}
    remove: Sequence[str] = ()
    skip: Sequence[str] = ()


NO_CHANGES = Changes()


class Named(NamedTuple):
    """A step with the name that changes call it by."""

    name: str
    route: str
    params: Obj
    fails: bool
    takes: frozenset[str]
    skipped: bool = False


def applied(steps: list[Step], changes: Changes) -> list[Named]:
    """The steps as they are to be sent; raises ChangeError."""
    found = [_named(step) for step in steps]
    for path, value in changes.override.items():
        at, keys = _found(found, path)
        found[at] = found[at]._replace(params=_with(found[at].params, keys, value))
    for path in changes.remove:
        at, keys = _found(found, path)
        found[at] = found[at]._replace(params=_without(found[at].params, keys, path))
    for name in changes.skip:
        at = _at(found, name)
        found[at] = found[at]._replace(skipped=True)
    return found


def parsed(words: Sequence[str]) -> dict[str, Any]:
    """`path=value` of a command line; numbers, `true` and JSON are taken as such."""
    found: dict[str, Any] = {}
    for word in words:
        path, equals, text = word.partition("=")
        if not equals:
            raise ChangeError(f"{word} is no change: write path=value, such as customer:name=Bob.")
        try:
            found[path] = json.loads(text)
        except ValueError:
            found[path] = text
    return found


def _named(step: Step) -> Named:
    method, path = step.route.split(" ")
    found = router.find(method, path)
    takes: frozenset[str] = frozenset()
    name = path.rpartition("/")[2]
    if found is not None and found[0].key in description.routes():
        takes = frozenset(description.params_of(found[0].key).of)
        name = found[0].object_name or name
    return Named(name.replace(".", "_"), step.route, step.params, step.fails, takes)


def _at(steps: list[Named], name: str) -> int:
    """The request of a name; the first if there are several."""
    names = [step.name for step in steps]
    wanted = name.replace(".", "_")
    if wanted in names:
        return names.index(wanted)
    near = get_close_matches(wanted, names, n=1, cutoff=0.4)
    guess = f" Did you mean {near[0]}?" if near else ""
    known = ", ".join(dict.fromkeys(names))
    raise ChangeError(f"No request of this recipe is about {name}.{guess} There are: {known}.")


def _found(steps: list[Named], path: str) -> tuple[int, list[str]]:
    """The request that a path is about, and the keys that lead to the parameter."""
    name, colon, rest = path.partition(":")
    keys = [key for key in re.split(r"[.:\[\]]+", rest if colon else path) if key]
    if not keys:
        raise ChangeError(f"{path} names no parameter: write customer:name or name.")
    if colon:
        at = _at(steps, name)
        _check(steps[at].takes, keys[0])
        return at, keys
    for at, step in enumerate(steps):
        if keys[0] in step.takes and not step.route.startswith("GET"):
            return at, keys
    _check(frozenset().union(*(step.takes for step in steps)), keys[0])
    raise ChangeError(f"No request of this recipe takes {keys[0]}.")


def _check(takes: frozenset[str], key: str) -> None:
    if takes and key not in takes:
        near = get_close_matches(key, takes, n=1, cutoff=0.4)
        guess = f" Did you mean {near[0]}?" if near else ""
        raise ChangeError(f"No request of this recipe takes {key}.{guess}")


def _with(params: Any, keys: list[str], value: Any) -> Any:
    key, *rest = keys
    if is_list(params) and key.isdecimal():
        found = list(params)
        at = int(key)
        found[at : at + 1] = [
            _with(found[at] if at < len(found) else {}, rest, value) if rest else value
        ]
        return found
    known: Obj = params if is_dict(params) else {}
    return {**known, key: _with(known.get(key), rest, value) if rest else value}


def _without(params: Any, keys: list[str], path: str) -> Any:
    key, *rest = keys
    if not is_dict(params) or key not in params:
        raise ChangeError(f"The recipe does not send {path}: there is nothing to remove.")
    if rest:
        return {**params, key: _without(params[key], rest, path)}
    return {name: item for name, item in params.items() if name != key}
