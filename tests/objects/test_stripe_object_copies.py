"""Objects made, remade, copied, pickled, and in the hands of other code."""

from __future__ import annotations

import copy
import pickle
from typing import Any
from unittest.mock import Mock

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


# -- making and remaking --------------------------------------------------------------------


def test_construct_from_leaves_its_input_alone():
    values = copy.deepcopy(VALUES)
    made = stripe.Customer.construct_from(values, None)
    made.address.city = "Paris"
    made.metadata["order"] = "2"
    made.preferred_locales.append("de")
    assert values == VALUES


def test_construct_from_gives_inner_objects_their_classes():
    made = stripe.Charge.construct_from(
        {
            "billing_details": {"address": {"city": "x"}},
            "customer": {"object": "customer", "id": "cus_1"},
            "refunds": {"object": "list", "data": [{"object": "refund"}]},
            "metadata": {"a": "b"},
        },
        None,
    )
    assert type(made.billing_details) is stripe.Charge.BillingDetails
    assert type(made.billing_details.address) is stripe.Charge.BillingDetails.Address
    assert type(made.customer) is stripe.Customer
    assert type(made.refunds.data[0]) is stripe.Refund
    assert type(made.metadata) is StripeObject


def test_construct_from_of_an_object_of_an_answer(customer: Any):
    again = stripe.Customer.construct_from(customer, "sk_test_2")
    assert again == customer
    assert again.api_key == "sk_test_2"


def test_refresh_from(customer: Any):
    customer.phone = "1"
    customer.refresh_from({"id": "cus_1", "name": "Grace", "address": {"city": "x"}}, "sk_test_2")
    assert customer == {"id": "cus_1", "name": "Grace", "address": {"city": "x"}}
    assert type(customer.address) is stripe.Customer.Address
    assert (customer.api_key, customer.stripe_account) == ("sk_test_2", "acct_1")
    assert customer.serialize(None) == {}
    customer.phone = "2"
    customer.name = "Ada"
    customer.refresh_from({"name": "Eve"}, partial=True)
    assert (customer.name, customer.phone, customer.id) == ("Eve", "2", "cus_1")
    assert customer.serialize(None) == {"phone": "2"}


def test_refresh_replaces_and_asks_as_before(wire: Wire):
    wire.answer(
        {"object": "customer", "id": "cus_1", "name": "a", "address": {"city": "x"}},
        Request_Id="req_1",
    )
    made = stripe.Customer.retrieve(
        "cus_1", expand=["sources"], idempotency_key="k", stripe_account="acct_1"
    )
    made.phone = "1"
    wire.answer({"object": "customer", "id": "cus_1", "name": "b"}, Request_Id="req_2")
    assert made.refresh() is made
    assert made == {"object": "customer", "id": "cus_1", "name": "b"}
    assert wire.last.params == {"expand": ["sources"]}
    assert wire.last.headers["Stripe-Account"] == "acct_1"
    assert "Idempotency-Key" not in wire.last.headers
    assert made.last_response.request_id == "req_2"
    assert made.serialize(None) == {}


# -- copies ---------------------------------------------------------------------------------


@pytest.mark.parametrize("deep", [False, True])
def test_copies(deep: bool, customer: Any, wire: Wire):
    customer.phone = "1"
    copied = copy.deepcopy(customer) if deep else copy.copy(customer)
    assert type(copied) is stripe.Customer
    assert copied == customer
    assert (copied.api_key, copied.stripe_account) == (SECRET, "acct_1")
    assert copied.serialize(None) == {"phone": "1"}
    copied.name = "x"
    assert customer.name == "Ada"
    copied.address.city = "Paris"
    assert customer.address.city == ("London" if deep else "Paris")
    assert copied.email == ""
    copied.refresh()
    assert wire.only.key == SECRET


def test_deepcopy_of_what_contains_itself():
    made = StripeObject.construct_from({"a": 1}, None)
    made["me"] = made
    copied = copy.deepcopy(made)
    assert copied.me is copied


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles(protocol: int, customer: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch):
    customer.phone = "1"
    data = pickle.dumps(customer, protocol)
    assert SECRET.encode() not in data
    again = pickle.loads(data)
    assert type(again) is stripe.Customer
    assert again == customer
    assert type(again.address) is stripe.Customer.Address
    assert type(again.subscriptions.data[0]) is stripe.Subscription
    assert (again.stripe_version, again.stripe_account) == ("2020-08-27", "acct_1")
    assert again.serialize(None) == {"phone": "1"}
    assert again.last_response is None
    with pytest.raises(stripe.AuthenticationError, match=r"obj\.api_key"):
        again.refresh()
    assert wire.sent == []
    again.api_key = "sk_test_2"
    again.refresh()
    assert wire.last.key == "sk_test_2"
    monkeypatch.setattr(stripe, "api_key", SECRET)
    pickle.loads(data).refresh()
    assert wire.last.key == SECRET
    assert wire.last.headers["Stripe-Account"] == "acct_1"


def test_pickles_of_an_object_of_a_call(wire: Wire):
    wire.always(
        {
            "object": "list",
            "url": "/v1/customers",
            "has_more": True,
            "data": [{"object": "customer", "id": "x"}],
        }
    )
    page = pickle.loads(pickle.dumps(stripe.Customer.list(limit=1, api_key="sk_test_module")))
    page.next_page()
    assert wire.last.params == {"limit": "1", "starting_after": "x"}


# -- living with other code --------------------------------------------------------------------


def test_mocks():
    mock = Mock(spec=stripe.Charge)
    assert isinstance(mock, stripe.Charge)
    _ = mock.capture
    with pytest.raises(AttributeError):
        _ = mock.nothing_of_the_kind


def test_methods_that_applications_add(monkeypatch: pytest.MonkeyPatch, customer: Any):
    monkeypatch.setattr(
        StripeObject, "first_name", lambda self: self.name.split()[0], raising=False
    )
    assert customer.first_name() == "Ada"


class MyCustomer(stripe.Customer):
    def greet(self) -> str:
        return f"Hello {self.name}"


def test_derived_classes(wire: Wire):
    wire.always({"object": "customer", "id": "cus_1", "name": "Ada", "address": {"city": "x"}})
    made = MyCustomer.retrieve("cus_1")
    assert made.greet() == "Hello Ada"
    assert type(made.address) is stripe.Customer.Address
    assert made.refresh() is made
    assert wire.last.path == "/v1/customers/cus_1"


def test_dir_holds_fields(customer: Any):
    assert {"name", "address", "refresh", "get"} <= set(dir(customer))
    assert "Address" in dir(stripe.Customer)
    assert "BillingDetails" in dir(stripe.Charge)
