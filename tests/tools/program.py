"""A program as people write it: pylint reads it, PyInstaller freezes it; it prints one line of JSON."""

import hashlib
import hmac
import json
import time

import stripe
from stripe import CardError, Customer, StripeClient
from stripe.checkout import Session
from stripe.events import V1BillingMeterErrorReportTriggeredEvent
from stripe.params import CustomerCreateParams

CUSTOMER = {"id": "cus_1", "object": "customer", "email": "jenny@example.com"}
PAGE = {"object": "list", "url": "/v1/customers", "has_more": False, "data": [CUSTOMER]}
ITEMS = {"object": "list", "data": [{"id": "si_1", "object": "subscription_item"}]}
SUBSCRIPTION = {"id": "sub_1", "object": "subscription", "items": ITEMS}
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "customer.subscription.created",
    "data": {"object": SUBSCRIPTION},
}


def answer(method, url, headers=None, post_data=None, **_rest):
    """Answer in place of Stripe."""
    if "checkout" in url:
        return json.dumps({"id": "cs_1", "object": "checkout.session"}), 200, {}
    if url.endswith("/cus_1"):
        return json.dumps({**CUSTOMER, "deleted": method == "delete"}), 200, {}
    return json.dumps(CUSTOMER if post_data else PAGE), 200, {}


def no_server():
    """Call a port that nobody listens on, by the HTTP client of the library: certificates and all."""
    addresses = {"api": "https://127.0.0.1:9"}
    client = StripeClient("sk_test_1", base_addresses=addresses, max_network_retries=0)
    try:
        client.v1.customers.list()
    except stripe.APIConnectionError as error:
        return type(error).__name__
    return "answered"


def received():
    """Receive an event with a subscription in it."""
    payload = json.dumps(EVENT)
    now = int(time.time())
    signed = hmac.new(b"whsec_1", f"{now}.{payload}".encode(), hashlib.sha256).hexdigest()
    return stripe.Webhook.construct_event(payload, f"t={now},v1={signed}", "whsec_1")


def main():
    """Call what programs call."""
    stripe.api_key = "sk_test_1"
    stripe.default_http_client = answer
    params: CustomerCreateParams = {"email": "jenny@example.com"}
    customer = Customer.create(**params)
    customer.name = "Jenny"
    client = StripeClient("sk_test_1", http_client=answer)
    event = received()
    made = [
        customer.save(),
        stripe.Customer.retrieve("cus_1"),
        Customer.list(limit=3).data[0],
        client.v1.customers.list({"limit": 3}).data[0],
        client.customers.update("cus_1", {"name": "J"}),
        Session.create(mode="payment"),
        client.v1.checkout.sessions.retrieve("cs_1"),
        event,
        event.data.object,
        event.data.object["items"].data[0],
        customer.delete(),
    ]
    with open(stripe.ca_bundle_path, encoding="ascii", errors="ignore") as bundle:
        certificates = bundle.read().count("BEGIN CERTIFICATE")
    print(
        json.dumps(
            {
                "classes": [type(each).__name__ for each in made],
                "certificates": certificates > 50,
                "connection": no_server(),
                "names": [
                    CardError.__name__,
                    stripe.error.StripeError.__name__,
                    V1BillingMeterErrorReportTriggeredEvent.__name__,
                    stripe.issuing.Card.__name__,
                ],
            }
        )
    )


if __name__ == "__main__":
    main()
