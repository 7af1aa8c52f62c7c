"""Forms that belong to class, object or client, crossed; values that do not fit what they meet."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal, NamedTuple

from typing_extensions import assert_type

import stripe
from stripe import StripeClient

customer = stripe.Customer.retrieve("cus_1")
customer.modify(name="Jenny")  # error
customer.modify(customer.id, name="Jenny")
customer.create_source(source="tok_visa")  # error
customer.retrieve()  # error
customer.list_payment_methods("cus_1")  # error
customer.create_balance_transaction(amount=5, currency="usd")  # error
customer.save(name="Jenny")  # error
customer.refresh("cus_1")  # error
customer.delete(id="cus_1")  # error
stripe.Customer.save()  # error
stripe.Customer.refresh()  # error
stripe.Customer.to_dict()  # error
stripe.Customer.email.upper()  # error
stripe.Customer.list_payment_methods(limit=3)  # error
stripe.Customer.retrieve_payment_method("pm_1")  # error
stripe.Customer.retrieve_payment_method("cus_1", "pm_1", "x")  # error
stripe.Customer.retrieve_payment_method("cus_1", payment_method=5)  # error

invoice = stripe.Invoice.create(customer="cus_1")
invoice.pay("in_1")  # error
invoice.pay(paid_out_of_band="yes")  # error
invoice.pay(paid_out_of_band=True).total.upper()  # error
stripe.Invoice.pay()  # error
stripe.Invoice.pay(paid_out_of_band=True)  # error
stripe.Invoice.pay("in_1", invoice)  # error
stripe.Invoice.pay("in_1", params={"paid_out_of_band": True})  # error
stripe.Invoice.finalize_invoice(invoice)
stripe.Invoice.finalize_invoice(customer)  # error
invoice.void_invoice(5)  # error
paid: stripe.Charge = invoice.pay()  # error
intent = stripe.PaymentIntent.confirm("pi_1", payment_method="pm_1")
intent.confirm(payment_method=stripe.PaymentMethod.retrieve("pm_1"))  # error
intent.cancel("requested_by_customer")  # error
intent.cancel(cancellation_reason="tired")  # error
intent.increment_authorization()  # error
intent.increment_authorization(amount=5.5)  # error
intent.apply_customer_balance(amuont=5)  # error
stripe.PaymentIntent.increment_authorization("pi_1")  # error
stripe.SetupIntent.confirm(setup_intent="seti_1")  # error
session = stripe.checkout.Session.expire("cs_1")
session.expire("cs_1")  # error
stripe.checkout.Session.expire()  # error
session.list_line_items("cs_1")  # error
session.list_line_items(limit="5")  # error
stripe.Source.retrieve("src_1").detach("src_1")  # error
stripe.Account.retrieve("acct_1").persons()
stripe.Account.persons()  # error
stripe.Account.modify(business_type="company")
stripe.Account.modify("acct_1", business_type="firm")  # error
stripe.Balance.modify()  # error
stripe.Balance.list()  # error
stripe.Event.create()  # error
stripe.Charge.cancel("ch_1")  # error
stripe.Refund.cancel("re_1")
stripe.Refund.cancel()  # error
stripe.Refund.modify("re_1", amount=5)  # error
stripe.Charge.capture("ch_1", statement_descriptor=5)  # error
charge = stripe.Charge.retrieve("ch_1")
charge.capture("ch_1")  # error
charge.mark_as_fraudulent()
charge.mark_as_fraud()  # error
stripe.Payout.reverse("po_1", metadata={"a": 5})  # error
stripe.issuing.Authorization.approve()  # error
stripe.issuing.Authorization.retrieve("iauth_1").approve("iauth_1")  # error
stripe.terminal.Reader.cancel_action()  # error
reader = stripe.terminal.Reader.retrieve("tmr_1")
reader.TestHelpers.present_payment_method()  # error
reader.test_helpers.present_payment_method("tmr_1")  # error
reader.process_payment_intent()  # error
stripe.Topup.cancel("tu_1").stauts  # error


async def later() -> None:
    """Calls are calls, not coroutines."""
    await stripe.Customer.retrieve("cus_1")  # error
    async for each in stripe.Customer.list():  # error
        pass
    with stripe.Customer.retrieve("cus_1") as customer:  # error
        pass


class Row(NamedTuple):
    """A row of a report."""

    email: str
    cents: int
    at: datetime


@dataclass
class Order:
    """An order of the shop."""

    payment: stripe.PaymentIntent
    customer: stripe.Customer | None = None

    def total(self) -> str:
        """The amount as a text."""
        return self.payment.amount  # error

    def name(self) -> str:
        """Whose order it is."""
        return self.customer.name  # error


def values(client: StripeClient, charges: Sequence[stripe.Charge]) -> list[Row]:
    """Values that go where they do not fit."""
    Order(payment=charge)  # error
    Order(payment=intent, customer="cus_1")  # error
    os.environ["EMAIL"] = customer.email  # error
    ", ".join(each.receipt_email for each in charges)  # error
    ", ".join(each.receipt_email or "" for each in charges)
    charge.amount == "100"  # error
    charge.amount / 100
    charge.amount.upper()  # error
    charge.created - datetime.now(tz=timezone.utc)  # error
    datetime.fromtimestamp(charge.created, tz=timezone.utc).isoformat()
    datetime.fromtimestamp(charge.currency, tz=timezone.utc)  # error
    max(charges, key=lambda each: each.amount).amonut  # error
    {each.id: each for each in charges}["ch_1"].captrued  # error
    [each.outcome.risk_level for each in charges]  # error
    values(client, [customer])  # error
    values(client, stripe.Charge.list().data)
    values(client, stripe.Charge.list())  # error
    values("sk_test_1", charges)  # error
    Row(charge.receipt_email, charge.amount, datetime.now(tz=timezone.utc))  # error
    Row(charge.receipt_email or "", charge.amount, charge.created)  # error
    callback: Callable[[str], stripe.Customer] = stripe.Customer.retrieve
    other: Callable[[str], stripe.Charge] = stripe.Customer.retrieve  # error
    service: Callable[..., stripe.Charge] = client.v1.customers.create  # error
    assert_type(callback("cus_1"), stripe.Customer)
    return [Row(each.receipt_email or "", each.amount, each.created) for each in charges]  # error


def kind(method: stripe.PaymentMethod) -> Literal["card", "bank"]:
    """A type that is known, one that is misspelled."""
    if method.type == "card":
        return "card"
    if method.type == "sepa_debit":
        return "sepa"  # error
    return method.type  # error


def owner(value: str | stripe.Customer | None) -> str:
    """All cases of an expandable field."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    assert_type(value, stripe.Customer)
    return value.id


def unfinished(value: str | stripe.Customer | None) -> str:
    """One case is missing."""
    if isinstance(value, stripe.Customer):
        return value.id
    return value  # error


def accounts(client: StripeClient) -> None:
    """Version 2 of the API."""
    account = client.v2.core.accounts.retrieve("acct_1", {"include": ["identity"]})
    client.v2.core.accounts.retrieve("acct_1", {"include": ["identities"]})  # error
    client.v2.core.accounts.retrieve("acct_1", {"include": "identity"})  # error
    client.v2.core.accounts.retrieve("acct_1", include=["identity"])  # error
    client.v2.core.accounts.update("acct_1", {"display_name": 5})  # error
    client.v2.core.accounts.update({"display_name": "x"})  # error
    client.v2.core.accounts.delete("acct_1")  # error
    account.identity.country  # error
    account.configuration.merchant.card_payments  # error
    account.created.year  # error
    account.closed.upper()  # error
    account.applied_configurations.append(5)  # error
    if account.identity:
        assert_type(account.identity.country, str | None)
        account.identity.contry  # error
    client.v2.core.account_links.create({"account": "acct_1"})  # error
    client.v2.core.account_links.create(
        {"account": "acct_1", "use_case": {"type": "onboarding"}}  # error
    )
    client.v2.core.events.retrieve("evt_1").typo  # error
    event = client.v2.core.events.retrieve("evt_1")
    assert_type(event, stripe.v2.core.Event)
    for each in client.v2.core.events.list({"object_id": "acct_1"}):
        assert_type(each.created, str)
        each.creatd  # error
    client.v2.core.events.list({"object_id": 5})  # error
    client.v2.core.event_destinations.ping("ed_1").id
    client.v2.core.event_destinations.pong("ed_1")  # error
    token = client.v2.core.account_tokens.create({"contact_email": "a@example.com"})
    token.usd  # error
    stripe.v2.core.Account.retrieve("acct_1")  # error
    stripe.v2.core.Account.create(contact_email="x")  # error
    stripe.v2.Account  # error
    stripe.v3  # error


def raw(client: StripeClient) -> Any:
    """Requests without a method."""
    answer = client.raw_request("post", "/v1/customers", email="x", api_key="sk_test_1")
    answer.body.decode()  # error
    answer.data["id"]
    answer.json()  # error
    answer.status  # error
    answer.code + "1"  # error
    answer.headers["Request-Id"].uppr()  # error
    client.raw_request(5, "/v1/customers")  # error
    client.deserialize(answer)  # error
    return client.deserialize(answer, api_mode="V1")


def sandbox() -> None:
    """The Stripe in the box."""
    stripe.sandbox.Sandbx()  # error
    stripe.sandbox.strat()  # error
    stripe.sandbox.start(prot=5)  # error
    stripe.sandbox.start(port="5")  # error
    stripe.sandbox.start(seed="x")  # error
    stripe.sandbox.Sandbox(5)  # error
    box = stripe.sandbox.Sandbox(seed=1)
    box.clok.advance(60)  # error
    box.clock.advance("60")  # error
    box.api_key.decode()  # error
    box.reset(5)  # error
    box.requests[0].pth  # error


def deleted(client: StripeClient) -> None:
    """Version 2 answers a deletion with an object that has little more than an id."""
    gone = client.v2.core.event_destinations.delete("ed_1")
    assert_type(gone, stripe.v2.DeletedObject)
    gone.id.upper()
    gone.name  # error
    gone.object.upper()  # error
