"""StripeObject: fields as attributes and items, plain data, copies, and what stays secret."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping, MutableMapping
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from sent_requests import Wire

import stripe
from stripe import StripeObject

SECRET = "sk_test_secret_of_the_object"
VALUES: dict[str, Any] = {
    "id": "cus_1",
    "object": "customer",
    "name": "Ada",
    "email": "",
    "balance": 0,
    "description": None,
    "metadata": {"order": "6735", "get": "g", "items": "i"},
    "address": {"city": "London", "line2": None},
    "subscriptions": {"object": "list", "data": [{"object": "subscription", "id": "sub_1"}]},
    "preferred_locales": ["en", "fr"],
}


@pytest.fixture
def customer() -> stripe.Customer:
    return stripe.Customer.construct_from(VALUES, SECRET, "2020-08-27", "acct_1")


# -- fields ---------------------------------------------------------------------------------


def test_attributes_and_items_are_the_same(customer: Any):
    assert customer.name == customer["name"] == "Ada"
    assert customer.email == ""
    assert customer.description is None
    customer.name = "Grace"
    assert customer["name"] == "Grace"
    customer["phone"] = "1"
    assert customer.phone == "1"
    assert "phone" in customer
    del customer.phone
    assert "phone" not in customer
    del customer["name"]
    assert not hasattr(customer, "name")


def test_what_is_not_there(customer: Any):
    with pytest.raises(AttributeError, match="Customer.*'fax'"):
        _ = customer.fax
    with pytest.raises(KeyError, match="fax"):
        _ = customer["fax"]
    with pytest.raises(AttributeError, match="fax"):
        del customer.fax
    with pytest.raises(KeyError, match="fax"):
        del customer["fax"]
    assert getattr(customer, "fax", None) is None
    assert "fax" not in customer
    assert 7 not in customer


def test_it_is_a_mapping(customer: Any):
    assert isinstance(customer, MutableMapping)
    assert issubclass(stripe.Charge.BillingDetails, Mapping)
    assert list(customer) == list(VALUES) == list(customer.keys())
    assert len(customer) == len(VALUES)
    assert customer.get("name") == "Ada"
    assert customer.get("fax") is None
    assert customer.get("fax", 1) == 1
    assert dict(customer) == {**customer} == dict(customer.items())
    assert list(customer.values())[0] == "cus_1"
    assert customer.pop("balance") == 0
    assert customer.pop("balance", 5) == 5
    with pytest.raises(KeyError):
        customer.pop("balance")
    assert customer.setdefault("name", "x") == "Ada"
    assert customer.setdefault("phone", "1") == "1"
    customer.update({"a": 1}, b=2)
    customer.update([("c", 3)])
    assert (customer.a, customer.b, customer.c) == (1, 2, 3)
    name, value = customer.popitem()
    assert (name, value) == ("c", 3)
    customer.clear()
    assert (len(customer), dict(customer)) == (0, {})
    assert not customer
    match stripe.Customer.construct_from(VALUES, None):
        case {"object": "customer", "address": {"city": city}, **rest}:
            assert city == "London"
            assert rest["name"] == "Ada"
        case _:
            pytest.fail("no match")


def test_fields_come_before_methods():
    metadata = StripeObject.construct_from(VALUES["metadata"], None)
    assert (metadata.get, metadata["get"], metadata.items) == ("g", "g", "i")
    assert dict(metadata) == VALUES["metadata"]
    assert json.loads(str(metadata)) == VALUES["metadata"]
    assert copy.deepcopy(metadata) == metadata == pickle.loads(pickle.dumps(metadata))
    subscription = stripe.Subscription.construct_from(
        {"items": {"object": "list", "data": []}}, None
    )
    assert isinstance(subscription.items, stripe.ListObject)


def test_internal_state_never_shares_names_with_fields(wire: Wire):
    fields = {
        "api_key": "a",
        "stripe_account": "b",
        "stripe_version": "c",
        "last_response": "d",
        "stripe_context": "e",
    }
    made = stripe.Customer.construct_from(
        {"id": "cus_1", "metadata": fields, **fields}, SECRET, None, "acct_1"
    )
    for name, value in fields.items():
        assert getattr(made, name) == getattr(made.metadata, name) == value
    made.refresh()
    assert wire.only.key == SECRET
    assert wire.only.headers["Stripe-Account"] == "acct_1"


def test_names_with_an_underscore_are_no_fields(customer: Any):
    with pytest.raises(AttributeError):
        _ = customer._mine
    customer._mine = 1
    assert customer._mine == 1
    assert "_mine" not in customer
    assert customer.serialize(None) == {}
    del customer._mine
    with pytest.raises(AttributeError):
        del customer._mine
    assert customer._data == VALUES


def test_words_of_python():
    made = StripeObject.construct_from({"from": 1, "in": 2, "is": 3}, None)
    assert (made.from_, made.in_, made.is_) == (1, 2, 3)
    made.from_ = 4
    assert made["from"] == 4
    assert "from_" not in made


@pytest.mark.parametrize(
    "put", [lambda o: setattr(o, "name", ""), lambda o: o.__setitem__("name", "")]
)
def test_empty_texts_cannot_be_set(put: Any, customer: Any):
    with pytest.raises(ValueError, match="name.*None"):
        put(customer)
    assert customer.name == "Ada"
    customer.update({"name": ""})
    assert customer.name == ""


# -- options ----------------------------------------------------------------------------------


def test_options_are_no_data(customer: Any):
    assert (customer.api_key, customer.stripe_version, customer.stripe_account) == (
        SECRET,
        "2020-08-27",
        "acct_1",
    )
    assert not hasattr(customer.address, "api_key")
    customer.api_key = "sk_test_2"
    customer.stripe_account = "acct_2"
    customer.stripe_version = "2024-06-20"
    customer.stripe_context = "ctx"
    assert customer.api_key == "sk_test_2"
    assert not {"api_key", "stripe_account", "stripe_version", "stripe_context"} & set(customer)
    assert customer.serialize(None) == {}


def test_options_of_the_constructor_are_used_by_all_later_calls(wire: Wire):
    made = stripe.Customer(
        "cus_1",
        api_key="sk_test_2",
        stripe_account="acct_2",
        stripe_version="2024-06-20",
        stripe_context="ctx",
        expand=["sources"],
    )
    wire.always(
        {
            "object": "customer",
            "id": "cus_1",
            "sources": {"object": "list", "url": "/v1/x", "data": []},
        }
    )
    made.refresh()
    made.description = "x"
    made.save()
    made.list_payment_methods()
    made.sources.list()
    made.delete()
    assert [sent.verb for sent in wire.sent] == ["get", "post", "get", "get", "delete"]
    assert wire.sent[0].params == {"expand": ["sources"]}
    for sent in wire.sent:
        assert sent.key == "sk_test_2"
        found = [sent.headers[f"Stripe-{name}"] for name in ("Account", "Version", "Context")]
        assert found == ["acct_2", "2024-06-20", "ctx"]


# -- equality, texts, plain data ------------------------------------------------------------


def test_equality(customer: Any):
    assert customer == stripe.Customer.construct_from(VALUES, "another key")
    assert customer == VALUES
    assert VALUES == customer
    assert customer != {**VALUES, "name": "x"}
    assert customer != StripeObject.construct_from(VALUES, SECRET)
    assert customer.address == {"city": "London", "line2": None}
    assert customer != "cus_1"
    with pytest.raises(TypeError, match="unhashable"):
        hash(customer)


def test_str_is_json_in_order():
    when = datetime(2024, 1, 1, tzinfo=timezone.utc)
    made = StripeObject.construct_from({"b": [{"d": Decimal("1.50"), "c": when}], "a": "é"}, None)
    text = json.dumps({"a": "é", "b": [{"c": 1704067200, "d": "1.50"}]}, indent=2)
    assert str(made) == text
    assert json.loads(str(made))["b"][0]["d"] == "1.50"


def test_repr_names_and_masks(customer: Any):
    text = repr(customer)
    assert text.startswith("<Customer customer id=cus_1 at 0x")
    assert "> JSON: {\n" in text
    assert '"name": "Ada"' in text
    assert SECRET not in text
    assert repr(StripeObject.construct_from({}, None)).startswith("<StripeObject at 0x")
    key = stripe.EphemeralKey.construct_from(
        {"id": "ek_1", "secret": "ek_test_very_secret_4242"}, SECRET
    )
    assert "very_secret" not in repr(key)
    intent = stripe.PaymentIntent.construct_from(
        {"id": "pi_1", "client_secret": "pi_1_secret_abcdef"}, SECRET
    )
    assert "secret_abcdef" not in repr(intent)
    assert intent.client_secret == "pi_1_secret_abcdef"


def test_plain_data(customer: Any):
    plain = customer.to_dict()
    assert plain == VALUES
    assert plain is not VALUES
    assert {type(plain[name]) for name in ("metadata", "address", "subscriptions")} == {dict}
    assert type(plain["subscriptions"]["data"][0]) is dict
    assert customer.to_dict_recursive() == VALUES
    flat = customer.to_dict(recursive=False)
    assert type(flat) is dict
    assert flat["address"] is customer.address
    flat["name"] = "x"
    plain["address"]["city"] = "x"
    assert (customer.name, customer.address.city) == ("Ada", "London")
    assert json.loads(json.dumps(customer, default=vars)) == VALUES
    when = datetime(2024, 1, 1, tzinfo=timezone.utc)
    odd = StripeObject.construct_from({"a": Decimal("1.5"), "b": [when]}, None)
    assert odd.to_dict() == {"a": Decimal("1.5"), "b": [when]}
    assert odd.to_dict(for_json=True) == {"a": "1.5", "b": [1704067200]}


def test_the_context_of_an_object() -> None:
    assert stripe.Customer("cus_1", stripe_context="acct_1").stripe_context == "acct_1"


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("from_", "from"),
        ("is_", "is"),
        ("iso", "iso"),  # `is` and a letter
        ("inn", "inn"),
        ("id_", "id_"),  # no word of Python
        ("", ""),
        ("💳", "💳"),
        ("items_", "items_"),
    ],
)
def test_the_field_that_an_attribute_sets(name: str, field: str) -> None:
    made: Any = stripe.Customer("cus_1")
    setattr(made, name, 1)
    assert dict(made) == {"id": "cus_1", field: 1}
    assert getattr(made, name) == 1
    assert made[field] == 1


@pytest.mark.parametrize("name", ["", "iso", "💳", "from_"])
def test_an_attribute_that_is_deleted(name: str) -> None:
    made: Any = stripe.Customer("cus_1")
    setattr(made, name, 1)
    delattr(made, name)
    assert dict(made) == {"id": "cus_1"}
    with pytest.raises(AttributeError):
        getattr(made, name)


@pytest.mark.parametrize("name", ["idx", "id_", "is_", "_id"])
def test_an_attribute_that_is_not_there_deletes_no_other(name: str) -> None:
    made: Any = stripe.Customer("cus_1")
    with pytest.raises(AttributeError):
        delattr(made, name)
    assert dict(made) == {"id": "cus_1"}
