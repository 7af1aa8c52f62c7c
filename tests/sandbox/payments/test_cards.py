"""Every test card of the table does what the table (and so the docs page) says."""

import pathlib
from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.front import card_docs
from stripe.sandbox.means import cards
from stripe.sandbox.means.cards import OUTCOMES, Card

ROOT = pathlib.Path(__file__).parents[3]
ROWS = [
    (names, card)
    for title, rows in cards.TABLE.items()
    for names, card in rows
    if title != "At a reader"
]
NAMES = [(name, card) for names, card in ROWS for name in names.split()]
IDS = [card.number for _, card in ROWS]


def entered(card: Card) -> dict[str, Any]:
    return {
        "number": card.number,
        "exp_month": 12,
        "exp_year": 2034,
        "cvc": "1234"[: 4 if card.brand == "amex" else 3],
    }


def check_charge(card: Card, charge: Any) -> None:
    details = charge.payment_method_details.card
    assert (details.brand, details.country, details.funding) == (
        card.brand,
        card.country,
        card.funding,
    )
    assert details.last4 == card.number[-4:]
    assert charge.outcome.risk_level == card.risk
    if card.decline is None and card.authenticate != "error":
        assert (charge.status, charge.paid) == ("succeeded", True)
        assert charge.outcome.network_status == "approved_by_network"
        assert charge.outcome.type == ("manual_review" if card.risk == "elevated" else "authorized")
        assert charge.receipt_url
    else:
        outcome = OUTCOMES[card.decline or "generic_decline"]
        assert (charge.status, charge.paid, charge.captured) == ("failed", False, False)
        assert (charge.failure_code, charge.failure_message) == (outcome.code, outcome.message)
        assert charge.outcome.type == ("blocked" if card.blocked else "issuer_declined")
        told = outcome.decline_code != "generic_decline" and not card.blocked
        assert (f"`{outcome.decline_code}`" in charge.outcome.seller_message) == told


def check_decline(card: Card, error: stripe.CardError) -> None:
    outcome = OUTCOMES[card.decline or "generic_decline"]
    assert error.http_status == 402
    assert error.code == outcome.code
    assert error.error.decline_code == outcome.decline_code
    assert error.user_message == outcome.message
    check_charge(card, stripe.Charge.retrieve(error.error.charge))


@pytest.mark.parametrize(("names", "card"), ROWS, ids=IDS)
def test_paying_with_the_number(
    sandbox: Sandbox, pay: Callable[..., Any], names: str, card: Card
) -> None:
    method = stripe.PaymentMethod.create(
        type="card",
        card=entered(card),
        billing_details={"address": {"line1": "1 Main St", "postal_code": "94103"}},
    )
    assert method.card.brand == card.brand
    assert method.card.networks.available == list(card.networks or [card.brand])
    refused = card.decline is not None or card.authenticate == "error"
    asked = card.authenticate in ("always", "unless_set_up", "on_session")
    if refused and not asked:
        with pytest.raises(stripe.CardError) as caught:
            pay(method.id)
        check_decline(card, caught.value)
        intent = caught.value.error.payment_intent
        assert intent.status == "requires_payment_method"
        assert intent.last_payment_error.payment_method.id == method.id
        return
    intent = pay(method.id, expand=["latest_charge"])
    if asked:
        assert intent.status == "requires_action"
        assert intent.latest_charge is None
        sandbox.authenticate(intent.id)
        intent = stripe.PaymentIntent.retrieve(intent.id, expand=["latest_charge"])
    check_charge(card, intent.latest_charge)
    checks = intent.latest_charge.payment_method_details.card.checks
    for check in ("cvc_check", "address_line1_check", "address_postal_code_check"):
        expected = "fail" if check in card.checks else "pass"
        if "unavailable" in card.checks and check != "cvc_check":
            expected = "unavailable"
        assert checks[check] == expected
    assert intent.status == ("requires_payment_method" if card.decline else "succeeded")
    assert bool(intent.latest_charge.disputed) == (card.dispute is not None)


@pytest.mark.parametrize(("name", "card"), NAMES, ids=[name for name, _ in NAMES])
def test_names_stand_for_the_number(sandbox: Sandbox, name: str, card: Card) -> None:
    token = stripe.Token.retrieve(f"tok_{name}")
    assert (token.card.last4, token.card.country) == (card.number[-4:], card.country)
    method = stripe.PaymentMethod.retrieve(f"pm_card_{name}")
    assert (method.card.last4, method.card.brand) == (card.number[-4:], card.brand)
    # a charge made directly has no way to ask the card's owner
    if card.authenticate in ("always", "unless_set_up"):
        card = card._replace(decline="authentication_required")
    if card.decline is None and card.authenticate != "error":
        charge = stripe.Charge.create(amount=1000, currency="usd", source=f"tok_{name}")
        check_charge(card._replace(authenticate=None), charge)
    else:
        with pytest.raises(stripe.CardError) as caught:
            stripe.Charge.create(amount=1000, currency="usd", source=f"tok_{name}")
        check_decline(card, caught.value)


@pytest.mark.parametrize(("names", "card"), ROWS, ids=IDS)
def test_attaching(sandbox: Sandbox, names: str, card: Card) -> None:
    customer = stripe.Customer.create()
    method = stripe.PaymentMethod.create(type="card", card=entered(card))
    if card.attaches:
        attached = stripe.PaymentMethod.attach(method.id, customer=customer.id)
        assert attached.customer == customer.id
        return
    with pytest.raises(stripe.CardError) as caught:
        stripe.PaymentMethod.attach(method.id, customer=customer.id)
    assert caught.value.code == OUTCOMES[card.decline or ""].code


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"number": "4242424242424241"}, "incorrect_number", "number"),
        ({"number": "4111111111111111"}, "card_declined", "number"),
        ({"exp_month": 13}, "invalid_expiry_month", "exp_month"),
        ({"exp_year": 1999}, "invalid_expiry_year", "exp_year"),
        ({"exp_year": 2099}, "invalid_expiry_year", "exp_year"),
        ({"cvc": "99"}, "invalid_cvc", "cvc"),
    ],
)
@pytest.mark.parametrize("resource", ["token", "payment_method"])
def test_mistakes_in_details(
    sandbox: Sandbox, resource: str, change: dict[str, Any], code: str, param: str
) -> None:
    details: Any = {**entered(cards.NAMED["visa"]), **change}
    with pytest.raises(stripe.CardError) as caught:
        if resource == "token":
            stripe.Token.create(card=details)
        else:
            stripe.PaymentMethod.create(type="card", card=details)
    assert (caught.value.code, caught.value.param) == (code, param)
    assert caught.value.http_status == 402


@pytest.mark.parametrize("missing", ["number", "exp_month", "exp_year"])
def test_missing_details(sandbox: Sandbox, missing: str) -> None:
    details: Any = entered(cards.NAMED["visa"])
    del details[missing]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.PaymentMethod.create(type="card", card=details)
    assert (caught.value.code, caught.value.param) == ("parameter_missing", f"card[{missing}]")


def test_live_mode_takes_no_test_card(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.CardError) as caught:
        stripe.Token.create(card=entered(cards.NAMED["visa"]), api_key="sk_live_1234567890abcdef")
    assert caught.value.error.decline_code == "live_mode_test_card"


def test_numbers_are_well_formed_and_told_apart() -> None:
    numbers = [card.number for _, card in ROWS]
    assert len(set(numbers)) == len(numbers)
    assert [number for number in numbers if not cards.luhn(number)] == []
    prints = {cards.fingerprint(number) for number in numbers}
    assert len(prints) == len(numbers)
    names = [name for name, _ in NAMES]
    assert len(set(names)) == len(names)


def test_docs_page_is_made_from_the_table() -> None:
    written = (ROOT / "docs" / "test-cards.md").read_text("utf-8")
    assert written == card_docs.page(), (
        "Run `python -m stripe.sandbox.front.card_docs docs/test-cards.md`."
    )
