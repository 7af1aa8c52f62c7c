"""Operations that can be reached by a second path: the address of a list within another object."""

import pytest
from sandbox_clocks import price_of

import stripe


@pytest.fixture
def customer(sandbox):
    return stripe.Customer.create(source="tok_visa")


@pytest.fixture
def subscriptions(customer):
    price = price_of(1000)
    return [
        stripe.Subscription.create(customer=customer.id, items=[{"price": price.id}])
        for _ in range(12)
    ]


def test_pages_of_the_subscriptions_of_a_customer(customer, subscriptions):
    stripe.Subscription.create(
        customer=stripe.Customer.create(source="tok_visa").id,
        items=[{"price": subscriptions[0]["items"].data[0].price.id}],
    )
    shown = stripe.Customer.retrieve(customer.id, expand=["subscriptions"]).subscriptions
    assert (len(shown.data), shown.has_more) == (10, True)
    ids = [one.id for one in shown.auto_paging_iter()]
    assert ids == [one.id for one in reversed(subscriptions)]


def test_subscriptions_under_their_customer(http, customer):
    path = f"/v1/customers/{customer.id}/subscriptions"
    made = http("POST", path, {"items": [{"price": price_of(1000).id}]}).body
    assert made["customer"] == customer.id
    one = f"{path}/{made['id']}"
    assert http("GET", one).body["id"] == made["id"]
    assert http("POST", one, {"metadata": {"a": "1"}}).body["metadata"] == {"a": "1"}
    assert http("DELETE", one).body["status"] == "canceled"
    assert http("POST", path, {"items": [{"price": "none"}]}).error["param"] == "items[0][price]"


def test_refunds_of_a_charge(http):
    charge = stripe.Charge.create(amount=900, currency="usd", source="tok_visa")
    made = http("POST", f"/v1/charges/{charge.id}/refunds", {"amount": 400}).body
    assert (made["object"], made["charge"], made["amount"]) == ("refund", charge.id, 400)


def test_payments_of_an_invoice(customer, subscriptions):
    invoice = stripe.Invoice.retrieve(subscriptions[0].latest_invoice, expand=["payments"])
    (payment,) = invoice.payments.list().data
    assert (payment.invoice, payment.id) == (invoice.id, invoice.payments.data[0].id)
