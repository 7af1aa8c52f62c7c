"""Whatever JSON comes, it is there as it came: as items, attributes, text, pickle and copy."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from strategies import AWKWARD, json_objects, json_values, names

import stripe
from stripe._objects.hydration import construct, convert, hydrate
from stripe.api_requestor import APIRequestor

REQUESTOR = APIRequestor("sk_test_properties00000000")


def plain(value: Any) -> Any:
    """Objects as plain data, numbers that travel as text as text again."""
    if isinstance(value, stripe.StripeObject):
        return {name: plain(item) for name, item in value.__dict__.items()}
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def same(one: Any, other: Any) -> bool:
    """Equal, and of the same types, so that 1 is not True, and keys are in order."""
    return json.dumps(one) == json.dumps(other)


@given(json_objects)
def test_hydration_loses_nothing(data: Any) -> None:
    made = hydrate(json.dumps(data), REQUESTOR, "V1")
    assert isinstance(made, stripe.StripeObject)
    assert same(plain(made), data)
    assert same(plain(stripe.StripeObject.to_dict(made)), data)


@given(json_values)
def test_any_json_at_all(data: Any) -> None:
    for mode in ("V1", "V2"):
        assert same(plain(hydrate(json.dumps(data), REQUESTOR, mode)), data)
        assert same(plain(convert(data, REQUESTOR, mode)), data)


@given(json_objects)
def test_construct_from_leaves_its_values_alone(data: Any) -> None:
    before = json.dumps(data)
    made = stripe.Customer.construct_from(data, "sk_test_1")
    assert type(made) is stripe.Customer
    assert same(plain(made), data)
    assert json.dumps(data) == before


@given(json_objects)
def test_text_reads_back(data: Any) -> None:
    made = construct(stripe.StripeObject, data, REQUESTOR)
    assert same(json.loads(str(made)), json.loads(json.dumps(plain(made), sort_keys=True)))
    assert repr(made).startswith("<StripeObject")


@given(json_objects)
def test_pickles_and_copies(data: Any) -> None:
    made = construct(stripe.StripeObject, data, REQUESTOR)
    for other in (
        *(
            pickle.loads(pickle.dumps(made, protocol))
            for protocol in (0, 2, pickle.HIGHEST_PROTOCOL)
        ),
        copy.copy(made),
        copy.deepcopy(made),
    ):
        assert type(other) is type(made)
        assert same(plain(other), plain(made))
        assert other == made
        assert stripe.StripeObject.serialize(other) == stripe.StripeObject.serialize(made) == {}


@given(json_objects)
def test_it_is_a_mapping(data: Any) -> None:
    made = construct(stripe.StripeObject, data, REQUESTOR)
    assert list(made) == list(data)
    assert len(made) == len(data)
    for name in data:
        assert name in made
        assert same(plain(made[name]), data[name])


@given(names, json_values)
@example("__class__", 1)
@example("__dict__", {"a": 1})
@example("items", [])
@example("_data", "x")
@example("keys", None)
@example("💳", {"💳": 1})
@example("", 0)
def test_a_field_of_any_name_reads_back(name: str, value: Any) -> None:
    made = hydrate(json.dumps({name: value}), REQUESTOR, "V1")
    assert same(plain(made[name]), value)
    assert list(made.__dict__) == [name]
    assert same(plain(stripe.StripeObject.to_dict(made)), {name: value})
    # What begins with an underscore, or an option's name is, is reached as an item.
    if not name.startswith("_") and name.isprintable():
        assert same(plain(getattr(made, name)), value)


@pytest.mark.parametrize("name", [name for name in AWKWARD if name[:1] != "_"])
def test_awkward_names_can_be_set_and_deleted(name: str) -> None:
    made = hydrate('{"object": "customer"}', REQUESTOR, "V1")
    made[name] = "x"
    assert made[name] == "x"
    assert name in stripe.StripeObject.serialize(made)
    del made[name]
    assert name not in made


# -- what JSON can be, at its worst ----------------------------------------------------------------


def test_a_hundred_levels() -> None:
    text = '{"a": [' * 100 + '{"object": "customer", "id": "cus_1"}' + "]}" * 100
    made = hydrate(text, REQUESTOR, "V1")
    assert json.loads(str(made)) == json.loads(text)
    assert pickle.loads(pickle.dumps(made)) == made == copy.deepcopy(made)
    level: Any = made
    for _ in range(100):
        level = level.a[0]
    assert type(level) is stripe.Customer


def test_ten_megabytes() -> None:
    item = {"id": "ch_1", "object": "charge", "description": "x" * 9_000, "amount": 1}
    text = json.dumps({"object": "list", "data": [item] * 1_100, "has_more": False})
    assert len(text) > 10_000_000 * 0.98
    made = hydrate(text, REQUESTOR, "V1")
    assert len(made.data) == 1_100
    assert all(type(charge) is stripe.Charge and charge.amount == 1 for charge in made)
    assert json.loads(str(made)) == json.loads(text)


def test_of_equal_names_the_last_counts() -> None:
    made = hydrate('{"a": 1, "a": {"b": 1, "b": 2}}', REQUESTOR, "V1")
    assert made.to_dict() == {"a": {"b": 2}}


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none(word: str) -> None:
    made = hydrate(
        f'{{"a": {word}, "object": "price", "unit_amount_decimal": {word}}}', REQUESTOR, "V1"
    )
    assert str(made["a"]) == {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}[word]
    assert word in str(made)
    copy.deepcopy(made)
    pickle.loads(pickle.dumps(made))


def test_huge_integers() -> None:
    digits = "9" * 4_000
    made = hydrate(f'{{"a": {digits}, "b": -{digits}, "c": 1e400}}', REQUESTOR, "V1")
    assert made.a == int(digits)
    assert made.b == -int(digits)
    assert json.loads(str(made))["a"] == int(digits)


@pytest.mark.skipif(not hasattr(sys, "set_int_max_str_digits"), reason="no limit here")
def test_integers_beyond_pythons_limit_are_an_error_of_ours() -> None:
    def send(*request: Any) -> Any:
        return '{"a": ' + "9" * 100_000 + "}", 200, {}

    with pytest.raises(stripe.APIError, match="Invalid response body"):
        stripe.StripeClient("sk_test_1", http_client=send).v1.customers.retrieve("cus_1")


def test_lone_surrogates() -> None:
    made = hydrate('{"\\ud800": "\\udfff", "object": "customer", "id": "\\ud83d"}', REQUESTOR, "V1")
    assert made["\ud800"] == "\udfff"
    assert json.loads(str(made)) == {"\ud800": "\udfff", "object": "customer", "id": "\ud83d"}
    assert repr(made).encode("ascii", "backslashreplace")
    assert pickle.loads(pickle.dumps(made)) == made


def test_deeper_than_python_goes_is_an_error_of_ours() -> None:
    def send(*request: Any) -> Any:
        return "[" * 200_000, 200, {}

    with pytest.raises(stripe.APIError, match="Invalid response body"):
        stripe.StripeClient("sk_test_1", http_client=send).v1.customers.retrieve("cus_1")


@given(json_objects)
def test_an_error_can_hold_anything(data: Any) -> None:
    for body in (data, {"error": data}):
        text = json.dumps(body)

        def send(*request: Any, text: str = text) -> Any:
            return text, 402, {}

        client = stripe.StripeClient("sk_test_1", http_client=send, max_network_retries=0)
        with pytest.raises(stripe.StripeError) as caught:
            client.v1.customers.retrieve("cus_1")
        assert isinstance(str(caught.value), str)
        assert isinstance(repr(caught.value), str)
        pickle.loads(pickle.dumps(caught.value))
        assert caught.value.error is None or isinstance(caught.value.error, stripe.StripeObject)
