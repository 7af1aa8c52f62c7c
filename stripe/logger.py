"""The log: logger `stripe`, lines of key=value, secrets masked; `stripe.log` prints them too."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import stripe
from stripe.masking import mask

logger = logging.getLogger("stripe")

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}


def is_logged(level: int) -> bool:
    """Whether a line of this level would be seen by anybody."""
    return (
        stripe.log is not None and level >= _LEVELS.get(stripe.log, logging.CRITICAL)
    ) or logger.isEnabledFor(level)


def log_info(message: str, **values: Any) -> None:
    """What happens: requests, answers, errors, retries."""
    _log(logging.INFO, message, values)


def log_debug(message: str, **values: Any) -> None:
    """What goes over the wire, secrets masked."""
    _log(logging.DEBUG, message, values)


def _log(level: int, message: str, values: dict[str, Any]) -> None:
    if not is_logged(level):
        return
    line = format_line({"message": message, **values})
    if stripe.log is not None and level >= _LEVELS.get(stripe.log, logging.CRITICAL):
        print(line, file=sys.stderr)
    logger.log(level, "%s", line)


def format_line(values: dict[str, Any]) -> str:
    """`a=1 message="Two words"`: sorted by key, values with blanks in quotes."""
    return " ".join(f"{_word(key)}={_word(value)}" for key, value in sorted(values.items()))


def _word(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    text = mask_payment_data(mask(text))
    return repr(text) if re.search(r"\s", text) else text


# Fields whose value is a secret or can be used to pay, as they stand in forms and in JSON.
_FIELDS = (
    r"number|cvc|account_number|routing_number|exp_month|exp_year|client_secret|secret|"
    r"iban|ssn_last_4|id_number|authentication_token|refresh_token|access_token|personal_id_number"
)
# Compiled by `re` when a line is first logged, not when this module is imported.
_IN_FORM = rf"((?:\[|%5B|\b)(?:{_FIELDS})(?:\]|%5D)?=)[^&\s]+"
_IN_JSON = rf'("(?:{_FIELDS})"\s*:\s*)("(?:[^"\\]|\\.)*"|\d+)'


def mask_payment_data(text: str) -> str:
    """`text` with card numbers, CVCs, bank account numbers and the like starred out."""
    return re.sub(_IN_JSON, r'\1"****"', re.sub(_IN_FORM, r"\1****", text))
