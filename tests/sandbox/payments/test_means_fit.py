"""Means of payment fit what they are used for: currencies by type, numbers by country."""

from __future__ import annotations

from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.means.payment_method_types import CURRENCIES

OTHERS = {kind: "eur" if "eur" not in taken else "thb" for kind, taken in CURRENCIES.items()}


@pytest.mark.parametrize("kind", CURRENCIES)
def test_a_type_is_paid_in_its_currencies_alone(sandbox: Sandbox, kind: str) -> None:
    other: Any = OTHERS[kind]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.PaymentIntent.create(
            amount=50_000, currency=other, allowed_payment_method_types=["card", kind]
        )
    assert caught.value.param == "payment_method_types"
    assert caught.value.user_message is not None
    assert (
        f"The payment method type {kind} only supports the following currencies: "
        f"{', '.join(CURRENCIES[kind])}." in caught.value.user_message
    )
    currency: Any = CURRENCIES[kind][0]
    made = stripe.PaymentIntent.create(
        amount=50_000, currency=currency, allowed_payment_method_types=[kind]
    )
    assert made.payment_method_types == [kind]
    with pytest.raises(stripe.InvalidRequestError, match="only supports"):
        stripe.PaymentIntent.modify(made.id, currency=other, allowed_payment_method_types=[kind])


def test_the_currency_counts_with_automatic_methods_too(sandbox: Sandbox) -> None:
    method = stripe.PaymentMethod.create(
        type="sepa_debit",
        sepa_debit={"iban": "DE89370400440532013000"},
        billing_details={"name": "Jenny", "email": "jenny@example.com"},
    )
    with pytest.raises(stripe.InvalidRequestError, match="sepa_debit only supports"):
        stripe.PaymentIntent.create(
            amount=1000,
            currency="usd",
            payment_method=method.id,
            automatic_payment_methods={"enabled": True},
        )


def test_checkout_says_so_too(sandbox: Sandbox) -> None:
    price: Any = {"currency": "usd", "unit_amount": 1000, "product_data": {"name": "T-shirt"}}
    with pytest.raises(stripe.InvalidRequestError, match="on this Checkout Session"):
        stripe.checkout.Session.create(
            mode="payment",
            line_items=[{"price_data": price, "quantity": 1}],
            allowed_payment_method_types=["ideal"],
            success_url="https://example.com",
        )


US = {"country": "US", "currency": "usd"}
BAD_ACCOUNTS: dict[str, tuple[dict[str, str], str, str]] = {
    "check digit": ({**US, "routing_number": "110000001"}, "routing_number", "routing_number_invalid"),
    "short": ({**US, "routing_number": "11000"}, "routing_number", "routing_number_invalid"),
    "letters": ({**US, "account_number": "ABC"}, "account_number", "account_number_invalid"),
    "IBAN": (
        {"country": "DE", "currency": "eur", "account_number": "DE89370400440532013001"},
        "account_number",
        "account_number_invalid",
    ),
    "no IBAN": (
        {"country": "FR", "currency": "eur", "account_number": "12345678"},
        "account_number",
        "account_number_invalid",
    ),
    "sort code": (
        {"country": "GB", "currency": "gbp", "routing_number": "1088", "account_number": "00012345"},
        "routing_number",
        "routing_number_invalid",
    ),
    "BSB": (
        {"country": "AU", "currency": "aud", "routing_number": "11", "account_number": "000123456"},
        "routing_number",
        "routing_number_invalid",
    ),
    "CLABE": (
        {"country": "MX", "currency": "mxn", "account_number": "000000001234567890"},
        "account_number",
        "account_number_invalid",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ACCOUNTS)
def test_accounts_that_no_bank_has(sandbox: Sandbox, name: str) -> None:
    details, field, code = BAD_ACCOUNTS[name]
    bank: Any = {"account_number": "000123456789", **details}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Token.create(bank_account=bank)
    assert (caught.value.param, caught.value.code) == (f"bank_account[{field}]", code)


GOOD_ACCOUNTS = [
    {**US, "routing_number": "110000000", "account_number": "000123456789"},
    {"country": "DE", "currency": "eur", "account_number": "DE89 3704 0044 0532 0130 00"},
    {"country": "GB", "currency": "gbp", "routing_number": "10-88-00", "account_number": "00012345"},
    {"country": "GB", "currency": "gbp", "account_number": "GB82WEST12345698765432"},
    {"country": "AU", "currency": "aud", "routing_number": "110000", "account_number": "000123456"},
    {"country": "CA", "currency": "cad", "routing_number": "11000-000", "account_number": "000123456789"},
    {"country": "MX", "currency": "mxn", "account_number": "000000001234567897"},
    {"country": "JP", "currency": "jpy", "routing_number": "1100000", "account_number": "0001234"},
]  # fmt: skip


@pytest.mark.parametrize("details", GOOD_ACCOUNTS, ids=lambda details: details["country"])
def test_accounts_that_may_be(sandbox: Sandbox, details: Any) -> None:
    token = stripe.Token.create(bank_account=details)
    assert token.bank_account is not None
    assert token.bank_account.country == details["country"]


BAD_METHODS: dict[str, tuple[dict[str, str], str]] = {
    "us_bank_account": ({"routing_number": "123456789", "account_number": "000123456789"}, "routing_number"),
    "bacs_debit": ({"sort_code": "12", "account_number": "00012345"}, "sort_code"),
    "au_becs_debit": ({"bsb_number": "1", "account_number": "000123456"}, "bsb_number"),
    "sepa_debit": ({"iban": "DE00370400440532013000"}, "iban"),
    "acss_debit": (
        {"institution_number": "00", "transit_number": "11000", "account_number": "000123456789"},
        "institution_number",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD_METHODS)
def test_methods_with_numbers_that_no_bank_has(sandbox: Sandbox, kind: str) -> None:
    details, field = BAD_METHODS[kind]
    params: Any = {
        "type": kind,
        kind: details,
        "billing_details": {"name": "J", "email": "j@x.com"},
    }
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.PaymentMethod.create(**params)
    assert caught.value.param == f"{kind}[{field}]"


@pytest.mark.parametrize(
    ("kind", "currency", "name", "least", "most"),
    [
        ("boleto", "brl", "expires_after_days", 0, 60),
        ("konbini", "jpy", "expires_after_days", 1, 60),
        ("oxxo", "mxn", "expires_after_days", 1, 7),
        ("pix", "brl", "expires_after_seconds", 60, 1_209_600),
    ],
)
def test_how_long_a_voucher_can_be_paid(
    sandbox: Sandbox, kind: Any, currency: str, name: str, least: int, most: int
) -> None:
    def create(**options: Any) -> Any:
        return stripe.PaymentIntent.create(
            amount=1000,
            currency=currency,
            payment_method_types=[kind],
            payment_method_options={kind: options},
        )

    for value in (least, most):
        assert create(**{name: value}).payment_method_options[kind][name] == value
    for value in (least - 1, most + 1):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            create(**{name: value})
        assert caught.value.param == f"payment_method_options[{kind}][{name}]"
    if kind == "konbini":
        with pytest.raises(stripe.InvalidRequestError) as caught:
            create(expires_after_days=3, expires_at=4_000_000_000)
        assert caught.value.code == "parameters_exclusive"


def test_options_tell_of_each_type_what_was_not_chosen(sandbox: Sandbox) -> None:
    types: Any = ["acss_debit", "card", "cashapp", "link", "us_bank_account"]
    made = stripe.PaymentIntent.create(
        amount=1000,
        currency="usd",
        payment_method_types=types,
        payment_method_options={"card": {"request_three_d_secure": "any"}},
    )
    options = made.payment_method_options.to_dict()
    assert list(options["card"].values()).count(None) == 3
    assert options["card"]["request_three_d_secure"] == "any"
    assert options["us_bank_account"] == {"verification_method": "automatic"}
    assert (options["cashapp"], options["link"]) == ({}, {"persistent_token": None})
    brazilian = stripe.PaymentIntent.create(
        amount=1000, currency="brl", payment_method_types=["boleto"]
    )
    assert brazilian.payment_method_options.to_dict() == {"boleto": {"expires_after_days": 3}}
    saved = stripe.SetupIntent.create(payment_method_types=["card", "sepa_debit"])
    assert saved.payment_method_options["sepa_debit"].to_dict() == {}
