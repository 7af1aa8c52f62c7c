"""SetupIntents: states, attempts, authentication, mandates."""

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.payments import states

SetupIntent = stripe.SetupIntent


def in_state(status: str, sandbox: Sandbox) -> Any:
    if status == "requires_payment_method":
        return SetupIntent.create()
    if status == "requires_confirmation":
        return SetupIntent.create(payment_method="pm_card_visa")
    if status == "requires_action":
        return SetupIntent.create(payment_method="pm_card_authenticationRequired", confirm=True)
    if status == "succeeded":
        return SetupIntent.create(payment_method="pm_card_visa", confirm=True)
    return SetupIntent.cancel(SetupIntent.create().id)


REQUESTS: dict[str, Callable[[str], Any]] = {
    "update": lambda it: SetupIntent.modify(it, payment_method="pm_card_mastercard"),
    "confirm": lambda it: SetupIntent.confirm(it, payment_method="pm_card_visa"),
    "cancel": SetupIntent.cancel,
}


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("status", [s for s in states.SETUP_INTENT.steps if s != "processing"])
def test_each_request_in_each_state(sandbox: Sandbox, status: str, request_: str) -> None:
    intent = in_state(status, sandbox)
    assert intent.status == status
    if status in states.SETUP_INTENT.allowed[request_]:
        after = REQUESTS[request_](intent.id).status
        assert after == status or after in states.SETUP_INTENT.steps[status]
        return
    with pytest.raises(stripe.InvalidRequestError) as caught:
        REQUESTS[request_](intent.id)
    assert caught.value.code == "setup_intent_unexpected_state"
    assert caught.value.error.setup_intent.id == intent.id


def test_saving_a_card(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    customer = stripe.Customer.create()
    types()
    intent = SetupIntent.create(customer=customer.id, usage="off_session")
    assert intent.client_secret.startswith(f"{intent.id}_secret_")
    intent = SetupIntent.confirm(intent.id, payment_method="pm_card_visa")
    assert intent.status == "succeeded"
    assert types() == ["setup_intent.created", "payment_method.attached", "setup_intent.succeeded"]
    saved = stripe.PaymentMethod.list(customer=customer.id, type="card").data
    assert [method.id for method in saved] == [intent.payment_method]
    (attempt,) = stripe.SetupAttempt.list(setup_intent=intent.id).data
    assert (attempt.id, attempt.status) == (intent.latest_attempt, "succeeded")
    assert attempt.payment_method_details.card.last4 == "4242"


def test_decline(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    with pytest.raises(stripe.CardError) as caught:
        SetupIntent.create(payment_method="pm_card_chargeDeclinedExpiredCard", confirm=True)
    assert caught.value.code == "expired_card"
    intent = caught.value.error.setup_intent
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_setup_error.code == "expired_card"
    (attempt,) = stripe.SetupAttempt.list(setup_intent=intent.id).data
    assert (attempt.status, attempt.setup_error.code) == ("failed", "expired_card")
    assert types() == ["setup_intent.created", "setup_intent.setup_failed"]


def test_a_card_that_fails_only_later(sandbox: Sandbox) -> None:
    intent = SetupIntent.create(payment_method="pm_card_chargeCustomerFail", confirm=True)
    assert intent.status == "succeeded"


@pytest.mark.parametrize("succeed", [True, False])
def test_authentication(sandbox: Sandbox, types: Callable[[], list[str]], succeed: bool) -> None:
    intent = SetupIntent.create(
        payment_method="pm_card_authenticationRequired",
        confirm=True,
        return_url="https://example.com/back",
    )
    assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")
    status = sandbox.authenticate(intent.id, succeed=succeed)
    intent = SetupIntent.retrieve(intent.id)
    assert intent.status == status
    if succeed:
        assert (status, types()[-1]) == ("succeeded", "setup_intent.succeeded")
    else:
        assert (status, types()[-1]) == ("requires_payment_method", "setup_intent.setup_failed")
        assert intent.last_setup_error.code == "setup_intent_authentication_failure"


def test_bank_account_by_microdeposits(sandbox: Sandbox) -> None:
    customer = stripe.Customer.create()
    intent = SetupIntent.create(
        customer=customer.id,
        payment_method_data={
            "type": "us_bank_account",
            "us_bank_account": {"account_number": "000123456789", "routing_number": "110000000"},
            "billing_details": {"name": "Jenny Rosen"},
        },
        payment_method_options={"us_bank_account": {"verification_method": "microdeposits"}},
        mandate_data={"customer_acceptance": {"type": "offline"}},
        confirm=True,
    )
    assert intent.next_action.type == "verify_with_microdeposits"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        SetupIntent.verify_microdeposits(intent.id, amounts=[1, 2])
    assert caught.value.code == "payment_method_microdeposit_verification_amounts_mismatch"
    intent = SetupIntent.verify_microdeposits(intent.id, descriptor_code="SM11AA")
    assert intent.status == "succeeded"
    mandate = stripe.Mandate.retrieve(intent.mandate)
    assert (mandate.status, mandate.type) == ("active", "multi_use")
    assert mandate.payment_method == intent.payment_method
