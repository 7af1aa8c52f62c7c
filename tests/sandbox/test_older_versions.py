"""Requests of older versions of the API: former parameters are taken, former fields are shown."""

import json

import pytest

import stripe

FORMER = "2024-06-20"
VERSIONS = ["2022-11-15", "2023-10-16", FORMER, "2025-02-24.acacia"]
BASIL = "2025-03-31.basil"


@pytest.fixture
def old(http):
    """Requests of an older version."""

    def send(method, path, params=None, version=FORMER):
        return http(method, path, params, headers={"Stripe-Version": version})

    return send


@pytest.fixture
def price(sandbox):
    product = stripe.Product.create(name="Gold")
    return stripe.Price.create(
        product=product.id, currency="usd", unit_amount=1000, recurring={"interval": "month"}
    )


@pytest.fixture
def customer(sandbox):
    return stripe.Customer.create(source="tok_visa", email="a@example.com")


def subscribe(old, customer, price, version=FORMER, **params):
    sent = {"customer": customer.id, "items": [{"price": price.id}], **params}
    return old("POST", "/v1/subscriptions", sent, version)


@pytest.mark.parametrize("version", [*VERSIONS, BASIL, None])
def test_period_of_a_subscription(old, http, customer, price, version):
    made = stripe.Subscription.create(customer=customer.id, items=[{"price": price.id}])
    headers = {"Stripe-Version": version} if version else None
    one = http("GET", f"/v1/subscriptions/{made.id}", headers=headers).body
    (listed,) = http("GET", "/v1/subscriptions", headers=headers).body["data"]
    item = made["items"].data[0]
    former = version in VERSIONS
    for shown in (one, listed):
        assert ("current_period_end" in shown) is former
        if former:
            period = (shown["current_period_start"], shown["current_period_end"])
            assert period == (item.current_period_start, item.current_period_end)


def test_codes_hold_their_coupon_itself(old, http):
    coupon = stripe.Coupon.create(percent_off=10, duration="once")
    made = old("POST", "/v1/promotion_codes", {"coupon": coupon.id, "code": "TEN"}, BASIL).body
    assert made["coupon"]["percent_off"] == 10
    listed = old("GET", "/v1/promotion_codes", {"expand": ["data.coupon.applies_to"]})
    assert listed.body["data"][0]["coupon"]["id"] == coupon.id
    assert "coupon" not in http("GET", f"/v1/promotion_codes/{made['id']}").body
    assert http("GET", "/v1/promotion_codes", {"expand": ["data.coupon"]}).status == 400


def test_billing_mode_was_classic(old, customer, price):
    assert subscribe(old, customer, price).body["billing_mode"]["type"] == "classic"
    flexible = subscribe(old, customer, price, billing_mode={"type": "flexible"}).body
    assert flexible["billing_mode"]["type"] == "flexible"


def test_events_in_the_version_that_asks(old, customer, price):
    made = subscribe(old, customer, price).body
    old("POST", f"/v1/subscriptions/{made['id']}", {"metadata": {"a": "b"}})
    asked = {"types": ["customer.subscription.created", "customer.subscription.updated"]}
    updated, created = old("GET", "/v1/events", asked).body["data"]
    assert created["api_version"] == updated["api_version"] == FORMER
    assert created["data"]["object"]["current_period_end"] == made["current_period_end"]
    assert updated["data"]["previous_attributes"] == {"metadata": {"a": None}}


@pytest.mark.parametrize("version", [FORMER, "2026-09-30.endive"])
def test_webhooks_in_the_version_of_their_endpoint(sandbox, customer, price, version):
    stripe.WebhookEndpoint.create(
        url="http://localhost:1/hook", enabled_events=["*"], api_version=version
    )
    stripe.Subscription.create(customer=customer.id, items=[{"price": price.id}])
    payloads = [json.loads(delivery.payload) for delivery in sandbox.deliveries]
    (event,) = (one for one in payloads if one["type"] == "customer.subscription.created")
    assert event["api_version"] == version
    assert ("current_period_end" in event["data"]["object"]) is (version == FORMER)


def test_charges_of_an_intent(old, sandbox):
    intent = stripe.PaymentIntent.create(
        amount=1000, currency="usd", payment_method="pm_card_visa", confirm=True,
        automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
    )  # fmt: skip
    path = f"/v1/payment_intents/{intent.id}"
    (charge,) = old("GET", path, version="2022-08-01").body["charges"]["data"]
    assert charge["id"] == intent.latest_charge
    assert "charges" not in old("GET", path, version="2022-11-15").body


# -- invoices, their lines and items -------------------------------------------------------------------


@pytest.fixture
def billed(old, customer, price):
    """A subscription of an older version: 1000 less 10 %, 20 % tax on top."""
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
    coupon = stripe.Coupon.create(id="TENTH", percent_off=10, duration="forever")
    paths = ["latest_invoice.payment_intent.latest_charge", "latest_invoice.charge"]
    answer = subscribe(
        old,
        customer,
        price,
        coupon=coupon.id,
        default_tax_rates=[rate.id],
        expand=[*paths, "latest_invoice.total_tax_amounts.tax_rate", "discount.coupon"],
    )
    assert answer.status == 200, answer.error
    return answer.body


def test_invoice_of_a_subscription(old, http, billed):
    invoice = billed["latest_invoice"]
    assert billed["discount"]["coupon"]["id"] == "TENTH"
    assert (invoice["paid"], invoice["paid_out_of_band"], invoice["tax"]) == (True, False, 180)
    assert (invoice["subscription"], invoice["quote"]) == (billed["id"], None)
    (tax,) = invoice["total_tax_amounts"]
    assert (tax["amount"], tax["inclusive"], tax["tax_rate"]["percentage"]) == (180, False, 20.0)
    charge = invoice["charge"]
    assert invoice["payment_intent"]["latest_charge"]["id"] == charge["id"]
    assert charge["invoice"] == invoice["payment_intent"]["invoice"] == invoice["id"]
    (line,) = invoice["lines"]["data"]
    assert (line["type"], line["proration"], line["subscription"]) == (
        "subscription",
        False,
        billed["id"],
    )
    assert line["price"]["id"] == line["plan"]["id"]
    assert line["tax_amounts"][0]["amount"] == 180
    gone = {"paid", "payment_intent", "charge", "subscription", "tax", "total_tax_amounts"}
    assert not gone & http("GET", f"/v1/invoices/{invoice['id']}").body.keys()
    refused = http("GET", f"/v1/invoices/{invoice['id']}", {"expand": ["payment_intent"]})
    assert refused.status == 400


@pytest.mark.parametrize("version", VERSIONS)
def test_exporters_lists(old, billed, version):
    found = old("GET", "/v1/invoices", {"expand": ["data.discounts", "data.charge"]}, version).body
    (invoice,) = found["data"]
    assert (invoice["paid"], invoice["charge"]["paid"]) == (True, True)
    assert invoice["discounts"][0]["coupon"]["id"] == "TENTH"
    (charge,) = old("GET", "/v1/charges", {"expand": ["data.invoice"]}, version).body["data"]
    assert charge["invoice"]["id"] == invoice["id"]
    events = old("GET", "/v1/events", {"type": "invoice.*"}, version).body["data"]
    assert {(one["type"], one["data"]["object"]["paid"]) for one in events} >= {
        ("invoice.created", False),
        ("invoice.paid", True),
    }


def test_upcoming_invoices(old, http, billed, customer):
    product = stripe.Product.create(name="Platinum")
    other = stripe.Price.create(
        product=product.id, currency="usd", unit_amount=3000, recurring={"interval": "month"}
    )
    item = {"id": billed["items"]["data"][0]["id"], "price": other.id}
    asked = {
        "customer": customer.id,
        "subscription": billed["id"],
        "subscription_items": [item],
        "subscription_proration_date": billed["current_period_start"],
    }
    found = old("GET", "/v1/invoices/upcoming", asked).body
    lines = [(line["type"], line["proration"], line["amount"]) for line in found["lines"]["data"]]
    assert lines == [
        ("invoiceitem", True, -900), ("invoiceitem", True, 2700), ("subscription", False, 3000),
    ]  # fmt: skip
    assert ("id" in found, found["paid"]) == (False, False)
    page = old("GET", "/v1/invoices/upcoming/lines", {"customer": customer.id, "limit": 1}).body
    assert [line["price"]["unit_amount"] for line in page["data"]] == [1000]
    now = http("GET", "/v1/invoices/upcoming", {"customer": customer.id})
    assert (now.status, "create_preview" in now.error["message"]) == (404, True)


@pytest.mark.parametrize(("unit", "amount"), [({"price": None}, 1400), ({"unit_amount": 300}, 600)])
def test_invoice_items(old, customer, unit, amount):
    product = stripe.Product.create(name="Setup")
    once = stripe.Price.create(product=product.id, currency="usd", unit_amount=700)
    given = {"price": once.id} if "price" in unit else {**unit, "currency": "usd"}
    made = old("POST", "/v1/invoiceitems", {"customer": customer.id, "quantity": 2, **given}).body
    assert (made["amount"], made["unit_amount"] * 2, made["price"]["unit_amount"] * 2) == (
        amount,
    ) * 3


def test_former_parameters_of_subscriptions(old, billed, customer, price):
    path = f"/v1/subscriptions/{billed['id']}"
    assert old("POST", path, {"coupon": ""}).body["discount"] is None
    code = old("POST", "/v1/promotion_codes", {"coupon": "TENTH"}).body["id"]
    assert old("POST", path, {"promotion_code": code}).body["discount"]["promotion_code"] == code
    refused = old("POST", path, {"coupon": "none"}).error
    assert (refused["code"], refused["param"]) == ("resource_missing", "coupon")
    anchored = old("POST", path, {"billing_cycle_anchor": "now"}, "2026-09-30.endive")
    assert anchored.status == 200
    phase = {"items": [{"price": price.id}], "iterations": 3, "coupon": "TENTH"}
    sent = {"customer": customer.id, "start_date": "now", "phases": [phase]}
    (made,) = old("POST", "/v1/subscription_schedules", sent).body["phases"]
    assert made["coupon"] == "TENTH"
    assert made["end_date"] - made["start_date"] > 88 * 24 * 3600


def test_a_coupon_of_a_customer_is_redeemed_or_refused(old):
    coupon = stripe.Coupon.create(percent_off=10, duration="forever", max_redemptions=1)
    made = old("POST", "/v1/customers", {"coupon": coupon.id}).body
    assert made["discount"]["coupon"]["id"] == coupon.id
    other = stripe.Customer.create()
    for path in ("/v1/customers", f"/v1/customers/{other.id}"):
        answer = old("POST", path, {"coupon": coupon.id, "name": "Changed"})
        error = answer.body["error"]
        assert (answer.status, error["code"], error["param"]) == (400, "coupon_expired", "coupon")
    assert stripe.Customer.retrieve(other.id).name is None


def test_the_refund_of_a_credit_note(old, billed):
    made = billed["latest_invoice"]
    refund = stripe.Refund.create(charge=made["charge"]["id"], amount=300)
    params = {"invoice": made["id"], "amount": 300, "refund": refund.id}
    assert old("GET", "/v1/credit_notes/preview", params).body["refund"] == refund.id
    note = old("POST", "/v1/credit_notes", params).body
    assert (note["refund"], note["post_payment_amount"]) == (refund.id, 300)


@pytest.mark.parametrize(("version", "total"), [("2020-08-27", 500), ("2022-11-15", 0)])
def test_new_invoices_took_in_what_was_pending(old, customer, version, total):
    stripe.InvoiceItem.create(customer=customer.id, amount=500, currency="usd")
    made = old("POST", "/v1/invoices", {"customer": customer.id}, version).body
    assert made["total"] == total


def test_the_time_of_prorations_in_upcoming_invoices(old, billed, customer):
    moment = billed["current_period_start"] + 1000
    params = {
        "subscription": billed["id"],
        "subscription_items": [{"id": billed["items"]["data"][0]["id"], "quantity": 2}],
        "subscription_proration_date": moment,
    }
    shown = old("GET", "/v1/invoices/upcoming", params).body
    assert shown["subscription_proration_date"] == moment
    plain = old("GET", "/v1/invoices/upcoming", {"customer": customer.id}).body
    assert plain["subscription_proration_date"] is None


def test_charges_named_their_dispute_and_their_account(old, http):
    stripe.Charge.create(amount=500, currency="usd", source="tok_createDispute")
    (charge,) = old("GET", "/v1/charges", {"expand": ["data.dispute"]}).body["data"]
    assert (charge["dispute"]["charge"], charge["dispute"]["amount"]) == (charge["id"], 500)
    assert (charge["destination"], charge["order"], charge["invoice"]) == (None, None, None)
    assert "dispute" not in http("GET", f"/v1/charges/{charge['id']}").body


def test_amounts_without_the_tax_that_is_in_them(old, customer):
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=True)
    coupon = stripe.Coupon.create(percent_off=10)
    stripe.InvoiceItem.create(
        customer=customer.id, unit_amount_decimal="600", quantity=2, currency="usd"
    )
    params = {"customer": customer.id, "default_tax_rates": [rate.id]}
    made = old(
        "POST",
        "/v1/invoices",
        {
            **params,
            "discounts": [{"coupon": coupon.id}],
            "pending_invoice_items_behavior": "include",
        },
    ).body
    [line] = made["lines"]["data"]
    assert (line["amount_excluding_tax"], line["unit_amount_excluding_tax"]) == (1000, "500")
    assert (made["total"], made["tax"]) == (1080, 180)


def test_the_fee_and_the_destination_of_an_invoice(old, customer):
    account = stripe.Account.create(type="express", country="US")
    params = {"application_fee_amount": 50, "transfer_data": {"destination": account.id}}
    made = old("POST", "/v1/invoices", {"customer": customer.id, **params}).body
    assert made["application_fee_amount"] == 50
    assert made["transfer_data"]["destination"] == account.id


@pytest.mark.parametrize("version", VERSIONS)
def test_a_first_part_of_a_period_was_an_invoice_item(old, customer, price, version):
    anchor = int(customer.created) + 10 * 86400
    made = subscribe(old, customer, price, version, billing_cycle_anchor=anchor).body
    invoice = old("GET", f"/v1/invoices/{made['latest_invoice']}", version=version).body
    (line,) = invoice["lines"]["data"]
    assert (line["type"], line["proration"]) == ("invoiceitem", True)
    assert line["price"]["id"] == price.id
    item = old("GET", f"/v1/invoiceitems/{line['invoice_item']}", version=version).body
    assert (item["amount"], item["proration"]) == (line["amount"], True)
