"""Resources whose methods are more than a route."""

from __future__ import annotations

from typing import Any

import pytest
from sent_requests import Wire

import stripe


@pytest.mark.parametrize(
    ("call", "verb", "path"),
    [
        (lambda: stripe.Account.retrieve(), "get", "/v1/account"),
        (lambda: stripe.Account.retrieve(None), "get", "/v1/account"),
        (lambda: stripe.Account.retrieve("acct_1"), "get", "/v1/accounts/acct_1"),
        (lambda: stripe.Account.retrieve(id="acct_1"), "get", "/v1/accounts/acct_1"),
        (lambda: stripe.Account.modify(email="x"), "post", "/v1/account"),
        (lambda: stripe.Account.modify("acct_1", email="x"), "post", "/v1/accounts/acct_1"),
        (lambda: stripe.Account("acct_1").refresh(), "get", "/v1/accounts/acct_1"),
        (lambda: stripe.Account().refresh(), "get", "/v1/account"),
        (lambda: stripe.Balance.retrieve(), "get", "/v1/balance"),
        (lambda: stripe.Balance.retrieve(stripe_account="acct_1"), "get", "/v1/balance"),
        (lambda: stripe.BalanceSettings.modify(payments={}), "post", "/v1/balance_settings"),
        (lambda: stripe.tax.Settings.retrieve(), "get", "/v1/tax/settings"),
        (lambda: stripe.tax.Settings.modify(head_office={}), "post", "/v1/tax/settings"),
        (
            lambda: stripe.ApplicationFeeRefund.modify("fee_1", "fr_1"),
            "post",
            "/v1/application_fees/fee_1/refunds/fr_1",
        ),
        (
            lambda: stripe.InvoiceLineItem.modify("in_1", "il_1"),
            "post",
            "/v1/invoices/in_1/lines/il_1",
        ),
        (lambda: stripe.Subscription.delete("sub_1"), "delete", "/v1/subscriptions/sub_1"),
        (lambda: stripe.Subscription("sub_1").delete(), "delete", "/v1/subscriptions/sub_1"),
    ],
)
def test_addresses(call: Any, verb: str, path: str, wire: Wire):
    call()
    assert (wire.only.verb, wire.only.path) == (verb, path)


def test_the_own_account_is_refreshed_by_its_id(wire: Wire):
    wire.always({"object": "account", "id": "acct_1"})
    account = stripe.Account.retrieve(expand=["individual"], idempotency_key="k")
    account.refresh()
    assert wire.last.path == "/v1/accounts/acct_1"
    assert wire.last.params == {"expand": ["individual"]}
    assert "Idempotency-Key" not in wire.last.headers


def test_deauthorize(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stripe, "client_id", "ca_1")
    stripe.Account("acct_1").deauthorize()
    assert wire.only.url == "https://connect.stripe.com/oauth/deauthorize"
    assert wire.only.params == {"client_id": "ca_1", "stripe_user_id": "acct_1"}


@pytest.mark.parametrize("verdict", ["fraudulent", "safe"])
def test_verdicts_about_a_charge(verdict: str, wire: Wire):
    charge = stripe.Charge("ch_1")
    wire.always({"object": "charge", "id": "ch_1", "fraud_details": {"user_report": verdict}})
    mark = getattr(charge, f"mark_as_{verdict}")
    assert mark() is charge
    assert wire.last.path == "/v1/charges/ch_1"
    assert wire.last.params == {"fraud_details": {"user_report": verdict}}
    assert charge.fraud_details.user_report == verdict
    mark("key of mine")
    assert wire.last.headers["Idempotency-Key"] == "key of mine"


@pytest.mark.parametrize("version", [None, ""])
def test_ephemeral_keys_need_a_version(version: Any, wire: Wire):
    with pytest.raises(ValueError, match="stripe_version"):
        stripe.EphemeralKey.create(customer="cus_1", stripe_version=version)
    with pytest.raises(ValueError, match="stripe_version"):
        stripe.EphemeralKey.create(customer="cus_1")
    assert wire.sent == []
    stripe.EphemeralKey.create(customer="cus_1", stripe_version="2020-08-27")
    assert wire.only.headers["Stripe-Version"] == "2020-08-27"
    assert wire.only.params == {"customer": "cus_1"}


def source(**values: Any) -> Any:
    return stripe.Source.construct_from({"id": "src_1", "object": "source", **values}, None)


@pytest.mark.parametrize("customer", ["cus_1", {"object": "customer", "id": "cus_1"}])
def test_detaching_a_source(customer: Any, wire: Wire):
    made = source(customer=customer)
    wire.always({"object": "source", "id": "src_1", "status": "consumed"})
    assert made.detach() is made
    assert (wire.only.verb, wire.only.path) == ("delete", "/v1/customers/cus_1/sources/src_1")
    assert made.status == "consumed"


@pytest.mark.parametrize("values", [{}, {"customer": None}])
def test_a_source_of_nobody(values: dict[str, Any], wire: Wire):
    with pytest.raises(stripe.InvalidRequestError, match="customer"):
        source(**values).detach()
    assert wire.sent == []


@pytest.mark.parametrize("cls", [stripe.BankAccount, stripe.Card])
@pytest.mark.parametrize(
    ("owner", "path"),
    [
        ({"customer": "cus_1"}, "/v1/customers/cus_1/sources/x_1"),
        ({"customer": {"object": "customer", "id": "cus_1"}}, "/v1/customers/cus_1/sources/x_1"),
        ({"account": "acct_1"}, "/v1/accounts/acct_1/external_accounts/x_1"),
        ({"customer": None, "account": "acct_1"}, "/v1/accounts/acct_1/external_accounts/x_1"),
    ],
)
def test_cards_and_bank_accounts_belong_to_somebody(cls: Any, owner: Any, path: str, wire: Wire):
    made = cls.construct_from({"object": cls.OBJECT_NAME, "id": "x_1", **owner}, "sk_test_1")
    wire.always({"object": cls.OBJECT_NAME, "id": "x_1", **owner})
    made.refresh()
    made.name = "y"
    made.save()
    cls.delete(made)
    made.delete()
    assert [sent.verb for sent in wire.sent] == ["get", "post", "delete", "delete"]
    assert {sent.path for sent in wire.sent} == {path}


@pytest.mark.parametrize("cls", [stripe.BankAccount, stripe.Card])
def test_cards_and_bank_accounts_are_not_addressed_alone(cls: Any, wire: Wire):
    with pytest.raises(NotImplementedError):
        cls.delete("x_1")
    with pytest.raises(stripe.InvalidRequestError, match="customer or account"):
        cls("x_1").refresh()
    assert wire.sent == []


def test_verifying_a_bank_account(wire: Wire):
    made = stripe.BankAccount.construct_from({"id": "ba_1", "customer": "cus_1"}, None)
    assert made.verify(amounts=[32, 45]) is made
    assert wire.only.path == "/v1/customers/cus_1/sources/ba_1/verify"
    assert wire.only.params == {"amounts": ["32", "45"]}
