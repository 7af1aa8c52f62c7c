"""Single values of parameters: texts, numbers, times, words, each with the check of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from stripe.sandbox import errors
from stripe.sandbox.form import Upload
from stripe.sandbox.json import is_dict
from stripe.sandbox.state.addresses import is_url

Path = tuple[str, ...]
Check = Callable[[Any, Path], Any]

INTEGER = re.compile(r"[-+]?[0-9]{1,40}\Z")  # what Python calls digits is more than these
DECIMAL = re.compile(
    r"[-+]?(?=\.?[0-9])[0-9]{0,40}(\.[0-9]{0,40})?(e[-+]?[0-9]{1,2})?\Z", re.IGNORECASE
)
LARGEST = 2**53
LAST_SECOND = 253_402_300_799  # of the year 9999


def name_of(path: Path) -> str:
    """`items[0][price]`."""
    return path[0] + "".join(f"[{part}]" for part in path[1:])


def text_of(longest: int, required: bool) -> Check:
    """The check of a text; one that is required may not be empty."""

    def check(value: Any, path: Path) -> Any:
        if not isinstance(value, str):
            raise errors.invalid(f"Invalid string: {ruby(value)}", name_of(path), kept=False)
        if not value:
            if required:
                raise errors.empty_parameter(name_of(path))
            return None
        if len(value) > longest:
            raise errors.too_long(value, longest, name_of(path))
        return value

    return check


def address(text: Check, *, web: bool) -> Check:
    """The check of an address, of the web or of any other scheme."""

    def check(value: Any, path: Path) -> Any:
        address = text(value, path)
        if address is not None and not is_url(address, web=web):
            raise errors.not_a_url(name_of(path))
        return address

    return check


def target(text: Check) -> Check:
    """A `url`: that of a `redirect` has to lead somewhere, others describe."""
    leading = address(text, web=True)

    def check(value: Any, path: Path) -> Any:
        return (leading if path[-2:-1] == ("redirect",) else text)(value, path)

    return check


def _string(value: Any, path: Path) -> Any:
    if not isinstance(value, str):
        raise errors.invalid(f"Invalid string: {ruby(value)}", name_of(path), kept=False)
    return value


def ruby(value: Any) -> str:
    """A value as the API quotes it: as its implementation language prints it."""
    if is_dict(value):
        return "{" + ", ".join(f'"{key}"=>{ruby(item)}' for key, item in value.items()) + "}"
    return f'"{value}"'


def _integer(value: Any, path: Path) -> Any:
    if isinstance(value, str) and INTEGER.match(value):
        number = int(value)
        if -LARGEST < number < LARGEST:
            return number
    if value == "":
        raise errors.empty_parameter(name_of(path))
    shown = value if isinstance(value, str) else ruby(value)
    raise errors.invalid(
        f"Invalid integer: {shown}", name_of(path), "parameter_invalid_integer", kept=False
    )


def _timestamp(value: Any, path: Path) -> Any:
    if isinstance(value, str) and INTEGER.match(value) and abs(int(value)) <= LAST_SECOND:
        return int(value)
    if value == "":
        raise errors.empty_parameter(name_of(path))
    raise errors.invalid(
        "Invalid timestamp: must be an integer Unix timestamp in the past or future.",
        name_of(path),
        kept=False,
    )


def _number(value: Any, path: Path) -> Any:
    if value == "":
        raise errors.empty_parameter(name_of(path))
    if not isinstance(value, str) or not DECIMAL.match(value):
        shown = value if isinstance(value, str) else ruby(value)
        raise errors.invalid(f"Invalid decimal: {shown}", name_of(path), kept=False)
    number = float(value)
    return int(number) if number.is_integer() and "." not in value else number


def _decimal(value: Any, path: Path) -> Any:
    _number(value, path)
    return value


def _boolean(value: Any, path: Path) -> Any:
    if value in ("true", "True"):  # the latter is what libraries send that call str()
        return True
    if value in ("false", "False"):
        return False
    if value == "":
        raise errors.empty_parameter(name_of(path))
    raise errors.invalid(f"Invalid boolean: {value}", name_of(path), kept=False)


def _file(value: Any, path: Path) -> Any:
    if not isinstance(value, Upload):
        raise errors.invalid(
            f"Invalid file: {name_of(path)} must be an uploaded file.", name_of(path), kept=False
        )
    return value


def _anything(value: Any, _path: Path) -> Any:
    return value


def word(words: tuple[str, ...]) -> Check:
    """The check of a text that is one of some words."""
    known = frozenset(words)

    def check(value: Any, path: Path) -> Any:
        if isinstance(value, str) and (value in known or _is_family(value, known)):
            return value
        if value == "":
            raise errors.empty_parameter(name_of(path))
        raise errors.invalid(
            f"Invalid {name_of(path)}: must be {_one_of(words)}", name_of(path), kept=False
        )

    return check


def _is_family(value: str, known: frozenset[str]) -> bool:
    # event types come in families, `charge.*`
    prefix = value[:-1]
    return "*" in known and value.endswith(".*") and any(w.startswith(prefix) for w in known)


def _one_of(words: tuple[str, ...]) -> str:
    if len(words) == 1:
        return words[0]
    if len(words) == 2:
        return f"one of {words[0]} or {words[1]}"
    return f"one of {', '.join(words[:-1])}, or {words[-1]}"


SCALARS: dict[str, Check] = {
    "s": _string,
    "i": _integer,
    "n": _number,
    "b": _boolean,
    "t": _timestamp,
    "T": _string,
    "D": _decimal,
    "L": _integer,
    "f": _file,
    "*": _anything,
}
