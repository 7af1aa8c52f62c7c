"""What PaymentIntents are paid with, captured later, refused for: saved cards, tokens, amounts."""

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

PaymentIntent = stripe.PaymentIntent


# -- capturing -------------------------------------------------------------------------------------


def test_capture_later(
    sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    intent = pay(capture_method="manual")
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 2000)
    assert types() == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
    ]
    charge = stripe.Charge.retrieve(intent.latest_charge)
    assert (charge.captured, charge.balance_transaction, charge.paid) == (False, None, True)
    intent = PaymentIntent.capture(intent.id)
    assert (intent.status, intent.amount_received, intent.amount_capturable) == (
        "succeeded",
        2000,
        0,
    )
    assert types() == ["charge.captured", "payment_intent.succeeded", "charge.updated"]


def test_capture_of_a_part(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    intent = pay(capture_method="manual")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        PaymentIntent.capture(intent.id, amount_to_capture=2001)
    assert (caught.value.code, caught.value.param) == ("amount_too_large", "amount_to_capture")
    intent = PaymentIntent.capture(intent.id, amount_to_capture=1500)
    charge = stripe.Charge.retrieve(intent.latest_charge, expand=["balance_transaction"])
    assert (charge.amount_captured, charge.amount_refunded, charge.refunded) == (1500, 500, False)
    assert charge.balance_transaction.amount == 1500


def test_cancel_releases(
    sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    intent = PaymentIntent.cancel(
        pay(capture_method="manual").id, cancellation_reason="requested_by_customer"
    )
    assert (intent.status, intent.amount_capturable) == ("canceled", 0)
    assert (intent.cancellation_reason, intent.canceled_at) == (
        "requested_by_customer",
        1_800_000_000,
    )
    charge = stripe.Charge.retrieve(intent.latest_charge)
    assert (charge.refunded, charge.amount_refunded) == (True, 2000)
    assert types()[-1] == "payment_intent.canceled"
    assert stripe.BalanceTransaction.list().data == []


def test_authorization_runs_out(
    sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    intent = pay(capture_method="manual")
    types()
    sandbox.clock.advance(7 * 86_400)
    intent = PaymentIntent.retrieve(intent.id)
    assert (intent.status, intent.cancellation_reason) == ("canceled", "automatic")
    assert types() == ["charge.expired", "payment_intent.canceled"]


def test_incrementing_an_authorization(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    options = {"card": {"request_incremental_authorization": "if_available"}}
    intent = pay(capture_method="manual", payment_method_options=options)
    intent = PaymentIntent.increment_authorization(intent.id, amount=3000)
    assert (intent.amount, intent.amount_capturable) == (3000, 3000)
    assert PaymentIntent.capture(intent.id).amount_received == 3000
    plain = pay(capture_method="manual")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        PaymentIntent.increment_authorization(plain.id, amount=3000)
    assert caught.value.code == "payment_intent_unexpected_state"


# -- means of payment ------------------------------------------------------------------------------


def test_saving_for_later(
    sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    customer = stripe.Customer.create()
    intent = pay(customer=customer.id, setup_future_usage="off_session")
    assert "payment_method.attached" in types()
    assert stripe.PaymentMethod.retrieve(intent.payment_method).customer == customer.id
    again = pay(intent.payment_method, customer=customer.id, off_session=True)
    assert again.status == "succeeded"


def test_a_payment_method_is_used_once_unless_saved(
    sandbox: Sandbox, pay: Callable[..., Any]
) -> None:
    used = pay().payment_method
    with pytest.raises(stripe.InvalidRequestError, match="It may not be used again"):
        pay(used)


def test_payment_method_of_another_customer(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    owner, other = stripe.Customer.create(), stripe.Customer.create()
    method = stripe.PaymentMethod.attach("pm_card_visa", customer=owner.id)
    for params in ({"customer": other.id}, {}):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            pay(method.id, **params)
        assert caught.value.param == "payment_method"
    assert PaymentIntent.list().data == []


def test_type_that_is_not_allowed(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        pay("pm_usBankAccount", allowed_payment_method_types=["card"])
    assert caught.value.code == "payment_intent_incompatible_payment_method"


def test_redirects_need_a_way_back(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        pay(automatic_payment_methods={"enabled": True})
    assert caught.value.param == "return_url"
    assert (
        pay(automatic_payment_methods={"enabled": True, "allow_redirects": "never"}).status
        == "succeeded"
    )


@pytest.mark.parametrize("kind", [stripe.PaymentIntent, stripe.SetupIntent])
def test_redirects_need_a_way_back_when_confirmed_later(sandbox: Sandbox, kind: Any) -> None:
    sum_ = {"amount": 1000, "currency": "usd"} if kind is PaymentIntent else {}

    def confirm(automatic: dict[str, Any] | None, **params: Any) -> str:
        chosen = {"automatic_payment_methods": automatic} if automatic else {}
        made = kind.create(**sum_, **chosen)
        confirmed: str = kind.confirm(made.id, payment_method="pm_card_visa", **params).status
        return confirmed

    with pytest.raises(stripe.InvalidRequestError) as caught:
        confirm({"enabled": True})
    assert caught.value.param == "return_url"
    assert confirm({"enabled": True}, return_url="https://example.com") == "succeeded"
    assert confirm({"enabled": True, "allow_redirects": "never"}) == "succeeded"
    assert confirm(None) == "succeeded"


def test_confirmation_token(sandbox: Sandbox) -> None:
    token = stripe.ConfirmationToken.TestHelpers.create(
        payment_method="pm_card_visa", return_url="https://example.com"
    )
    assert token.payment_method_preview.card.last4 == "4242"
    given: Any = {
        "amount": 1000,
        "currency": "usd",
        "confirm": True,
        "confirmation_token": token.id,
    }
    intent = PaymentIntent.create(**given)
    assert intent.status == "succeeded"
    assert stripe.ConfirmationToken.retrieve(token.id).payment_intent == intent.id
    with pytest.raises(stripe.InvalidRequestError, match="already been used"):
        PaymentIntent.create(**given)


def test_publishable_keys_need_the_client_secret(sandbox: Sandbox) -> None:
    intent = PaymentIntent.create(amount=1000, currency="usd", metadata={"a": "b"})
    key = sandbox.publishable_key
    for params in ({}, {"client_secret": "wrong"}):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            PaymentIntent.retrieve(intent.id, **params, api_key=key)
        assert caught.value.param == "client_secret"
    seen = PaymentIntent.retrieve(intent.id, client_secret=intent.client_secret, api_key=key)
    assert seen.amount == 1000
    assert "metadata" not in seen


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (49, "usd", "amount_too_small"),
        (50, "usd", None),
        (29, "gbp", "amount_too_small"),
        (49, "jpy", "amount_too_small"),
        (50, "jpy", None),
        (99_999_999, "usd", None),
        (100_000_000, "usd", "amount_too_large"),
        (0, "usd", "parameter_invalid_integer"),
        (-1, "usd", "parameter_invalid_integer"),
        (1230, "kwd", None),
        (1234, "kwd", "parameter_invalid_integer"),
        (500, "isk", None),
        (501, "isk", "parameter_invalid_integer"),
        (501, "ugx", "parameter_invalid_integer"),
        (100_000_000, "jpy", "amount_too_large"),
        (999_999_999, "inr", None),
        (1_000_000_000, "inr", "amount_too_large"),
        (999_999_999_999, "idr", None),
    ],
)
def test_amounts(
    sandbox: Sandbox, pay: Callable[..., Any], amount: int, currency: str, code: str | None
) -> None:
    if code is None:
        assert pay(amount=amount, currency=currency).amount_received == amount
        return
    with pytest.raises(stripe.InvalidRequestError) as caught:
        pay(amount=amount, currency=currency)
    assert (caught.value.code, caught.value.param) == (code, "amount")


def test_unknown_currency(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Invalid currency: xyz"):
        PaymentIntent.create(amount=1000, currency="xyz")
