"""What was expanded, and what was not: objects, ids and nothing told apart."""
# fmt: off

from __future__ import annotations

from typing_extensions import assert_type

import stripe

intent = stripe.PaymentIntent.retrieve("pi_1", expand=["customer", "latest_charge.balance_transaction"])
customer = intent.customer
assert_type(customer, "str | stripe.Customer | None")
if isinstance(customer, stripe.Customer):
    print(customer.email)
    customer.emial  # error
elif isinstance(customer, str):
    customer.upper()
    customer.email  # error
else:
    assert_type(customer, None)
intent.customer.email  # error
charge = intent.latest_charge
if charge and not isinstance(charge, str):
    bt = charge.balance_transaction
    assert_type(bt, "str | stripe.BalanceTransaction | None")
    if bt is not None and not isinstance(bt, str):
        n: int = bt.net
        s: str = bt.net  # error
        for fee in bt.fee_details:
            fee.amount + 1
            fee.amonut  # error


def id_of(x: str | stripe.Customer | None) -> str | None:
    match x:
        case None:
            return None
        case str():
            return x
        case stripe.Customer(id=i):
            return i


def email_of(c: stripe.Customer) -> str:
    return c.email  # error


def email2(c: stripe.Customer) -> str:
    return c.email or c["email"]


sub = stripe.Subscription.retrieve("sub", expand=["latest_invoice"])
inv = sub.latest_invoice
assert isinstance(inv, stripe.Invoice)
total: int = inv.total
inv.lines.data[0].amount + "x"  # error
inv.lines.data[0].parent.subscription_item_details.proration  # error
first = sub["items"].data[0]
first.price.unit_amount
for item in sub.items.data:
    item.price.recurring.interval  # error
    if item.price.recurring:
        if item.price.recurring.interval == "month":
            pass
sess = stripe.checkout.Session.retrieve("cs", expand=["line_items"])
sess.line_items.data  # error
if sess.line_items:
    for li in sess.line_items:
        li.description
        li.desc  # error
if sess.payment_intent and isinstance(sess.payment_intent, stripe.PaymentIntent):
    sess.payment_intent.amount_received
pm = stripe.PaymentMethod.retrieve("pm")
pm.card.last4  # error
if pm.card:
    pm.card.last4.upper()
    pm.card.exp_year + 1
    pm.card.lastfour  # error
if pm.type == "card":
    pass
