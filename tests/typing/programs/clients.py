"""An application around StripeClient: services of both versions, and what they answer."""

from __future__ import annotations

import os

from typing_extensions import assert_type

import stripe
from stripe import RequestOptions, StripeClient


class Billing:
    """The billing of a shop."""

    def __init__(self, client: StripeClient) -> None:
        self.client = client

    def customer(self, email: str) -> stripe.Customer:
        """Finds or makes a customer."""
        found = self.client.v1.customers.list({"email": email, "limit": 1})
        assert_type(found, stripe.ListObject[stripe.Customer])
        self.client.v1.customers.list({"email": email, "limit": "1"})  # error
        self.client.v1.customers.list(email=email)  # error
        if found.data:
            return found.data[0]
        return self.client.v1.customers.create(params={"email": email})

    def subscribe(self, customer: stripe.Customer, price: str) -> stripe.Subscription:
        """Starts a subscription."""
        self.client.v1.subscriptions.create(
            {"customer": customer, "items": [{"price": price}]}  # error
        )
        self.client.v1.subscriptions.create(
            {"customer": customer.id, "items": [{"price": price, "quantity": "2"}]}  # error
        )
        self.client.v1.subscriptions.create(
            {"customer": customer.id, "items": [{"prices": price}]}  # error
        )
        self.client.v1.subscriptions.create(
            {"customer": customer.id, "collection_method": "charge"}  # error
        )
        return self.client.v1.subscriptions.create(
            {"customer": customer.id, "items": [{"price": price}]},
            {"idempotency_key": f"subscribe-{customer.id}"},
        )

    def cancel(self, subscription: str) -> None:
        """Ends a subscription."""
        self.client.v1.subscriptions.cancel(subscription, {"prorate": True})
        self.client.v1.subscriptions.cancel(subscription, {"prorated": True})  # error
        self.client.v1.subscriptions.delete(subscription)  # error
        self.client.v1.subscriptions.cancel()  # error
        self.client.v1.subscription.cancel(subscription)  # error

    def refund(self, intent: str, amount: int) -> stripe.Refund:
        """Gives money back."""
        self.client.v1.refunds.create({"payment_intent": intent, "amount": "5"})  # error
        self.client.v1.refunds.create({"payment_intent": intent, "reason": "unhappy"})  # error
        self.client.v1.refunds.create({"intent": intent})  # error
        charge: stripe.Charge = self.client.v1.refunds.create({"payment_intent": intent})  # error
        return self.client.v1.refunds.create({"payment_intent": intent, "amount": amount})


key = os.environ.get("STRIPE_KEY")
StripeClient(key)  # error
client = StripeClient(key or "sk_test_1", timeout=20.0, base_addresses={"api": "http://localhost"})
StripeClient("sk_test_1", base_addresses={"apis": "http://localhost"})  # error
StripeClient("sk_test_1", "acct_1")  # error
StripeClient("sk_test_1", max_network_retries="2")  # error
StripeClient("sk_test_1", http_client=stripe.new_default_http_client())
StripeClient("sk_test_1", http_client=5)  # error
stripe.StripeClent("sk_test_1")  # error

options: RequestOptions = {"stripe_account": "acct_1", "idempotency_key": "a"}
client.v1.charges.capture("ch_1", {"amount": 5}, options)
client.v1.charges.capture("ch_1", {"amount": 5}, options=options)
client.v1.charges.capture("ch_1", options)  # error
client.v1.charges.retrieve("ch_1", None, {"api_key": 5})  # error
client.v1.charges.retrieve("ch_1", options={"stripe_acount": "acct_1"})  # error
client.v1.charges.retrieve("ch_1", {"stripe_account": "acct_1"})  # error
client.v1.charges.retrieve(["ch_1"])  # error
client.v1.charges.create({"amount": 5, "currency": "usd", "idempotency_key": "a"})  # error
client.v1.charges.list({"limit": 5, "api_key": "sk_test_1"})  # error


def find(filters: stripe.params.ChargeListParams) -> stripe.ListObject[stripe.Charge]:
    """Parameters may be made elsewhere."""
    return client.v1.charges.list(filters)


wrong: RequestOptions = {"timeout": "5"}  # error

assert_type(client.v1.customers.delete("cus_1"), stripe.Customer)
assert_type(client.v1.balance.retrieve(), stripe.Balance)
assert_type(client.v1.payment_intents.search({"query": "x"}).data, list[stripe.PaymentIntent])
client.v1.payment_intents.search({})  # error
client.v1.payment_intents.confirm("pi_1", {"return_url": 5})  # error
client.v1.accounts.persons.create("acct_1", {"first_name": "Jenny"})
client.v1.accounts.persons.create({"first_name": "Jenny"})  # error
client.v1.accounts.persons.update("acct_1", "person_1", {"first_name": 5})  # error
client.v1.billing_portal.sessions.create({"customer": "cus_1"})
client.v1.billing_portal.sessions.create({"customer": "cus_1", "return": "x"})  # error
client.v1.test_helpers.test_clocks.advance("clock_1", {"frozen_time": 5})
client.v1.test_helpers.test_clocks.advance("clock_1", {"frozen_time": "now"})  # error
client.v1.test_helpers.test_clocks.advance("clock_1")  # error
client.v1.tax.calculations.create({"currency": "usd", "line_items": []})
client.v1.tax.calculations.create({"currency": "usd"})  # error
client.v1.checkout.session.create({})  # error

for customer in client.v1.customers.list().auto_paging_iter():
    assert_type(customer, stripe.Customer)
    customer.nme  # error

event_destination = client.v2.core.event_destinations.create(
    {
        "name": "hook",
        "type": "webhook_endpoint",
        "event_payload": "thin",
        "enabled_events": ["v1.billing.meter.error_report_triggered"],
        "webhook_endpoint": {"url": "https://example.com"},
    }
)
assert_type(event_destination, stripe.v2.core.EventDestination)
client.v2.core.event_destinations.create({"name": "hook"})  # error
client.v2.core.event_destinations.create(
    {
        "name": "hook",
        "type": "webhook",  # error
        "event_payload": "thin",
        "enabled_events": [],
    }
)
client.v2.core.event_destinations.list({"limit": "5"})  # error
client.v2.core.event_destination.list()  # error
client.v2.customers.list()  # error
for account in client.v2.core.accounts.list({"limit": 5}).auto_paging_iter():
    assert_type(account, stripe.v2.core.Account)
    account.contact_emial  # error
client.v2.core.accounts.create({"identity": {"country": 5}})  # error
client.v2.core.accounts.create({"dashboard": "ful"})  # error
client.v2.core.accounts.close("acct_1", {"applied_configurations": ["merchant"]})
client.v2.core.accounts.close("acct_1", {"applied_configurations": "merchant"})  # error
client.v2.billing.meter_events.create({"event_name": "calls", "payload": {"value": "25"}})
client.v2.billing.meter_events.create({"event_name": "calls", "payload": {"value": 25}})  # error
client.v2.billing.meter_events.create({"event_name": "calls"})  # error

client.raw_requst("get", "/v1/customers")  # error
client.raw_request("get")  # error
client.raw_request("get", "/v1/customers").data
client.deserialize({"object": "customer"}, api_mode="V3")  # error
client.construct_event(b"", "")  # error
client.v1 = None  # error
