"""Whatever is nested in whatever, a decoder that knows nothing of the encoder reads it back."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import expected, form_params, json_values, texts

import stripe
from stripe._wire.addresses import quote_id
from stripe._wire.encoding import add_query, encode_form, encode_json


def read_form(text: str) -> Any:
    """`a[b][0]=1` as {"a": {"b": {"0": "1"}}}, as a server does it."""
    root: dict[str, Any] = {}
    for pair in text.split("&") if text else ():
        name, value = pair.split("=", 1)
        path = re.split(r"\]\[|\[", unquote_plus(name).removesuffix("]"))
        level = root
        for step in path[:-1]:
            level = level.setdefault(step, {})
        assert path[-1] not in level
        level[path[-1]] = unquote_plus(value)
    return root


@given(form_params)
def test_forms_read_back(params: Any) -> None:
    before = repr(params)
    text = encode_form(params)
    assert text.isascii()
    assert not set(text) & set(' \r\n"<>#\\')
    assert read_form(text) == (expected(params) or {})
    assert repr(params) == before


@given(form_params)
def test_queries_read_back(params: Any) -> None:
    path = add_query("/v1/customers", params)
    start, _, query = path.partition("?")
    assert start == "/v1/customers"
    assert "[" not in query
    assert read_form(query) == (expected(params) or {})


@given(st.dictionaries(st.text("abc", min_size=1), texts, max_size=4), texts)
def test_a_query_of_the_server_is_kept_where_the_call_says_nothing(theirs: Any, mine: str) -> None:
    path = add_query(add_query("/v1/x", theirs), {"zzz": mine})
    assert read_form(path.partition("?")[2]) == {**theirs, "zzz": mine}


@given(st.dictionaries(st.text(max_size=5), json_values, max_size=5))
def test_json_reads_back(params: Any) -> None:
    assert json.loads(encode_json(params)) == params


@given(st.dictionaries(st.text(max_size=5), json_values, max_size=5))
def test_forms_of_anything_are_a_text_or_a_documented_error(params: Any) -> None:
    refused = None
    try:
        encoded = encode_form(params)
    except stripe.InvalidRequestError as error:
        refused = error
    if refused is None:
        assert encoded.isascii()
    else:
        assert refused.param is not None or "deep" in str(refused)


@given(st.text())
def test_an_id_is_one_segment(id: str) -> None:
    try:
        quoted = quote_id(id)
    except UnicodeEncodeError:
        return
    assert not set(quoted) & set("/?#&= \r\n")
    assert unquote_plus(quoted) == id


@pytest.mark.parametrize("value", ["\ud800", {"a": "\udfff"}, [["\ud83d"]]])
def test_half_a_pair_is_named(value: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="surrogate") as caught:
        encode_form({"name": value})
    assert caught.value.param is not None
    assert caught.value.param.startswith("name")
    assert json.loads(encode_json({"name": value})) == {"name": value}


def test_a_hundred_levels_and_no_end() -> None:
    deep: Any = "x"
    for _ in range(100):
        deep = {"a": [deep]}
    assert read_form(encode_form({"p": deep})) == {"p": expected(deep)}
    endless: dict[str, Any] = {}
    endless["a"] = endless
    for encode in (encode_form, encode_json):
        with pytest.raises(stripe.InvalidRequestError, match="contain themselves"):
            encode(endless)
