"""Handlers: each function gets an event of the type that it is registered for."""

from __future__ import annotations

from typing_extensions import assert_type

import stripe


def otherwise(event: stripe.AnyEvent, details: stripe.UnhandledNotificationDetails) -> None:
    assert_type(details.is_known_event_type, bool)
    if event.type == "charge.failed":
        assert_type(event.data.object, stripe.Charge)


handler = stripe.StripeEventHandler("whsec_1", otherwise)
client = stripe.StripeClient("sk_test_1")
of_client = client.event_handler("whsec_1", lambda event, details: print(event.id), seen=set[str]())
assert_type(of_client, stripe.StripeEventHandler)


@handler.on_invoice_paid
@handler.on_invoice_payment_failed
def invoice(event: stripe.Event[stripe.Invoice]) -> None:
    assert_type(event.data.object, stripe.Invoice)
    assert_type(event.data.object.amount_due, int)
    event.data.object.amount_dew  # error


@handler.on_customer_subscription_deleted
def over(event: stripe.Event[stripe.Subscription]) -> str:
    for item in event.data.object.items:
        assert_type(item, stripe.SubscriptionItem)
    return event.id


@handler.on_charge_failed  # error
def wrong(event: stripe.Event[stripe.Invoice]) -> None: ...


@handler.on_charge_refunded
def of_any_object(event: stripe.Event) -> None:
    print(event.data.object)


handler.on_charge_succeeded(lambda event: print(assert_type(event.data.object, stripe.Charge)))
handler.on_charge_succeeded(lambda event: event.data.object.amonut)  # error
handler.on_charge_suceeded  # error
handler.on_charge_pending(5)  # error


@handler.pre_handle
def first(event: stripe.AnyEvent) -> bool:
    return event.livemode


handler.handle(b"{}", "t=1")
handler.handle(b"{}")  # error
handler.handle({"id": "evt_1"}, "t=1")  # error
stripe.StripeEventHandler(5, otherwise)  # error
stripe.StripeEventHandler("whsec_1", otherwise, seen=stripe.RecentEvents(limit=100))
stripe.StripeEventHandler("whsec_1", otherwise, seen=5)  # error
trusting = stripe.StripeEventHandler.without_verification(otherwise)
trusting.handle(b"{}")
trusting.handle(b"{}", "t=1")  # error
assert_type(handler.registered_event_types, list[str])
