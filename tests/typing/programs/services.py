"""StripeClient: services, their parameters and options."""

from __future__ import annotations

from typing_extensions import assert_type

import stripe
from stripe import StripeClient

client = StripeClient("sk_test_1", stripe_account="acct_1", max_network_retries=3)
StripeClient(5)  # error
StripeClient("sk_test_1", retries=3)  # error
StripeClient()  # error

customer = client.v1.customers.create({"email": "jenny@example.com"})
assert_type(customer, stripe.Customer)
client.v1.customers.create(params={"email": "x"}, options={"idempotency_key": "a"})
client.v1.customers.create({"emial": "jenny@example.com"})  # error
client.v1.customers.create({"email": "x"}, {"idempotency": "a"})  # error
client.v1.customers.create(email="x")  # error
client.v1.customers.update("cus_1", {"name": "Jenny"})
client.v1.customers.modify("cus_1", {"name": "Jenny"})  # error
client.v1.customers.retrieve()  # error
client.v1.customers.retrieve("cus_1", {"expand": ["default_source"]})
assert_type(client.v1.customers.list({"limit": 3}), stripe.ListObject[stripe.Customer])
client.v1.payment_intents.create({"amount": 1000, "currency": "usd"})
client.v1.payment_intents.create({"amount": 1000})  # error
client.v1.payment_intents.create()  # error
client.v1.customers.payment_methods.list("cus_1")
client.v1.checkout.sessions.create({"mode": "payment"})
client.v1.nothing  # error
client.nothing  # error
assert_type(client.customers.list().data[0], stripe.Customer)
assert_type(client.v1.test_helpers.refunds.expire("re_1"), stripe.Refund)

account = client.v2.core.accounts.create({"contact_email": "jenny@example.com"})
assert_type(account, stripe.v2.core.Account)
client.v2.core.accounts.create({"contact_mail": "jenny@example.com"})  # error

answer = client.raw_request("get", "/v1/customers")
assert_type(answer, stripe.StripeResponse)
assert_type(client.with_stripe_context("acct_2"), StripeClient)
options: stripe.RequestOptions = {"api_key": "sk_test_1"}
bad_options: stripe.RequestOptions = {"key": "sk_test_1"}  # error
