"""What Stripe itself keeps: read by everybody, named by requests, expanded."""

from __future__ import annotations

import pytest

import stripe
from stripe.sandbox import Sandbox


def test_tax_codes_expand(sandbox: Sandbox) -> None:
    product = stripe.Product.create(name="Gold", tax_code="txcd_10000000", expand=["tax_code"])
    assert product.tax_code.name.startswith("General")


def test_physical_bundles(sandbox: Sandbox) -> None:
    (bundle,) = stripe.issuing.PhysicalBundle.list(type="standard").data
    assert not stripe.issuing.PhysicalBundle.list(status="review").data
    design = stripe.issuing.PersonalizationDesign.create(physical_bundle=bundle.id)
    assert design.physical_bundle == bundle.id
    with pytest.raises(stripe.InvalidRequestError, match="No such"):
        stripe.issuing.PersonalizationDesign.create(physical_bundle="ics_none")


def test_climate(sandbox: Sandbox) -> None:
    product = stripe.climate.Product.list(limit=1).data[0]
    price = product.current_prices_per_metric_ton["usd"].amount_total
    supplier = stripe.climate.Supplier.retrieve(product.suppliers[0].id)
    assert supplier.removal_pathway == "direct_air_capture"
    by_weight = stripe.climate.Order.create(product=product.id, metric_tons="1.5")
    assert (by_weight.status, by_weight.amount_total) == ("open", price * 3 // 2)
    by_amount = stripe.climate.Order.create(product=product.id, amount=price // 4)
    assert (str(by_amount.metric_tons), by_amount.amount_total) == ("0.2500", price // 4)
    with pytest.raises(stripe.InvalidRequestError, match="metric_tons"):
        stripe.climate.Order.create(product=product.id)


def test_tax_registrations(sandbox: Sandbox) -> None:
    now = sandbox.clock.now()
    options = {"ie": {"type": "ioss"}}
    made = stripe.tax.Registration.create(country="IE", country_options=options, active_from="now")
    assert (made.status, now <= made.active_from <= now + 5) == ("active", True)
    later = stripe.tax.Registration.create(
        country="IE", country_options=options, active_from=now + 3600
    )
    assert later.status == "scheduled"
    assert stripe.tax.Registration.modify(made.id, expires_at="now").status == "expired"


def test_issued_cards_are_charged_and_refunded(sandbox: Sandbox) -> None:
    address = {
        "line1": "1 Main St",
        "city": "Reno",
        "state": "NV",
        "postal_code": "89501",
        "country": "US",
    }
    holder = stripe.issuing.Cardholder.create(
        type="individual", name="Jenny Rosen", billing={"address": address}
    )
    card = stripe.issuing.Card.create(cardholder=holder.id, currency="usd", type="virtual")
    helpers = stripe.issuing.Transaction.TestHelpers
    taken = helpers.create_force_capture(card=card.id, amount=500)
    given = helpers.create_unlinked_refund(card=card.id, amount=300)
    assert (taken.type, taken.amount, taken.cardholder) == ("capture", -500, holder.id)
    assert (given.type, given.amount, given.currency) == ("refund", 300, "usd")


def test_a_capture_that_has_a_receipt_tells_of_it(sandbox: Sandbox) -> None:
    sandbox.trigger("issuing_card.created")
    (card,) = stripe.issuing.Card.list().data
    bought = {"receipt": [{"description": "Ride", "quantity": "1", "unit_cost": 100}]}
    helpers = stripe.issuing.Transaction.TestHelpers
    told = "issuing_transaction.purchase_details_receipt_updated"
    helpers.create_force_capture(card=card.id, amount=100)
    assert not stripe.Event.list(type=told).data
    made = helpers.create_force_capture(card=card.id, amount=100, purchase_details=bought)
    (event,) = stripe.Event.list(type=told).data
    assert event.data.object.id == made.id


def test_receipts_of_issued_cards(sandbox: Sandbox) -> None:
    sandbox.trigger("issuing_transaction.created")
    (made,) = stripe.issuing.Transaction.list().data
    receipt = [{"description": "Ride", "quantity": "1.5", "unit_cost": 100}]
    client = stripe.StripeClient(sandbox.api_key)
    path = f"/v1/issuing/transactions/{made.id}"
    client.raw_request("post", path, purchase_details={"receipt": receipt})
    found = stripe.issuing.Transaction.retrieve(made.id, expand=["purchase_details"])
    assert found.purchase_details.receipt[0].quantity == 1.5
    assert sandbox.events[-1]["type"] == "issuing_transaction.purchase_details_receipt_updated"


def test_the_transaction_of_the_recipes_of_stripe_trigger(sandbox: Sandbox) -> None:
    sandbox.trigger("issuing_card.created")
    (card,) = stripe.issuing.Card.list().data
    client = stripe.StripeClient(sandbox.api_key)
    path = "/v1/test_helpers/issuing/transactions"
    client.raw_request("post", path, card=card.id, amount=100, currency="usd")
    assert stripe.issuing.Transaction.list().data[0].amount == -100
