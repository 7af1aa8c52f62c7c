"""Terminal readers do what they were told once a card is presented, which is then `card_present`."""

from __future__ import annotations

from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

Reader = stripe.terminal.Reader
DAY = 24 * 3600
CREDIT = {"card_present": {"number": "5555555555554444"}}


@pytest.fixture
def reader(sandbox: Sandbox) -> str:
    place = stripe.terminal.Location.create(
        display_name="Shop",
        address={
            "line1": "1 Main St", "city": "Reno", "state": "NV", "country": "US",
            "postal_code": "89501",
        },
    )  # fmt: skip
    return Reader.create(registration_code="simulated-wpe", location=place.id).id


def present(reader: str, **params: Any) -> Any:
    return Reader.TestHelpers.present_payment_method(reader, **params).action


def intent_of(**params: Any) -> Any:
    wanted = {"currency": "usd", "payment_method_types": ["card_present"], **params}
    return stripe.PaymentIntent.create(amount=2000, **wanted)


def paid(reader: str, *, presented: Any = None, config: Any = None, **params: Any) -> Any:
    """The intent and what its charge tells of a card, once it was presented."""
    intent = intent_of(**params)
    more = {"process_config": config} if config else {}
    Reader.process_payment_intent(reader, payment_intent=intent.id, **more)
    assert present(reader, **(presented or {})).status == "succeeded"
    expand = ["latest_charge", "payment_method"]
    return stripe.PaymentIntent.retrieve(intent.id, expand=expand)


def interac(reader: str, **params: Any) -> Any:
    types = ["card_present", "interac_present"]
    return paid(
        reader,
        presented={"type": "interac_present"},
        **{"currency": "cad", "payment_method_types": types, **params},
    )


# -- paying ------------------------------------------------------------------------------------------


def test_a_presented_card_is_card_present(sandbox: Sandbox, reader: str) -> None:
    intent = paid(reader, presented=CREDIT)
    details = intent.latest_charge.payment_method_details
    assert (intent.status, intent.payment_method.type) == ("succeeded", "card_present")
    assert intent.payment_method.card_present.brand == "mastercard"
    assert (details.type, "card" in details) == ("card_present", False)
    card = details.card_present
    assert (card.last4, card.read_method, card.network) == ("4444", "contactless_emv", "mastercard")
    assert (card.reader, card.amount_authorized, card.generated_card) == (reader, 2000, None)
    assert card.location == Reader.retrieve(reader).location
    assert card.receipt.dedicated_file_name == "A0000000041010"


def test_a_presented_card_cannot_be_kept(sandbox: Sandbox, reader: str) -> None:
    intent = paid(reader)
    method = intent.payment_method.id
    with pytest.raises(stripe.InvalidRequestError):
        stripe.PaymentMethod.attach(method, customer=stripe.Customer.create().id)
    with pytest.raises(stripe.InvalidRequestError):
        intent_of(payment_method=method, confirm=True)


@pytest.mark.parametrize("options", [{}, {"request_extended_authorization": True}])
def test_capturing_later(sandbox: Sandbox, reader: str, options: dict[str, Any]) -> None:
    intent = paid(reader, capture_method="manual", payment_method_options={"card_present": options})
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 2000)
    card = intent.latest_charge.payment_method_details.card_present
    days = 30 if options else 2
    assert card.capture_before == intent.latest_charge.created + days * DAY
    captured = stripe.PaymentIntent.capture(intent.id, amount_to_capture=1500)
    assert (captured.status, captured.amount_received) == ("succeeded", 1500)


def test_an_authorization_that_nobody_captures(sandbox: Sandbox, reader: str) -> None:
    intent = paid(reader, payment_method_options={"card_present": {"capture_method": "manual"}})
    assert intent.status == "requires_capture"
    sandbox.clock.advance(2 * DAY + 1)
    assert stripe.PaymentIntent.retrieve(intent.id).status == "canceled"


def test_raising_an_authorization(sandbox: Sandbox, reader: str) -> None:
    options = {"card_present": {"request_incremental_authorization_support": True}}
    intent = paid(reader, capture_method="manual", payment_method_options=options)
    assert intent.latest_charge.payment_method_details.card_present[
        "incremental_authorization_supported"
    ]
    more = stripe.PaymentIntent.increment_authorization(
        intent.id, amount=2500, expand=["latest_charge"]
    )
    charge: Any = more.latest_charge
    assert charge.payment_method_details.card_present.amount_authorized == 2500


def test_declined_card(sandbox: Sandbox, reader: str) -> None:
    intent = intent_of(setup_future_usage="off_session")
    Reader.process_payment_intent(reader, payment_intent=intent.id)
    action = present(reader, card_present={"number": "4000000000009995"})
    assert (action.status, action.failure_code) == ("failed", "card_declined")
    failed: Any = stripe.PaymentIntent.retrieve(intent.id, expand=["latest_charge"])
    assert failed.last_payment_error.payment_method.type == "card_present"
    assert failed.last_payment_error.decline_code == "insufficient_funds"
    details = failed.latest_charge.payment_method_details
    assert details.card_present.generated_card is None


def test_a_card_for_an_intent_that_takes_none(sandbox: Sandbox, reader: str) -> None:
    intent = intent_of(payment_method_types=["card"])
    Reader.process_payment_intent(reader, payment_intent=intent.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        present(reader)
    assert refused.value.code == "payment_intent_incompatible_payment_method"
    assert present(reader, type="card").status == "succeeded"
    assert stripe.PaymentIntent.retrieve(intent.id).status == "succeeded"


def test_a_reader_works_for_nothing_that_is_over(sandbox: Sandbox, reader: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        Reader.process_payment_intent(reader, payment_intent=paid(reader).id)
    assert (refused.value.code, refused.value.param) == ("intent_invalid_state", "payment_intent")


def test_a_tip(sandbox: Sandbox, reader: str) -> None:
    intent = intent_of()
    Reader.process_payment_intent(reader, payment_intent=intent.id)
    present(reader, amount_tip=300)
    tipped: Any = stripe.PaymentIntent.retrieve(intent.id)
    assert (tipped.amount_received, tipped.amount_details.tip.amount) == (2300, 300)


def test_no_tip_where_none_is_asked_for(sandbox: Sandbox, reader: str) -> None:
    Reader.process_payment_intent(
        reader, payment_intent=intent_of().id, process_config={"skip_tipping": True}
    )
    with pytest.raises(stripe.InvalidRequestError, match="skip_tipping"):
        present(reader, amount_tip=300)


# -- collecting first --------------------------------------------------------------------------------


def test_collecting_leaves_the_intent_alone(sandbox: Sandbox, reader: str) -> None:
    intent = intent_of()
    Reader.collect_payment_method(reader, payment_intent=intent.id)
    action = present(reader)
    assert action.collect_payment_method.payment_method.card_present.last4 == "4242"
    assert stripe.PaymentIntent.retrieve(intent.id).status == "requires_payment_method"


@pytest.mark.parametrize(
    ("number", "status", "outcome"),
    [
        ("4242424242424242", "succeeded", "succeeded"),
        ("4000000000000002", "failed", "requires_payment_method"),
    ],
)
def test_what_was_collected_is_confirmed_without_the_card(
    sandbox: Sandbox, reader: str, number: str, status: str, outcome: str
) -> None:
    intent = intent_of()
    Reader.collect_payment_method(reader, payment_intent=intent.id)
    present(reader, card_present={"number": number})
    Reader.confirm_payment_intent(reader, payment_intent=intent.id)
    action: Any = Reader.retrieve(reader).action
    assert (action.type, action.status) == ("confirm_payment_intent", status)
    assert stripe.PaymentIntent.retrieve(intent.id).status == outcome


# -- saving ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False])
def test_saving_a_card_after_payment(sandbox: Sandbox, reader: str, known: bool) -> None:
    customer = stripe.Customer.create().id
    more = {"customer": customer} if known else {}
    config = {"allow_redisplay": "always"}
    intent = paid(reader, config=config, setup_future_usage="off_session", **more)
    charge = intent.latest_charge
    generated = charge.payment_method_details.card_present.generated_card
    card: Any = stripe.PaymentMethod.retrieve(generated)
    assert (card.type, card.allow_redisplay) == ("card", "always")
    assert card.card.generated_from.charge == charge.id
    assert card.customer == (customer if known else None)
    if not known:
        stripe.PaymentMethod.attach(generated, customer=customer)
    again = stripe.PaymentIntent.create(
        amount=500, currency="usd", customer=customer, payment_method=generated,
        off_session=True, confirm=True,
    )  # fmt: skip
    assert again.status == "succeeded"


def test_setting_up(sandbox: Sandbox, reader: str) -> None:
    customer = stripe.Customer.create().id
    intent = stripe.SetupIntent.create(
        allowed_payment_method_types=["card_present"], customer=customer
    )
    Reader.process_setup_intent(reader, setup_intent=intent.id, allow_redisplay="limited")
    action = present(reader)
    expand = ["latest_attempt", "payment_method"]
    done: Any = stripe.SetupIntent.retrieve(intent.id, expand=expand)
    assert (action.status, done.status) == ("succeeded", "succeeded")
    assert done.payment_method.type == "card_present"
    generated = done.latest_attempt.payment_method_details.card_present.generated_card
    assert action.process_setup_intent.generated_card == generated
    card: Any = stripe.PaymentMethod.retrieve(generated)
    assert (card.type, card.customer, card.allow_redisplay) == ("card", customer, "limited")
    assert card.card.generated_from.setup_attempt == done.latest_attempt.id


# -- Interac, refunds --------------------------------------------------------------------------------


def test_interac_is_captured_at_once(sandbox: Sandbox, reader: str) -> None:
    intent = interac(reader, capture_method="manual")
    details = intent.latest_charge.payment_method_details
    assert (intent.status, intent.payment_method.type) == ("succeeded", "interac_present")
    assert (details.type, details.interac_present.brand) == ("interac_present", "interac")


def test_interac_is_not_typed_in(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.CardError):
        stripe.Token.create(card={"number": "4506445006931933", "exp_month": "1", "exp_year": "34"})


def test_interac_takes_canadian_dollars_alone(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="interac_present"):
        intent_of(payment_method_types=["card_present", "interac_present"])


def test_interac_is_refunded_at_the_reader_alone(sandbox: Sandbox, reader: str) -> None:
    charge = interac(reader).latest_charge.id
    with pytest.raises(stripe.InvalidRequestError, match="refund_payment"):
        stripe.Refund.create(charge=charge)
    Reader.refund_payment(reader, charge=charge)
    present(reader, type="interac_present")
    assert stripe.Charge.retrieve(charge).refunded


def test_refunding(sandbox: Sandbox, reader: str) -> None:
    charge = paid(reader).latest_charge.id
    Reader.refund_payment(reader, charge=charge, amount=500)
    action = present(reader)
    refund: Any = stripe.Refund.retrieve(action.refund_payment.refund)
    assert (refund.amount, refund.destination_details.type) == (500, "card")
    assert stripe.Refund.create(charge=charge).amount == 1500


def test_disputes_of_presented_cards(sandbox: Sandbox, reader: str) -> None:
    paid(reader, presented={"card_present": {"number": "4000000000000259"}})
    details: Any = stripe.Dispute.list().data[0].payment_method_details
    assert (details.type, details.card.brand) == ("card", "visa")
