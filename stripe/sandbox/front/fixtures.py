"""Fixture files in the documented form of the vendor's command line: requests to play, in their order.

    {"_meta": {"template_version": 0},
     "fixtures": [
       {"name": "jenny", "path": "/v1/customers", "method": "post",
        "params": {"email": "${.env:EMAIL|jenny@example.com}"}},
       {"name": "declined", "path": "/v1/charges", "method": "post", "expected_error_type": "card_error",
        "params": {"customer": "${jenny:id}", "amount": 500, "currency": "usd"}}]}

A request may have `headers`, an `idempotency_key` and a `context`, too. `${name:json.path}` is a field of
an earlier answer (`data.0.id` goes into lists), `${.env:NAME}` a variable of the environment or of a file
`.env` beside the fixtures, `|` what stands for it where there is none. `env` beside the list says what of
the answers the command writes into that file: `{"CUSTOMER": "${jenny:id}"}`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stripe.sandbox.front import asking
from stripe.sandbox.front.errors import CommandError
from stripe.sandbox.json import Obj, is_dict, is_list

if TYPE_CHECKING:
    import argparse

    from stripe.sandbox.api.app import App
    from stripe.sandbox.front.asking import Send

REFERENCE = re.compile(r"\$\{([^:{}]+):([^|{}]+)(?:\|([^{}]*))?\}")
METHODS = ("GET", "POST", "DELETE")
HEADERS = {"idempotency_key": "Idempotency-Key", "context": "Stripe-Context"}
FIELDS = {
    "name", "path", "method", "params", "expected_error_type", "headers", *HEADERS,
    "api_base",  # of no matter: a sandbox answers in the place of each
}  # fmt: skip
Source = str | os.PathLike[str] | Obj


class FixtureError(ValueError):
    """A fixture file is none, or a request of it went wrong; the message is one line."""


def play(source: Source, send: Send) -> dict[str, Obj]:
    """Sends the requests of a file, or of what was read from one; gives the answers by their names."""
    document, beside = _read(source)
    known = _environment(beside)
    answers: dict[str, Obj] = {}
    for fixture in _fixtures(document):
        name, method = fixture["name"], fixture["method"].upper()
        path = _filled(fixture["path"], answers, known, name)
        params = _filled(fixture.get("params") or {}, answers, known, name)
        headers = _filled(_headers_of(fixture), answers, known, name)
        status, answer = send(method, path, params, headers)
        _check(name, f"{method} {path}", fixture.get("expected_error_type"), status, answer)
        answers[name] = answer
    return answers


def play_in(app: App, source: Source) -> dict[str, Obj]:
    """Plays a file in a sandbox of this process, with its own key."""
    return play(source, asking.within(app))


def command(options: argparse.Namespace) -> int:
    """Plays a file on a running sandbox; prints what each request made."""
    try:
        made = play(options.file, asking.running(options.url.rstrip("/"), options.api_key))
    except (OSError, FixtureError) as error:
        raise CommandError(_said(error)) from None
    _write_environment(options.file, made)
    for name, answer in made.items():
        print(f"{name}  {answer.get('id') or answer.get('object') or 'refused, as expected'}")
    return 0


def _write_environment(source: Source, made: dict[str, Obj]) -> None:
    """Writes what the file wants to be known of its answers (`env`) into a `.env` beside it."""
    document, beside = _read(source)
    wanted, file = document.get("env") or {}, beside / ".env"
    if not wanted or not file.is_file():
        return
    found = _filled(wanted, made, _environment(beside), "env")
    lines = file.read_text("utf-8").splitlines()
    kept = [line for line in lines if _variable(line)[0] not in found]
    new = [f'{name}="{value}"' for name, value in found.items()]
    file.write_text("\n".join([*kept, *new]) + "\n", "utf-8")


def _said(error: OSError | FixtureError) -> str:
    if isinstance(error, OSError):
        return f"Cannot read {error.filename}: {error.strerror}"
    return str(error)


# -- the file --------------------------------------------------------------------------------------


def _read(source: Source) -> tuple[Any, Path]:
    if is_dict(source):
        return source, Path()
    file = Path(os.fspath(source))  # type: ignore[arg-type]  # a dict is gone by now
    try:
        return json.loads(file.read_text("utf-8")), file.parent
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise FixtureError(f"{file} is not JSON: {error}") from None


def _fixtures(document: Any) -> list[Obj]:
    found = document.get("fixtures") if is_dict(document) else None
    if not is_list(found):
        raise FixtureError('A fixture file is an object with a list "fixtures".')
    names: set[str] = set()
    for at, fixture in enumerate(found):
        fields = fixture if is_dict(fixture) else {}
        for field in ("name", "path", "method"):
            if not isinstance(fields.get(field), str) or not fields[field]:
                raise FixtureError(f"Fixture {at} has no {field}.")
        if fields["method"].upper() not in METHODS:
            raise FixtureError(f"Fixture {fields['name']}: {fields['method']} is no method.")
        for field in ("params", "headers"):
            if not is_dict(fields.get(field) or {}):
                raise FixtureError(f"Fixture {fields['name']}: {field} must be an object.")
        for field in sorted(fields.keys() - FIELDS):
            raise FixtureError(f"Fixture {fields['name']}: nothing is known of {field}.")
        if fields["name"] in names:
            raise FixtureError(f"There are two fixtures {fields['name']}.")
        names.add(fields["name"])
    return found


def _headers_of(fixture: Obj) -> Obj:
    found: Obj = {**(fixture.get("headers") or {})}
    for field, header in HEADERS.items():
        if fixture.get(field):
            found[header] = fixture[field]
    return found


def _environment(beside: Path) -> Mapping[str, str]:
    file = beside / ".env"
    found: dict[str, str] = {}
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        name, value = _variable(line)
        if value is not None and not name.startswith("#"):
            found[name] = value.strip().strip("\"'")
    return {**found, **os.environ}


def _variable(line: str) -> tuple[str, str | None]:
    name, equals, value = line.strip().removeprefix("export ").partition("=")
    return name.strip(), value if equals else None


def _filled(value: Any, answers: Mapping[str, Obj], known: Mapping[str, str], name: str) -> Any:
    if is_dict(value):
        return {key: _filled(item, answers, known, name) for key, item in value.items()}
    if is_list(value):
        return [_filled(item, answers, known, name) for item in value]
    if not isinstance(value, str):
        return value

    def referred(match: re.Match[str]) -> str:
        source, path, instead = match.groups()
        found = known.get(path) if source == ".env" else _field(answers.get(source), path)
        if found is None:
            found = instead
        if found is None:
            raise FixtureError(f"Fixture {name}: there is no {match[0]}.")
        return found if isinstance(found, str) else json.dumps(found)

    return REFERENCE.sub(referred, value)


def _field(answer: Any, path: str) -> Any:
    for step in path.split("."):
        if is_list(answer):
            known = step.isascii() and step.isdigit() and int(step) < len(answer)
            answer = answer[int(step)] if known else None
        else:
            answer = answer.get(step) if is_dict(answer) else None
    return answer


def _check(name: str, route: str, expected: str | None, status: int, answer: Obj) -> None:
    error = answer.get("error") if status >= 400 else None
    if error is None and expected:
        raise FixtureError(f"Fixture {name}: {route} went well, where a {expected} was expected.")
    if error is not None and error.get("type") != expected:
        raise FixtureError(f"Fixture {name}: {route} answered {status}: {error.get('message')}")
