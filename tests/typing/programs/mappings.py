"""Objects where a mapping is taken: their fields by name."""

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import assert_type

import stripe


def takes(fields: Mapping[str, object]) -> int:
    return len(fields)


customer = stripe.Customer.retrieve("cus_1")
takes(customer)
takes({**customer})
takes(dict(customer))
takes(customer.address)  # error
if customer.address is not None and customer.metadata is not None:
    takes(customer.address)
    takes(customer.metadata)
takes(customer.email)  # error

subscription = stripe.Subscription.retrieve("sub_1")
takes(subscription)
for item in subscription.items:
    assert_type(item, stripe.SubscriptionItem)
    takes(item)

# A list gives its items, and no names.
page = stripe.Customer.list()
takes(page)  # error
assert_type(list(page), list[stripe.Customer])

event = stripe.Webhook.construct_event(b"", "", "whsec_1")
takes(event)
if event.type == "invoice.paid":
    takes(event.data.object)
    assert_type(event.data.object, stripe.Invoice)


def expanded(found: str | stripe.Customer) -> None:
    if isinstance(found, Mapping):
        assert_type(found, stripe.Customer)
    else:
        assert_type(found, str)
