"""Webhook handlers as people write them in Flask and Django: events narrow by their type."""

from __future__ import annotations

from typing_extensions import assert_type

import stripe


def flask_view(payload: bytes, header: str) -> tuple[str, int]:
    """As in a Flask view."""
    try:
        event = stripe.Webhook.construct_event(payload, header, "whsec_1")
    except ValueError:
        return "", 400
    except stripe.SignatureVerificationError as error:
        assert_type(error.sig_header, str | None)
        return "", 400
    assert_type(event.id, str)
    if event.type == "invoice.paid":
        assert_type(event.data.object, stripe.Invoice)
        assert_type(event.data.object.amount_due, int)
        event.data.object.amuont_due  # error
        if event.data.previous_attributes is not None:
            event.data.previous_attributes.status
    elif event.type == "customer.subscription.deleted":
        assert_type(event.data.object, stripe.Subscription)
        invoice: stripe.Invoice = event.data.object  # error
    elif event.type == "charge.refunded" or event.type == "charge.failed":
        assert_type(event.data.object, stripe.Charge)
    elif event.type == "checkout.session.completed":
        session = event.data.object
        assert_type(session, stripe.checkout.Session)
        session.url.upper()  # error
    return "", 200


def django_view(body: bytes, header: str) -> None:
    """As in a Django view, with `match`."""
    event = stripe.Event.construct_from({"type": "payment_intent.succeeded"}, "sk_test_1")
    match event.type:
        case "payment_intent.succeeded":
            assert_type(event.data.object, stripe.PaymentIntent)
            event.data.object.amuont  # error
        case "payment_method.attached":
            assert_type(event.data.object, stripe.PaymentMethod)
            charge: stripe.Charge = event.data.object  # error
        case _:
            pass


def from_the_api(client: stripe.StripeClient) -> None:
    """Events that are fetched narrow, too."""
    event = stripe.Event.retrieve("evt_1")
    if event.type == "customer.created":
        assert_type(event.data.object, stripe.Customer)
    for each in stripe.Event.list(limit=3):
        if each.type == "payout.paid":
            assert_type(each.data.object, stripe.Payout)
    for each in client.v1.events.list().auto_paging_iter():
        if each.type == "transfer.created":
            assert_type(each.data.object, stripe.Transfer)
            each.data.object.amuont  # error
    verified = client.construct_event(b"", "", "whsec_1")
    if verified.type == "product.created":
        assert_type(verified.data.object, stripe.Product)


def hand_over(event: stripe.Event) -> str:
    """An event may be passed on."""
    return event.type


hand_over(stripe.Event.retrieve("evt_1"))


def thin(client: stripe.StripeClient, payload: bytes, header: str) -> None:
    """Notifications of thin events narrow likewise."""
    notification = client.parse_event_notification(payload, header, "whsec_1")
    assert_type(notification.id, str)
    if notification.type == "v1.billing.meter.error_report_triggered":
        assert_type(notification.fetch_related_object(), stripe.billing.Meter)
        event = notification.fetch_event()
        assert_type(event, stripe.events.V1BillingMeterErrorReportTriggeredEvent)
        notification.related_objekt  # error


def handlers(client: stripe.StripeClient) -> None:
    """Functions of a notification handler get the notification of their type."""

    def fallback(
        notification: stripe.v2.core.EventNotification,
        client: stripe.StripeClient,
        details: stripe.UnhandledNotificationDetails,
    ) -> None:
        assert_type(details.is_known_event_type, bool)

    handler = client.notification_handler("whsec_1", fallback)

    @handler.on_v1_billing_meter_error_report_triggered
    def report(
        notification: stripe.events.V1BillingMeterErrorReportTriggeredEventNotification,
        client: stripe.StripeClient,
    ) -> None:
        assert_type(notification.fetch_related_object(), stripe.billing.Meter)

    handler.on_v1_billing_meter_error_reported(report)  # error
    handler.handle(b"", "t=1,v1=a")
