"""Parameters: names, types, what is required, what is nested, and the options of a call."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import stripe

stripe.Customer.create()
stripe.Customer.create(email="jenny@example.com", address={"city": "Berlin", "country": "DE"})
stripe.Customer.create(metadata={"order": "6735"}, expand=["default_source"])
stripe.Customer.create(emial="jenny@example.com")  # error
stripe.Customer.create(email=5)  # error
stripe.Customer.create(address={"strasse": "Torstr. 1"})  # error
stripe.Customer.create(metadata={"order": 6735})  # error
stripe.Customer.create(expand="default_source")  # error
stripe.Customer.create(tax_exempt="reversed")  # error

stripe.PaymentIntent.create(amount=1000, currency="usd")
stripe.PaymentIntent.create(amount=1000)  # error
stripe.PaymentIntent.create(currency="usd")  # error
stripe.PaymentIntent.create(amount="1000", currency="usd")  # error
stripe.PaymentIntent.create(amount=10.5, currency="usd")  # error
stripe.PaymentIntent.create(amount=1000, currency="usd", capture_method="manual")
stripe.PaymentIntent.create(amount=1000, currency="usd", capture_method="manuel")  # error
stripe.PaymentIntent.create(
    amount=1000,
    currency="usd",
    automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
)
stripe.PaymentIntent.create(
    amount=1000,
    currency="usd",
    automatic_payment_methods={"enabled": "yes"},  # error
)

stripe.Customer.modify("cus_1", metadata="", address="")
stripe.Customer.modify("cus_1", email=None)  # error
stripe.Customer.modify(5, email="x")  # error
stripe.Customer.modify()  # error

stripe.Price.create(currency="usd", product="prod_1", unit_amount_decimal=Decimal("1.5"))
stripe.Price.create(currency="usd", product="prod_1", unit_amount_decimal=[1])  # error

stripe.Charge.list(created={"gte": 1}, limit=3)
stripe.Charge.list(created=1)
stripe.Charge.list(created={"since": 1})  # error
stripe.Charge.list(limit="3")  # error

stripe.Subscription.create(customer="cus_1", items=[{"price": "price_1", "quantity": 2}])
stripe.Subscription.create(customer="cus_1", items={"price": "price_1"})  # error
stripe.Subscription.create(customer="cus_1", items=[{"prise": "price_1"}])  # error

stripe.Refund.create(charge="ch_1", reason="duplicate")
stripe.Refund.create(charge="ch_1", reason="because")  # error

stripe.checkout.Session.create(mode="payment", line_items=[{"price": "price_1", "quantity": 1}])
stripe.checkout.Session.create(mode="pay")  # error

with Path("evidence.pdf").open("rb") as file:
    stripe.File.create(purpose="dispute_evidence", file=file)
stripe.File.create(purpose="dispute_evidence", file=Path("evidence.pdf"))
stripe.File.create(purpose="evidence", file=b"")  # error
stripe.File.create(file=b"")  # error

stripe.Customer.create(api_key="sk_test_1", stripe_account="acct_1", idempotency_key="a")
stripe.Customer.create(stripe_version="2026-10-28.endive", headers={"A": "b"}, timeout=5)
stripe.Customer.create(idempotency_key=5)  # error
stripe.Customer.create(stripe_acount="acct_1")  # error
stripe.Customer.search(query="email:'jenny@example.com'")
stripe.Customer.search()  # error

params: stripe.params.CustomerCreateParams = {"email": "jenny@example.com"}
stripe.Customer.create(**params)
wrong: stripe.params.CustomerCreateParams = {"emial": "jenny@example.com"}  # error
address: stripe.params.CustomerCreateParamsAddress = {"city": "Berlin"}
stripe.Customer.create(address=address)
session: stripe.params.checkout.SessionCreateParams = {"mode": "setup"}
