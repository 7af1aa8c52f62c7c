"""Updates that a subscription gets only when they have been paid for."""

import pytest
from sandbox_clocks import APRIL, MAY, THIRD_LEFT, price_of

import stripe

PENDING = {"payment_behavior": "pending_if_incomplete", "proration_behavior": "always_invoice"}
FAILS = "pm_card_chargeCustomerFail"


def upgrade(made, amount=9000, **params):
    item = made["items"].data[0].id
    return stripe.Subscription.modify(
        made.id, items=[{"id": item, "price": price_of(amount).id}], **{**PENDING, **params}
    )


def amount_of(made):
    return stripe.Subscription.retrieve(made.id)["items"].data[0].price.unit_amount


def told(*, limit=10):
    found = [event.type for event in stripe.Event.list(limit=limit).data]
    return [type for type in found if "subscription" in type]


def test_applied_at_once_when_it_is_paid(running):
    clock, made = running
    after = upgrade(made)
    assert (after.pending_update, amount_of(made)) == (None, 9000)
    assert clock.invoices()[-1].amount_paid == 2000


def test_applied_when_its_invoice_is_paid(running):
    clock, made = running
    clock.pays_with(FAILS)
    after = upgrade(made)
    assert (after.status, amount_of(made)) == ("active", 3000)
    waiting = after.pending_update
    assert waiting.expires_at == THIRD_LEFT + 23 * 3600
    assert waiting.subscription_items[0].price.unit_amount == 9000
    invoice = clock.invoices()[-1]
    assert (invoice.status, invoice.total, after.latest_invoice) == ("open", 2000, invoice.id)
    clock.pays_with("pm_card_visa")
    stripe.Invoice.pay(invoice.id)
    assert amount_of(made) == 9000
    assert stripe.Subscription.retrieve(made.id).pending_update is None
    assert told()[:2] == [
        "customer.subscription.pending_update_applied",
        "customer.subscription.updated",
    ]
    clock.advance(MAY + 3600)
    assert clock.invoices()[-1].total == 9000


@pytest.mark.parametrize(("way", "credit"), [("time", -904), ("void", -1000)])
def test_given_up(running, way, credit):
    clock, made = running
    clock.pays_with(FAILS)
    upgrade(made)
    invoice = clock.invoices()[-1]
    if way == "time":
        clock.advance(THIRD_LEFT + 23 * 3600)
    else:
        stripe.Invoice.void_invoice(invoice.id)
    assert stripe.Invoice.retrieve(invoice.id).status == "void"
    after = stripe.Subscription.retrieve(made.id)
    assert (after.status, after.pending_update, amount_of(made)) == ("active", None, 3000)
    assert "customer.subscription.pending_update_expired" in told()
    clock.pays_with("pm_card_visa")
    again = upgrade(made, 6000)
    assert again["items"].data[0].price.unit_amount == 6000
    assert clock.invoices()[-1].lines.data[0].amount == credit


def test_another_one_takes_its_place(running):
    clock, made = running
    clock.pays_with(FAILS)
    upgrade(made)
    first = clock.invoices()[-1]
    after = upgrade(made, 6000)
    assert after.pending_update.subscription_items[0].price.unit_amount == 6000
    assert stripe.Invoice.retrieve(first.id).status == "void"
    assert clock.invoices()[-1].total == 1000


@pytest.mark.parametrize("params", [{"metadata": {"a": "b"}}, {"cancel_at_period_end": True}])
def test_what_cannot_wait(running, params):
    _, made = running
    with pytest.raises(stripe.InvalidRequestError) as caught:
        upgrade(made, **params)
    assert caught.value.param == next(iter(params))


def test_an_item_that_was_added_is_credited_when_it_goes(running):
    clock, made = running
    clock.pays_with(FAILS)
    after = stripe.Subscription.modify(made.id, items=[{"price": price_of(900).id}], **PENDING)
    [_, waiting] = after.pending_update.subscription_items
    assert (waiting.current_period_start, waiting.current_period_end) == (APRIL, MAY)
    clock.pays_with("pm_card_visa")
    assert stripe.Invoice.pay(after.latest_invoice).total == 300
    [_, added] = stripe.Subscription.retrieve(made.id)["items"].data
    assert added.id == waiting.id
    stripe.SubscriptionItem.delete(added.id)
    [credit] = stripe.InvoiceItem.list(customer=clock.customer, pending=True)
    assert credit.amount == -300
