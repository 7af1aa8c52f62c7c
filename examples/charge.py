"""A card payment, its refund, and a card that is declined.

Run it with `python examples/charge.py`. With your test key in `stripe.api_key` and without the sandbox
line it does the same at api.stripe.com.
"""

from __future__ import annotations

import uuid

import stripe

stripe.api_key = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"  # the API reference's own sample key
stripe.sandbox.start()  # delete this line to talk to Stripe


def pay(order: str, amount: int, payment_method: str) -> stripe.PaymentIntent:
    """Takes a payment of `amount` euro cents for an order, once however often it is called."""
    return stripe.PaymentIntent.create(
        amount=amount,
        currency="eur",
        payment_method=payment_method,
        confirm=True,
        automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
        description=f"Order {order}",
        metadata={"order": order},
        idempotency_key=f"order-{order}-{payment_method}",
    )


def main() -> None:
    order = uuid.uuid4().hex
    intent = pay(order, 4200, "pm_card_visa")
    print(f"Paid {intent.amount_received / 100:.2f} {intent.currency.upper()}: {intent.status}")

    again = pay(order, 4200, "pm_card_visa")
    print(f"The same call again is the same payment: {again.id == intent.id}")

    refund = stripe.Refund.create(payment_intent=intent.id, amount=1200)
    print(f"Refunded {refund.amount / 100:.2f}: {refund.status}")

    try:
        pay(uuid.uuid4().hex, 4200, "pm_card_visa_chargeDeclinedInsufficientFunds")
    except stripe.CardError as error:
        decline = error.error.decline_code if error.error else None
        print(f"Declined: {error.code}, {decline}: {error.user_message}")

    intent = pay(uuid.uuid4().hex, 4200, "pm_card_authenticationRequired")
    print(f"The bank wants to see the customer: {intent.status}")
    intent.cancel(cancellation_reason="abandoned")
    print(f"Given up: {intent.status}")


if __name__ == "__main__":
    main()
