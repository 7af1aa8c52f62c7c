"""Making a subscription: how it is paid for, where its periods begin, and what is refused."""

import pytest
from sandbox_clocks import JANUARY_31, Clock, price_of

import stripe

DAY = 24 * 3600
DECLINED, CHALLENGED = "pm_card_chargeCustomerFail", "pm_card_authenticationRequired"


def subscribe(clock, *prices, **params):
    items = [{"price": price.id} for price in prices]
    return stripe.Subscription.create(customer=clock.customer, items=items, **params)


@pytest.mark.parametrize(
    ("card", "behavior", "status", "invoice"),
    [
        ("pm_card_visa", None, "active", ("paid", 1, True)),
        (DECLINED, None, "incomplete", ("open", 1, True)),
        (CHALLENGED, None, "incomplete", ("open", 0, True)),
        ("pm_card_visa", "default_incomplete", "incomplete", ("open", 0, False)),
        (None, "default_incomplete", "incomplete", ("open", 0, False)),
        ("pm_card_visa", "error_if_incomplete", "active", ("paid", 1, True)),
    ],
)
def test_payment_behaviors(still, card, behavior, status, invoice):
    clock = Clock(card=card)
    more = {"payment_behavior": behavior} if behavior else {}
    made = subscribe(clock, price_of(2500), expand=["latest_invoice"], **more)
    found = made.latest_invoice
    assert made.status == status
    assert (found.status, found.attempt_count, found.attempted) == invoice
    [created] = stripe.Event.list(type="customer.subscription.created").data
    assert (created.data.object.status, created.data.object.latest_invoice) == (status, found.id)
    assert (found.period_start, found.period_end) == (JANUARY_31, JANUARY_31)


@pytest.mark.parametrize("card", [DECLINED, CHALLENGED])
def test_an_error_if_incomplete_leaves_nothing_behind(still, card):
    clock = Clock(card=card)
    price = price_of(2500)
    before = stripe.Event.list(limit=1).data[0].id
    with pytest.raises(stripe.CardError):
        subscribe(clock, price, payment_behavior="error_if_incomplete")
    assert stripe.Subscription.list(customer=clock.customer, status="all").data == []
    assert clock.invoices() == []
    assert stripe.Event.list(limit=1).data[0].id == before


def test_nothing_to_pay_with(still):
    clock = Clock(card=None)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        subscribe(clock, price_of(2500))
    assert (caught.value.code, caught.value.param) == ("resource_missing", None)
    assert caught.value.user_message.startswith("This customer has no attached payment source")
    assert clock.invoices() == []
    assert subscribe(clock, price_of(0)).status == "active"


def test_the_first_payment_comes_later(still):
    clock = Clock(card=None)
    made = subscribe(
        clock,
        price_of(2500),
        payment_behavior="default_incomplete",
        payment_settings={"save_default_payment_method": "on_subscription"},
        expand=["latest_invoice.confirmation_secret", "latest_invoice.payments"],
    )
    secret = made.latest_invoice.confirmation_secret.client_secret
    intent = stripe.PaymentIntent.confirm(secret.split("_secret")[0], payment_method="pm_card_visa")
    assert intent.description == "Subscription creation"
    after = stripe.Subscription.retrieve(made.id)
    assert (after.status, after.default_payment_method) == ("active", intent.payment_method)
    invoice = stripe.Invoice.retrieve(made.latest_invoice.id)
    assert (invoice.status, invoice.status_transitions.paid_at) == ("paid", JANUARY_31)
    [event] = stripe.Event.list(type="customer.subscription.updated").data
    assert event.created == JANUARY_31


@pytest.mark.parametrize(
    ("method", "invoice"),
    [("pm_usBankAccount_success", "paid"), ("pm_usBankAccount_insufficientFunds", "void")],
)
def test_a_bank_debit_takes_days_and_nobody_waits(still, method, invoice):
    clock = Clock(card=method)
    made = subscribe(clock, price_of(2500))
    assert (made.status, clock.invoices()[0].status) == ("active", "open")
    still.clock.advance(5 * DAY)
    [found] = clock.invoices()
    moments = found.status_transitions
    assert found.status == invoice
    assert (moments.paid_at or moments.voided_at) == JANUARY_31
    assert stripe.Subscription.retrieve(made.id).status == "active"


@pytest.mark.parametrize("way", ["time", "void"])
def test_a_first_payment_that_does_not_come(still, way):
    clock = Clock(card=DECLINED)
    made = subscribe(clock, price_of(2500))
    clock.advance(JANUARY_31 + 23 * 3600 - 1)
    assert stripe.Subscription.retrieve(made.id).status == "incomplete"
    if way == "time":
        clock.advance(JANUARY_31 + 23 * 3600)
    else:
        stripe.Invoice.void_invoice(made.latest_invoice)
    after = stripe.Subscription.retrieve(made.id)
    assert after.status == "incomplete_expired"
    assert [invoice.status for invoice in clock.invoices()] == ["void"]
    told = [event.type for event in stripe.Event.list(limit=5).data]
    found = [type for type in told if "test_clock" not in type]
    assert found[:3] == [
        "customer.subscription.updated",
        "invoice.voided",
        "payment_intent.canceled",
    ]
    clock.advance(JANUARY_31 + 40 * DAY)
    assert len(clock.invoices()) == 1


def test_a_sent_invoice_is_a_draft_for_an_hour(still):
    clock = Clock(card=None)
    made = subscribe(clock, price_of(2500), collection_method="send_invoice", days_until_due=10)
    assert made.status == "active"
    draft = clock.invoices()[-1]
    assert (draft.status, draft.due_date) == ("draft", JANUARY_31 + 10 * DAY)
    clock.advance(JANUARY_31 + 3600)
    assert clock.invoices()[-1].status == "open"
    assert "invoice.sent" in [event.type for event in stripe.Event.list(limit=4).data]
    clock.advance(JANUARY_31 + 10 * DAY)
    assert stripe.Subscription.retrieve(made.id).status == "past_due"
    assert stripe.Customer.retrieve(clock.customer).delinquent
    stripe.Invoice.pay(draft.id, paid_out_of_band=True)
    assert stripe.Subscription.retrieve(made.id).status == "active"


@pytest.mark.parametrize(
    ("now", "params", "amounts", "end"),
    [
        (1794736800, {"billing_cycle_anchor": 1796083200}, [1558], 1796083200),
        (1772668800, {"billing_cycle_anchor": 1773532800}, [968], 1773532800),
        (1772668800, {"billing_cycle_anchor_config": {"day_of_month": 15}}, [968], 1773532800),
        (
            1772668800,
            {"billing_cycle_anchor": 1773532800, "proration_behavior": "none"},
            [],
            1773532800,
        ),
        (JANUARY_31, {}, [3000], 1772271000),
    ],
)
def test_anchors(still, now, params, amounts, end):
    clock = Clock(now)
    made = subscribe(clock, price_of(3000), **params)
    assert made.status == "active"
    assert made["items"].data[0].current_period_end == end
    assert [invoice.total for invoice in clock.invoices()] == amounts
    clock.advance(end)
    assert clock.invoices()[-1].total == 3000


@pytest.mark.parametrize(
    ("mode", "start", "anchor", "now", "amount", "totals"),
    [
        ("classic", 1771113600, 1772323200, 1771545600, 2800, [1400]),  # Feb 15 .. Mar 1
        ("flexible", 1768435200, 1769904000, 1769817600, 3100, [1700]),  # Jan 15 .. Feb 1
        ("flexible", 1768435200, None, 1774000000, 3100, [3100, 3100, 3100]),
    ],
)
def test_backdating(still, mode, start, anchor, now, amount, totals):
    clock = Clock(now)
    more = {"billing_cycle_anchor": anchor} if anchor else {}
    made = subscribe(
        clock,
        price_of(amount),
        backdate_start_date=start,
        billing_mode={"type": mode},
        **more,
    )
    assert (made.start_date, made.created) == (start, now)
    [invoice] = clock.invoices()
    assert [line.amount for line in invoice.lines.data] == totals
    assert invoice.lines.data[0].period.start == start


MARCH_5, MARCH_15 = 1772668800, 1773532800


@pytest.mark.parametrize(
    ("mode", "params", "amounts", "items"),
    [
        ("classic", {"billing_cycle_anchor": MARCH_15}, [484, 968], 2),
        ("classic", {"billing_cycle_anchor": MARCH_15, "proration_behavior": "none"}, [], 0),
        ("classic", {}, [1500, 3000], 0),
        ("flexible", {"billing_cycle_anchor": MARCH_15}, [484, 968], 0),
    ],
)
def test_classic_billing_prorates_a_first_part_by_invoice_items(
    still, mode, params, amounts, items
):
    clock = Clock(MARCH_5)
    tenth = stripe.Coupon.create(percent_off=10, duration="forever")
    subscribe(
        clock,
        price_of(3000),
        price_of(1500),
        billing_mode={"type": mode},
        discounts=[{"coupon": tenth.id}],
        **params,
    )
    found = stripe.InvoiceItem.list(customer=clock.customer).data
    assert [item.amount for item in found] == (amounts if items else [])
    for invoice in clock.invoices():
        assert [line.amount for line in invoice.lines.data] == amounts
        parents = [line.parent.subscription_item_details for line in invoice.lines.data]
        assert [one.invoice_item for one in parents] == [item.id for item in found] or not items
        assert {one.proration for one in parents} == {bool(items)}
        assert invoice.total == sum(amounts) - sum(round(amount / 10) for amount in amounts)


def test_added_items_and_what_was_pending_are_on_the_first_invoice(still):
    clock = Clock()
    stripe.InvoiceItem.create(customer=clock.customer, amount=300, currency="usd")
    setup = stripe.Price.create(currency="usd", unit_amount=700, product_data={"name": "Setup"})
    subscribe(clock, price_of(2500), add_invoice_items=[{"price": setup.id, "quantity": 2}])
    [invoice] = clock.invoices()
    assert [line.amount for line in invoice.lines.data] == [1400, 300, 2500]
    assert invoice.amount_paid == 4200


def test_what_a_subscription_is_born_with(still):
    clock = Clock()
    made = subscribe(clock, price_of(2500), metadata={"plan": "gold"})
    assert made.billing_mode.type == "flexible"
    assert made.billing_mode.flexible.proration_discounts == "included"
    assert made.trial_settings.end_behavior.missing_payment_method == "create_invoice"
    assert made.payment_settings.save_default_payment_method == "off"
    assert made.cancellation_details.reason is None
    assert (made.test_clock, made.created) == (clock.id, JANUARY_31)
    assert stripe.Subscription.list().data == []
    assert [one.id for one in stripe.Subscription.list(test_clock=clock.id).data] == [made.id]
    invoice = clock.invoices()[0]
    assert invoice.parent.subscription_details.metadata.plan == "gold"
    assert stripe.Customer.retrieve(clock.customer).currency == "usd"


def test_the_payment_method_nearest_to_the_invoice_pays(still):
    clock = Clock()
    other = stripe.PaymentMethod.attach("pm_card_mastercard", customer=clock.customer)
    made = subscribe(clock, price_of(2500), default_payment_method=other.id)
    [payment] = stripe.PaymentIntent.list(customer=clock.customer).data
    assert (made.status, payment.payment_method) == ("active", other.id)


@pytest.mark.parametrize("behavior", ["default_incomplete", "allow_incomplete"])
def test_a_pending_setup_intent(still, behavior):
    clock = Clock(card=None)
    made = subscribe(
        clock,
        price_of(2500),
        trial_period_days=10,
        payment_behavior=behavior,
        expand=["pending_setup_intent"],
    )
    assert made.status == "trialing"
    if behavior == "allow_incomplete":
        assert made.pending_setup_intent is None
        return
    intent = made.pending_setup_intent
    assert intent.status == "requires_payment_method"
    done = stripe.SetupIntent.confirm(intent.id, payment_method="pm_card_visa")
    after = stripe.Subscription.retrieve(made.id)
    assert after.pending_setup_intent is None
    assert after.default_payment_method == done.payment_method


EURO = {"currency": "eur", "unit_amount": 100, "recurring": {"interval": "month"}}


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"items": []}, "items"),
        ({"items": [{"quantity": 1}]}, "items[0][price]"),
        ({"items": [{"price": "price_none"}]}, "items[0][price]"),
        ({"items": [{"quantity": -1}]}, "items[0][quantity]"),
        ({"items": [{}, {}]}, "items"),
        ({"trial_period_days": 731}, "trial_period_days"),
        ({"trial_end": JANUARY_31 - 5}, "trial_end"),
        ({"trial_end": JANUARY_31 + 740 * DAY}, "trial_end"),
        ({"trial_end": JANUARY_31 + DAY, "trial_period_days": 3}, "trial_period_days"),
        ({"billing_cycle_anchor": JANUARY_31 - 5}, "billing_cycle_anchor"),
        ({"billing_cycle_anchor": JANUARY_31 + 40 * DAY}, "billing_cycle_anchor"),
        ({"collection_method": "send_invoice"}, "days_until_due"),
        ({"days_until_due": 5}, "days_until_due"),
        ({"payment_behavior": "pending_if_incomplete"}, "payment_behavior"),
        ({"cancel_at": JANUARY_31 - 5}, "cancel_at"),
        ({"backdate_start_date": JANUARY_31 + 5}, "backdate_start_date"),
        ({"default_payment_method": "pm_none"}, "default_payment_method"),
        ({"coupon_of": "nothing"}, "discounts[0][coupon]"),
    ],
)
def test_what_is_refused(still, params, param):
    clock = Clock()
    price = price_of(2500)
    if "coupon_of" in params:
        params = {"discounts": [{"coupon": params["coupon_of"]}]}
    items = [
        item if "price" in item or param == "items[0][price]" else {"price": price.id, **item}
        for item in params.get("items", [{}])
    ]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Subscription.create(customer=clock.customer, **{**params, "items": items})
    assert (caught.value.http_status, caught.value.param) == (400, param)
    assert clock.invoices() == []


def test_no_more_than_twenty_items(still):
    clock = Clock()
    product = stripe.Product.create(name="Gold").id
    data = {"currency": "usd", "product": product, "unit_amount": 1}
    items = [{"price_data": {**data, "recurring": {"interval": "month"}}} for _ in range(21)]
    with pytest.raises(stripe.InvalidRequestError, match="at most 20 items"):
        stripe.Subscription.create(customer=clock.customer, items=items)


@pytest.mark.parametrize(
    ("mode", "first", "second", "message"),
    [
        ("classic", "month", "year", "interval field"),
        ("flexible", "week", "month", "multiple"),
        ("flexible", "month", "year", None),
        ("flexible", "day", "week", None),
    ],
)
def test_mixed_intervals(still, mode, first, second, message):
    clock = Clock()
    prices = [price_of(1000, first), price_of(9000, second)]
    if message is not None:
        with pytest.raises(stripe.InvalidRequestError, match=message):
            subscribe(clock, *prices, billing_mode={"type": mode})
        return
    made = subscribe(clock, *prices, billing_mode={"type": mode})
    assert clock.invoices()[0].total == 10000
    ends = [item.current_period_end for item in made["items"].data]
    assert ends[0] < ends[1]
    clock.advance(ends[0])
    assert clock.invoices()[-1].total == 1000


def test_currencies_are_not_mixed(still):
    clock = Clock()
    product = stripe.Product.create(name="Gold").id
    euros = stripe.Price.create(product=product, **EURO)
    with pytest.raises(stripe.InvalidRequestError, match="mismatch in currency field"):
        subscribe(clock, price_of(2500), euros)
    subscribe(clock, price_of(2500))
    with pytest.raises(stripe.InvalidRequestError, match="cannot combine currencies"):
        subscribe(clock, euros)
