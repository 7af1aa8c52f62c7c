"""Ephemeral keys: what an application on a phone may do for its customer, and no more."""

from typing import Any

import pytest
from refusals import failed

import stripe
from stripe.sandbox import Sandbox

VERSION = "2026-10-28.endive"


@pytest.fixture
def customer(sandbox: Sandbox) -> str:
    return stripe.Customer.create(email="jenny@example.com").id


@pytest.fixture
def key(customer: str) -> Any:
    return stripe.EphemeralKey.create(customer=customer, stripe_version=VERSION)


def test_it_reaches_its_customer(customer: str, key: Any) -> None:
    as_phone: Any = {"api_key": key.secret}
    assert key.secret.startswith("ek_test_")
    assert stripe.Customer.retrieve(customer, **as_phone).email == "jenny@example.com"
    method = stripe.PaymentMethod.attach("pm_card_visa", customer=customer, **as_phone)
    listed = stripe.PaymentMethod.list(customer=customer, type="card", **as_phone).data
    assert [one.id for one in listed] == [method.id]
    assert stripe.PaymentMethod.detach(method.id, **as_phone).customer is None


def test_it_reaches_nothing_else(customer: str, key: Any) -> None:
    as_phone: Any = {"api_key": key.secret}
    other = stripe.Customer.create().id
    method = stripe.PaymentMethod.attach("pm_card_visa", customer=other).id
    for call in (
        lambda: stripe.Customer.retrieve(other, **as_phone),
        lambda: stripe.PaymentMethod.list(customer=other, **as_phone),
        lambda: stripe.PaymentMethod.detach(method, **as_phone),
        lambda: stripe.Customer.list(**as_phone),
        lambda: stripe.PaymentIntent.create(amount=1000, currency="usd", **as_phone),
        lambda: stripe.Customer.delete(customer, **as_phone),
    ):
        error = failed(call)
        assert error.http_status == 403
        assert key.secret not in str(error)


def test_it_ends(sandbox: Sandbox, customer: str, key: Any) -> None:
    assert key.expires - key.created == 3600
    sandbox.clock.advance(3600)
    error = failed(stripe.Customer.retrieve, customer, api_key=key.secret)
    assert (error.http_status, error.code) == (401, "api_key_expired")


def test_it_can_be_ended(customer: str, key: Any) -> None:
    assert stripe.EphemeralKey.delete(key.id).id == key.id
    assert failed(stripe.Customer.retrieve, customer, api_key=key.secret).http_status == 401
