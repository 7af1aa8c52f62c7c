"""A subscription site in the style of Django, with classes in place of the framework."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from typing_extensions import assert_type

import stripe

log = logging.getLogger(__name__)


@dataclass
class HttpRequest:
    """What Django hands to a view."""

    body: bytes
    META: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class HttpResponse:
    """What a view answers."""

    status: int = 200


class Settings:
    """Settings of the site."""

    STRIPE_SECRET_KEY = "sk_test_1"
    STRIPE_WEBHOOK_SECRET: str | None = None


class Account:
    """A model with what it keeps of Stripe."""

    stripe_customer_id: str = ""
    subscription_status: str = ""
    cents: int = 0

    def sync(self, subscription: stripe.Subscription) -> None:
        """Takes over what the subscription says."""
        self.stripe_customer_id = subscription.customer  # error
        customer = subscription.customer
        self.stripe_customer_id = customer if isinstance(customer, str) else customer.id
        self.subscription_status = subscription.status
        self.subscription_status = subscription.cancel_at  # error
        self.cents = subscription.items.data[0].price.unit_amount  # error
        self.cents = subscription.items.data[0].price.unit_amount or 0
        self.cents = subscription["items"]["data"][0]["price"]["unit_amount"]
        self.cents = subscription.items.data[0].quantity  # error
        self.cents = subscription.items.total  # error
        for item in subscription.items.data:
            assert_type(item, stripe.SubscriptionItem)
            item.price.nick  # error
        for item in subscription.items:
            assert_type(item, stripe.SubscriptionItem)
        subscription.items.auto_paging_iter()
        subscription.pause_collection.behavior  # error


class WebhookView:
    """One method for each type of event."""

    def __init__(self) -> None:
        self.account = Account()
        self.handlers: dict[str, Callable[[stripe.Invoice], None]] = {
            "invoice.paid": self.paid,
            "invoice.payment_failed": self.late,  # error
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Takes an event."""
        header = request.META.get("HTTP_STRIPE_SIGNATURE")
        try:
            event = stripe.Webhook.construct_event(
                request.body, header, Settings.STRIPE_WEBHOOK_SECRET
            )
            stripe.Webhook.construct_event(request, header, "whsec_1")  # error
            stripe.Webhook.construct_event(request.body, header, 5)  # error
        except (ValueError, stripe.SignatureVerificationError) as error:
            log.warning("no event: %s", error)
            return HttpResponse(400)
        match event.type:
            case "customer.subscription.created" | "customer.subscription.updated":
                self.account.sync(event.data.object)
            case "invoice.paid":
                self.paid(event.data.object)
                self.late(event.data.object)  # error
            case "charge.failed":
                self.paid(event.data.object)  # error
            case "customer.subscription.deletd":  # error: pyright
                pass
            case _:
                log.info("unhandled: %s", event.type)
        return HttpResponse()

    def paid(self, invoice: stripe.Invoice) -> None:
        """Notes that an invoice was paid."""
        log.info("%s paid %d", invoice.customer_email, invoice.amount_paid)
        for line in invoice.lines.data:
            assert_type(line, stripe.InvoiceLineItem)
            line.amonut  # error
            line.period.end + 1
            line.pricing.price_details.price  # error
        invoice.number.upper()  # error
        invoice.due_date.year  # error
        invoice.total / 100
        invoice.payment_intent  # error

    def late(self, subscription: stripe.Subscription) -> None:
        """Notes that a subscription is late."""


def portal(account: Account, client: stripe.StripeClient) -> str:
    """The address of the customer portal."""
    session = stripe.billing_portal.Session.create(customer=account.stripe_customer_id)
    stripe.billing_portal.Session.create(client=account.stripe_customer_id)  # error
    stripe.billing_portal.session.create(customer="cus_1")  # error
    stripe.billingportal.Session.create(customer="cus_1")  # error
    stripe.billing_portal.Session.create(
        customer="cus_1",
        flow_data={"type": "payment_method_updat"},  # error
    )
    other = client.v1.billing_portal.sessions.create({"customer": account.stripe_customer_id})
    assert_type(other, stripe.billing_portal.Session)
    other.url.startswith("https")
    setup = stripe.SetupIntent.create(customer="cus_1", usage="off_session")
    stripe.SetupIntent.create(customer="cus_1", usage="offsession")  # error
    setup.client_secret.split("_")  # error
    return session.url
