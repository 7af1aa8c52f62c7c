"""Cards described in the confirmation itself, as Stripe.js sends them with a publishable key."""

from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

CARD = {"number": "4242424242424242", "exp_month": "12", "exp_year": "34", "cvc": "123"}
BACK = "https://example.com"
KINDS = [stripe.PaymentIntent, stripe.SetupIntent]


def intent_of(kind: Any) -> Any:
    money = {"amount": 2000, "currency": "usd"} if kind is stripe.PaymentIntent else {}
    return kind.create(metadata={"order": "7"}, **money)


@pytest.mark.parametrize("kind", KINDS)
def test_confirming_with_a_publishable_key(sandbox: Sandbox, kind: Any) -> None:
    intent = intent_of(kind)
    data = {"type": "card", "card": CARD, "billing_details": {"name": "Jenny Rosen"}}
    done = kind.confirm(
        intent.id,
        client_secret=intent.client_secret,
        payment_method_data=data,
        return_url=BACK,
        api_key=sandbox.publishable_key,
    )
    assert done.status == "succeeded"
    assert "metadata" not in done
    method = stripe.PaymentMethod.retrieve(kind.retrieve(intent.id).payment_method)
    assert (method.card.last4, method.billing_details.name) == ("4242", "Jenny Rosen")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("secret", [None, "pi_1_secret_2"])
def test_the_client_secret_must_be_right(sandbox: Sandbox, kind: Any, secret: str | None) -> None:
    given = {} if secret is None else {"client_secret": secret}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        kind.confirm(intent_of(kind).id, api_key=sandbox.publishable_key, **given)
    assert caught.value.param == "client_secret"


@pytest.mark.parametrize(
    ("card", "error", "param"),
    [
        ({"token": "tok_nope"}, stripe.InvalidRequestError, "payment_method_data[card][token]"),
        (
            {**CARD, "colour": "red"},
            stripe.InvalidRequestError,
            "payment_method_data[card][colour]",
        ),
        ({**CARD, "number": "4242424242424241"}, stripe.CardError, "number"),
        ({"number": CARD["number"]}, stripe.InvalidRequestError, None),
    ],
)
def test_mistakes(
    sandbox: Sandbox, card: dict[str, str], error: type[stripe.StripeError], param: str | None
) -> None:
    with pytest.raises(error) as caught:
        stripe.PaymentIntent.create(
            amount=2000,
            currency="usd",
            confirm=True,
            payment_method_data={"type": "card", "card": card},
        )
    assert param is None or getattr(caught.value, "param", None) == param


def test_other_parameters_are_checked_all_the_same(sandbox: Sandbox) -> None:
    data: Any = {"type": "card", "card": {"token": "tok_visa"}}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.PaymentIntent.create(amount=2000, currency="usd", payment_method_data=data, colour=1)
    assert caught.value.code == "parameter_unknown"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.PaymentIntent.create(amount=2000, payment_method_data=data)
    assert caught.value.param == "currency"
    intent = stripe.PaymentIntent.create(
        amount=2000,
        currency="usd",
        confirm=True,
        payment_method_data=data,
        expand=["payment_method"],
    )
    assert (intent.status, intent.payment_method.card.brand) == ("succeeded", "visa")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"exp_month": 13}, "invalid_expiry_month"),
        ({"exp_month": 1, "exp_year": 2020}, "invalid_expiry_year"),
        ({"exp_month": 1, "exp_year": 2060}, None),
    ],
)
@pytest.mark.stripe_sandbox(now=1_800_000_000)
def test_a_saved_card_gets_a_time_that_there_is(
    sandbox: Sandbox, changed: dict[str, Any], code: str | None
) -> None:
    customer = stripe.Customer.create(source="tok_visa")
    method = stripe.PaymentMethod.attach("pm_card_visa", customer=customer.id)

    def of_method() -> Any:
        return stripe.PaymentMethod.modify(method.id, card=changed).card

    def of_source() -> Any:
        return stripe.Customer.modify_source(customer.id, customer.default_source, **changed)

    for change in (of_method, of_source):
        if code is None:
            assert (change().exp_month, change().exp_year) == (1, 2060)
            continue
        with pytest.raises(stripe.CardError) as caught:
            change()
        assert (caught.value.code, caught.value.http_status) == (code, 402)
