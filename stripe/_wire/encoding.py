"""Parameters to what goes over the wire: form, query, JSON and multipart.

Every function is pure, and leaves the values of its caller as they are.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote_plus

from stripe._wire.masking import Secret
from stripe.error import InvalidRequestError

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import TypeGuard


def encode_form(params: Mapping[str, Any]) -> str:
    """The body of a V1 POST, `a[b]=1&c[0]=2`: brackets stay readable, values are quoted."""
    return _join(flatten(params))


def flatten(params: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Nested parameters to pairs such as `("items[0][price]", "price_1")`.

    The values are texts, or, for a file, whatever has a `read` method.
    """
    pairs: list[tuple[str, Any]] = []
    try:
        for key, value in _items(params):
            _flatten(str(key), value, pairs)
    except RecursionError as error:
        raise InvalidRequestError(
            "The parameters contain themselves, or are nested too deep.", param=None
        ) from error
    return pairs


def add_query(path: str, params: Mapping[str, Any]) -> str:
    """A path with parameters, also where it carries some (`list.url`, `next_page_url`).

    The parameters of the call win over the query's; `expand` of both are united.
    """
    if not params:
        return path
    path, _, query = path.partition("?")
    pairs = flatten(params)
    if query:
        pairs = _united(parse_qsl(query, keep_blank_values=True), pairs)
    encoded = _join(pairs).replace("[", "%5B").replace("]", "%5D")
    return f"{path}?{encoded}" if encoded else path


def encode_json(params: Mapping[str, Any] | None, decimals: Sequence[str] = ()) -> str:
    """The body of a V2 POST; `decimals` names the fields that are numbers in text (`a.b`)."""
    body: Any = dict(_items(params)) if params else {}
    for name in decimals:
        body = _with_decimal(body, name.split("."))
    try:
        # ensure_ascii keeps a lone surrogate an escape, which every server can read.
        return json.dumps(_jsonable(body, ""), allow_nan=False)
    except RecursionError as error:
        raise InvalidRequestError(
            "The parameters contain themselves, or are nested too deep.", param=None
        ) from error


def _flatten(key: str, value: Any, pairs: list[tuple[str, Any]]) -> None:
    if type(value) is not str:
        value = _simplify(key, value)
    if value is None:
        return
    if isinstance(value, str):
        pairs.append((key, value))
    elif isinstance(value, Mapping):
        for name, item in _items(value):
            _flatten(f"{key}[{name}]", item, pairs)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            _flatten(f"{key}[{index}]", item, pairs)
    else:
        pairs.append((key, value))


def _simplify(key: str, value: Any) -> Any:
    """A parameter's value as text, mapping, list, file or None."""
    if value is None or type(value) in (str, dict, list, tuple, Secret):
        return value
    if isinstance(value, Enum):
        return _simplify(key, value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)) or is_decimal(value):
        return _number(key, value)
    if isinstance(value, (bytes, bytearray)):
        return _decode(key, value)
    if isinstance(value, datetime):
        return str(_time(key, value))
    if isinstance(value, Mapping):
        # An object of the API goes by its id. A field called `id` of any other mapping is a field.
        id = getattr(value, "id", None)
        return id if isinstance(id, str) else value
    return _of_an_object(key, value)


def is_decimal(value: object) -> TypeGuard[Decimal]:
    """Whether it is a `decimal.Decimal`: where that is not imported nobody has one."""
    decimal = sys.modules.get("decimal")
    return decimal is not None and isinstance(value, decimal.Decimal)


def _number(key: str, value: float | Decimal) -> str:
    if not isinstance(value, int) and not math.isfinite(value):
        raise _unencodable(key, f"{value} is no number that the API knows")
    try:
        return str(value)
    except ValueError as error:  # `sys.get_int_max_str_digits`
        raise _unencodable(key, "an integer has more digits than Python writes") from error


def _of_an_object(key: str, value: Any) -> Any:
    """An object of the application's: a file, its id, a list, or what it says of itself."""
    try:
        if is_mock(value):
            return str(value)
        if isinstance(value, type):
            return _text(key, value)
        if callable(getattr(value, "read", None)):
            return value
        if not hasattr(value, "id"):
            return _list_or_text(key, value)
        if value.id is None:
            raise _unencodable(key, f"the {type(value).__name__} has no id: has it been saved?")
        return _simplify(key, value.id)
    except (RecursionError, InvalidRequestError):
        raise
    except Exception as error:
        why = f"asked for its id or text, the {type(value).__name__} fails"
        raise _unencodable(key, why) from error


def _list_or_text(key: str, value: Any) -> Any:
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    if isinstance(value, (list, tuple, Iterator, range)) or type(value).__name__ == "dict_values":
        return list(value)
    return _text(key, value)


def is_mock(value: object) -> bool:
    """Whether it is of `unittest.mock`, and so has every attribute and is of every kind."""
    mock = sys.modules.get("unittest.mock")
    return mock is not None and isinstance(value, mock.NonCallableMock)


def _text(key: str, value: object) -> str:
    """What a value says of itself as a text."""
    # What says nothing of its own as a text (a function, a class, an object) is here by mistake.
    says_something = getattr(type(value), "__str__", None) is not object.__str__
    if isinstance(value, type) or not says_something:
        raise _unencodable(key, f"a value of type {type(value).__name__} can't be sent")
    return str(value)


def _time(key: str, value: datetime) -> int:
    try:
        return unix_seconds(value)
    except (ValueError, TypeError, ArithmeticError, OSError) as error:  # pandas' NaT, the year 1
        raise _unencodable(key, f"{value} is no time that Unix seconds can tell") from error


def unix_seconds(value: datetime) -> int:
    """A time in Unix seconds; one without a time zone is local time, as in `time.mktime`."""
    return int(value.replace(microsecond=0).timestamp())


def _items(value: Any) -> Iterable[tuple[Any, Any]]:
    """The fields of a mapping, also where one of them is called `items`."""
    if type(value) is dict:
        return value.items()
    if not isinstance(value, Mapping):
        raise TypeError(
            f"Parameters are a dict, not a {type(value).__name__}: "
            'client.v1.customers.list({"limit": 3}).'
        )
    fields: Iterable[tuple[Any, Any]] = type(value).items(value)
    return fields


def _decode(key: str, value: bytes | bytearray) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise _unencodable(key, "the bytes are not UTF-8") from error


# What `quote_plus` gives for single letters: to put them together takes it three times as long.
_QUOTED = {
    code: chr(code) if chr(code).isalnum() or chr(code) in "_.-~" else f"%{code:02X}"
    for code in range(128)
}
_QUOTED[ord(" ")] = "+"
_QUOTED_KEY = {**_QUOTED, ord("["): "[", ord("]"): "]"}


def _join(pairs: list[tuple[str, Any]]) -> str:
    return "&".join([f"{_quote_key(key)}={_quote_value(key, value)}" for key, value in pairs])


def _quote_key(key: str) -> str:
    if key.isascii():
        return key if key.isidentifier() else key.translate(_QUOTED_KEY)
    try:
        return quote_plus(key, safe="[]")
    except UnicodeEncodeError as error:
        readable = key.encode("ascii", "backslashreplace").decode()
        raise _unencodable(readable, "its name holds half of a surrogate pair") from error


def _quote_value(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _unencodable(
            key, "a file can be sent only to an upload operation such as File.create"
        )
    try:
        if value.isascii():
            return value if value.isalnum() else value.translate(_QUOTED)
        return quote_plus(value)
    except UnicodeEncodeError as error:
        raise _unencodable(key, _HALF_A_PAIR) from error


_HALF_A_PAIR = "the text holds half of a surrogate pair"


def encode_text(key: str, value: str) -> bytes:
    """A text of a multipart body."""
    try:
        return value.encode()
    except UnicodeEncodeError as error:
        raise _unencodable(key, _HALF_A_PAIR) from error


def _unencodable(path: str, why: str) -> InvalidRequestError:
    return InvalidRequestError(f"Parameter {path} can't be encoded: {why}.", param=path)


def _united(query: list[tuple[str, str]], call: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Pairs of both, the call's in place of the query's of the same name."""
    index = re.compile(r"\[\d*\]$")
    lists: dict[str, list[Any]] = {}
    for name, value in query:
        lists.setdefault(index.sub("", name), []).append(value)
    given = {index.sub("", name) for name, _ in call}
    if "expand" in given and "expand" in lists:
        own = [value for name, value in call if index.sub("", name) == "expand"]
        lists["expand"] = list(dict.fromkeys([*lists["expand"], *own]))
        call = [pair for pair in call if index.sub("", pair[0]) != "expand"]
        given.remove("expand")
    merged: list[tuple[str, Any]] = []
    for name, values in lists.items():
        if name in given:
            continue
        if len(values) == 1 and name != "expand":
            merged.append((name, values[0]))
        else:
            merged += [(f"{name}[{number}]", value) for number, value in enumerate(values)]
    return merged + call


def _jsonable(value: Any, path: str) -> Any:
    if value is None or (isinstance(value, (bool, int)) and not isinstance(value, Enum)):
        if value is not None and value.bit_length() > 64:
            _number(path, value)  # refused here, by its name
        return value
    if isinstance(value, Enum):
        return _jsonable(value.value, path)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _unencodable(path, f"{value} is no number that the API knows")
        return value
    if isinstance(value, datetime):
        return _time(path, value)
    simple = _simplify(path, value)
    if isinstance(simple, Mapping):
        return {
            str(name): _jsonable(item, f"{path}[{name}]" if path else str(name))
            for name, item in _items(simple)
        }
    if isinstance(simple, (list, tuple)):
        return [_jsonable(item, f"{path}[{index}]") for index, item in enumerate(simple)]
    if not isinstance(simple, str):
        raise _unencodable(path, "a file can be sent only to an upload operation")
    return simple


def _with_decimal(body: Any, names: list[str]) -> Any:
    """`body` with the number at the path `names`, if there is one, as text; a copy on the way."""
    if not isinstance(body, Mapping) or names[0] not in body:
        return body
    value: Any = body[names[0]]
    if len(names) > 1:
        value = _with_decimal(value, names[1:])
    elif (isinstance(value, (int, float)) or is_decimal(value)) and not isinstance(value, bool):
        with suppress(ValueError):  # of too many digits, and refused by its path afterwards
            value = str(value)
    return {**body, names[0]: value}
