"""Charges made directly: of bank accounts, of sources used once, of cards that want their owner."""

from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.means import banks

SOURCE: Any = {
    "country": "US",
    "currency": "usd",
    "account_holder_type": "individual",
    "routing_number": "110000000",
}
FAILING = {number: bank for number, bank in banks.TABLE["us_bank_account"].items() if bank.failure}


def customer_with(number: str) -> tuple[str, str]:
    token = stripe.Token.create(bank_account={**SOURCE, "account_number": number})
    assert token.id.startswith("btok_")
    customer = stripe.Customer.create(source=token.id)
    return customer.id, str(customer.default_source)


def test_bank_accounts_are_verified_first(sandbox: Sandbox) -> None:
    customer, bank = customer_with("000123456789")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Charge.create(amount=900, currency="usd", customer=customer)
    assert caught.value.param == "source"
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Customer.retrieve_source(customer, bank).verify(amounts=[1, 2])
    verified = stripe.Customer.retrieve_source(customer, bank).verify(amounts=[32, 45])
    assert verified.status == "verified"
    charge = stripe.Charge.create(amount=900, currency="usd", customer=customer)
    assert (charge.status, charge.paid, charge.id[:3]) == ("pending", False, "py_")
    assert charge.payment_method_details.type == "ach_debit"
    sandbox.clock.advance(banks.LATER)
    charge = stripe.Charge.retrieve(charge.id, expand=["balance_transaction"])
    assert (charge.status, charge.paid) == ("succeeded", True)
    assert charge.balance_transaction.amount == 900


@pytest.mark.parametrize("number", FAILING)
def test_bank_accounts_that_fail(sandbox: Sandbox, number: str) -> None:
    customer, bank = customer_with(number)
    stripe.Customer.retrieve_source(customer, bank).verify(amounts=[32, 45])
    charge = stripe.Charge.create(amount=900, currency="usd", customer=customer)
    sandbox.clock.advance(banks.LATER)
    charge = stripe.Charge.retrieve(charge.id)
    assert (charge.status, charge.failure_code) == ("failed", FAILING[number].failure)
    assert charge.balance_transaction is None
    assert sandbox.events[-1]["type"] == "charge.failed"


def test_a_source_without_a_customer_is_used_once(sandbox: Sandbox) -> None:
    source = stripe.Source.create(type="card", token="tok_visa")
    assert stripe.Charge.create(amount=900, currency="usd", source=source.id).paid
    assert stripe.Source.retrieve(source.id).status == "consumed"
    with pytest.raises(stripe.InvalidRequestError, match="consumed"):
        stripe.Charge.create(amount=900, currency="usd", source=source.id)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("threeDSecureRequired", "authentication_required"),
        ("authenticationRequiredOnSetup", "authentication_required"),
        ("threeDSecureRequiredProcessingError", "card_declined"),
        ("threeDSecureOptional", None),
        ("authenticationRequiredSetupForOffSession", None),
    ],
)
def test_nobody_can_authenticate_a_charge(sandbox: Sandbox, name: str, code: str | None) -> None:
    if code is None:
        assert stripe.Charge.create(amount=900, currency="usd", source=f"tok_{name}").paid
        return
    with pytest.raises(stripe.CardError) as caught:
        stripe.Charge.create(amount=900, currency="usd", source=f"tok_{name}")
    assert caught.value.code == code
    assert stripe.Charge.retrieve(caught.value.error.charge).failure_code == code


@pytest.mark.parametrize(
    ("params", "prefix"),
    [
        ({"pii": {"id_number": "000000000"}}, "pii_"),
        ({"cvc_update": {"cvc": "123"}}, "cvctok_"),
        ({"person": {"first_name": "Jenny"}}, "cpt_"),
        ({"account": {"business_type": "individual"}}, "ct_"),
    ],
)
def test_tokens_of_each_kind(sandbox: Sandbox, params: dict[str, Any], prefix: str) -> None:
    token = stripe.Token.create(**params)
    assert token.id.startswith(prefix)
    assert (token.type, token.used) == (next(iter(params)), False)
    assert stripe.Token.retrieve(token.id).id == token.id
