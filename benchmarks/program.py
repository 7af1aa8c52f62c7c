"""A program of a hundred lines for the type checkers, correct under both clients."""

from __future__ import annotations

import stripe

stripe.api_key = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"


def enlist(email: str, name: str) -> stripe.Customer:
    return stripe.Customer.create(
        email=email,
        name=name,
        address={"line1": "1 Main Street", "city": "Berlin", "country": "DE"},
        metadata={"source": "signup"},
    )


def charge(customer: stripe.Customer, amount: int) -> stripe.PaymentIntent:
    try:
        return stripe.PaymentIntent.create(
            amount=amount,
            currency="eur",
            customer=customer.id,
            payment_method="pm_card_visa",
            automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
            confirm=True,
            idempotency_key=f"charge-{customer.id}-{amount}",
        )
    except stripe.CardError as error:
        print(error.code, error.param, error.user_message)
        raise


def refund(intent: stripe.PaymentIntent) -> stripe.Refund:
    return stripe.Refund.create(payment_intent=intent.id, reason="requested_by_customer")


def countries(limit: int) -> dict[str, int]:
    totals: dict[str, int] = {}
    for each in stripe.Charge.list(limit=limit).auto_paging_iter():
        address = each.billing_details.address
        country = address.country if address is not None else None
        if country is not None and each.paid:
            totals[country] = totals.get(country, 0) + each.amount
    return totals


def subscribe(customer: stripe.Customer, lookup_key: str) -> stripe.Subscription:
    prices = stripe.Price.list(lookup_keys=[lookup_key], active=True, limit=1)
    return stripe.Subscription.create(
        customer=customer.id,
        items=[{"price": prices.data[0].id, "quantity": 2}],
        payment_behavior="default_incomplete",
        payment_settings={"save_default_payment_method": "on_subscription"},
        expand=["latest_invoice"],
    )


def checkout(price: str, quantity: int) -> str | None:
    session = stripe.checkout.Session.create(
        mode="payment",
        line_items=[{"price": price, "quantity": quantity}],
        success_url="https://example.com/success",
    )
    return session.url


def with_a_client(key: str) -> list[str | None]:
    client = stripe.StripeClient(key)
    customer = client.v1.customers.create({"email": "jenny.rosen@example.com"})
    client.v1.customers.update(customer.id, {"metadata": {"plan": "gold"}})
    client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    page = client.v1.customers.list({"limit": 3}, {"stripe_account": "acct_123"})
    return [each.email for each in page.data]


def handle(payload: bytes, header: str) -> int:
    event: stripe.Event = stripe.Webhook.construct_event(payload, header, "whsec_...")
    if event.type == "payment_intent.succeeded":
        return event.created
    return event.pending_webhooks


def main() -> None:
    customer = enlist("jenny.rosen@example.com", "Jenny Rosen")
    intent = charge(customer, 2000)
    print(refund(intent).status, countries(100), subscribe(customer, "gold").status)
    print(checkout("price_123", 1), with_a_client("sk_test_..."))


if __name__ == "__main__":
    main()
