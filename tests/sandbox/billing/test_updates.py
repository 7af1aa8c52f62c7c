"""Changing a subscription: prorations of both billing modes, new cycles, what is invoiced at once."""

import pytest
from sandbox_clocks import APRIL, JANUARY_31, MAY, THIRD_LEFT, Clock, price_of

import stripe

DAY = 24 * 3600


def subscribe(clock, price, **params):
    return stripe.Subscription.create(
        customer=clock.customer, items=[{"price": price.id, "quantity": 1}], **params
    )


def change(subscription, *, item=0, **params):
    items = stripe.Subscription.retrieve(subscription.id)["items"].data
    update = {key: params.pop(key) for key in ("price", "quantity", "deleted") if key in params}
    return stripe.Subscription.modify(
        subscription.id, items=[{"id": items[item].id, **update}], **params
    )


def pending(clock):
    """The amounts of what is pending, in the order in which an invoice lists it."""
    return [item.amount for item in stripe.InvoiceItem.list(customer=clock.customer, pending=True)]


def lines(invoice):
    return [line.amount for line in invoice.lines.data]


def test_quantities_and_the_moment_of_a_proration(still):
    clock = Clock(APRIL)
    made = stripe.Subscription.create(
        customer=clock.customer, items=[{"price": price_of(1234).id, "quantity": 3}]
    )
    clock.advance(1775892615 + 900)
    change(made, quantity=5, proration_date=1775892615)
    assert pending(clock) == [-2429, 4049]
    [debit, credit] = sorted(
        stripe.InvoiceItem.list(customer=clock.customer, pending=True), key=lambda one: -one.amount
    )
    assert debit.description == "Remaining time on 5 × 1234 a month after 11 Apr 2026"
    assert (debit.quantity, debit.pricing.unit_amount_decimal) == (5, None)
    assert (debit.period.start, debit.period.end) == (1775892615, MAY)
    assert debit.parent.subscription_details.subscription == made.id
    source = credit.proration_details.credited_items.invoice_line_item_details
    assert source.invoice == made.latest_invoice


@pytest.mark.parametrize("mode", ["classic", "flexible"])
@pytest.mark.parametrize("behavior", ["create_prorations", "always_invoice", "none"])
def test_what_becomes_of_prorations(still, mode, behavior):
    clock = Clock(APRIL)
    small, large = price_of(1000), price_of(2000)
    made = subscribe(clock, small, billing_mode={"type": mode})
    clock.advance(THIRD_LEFT)
    change(made, price=large.id, proration_behavior=behavior)
    found = clock.invoices()
    if behavior == "create_prorations":
        assert (pending(clock), len(found)) == ([-333, 667], 1)
    elif behavior == "always_invoice":
        assert (pending(clock), found[-1].amount_paid) == ([], 334)
        assert found[-1].billing_reason == "subscription_update"
        assert (found[-1].period_start, found[-1].period_end) == (APRIL, THIRD_LEFT)
        assert not found[-1].auto_advance
    else:
        assert (pending(clock), len(found)) == ([], 1)
    clock.advance(MAY + 3600)
    assert sum(invoice.total for invoice in clock.invoices()) == {"none": 3000}.get(behavior, 3334)


@pytest.mark.parametrize(
    ("mode", "expected"), [("classic", [-667, 333]), ("flexible", [-333, 333])]
)
def test_credits_after_an_upgrade_that_was_not_charged(still, mode, expected):
    clock = Clock(APRIL)
    small, large = price_of(1000), price_of(2000)
    made = subscribe(clock, small, billing_mode={"type": mode})
    change(made, price=large.id, proration_behavior="none")
    clock.advance(THIRD_LEFT)
    change(made, price=small.id)
    assert pending(clock) == expected


def test_a_second_change_credits_the_first_debit(still):
    clock = Clock(APRIL)
    made = subscribe(clock, price_of(1000))
    clock.advance(APRIL + 15 * DAY)
    change(made, price=price_of(2000).id)
    clock.advance(THIRD_LEFT)
    change(made, price=price_of(3000).id)
    found = stripe.InvoiceItem.list(customer=clock.customer, pending=True).data
    assert [item.amount for item in found] == [-667, 1000, -500, 1000]
    assert found[0].proration_details.credited_items.invoice_item == found[3].id


@pytest.mark.parametrize(
    ("discounts", "expected"), [("included", [-400, 800]), ("itemized", [-400, 800])]
)
def test_prorations_of_discounted_prices(still, discounts, expected):
    clock = Clock(APRIL)
    coupon = stripe.Coupon.create(percent_off=20, duration="forever").id
    made = subscribe(
        clock,
        price_of(1000),
        discounts=[{"coupon": coupon}],
        billing_mode={"type": "flexible", "flexible": {"proration_discounts": discounts}},
    )
    clock.advance(APRIL + 15 * DAY)
    change(made, price=price_of(2000).id)
    found = stripe.InvoiceItem.list(customer=clock.customer, pending=True).data
    assert [item.net_amount for item in found] == expected
    if discounts == "itemized":
        assert [item.amount for item in found] == [-500, 1000]
        taken = [item.proration_details.discount_amounts[0].amount for item in found]
        assert taken == [-100, 200]
    clock.advance(MAY)
    assert clock.invoices()[-1].total == 400 + 1600


@pytest.mark.parametrize("mode", ["flexible", "classic"])
@pytest.mark.parametrize("on_item", [False, True])
@pytest.mark.parametrize(("duration", "renewed"), [("once", 3000), ("forever", 1500)])
def test_a_price_that_comes_with_a_discount_is_prorated_with_it(
    still, mode, on_item, duration, renewed
):
    clock = Clock(APRIL)
    made = subscribe(clock, price_of(1000), billing_mode={"type": mode})
    clock.advance(THIRD_LEFT)
    half = [{"coupon": stripe.Coupon.create(percent_off=50, duration=duration).id}]
    item = {"id": made["items"].data[0].id, "price": price_of(3000).id}
    if on_item:
        item["discounts"] = half
    after = stripe.Subscription.modify(
        made.id,
        items=[item],
        proration_behavior="always_invoice",
        expand=["latest_invoice"],
        **({} if on_item else {"discounts": half}),
    )
    assert sorted(lines(after.latest_invoice)) == [-333, 500]
    clock.advance(MAY + 3600)
    assert clock.invoices()[-1].total == renewed


@pytest.mark.parametrize(("mode", "credit"), [("classic", -250), ("flexible", -417)])
def test_an_amount_off_shared_by_two_items(still, mode, credit):
    clock = Clock(APRIL)
    coupon = stripe.Coupon.create(amount_off=500, currency="usd", duration="forever").id
    made = stripe.Subscription.create(
        customer=clock.customer,
        items=[{"price": price_of(1000).id}, {"price": price_of(2000).id}],
        discounts=[{"coupon": coupon}],
        billing_mode={"type": mode},
    )
    clock.advance(APRIL + 15 * DAY)
    change(made, item=0, deleted=True)
    assert pending(clock) == [credit]


def test_another_interval_in_flexible_billing_keeps_the_anchor(still):
    clock = Clock(1762799351)
    made = subscribe(clock, price_of(2500))
    clock.advance(1762799355)
    change(made, price=price_of(25000, "year").id, proration_behavior="always_invoice")
    invoice = clock.invoices()[-1]
    assert (invoice.total, lines(invoice)) == (22500, [-2500, 25000])
    assert (invoice.period_start, invoice.period_end) == (1762799351, 1762799355)
    after = stripe.Subscription.retrieve(made.id)
    assert after.billing_cycle_anchor == 1762799351
    item = after["items"].data[0]
    assert (item.current_period_start, item.current_period_end) == (1762799351, 1794335351)
    source = invoice.lines.data[0].parent.subscription_item_details.proration_details.credited_items
    assert source.invoice == made.latest_invoice
    assert len(source.invoice_line_items) == 1


def test_another_interval_in_classic_billing_begins_a_new_cycle(still):
    clock = Clock(APRIL)
    made = subscribe(clock, price_of(3000), billing_mode={"type": "classic"})
    clock.advance(THIRD_LEFT)
    after = change(made, price=price_of(30000, "year").id)
    assert after.billing_cycle_anchor == THIRD_LEFT
    assert lines(clock.invoices()[-1]) == [-1000, 30000]
    assert clock.invoices()[-1].status == "paid"


@pytest.mark.parametrize("behavior", ["create_prorations", "none"])
def test_a_new_anchor_is_invoiced_at_once(still, behavior):
    clock = Clock(APRIL)
    made = subscribe(clock, price_of(3000))
    clock.advance(THIRD_LEFT)
    after = stripe.Subscription.modify(
        made.id, billing_cycle_anchor={"type": "now"}, proration_behavior=behavior
    )
    assert after.billing_cycle_anchor == THIRD_LEFT
    expected = [3000] if behavior == "none" else [-1000, 3000]
    assert lines(clock.invoices()[-1]) == expected
    assert after["items"].data[0].current_period_start == THIRD_LEFT


def test_items_added_and_removed(still):
    clock = Clock(APRIL)
    made = subscribe(clock, price_of(3000))
    clock.advance(THIRD_LEFT)
    added = stripe.SubscriptionItem.create(subscription=made.id, price=price_of(600).id, quantity=2)
    assert (added.current_period_start, added.current_period_end) == (APRIL, MAY)
    assert pending(clock) == [400]
    stripe.SubscriptionItem.delete(added.id)
    assert sum(pending(clock)) == 0
    with pytest.raises(stripe.InvalidRequestError, match="at least one active plan"):
        stripe.SubscriptionItem.delete(made["items"].data[0].id)


def test_what_does_not_prorate(still):
    clock = Clock(APRIL)
    made = subscribe(clock, price_of(3000))
    clock.advance(THIRD_LEFT)
    stripe.Subscription.modify(
        made.id,
        metadata={"a": "b"},
        description="Gold",
        discounts=[{"coupon": stripe.Coupon.create(percent_off=50, duration="once").id}],
        trial_settings={"end_behavior": {"missing_payment_method": "pause"}},
    )
    assert (pending(clock), len(clock.invoices())) == ([], 1)
    clock.advance(MAY + 3600)
    assert clock.invoices()[-1].total == 1500
    assert stripe.Subscription.retrieve(made.id).discounts == []


@pytest.mark.parametrize(
    ("behavior", "status"),
    [
        ("allow_incomplete", "past_due"),
        ("default_incomplete", "past_due"),
        ("error_if_incomplete", None),
    ],
)
def test_an_update_that_cannot_be_paid_for(still, behavior, status):
    clock = Clock(APRIL)
    made = subscribe(clock, price_of(1000))
    clock.advance(THIRD_LEFT)
    clock.pays_with("pm_card_chargeCustomerFail")
    large = price_of(9000)
    params = {"proration_behavior": "always_invoice", "payment_behavior": behavior}
    if status is None:
        with pytest.raises(stripe.CardError):
            change(made, price=large.id, **params)
        after = stripe.Subscription.retrieve(made.id)
        assert (after.status, after["items"].data[0].price.unit_amount) == ("active", 1000)
        assert (len(clock.invoices()), pending(clock)) == (1, [])
        return
    after = change(made, price=large.id, **params)
    assert (after.status, after["items"].data[0].price.unit_amount) == (status, 9000)
    assert clock.invoices()[-1].status == "open"
    clock.pays_with("pm_card_visa")
    stripe.Invoice.pay(clock.invoices()[-1].id)
    assert stripe.Subscription.retrieve(made.id).status == "active"


def test_the_events_of_an_update_invoiced_at_once(still):
    clock = Clock(APRIL)
    made = subscribe(clock, price_of(1000))
    clock.advance(THIRD_LEFT)
    large = price_of(9000)
    last = stripe.Event.list(limit=1).data[0].id
    change(made, price=large.id, proration_behavior="always_invoice")
    events = stripe.Event.list(ending_before=last, limit=100).data[::-1]
    told = [event.type for event in events if event.type != "payment_method.attached"]
    assert told == [
        "invoiceitem.created",
        "invoiceitem.created",
        "invoice.created",
        "invoice.finalized",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice_payment.paid",
        "customer.subscription.updated",
    ]
    assert set(events[-1].data.previous_attributes) == {"items", "latest_invoice", "plan"}


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"items": [{"id": "si_none"}]}, "items[0][id]"),
        ({"proration_date": APRIL - 5, "items": [{"quantity": 2}]}, "proration_date"),
        ({"proration_date": MAY + 5, "items": [{"quantity": 2}]}, "proration_date"),
        ({"trial_end": APRIL}, "trial_end"),
        ({"cancel_at": APRIL}, "cancel_at"),
        ({"items": [{"quantity": -1}]}, "items[0][quantity]"),
        ({"collection_method": "send_invoice"}, "days_until_due"),
        ({"days_until_due": 3}, "days_until_due"),
        ({"default_payment_method": "pm_none"}, "default_payment_method"),
    ],
)
def test_what_is_refused(still, params, param):
    clock = Clock(APRIL)
    made = subscribe(clock, price_of(1000))
    clock.advance(THIRD_LEFT)
    item = made["items"].data[0].id
    items = [one if "id" in one else {"id": item, **one} for one in params.get("items", ())]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Subscription.modify(made.id, **{**params, **({"items": items} if items else {})})
    assert (caught.value.http_status, caught.value.param) == (400, param)
    assert pending(clock) == []


def test_what_waits_for_the_first_payment_and_what_is_over(still):
    clock = Clock(JANUARY_31, card="pm_card_chargeCustomerFail")
    made = subscribe(clock, price_of(1000))
    with pytest.raises(stripe.InvalidRequestError):
        change(made, quantity=2)
    assert stripe.Subscription.modify(made.id, metadata={"a": "b"}).metadata.a == "b"
    stripe.Subscription.cancel(made.id)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        change(made, quantity=2)
    assert caught.value.code == "invalid_canceled_subscription_fields"


def test_a_subscription_changes_to_flexible_billing_and_not_back(still):
    clock = Clock()
    made = subscribe(clock, price_of(1000), billing_mode={"type": "classic"})
    after = stripe.Subscription.migrate(made.id, billing_mode={"type": "flexible"})
    assert (after.billing_mode.type, after.billing_mode.updated_at) == ("flexible", JANUARY_31)
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Subscription.migrate(made.id, billing_mode={"type": "flexible"})


def test_an_item_added_with_a_new_anchor_is_on_the_invoice(still):
    clock = Clock(APRIL)
    made = subscribe(clock, price_of(1000))
    clock.advance(THIRD_LEFT)
    after = stripe.Subscription.modify(
        made.id, items=[{"price": price_of(500).id}], billing_cycle_anchor={"type": "now"}
    )
    invoice = stripe.Invoice.retrieve(after.latest_invoice)
    assert sorted(lines(invoice)) == [-333, 500, 1000]
    assert {line.subscription for line in invoice.lines.data} == {made.id}


@pytest.mark.parametrize(("before", "taxes"), [(False, 0), (True, -67)])
def test_a_credit_is_taxed_as_its_debit_was(still, before, taxes):
    """Whatever the rates of the subscription have become since."""
    clock = Clock(APRIL)
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
    rates = {True: [rate.id], False: ""}
    made = subscribe(clock, price_of(1000), default_tax_rates=rates[before] or None)
    stripe.Subscription.modify(made.id, default_tax_rates=rates[not before])
    clock.advance(THIRD_LEFT)
    after = change(made, price=price_of(0).id, proration_behavior="always_invoice")
    invoice = stripe.Invoice.retrieve(after.latest_invoice)
    [credit] = [line for line in invoice.lines.data if line.amount < 0]
    assert (credit.amount, sum(tax.amount for tax in credit.taxes)) == (-333, taxes)
