"""Classes of one structure are different classes; a list of a union is a list of the base class."""

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import assert_type

import stripe


def ship(address: stripe.Customer.Address) -> str | None:
    return address.line1


def inner_classes(charge: stripe.Charge, intent: stripe.PaymentIntent) -> None:
    if charge.billing_details.address is not None:
        ship(charge.billing_details.address)  # error
    failure: stripe.SetupIntent.LastSetupError | None = intent.last_payment_error  # error
    assert_type(failure, stripe.SetupIntent.LastSetupError | None)


def either(address: stripe.Customer.Address | stripe.Charge.BillingDetails.Address) -> str:
    if isinstance(address, stripe.Customer.Address):
        return "of a customer"
    assert_type(address, stripe.Charge.BillingDetails.Address)
    return "of a charge"


def pages(client: stripe.StripeClient) -> list[stripe.ListObject[stripe.Event]]:
    charges: stripe.ListObject[stripe.Charge] = stripe.Refund.list()  # error
    assert charges.has_more is not None
    return [stripe.Event.list(limit=3), client.v1.events.list()]


def oauth(code: str) -> stripe.OAuth.OAuthToken:
    params: stripe.OAuth.OAuthTokenParams = {"grant_type": "authorization_code", "code": code}
    wrong: stripe.OAuth.OAuthDeauthorizeParams = {"client": "ca_1"}  # error
    stripe.OAuth.deauthorize(**wrong)
    return stripe.OAuth.token(**params)


def related(event: stripe.events.V1AccountUpdatedEvent) -> str:
    assert_type(event.related_object, stripe.events.V1AccountUpdatedEvent.RelatedObject)
    return event.related_object.id


def related_singleton(event: stripe.events.V1BalanceAvailableEvent) -> str:
    assert_type(event.related_object, stripe.events.V1BalanceAvailableEvent.RelatedSingletonObject)
    event.related_object.id  # error
    return event.related_object.url


def http_clients(proxy: str) -> stripe.HTTPClient:
    answer = stripe.RequestsClient(proxy=proxy).request("get", "https://example.com", {})
    assert_type(answer, tuple[bytes, int, Mapping[str, str]])
    stripe.RequestsClient(time_out=5)  # error
    return stripe.new_default_http_client(timeout=30, proxy=proxy)


def faults(box: stripe.sandbox.Sandbox) -> None:
    box.fail("POST /v1/charges", status=402, decline_code="insufficient_funds")
    box.fail("POST /v1/charges", state=402)  # error
