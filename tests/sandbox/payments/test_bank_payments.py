"""Payments that a bank answers later, pages of banks and wallets, bank transfers."""

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.means import banks
from stripe.sandbox.means.payment_method_types import CURRENCIES

PaymentIntent = stripe.PaymentIntent
NUMBER = {"sepa_debit": "iban"}
EXTRA: dict[str, dict[str, str]] = {
    "us_bank_account": {"routing_number": "110000000", "account_holder_type": "individual"},
    "bacs_debit": {"sort_code": "108800"},
    "au_becs_debit": {"bsb_number": "000000"},
    "acss_debit": {"institution_number": "000", "transit_number": "11000"},
    "sepa_debit": {},
}
CURRENCY = {
    "us_bank_account": "usd",
    "bacs_debit": "gbp",
    "au_becs_debit": "aud",
    "acss_debit": "cad",
    "sepa_debit": "eur",
}
ACCOUNTS = [(kind, number) for kind, accounts in banks.TABLE.items() for number in accounts]


def debit(kind: str, number: str, **params: Any) -> Any:
    details = {NUMBER.get(kind, "account_number"): number, **EXTRA[kind]}
    given: Any = {
        "amount": 2000,
        "currency": CURRENCY[kind],
        "allowed_payment_method_types": [kind],
        "payment_method_data": {
            "type": kind,
            kind: details,
            "billing_details": {"name": "Jenny Rosen", "email": "jenny.rosen@example.com"},
        },
        "mandate_data": {"customer_acceptance": {"type": "offline"}},
        "confirm": True,
    }
    return PaymentIntent.create(**{**given, **params})


@pytest.mark.parametrize(("kind", "number"), ACCOUNTS, ids=[f"{k}-{n}" for k, n in ACCOUNTS])
def test_each_account_of_the_table(
    sandbox: Sandbox, types: Callable[[], list[str]], kind: str, number: str
) -> None:
    bank = banks.TABLE[kind][number]
    intent = debit(kind, number)
    expected = ["payment_intent.created", "charge.pending", "payment_intent.processing"]
    if kind in (
        "us_bank_account",
        "acss_debit",
    ):  # accounts that were only typed in are verified first
        assert intent.next_action.type == "verify_with_microdeposits"
        expected.insert(1, "payment_intent.requires_action")
        intent = PaymentIntent.verify_microdeposits(intent.id, amounts=[32, 45])
    assert intent.status == "processing"
    assert types() == expected
    charge = stripe.Charge.retrieve(intent.latest_charge)
    assert (charge.status, charge.paid) == ("pending", False)
    assert charge.payment_method_details[kind]["last4"] == number[-4:]
    sandbox.clock.advance(bank.after - 1)
    assert PaymentIntent.retrieve(intent.id).status == "processing"
    sandbox.clock.advance(1)
    intent = PaymentIntent.retrieve(intent.id, expand=["latest_charge.balance_transaction"])
    if bank.stays:
        assert intent.status == "processing"
    elif bank.failure is not None:
        assert intent.status == "requires_payment_method"
        assert intent.last_payment_error.decline_code == bank.failure
        mandate = stripe.Mandate.retrieve(intent.latest_charge.payment_method_details[kind].mandate)
        ends = bank.failure in banks.ENDS_MANDATE.get(kind, ())
        assert mandate.status == ("inactive" if ends else "active")
        assert intent.latest_charge.failure_code == bank.failure
        told = [type for type in types() if type != "mandate.updated"]
        assert told == ["charge.failed", "payment_intent.payment_failed"]
    else:
        assert intent.status == "succeeded"
        assert intent.latest_charge.balance_transaction.type == "payment"
        assert bool(intent.latest_charge.disputed) == bank.dispute
        assert types()[:2] == ["charge.succeeded", "payment_intent.succeeded"]


@pytest.mark.parametrize("name", banks.NAMED)
def test_named_accounts(sandbox: Sandbox, pay: Callable[..., Any], name: str) -> None:
    kind, number = banks.NAMED[name]
    intent = pay(name, allowed_payment_method_types=[kind], currency=CURRENCY[kind])
    sandbox.clock.advance(banks.DELAYED)
    bank = banks.TABLE[kind][number]
    status = (
        "processing" if bank.stays else "requires_payment_method" if bank.failure else "succeeded"
    )
    assert PaymentIntent.retrieve(intent.id).status == status


def test_mandates(sandbox: Sandbox) -> None:
    intent = debit("sepa_debit", "DE89370400440532013000")
    charge = stripe.Charge.retrieve(intent.latest_charge)
    mandate = stripe.Mandate.retrieve(charge.payment_method_details.sepa_debit.mandate)
    assert (mandate.status, mandate.customer_acceptance.type) == ("active", "offline")


def test_canceling_while_processing(sandbox: Sandbox) -> None:
    intent = PaymentIntent.cancel(debit("sepa_debit", "AT611904300234573201").id)
    sandbox.clock.advance(10)
    assert PaymentIntent.retrieve(intent.id).status == "canceled"
    assert stripe.BalanceTransaction.list().data == []


def test_microdeposits(sandbox: Sandbox) -> None:
    intent = debit("us_bank_account", "000123456789")
    assert (intent.status, intent.next_action.type) == (
        "requires_action",
        "verify_with_microdeposits",
    )
    for params, code in (
        ({"amounts": [32]}, "payment_method_microdeposit_verification_amounts_invalid"),
        ({"amounts": [10, 11]}, "payment_method_microdeposit_verification_amounts_mismatch"),
    ):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            PaymentIntent.verify_microdeposits(intent.id, **params)
        assert caught.value.code == code
    intent = PaymentIntent.verify_microdeposits(intent.id, amounts=[32, 45])
    assert intent.status == "processing"
    sandbox.clock.advance(10)
    assert PaymentIntent.retrieve(intent.id).status == "succeeded"


@pytest.mark.parametrize("succeed", [True, False])
def test_page_of_a_bank(sandbox: Sandbox, types: Callable[[], list[str]], succeed: bool) -> None:
    intent = PaymentIntent.create(
        amount=2000,
        currency="eur",
        allowed_payment_method_types=["ideal"],
        payment_method_data={"type": "ideal", "ideal": {"bank": "ing"}},
        confirm=True,
        return_url="https://example.com/back",
    )
    assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")
    sandbox.authenticate(intent.id, succeed=succeed)
    intent = PaymentIntent.retrieve(intent.id, expand=["latest_charge"])
    if not succeed:
        assert intent.status == "requires_payment_method"
        assert types()[-1] == "payment_intent.payment_failed"
        return
    assert (intent.status, intent.latest_charge.payment_method_details.type) == (
        "succeeded",
        "ideal",
    )
    assert types()[-2:] == ["charge.succeeded", "payment_intent.succeeded"]


ACTIONS = {
    "alipay": ("alipay_handle_redirect", "url"),
    "boleto": ("boleto_display_details", "hosted_voucher_url"),
    "cashapp": ("cashapp_handle_redirect_or_display_qr_code", "hosted_instructions_url"),
    "konbini": ("konbini_display_details", "hosted_voucher_url"),
    "multibanco": ("multibanco_display_details", "hosted_voucher_url"),
    "oxxo": ("oxxo_display_details", "hosted_voucher_url"),
    "paynow": ("paynow_display_qr_code", "hosted_instructions_url"),
    "promptpay": ("promptpay_display_qr_code", "hosted_instructions_url"),
    "swish": ("swish_handle_redirect_or_display_qr_code", "hosted_instructions_url"),
    "wechat_pay": ("wechat_pay_display_qr_code", "hosted_instructions_url"),
    "klarna": ("redirect_to_url", "url"),
    "paypal": ("redirect_to_url", "url"),
}


def wallet(kind: str, **params: Any) -> Any:
    return PaymentIntent.create(
        amount=2000,
        currency=CURRENCIES.get(kind, ("usd",))[-1],
        allowed_payment_method_types=[kind],
        payment_method_data={"type": kind},
        confirm=True,
        return_url="https://example.com/back",
        **params,
    )


@pytest.mark.parametrize("kind", ACTIONS)
def test_what_the_customer_is_shown(sandbox: Sandbox, page: Callable[..., Any], kind: str) -> None:
    type, link = ACTIONS[kind]
    intent = wallet(kind)
    assert (intent.status, intent.next_action.type) == ("requires_action", type)
    status, headers, _ = page("POST", intent.next_action[type][link], outcome="succeed")
    assert status.startswith("303")
    assert "redirect_status=succeeded" in headers["Location"]
    intent = PaymentIntent.retrieve(intent.id, expand=["latest_charge"])
    assert intent.status == "succeeded"
    assert intent.latest_charge.payment_method_details.type == kind


@pytest.mark.parametrize("end", ["capture", "cancel", "expire"])
def test_wallets_can_be_captured_later(
    sandbox: Sandbox, types: Callable[[], list[str]], end: str
) -> None:
    intent = wallet("klarna", capture_method="manual")
    sandbox.authenticate(intent.id)
    intent = PaymentIntent.retrieve(intent.id)
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 2000)
    assert stripe.BalanceTransaction.list().data == []
    assert types()[-2:] == ["charge.succeeded", "payment_intent.amount_capturable_updated"]
    if end == "capture":
        intent = PaymentIntent.capture(intent.id, amount_to_capture=1500)
    elif end == "cancel":
        intent = PaymentIntent.cancel(intent.id)
    else:
        sandbox.clock.advance(8 * 86_400)
        intent = PaymentIntent.retrieve(intent.id)
    assert intent.status == ("succeeded" if end == "capture" else "canceled")
    booked = [transaction.amount for transaction in stripe.BalanceTransaction.list().data]
    assert booked == ([1500] if end == "capture" else [])


def transfer_intent(customer: str) -> Any:
    return PaymentIntent.create(
        amount=20_000,
        currency="jpy",
        customer=customer,
        allowed_payment_method_types=["customer_balance"],
        payment_method_data={"type": "customer_balance"},
        payment_method_options={
            "customer_balance": {
                "funding_type": "bank_transfer",
                "bank_transfer": {"type": "jp_bank_transfer"},
            }
        },
        confirm=True,
    )


def test_bank_transfer(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    customer = stripe.Customer.create().id
    intent = transfer_intent(customer)
    action = intent.next_action.display_bank_transfer_instructions
    assert (intent.status, action.amount_remaining) == ("requires_action", 20_000)
    assert types()[-1] == "payment_intent.requires_action"
    fund = stripe.Customer.TestHelpers.fund_cash_balance
    fund(customer, amount=15_000, currency="jpy")
    assert "payment_intent.partially_funded" in types()
    intent = PaymentIntent.retrieve(intent.id)
    assert intent.next_action.display_bank_transfer_instructions.amount_remaining == 5000
    fund(customer, amount=6000, currency="jpy")
    assert PaymentIntent.retrieve(intent.id).status == "succeeded"
    assert stripe.Customer.retrieve_cash_balance(customer).available == {"jpy": 1000}
    assert "cash_balance.funds_available" in types()
    kinds = [t.type for t in stripe.Customer.list_cash_balance_transactions(customer).data]
    assert kinds == ["applied_to_payment", "funded", "applied_to_payment", "funded"]


def test_paying_from_the_cash_balance(sandbox: Sandbox) -> None:
    customer = stripe.Customer.create().id
    stripe.Customer.TestHelpers.fund_cash_balance(customer, amount=30_000, currency="jpy")
    assert transfer_intent(customer).status == "succeeded"
    assert stripe.Customer.retrieve_cash_balance(customer).available == {"jpy": 10_000}


def test_a_mandate_says_what_was_agreed(sandbox: Sandbox) -> None:
    """The options of the intent are those of the mandate."""
    agreed = {
        "payment_schedule": "interval",
        "interval_description": "On the 1st of every month",
        "transaction_type": "business",
    }
    options = {"acss_debit": {"mandate_options": agreed}}
    intent = debit("acss_debit", "000123456789", payment_method_options=options)
    intent = PaymentIntent.verify_microdeposits(intent.id, amounts=[32, 45])
    charge = stripe.Charge.retrieve(intent.latest_charge)
    mandate: Any = stripe.Mandate.retrieve(charge.payment_method_details.acss_debit.mandate)
    details = mandate.payment_method_details.acss_debit
    assert {name: details[name] for name in agreed} == agreed
    prefix = {"sepa_debit": {"mandate_options": {"reference_prefix": "EX4MPL3-"}}}
    intent = debit("sepa_debit", "AT611904300234573201", payment_method_options=prefix)
    charge = stripe.Charge.retrieve(intent.latest_charge)
    mandate = stripe.Mandate.retrieve(charge.payment_method_details.sepa_debit.mandate)
    reference = mandate.payment_method_details.sepa_debit.reference
    assert (reference[:8], len(reference)) == ("EX4MPL3-", 24)
