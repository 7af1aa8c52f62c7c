"""Money in another currency than the account's: converted at fixed rates, or kept where a bank takes it."""

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

IBAN = "DE89370400440532013000"
EURO_BANK: Any = {
    "object": "bank_account",
    "country": "DE",
    "currency": "eur",
    "account_number": IBAN,
}
SETTLED = ["latest_charge.balance_transaction"]


def amounts(side: str, account: str | None = None) -> dict[str, int]:
    balance = stripe.Balance.retrieve(stripe_account=account)
    return {part.currency: part.amount for part in balance[side] if part.amount}


def facts(id: Any, account: str | None = None) -> tuple[Any, ...]:
    """Amount, fee, currency and rate of a balance transaction."""
    found = stripe.BalanceTransaction.retrieve(id, stripe_account=account)
    assert found.net == found.amount - found.fee
    assert sum(fee.amount for fee in found.fee_details) == found.fee
    assert all(fee.currency == found.currency for fee in found.fee_details)
    return found.amount, found.fee, found.currency, found.exchange_rate


def take_euros() -> None:
    own = stripe.Account.retrieve().id
    stripe.Account.create_external_account(own, external_account=EURO_BANK)


@pytest.fixture
def british(sandbox: Sandbox) -> str:
    return stripe.Account.create(type="custom", country="GB").id


# 3.9%: one of them is for the conversion.
@pytest.mark.parametrize(
    ("currency", "amount", "settled", "fee", "rate"),
    [
        ("usd", 2000, 2000, 88, None),
        ("eur", 2000, 2200, 116, 1.1),
        ("gbp", 999, 1249, 79, 1.25),
        ("jpy", 2000, 1400, 85, 0.007),
        ("kwd", 10_000, 3250, 157, 3.25),
    ],
)
def test_a_charge_is_converted(
    pay: Callable[..., Any],
    currency: str,
    amount: int,
    settled: int,
    fee: int,
    rate: float | None,
) -> None:
    intent = pay(amount=amount, currency=currency, expand=SETTLED)
    charge = intent.latest_charge
    assert (charge.amount, charge.currency) == (amount, currency)
    assert facts(charge.balance_transaction.id) == (settled, fee, "usd", rate)
    assert amounts("pending") == {"usd": settled - fee}


def test_refunds_and_disputes_follow_the_charge(pay: Callable[..., Any]) -> None:
    charge = pay(currency="eur").latest_charge
    refund = stripe.Refund.create(charge=charge, amount=1000)
    assert (refund.amount, refund.currency) == (1000, "eur")
    assert facts(refund.balance_transaction) == (-1100, 0, "usd", 1.1)
    take_euros()  # from now on euros stay what they are, not those that came before
    later = stripe.Refund.create(charge=charge, amount=500)
    assert facts(later.balance_transaction) == (-550, 0, "usd", 1.1)
    charge = pay("pm_card_createDispute", currency="gbp").latest_charge
    (dispute,) = stripe.Dispute.list(charge=charge).data
    assert (dispute.amount, dispute.currency) == (2000, "gbp")
    assert facts(dispute.balance_transactions[0].id) == (-2500, 1500, "usd", 1.25)
    stripe.Dispute.modify(dispute.id, evidence={"uncategorized_text": "winning_evidence"})
    won = stripe.Dispute.retrieve(dispute.id)
    assert facts(won.balance_transactions[1].id) == (2500, -1500, "usd", 1.25)


def test_a_refund_that_fails_comes_back(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    charge = pay("pm_card_refundFail", currency="eur").latest_charge
    refund = stripe.Refund.create(charge=charge)
    sandbox.clock.advance(60)
    failed = stripe.Refund.retrieve(refund.id)
    assert facts(failed.failure_balance_transaction) == (2200, 0, "usd", 1.1)


def test_parts_of_a_capture(pay: Callable[..., Any]) -> None:
    options = {"card": {"request_multicapture": "if_available"}}
    held = pay(currency="eur", capture_method="manual", payment_method_options=options)
    for amount, final in ((700, False), (1300, True)):
        stripe.PaymentIntent.capture(held.id, amount_to_capture=amount, final_capture=final)
    found = stripe.BalanceTransaction.list(source=held.latest_charge).data
    assert [(t.amount, t.currency) for t in found] == [(1430, "usd"), (770, "usd")]
    assert sum(t.fee for t in found) == 116  # as for one charge


# -- accounts in several currencies ------------------------------------------------------------------


def test_money_stays_where_a_bank_takes_it(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    take_euros()
    charge = pay("pm_card_bypassPending", currency="eur").latest_charge
    paid = stripe.Charge.retrieve(charge).balance_transaction
    assert facts(paid) == (2000, 88, "eur", None)
    assert amounts("available") == {"eur": 1912}
    payout = stripe.Payout.create(amount=1912, currency="eur")
    assert facts(payout.balance_transaction) == (-1912, 0, "eur", None)
    sandbox.clock.advance(60)
    assert stripe.Payout.retrieve(payout.id).status == "paid"
    assert amounts("available") == {}


def test_no_payout_in_a_currency_without_money(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    pay("pm_card_bypassPending", currency="eur")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Payout.create(amount=100, currency="eur")
    assert caught.value.code == "balance_insufficient"


def test_a_payout_needs_an_account_in_its_currency(sandbox: Sandbox, british: str) -> None:
    stripe.Topup.create(amount=2000, currency="usd")
    sandbox.clock.advance(60)
    transfer = stripe.Transfer.create(amount=2000, currency="usd", destination=british)
    where = {"stripe_account": british}
    payment = stripe.Charge.retrieve(str(transfer.destination_payment), **where)
    assert (payment.amount, payment.currency) == (2000, "usd")
    assert facts(payment.balance_transaction, british) == (1600, 0, "gbp", 0.8)
    assert amounts("available", british) == {"gbp": 1600}
    with pytest.raises(stripe.InvalidRequestError, match="external accounts in that currency"):
        stripe.Payout.create(amount=1600, currency="gbp", **where)
    bank: Any = stripe.Account.create_external_account(
        british,
        external_account={
            "object": "bank_account", "country": "GB", "currency": "gbp",
            "routing_number": "10-88-00", "account_number": "00012345",
        },
    )  # fmt: skip
    payout = stripe.Payout.create(amount=1600, currency="gbp", **where)
    assert payout.destination == bank.id


def test_a_reversal_follows_its_transfer(sandbox: Sandbox, british: str) -> None:
    stripe.Topup.create(amount=2000, currency="usd")
    sandbox.clock.advance(60)
    transfer = stripe.Transfer.create(amount=2000, currency="usd", destination=british)
    stripe.Transfer.create_reversal(transfer.id, amount=500)
    assert amounts("available", british) == {"gbp": 1200}
    assert amounts("available") == {"usd": 500}


def test_the_balance_starts_with_the_currency_of_the_account(british: str) -> None:
    balance = stripe.Balance.retrieve(stripe_account=british)
    assert [(part.amount, part.currency) for part in balance.available] == [(0, "gbp")]


# -- Connect -----------------------------------------------------------------------------------------


def test_a_direct_charge_and_its_fee(pay: Callable[..., Any], british: str) -> None:
    intent = pay(currency="eur", application_fee_amount=100, stripe_account=british)
    charge = stripe.Charge.retrieve(intent.latest_charge, stripe_account=british)
    # 20 euros are 17.60 pounds; 3.9% + 30 of them for Stripe, 0.88 for the platform
    assert facts(charge.balance_transaction, british) == (1760, 99 + 88, "gbp", 0.88)
    fee = stripe.ApplicationFee.retrieve(str(charge.application_fee))
    assert (fee.amount, fee.currency) == (100, "eur")
    assert facts(fee.balance_transaction) == (110, 0, "usd", 1.1)
    back = stripe.ApplicationFee.create_refund(fee.id, amount=50)
    assert facts(back.balance_transaction) == (-55, 0, "usd", 1.1)
    assert amounts("pending", british) == {"gbp": 1760 - 99 - 88 + 44}


def test_a_destination_charge_is_converted_on_its_way(
    pay: Callable[..., Any], british: str
) -> None:
    intent = pay(currency="eur", transfer_data={"destination": british}, application_fee_amount=100)
    charge = stripe.Charge.retrieve(intent.latest_charge, expand=["transfer"])
    transfer: Any = charge.transfer
    assert (transfer.amount, transfer.currency) == (2200, "usd")
    payment = stripe.Charge.retrieve(transfer.destination_payment, stripe_account=british)
    assert facts(payment.balance_transaction, british) == (1760, 88, "gbp", 0.8)
    refund = stripe.Refund.create(charge=charge.id, amount=1000, reverse_transfer=True)
    reversal: Any = stripe.Transfer.list_reversals(transfer.id).data[0]
    assert refund.transfer_reversal == reversal.id
    assert (reversal.amount, reversal.currency) == (1100, "usd")
    assert amounts("pending", british) == {"gbp": 1760 - 88 - 880}


def test_on_behalf_of_settles_as_the_account_does(pay: Callable[..., Any], british: str) -> None:
    data = {"destination": british, "amount": 1500}
    intent = pay(currency="gbp", on_behalf_of=british, transfer_data=data)
    charge = stripe.Charge.retrieve(intent.latest_charge, expand=["transfer"])
    assert facts(charge.balance_transaction)[2:] == ("gbp", None)
    transfer: Any = charge.transfer
    assert (transfer.amount, transfer.currency) == (1500, "gbp")


@pytest.mark.parametrize(("currency", "fits"), [("usd", True), ("eur", False)])
def test_a_transfer_of_a_charge_is_in_the_currency_it_was_settled_in(
    pay: Callable[..., Any], british: str, currency: str, fits: bool
) -> None:
    charge = pay(currency="eur").latest_charge
    given: Any = {"currency": currency, "destination": british, "source_transaction": charge}
    if fits:
        assert stripe.Transfer.create(**given).amount == 2200
        return
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Transfer.create(amount=100, **given)
    assert "balance transaction (usd)" in str(caught.value)


# -- parts of the balance ----------------------------------------------------------------------------


def test_bank_money_is_apart_from_card_money(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    bank = {
        "type": "us_bank_account",
        "us_bank_account": {
            "account_holder_type": "individual",
            "account_number": "000123456789",
            "routing_number": "110000000",
        },
        "billing_details": {"name": "Jenny Rosen"},
    }
    customer = stripe.Customer.create().id
    method = stripe.PaymentMethod.create(**bank)  # type: ignore[arg-type]  # a plain dict
    stripe.PaymentMethod.attach(method.id, customer=customer)
    pay(method.id, customer=customer, payment_method_types=["us_bank_account"])
    pay("pm_card_bypassPending", 5000)
    sandbox.clock.advance(6 * 86_400)
    (part,) = stripe.Balance.retrieve().available
    types: Any = part.source_types
    assert (part.amount, types.bank_account, types.card) == (1912 + 4825, 1912, 4825)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Payout.create(amount=5000, currency="usd")
    assert caught.value.code == "balance_insufficient"
    payout = stripe.Payout.create(amount=1900, currency="usd", source_type="bank_account")
    assert payout.source_type == "bank_account"
    (part,) = stripe.Balance.retrieve().available
    assert part.source_types.bank_account == 12  # type: ignore[union-attr]  # it has types


# -- the table ---------------------------------------------------------------------------------------


def test_the_rates_can_be_asked_for(sandbox: Sandbox) -> None:
    rates = stripe.ExchangeRate.retrieve("eur")
    assert (rates.id, rates.rates["usd"], rates.rates["eur"]) == ("eur", 1.1, 1)
    listed = list(stripe.ExchangeRate.list(limit=100).auto_paging_iter())
    assert len({rates.id for rates in listed}) == len(listed) > 100
    for one in listed[:5]:
        assert rates.rates[one.id] == pytest.approx(1 / one.rates["eur"], rel=1e-4)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.ExchangeRate.retrieve("abc")
    assert caught.value.http_status == 404
