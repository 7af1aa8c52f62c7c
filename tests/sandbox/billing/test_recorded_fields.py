"""Fields and words that recordings of Stripe's test mode show where its description leaves them open."""

import pytest
from sandbox_clocks import price_of

import stripe


@pytest.fixture
def subscription(sandbox):
    customer = stripe.Customer.create(source="tok_visa")
    return stripe.Subscription.create(
        customer=customer.id,
        items=[{"price": price_of(2500).id}],
        expand=["latest_invoice.payments"],
    )


def test_a_subscription(subscription):
    assert subscription.billing_mode.updated_at == subscription.created
    assert subscription.managed_payments.to_dict() == {"enabled": False}
    for settings in (subscription.invoice_settings, subscription.latest_invoice):
        assert settings.issuer.to_dict() == {"type": "self"}


def test_the_payment_of_an_invoice_chooses_no_methods_by_itself(subscription):
    (payment,) = subscription.latest_invoice.payments.data
    intent = stripe.PaymentIntent.retrieve(payment.payment.payment_intent)
    assert intent.automatic_payment_methods is None
    assert intent.payment_method_configuration_details is None
    assert intent.managed_payments.to_dict() == {"enabled": False}
    assert "card" in intent.payment_method_types


def test_a_customer(sandbox):
    made = stripe.Customer.create(expand=["invoice_credit_balance"])
    assert (made.customer_account, made.invoice_credit_balance.to_dict()) == (None, {})
    stripe.Customer.create_balance_transaction(made.id, amount=-300, currency="usd")
    found = stripe.Customer.retrieve(made.id, expand=["invoice_credit_balance"])
    assert found.invoice_credit_balance.to_dict() == {"usd": 300}


def test_a_bank_in_canada(sandbox):
    made = stripe.PaymentMethod.create(
        type="acss_debit",
        acss_debit={
            "account_number": "000123456789",
            "institution_number": "000",
            "transit_number": "11000",
        },
        billing_details={"email": "jenny@example.com", "name": "Jenny"},
    )
    assert (made.acss_debit.bank_name, made.acss_debit.last4) == ("STRIPE TEST BANK", "6789")


def test_an_intent_of_nothing(sandbox):
    with pytest.raises(stripe.InvalidRequestError, match="use a Setup Intent instead") as caught:
        stripe.PaymentIntent.create(amount=0, currency="usd")
    assert (caught.value.code, caught.value.param) == ("parameter_invalid_integer", "amount")


@pytest.mark.parametrize(("version", "total"), [("2022-08-01", 0), ("2020-08-27", 500)])
def test_invoices_took_in_what_was_pending(http, version, total):
    customer = stripe.Customer.create()
    stripe.InvoiceItem.create(customer=customer.id, amount=500, currency="usd")
    headers = {"Stripe-Version": version}
    made = http("POST", "/v1/invoices", {"customer": customer.id}, headers=headers).body
    assert made["total"] == total


# What libraries and applications expand of invoices and subscriptions, and what Stripe says to it.
EXPANDED = [
    ("/v1/subscriptions/{subscription}", "items.data.price.product", None),
    (
        "/v1/subscriptions/{subscription}",
        "latest_invoice.payments.data.payment.payment_intent",
        None,
    ),
    ("/v1/subscriptions", "data.items.data.price", None),
    ("/v1/subscriptions", "data.items.data.price.product", "property_expansion_max_depth"),
    ("/v1/subscriptions/{subscription}", "latest_invoice.payment_intent", ""),
    ("/v1/invoices/{invoice}", "lines.data.pricing.price_details.price", None),
    ("/v1/invoices/{invoice}", "lines.data.pricing.price_details.price.product", None),
    ("/v1/invoices/{invoice}", "lines.data.taxes.tax_rate_details.tax_rate", None),
    ("/v1/invoices/{invoice}", "lines.data.tax_amounts.tax_rate", None),
    ("/v1/invoices/{invoice}", "lines.data.price", None),
    ("/v1/invoices/{invoice}", "lines.data.prices", ""),
    ("/v1/invoices/{invoice}/lines", "data.price", None),
    ("/v1/invoices", "data.lines.data.pricing.price_details.price", None),
]


@pytest.mark.parametrize(("path", "expanded", "refused"), EXPANDED)
def test_how_deep_expansions_go(http, subscription, path, expanded, refused):
    ids = {"subscription": subscription.id, "invoice": subscription.latest_invoice.id}
    answer = http("GET", path.format(**ids), {"expand": [expanded]})
    assert answer.status == (200 if refused is None else 400)
    if refused is not None:
        assert answer.error.get("code", "") == refused


def test_prices_within_the_lines_of_an_invoice(subscription):
    invoice = stripe.Invoice.retrieve(
        subscription.latest_invoice.id, expand=["lines.data.pricing.price_details.price.product"]
    )
    price = invoice.lines.data[0].pricing.price_details.price
    assert (price.unit_amount, price.product.name) == (2500, "2500 a month")


def test_rates_within_taxes(sandbox):
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
    customer = stripe.Customer.create(source="tok_visa")
    made = stripe.Subscription.create(
        customer=customer.id, items=[{"price": price_of(1000).id}], default_tax_rates=[rate.id]
    )
    paths = [f"{taxes}.tax_rate_details.tax_rate" for taxes in ("lines.data.taxes", "total_taxes")]
    invoice = stripe.Invoice.retrieve(made.latest_invoice, expand=paths)
    for (tax,) in (invoice.total_taxes, invoice.lines.data[0].taxes):
        assert (tax.amount, tax.tax_rate_details.tax_rate.display_name) == (200, "VAT")
