"""Configurations say what is offered; an account has one from the beginning, which its intents name."""

from __future__ import annotations

from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

Configuration = stripe.PaymentMethodConfiguration


def test_the_one_of_the_beginning(sandbox: Sandbox) -> None:
    intent: Any = stripe.PaymentIntent.create(amount=500, currency="usd")
    (default,) = Configuration.list().data
    assert (default.id, default.is_default) == (
        intent.payment_method_configuration_details.id,
        True,
    )
    assert default.card is not None
    assert default.card.available
    changed: Any = Configuration.modify(
        default.id, klarna={"display_preference": {"preference": "on"}}
    )
    assert (changed.klarna.available, changed.card.available) == (True, True)
    assert Configuration.retrieve(default.id).klarna == changed.klarna


@pytest.mark.parametrize(
    ("kind", "preference", "value"),
    [
        ("card", "on", "on"),
        ("card", "off", "off"),
        ("card", "none", "on"),
        ("ideal", "none", "off"),
        ("ideal", "on", "on"),
    ],
)
def test_what_is_offered(sandbox: Sandbox, kind: str, preference: str, value: str) -> None:
    wanted: Any = {kind: {"display_preference": {"preference": preference}}}
    made = Configuration.create(name="Shop", **wanted)
    assert made[kind].available == (value == "on")
    shown = made[kind].display_preference
    assert (shown.preference, shown.value) == (preference, value)
    assert len(Configuration.list().data) == 2


def test_an_intent_names_a_configuration(sandbox: Sandbox) -> None:
    made = Configuration.create(name="Shop")
    given: Any = {"amount": 500, "currency": "usd"}
    intent: Any = stripe.PaymentIntent.create(**given, payment_method_configuration=made.id)
    assert intent.payment_method_configuration_details.id == made.id
    default = Configuration.list().data[-1].id
    stripe.PaymentIntent.create(**given, payment_method_configuration=default)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe.PaymentIntent.create(**given, payment_method_configuration="pmc_none")
    assert refused.value.param == "payment_method_configuration"
