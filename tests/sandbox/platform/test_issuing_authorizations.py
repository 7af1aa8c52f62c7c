"""Authorizations of issued cards: granted, refused, captured, reversed."""

from collections.abc import Iterator
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

Helpers = stripe.issuing.Authorization.TestHelpers


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=7, now=1_800_000_000) as sandbox:
        yield sandbox


@pytest.fixture
def holder(sandbox: Sandbox) -> str:
    address: Any = {
        "line1": "1 Main", "city": "SF", "state": "CA", "country": "US", "postal_code": "94110"
    }  # fmt: skip
    return stripe.issuing.Cardholder.create(
        type="individual", name="Jenny Rosen", billing={"address": address}
    ).id


def card(holder: str, status: Any = "active") -> str:
    return stripe.issuing.Card.create(
        cardholder=holder, currency="usd", type="virtual", status=status
    ).id


def authorize(card: str, amount: int = 1000) -> Any:
    return Helpers.create(card=card, amount=amount, currency="usd")


def test_an_active_card_is_granted(holder: str) -> None:
    made = authorize(card(holder))
    assert (made.approved, made.status, made.amount) == (True, "pending", 1000)
    (entry,) = made.request_history
    assert (entry.approved, entry.reason, entry.amount) == (True, "card_active", 1000)


@pytest.mark.parametrize("what", ["card_inactive", "card_canceled", "cardholder_inactive"])
def test_others_are_refused(holder: str, what: str) -> None:
    id = card(holder, "inactive" if what == "card_inactive" else "active")
    if what == "card_canceled":
        stripe.issuing.Card.modify(id, status="canceled")
    if what == "cardholder_inactive":
        stripe.issuing.Cardholder.modify(holder, status="inactive")
    made = authorize(id)
    assert (made.approved, made.status, made.amount) == (False, "closed", 0)
    (entry,) = made.request_history
    assert (entry.approved, entry.reason, entry.amount) == (False, what, 1000)
    with pytest.raises(stripe.InvalidRequestError):
        Helpers.capture(made.id)


def test_a_capture_is_a_transaction(sandbox: Sandbox, holder: str) -> None:
    made = authorize(card(holder))
    closed = Helpers.capture(made.id)
    (transaction,) = stripe.issuing.Transaction.list().data
    assert (closed.status, closed.amount) == ("closed", 0)
    assert [one.id for one in closed.transactions] == [transaction.id]
    assert (transaction.amount, transaction.type) == (-1000, "capture")
    assert (transaction.authorization, transaction.card) == (made.id, made.card.id)
    told = [event["type"] for event in list(sandbox.events)[-2:]]
    assert told == ["issuing_transaction.created", "issuing_authorization.updated"]


def test_parts(holder: str) -> None:
    made = authorize(card(holder))
    after = Helpers.capture(made.id, capture_amount=400, close_authorization=False)
    assert (after.status, after.amount) == ("pending", 600)
    after = Helpers.reverse(made.id, reverse_amount=100)
    assert (after.status, after.amount) == ("pending", 500)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        Helpers.reverse(made.id, reverse_amount=501)
    assert caught.value.param == "reverse_amount"
    after = Helpers.reverse(made.id)
    assert (after.status, after.amount) == ("reversed", 0)
    assert [t.amount for t in stripe.issuing.Transaction.list().data] == [-400]
