"""Answers: fields, nested objects, what may be null, lists, expandable fields, metadata."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from typing_extensions import assert_type

import stripe

customer = stripe.Customer.retrieve("cus_1")
assert_type(customer, stripe.Customer)
assert_type(customer.email, str | None)
assert_type(customer.id, str)
customer.naem  # error
name: str = customer.name  # error
customer.email = "other@example.com"
customer.email = 5  # error
if customer.address is not None:
    assert_type(customer.address.city, str | None)
    customer.address.ctiy  # error
customer.address.city  # error

charge = stripe.Charge.create(amount=100, currency="usd", source="tok_visa")
assert_type(charge.amount, int)
assert_type(charge.paid, bool)
assert_type(charge.billing_details, stripe.Charge.BillingDetails)
assert_type(charge.customer, str | stripe.Customer | None)
owner: str = charge.customer  # error
if isinstance(charge.customer, stripe.Customer):
    assert_type(charge.customer.email, str | None)
elif charge.customer:
    assert_type(charge.customer, str)
if charge.outcome is not None:
    assert_type(charge.outcome.reason, str | None)
status: str = charge.status

price = stripe.Price.retrieve("price_1")
assert_type(price.unit_amount, int | None)
assert_type(price.unit_amount_decimal, Decimal | None)

charges = stripe.Charge.list(limit=3)
assert_type(charges, stripe.ListObject[stripe.Charge])
assert_type(charges.data, list[stripe.Charge])
assert_type(charges.has_more, bool)
for item in charges:
    assert_type(item, stripe.Charge)
    item.amuont  # error
for item in charges.auto_paging_iter():
    assert_type(item.amount, int)
others: stripe.ListObject[stripe.Customer] = charges  # error
found = stripe.Customer.search(query="x")
assert_type(found, stripe.SearchResultObject[stripe.Customer])

subscription = stripe.Subscription.retrieve("sub_1")
for line in subscription.items.data:
    assert_type(line.price, stripe.Price)
assert_type(subscription.customer, str | stripe.Customer)

if customer.metadata is not None:
    assert_type(customer.metadata["order"], str)
    assert_type(customer.metadata.order, str)
    assert_type(customer.metadata.get("order"), str | None)
    customer.metadata["order"] = "1"

assert_type(customer.to_dict(), dict[str, Any])
assert_type("email" in customer, bool)
value: Any = customer["email"]
fields: dict[str, Any] = dict(customer.items())
copied = stripe.Customer.construct_from({"id": "cus_2"}, "sk_test_1")
assert_type(copied, stripe.Customer)
assert_type(customer.refresh(), stripe.Customer)
if customer.last_response is not None:
    assert_type(customer.last_response.request_id, str | None)

tax = stripe.tax.Registration.retrieve("taxreg_1")
assert_type(tax.country, str)
