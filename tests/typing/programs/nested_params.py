"""Nested parameters as checkouts, subscriptions and invoices have them: each level is checked."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Literal

import stripe

stripe.checkout.Session.create(
    mode="payment",
    success_url="https://example.com/thanks",
    line_items=[
        {
            "price_data": {
                "currency": "usd",
                "unit_amount": 2000,
                "product_data": {"name": "T-shirt", "images": ["https://example.com/t.png"]},
            },
            "quantity": 1,
            "adjustable_quantity": {"enabled": True, "minimum": 1},
        }
    ],
    payment_intent_data={"capture_method": "manual", "metadata": {"order": "6735"}},
    shipping_address_collection={"allowed_countries": ["US", "DE"]},
    allowed_payment_method_types=["card", "sepa_debit"],
)
stripe.checkout.Session.create(
    line_items=[{"price_data": {"currency": "usd", "unit_amount": "20"}}],  # error
)
stripe.checkout.Session.create(
    line_items=[{"price": "price_1", "quantity": "1"}],  # error
)
stripe.checkout.Session.create(
    line_items=[{"price_data": {"unit_amount": 5, "product": "prod_1"}}],  # error
)
stripe.checkout.Session.create(
    line_items=[{"price_data": {"currency": "usd", "product_data": {"title": "T"}}}],  # error
)
stripe.checkout.Session.create(
    shipping_address_collection={"allowed_countries": ["USA"]},  # error
)
stripe.checkout.Session.create(allowed_payment_method_types=["kard"])  # error
stripe.checkout.Session.create(allowed_payment_method_types="card")  # error
stripe.checkout.Session.create(payment_intent_data={"capture_method": "later"})  # error
stripe.checkout.Session.create(automatic_tax=True)  # error
stripe.checkout.Session.create(automatic_tax={})  # error
stripe.checkout.Session.create(expires_at=datetime(2026, 1, 1, tzinfo=timezone.utc))
stripe.checkout.Session.create(expires_at="tomorrow")  # error
stripe.checkout.Session.create(sucess_url="https://example.com")  # error

stripe.PaymentIntent.create(
    amount=1099,
    currency="eur",
    confirm=True,
    payment_method_data={
        "type": "sepa_debit",
        "sepa_debit": {"iban": "DE89"},
        "billing_details": {"address": {"line1": "Torstr. 1"}},
    },
    payment_method_options={"card": {"request_three_d_secure": "any"}},
    shipping={"name": "Jenny", "address": {"line1": "Torstr. 1", "country": "DE"}},
    transfer_data={"destination": "acct_1"},
    off_session=True,
)
stripe.PaymentIntent.create(
    amount=1099,
    currency="eur",
    payment_method_options={"card": {"request_three_d_secure": "always"}},  # error
)
stripe.PaymentIntent.create(
    amount=1099,
    currency="eur",
    payment_method_options={"cards": {}},  # error
)
stripe.PaymentIntent.create(
    amount=1099,
    currency="eur",
    shipping={"name": "Jenny"},  # error
)
stripe.PaymentIntent.create(
    amount=1099,
    currency="eur",
    payment_method_data={"billing_details": {}},  # error
)
stripe.PaymentIntent.create(amount=1099, currency="eur", transfer_data={})  # error
stripe.PaymentIntent.create(amount=1099, currency="eur", confirm="true")  # error
stripe.PaymentIntent.create(amount=1099, currency="eur", setup_future_usage="offsession")  # error
stripe.PaymentIntent.create(amount=None, currency="eur")  # error
stripe.PaymentIntent.create(amount=Decimal("10.5"), currency="eur")  # error
stripe.PaymentIntent.create(1099, "eur")  # error

stripe.Subscription.create(
    customer="cus_1",
    items=[
        {"price_data": {"currency": "usd", "product": "prod_1", "recurring": {"interval": "month"}}}
    ],
    trial_end="now",
    payment_behavior="default_incomplete",
    expand=["latest_invoice.confirmation_secret"],
)
stripe.Subscription.create(
    customer="cus_1",
    items=[
        {
            "price_data": {
                "currency": "usd",
                "product": "prod_1",
                "recurring": {"interval": "monthly"},  # error
            }
        }
    ],
)
stripe.Subscription.create(customer="cus_1", trial_end="later")  # error
stripe.Subscription.create(customer="cus_1", payment_behavior="incomplete")  # error
stripe.Subscription.create(customer=stripe.Customer.create())  # error
stripe.Subscription.modify("sub_1", items=[{"id": "si_1", "deleted": True}])
stripe.Subscription.modify("sub_1", items=[{"id": 1}])  # error
stripe.Subscription.modify("sub_1", cancel_at_period_end="yes")  # error

stripe.Price.create(
    currency="usd",
    product_data={"name": "Gold"},
    recurring={"interval": "year", "interval_count": 1},
    tiers=[{"up_to": 10, "unit_amount": 5}, {"up_to": "inf", "unit_amount": 3}],
)
stripe.Price.create(currency="usd", tiers=[{"up_to": "infinity"}])  # error
stripe.Price.create(currency="usd", recurring={"interval_count": 1})  # error
stripe.Price.create(currency="usd", billing_scheme="tier")  # error

stripe.Account.create(
    type="express",
    country="DE",
    capabilities={"card_payments": {"requested": True}, "transfers": {"requested": True}},
    business_profile={"mcc": "5734"},
)
stripe.Account.create(type="expres")  # error
stripe.Account.create(capabilities={"card_payment": {"requested": True}})  # error
stripe.Account.create(capabilities={"card_payments": {"requested": 1}})  # error
stripe.Account.create(capabilities={"card_payments": True})  # error


def price(interval: str, known: Literal["week", "month"]) -> None:
    """A text could be anything."""
    stripe.Price.create(currency="usd", recurring={"interval": interval})  # error
    stripe.Price.create(currency="usd", recurring={"interval": known})


stripe.billing.MeterEvent.create(event_name="calls", payload={"value": "25", "customer": "cus_1"})
stripe.billing.MeterEvent.create(event_name="calls")  # error
stripe.billing.MeterEvent.create(event_name="calls", payload={"value": 25})  # error
stripe.issuing.Card.create(currency="usd", type="virtual")
stripe.issuing.Card.create(currency="usd", type="digital")  # error
stripe.WebhookEndpoint.create(enabled_events=["invoice.paid"], url="https://example.com")
stripe.WebhookEndpoint.create(enabled_events=["invoice.payd"], url="https://example.com")  # error
stripe.WebhookEndpoint.create(url="https://example.com")  # error
