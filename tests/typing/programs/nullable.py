"""What may be null or expanded: a check must come before the use."""

from __future__ import annotations

from typing_extensions import assert_type

import stripe


def receipts(charge: stripe.Charge) -> str:
    """A charge's customer, invoice address and so on."""
    charge.customer.email  # error
    charge.customer.upper()  # error
    if isinstance(charge.customer, str):
        assert_type(charge.customer, str)
        stripe.Customer.retrieve(charge.customer).email.lower()  # error
    elif charge.customer is not None:
        assert_type(charge.customer, stripe.Customer)
        charge.customer.emial  # error
    charge.billing_details.address.city  # error
    if charge.billing_details.address:
        assert_type(charge.billing_details.address.city, str | None)
        charge.billing_details.address.city.upper()  # error
        city = charge.billing_details.address.city or "unknown"
        city.upper()
    charge.payment_method_details.card.brand  # error
    details = charge.payment_method_details
    if details and details.card:
        assert_type(details.card.last4, str | None)
        details.card.last5  # error
    charge.receipt_url.startswith("https")  # error
    charge.amount + charge.application_fee_amount  # error
    charge.amount + (charge.application_fee_amount or 0)
    charge.refunds.data[0].id  # error
    if charge.refunds is not None:
        assert_type(charge.refunds.data[0], stripe.Refund)
    return charge.failure_message  # error


def secret(intent: stripe.PaymentIntent) -> str:
    """A client secret may be missing, as type checkers know."""
    if intent.client_secret is None:
        raise ValueError(intent.id)
    return intent.client_secret


def secret_unchecked(intent: stripe.PaymentIntent) -> str:
    """The same without a check."""
    return intent.client_secret  # error


def latest_charge(intent: stripe.PaymentIntent) -> stripe.Charge:
    """An expandable field is an id or the object."""
    assert_type(intent.latest_charge, str | stripe.Charge | None)
    intent.latest_charge.amount  # error
    if intent.latest_charge is None:
        raise ValueError
    charge = intent.latest_charge
    charge.amount  # error
    if isinstance(charge, str):
        return stripe.Charge.retrieve(charge)
    assert_type(charge.amount, int)
    return charge


def next_step(intent: stripe.PaymentIntent) -> str | None:
    """Nested objects that are null most of the time."""
    intent.next_action.redirect_to_url.url  # error
    intent.last_payment_error.message  # error
    if intent.last_payment_error and intent.last_payment_error.payment_method:
        assert_type(intent.last_payment_error.payment_method, stripe.PaymentMethod)
        intent.last_payment_error.mesage  # error
    if intent.next_action and intent.next_action.redirect_to_url:
        return intent.next_action.redirect_to_url.url
    return None


def invoices(subscription: stripe.Subscription) -> None:
    """Subscriptions and their latest invoices."""
    subscription.latest_invoice.hosted_invoice_url  # error
    invoice = subscription.latest_invoice
    if isinstance(invoice, stripe.Invoice):
        assert_type(invoice.total, int)
        assert_type(invoice.customer_email, str | None)
        invoice.hosted_url  # error
        invoice.parent.subscription_details  # error
        if invoice.confirmation_secret is not None:
            assert_type(invoice.confirmation_secret.client_secret, str)
    subscription.default_payment_method.card  # error
    subscription.trial_end + 1  # error
    subscription.items.data[0].price.product.name  # error
    product = subscription.items.data[0].price.product
    if isinstance(product, stripe.Product):
        product.name.upper()
        product.description.upper()  # error
    subscription.current_period_end  # error
    subscription.items.data[0].current_period_end + 1
    subscription.status = "past_due"


def cards(method: stripe.PaymentMethod, customer: stripe.Customer) -> None:
    """Fields that are there for one type alone."""
    method.card.last4  # error
    if method.type == "card" and method.card is not None:
        assert_type(method.card.exp_month, int)
        method.card.last4.isdigit()
    method.customer.id  # error
    customer.invoice_settings.default_payment_method.id  # error
    customer.default_source.id  # error
    customer.shipping.address  # error
    customer.shipping and customer.shipping.address
    customer.created.isoformat()  # error
    customer.livemode.lower()  # error
    len(customer.preferred_locales)  # error
    for locale in customer.preferred_locales or []:
        assert_type(locale, str)
    customer.sources.data  # error
    customer.subscriptions.data[0].id  # error
    if customer.subscriptions:
        status: str = customer.subscriptions.data[0].status
