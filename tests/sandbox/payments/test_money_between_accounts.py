"""Money and news between a platform and its accounts: back to the platform, debits, failed payouts, farewells."""

from __future__ import annotations

import json
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

BANK: Any = {
    "object": "bank_account",
    "country": "US",
    "currency": "usd",
    "routing_number": "110000000",
}


@pytest.fixture
def seller(sandbox: Sandbox) -> str:
    """A connected account with 10.00 USD."""
    account = stripe.Account.create(
        type="custom", country="US", capabilities={"transfers": {"requested": True}}
    )
    stripe.Charge.create(amount=50_000, currency="usd", source="tok_bypassPending")
    stripe.Transfer.create(amount=1000, currency="usd", destination=account.id)
    return account.id


def available(account: str | None = None) -> int:
    options: Any = {"stripe_account": account} if account else {}
    return stripe.Balance.retrieve(**options).available[0].amount


def test_a_transfer_to_the_platform(seller: str) -> None:
    platform, before = stripe.Account.retrieve().id, available()
    sent = stripe.Transfer.create(
        amount=300, currency="usd", destination=platform, stripe_account=seller
    )
    assert (sent.destination, available(seller), available()) == (platform, 700, before + 300)


@pytest.mark.parametrize("who", ["platform", "seller"])
def test_transfers_that_lead_nowhere(seller: str, who: str) -> None:
    other = stripe.Account.create(type="custom", country="US").id
    wrong: Any = (
        {"destination": stripe.Account.retrieve().id}
        if who == "platform"
        else {"destination": other, "stripe_account": seller}
    )
    with pytest.raises(stripe.InvalidRequestError, match="No such destination"):
        stripe.Transfer.create(amount=100, currency="usd", **wrong)


def test_a_debit_of_an_account(seller: str) -> None:
    before = available()
    charge = stripe.Charge.create(amount=400, currency="usd", source=seller, description="Rent")
    assert (charge.status, charge.paid, charge.description) == ("succeeded", True, "Rent")
    assert charge.payment_method_details is not None
    assert charge.payment_method_details.type == "stripe_account"
    assert (available(seller), available()) == (600, before + 400)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Charge.create(amount=601, currency="usd", source=seller)
    assert caught.value.code == "balance_insufficient"
    with pytest.raises(stripe.InvalidRequestError, match="No such account"):
        stripe.Charge.create(amount=100, currency="usd", source="acct_unknown")


def test_a_failed_payout_stops_its_bank_account(sandbox: Sandbox, seller: str) -> None:
    bank = stripe.Account.create_external_account(
        seller, external_account={**BANK, "account_number": "000111111116"}
    )
    payout = stripe.Payout.create(amount=100, currency="usd", stripe_account=seller)
    sandbox.clock.advance(10)
    payout = stripe.Payout.retrieve(payout.id, stripe_account=seller)
    assert (payout.status, payout.failure_code) == ("failed", "no_account")
    failed: Any = stripe.Account.retrieve_external_account(seller, bank.id)
    assert failed.status == "errored"
    event = stripe.Event.list(type="account.external_account.updated", stripe_account=seller).data[
        0
    ]
    assert event.data.object["status"] == "errored"
    assert event.data.previous_attributes == {"status": "new"}
    with pytest.raises(stripe.InvalidRequestError, match="stopped") as caught:
        stripe.Payout.create(amount=100, currency="usd", stripe_account=seller)
    assert caught.value.param == "destination"
    stripe.Account.create_external_account(
        seller,
        external_account={**BANK, "account_number": "000123456789"},
        default_for_currency=True,
    )
    assert (
        stripe.Payout.create(amount=100, currency="usd", stripe_account=seller).status == "pending"
    )


@pytest.mark.parametrize("how", ["deleted", "disconnected"])
def test_connect_endpoints_hear_of_the_end(sandbox: Sandbox, seller: str, how: str) -> None:
    stripe.WebhookEndpoint.create(
        url="http://127.0.0.1:9/hook",
        enabled_events=["account.application.deauthorized"],
        connect=True,
    )
    if how == "deleted":
        assert stripe.Account.delete(seller).deleted is True
    else:
        stripe.OAuth.deauthorize(client_id="ca_123", stripe_user_id=seller)
    (delivery,) = sandbox.deliveries
    event = json.loads(delivery.payload)
    assert (event["type"], event["account"]) == ("account.application.deauthorized", seller)
