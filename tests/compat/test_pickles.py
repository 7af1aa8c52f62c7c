"""Pickles of the official SDK are read, whichever version made them; ours are read by later versions."""

from __future__ import annotations

import base64
import copy
import json
import pickle
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import official_pickles as official
import pytest
from sent_requests import Wire

import stripe
from stripe import StripeObject, oauth_error

VERSIONS = sorted(path.stem for path in official.FOLDER.glob("*.json"))
everywhere = pytest.mark.parametrize("version", VERSIONS)
each_protocol = pytest.mark.parametrize("protocol", official.PROTOCOLS)


@cache
def pickles(version: str) -> Any:
    return json.loads(official.FOLDER.joinpath(f"{version}.json").read_text())


def unpickled(version: str, protocol: int, name: str) -> Any:
    return pickle.loads(base64.b64decode(pickles(version)[name][str(protocol)]))


def classes(value: Any) -> Any:
    """The classes all the way down."""
    if isinstance(value, StripeObject):
        return type(value), {key: classes(item) for key, item in value.__dict__.items()}
    if isinstance(value, list):
        return [classes(item) for item in value]
    return type(value)


def test_versions() -> None:
    assert VERSIONS == ["12.5.1", "14.4.1", "16.1.0", "8.11.0"]


@everywhere
@each_protocol
@pytest.mark.parametrize("name", official.OBJECTS)
def test_objects(version: str, protocol: int, name: str) -> None:
    values: Any = official.OBJECTS[name]
    found = unpickled(version, protocol, name)
    ours = stripe.util.convert_to_stripe_object(
        copy.deepcopy(values), official.KEY, stripe_account="acct_1"
    )
    assert found == ours
    assert classes(found) == classes(ours)
    assert (found.api_key, found.stripe_account) == (official.KEY, "acct_1")
    assert found.serialize(None) == {}
    assert pickle.loads(pickle.dumps(found)) == found
    for inner in found.values():
        if isinstance(inner, StripeObject) and "object" not in inner:
            assert not hasattr(inner, "api_key")


@everywhere
def test_classes_of_former_versions_are_plain_hashes(version: str) -> None:
    invoice = unpickled(version, 4, "invoice")
    amount = invoice.total_tax_amounts[0]
    assert type(amount) is StripeObject
    assert amount == {"amount": 10, "inclusive": False}
    assert type(invoice.automatic_tax.liability) is stripe.Invoice.AutomaticTax.Liability
    assert type(invoice.lines) is stripe.ListObject
    with pytest.raises(AttributeError):
        stripe.Invoice.NeverThere  # noqa: B018  # looked up


@everywhere
def test_numbers_that_were_texts(version: str) -> None:
    price = unpickled(version, 2, "price")
    assert price.unit_amount_decimal == Decimal("12.5")
    assert price.tiers[0].unit_amount_decimal == Decimal("0.5")


@everywhere
def test_an_object_goes_on_acting(version: str, wire: Wire) -> None:
    wire.always({"id": "in_1", "object": "invoice", "paid": True})
    invoice = unpickled(version, 4, "invoice")
    invoice.refresh()
    assert invoice.paid
    assert wire.last.headers["Stripe-Account"] == "acct_1"
    assert wire.last.url.endswith("/v1/invoices/in_1")


@everywhere
@each_protocol
@pytest.mark.parametrize("name", official.errors(stripe))
def test_errors(version: str, protocol: int, name: str) -> None:
    made: Any = official.errors(stripe)[name]
    found = unpickled(version, protocol, f"error: {name}")
    assert type(found) is type(made)
    attributes = ["user_message", "http_status", "json_body", "headers", "code", "request_id"]
    attributes += ["param", "sig_header", "should_retry"]
    for attribute in attributes:
        expected = getattr(made, attribute, None)
        assert getattr(found, attribute, None) == expected, attribute
    assert found.http_body in (made.http_body, None)  # None: version 8, for what is no bytes
    assert str(found) == str(made)
    with pytest.raises(type(made)):
        raise found
    if isinstance(made.error, Mapping):
        assert found.error == made.error
    assert str(pickle.loads(pickle.dumps(found))) == str(made)


def test_errors_of_oauth_keep_their_class() -> None:
    assert type(unpickled("8.11.0", 4, "error: oauth")) is oauth_error.InvalidGrantError


# -- ours -----------------------------------------------------------------------------------

OWN = official.FOLDER.with_name("own_pickles") / "16.1.0.json"


@each_protocol
@pytest.mark.parametrize("name", official.OBJECTS)
def test_our_own_of_earlier_times(
    name: str, protocol: int, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recorded once: what lies in the caches of an application when it moves on to another version."""
    pickled = base64.b64decode(json.loads(OWN.read_text())[name][str(protocol)])
    assert official.KEY.encode() not in pickled
    found = pickle.loads(pickled)
    assert found.to_dict(for_json=True) == official.OBJECTS[name]
    assert (found.api_key, found.stripe_account) == (None, "acct_1")
    wire.always({"id": "cus_1", "object": "customer"})
    customer = stripe.util.convert_to_stripe_object({"object": "customer", "id": "cus_1"})
    customer._requestor = found._requestor
    with pytest.raises(stripe.AuthenticationError, match=r"obj\.api_key"):
        customer.refresh()
    monkeypatch.setattr(stripe, "api_key", official.KEY)
    assert customer.refresh().id == "cus_1"


@each_protocol
@pytest.mark.parametrize("name", official.errors(stripe))
def test_our_own_errors_of_earlier_times(name: str, protocol: int) -> None:
    made: Any = official.errors(stripe)[name]
    found = pickle.loads(
        base64.b64decode(json.loads(OWN.read_text())[f"error: {name}"][str(protocol)])
    )
    assert type(found) is type(made)
    assert (str(found), found.code, found.http_body) == (str(made), made.code, made.http_body)
