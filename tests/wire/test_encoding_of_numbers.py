"""Edges of parameters: numbers without end, queries of both sides, decimals inside others."""

from __future__ import annotations

import io
import json
import sys
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any

import pytest

import stripe
from stripe._wire.encoding import encode_form, encode_json

HUGE = 10**5000
limited = pytest.mark.skipif(not hasattr(sys, "set_int_max_str_digits"), reason="no limit here")


class Kind(Enum):
    NUMBER = HUGE


class Small(IntEnum):
    THREE = 3


@limited
@pytest.mark.parametrize("encode", [encode_form, encode_json])
@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"amount": HUGE}, "amount"),
        ({"amount": -HUGE}, "amount"),
        ({"a": {"b": [1, HUGE]}}, "a[b][1]"),
        ({"a": {"b": Kind.NUMBER}}, "a[b]"),
    ],
)
def test_numbers_that_python_does_not_write(encode: Any, params: Any, path: str) -> None:
    """Beyond 4300 digits `str` raises a ValueError that names no parameter."""
    with pytest.raises(stripe.InvalidRequestError, match="digits") as caught:
        encode(params)
    assert caught.value.param == path


@limited
def test_a_decimal_field_of_a_huge_number() -> None:
    with pytest.raises(stripe.InvalidRequestError, match=r"a\[b\] .*digits"):
        encode_json({"a": {"b": HUGE}}, ["a.b"])


@pytest.mark.parametrize("number", [10**4299, 2**64, -(2**63), 0])
def test_numbers_that_python_writes(number: int) -> None:
    assert encode_form({"amount": number}) == f"amount={number}"
    assert json.loads(encode_json({"amount": number})) == {"amount": number}


def test_enums_of_numbers() -> None:
    assert encode_form({"a": Small.THREE}) == "a=3"
    assert encode_json({"a": Small.THREE}) == '{"a": 3}'


@pytest.mark.parametrize(
    ("body", "names", "expected"),
    [
        ({"a": 1}, ["a"], {"a": "1"}),
        ({"a": 1.5, "b": 1}, ["a"], {"a": "1.5", "b": 1}),
        ({"a": Decimal("1.50")}, ["a"], {"a": "1.50"}),
        ({"a": True}, ["a"], {"a": True}),
        ({"a": "1"}, ["a"], {"a": "1"}),
        ({"a": {"b": 1, "c": 1}}, ["a.b"], {"a": {"b": "1", "c": 1}}),
        ({"a": {"b": {"c": 1}}}, ["a.b.c"], {"a": {"b": {"c": "1"}}}),
        ({"a": 1}, ["a.b"], {"a": 1}),
        ({"b": 1}, ["a", "a.b"], {"b": 1}),
        ({"a": 1, "b": 2}, ["a", "b"], {"a": "1", "b": "2"}),
    ],
)
def test_decimals(body: Any, names: list[str], expected: Any) -> None:
    before = repr(body)
    assert json.loads(encode_json(body, names)) == expected
    assert repr(body) == before


@pytest.mark.parametrize(
    ("params", "path", "why"),
    [
        ({"\ud800": 1}, "\\ud800", "its name holds half"),
        ({"a": {"\udfff": "x"}}, "a[\\udfff]", "its name holds half"),
        ({"a": "\ud800"}, "a", "the text holds half"),
        ({"a": [b"\xff"]}, "a[0]", "not UTF-8"),
        ({"a": float("nan")}, "a", "no number"),
        ({"a": {"b": Decimal("-Infinity")}}, "a[b]", "no number"),
        ({"a": object()}, "a", "type object"),
    ],
)
def test_what_is_refused_is_named(params: Any, path: str, why: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=why) as caught:
        encode_form(params)
    assert caught.value.param == path
    assert str(caught.value).encode()  # can be printed


def test_a_file_among_parameters_of_json() -> None:
    with pytest.raises(stripe.InvalidRequestError, match="upload operation") as caught:
        encode_json({"a": [{"b": io.BytesIO(b"x")}]})
    assert caught.value.param == "a[0][b]"
