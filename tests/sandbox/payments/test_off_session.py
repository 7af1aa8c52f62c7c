"""Cards that want their owner: what saving them changes, and payments while the owner is away."""

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

BACK = "https://example.com/back"
# number -> (off session when only attached, off session when set up, on session when set up)
CARDS = {
    "4242424242424242": ("succeeded", "succeeded", "succeeded"),
    "4000002500003155": ("authentication_required", "succeeded", "requires_action"),
    "4000002760003184": ("authentication_required", "authentication_required", "requires_action"),
    "4000003800000446": ("succeeded", "succeeded", "requires_action"),
    "4000008260003178": ("authentication_required", "insufficient_funds", "requires_action"),
    "4000000000003220": ("authentication_required", "authentication_required", "requires_action"),
    "4000000000000341": ("generic_decline", "generic_decline", "generic_decline"),
    "4000000000009995": ("", "", ""),
}


def method_of(number: str) -> str:
    card: Any = {"number": number, "exp_month": 12, "exp_year": 2034, "cvc": "123"}
    return str(stripe.PaymentMethod.create(type="card", card=card).id)


def result(pay: Callable[..., Any], **params: Any) -> str:
    """The status of the intent, or why the card was declined."""
    try:
        return str(pay(**params).status)
    except stripe.CardError as error:
        refused = error.error
    assert refused.payment_intent.status == "requires_payment_method"
    assert refused.payment_intent.last_payment_error.decline_code == refused.decline_code
    return str(refused.decline_code)


@pytest.mark.parametrize("number", [number for number, ends in CARDS.items() if ends[0]])
def test_attached_cards(sandbox: Sandbox, pay: Callable[..., Any], number: str) -> None:
    customer = stripe.Customer.create().id
    method = stripe.PaymentMethod.attach(method_of(number), customer=customer).id
    found = result(pay, method=method, customer=customer, off_session=True)
    assert found == CARDS[number][0]


@pytest.mark.parametrize("number", CARDS)
def test_cards_that_were_set_up(sandbox: Sandbox, pay: Callable[..., Any], number: str) -> None:
    customer = stripe.Customer.create().id
    given: dict[str, Any] = {
        "customer": customer,
        "payment_method": method_of(number),
        "confirm": True,
        "return_url": BACK,
    }
    if not CARDS[number][1]:
        with pytest.raises(stripe.CardError) as caught:
            stripe.SetupIntent.create(**given)
        assert caught.value.error.setup_intent.status == "requires_payment_method"
        return
    intent = stripe.SetupIntent.create(**given)
    if intent.status == "requires_action":
        sandbox.authenticate(intent.id)
        intent = stripe.SetupIntent.retrieve(intent.id, expand=["latest_attempt"])
        proof = intent.latest_attempt.payment_method_details.card.three_d_secure
        assert (proof.result, proof.authentication_flow) == ("authenticated", "challenge")
    assert intent.status == "succeeded"
    common = {"method": intent.payment_method, "customer": customer}
    assert result(pay, off_session=True, **common) == CARDS[number][1]
    assert result(pay, return_url=BACK, **common) == CARDS[number][2]


def test_the_owner_comes_back(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    customer = stripe.Customer.create().id
    method = stripe.PaymentMethod.attach("pm_card_authenticationRequired", customer=customer).id
    with pytest.raises(stripe.CardError) as caught:
        pay(method, customer=customer, off_session=True)
    assert caught.value.code == "authentication_required"
    assert caught.value.error.payment_method.id == method
    failed = caught.value.error.payment_intent
    assert stripe.Charge.retrieve(failed.latest_charge).failure_code == "authentication_required"
    again = stripe.PaymentIntent.confirm(failed.id, payment_method=method, return_url=BACK)
    assert again.next_action.redirect_to_url.return_url == BACK
    sandbox.authenticate(again.id)
    assert stripe.PaymentIntent.retrieve(again.id).status == "succeeded"


@pytest.mark.parametrize(
    ("body", "status", "found"),
    [
        ({}, 200, "succeeded"),
        ({"succeed": True}, 200, "succeeded"),
        ({"succeed": False}, 200, "requires_payment_method"),
        ({"intent": "pi_other"}, 400, None),
    ],
)
def test_authenticating_from_outside(
    sandbox: Sandbox,
    pay: Callable[..., Any],
    http: Callable[..., Any],
    body: dict[str, Any],
    status: int,
    found: str | None,
) -> None:
    intent = pay("pm_card_threeDSecure2Required")
    answer = http("POST", "/_sandbox/authenticate", {"intent": intent.id, **body}, key=None)
    assert (answer.status, answer.body.get("status")) == (status, found)
    intent = stripe.PaymentIntent.retrieve(intent.id)
    assert intent.status == (found or "requires_action")
