"""What tax registrations, event lists and issued cards are not taken with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

STANDARD: Any = {"type": "standard", "standard": {"place_of_supply_scheme": "standard"}}


def register(country: str, **options: Any) -> Any:
    return stripe.tax.Registration.create(
        country=country, country_options=options, active_from="now"
    )


CALLS: dict[str, tuple[Callable[[], Any], str]] = {
    "options of another country": (lambda: register("DE", ie=STANDARD), "country_options[de]"),
    "options of two countries": (
        lambda: register("DE", de=STANDARD, ie=STANDARD),
        "country_options[ie]",
    ),
    "one type and several": (
        lambda: stripe.Event.list(type="charge.succeeded", types=["charge.failed"]),
        "type",
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_refused(sandbox: Sandbox, name: str) -> None:
    call, param = CALLS[name]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        call()
    assert refused.value.param == param


def test_a_registration_for_its_country(sandbox: Sandbox) -> None:
    assert register("DE", de=STANDARD).status == "active"


def test_a_canceled_card_stays_canceled(sandbox: Sandbox) -> None:
    holder = stripe.issuing.Cardholder.create(
        type="individual", name="Jenny Rosen",
        billing={"address": {
            "line1": "1 Main St", "city": "Reno", "state": "NV", "postal_code": "89501",
            "country": "US",
        }},
    )  # fmt: skip
    card = stripe.issuing.Card.create(
        cardholder=holder.id, currency="usd", type="virtual", status="active"
    )
    helpers = stripe.issuing.Authorization.TestHelpers
    granted = helpers.create(card=card.id, amount=1000)
    assert (granted.currency, granted.cardholder) == ("usd", holder.id)
    helpers.capture(granted.id)
    (made,) = stripe.issuing.Transaction.list()
    assert (made.currency, made.cardholder, made.amount) == ("usd", holder.id, -1000)
    stripe.issuing.Card.modify(card.id, status="canceled", metadata={"why": "lost"})
    with pytest.raises(stripe.InvalidRequestError):
        stripe.issuing.Card.modify(card.id, status="active")
    assert not helpers.create(card=card.id, amount=1000).approved
