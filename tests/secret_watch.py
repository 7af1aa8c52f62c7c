"""What every test is held to: nothing that the library logs, raises or warns of gives a secret away.

For each test the lines of the logger `stripe`, at every level, the errors that were made (their text and
repr, and those of the errors that they were raised from) and the warnings are searched. Its names are
imported by `conftest.py`.
"""

from __future__ import annotations

import functools
import logging
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import stripe.error
from stripe.sandbox.means import cards

gathered: list[str] = []
made: list[BaseException] = []  # told at the end of the test, when they are complete
counts = {"log lines": 0, "errors": 0, "warnings": 0}

_SECRETS = re.compile(
    r"""
      \b[sre]k_(?:live|test|org)_(?:\w{0,9}\*|\w+)    # keys; those that the API starred out may stay
    | \bwhsec_\w+                                     # webhook secrets
    | \b\w+_secret_\w+                                # client secrets
    | \b\d{14,16}\b                                  # cards
    | \b(?:cvc|account_number|iban)\W{1,6}\d[\dA-Z]{2,33}\b               # CVCs, bank accounts
    | Basic\ [\w+/=]{8,}                              # a header that holds a key
    """,
    re.VERBOSE,
)
# Numbers of other lengths and kinds are as long: only those that stand for cards in tests count.
_CARDS = frozenset(re.findall(r"\d{14,16}", Path(cards.__file__).read_text(encoding="utf-8")))


def secrets_in(text: str) -> list[str]:
    """The secrets that a text gives away."""
    found = [match[0] for match in _SECRETS.finditer(text)]
    return [
        secret
        for secret in found
        if "*" not in secret and (not secret.isdigit() or secret in _CARDS)
    ]


def texts_of(error: BaseException) -> list[str]:
    """What a program would show of an error: its text, its repr, and those of all its causes."""
    texts = []
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        one = todo.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            texts += [str(one), repr(one)]
            todo += [one.__cause__, None if one.__suppress_context__ else one.__context__]
            one.__traceback__ = None  # frees what its frames hold
    return texts


class _Collector(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        counts["log lines"] += 1
        gathered.append(record.getMessage())
        if record.exc_info:
            gathered.append("".join(traceback.format_exception(*record.exc_info)))


def _watch_errors() -> None:
    original = stripe.error.StripeError.__init__

    @functools.wraps(original)
    def watched(self: Any, *args: Any, **values: Any) -> None:
        original(self, *args, **values)
        counts["errors"] += 1
        made.append(self)

    stripe.error.StripeError.__init__ = watched  # type: ignore[method-assign]


def pytest_configure() -> None:
    logger = logging.getLogger("stripe")
    logger.addHandler(_Collector())
    logger.setLevel(logging.DEBUG)
    _watch_errors()


def pytest_warning_recorded(warning_message: Any) -> None:
    counts["warnings"] += 1
    gathered.append(str(warning_message.message))


@pytest.fixture(autouse=True)
def nothing_gives_a_secret_away() -> Iterator[None]:
    gathered.clear()
    made.clear()
    yield
    gathered.extend(text for error in made for text in texts_of(error))
    leaks = [secret for text in gathered for secret in secrets_in(text)]
    gathered.clear()
    made.clear()
    if leaks:
        pytest.fail(f"Given away in logs, errors or warnings: {sorted(set(leaks))}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    if any(counts.values()):
        terminalreporter.write_line(f"Searched for secrets: {told}.")
