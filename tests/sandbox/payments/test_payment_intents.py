"""PaymentIntents: states, declines, authentication, captures, and what stands in the wrong state's way."""

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.payments import states

PaymentIntent = stripe.PaymentIntent
SUCCEEDED = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "charge.updated",
]


def unexpected(call: Callable[[], Any]) -> Any:
    """The intent in the refusal of a request that is in the wrong state."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call()
    assert caught.value.http_status == 400
    assert caught.value.code == "payment_intent_unexpected_state"
    return caught.value.error.payment_intent


def test_a_new_intent(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    intent = PaymentIntent.create(amount=1099, currency="EUR", metadata={"order": "6735"})
    assert intent.status == "requires_payment_method"
    assert intent.id.startswith("pi_3")
    assert intent.client_secret.startswith(f"{intent.id}_secret_")
    assert (intent.currency, intent.amount, intent.amount_received) == ("eur", 1099, 0)
    assert intent.automatic_payment_methods.enabled is True
    assert "card" in intent.payment_method_types
    assert intent.capture_method == "automatic_async"
    assert (intent.latest_charge, intent.next_action, intent.last_payment_error) == (
        None,
        None,
        None,
    )
    assert types() == ["payment_intent.created"]


def test_step_by_step(sandbox: Sandbox, types: Callable[[], list[str]]) -> None:
    intent = PaymentIntent.create(
        amount=1099, currency="usd", allowed_payment_method_types=["card"]
    )
    assert (intent.payment_method_types, intent.automatic_payment_methods) == (["card"], None)
    intent = PaymentIntent.modify(intent.id, payment_method="pm_card_visa", amount=2000)
    assert intent.status == "requires_confirmation"
    intent = PaymentIntent.confirm(intent.id, receipt_email="jenny.rosen@example.com")
    assert (intent.status, intent.amount_received) == ("succeeded", 2000)
    assert intent.payment_method_options.card.request_three_d_secure == "automatic"
    assert types() == SUCCEEDED
    charge = stripe.Charge.retrieve(intent.latest_charge)
    assert charge.receipt_email == "jenny.rosen@example.com"


def test_events_carry_what_was_so_at_their_time(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    intent = pay()
    created, charged, succeeded, updated = (event["data"] for event in sandbox.events)
    assert created["object"]["status"] == "requires_payment_method"
    assert charged["object"]["payment_intent"] == intent.id
    assert charged["object"]["balance_transaction"] is None
    assert succeeded["object"]["latest_charge"] == charged["object"]["id"]
    assert updated["object"]["balance_transaction"].startswith("txn_")
    assert updated["previous_attributes"] == {"balance_transaction": None}


def test_charge_has_what_the_intent_says(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    address = {"line1": "510 Townsend St", "city": "San Francisco", "country": "US"}
    intent = pay(
        description="T-shirt",
        metadata={"order": "6735"},
        shipping={"name": "Jenny Rosen", "address": address},
        statement_descriptor_suffix="SHIRT",
        transfer_group="ORDER",
        expand=["latest_charge.balance_transaction", "payment_method"],
    )
    charge = intent.latest_charge
    assert (charge.description, charge.metadata["order"]) == ("T-shirt", "6735")
    assert charge.shipping.name == "Jenny Rosen"
    assert (charge.statement_descriptor_suffix, charge.transfer_group) == ("SHIRT", "ORDER")
    assert charge.payment_method == intent.payment_method.id
    card = charge.payment_method_details.card
    assert card.fingerprint == intent.payment_method.card.fingerprint
    assert charge.balance_transaction.fee == 88
    assert charge.balance_transaction.source == charge.id
    assert charge.billing_details.address.line1 is None


def test_decline_and_another_try(
    sandbox: Sandbox, types: Callable[[], list[str]], pay: Callable[..., Any]
) -> None:
    with pytest.raises(stripe.CardError) as caught:
        pay("pm_card_chargeDeclinedInsufficientFunds")
    error = caught.value.error
    assert (caught.value.http_status, error.code) == (402, "card_declined")
    assert (error.decline_code, error.doc_url) == (
        "insufficient_funds",
        "https://stripe.com/docs/error-codes/card-declined",
    )
    intent = error.payment_intent
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.latest_charge == error.charge
    assert intent.last_payment_error.charge == error.charge
    assert intent.last_payment_error.decline_code == "insufficient_funds"
    assert intent.last_payment_error.payment_method.card.last4 == "9995"
    assert types() == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    assert PaymentIntent.modify(intent.id, description="Again").last_payment_error is None
    intent = PaymentIntent.confirm(intent.id, payment_method="pm_card_visa")
    assert (intent.status, intent.last_payment_error) == ("succeeded", None)
    assert types() == SUCCEEDED[1:]
    charges = stripe.Charge.list(payment_intent=intent.id).data
    assert [charge.status for charge in charges] == ["succeeded", "failed"]


def in_state(status: str, sandbox: Sandbox) -> Any:
    """An intent in a state, reached as an application reaches it."""
    given: Any = {"amount": 2000, "currency": "usd", "confirm": True}
    if status == "requires_payment_method":
        return PaymentIntent.create(amount=2000, currency="usd")
    if status == "requires_confirmation":
        return PaymentIntent.create(amount=2000, currency="usd", payment_method="pm_card_visa")
    if status == "requires_action":
        return PaymentIntent.create(**given, payment_method="pm_card_authenticationRequired")
    if status == "processing":
        return PaymentIntent.create(**given, payment_method="pm_usBankAccount_processing")
    if status == "requires_capture":
        return PaymentIntent.create(**given, payment_method="pm_card_visa", capture_method="manual")
    intent = PaymentIntent.create(
        **{**given, "confirm": status == "succeeded"}, payment_method="pm_card_visa"
    )
    return PaymentIntent.cancel(intent.id) if status == "canceled" else intent


REQUESTS: dict[str, Callable[[str], Any]] = {
    "update": lambda it: PaymentIntent.modify(it, amount=1000),
    "confirm": lambda it: PaymentIntent.confirm(it, payment_method="pm_card_visa"),
    "capture": PaymentIntent.capture,
    "cancel": PaymentIntent.cancel,
}


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("status", states.PAYMENT_INTENT.steps)
def test_each_request_in_each_state(sandbox: Sandbox, status: str, request_: str) -> None:
    intent = in_state(status, sandbox)
    assert intent.status == status
    if status in states.PAYMENT_INTENT.allowed[request_]:
        after = REQUESTS[request_](intent.id).status
        assert after == status or after in states.PAYMENT_INTENT.steps[status]
        return
    refused = unexpected(lambda: REQUESTS[request_](intent.id))
    assert (refused.id, refused.status) == (intent.id, status)
    assert PaymentIntent.retrieve(intent.id).status == status


def test_messages_of_the_wrong_state(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    id = pay().id
    with pytest.raises(stripe.InvalidRequestError, match="has already succeeded after being"):
        PaymentIntent.confirm(id)
    with pytest.raises(
        stripe.InvalidRequestError,
        match="You cannot cancel this PaymentIntent because it has a status of succeeded. Only a "
        "PaymentIntent with one of the following statuses may be canceled: ",
    ):
        PaymentIntent.cancel(id)
    with pytest.raises(stripe.InvalidRequestError, match="it has already been captured"):
        PaymentIntent.capture(id)


def test_metadata_stays_open(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    intent = PaymentIntent.modify(pay().id, metadata={"a": "b"}, description="later")
    assert (intent.metadata["a"], intent.description) == ("b", "later")


def test_confirming_without_a_payment_method(sandbox: Sandbox) -> None:
    intent = PaymentIntent.create(amount=2000, currency="usd")
    assert unexpected(lambda: PaymentIntent.confirm(intent.id)).id == intent.id


# -- 3-D Secure ------------------------------------------------------------------------------------


@pytest.mark.parametrize("return_url", [None, "https://example.com/return?order=1"])
def test_authentication(
    sandbox: Sandbox,
    pay: Callable[..., Any],
    types: Callable[[], list[str]],
    page: Callable[..., Any],
    return_url: str | None,
) -> None:
    params = {"return_url": return_url} if return_url else {}
    intent = pay("pm_card_threeDSecure2Required", **params)
    assert (intent.status, intent.latest_charge) == ("requires_action", None)
    action = intent.next_action
    if return_url is None:
        assert action.type == "use_stripe_sdk"
        url = action.use_stripe_sdk.stripe_js
    else:
        assert (action.type, action.redirect_to_url.return_url) == ("redirect_to_url", return_url)
        url = action.redirect_to_url.url
    assert types() == ["payment_intent.created", "payment_intent.requires_action"]
    assert "$20.00" in page("GET", url)[2]
    status, headers, _ = page("POST", url, outcome="succeed")
    if return_url is None:
        assert status == "200 OK"
    else:
        assert headers["Location"] == (
            f"{return_url}&payment_intent={intent.id}&payment_intent_client_secret="
            f"{intent.client_secret}&redirect_status=succeeded"
        )
    intent = PaymentIntent.retrieve(intent.id, expand=["latest_charge"])
    assert (intent.status, intent.next_action) == ("succeeded", None)
    secure = intent.latest_charge.payment_method_details.card.three_d_secure
    assert (secure.result, secure.version) == ("authenticated", "2.2.0")
    assert types() == SUCCEEDED[1:]


def test_failed_authentication(
    sandbox: Sandbox, pay: Callable[..., Any], types: Callable[[], list[str]]
) -> None:
    intent = pay("pm_card_threeDSecure2Required")
    assert sandbox.authenticate(intent.id, succeed=False) == "requires_payment_method"
    intent = PaymentIntent.retrieve(intent.id)
    assert intent.last_payment_error.code == "payment_intent_authentication_failure"
    assert (intent.next_action, intent.latest_charge) == (None, None)
    assert types()[-1] == "payment_intent.payment_failed"
    assert PaymentIntent.confirm(intent.id, payment_method="pm_card_visa").status == "succeeded"


def test_decline_after_authentication(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    intent = pay("pm_card_threeDSecureRequiredChargeDeclined")
    assert sandbox.authenticate(intent.id) == "requires_payment_method"
    error = PaymentIntent.retrieve(intent.id).last_payment_error
    assert (error.code, error.decline_code) == ("card_declined", "generic_decline")


def test_manual_confirmation_is_confirmed_again(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    intent = pay("pm_card_authenticationRequired", confirmation_method="manual")
    assert sandbox.authenticate(intent.id) == "requires_confirmation"
    assert PaymentIntent.confirm(intent.id).status == "succeeded"


def test_error_on_requires_action(sandbox: Sandbox, pay: Callable[..., Any]) -> None:
    with pytest.raises(stripe.CardError) as caught:
        pay("pm_card_threeDSecure2Required", error_on_requires_action=True)
    assert caught.value.code == "authentication_required"
    assert caught.value.error.payment_intent.status == "requires_payment_method"


@pytest.mark.parametrize(
    ("name", "set_up", "off_session", "outcome"),
    [
        ("authenticationRequiredOnSetup", False, True, "authentication_required"),
        ("authenticationRequiredOnSetup", True, True, "succeeded"),
        ("authenticationRequiredOnSetup", True, False, "requires_action"),
        ("authenticationRequired", True, True, "authentication_required"),
        ("authenticationRequiredSetupForOffSession", False, True, "succeeded"),
        ("authenticationRequiredSetupForOffSession", False, False, "requires_action"),
    ],
)
def test_paying_without_the_customer(
    sandbox: Sandbox,
    pay: Callable[..., Any],
    name: str,
    set_up: bool,
    off_session: bool,
    outcome: str,
) -> None:
    customer = stripe.Customer.create()
    method = stripe.PaymentMethod.attach(f"pm_card_{name}", customer=customer.id)
    if set_up:
        setup = stripe.SetupIntent.create(
            customer=customer.id, payment_method=method.id, confirm=True
        )
        assert setup.status == "requires_action"
        assert sandbox.authenticate(setup.id) == "succeeded"
    if outcome == "authentication_required":
        with pytest.raises(stripe.CardError) as caught:
            pay(method.id, customer=customer.id, off_session=off_session)
        assert caught.value.code == outcome
        assert caught.value.error.payment_method.id == method.id
    else:
        assert pay(method.id, customer=customer.id, off_session=off_session).status == outcome


@pytest.mark.parametrize(
    ("name", "asked", "status"),
    [
        ("threeDSecureOptional", "automatic", "succeeded"),
        ("threeDSecureOptional", "any", "requires_action"),
        ("threeDSecureOptionalProcessingError", "any", "succeeded"),
        ("visa", "challenge", "succeeded"),
    ],
)
def test_asking_for_3ds(
    sandbox: Sandbox, pay: Callable[..., Any], name: str, asked: str, status: str
) -> None:
    options = {"card": {"request_three_d_secure": asked}}
    assert pay(f"pm_card_{name}", payment_method_options=options).status == status
