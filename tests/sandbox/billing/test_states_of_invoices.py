"""Whatever is asked of an invoice in whatever order, it moves along the documented ways only."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

import stripe
from stripe.sandbox import Sandbox

# state -> states that may follow it
WAYS = {
    None: {"draft"},
    "draft": {"open", "paid", "deleted"},
    "open": {"paid", "void", "uncollectible"},
    "uncollectible": {"paid", "void"},
    "paid": set(),
    "void": set(),
    "deleted": set(),
}
ASKED = {
    "finalize": stripe.Invoice.finalize_invoice,
    "pay": lambda of: stripe.Invoice.pay(of, payment_method="pm_card_visa"),
    "decline": lambda of: stripe.Invoice.pay(of, payment_method="pm_card_visa_chargeDeclined"),
    "out of band": lambda of: stripe.Invoice.pay(of, paid_out_of_band=True),
    "void": stripe.Invoice.void_invoice,
    "give up": stripe.Invoice.mark_uncollectible,
    "delete": stripe.Invoice.delete,
    "credit": lambda of: stripe.CreditNote.create(invoice=of, amount=600),
    "refund": lambda of: stripe.CreditNote.create(invoice=of, amount=600, refund_amount=600),
    "advance": lambda of: stripe.Invoice.modify(of, auto_advance=True),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(ASKED)), max_size=6), st.booleans())
def test_only_documented_ways(asked, in_time):
    with Sandbox(seed=1, now=1_768_000_000) as sandbox:
        customer = stripe.Customer.create(email="jenny@example.com")
        stripe.InvoiceItem.create(customer=customer.id, amount=1000, currency="usd")
        id = stripe.Invoice.create(
            customer=customer.id, pending_invoice_items_behavior="include"
        ).id
        for name in asked:
            with suppress(stripe.InvalidRequestError, stripe.CardError):
                ASKED[name](id)
            if in_time:
                sandbox.clock.advance(3 * 24 * 3600)
        state = None
        for event in sandbox.events:
            found = event["data"]["object"]
            if found["object"] != "invoice":
                continue
            after = "deleted" if event["type"] == "invoice.deleted" else found["status"]
            assert after == state or after in WAYS[state]
            state = after
            assert found["amount_remaining"] == max(found["amount_due"] - found["amount_paid"], 0)
            if found["status"] == "paid":
                assert found["amount_remaining"] == 0
