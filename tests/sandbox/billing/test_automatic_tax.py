"""Automatic tax: by the customer's address, the price's behaviour and the product's code."""

import pytest
from sandbox_clocks import Clock, price_of
from taxed_buyers import BERLIN, ON, PLACES, SEATTLE, buyer, invoice, item

import stripe


@pytest.mark.parametrize(("address", "taxes"), PLACES)
def test_places(still, address, taxes):
    made = invoice(buyer(address), item())
    assert made.automatic_tax.status == "complete"
    assert made.automatic_tax.liability.type == "self"
    rates = [stripe.TaxRate.retrieve(tax.tax_rate_details.tax_rate) for tax in made.total_taxes]
    found = {r.tax_type: t.amount for r, t in zip(rates, made.total_taxes, strict=True)}
    assert found == taxes
    assert made.total == 10000 + sum(taxes.values())
    assert {rate.country for rate in rates} <= {address["country"]}


def test_prices_that_include_their_tax_and_products_without(still):
    customer = buyer(BERLIN)
    made = invoice(
        customer,
        item(11900, tax_behavior="inclusive"),
        item(10000, tax_behavior="exclusive"),
        item(5000, tax_code="txcd_00000000"),
    )
    assert (made.total, made.total_excluding_tax) == (11900 + 11900 + 5000, 25000)
    by_line = {line.amount: [tax.amount for tax in line.taxes] for line in made.lines.data}
    assert by_line == {11900: [1900], 10000: [1900], 5000: []}
    assert {tax.tax_behavior for tax in made.total_taxes} == {"inclusive", "exclusive"}


@pytest.mark.parametrize(
    ("behavior", "currency", "total"),
    [
        ("inclusive", "usd", 10000),
        ("exclusive", "eur", 11900),
        ("inferred_by_currency", "usd", 11900),
        ("inferred_by_currency", "eur", 10000),
    ],
)
def test_settings_tell_of_prices_that_do_not_say(still, behavior, currency, total):
    found = stripe.tax.Settings.retrieve()
    assert (found.status, found.status_details.pending.missing_fields) == (
        "pending",
        ["head_office"],
    )
    office = {"address": {"country": "DE", "city": "Berlin", "line1": "Am Tor 1"}}
    found = stripe.tax.Settings.modify(head_office=office, defaults={"tax_behavior": behavior})
    assert (found.status, found.defaults.provider) == ("active", "stripe")
    assert stripe.tax.Settings.retrieve().defaults.tax_behavior == behavior
    made = invoice(buyer(BERLIN), {"amount": 10000, "currency": currency})
    assert (made.total, made.currency) == (total, currency)


def test_without_an_address(still):
    customer = buyer()
    made = invoice(customer, item())
    assert (made.automatic_tax.status, made.total) == ("requires_location_inputs", 10000)
    stripe.Customer.modify(customer.id, address=BERLIN)
    made = stripe.Invoice.retrieve(made.id)
    assert (made.automatic_tax.status, made.total) == ("complete", 11900)
    made = stripe.Invoice.modify(made.id, automatic_tax={"enabled": False})
    assert (made.automatic_tax.enabled, made.automatic_tax.status) == (False, None)
    assert made.total == 10000


def test_what_is_shipped_is_taxed_there(still):
    shipping = {"name": "Jenny", "address": BERLIN}
    assert invoice(buyer(SEATTLE, shipping=shipping), item()).total == 11900


@pytest.mark.parametrize(
    ("tax_exempt", "reason"), [("exempt", "customer_exempt"), ("reverse", "reverse_charge")]
)
def test_exempt(still, tax_exempt, reason):
    made = invoice(buyer(BERLIN, tax_exempt=tax_exempt), item())
    assert (made.total, made.total_taxes[0].taxability_reason) == (10000, reason)


def test_discounts_come_before_taxes(still):
    coupon = stripe.Coupon.create(percent_off=10)
    made = invoice(buyer(BERLIN), item(), discounts=[{"coupon": coupon.id}])
    assert (made.total_taxes[0].taxable_amount, made.total) == (9000, 10710)


def test_a_subscription_its_preview_and_its_renewal(still):
    clock = Clock()
    stripe.Customer.modify(clock.customer, address=BERLIN)
    price = price_of(1000)
    details = {"items": [{"price": price.id}]}
    preview = stripe.Invoice.create_preview(
        customer=clock.customer, automatic_tax=ON, subscription_details=details
    )
    made = stripe.Subscription.create(
        customer=clock.customer, items=details["items"], automatic_tax=ON, expand=["latest_invoice"]
    )
    assert made.automatic_tax.liability.type == "self"
    assert (preview.total, preview.automatic_tax.status) == (1190, "complete")
    assert (made.latest_invoice.total, made.latest_invoice.amount_paid) == (1190, 1190)
    stripe.Customer.modify(clock.customer, address=SEATTLE)
    assert stripe.Invoice.create_preview(subscription=made.id).total == 1065
    elsewhere = stripe.Invoice.create_preview(
        subscription=made.id, customer_details={"address": {"country": "GB"}}
    )
    assert elsewhere.total == 1200
    clock.advance(1772274600)
    assert [one.total for one in clock.invoices()] == [1190, 1065]


def test_a_quote_and_what_it_becomes(still):
    params = {"line_items": [{"price": price_of(1000).id}], "automatic_tax": ON}
    assert stripe.Quote.create(**params).automatic_tax.status == "requires_location_inputs"
    quote = stripe.Quote.create(customer=buyer(BERLIN).id, **params)
    assert (quote.automatic_tax.status, quote.amount_total) == ("complete", 1190)
    assert (
        quote.total_details.amount_tax == quote.computed.recurring.total_details.amount_tax == 190
    )
    stripe.Quote.finalize_quote(quote.id)
    made = stripe.Quote.accept(quote.id, expand=["subscription.latest_invoice"]).subscription
    assert (made.automatic_tax.enabled, made.latest_invoice.total) == (True, 1190)


def test_a_schedule_by_phase_or_by_default(still):
    clock = Clock()
    stripe.Customer.modify(clock.customer, address=BERLIN)
    month = {"interval": "month", "interval_count": 1}
    items = [{"price": price_of(1000).id}]
    made = stripe.SubscriptionSchedule.create(
        customer=clock.customer,
        start_date="now",
        default_settings={"automatic_tax": ON},
        phases=[
            {"items": items, "duration": month},
            {"items": items, "duration": month, "automatic_tax": {"enabled": False}},
        ],
    )
    clock.advance(1772274600)
    assert [one.total for one in clock.invoices()] == [1190, 1000]
    assert stripe.Subscription.retrieve(made.subscription).automatic_tax.enabled is False


def test_a_schedule_of_a_subscription_that_is_taxed(still):
    customer = buyer(BERLIN)
    items = [{"price": price_of(1000).id}]
    made = stripe.Subscription.create(customer=customer.id, items=items, automatic_tax=ON)
    schedule = stripe.SubscriptionSchedule.create(from_subscription=made.id)
    assert schedule.phases[0].automatic_tax.enabled is True


def test_tax_rates_do_not_go_with_it(still):
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
    params = {"customer": buyer(BERLIN).id, "automatic_tax": ON, "default_tax_rates": [rate.id]}
    items = [{"price": price_of(1000).id}]
    for create, more in (
        (stripe.Invoice.create, {}),
        (stripe.Subscription.create, {"items": items}),
        (stripe.Quote.create, {"line_items": items}),
    ):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            create(**params, **more)
        assert refused.value.param == "default_tax_rates"


def test_credit_notes_share_the_taxes(still):
    made = stripe.Invoice.pay(invoice(buyer(BERLIN), item()).id)
    line = {
        "type": "invoice_line_item",
        "invoice_line_item": made.lines.data[0].id,
        "amount": 5000,
    }
    note = stripe.CreditNote.create(invoice=made.id, lines=[line], refund_amount=5950)
    assert (note.total, note.total_taxes[0].amount) == (5950, 950)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (None, "unrecognized_location"),
        ({"country": "US"}, "unrecognized_location"),
        (SEATTLE, "supported"),
        ({"country": "BR"}, "not_collecting"),
    ],
)
def test_what_is_known_of_a_customer(still, address, status):
    customer = stripe.Customer.retrieve(buyer(address).id, expand=["tax"])
    assert customer.tax.automatic_tax == status
    assert (customer.tax.location is None) is (status == "unrecognized_location")


def test_a_location_that_has_to_be_known(still):
    tax = {"validate_location": "immediately"}
    with pytest.raises(stripe.InvalidRequestError, match="location isn't recognized") as refused:
        stripe.Customer.create(tax=tax)
    assert refused.value.code == "customer_tax_location_invalid"
    customer = stripe.Customer.create(tax=tax, address=BERLIN)
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Customer.modify(customer.id, tax=tax, address={"country": "US"})
    assert stripe.Customer.retrieve(customer.id).address.country == "DE"


# -- Checkout ----------------------------------------------------------------------------------------


def session(mode, price, **more):
    return stripe.checkout.Session.create(
        mode=mode,
        automatic_tax=ON,
        line_items=[{"price": price.id, "quantity": 1}],
        success_url="https://example.com/done",
        **more,
    )


def pay(http, made, address):
    details = {"email": "jenny@example.com", "address": address}
    method = stripe.PaymentMethod.create(
        type="card", card={"token": "tok_visa"}, billing_details=details
    )
    answer = http("POST", f"/v1/payment_pages/{made.id}/confirm", {"payment_method": method.id})
    assert answer.status == 200, answer.body
    return stripe.checkout.Session.retrieve(made.id, expand=["invoice", "payment_intent"])


def test_checkout_of_a_known_customer(still):
    made = session("payment", price_once(), customer=buyer(BERLIN).id)
    assert (made.automatic_tax.status, made.amount_total) == ("complete", 1190)
    assert made.total_details.amount_tax == 190


def price_once():
    return stripe.Price.create(currency="usd", unit_amount=1000, product_data={"name": "Wood"})


@pytest.mark.parametrize("mode", ["payment", "subscription"])
def test_checkout_of_somebody_who_enters_an_address(sandbox, http, mode):
    invoiced = {"invoice_creation": {"enabled": True}} if mode == "payment" else {}
    price = price_once() if mode == "payment" else price_of(1000)
    made = session(mode, price, **invoiced)
    assert (made.automatic_tax.status, made.amount_total) == ("requires_location_inputs", 1000)
    made = pay(http, made, BERLIN)
    assert (made.automatic_tax.status, made.amount_total) == ("complete", 1190)
    assert (made.invoice.total, made.invoice.amount_paid) == (1190, 1190)
    assert made.invoice.automatic_tax.status == "complete"


def test_checkout_saves_what_was_entered(sandbox, http):
    customer = buyer()
    with pytest.raises(stripe.InvalidRequestError, match="requires a valid address") as refused:
        session("subscription", price_of(1000), customer=customer.id)
    assert refused.value.code == "customer_tax_location_invalid"
    made = session(
        "subscription",
        price_of(1000),
        customer=customer.id,
        customer_update={"address": "auto"},
    )
    assert pay(http, made, BERLIN).invoice.amount_paid == 1190
    assert stripe.Customer.retrieve(customer.id).address.city == "Berlin"


def test_a_payment_link(sandbox, http):
    items = [{"price": price_once().id, "quantity": 1}]
    link = stripe.PaymentLink.create(line_items=items, automatic_tax=ON)
    http("GET", f"/b/{link.id}", key=None)
    [made] = stripe.checkout.Session.list(payment_link=link.id).data
    assert made.automatic_tax.status == "requires_location_inputs"
    made = pay(http, made, BERLIN)
    assert (made.amount_total, made.payment_intent.amount_received) == (1190, 1190)
