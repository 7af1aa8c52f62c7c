"""Events: what narrows by `type`, and what has the wrong field afterwards."""

from __future__ import annotations

from typing_extensions import assert_type

import stripe


def on_event(payload: bytes, header: str) -> None:
    """A handler with one `if` after the other."""
    event = stripe.Webhook.construct_event(payload, header, "whsec_1")
    event.data.object["id"]
    event.data.object.amount  # error
    if event.type == "payment_intent.succeeded":
        intent = event.data.object
        assert_type(intent, stripe.PaymentIntent)
        intent.amount_recieved  # error
        intent.charges  # error
        intent.customer.email  # error
    if event.type == "payment_intent.suceeded":  # error
        pass
    if event.type == "invoice.paid" or event.type == "invoice.payment_failed":
        assert_type(event.data.object, stripe.Invoice)
        event.data.object.subscription.id  # error
        event.data.object.amount_paid + "5"  # error
    if event.type == "customer.created":
        customer = event.data.object
        customer.email.lower()  # error
        customer.metadata["order"].lower()  # error
    if event.type == "customer.deleted":
        assert_type(event.data.object, stripe.Customer)
    if event.type != "charge.refunded":
        return
    assert_type(event.data.object, stripe.Charge)
    event.data.object.refunded.upper()  # error
    event.data.objekt  # error
    event.data["object"]
    event.created.isoformat()  # error
    event.request.id  # error
    event.acount  # error


def on_several(payload: bytes, header: str) -> None:
    """With `in` mypy narrows the event, pyright the text alone."""
    event = stripe.Webhook.construct_event(payload, header, "whsec_1")
    if event.type in ("invoice.paid", "invoice.payment_failed"):
        assert_type(event.data.object, stripe.Invoice)  # error: pyright
        event.data.object.amuont  # error


def on_match(event: stripe.AnyEvent) -> stripe.StripeObject | None:
    """A handler with `match`, in the types of the official API."""
    match event.type:
        case "checkout.session.completed" | "checkout.session.expired":
            assert_type(event.data.object, stripe.checkout.Session)
            event.data.object.customer_details.email  # error
            event.data.object.payment_statsu  # error
            if event.data.object.customer_details:
                assert_type(event.data.object.customer_details.email, str | None)
            return event.data.object
        case "customer.subscription.updated":
            subscription = event.data.object
            assert_type(subscription, stripe.Subscription)
            subscription.plan.id  # error
            if event.data.previous_attributes and event.data.previous_attributes.status:
                event.data.previous_attributes.stauts  # error
            return subscription
        case "account.updated":
            assert_type(event.data.object, stripe.Account)
            event.data.object.charges_enabeld  # error
        case "payout.failed":
            payout: stripe.Transfer = event.data.object  # error
        case "charge.dispute.created":
            assert_type(event.data.object, stripe.Dispute)
            event.data.object.charge.amount  # error
        case "customer.discount.created":
            event.data.object.copon  # error
        case "product.updated":
            assert_type(event.data.object.name, str)
            event.data.object.name = 5  # error
        case _:
            return None
    return None


def handle_charge(charge: stripe.Charge) -> None:
    """Gets what the table below says."""


def on_many(client: stripe.StripeClient, payload: str, header: str | None) -> None:
    """The client's own method, and passing objects on."""
    event = client.construct_event(payload, header, "whsec_1")
    if event.type == "charge.succeeded":
        handle_charge(event.data.object)
    if event.type == "refund.created":
        handle_charge(event.data.object)  # error
    client.construct_event(payload, "whsec_1")  # error
    client.construct_event({"id": "evt_1"}, header, "whsec_1")  # error
    client.construct_events(payload, header, "whsec_1")  # error
    stripe.Webhook.construct_event(payload, header)  # error
    stripe.Webhook.construct_event(payload, header, "whsec_1", tolerance="300")  # error
    stripe.Webhook.construct(payload, header, "whsec_1")  # error
    stripe.WebhookSignature.verify_header(payload, header)  # error
    stripe.Webhook.construct_event(payload=payload, signature=header, secret="x")  # error


def thin(client: stripe.StripeClient, payload: bytes, header: str) -> None:
    """Notifications of thin events."""
    notification = client.parse_event_notification(payload, header, "whsec_1")
    assert_type(notification.livemode, bool)
    notification.data  # error
    notification.context.segments  # error
    if notification.type == "v2.core.account.updated":
        account = notification.fetch_related_object()
        assert_type(account, stripe.v2.core.Account)
        account.contact_mail  # error
        notification.related_object.id.upper()
        notification.related_object.ident  # error
        event = notification.fetch_event()
        assert_type(event, stripe.events.V2CoreAccountUpdatedEvent)
        event.reason.type  # error
    elif notification.type == "v1.billing.meter.no_meter_found":
        notification.fetch_related_object()  # error
        meter = notification.fetch_event()
        meter.data.developer_message_summary.upper()
        meter.data.reason.error_types[0].sample_errors[0].request.identifier.upper()
        meter.data.reason.error_types[0].cod  # error
        meter.dtaa  # error
    elif notification.type == "v2.core.acount.closed":  # error
        pass
    match notification.type:
        case "v2.core.account.closed":
            assert_type(notification.fetch_related_object(), stripe.v2.core.Account)
            charge: stripe.Charge = notification.fetch_related_object()  # error
        case _:
            pass
    client.parse_event_notification(payload, header)  # error
    client.parse_thin_event(payload, header, "whsec_1")  # error
    known = stripe.events.V2CoreAccountUpdatedEventNotification
    stripe.events.V2CoreAccountUpdated  # error
    if isinstance(notification, known):
        assert_type(notification.fetch_event(), stripe.events.V2CoreAccountUpdatedEvent)


def handler(client: stripe.StripeClient) -> None:
    """A handler object with a function of the wrong form."""

    def fallback(
        notification: stripe.v2.core.EventNotification,
        client: stripe.StripeClient,
        details: stripe.UnhandledNotificationDetails,
    ) -> None:
        details.is_known  # error

    def too_few(notification: stripe.v2.core.EventNotification) -> None: ...

    client.notification_handler("whsec_1")  # error
    client.notification_handler("whsec_1", too_few)  # error
    registry = client.notification_handler("whsec_1", fallback)
    registry.on_v2_core_account_updated(too_few)  # error

    @registry.on_v2_core_account_updated  # error
    def closed(
        notification: stripe.events.V2CoreAccountClosedEventNotification,
        client: stripe.StripeClient,
    ) -> None: ...

    registry.handle(b"")  # error
    registry.handel(b"", "t=1")  # error
