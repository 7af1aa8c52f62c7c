"""Balance, balance transactions, payouts, topups, transfers, application fees, Connect charges."""

from collections.abc import Callable
from typing import Any

import pytest
from refusals import refused

import stripe
from stripe.sandbox import Sandbox

DAY = 86_400


def amounts(side: str, account: str | None = None) -> dict[str, int]:
    balance = stripe.Balance.retrieve(stripe_account=account)
    return {part.currency: part.amount for part in balance[side] if part.amount}


@pytest.fixture
def account(sandbox: Sandbox) -> str:
    wanted: Any = {"card_payments": {"requested": True}, "transfers": {"requested": True}}
    return stripe.Account.create(type="custom", country="US", capabilities=wanted).id


# -- balance -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "amount", "fee"),
    [("visa", 2000, 88), ("visa", 10_000, 320), ("visa", 50, 31), ("de", 10_000, 470)],
)
def test_fees(
    sandbox: Sandbox, pay: Callable[..., Any], method: str, amount: int, fee: int
) -> None:
    intent = pay(f"pm_card_{method}", amount, expand=["latest_charge.balance_transaction"])
    transaction = intent.latest_charge.balance_transaction
    assert (transaction.amount, transaction.fee, transaction.net) == (amount, fee, amount - fee)
    (detail,) = transaction.fee_details
    assert (detail.type, detail.amount) == ("stripe_fee", fee)
    assert (transaction.type, transaction.reporting_category) == ("charge", "charge")


def test_money_becomes_available_on_the_clock(
    sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    intent = pay(expand=["latest_charge.balance_transaction"])
    transaction = intent.latest_charge.balance_transaction
    assert transaction.status == "pending"
    assert transaction.available_on >= sandbox.clock.now() + 2 * DAY
    assert (amounts("pending"), amounts("available")) == ({"usd": 1912}, {})
    sandbox.clock.move_to(transaction.available_on - 1)
    assert amounts("available") == {}
    types()
    sandbox.clock.advance(1)
    assert (amounts("pending"), amounts("available")) == ({}, {"usd": 1912})
    assert stripe.BalanceTransaction.retrieve(transaction.id).status == "available"
    assert types() == ["balance.available"]


def test_bypassing_pending(
    sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    pay("pm_card_bypassPending")
    assert amounts("available") == {"usd": 1912}
    assert types()[-1] == "balance.available"


def test_listing_transactions(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    intent = pay()
    stripe.Refund.create(payment_intent=intent.id, amount=500)
    listed = stripe.BalanceTransaction.list().data
    assert [(t.type, t.amount) for t in listed] == [("refund", -500), ("charge", 2000)]
    assert [t.type for t in stripe.BalanceTransaction.list(type="refund").data] == ["refund"]
    found = stripe.BalanceTransaction.list(source=intent.latest_charge).data
    assert [t.source for t in found] == [intent.latest_charge]


# -- payouts -----------------------------------------------------------------------------------------


def test_payout(sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]) -> None:
    pay("pm_card_bypassPending")
    types()
    payout = stripe.Payout.create(amount=1000, currency="usd", metadata={"a": "b"})
    assert (payout.status, payout.method, payout.type) == ("pending", "standard", "bank_account")
    assert payout.arrival_date > sandbox.clock.now()
    assert amounts("available") == {"usd": 912}
    transaction = stripe.BalanceTransaction.retrieve(payout.balance_transaction)
    assert (transaction.type, transaction.amount, transaction.source) == (
        "payout",
        -1000,
        payout.id,
    )
    sandbox.clock.advance(10)
    assert stripe.Payout.retrieve(payout.id).status == "paid"
    assert types() == ["payout.created", "payout.paid"]
    assert refused(lambda: stripe.Payout.cancel(payout.id)).http_status == 400
    reversal = stripe.Payout.reverse(payout.id)
    assert (reversal.amount, reversal.original_payout) == (-1000, payout.id)
    assert amounts("available") == {"usd": 1912}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("000123456789", None),
        ("000111111116", "no_account"),
        ("000111111113", "account_closed"),
        ("000222222227", "insufficient_funds"),
        ("000333333335", "debit_not_authorized"),
        ("000444444440", "invalid_currency"),
    ],
)
def test_payouts_to_test_accounts(
    sandbox: Sandbox, pay: Callable[..., Any], account: str, number: str, code: str | None
) -> None:
    bank: Any = {
        "object": "bank_account",
        "country": "US",
        "currency": "usd",
        "routing_number": "110000000",
        "account_number": number,
    }
    external = stripe.Account.create_external_account(account, external_account=bank)
    pay("pm_card_bypassPending", stripe_account=account)
    payout = stripe.Payout.create(amount=1000, currency="usd", stripe_account=account)
    assert payout.destination == external.id
    sandbox.clock.advance(10)
    payout = stripe.Payout.retrieve(payout.id, stripe_account=account)
    if code is None:
        assert payout.status == "paid"
        return
    assert (payout.status, payout.failure_code) == ("failed", code)
    assert payout.failure_message
    assert payout.failure_balance_transaction.startswith("txn_")
    assert amounts("available", account) == {"usd": 1912}


@pytest.mark.parametrize(
    ("currency", "code"),
    [("huf", "parameter_invalid_integer"), ("twd", "parameter_invalid_integer"), ("usd", None)],
)
def test_payouts_of_whole_amounts(
    sandbox: Sandbox, pay: Callable[..., Any], currency: str, code: str | None
) -> None:
    own = stripe.Account.retrieve().id
    bank: Any = {"object": "bank_account", "country": "US", "account_number": "000123456789"}
    bank.update(currency=currency, routing_number="110000000")
    stripe.Account.create_external_account(own, external_account=bank)
    pay("pm_card_bypassPending", 50_000, currency=currency)
    assert stripe.Payout.create(amount=1000, currency=currency).status == "pending"
    if code is None:
        assert stripe.Payout.create(amount=1045, currency=currency).status == "pending"
    else:
        error = refused(lambda: stripe.Payout.create(amount=1045, currency=currency))
        assert (error.code, error.param) == (code, "amount")


def test_payout_without_money(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    pay()  # pending
    error = refused(lambda: stripe.Payout.create(amount=1000, currency="usd"))
    assert error.code == "balance_insufficient"


def test_canceling_a_payout(
    sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    pay("pm_card_bypassPending")
    payout = stripe.Payout.create(amount=1000, currency="usd")
    types()
    assert stripe.Payout.cancel(payout.id).status == "canceled"
    assert types() == ["payout.canceled"]
    assert amounts("available") == {"usd": 1912}
    sandbox.clock.advance(10)
    assert stripe.Payout.retrieve(payout.id).status == "canceled"


def test_topup(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    topup = stripe.Topup.create(amount=2000, currency="usd", description="Top-up")
    assert topup.status == "pending"
    sandbox.clock.advance(10)
    assert stripe.Topup.retrieve(topup.id).status == "succeeded"
    assert amounts("available") == {"usd": 2000}
    assert types() == ["topup.created", "topup.succeeded"]


# -- transfers ---------------------------------------------------------------------------------------


def test_transfer_and_reversal(
    sandbox: Sandbox, pay: Callable[..., Any], account: str, types: Callable[[], list[str]]
) -> None:
    pay("pm_card_bypassPending", 10_000)
    types()
    transfer = stripe.Transfer.create(amount=5000, currency="usd", destination=account)
    assert transfer.destination_payment.startswith("py_")
    assert types() == ["transfer.created"]
    assert amounts("available", account) == {"usd": 5000}
    payment = stripe.Charge.retrieve(transfer.destination_payment, stripe_account=account)
    assert (payment.source_transfer, payment.amount) == (transfer.id, 5000)
    reversal = stripe.Transfer.create_reversal(transfer.id, amount=2000)
    assert types() == ["charge.refunded", "transfer.reversed"]
    transfer = stripe.Transfer.retrieve(transfer.id)
    assert (transfer.amount_reversed, transfer.reversed) == (2000, False)
    assert [r.id for r in transfer.reversals.data] == [reversal.id]
    assert (
        refused(lambda: stripe.Transfer.create_reversal(transfer.id, amount=3001)).param == "amount"
    )
    stripe.Transfer.create_reversal(transfer.id)
    assert stripe.Transfer.retrieve(transfer.id).reversed is True
    assert (amounts("available"), amounts("available", account)) == ({"usd": 9680}, {})


def test_transfer_errors(sandbox: Sandbox, pay: Callable[..., Any], account: str) -> None:
    create = stripe.Transfer.create
    error = refused(lambda: create(amount=1, currency="usd", destination=account))
    assert error.code == "balance_insufficient"
    error = refused(lambda: create(amount=1, currency="usd", destination="acct_nope"))
    assert (error.code, error.param) == ("resource_missing", "destination")
    assert error.user_message == "No such destination: 'acct_nope'"


def test_transfer_of_one_charge(sandbox: Sandbox, pay: Callable[..., Any], account: str) -> None:
    charge = pay().latest_charge
    given: Any = {"currency": "usd", "destination": account, "source_transaction": charge}
    stripe.Transfer.create(amount=1500, **given)
    assert amounts("pending", account) == {"usd": 1500}
    assert refused(lambda: stripe.Transfer.create(amount=501, **given)).param == "amount"
    stripe.Transfer.create(amount=500, **given)


# -- charges on Connect ------------------------------------------------------------------------------


def test_direct_charge(
    sandbox: Sandbox, pay: Callable[..., Any], account: str, types: Callable[[], list[str]]
) -> None:
    intent = pay(amount=10_000, application_fee_amount=1000, stripe_account=account)
    assert "application_fee.created" in types()
    charge = stripe.Charge.retrieve(
        intent.latest_charge, expand=["balance_transaction"], stripe_account=account
    )
    transaction = charge.balance_transaction
    assert (transaction.fee, transaction.net) == (1320, 8680)
    assert {fee.type: fee.amount for fee in transaction.fee_details} == {
        "stripe_fee": 320,
        "application_fee": 1000,
    }
    (fee,) = stripe.ApplicationFee.list().data
    assert (fee.amount, fee.account, fee.charge) == (1000, account, charge.id)
    assert charge.application_fee == fee.id
    assert (amounts("pending"), amounts("pending", account)) == ({"usd": 1000}, {"usd": 8680})
    assert refused(lambda: stripe.Charge.retrieve(charge.id)).code == "resource_missing"
    stripe.Refund.create(
        payment_intent=intent.id, amount=5000, refund_application_fee=True, stripe_account=account
    )
    assert stripe.ApplicationFee.retrieve(fee.id).amount_refunded == 500
    assert (amounts("available"), amounts("pending")) == ({}, {"usd": 500})
    sandbox.clock.advance(4 * DAY)
    assert (amounts("available"), amounts("pending")) == ({"usd": 500}, {})


def test_destination_charge(sandbox: Sandbox, pay: Callable[..., Any], account: str) -> None:
    intent = pay(
        amount=10_000,
        transfer_data={"destination": account},
        application_fee_amount=1000,
        expand=["latest_charge.transfer"],
    )
    charge = intent.latest_charge
    assert (charge.transfer_data.destination, charge.transfer.amount) == (account, 10_000)
    assert charge.transfer.source_transaction == charge.id
    assert amounts("pending", account) == {"usd": 9000}
    refund = stripe.Refund.create(
        payment_intent=intent.id, reverse_transfer=True, refund_application_fee=True
    )
    assert refund.transfer_reversal.startswith("trr_")
    assert stripe.Transfer.retrieve(charge.transfer.id).reversed is True
    fee = stripe.ApplicationFee.retrieve(charge.application_fee)
    assert (fee.refunded, fee.amount_refunded) == (True, 1000)


def test_destination_charge_of_a_part(
    sandbox: Sandbox, pay: Callable[..., Any], account: str
) -> None:
    pay(amount=10_000, transfer_data={"destination": account, "amount": 8000})
    assert amounts("pending", account) == {"usd": 8000}


def test_connect_mistakes(sandbox: Sandbox, pay: Callable[..., Any], account: str) -> None:
    assert refused(lambda: pay(application_fee_amount=100)).param == "application_fee_amount"
    error = refused(lambda: pay(transfer_data={"destination": "acct_nope"}))
    assert error.param == "transfer_data[destination]"
    error = refused(
        lambda: pay(transfer_data={"destination": account}, application_fee_amount=2001)
    )
    assert error.param == "application_fee_amount"
    charge = pay().latest_charge
    error = refused(lambda: stripe.Refund.create(charge=charge, reverse_transfer=True))
    assert error.param == "reverse_transfer"


def test_application_fee_refunds(
    sandbox: Sandbox, pay: Callable[..., Any], account: str, types: Callable[[], list[str]]
) -> None:
    pay(amount=10_000, application_fee_amount=1000, stripe_account=account)
    (fee,) = stripe.ApplicationFee.list().data
    types()
    refund = stripe.ApplicationFee.create_refund(fee.id, amount=400)
    assert types() == ["application_fee.refunded"]
    assert (
        refused(lambda: stripe.ApplicationFee.create_refund(fee.id, amount=601)).param == "amount"
    )
    changed = stripe.ApplicationFee.modify_refund(fee.id, refund.id, metadata={"order": "6735"})
    assert changed.metadata["order"] == "6735"
    assert types() == ["application_fee.refund.updated"]
    assert [r.id for r in stripe.ApplicationFee.list_refunds(fee.id).data] == [refund.id]
    assert stripe.ApplicationFee.retrieve_refund(fee.id, refund.id).amount == 400


# -- whose money it is, and when it is there ---------------------------------------------------------


def test_the_application_of_direct_charges(
    sandbox: Sandbox, pay: Callable[..., Any], account: str
) -> None:
    fee_of = {"application_fee_amount": 500, "stripe_account": account}
    intent = pay(amount=5000, expand=["latest_charge.balance_transaction"], **fee_of)
    charge = intent.latest_charge
    assert intent.application == charge.application is not None
    details = {part.type: part.application for part in charge.balance_transaction.fee_details}
    assert details == {"stripe_fee": None, "application_fee": charge.application}
    fee = stripe.ApplicationFee.retrieve(charge.application_fee)
    assert (fee.charge, fee.originating_transaction) == (charge.id, None)
    assert pay().application is None


def test_the_fee_of_a_destination_charge(
    sandbox: Sandbox, pay: Callable[..., Any], account: str
) -> None:
    intent = pay(amount=5000, application_fee_amount=500, transfer_data={"destination": account})
    charge = stripe.Charge.retrieve(intent.latest_charge, expand=["transfer"])
    group = f"group_{intent.id}"
    assert charge.transfer_group == charge.transfer.transfer_group == group
    assert stripe.PaymentIntent.retrieve(intent.id).transfer_group == group
    event = next(e for e in sandbox.events[::-1] if e["type"] == "charge.updated")
    before = {"application_fee": None, "balance_transaction": None, "transfer": None}
    assert before.items() <= event["data"]["previous_attributes"].items()
    assert event["data"]["object"]["transfer"] == charge.transfer.id
    fee = stripe.ApplicationFee.retrieve(charge.application_fee)
    payment = charge.transfer.destination_payment
    assert (fee.charge, fee.originating_transaction) == (payment, charge.id)
    for id in (payment, charge.id):
        assert [found.id for found in stripe.ApplicationFee.list(charge=id).data] == [fee.id]
    assert stripe.ApplicationFee.list(charge="ch_other").data == []
    there = stripe.Charge.retrieve(payment, stripe_account=account)
    assert there.application_fee == fee.id
    # all of it waits for the money of the charge
    assert (amounts("available"), amounts("available", account)) == ({}, {})
    stripe.Refund.create(
        payment_intent=intent.id, reverse_transfer=True, refund_application_fee=True
    )
    sandbox.clock.advance(4 * DAY)
    assert (amounts("available"), amounts("pending")) == ({"usd": -175}, {})
    assert (amounts("available", account), amounts("pending", account)) == ({}, {})


@pytest.mark.parametrize("by_platform", [True, False])
@pytest.mark.parametrize("method", ["pm_card_visa", "pm_card_authenticationRequired"])
def test_the_application_is_that_of_the_key_that_made_the_intent(
    sandbox: Sandbox, account: str, *, by_platform: bool, method: str
) -> None:
    own = sandbox.keys.create("secret", account=account)
    there: Any = {"stripe_account": account} if by_platform else {"api_key": own}
    intent = stripe.PaymentIntent.create(
        amount=2000, currency="usd", payment_method=method, confirm=True, **there
    )
    if intent.status == "requires_action":
        sandbox.authenticate(intent.id)
    done = stripe.PaymentIntent.retrieve(intent.id, expand=["latest_charge"], **there)
    assert done.status == "succeeded"
    assert (done.application is not None) is by_platform
    assert done.latest_charge.application == done.application
