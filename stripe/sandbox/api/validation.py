"""Parameters against the API description: checks compiled once for each shape, when first needed.

A check takes the value as it came and its path, and gives the value as the API means it: numbers,
booleans, lists, and None for `""` where it unsets.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import Any

from stripe.sandbox import errors
from stripe.sandbox.api.values import (
    SCALARS,
    Check,
    Path,
    address,
    name_of,
    ruby,
    target,
    text_of,
    word,
)
from stripe.sandbox.errors import METADATA_KEYS
from stripe.sandbox.json import is_dict
from stripe.sandbox.spec.description import Fields, node

LONGEST = 5000
LENGTHS = {
    "email": 512,
    "statement_descriptor": 22,
    "statement_descriptor_suffix": 22,
    "phone": 20,
    "lookup_key": 200,
    "unit_label": 12,
    "client_reference_id": 200,
    "custom_message": 500,
    **dict.fromkeys(
        (
            "access_activity_log", "cancellation_policy_disclosure", "cancellation_rebuttal",
            "duplicate_charge_explanation", "product_description", "refund_policy_disclosure",
            "refund_refusal_explanation", "uncategorized_text",
        ),
        20_000,
    ),
}  # fmt: skip
MOST_ITEMS = {"images": 8, "marketing_features": 15}
# Where the customer goes next; an application of a phone may have a scheme of its own.
ADDRESSES = {
    "success_url": True,
    "cancel_url": True,
    "refresh_url": True,
    "return_url": False,
    "default_return_url": False,
}
UNSET = ADDRESSES.keys() | MOST_ITEMS.keys()
"""Fields that are checked by name though they can be unset."""
# Texts within hashes: the hash, the text, and the words that answers may have there.
WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "customer_balance": ("funding_type", ("bank_transfer",)),
    "eu_bank_transfer": ("country", ("BE", "DE", "ES", "FR", "IE", "NL")),
}
ARRAY_INDEX = re.compile(r"[0-9]{1,9}\Z").match
METADATA_KEY, METADATA_VALUE = 40, 500


@cache
def check_of(number: int) -> Check:
    """The check for form parameters of a shape."""
    return _compile(number)


def _compile(number: int) -> Check:
    shape = node(number)
    if isinstance(shape, Fields):
        return object_of(shape)
    if isinstance(shape, str):
        return SCALARS[shape]
    kind, *rest = shape
    if kind == "u":
        return _unsettable(check_of(rest[0]))
    if kind == "e":
        return word(tuple(rest))
    if kind == "a":
        return _array(check_of(rest[0]))
    if kind == "m":
        return _map(check_of(rest[0]))
    if kind == "o":  # of "now or a timestamp" the timestamp says what is wrong
        options = sorted(rest, key=lambda option: node(option) != "t")
        return _either(tuple(check_of(option) for option in options))
    return SCALARS["*"]


def object_of(shape: Fields) -> Check:
    """The check for form parameters with these fields."""
    checks: dict[str, Check | None] = dict.fromkeys(shape.of)
    required = tuple(name for name in shape.of if name in shape.required)

    def check(value: Any, path: Path) -> Any:
        if not is_dict(value):
            raise _object_expected(value, path)
        result: dict[str, Any] = {}
        for key, item in value.items():
            try:
                inner = checks[key]
            except KeyError:
                raise _unknown(value, shape, path) from None
            if inner is None:
                inner = checks[key] = _field(key, shape.of[key], key in shape.required)
            result[key] = inner(item, (*path, key))
        for key in required:
            if key not in result:
                raise errors.missing_parameter(name_of((*path, key)))
        return result

    return check


def _field(key: str, number: int, required: bool) -> Check:
    inner = check_of(number)
    shape = node(number)
    if key == "metadata":
        return _metadata
    if shape[0] == "u" and key in UNSET:
        return _unsettable(_field(key, shape[1], required))
    if shape == "s":
        text = text_of(LENGTHS.get(key, LONGEST), required)
        if key == "url":
            return target(text)
        return address(text, web=ADDRESSES[key]) if key in ADDRESSES else text
    if key in MOST_ITEMS:
        return _counted(inner, MOST_ITEMS[key])
    return _limited(inner, *WORDS[key]) if key in WORDS else inner


def _counted(inner: Check, most: int) -> Check:
    """An array with so many elements at the most."""

    def check(value: Any, path: Path) -> Any:
        result = inner(value, path)
        if len(result) > most:
            raise errors.invalid(
                f"There can be at most {most} elements here; {len(result)} were given.",
                name_of(path),
                kept=False,
            )
        return result

    return check


def _limited(inner: Check, name: str, words: tuple[str, ...]) -> Check:
    """A hash with a text that the description leaves free, though answers have only some words in it."""
    check_word = word(words)

    def check(value: Any, path: Path) -> Any:
        result = inner(value, path)
        if is_dict(result) and name in result:
            check_word(result[name], (*path, name))
        return result

    return check


def _unknown(value: dict[str, Any], shape: Fields, path: Path) -> errors.ApiError:
    names = [key for key in value if key not in shape.of]
    close = difflib.get_close_matches(names[0], shape.of, n=1, cutoff=0.75)
    guess = name_of((*path, close[0])) if close else None
    return errors.unknown_parameters([name_of((*path, name)) for name in names], guess)


def _object_expected(value: Any, path: Path) -> errors.ApiError:
    if value == "" and path:
        return errors.empty_parameter(name_of(path))
    return errors.invalid("Invalid object", name_of(path) if path else None, kept=False)


def _unsettable(inner: Check) -> Check:
    def check(value: Any, path: Path) -> Any:
        return None if value == "" else inner(value, path)

    return check


def _array(inner: Check) -> Check:
    def check(value: Any, path: Path) -> Any:
        if not is_dict(value) or not all(map(ARRAY_INDEX, value)):
            if value == "":
                raise errors.empty_parameter(name_of(path))
            raise errors.invalid("Invalid array", name_of(path), kept=False)
        items = sorted(value.items(), key=lambda item: int(item[0]))
        return [inner(item, (*path, str(at))) for at, (_, item) in enumerate(items)]

    return check


def _map(inner: Check) -> Check:
    def check(value: Any, path: Path) -> Any:
        if not is_dict(value):
            raise _object_expected(value, path)
        return {
            key: None if item == "" else inner(item, (*path, key)) for key, item in value.items()
        }

    return check


ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\Z")


def check_addresses(values: dict[str, Any]) -> None:
    """A 400 for an e-mail address that is none."""
    for name in ("email", "receipt_email", "customer_email"):
        value = values.get(name)
        if isinstance(value, str) and not ADDRESS.match(value):
            raise errors.invalid(
                f"Invalid email address: {value}", name, "email_invalid", kept=False
            )


def _metadata(value: Any, path: Path) -> Any:
    if value == "":
        return None
    if not is_dict(value):
        raise errors.invalid("Invalid object", name_of(path), kept=False)
    if len(value) > METADATA_KEYS:
        raise errors.too_much_metadata(name_of(path), len(value))
    for key, item in value.items():
        if len(key) > METADATA_KEY:
            raise errors.invalid(
                f"Metadata keys can have up to {METADATA_KEY} characters, but you passed in a key "
                f"that is {len(key)} characters. Invalid key: {key}",
                name_of((*path, key)),
                kept=False,
            )
        if not isinstance(item, str):
            raise errors.invalid(f"Invalid string: {ruby(item)}", name_of((*path, key)), kept=False)
        if len(item) > METADATA_VALUE:
            raise errors.invalid(
                f"Metadata values can have up to {METADATA_VALUE} characters, but you passed in a "
                f"value that is {len(item)} characters. Invalid value: {item}",
                name_of((*path, key)),
                kept=False,
            )
    return {key: item or None for key, item in value.items()}


def _either(options: tuple[Check, ...]) -> Check:
    def check(value: Any, path: Path) -> Any:
        problem: errors.ApiError | None = None
        for option in options:
            try:
                return option(value, path)
            except errors.ApiError as error:
                # the complaint of an option that understood the value says more than "wrong type"
                deeper = error.param != name_of(path)
                if problem is None or deeper:
                    problem = error
        raise problem or errors.invalid("Invalid object", name_of(path), kept=False)

    return check
