"""Parameters that are made in one place and sent in another: the TypedDicts of `stripe.params`."""

from __future__ import annotations

from typing_extensions import Unpack

import stripe
from stripe.params import CustomerCreateParams, PaymentIntentCreateParams
from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

line: SessionCreateParamsLineItem = {"price": "price_1", "quantity": 1}
lines: list[SessionCreateParamsLineItem] = [line, {"price": "price_2", "quantity": 2}]
lines.append({"price": "price_3", "quantity": "3"})  # error
lines.append({"price": "price_3", "amount": 3})  # error
session: SessionCreateParams = {"mode": "payment", "line_items": lines}
session["success_url"] = "https://example.com"
session["succes_url"] = "https://example.com"  # error
session["mode"] = "pay"  # error
session["line_items"] = line  # error
session["expires_at"] = "soon"  # error
stripe.checkout.Session.create(**session)
# To pyright a key that may be absent is no argument.
stripe.checkout.Session.create(**line)  # error: mypy

customer: CustomerCreateParams = {"email": "jenny@example.com", "idempotency_key": "a"}
customer["address"] = {"city": "Berlin"}
customer["address"] = {"town": "Berlin"}  # error
customer["address"] = "Berlin"  # error
customer["preferred_locales"] = "de"  # error
customer["metadata"] = {"order": 5}  # error
customer["tax_exempt"] = "reverse"
customer["tax_exempt"] = "reversed"  # error
stripe.Customer.create(**customer)
stripe.Charge.create(**customer)  # error
bad: CustomerCreateParams = {"email": 5}  # error
worse: CustomerCreateParams = {"e-mail": "jenny@example.com"}  # error
stripe.params.CustomerCreatParams  # error
other: stripe.params.CustomerCreateParamsAdress  # error
address: stripe.params.CustomerCreateParamsAddress = {"line1": 1}  # error
tax: stripe.params.CustomerCreateParamsTaxIdDatum = {"type": "eu_vat", "value": "DE1"}
tax = {"type": "eu_vat"}  # error
tax = {"type": "eu_vta", "value": "DE1"}  # error

intent: PaymentIntentCreateParams = {"amount": 5}  # error
intent = {"amount": 5, "currency": "usd"}
intent = {"amount": "5", "currency": "usd"}  # error
intent["automatic_payment_methods"] = {"enabled": True}
intent["automatic_payment_methods"] = {"allow_redirects": "always"}  # error
intent["automatic_payment_methods"] = True  # error
intent["payment_method_options"] = {"card": {"capture_method": "manual"}}
intent["payment_method_options"] = {"card": {"capture_method": "automatic"}}  # error
stripe.PaymentIntent.create(**intent)
stripe.PaymentIntent.create(**intent, off_session="maybe")  # error


def pay(**params: Unpack[PaymentIntentCreateParams]) -> stripe.PaymentIntent:
    """Passes parameters on."""
    return stripe.PaymentIntent.create(**params)


pay(amount=5, currency="usd")
pay(amount=5)  # error
pay(amount=5, currency="usd", confirm=1)  # error
pay(amount=5, currency="usd", custmer="cus_1")  # error


def buy(client: stripe.StripeClient, session: SessionCreateParams, amount: int) -> str | None:
    """The same through a client."""
    client.v1.checkout.sessions.create(session, {"stripe_account": "acct_1"})
    client.v1.checkout.sessions.create(line)  # error
    client.v1.payment_intents.create(session)  # error
    update: stripe.params.PaymentIntentUpdateParams = {"amount": amount, "description": ""}
    client.v1.payment_intents.update("pi_1", update)
    client.v1.payment_intents.update("pi_1", {"amount": "5"})  # error
    client.v1.payment_intents.update(update)  # error
    filters: stripe.params.ChargeListParams = {"created": {"gte": 5}, "limit": 3}
    filters["created"] = {"gte": "5"}  # error
    filters["limits"] = 3  # error
    client.v1.charges.list(filters)
    client.v1.refunds.list(filters)  # error
    options: stripe.RequestOptions = {"idempotency_key": "a", "max_network_retries": 2}
    options["max_network_retries"] = "2"  # error
    options["retries"] = 2  # error
    client.v1.refunds.create({"charge": "ch_1"}, options)
    v2: stripe.params.v2.core.AccountCreateParams = {"contact_email": "a@example.com"}
    v2["contact_email"] = 5  # error
    v2["dashboard"] = "some"  # error
    client.v2.core.accounts.create(v2)
    return client.v1.checkout.sessions.create({"mode": "setup"}).url
