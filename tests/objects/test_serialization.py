"""save() and serialize(): what is sent of the changes of an object."""

from __future__ import annotations

from typing import Any

import pytest
from sent_requests import Wire

import stripe
from stripe import StripeObject

VALUES: dict[str, Any] = {
    "id": "cus_1",
    "object": "customer",
    "name": "Ada",
    "email": None,
    "metadata": {"a": "1", "b": "2", "keys": "k"},
    "address": {"city": "London", "line1": "x"},
    "default_source": {"object": "card", "id": "card_1", "name": "y"},
    "preferred_locales": ["en"],
}


def customer() -> Any:
    return stripe.Customer.construct_from(VALUES, "sk_test_1")


def set_nested(made: Any) -> None:
    made.address.city = "Paris"
    made.address.line1 = None


def replace_metadata(made: Any) -> None:
    made.metadata = {"b": "3", "c": None}


def change_and_replace(made: Any) -> None:
    made.metadata = {"a": "1"}
    made.metadata = {"z": "1"}


def keep_an_object(made: Any) -> None:
    made.metadata = customer().metadata


def other_object(made: Any) -> None:
    made.metadata = stripe.StripeObject.construct_from({"a": "9", "x": None}, None)


def change_the_card(made: Any) -> None:
    made.default_source.name = "z"


def new_card(made: Any) -> None:
    made.default_source = stripe.Card.construct_from({"object": "card", "id": "card_2"}, None)


def delete_a_change(made: Any) -> None:
    made.name = "x"
    del made.name


CHANGES: list[tuple[Any, dict[str, Any]]] = [
    (lambda made: None, {}),
    (lambda made: setattr(made, "name", "Grace"), {"name": "Grace"}),
    (lambda made: setattr(made, "name", "Ada"), {"name": "Ada"}),
    (lambda made: setattr(made, "name", None), {"name": ""}),
    (lambda made: setattr(made, "phone", "1"), {"phone": "1"}),
    (lambda made: setattr(made, "id", "cus_2"), {}),
    (lambda made: made.update({"name": "", "phone": "1"}), {"name": "", "phone": "1"}),
    (lambda made: made.metadata.__setitem__("a", "9"), {"metadata": {"a": "9"}}),
    (lambda made: made.metadata.__setitem__("a", None), {"metadata": {"a": ""}}),
    (lambda made: made.metadata.update(d="4"), {"metadata": {"d": "4"}}),
    (set_nested, {"address": {"city": "Paris", "line1": ""}}),
    (replace_metadata, {"metadata": {"b": "3", "c": None, "a": "", "keys": ""}}),
    (change_and_replace, {"metadata": {"z": "1", "a": "", "b": "", "keys": ""}}),
    (lambda made: setattr(made, "metadata", {}), {"metadata": {"a": "", "b": "", "keys": ""}}),
    (lambda made: setattr(made, "metadata", None), {"metadata": ""}),
    (keep_an_object, {"metadata": {"a": "1", "b": "2", "keys": "k"}}),
    (other_object, {"metadata": {"a": "9", "x": "", "b": "", "keys": ""}}),
    (lambda made: setattr(made, "shipping", {"name": "x"}), {"shipping": {"name": "x"}}),
    (lambda made: setattr(made, "preferred_locales", ["de"]), {"preferred_locales": ["de"]}),
    (change_the_card, {}),
    (new_card, {}),
    (delete_a_change, {}),
]


@pytest.mark.parametrize(("change", "sent"), CHANGES)
def test_serialize(change: Any, sent: dict[str, Any]):
    made = customer()
    change(made)
    assert made.serialize(None) == sent
    assert made.serialize() == sent


@pytest.mark.parametrize(("change", "sent"), CHANGES)
def test_save(change: Any, sent: dict[str, Any], wire: Wire):
    made = customer()
    change(made)
    wire.always({**VALUES, "name": "of the answer"})
    assert made.save() is made
    if not sent:
        assert wire.sent == []
        return
    assert (wire.only.verb, wire.only.path) == ("post", f"/v1/customers/{VALUES['id']}")
    wanted = stripe.Customer.create  # the same encoding as that of any call
    wanted(**sent)
    assert wire.sent[0].pairs == wire.last.pairs
    assert made.name == "of the answer"
    assert made.serialize(None) == {}
    assert made.last_response.code == 200
    made.save()
    assert len(wire.sent) == 2


def test_save_with_a_key_of_ones_own(wire: Wire):
    made = customer()
    made.name = "x"
    made.save(idempotency_key="mine")
    assert wire.only.headers["Idempotency-Key"] == "mine"
    assert wire.only.params == {"name": "x"}


def test_save_tells_of_itself(wire: Wire):
    wire.always(VALUES, Request_Id="req_1")
    made = customer()
    made.name = "x"
    made.save()
    made.refresh()
    assert '"usage": ["save"]' in wire.last.headers["X-Stripe-Client-Telemetry"]


def test_an_error_keeps_the_changes(wire: Wire):
    made = customer()
    made.name = "x"
    wire.answer({"error": {"type": "invalid_request_error", "message": "no"}}, 400)
    with pytest.raises(stripe.InvalidRequestError):
        made.save()
    assert made.name == "x"
    assert made.serialize(None) == {"name": "x"}


def account(**values: Any) -> Any:
    return stripe.Account.construct_from(
        {"id": "acct_1", "object": "account", **values}, "sk_test_1"
    )


def test_the_individual_of_an_account():
    made = account(individual={"object": "person", "id": "person_1", "first_name": "A"})
    assert made.serialize(None) == {}
    made.individual.first_name = "B"
    assert made.serialize(None) == {"individual": {"first_name": "B"}}


def test_additional_owners(wire: Wire):
    owners = [{"first_name": "A"}, {"first_name": "B"}]
    made = account(legal_entity={"additional_owners": owners, "address": {"city": "x"}})
    made.legal_entity.additional_owners[1].first_name = "C"
    made.legal_entity.additional_owners.append({"first_name": "D"})
    wanted = {"0": {}, "1": {"first_name": "C"}, "2": {"first_name": "D"}}
    assert made.serialize(None) == {"legal_entity": {"additional_owners": wanted}}
    made.save()
    assert wire.only.pairs == [
        ("legal_entity[additional_owners][1][first_name]", "C"),
        ("legal_entity[additional_owners][2][first_name]", "D"),
    ]


def test_saving_an_account_without_an_id(wire: Wire):
    made = stripe.Account()
    made.email = "a@b.c"
    made.save()
    assert wire.only.path == "/v1/account"


def test_nested_lists_are_left_alone():
    made = stripe.Customer.construct_from(
        {"id": "x", "sources": {"object": "list", "data": [{"object": "card", "id": "y"}]}}, None
    )
    made.sources.data[0].name = "z"
    assert made.serialize(None) == {}


# -- what was there before, as the caller says -----------------------------------------------------

BEFORE: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "nothing was set": (lambda c: None, {"metadata": {"a": "1", "b": "2"}}, {}),
    "a hash": (
        lambda c: c.update(metadata={"a": "1"}),
        {"metadata": {"a": "1", "b": "2"}},
        {"metadata": {"a": "1", "b": ""}},
    ),
    "an object": (
        lambda c: c.update(metadata=StripeObject.construct_from({"z": "1"}, None)),
        {"metadata": {"b": "1"}},
        {"metadata": {"z": "1", "b": ""}},
    ),
    "the same object as it was": (
        lambda c: c.update(metadata={"z": "1"}),
        stripe.Customer.construct_from({"metadata": {"b": "1", "keys": "k"}}, None),
        {"metadata": {"z": "1", "b": "", "keys": ""}},
    ),
    "a hash inside": (
        lambda c: c.address.update(tags={"z": "1"}),
        {"address": {"tags": {"b": "1"}}},
        {"address": {"tags": {"z": "1", "b": ""}}},
    ),
    "another field": (
        lambda c: c.update(metadata={"z": "1"}),
        {"name": "x"},
        {"metadata": {"z": "1"}},
    ),
    "empty": (
        lambda c: c.update(metadata={"z": "1"}),
        {},
        {"metadata": {"z": "1", "a": ""}},
    ),
}


@pytest.mark.parametrize(("change", "previous", "sent"), BEFORE.values(), ids=BEFORE)
def test_serialize_honours_what_was_before(change: Any, previous: Any, sent: Any) -> None:
    customer = stripe.Customer.construct_from(
        {"id": "cus_1", "object": "customer", "metadata": {"a": "1"}, "address": {"city": "x"}},
        None,
    )
    change(customer)
    assert customer.serialize(previous) == sent


@pytest.mark.parametrize("owners", [False, 3, "x", []])
def test_additional_owners_that_are_none(owners: Any) -> None:
    assert StripeObject.construct_from({"additional_owners": owners}, None).serialize() == {}
