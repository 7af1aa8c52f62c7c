"""Objects as values: metadata, deletion, plain data, copies, saving, classes of one's own."""

from __future__ import annotations

import copy
import json
from typing import Any

from typing_extensions import assert_type

import stripe

customer = stripe.Customer.retrieve("cus_1")

# Metadata holds texts.
stripe.Customer.create(metadata={"order": 5})  # error
stripe.Customer.create(metadata={"order": None})  # error
stripe.Customer.create(metadata={5: "order"})  # error
stripe.Customer.create(metadata={"order": ["a"]})  # error
stripe.Customer.create(metadata=["order"])  # error
stripe.Customer.create(metadata="order=5")  # error
stripe.Customer.modify("cus_1", metadata={"order": ""})
stripe.Customer.modify("cus_1", metadata={"order": 1.5})  # error
stripe.Customer.modify("cus_1", metadata={"order": True})  # error
stripe.Customer.modify("cus_1", meta={"order": "1"})  # error
tags: dict[str, str] = {"order": "1"}
stripe.Customer.modify("cus_1", metadata=tags)
numbers: dict[str, int] = {"order": 1}
stripe.Customer.modify("cus_1", metadata=numbers)  # error
customer.metadata["order"]  # error
if customer.metadata:
    number: int = customer.metadata["order"]  # error
    customer.metadata["order"] = 1  # error
    customer.metadata["order"] = "1"
    customer.metadata.get("order").upper()  # error
    customer.metadata.get("order", "").upper()
    stripe.Customer.modify("cus_2", metadata=customer.metadata)

# Deletion answers the object, marked.
gone = stripe.Customer.delete("cus_1")
assert_type(gone, stripe.Customer)
gone.deleted.upper()  # error
gone.is_deleted()  # error
customer.deleted
product: stripe.Product = stripe.Customer.delete("cus_1")  # error
stripe.Charge.delete("ch_1")  # error
stripe.Subscription.cancel("sub_1", prorate=True)
stripe.Subscription.cancel("sub_1", prorated=True)  # error
stripe.Subscription.delete_discount("sub_1")

# Plain data to objects and back.
made = stripe.Customer.construct_from({"id": "cus_1", "object": "customer"}, "sk_test_1")
made.emial  # error
stripe.Customer.construct_from({"id": "cus_1"})  # error
stripe.Customer.construct_from(["cus_1"], None)  # error
stripe.Customer.construct_from({"id": "cus_1"}, 5)  # error
wrong: stripe.Charge = stripe.Customer.construct_from({}, None)  # error
plain: dict[str, Any] = customer.to_dict()
listed: list[Any] = customer.to_dict()  # error
json.dumps(customer.to_dict())
json.loads(str(customer))
customer.to_dic()  # error
customer.to_dict_recursive()
customer["emial"]  # an item is looked up when the program runs
customer.get("email")
customer.emial  # error
customer.naem = "Jenny"  # error
customer.name = "Jenny"
customer.name = ["Jenny"]  # error
customer.address = None
customer.address = {"city": "Berlin"}  # error
customer.balance = "5"  # error
customer.save()
customer.svae()  # error
customer.refresh()
customer.reload()  # error
assert_type(copy.copy(customer), stripe.Customer)
assert_type(copy.deepcopy(customer), stripe.Customer)


def narrow(another: stripe.StripeObject) -> stripe.Customer:
    """What is any object need not be this one."""
    if isinstance(another, stripe.Customer):
        return another
    return another  # error


converted = stripe.convert_to_stripe_object({"object": "customer"})
customer == {"id": "cus_1"}
customer()  # error
customer + customer  # error
for name in customer:
    assert_type(name, str)
customer.last_response.code  # error
if customer.last_response:
    customer.last_response.headers["Request-Id"]
    customer.last_response.status_code  # error
stripe.Customer.OBJECT_NAME.upper()
stripe.Customer.class_url()
stripe.Customer.creat()  # error
stripe.Customer.craete_source  # error
stripe.Costumer.create()  # error
stripe.customer.create()  # error
stripe.Customer.create.email  # error
stripe.Customer().create(emial="x")  # error
isinstance(customer, stripe.Custmer)  # error


def typed(
    a: stripe.Customer.Address,
    b: stripe.Charge.BillingDetails,
    c: stripe.Custmer,  # error
    d: stripe.Customer.Adress,  # error
    e: stripe.checkout.Session.LineItem,  # error
) -> None:
    """Classes as annotations, also inner ones."""
    a.city.upper()  # error
    b.emial  # error


# Test helpers, and objects in namespaces.
clock = stripe.test_helpers.TestClock.create(frozen_time=1735689600, name="year")
stripe.test_helpers.TestClock.create(name="year")  # error
stripe.test_helpers.TestClock.create(frozen_time="2025-01-01")  # error
stripe.test_helpers.TestClok  # error
clock.advance(frozen_time=1735689700)
clock.advance()  # error
clock.advance("clock_1", frozen_time=1735689700)  # error
stripe.test_helpers.TestClock.advance("clock_1", frozen_time=1735689700)
stripe.test_helpers.TestClock.advance(frozen_time=1735689700)  # error
stripe.issuing.Authorization.TestHelpers.create(card="ic_1", amount=5)
stripe.issuing.Authorization.TestHelpers.create(amount=5)  # error
stripe.issuing.Authorization.TestHelpers.creat(card="ic_1", amount=5)  # error
stripe.Treasury.InboundTransfer  # error
transfer = stripe.treasury.InboundTransfer.retrieve("ibt_1")
transfer.test_helpers.fail(failure_details={"code": "no_account"})
transfer.test_helpers.fail(failure_details={"code": "because"})  # error
transfer.test_helper.fail()  # error
funded = stripe.Customer.TestHelpers.fund_cash_balance("cus_1", amount=5, currency="eur")
assert_type(funded, stripe.CustomerCashBalanceTransaction)
customer.test_helpers.fund_cash_balance(amount="5", currency="eur")  # error
