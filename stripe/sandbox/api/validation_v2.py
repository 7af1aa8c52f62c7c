"""V2 parameters against the API description: JSON values with their own types."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from stripe.sandbox.api.validation import ARRAY_INDEX
from stripe.sandbox.api.values import INTEGER, LARGEST
from stripe.sandbox.errors import ApiError, refused
from stripe.sandbox.json import Obj, is_dict, is_list
from stripe.sandbox.spec.description import Fields, node

if TYPE_CHECKING:
    from stripe.sandbox.spec.description import Route

Path = tuple[str, ...]
Check = Callable[[Any, Path], Any]


def name_of(path: Path) -> str:
    """`configuration.merchant.capabilities`."""
    return ".".join(path)


def checked(route: Route, raw: dict[str, Any]) -> Any:
    """The parameters of an operation; lists also take the `page` of their own addresses."""
    page = raw.pop("page", None) if route.kind == "list" else None
    if route.key == "POST /v2/core/accounts" and is_dict(raw.get("configuration")):
        raw = {**raw, "configuration": _without_applied(raw["configuration"])}
    values = check_of(route.params)(raw, ())
    if page is not None:
        values["page"] = page
    return values


def _without_applied(configuration: Obj) -> Obj:
    """Configurations of a new account, which are applied anyhow: recipes of `stripe trigger` say so."""
    return {
        name: {key: item for key, item in own.items() if key != "applied" or item is not True}
        if is_dict(own)
        else own
        for name, own in configuration.items()
    }


@cache
def check_of(number: int) -> Check:
    """The check for JSON parameters of a shape."""
    shape = node(number)
    if isinstance(shape, Fields):
        return _object(shape)
    if isinstance(shape, str):
        return _scalar(shape)
    kind, *rest = shape
    if kind in ("u", "?"):
        return check_of(rest[0])
    if kind == "e":
        return _word(frozenset(rest), rest)
    if kind == "a":
        return _array(check_of(rest[0]))
    if kind == "m":
        return _map(check_of(rest[0]))
    if kind == "o":
        return _either([check_of(option) for option in rest])
    return lambda value, _path: value


def _object(shape: Fields) -> Check:
    required = [name for name in shape.of if name in shape.required]

    def check(value: Any, path: Path) -> Any:
        if not is_dict(value):
            raise _type(path, "an object")
        unknown = [key for key in value if key not in shape.of]
        if unknown:
            raise refused(f"Unknown field: {name_of((*path, unknown[0]))}.", "unknown_field")
        result = {
            key: None if item is None else check_of(shape.of[key])(item, (*path, key))
            for key, item in value.items()
        }
        for key in required:
            if result.get(key) is None:
                raise refused(
                    f"Missing required field: {name_of((*path, key))}.", "missing_required_field"
                )
        return result

    return check


def _type(path: Path, wanted: str) -> ApiError:
    return refused(
        f"Invalid value for {name_of(path) or 'the body'}: expected {wanted}.", "invalid_type"
    )


def _scalar(kind: str) -> Check:
    def check(value: Any, path: Path) -> Any:
        if kind in ("i", "t"):
            # a query is text
            if isinstance(value, str) and INTEGER.match(value):
                return int(value)
            if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST:
                raise _type(path, "an integer")
        elif kind == "n":
            if not isinstance(value, (int, float)) or isinstance(value, bool):
                raise _type(path, "a number")
        elif kind == "b":
            if value in ("true", "false"):
                return value == "true"
            if not isinstance(value, bool):
                raise _type(path, "a boolean")
        elif kind in ("s", "T", "D", "L") and not isinstance(value, str):
            raise _type(path, "a string")
        return value

    return check


def _word(known: frozenset[str], words: list[str]) -> Check:
    def check(value: Any, path: Path) -> Any:
        if "*" not in known and value not in known:
            shown = ", ".join(words[:40])
            raise refused(
                f"Invalid value for {name_of(path)}: must be one of {shown}.", "invalid_enum_value"
            )
        return value

    return check


def _array(inner: Check) -> Check:
    def check(value: Any, path: Path) -> Any:
        if is_dict(value) and value and all(map(ARRAY_INDEX, value)):
            value = [value[key] for key in sorted(value, key=int)]  # a query
        if not is_list(value):
            raise _type(path, "an array")
        return [inner(item, (*path, str(at))) for at, item in enumerate(value)]

    return check


def _map(inner: Check) -> Check:
    def check(value: Any, path: Path) -> Any:
        if not is_dict(value):
            raise _type(path, "an object")
        return {
            key: None if item is None else inner(item, (*path, key)) for key, item in value.items()
        }

    return check


def _either(options: list[Check]) -> Check:
    def check(value: Any, path: Path) -> Any:
        problem: ApiError | None = None
        for option in options:
            try:
                return option(value, path)
            except ApiError as error:
                problem = error
        raise problem or _type(path, "a value")

    return check
