"""Charges made directly, tokens and sources, refunds."""

from collections.abc import Callable
from typing import Any

import pytest
from refusals import refused

import stripe
from stripe.sandbox import Sandbox

Charge, Refund = stripe.Charge, stripe.Refund


def charge(**params: Any) -> Any:
    return Charge.create(**{"amount": 2000, "currency": "usd", "source": "tok_visa", **params})


def test_charging_a_token(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    made = charge(description="T-shirt", expand=["balance_transaction"])
    assert (made.status, made.paid, made.captured) == ("succeeded", True, True)
    assert made.source.object == "card"
    assert made.payment_method == made.source.id
    assert (made.balance_transaction.amount, made.balance_transaction.fee) == (2000, 88)
    assert types() == ["charge.succeeded"]


def test_tokens_work_once(sandbox: Sandbox) -> None:
    token = stripe.Token.create(
        card={"number": "4242424242424242", "exp_month": 1, "exp_year": 2040}
    )
    assert (token.used, token.card.last4) == (False, "4242")
    assert charge(source=token.id).status == "succeeded"
    assert stripe.Token.retrieve(token.id).used is True
    error = refused(lambda: charge(source=token.id))
    assert (error.code, error.param) == ("token_already_used", "source")
    assert error.user_message == f"You cannot use a Stripe token more than once: {token.id}."


def test_decline_leaves_the_charge(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    with pytest.raises(stripe.CardError) as caught:
        charge(source="tok_chargeDeclined")
    failed = Charge.retrieve(caught.value.error.charge)
    assert (failed.status, failed.failure_code) == ("failed", "card_declined")
    assert types() == ["charge.failed"]


def test_authorize_and_capture(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    held = charge(capture=False)
    assert (held.captured, held.balance_transaction) == (False, None)
    error = refused(lambda: Charge.capture(held.id, amount=2001))
    assert error.code == "amount_too_large"
    captured = Charge.capture(held.id, amount=1500)
    assert (captured.captured, captured.amount_captured, captured.amount_refunded) == (
        True,
        1500,
        500,
    )
    assert types() == ["charge.succeeded", "charge.captured"]
    assert refused(lambda: Charge.capture(held.id)).code == "charge_already_captured"


def test_sources_of_customers(sandbox: Sandbox) -> None:
    customer = stripe.Customer.create(source="tok_visa")
    assert charge(customer=customer.id, source=None).source.id == customer.default_source
    other = stripe.Customer.create_source(customer.id, source="tok_mastercard")
    assert charge(customer=customer.id, source=other.id).source.brand == "MasterCard"
    assert refused(lambda: charge(source=other.id)).param == "source"
    bare = stripe.Customer.create()
    assert refused(lambda: charge(customer=bare.id, source=other.id)).http_status in (400, 404)
    with pytest.raises(stripe.CardError, match="no active card"):
        charge(customer=bare.id, source=None)


def test_source_objects(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    source = stripe.Source.create(type="card", token="tok_amex")
    assert (source.status, source.card.brand) == ("chargeable", "American Express")
    assert types() == ["source.chargeable"]
    customer = stripe.Customer.create(source=source.id)
    assert (
        charge(customer=customer.id, source=source.id).payment_method_details.card.brand == "amex"
    )


@pytest.mark.parametrize(
    ("amount", "code"), [(49, "amount_too_small"), (100_000_000, "amount_too_large")]
)
def test_amounts(sandbox: Sandbox, amount: int, code: str) -> None:
    error = refused(lambda: charge(amount=amount))
    assert (error.code, error.param) == (code, "amount")


# -- refunds ---------------------------------------------------------------------------------------


def test_refund_in_parts(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    made = charge()
    types()
    first = Refund.create(charge=made.id, amount=500, reason="duplicate", metadata={"a": "b"})
    assert (first.status, first.amount, first.reason) == ("succeeded", 500, "duplicate")
    assert types() == ["refund.created", "charge.refunded"]
    after = Charge.retrieve(made.id)
    assert (after.amount_refunded, after.refunded) == (500, False)
    transaction = stripe.BalanceTransaction.retrieve(first.balance_transaction)
    assert (transaction.type, transaction.amount, transaction.fee) == ("refund", -500, 0)
    error = refused(lambda: Refund.create(charge=made.id, amount=1501))
    assert error.param == "amount"
    assert error.user_message == (
        "Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)"
    )
    second = Refund.create(charge=made.id)
    assert second.amount == 1500
    after = Charge.retrieve(made.id, expand=["refunds"])
    assert after.refunded is True
    assert [refund.id for refund in after.refunds.data] == [second.id, first.id]
    error = refused(lambda: Refund.create(charge=made.id))
    assert error.code == "charge_already_refunded"
    assert error.user_message == f"Charge {made.id} has already been refunded."


def test_refund_of_an_intent(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    intent = pay()
    refund = Refund.create(payment_intent=intent.id)
    assert (refund.charge, refund.payment_intent) == (intent.latest_charge, intent.id)
    open_intent = stripe.PaymentIntent.create(amount=2000, currency="usd")
    assert refused(lambda: Refund.create(payment_intent=open_intent.id)).http_status == 400
    held = pay(capture_method="manual")
    assert "requires_capture" in str(refused(lambda: Refund.create(payment_intent=held.id)))


def test_releasing_an_authorization(sandbox: Sandbox) -> None:
    held = charge(capture=False)
    assert Refund.create(charge=held.id).balance_transaction is None
    assert Charge.retrieve(held.id).refunded is True
    assert refused(lambda: Charge.capture(held.id)).code == "charge_already_refunded"


def test_refund_that_fails_later(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    made = charge(source="tok_refundFail")
    refund = Refund.create(charge=made.id)
    assert refund.status == "succeeded"
    types()
    sandbox.clock.advance(10)
    refund = Refund.retrieve(refund.id)
    assert (refund.status, refund.failure_reason) == ("failed", "unknown")
    back = stripe.BalanceTransaction.retrieve(refund.failure_balance_transaction)
    assert (back.type, back.amount) == ("refund_failure", 2000)
    assert types() == ["refund.updated", "charge.refund.updated", "refund.failed", "charge.updated"]
    after = Charge.retrieve(made.id)
    assert (after.amount_refunded, after.refunded) == (0, False)


def test_refund_that_pends(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    refund = Refund.create(charge=charge(source="tok_pendingRefund").id)
    assert refund.status == "pending"
    types()
    sandbox.clock.advance(10)
    assert Refund.retrieve(refund.id).status == "succeeded"
    assert types() == ["refund.updated", "charge.refund.updated"]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, None),
        ({"charge": "ch_nope"}, "resource_missing"),
        ({"payment_intent": "pi_x"}, "resource_missing"),
    ],
)
def test_refund_of_nothing(sandbox: Sandbox, params: dict[str, Any], code: str | None) -> None:
    assert refused(lambda: Refund.create(**params)).code == code


def test_refund_metadata(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    refund = Refund.create(charge=charge().id)
    types()
    assert Refund.modify(refund.id, metadata={"order": "6735"}).metadata["order"] == "6735"
    assert types() == ["refund.updated", "charge.refund.updated"]


def test_retry_with_an_idempotency_key_moves_money_once(sandbox: Sandbox) -> None:
    made = [charge(idempotency_key="charge-1").id for _ in range(3)]
    assert len(set(made)) == 1
    refunds = [Refund.create(charge=made[0], amount=500, idempotency_key="r").id for _ in range(3)]
    assert len(set(refunds)) == 1
    assert [t.amount for t in stripe.BalanceTransaction.list().data] == [-500, 2000]


@pytest.mark.parametrize(
    ("param", "value", "kind"),
    [("charge", "ch_nope", "charge"), ("payment_intent", "pi_nope", "payment_intent")],
)
def test_a_refund_of_what_is_not_there(sandbox, param, value, kind):
    with pytest.raises(stripe.InvalidRequestError, match=f"No such {kind}: '{value}'") as caught:
        stripe.Refund.create(**{param: value})
    found = caught.value
    assert (found.http_status, found.code, found.param) == (400, "resource_missing", param)


def test_a_charge_belongs_to_one_customer_and_one_group(sandbox: Sandbox) -> None:
    customer, other = stripe.Customer.create(source="tok_visa"), stripe.Customer.create()
    made = Charge.create(amount=500, currency="usd", customer=customer.id, transfer_group="a")
    assert Charge.modify(made.id, customer=customer.id, transfer_group="a").transfer_group == "a"
    assert refused(Charge.modify, made.id, customer=other.id).param == "customer"
    assert refused(Charge.modify, made.id, transfer_group="b").param == "transfer_group"
    loose = charge()
    assert Charge.modify(loose.id, customer=other.id, transfer_group="b").customer == other.id
    intent = stripe.PaymentIntent.create(amount=500, currency="usd", transfer_group="a")
    error = refused(stripe.PaymentIntent.modify, intent.id, transfer_group="b")
    assert error.param == "transfer_group"
