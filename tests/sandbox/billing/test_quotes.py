"""Quotes: what they come to, how they move from state to state, what they become."""

import pytest
from sandbox_clocks import Clock

import stripe

NOW = 1_800_000_000
DAY = 24 * 3600


@pytest.fixture
def customer(sandbox):
    return stripe.Customer.create(email="a@example.com", source="tok_visa", invoice_prefix="ACME")


def price_of(amount, interval="month", **more):
    recurring = {"recurring": {"interval": interval, **more}} if interval else {}
    return stripe.Price.create(
        currency="usd", unit_amount=amount, product_data={"name": "Gold"}, **recurring
    ).id


def quote(customer, *prices, **more):
    given = {"line_items": [{"price": price, "quantity": 2} for price in prices], **more}
    return stripe.Quote.create(customer=customer and customer.id, **given)


def sums(amounts):
    details = amounts.total_details
    return (
        amounts.amount_subtotal,
        details.amount_discount,
        details.amount_tax,
        amounts.amount_total,
    )


@pytest.mark.stripe_sandbox(now=NOW)
def test_what_a_quote_comes_to(sandbox, customer):
    once = stripe.Coupon.create(percent_off=10, duration="once")
    forever = stripe.Coupon.create(amount_off=500, currency="usd", duration="forever")
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
    made = quote(
        customer,
        price_of(1000),
        price_of(500, None),
        discounts=[{"coupon": once.id}, {"coupon": forever.id}],
        default_tax_rates=[rate.id],
        expand=["computed.upfront.line_items", "discounts"],
    )
    assert (made.status, made.number, made.expires_at) == ("draft", None, NOW + 30 * DAY)
    # 3000 - 10 % = 2700, - 500 = 2200, + 20 %
    assert sums(made) == sums(made.computed.upfront) == (3000, 800, 440, 2640)
    # forever: 2000 - 500 = 1500, + 20 %
    assert sums(made.computed.recurring) == (2000, 500, 300, 1800)
    assert (made.computed.recurring.interval, made.computed.recurring.interval_count) == (
        "month",
        1,
    )
    assert [item.amount_subtotal for item in made.computed.upfront.line_items.data] == [2000, 1000]
    assert [one.source.coupon for one in made.discounts] == [once.id, forever.id]
    assert stripe.Coupon.retrieve(once.id).times_redeemed == 0
    assert len(stripe.Quote.list_line_items(made.id).data) == 2
    assert len(stripe.Quote.list_computed_upfront_line_items(made.id).data) == 2


def test_what_a_quote_shows_is_what_is_then_billed(still):
    clock = Clock()
    tiers = [{"up_to": 2, "unit_amount": 500}, {"up_to": "inf", "unit_amount": 300}]
    tiers[1]["flat_amount"] = 70
    graduated = stripe.Price.create(
        currency="usd",
        recurring={"interval": "month"},
        product_data={"name": "Seats"},
        billing_scheme="tiered",
        tiers_mode="graduated",
        tiers=tiers,
    )
    once = stripe.Coupon.create(percent_off=25, duration="once").id
    forever = stripe.Coupon.create(percent_off=15, duration="forever").id
    line = {"price": graduated.id, "quantity": 3, "discounts": [{"coupon": once}]}
    made = stripe.Quote.create(
        customer=clock.customer, line_items=[line], discounts=[{"coupon": forever}]
    )
    stripe.Quote.finalize_quote(made.id)
    accepted = stripe.Quote.accept(made.id)
    sub = stripe.Subscription.retrieve(accepted.subscription)
    clock.advance(sub["items"].data[0].current_period_end)
    shown = [made.computed.upfront.amount_total, made.computed.recurring.amount_total]
    # by tier and flat: 1000, 300 and 70, less 25 % and 15 %
    assert shown == [invoice.total for invoice in clock.invoices()] == [637 + 191 + 44, 1164]


@pytest.mark.parametrize("amounts", [(7668, 1168), (5001, 333)])
def test_an_amount_off_is_shared_as_on_the_invoice(still, amounts):
    clock = Clock()
    off = stripe.Coupon.create(amount_off=333, currency="usd", duration="forever").id
    rate = stripe.TaxRate.create(display_name="VAT", percentage=19, inclusive=False).id
    for first, second in (amounts, amounts[::-1]):
        made = stripe.Quote.create(
            customer=clock.customer,
            line_items=[{"price": price_of(amount)} for amount in (first, second)],
            discounts=[{"coupon": off}],
            default_tax_rates=[rate],
        )
        stripe.Quote.finalize_quote(made.id)
        accepted = stripe.Quote.accept(made.id, expand=["subscription.latest_invoice"])
        invoice = accepted.subscription.latest_invoice
        assert made.computed.upfront.amount_total == made.amount_total == invoice.total
        shown = stripe.Quote.list_line_items(made.id).data
        assert [line.amount_subtotal for line in shown] == [first, second]


def test_a_trial_costs_nothing_at_once(sandbox, customer):
    made = quote(
        customer, price_of(1000), price_of(500, None), subscription_data={"trial_period_days": 7}
    )
    assert sums(made.computed.upfront) == (1000, 0, 0, 1000)
    assert sums(made.computed.recurring) == (2000, 0, 0, 2000)


@pytest.mark.stripe_sandbox(now=NOW)
def test_from_draft_to_open(sandbox, customer):
    made = quote(customer, price_of(1000))
    made = stripe.Quote.modify(made.id, line_items=[{"price": price_of(300), "quantity": 1}])
    assert made.amount_total == 300
    made = stripe.Quote.finalize_quote(made.id, expires_at=NOW + DAY)
    assert (made.status, made.number, made.expires_at) == ("open", "QT-ACME-0001-1", NOW + DAY)
    assert made.status_transitions.finalized_at == NOW
    assert stripe.Quote.modify(made.id, metadata={"a": "b"}).metadata == {"a": "b"}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Quote.modify(made.id, description="x")
    assert caught.value.param == "description"
    other = stripe.Quote.finalize_quote(quote(customer, price_of(1)).id)
    assert other.number == "QT-ACME-0002-1"
    assert stripe.Quote.cancel(other.id).status == "canceled"
    sandbox.clock.advance(DAY)
    assert stripe.Quote.retrieve(made.id).status == "canceled"
    types = [event["type"] for event in sandbox.events if event["type"].startswith("quote.")]
    assert types == ["quote.created", "quote.finalized"] * 2 + ["quote.canceled"] * 2


def test_a_revision_takes_the_place_of_its_original(sandbox, customer):
    first = stripe.Quote.finalize_quote(quote(customer, price_of(1000), header="Hi").id)
    second = stripe.Quote.create(from_quote={"quote": first.id, "is_revision": True})
    assert (second.header, second.amount_total, second.customer) == ("Hi", 2000, customer.id)
    assert (second.from_quote.quote, second.from_quote.is_revision) == (first.id, True)
    assert stripe.Quote.finalize_quote(second.id).number == "QT-ACME-0001-2"
    assert stripe.Quote.retrieve(first.id).status == "canceled"


def empty(customer):
    return quote(customer)


def nobodys(customer):
    return quote(None, price_of(1000))


@pytest.mark.parametrize(
    ("make", "act", "message"),
    [
        (empty, "finalize_quote", "without line items"),
        (nobodys, "finalize_quote", "without a customer"),
        (empty, "accept", "must be open"),
        (empty, "pdf", "finalize it first"),
    ],
)
def test_what_cannot_be_done(sandbox, customer, make, act, message):
    made = make(customer)
    with pytest.raises(stripe.InvalidRequestError, match=message):
        getattr(stripe.Quote, act)(made.id)


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"line_items": [{"price": "price_none"}]}, "line_items[0][price]"),
        ({"line_items": [{"quantity": 1}]}, "line_items[0][price]"),
        ({"customer": "cus_none"}, "customer"),
        ({"expires_at": 1}, "expires_at"),
        ({"discounts": [{"coupon": "none"}]}, "discounts[0][coupon]"),
        ({"from_quote": {"quote": "qt_none"}}, "from_quote[quote]"),
    ],
)
def test_quotes_that_cannot_be(sandbox, params, param):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Quote.create(**params)
    assert caught.value.param == param


def test_two_intervals(sandbox, customer):
    with pytest.raises(stripe.InvalidRequestError, match="the same interval"):
        quote(customer, price_of(1000), price_of(1000, "year"))


def test_the_pdf(sandbox, customer):
    made = stripe.Quote.finalize_quote(quote(customer, price_of(1000), footer="Bye (soon)").id)
    found = stripe.Quote.pdf(made.id).io.read()
    assert found.startswith(b"%PDF-")
    assert b"QT-ACME-0001-1" in found
    assert b"Total: $20.00" in found


# -- accepted ----------------------------------------------------------------------------------------


def accepted(customer, *prices, **more):
    made = quote(customer, *prices, **more)
    stripe.Quote.finalize_quote(made.id)
    return stripe.Quote.accept(made.id)


@pytest.mark.stripe_sandbox(now=NOW)
def test_a_subscription(sandbox, customer):
    coupon = stripe.Coupon.create(percent_off=10, duration="forever")
    made = accepted(
        customer,
        price_of(1000),
        price_of(500, None),
        discounts=[{"coupon": coupon.id}],
        subscription_data={"metadata": {"a": "b"}, "description": "Gold for you"},
    )
    assert (made.status, made.status_transitions.accepted_at) == ("accepted", NOW)
    sub = stripe.Subscription.retrieve(made.subscription, expand=["latest_invoice"])
    assert (sub.status, sub.metadata, sub.description) == ("active", {"a": "b"}, "Gold for you")
    assert (sub["items"].data[0].quantity, stripe.Coupon.retrieve(coupon.id).times_redeemed) == (
        2,
        1,
    )
    invoice = sub.latest_invoice
    assert (invoice.status, invoice.total, made.computed.upfront.amount_total) == (
        "draft",
        2700,
        2700,
    )
    sandbox.clock.advance(3600)
    assert stripe.Invoice.retrieve(invoice.id).status == "paid"
    types = [event["type"] for event in sandbox.events]
    order = ("quote.accepted", "customer.subscription.created", "invoice.created", "invoice.paid")
    places = [types.index(type) for type in order]
    assert places == sorted(places)


@pytest.mark.stripe_sandbox(now=NOW)
def test_a_schedule(sandbox, customer):
    made = accepted(customer, price_of(1000), subscription_data={"effective_date": NOW + 5 * DAY})
    schedule = stripe.SubscriptionSchedule.retrieve(made.subscription_schedule)
    assert (schedule.status, schedule.phases[0].start_date) == ("not_started", NOW + 5 * DAY)
    assert made.subscription is None
    sandbox.clock.advance(5 * DAY)
    schedule = stripe.SubscriptionSchedule.retrieve(schedule.id)
    assert stripe.Subscription.retrieve(schedule.subscription).status == "active"


def test_an_invoice(sandbox, customer):
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
    coupon = stripe.Coupon.create(percent_off=10, duration="once")
    made = accepted(
        customer,
        price_of(500, None),
        default_tax_rates=[rate.id],
        discounts=[{"coupon": coupon.id}],
        collection_method="send_invoice",
        invoice_settings={"days_until_due": 10},
    )
    invoice = stripe.Invoice.retrieve(made.invoice)
    assert (invoice.status, invoice.billing_reason) == ("draft", "quote_accept")
    assert (invoice.total, made.amount_total) == (1080, 1080)
    assert invoice.parent.quote_details.quote == made.id
    assert (invoice.collection_method, invoice.due_date - invoice.created) == (
        "send_invoice",
        10 * DAY,
    )


def test_a_trial(sandbox, customer):
    made = accepted(customer, price_of(1000), subscription_data={"trial_period_days": 7})
    assert stripe.Subscription.retrieve(made.subscription).status == "trialing"


def test_a_quote_on_a_clock(sandbox):
    clock = stripe.test_helpers.TestClock.create(frozen_time=NOW)
    customer = stripe.Customer.create(test_clock=clock.id, source="tok_visa")
    made = quote(customer, price_of(1000))
    assert (made.test_clock, made.expires_at) == (clock.id, NOW + 30 * DAY)
    stripe.test_helpers.TestClock.advance(clock.id, frozen_time=NOW + 30 * DAY)
    assert stripe.Quote.retrieve(made.id).status == "canceled"
    made = accepted(customer, price_of(1000))
    assert stripe.Subscription.retrieve(made.subscription).start_date == NOW + 30 * DAY
