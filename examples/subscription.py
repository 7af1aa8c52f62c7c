"""Everything a subscription needs: a product with a price, a customer with a card, the subscription.

Run it with `python examples/subscription.py`. With your test key in `stripe.api_key` and without the
sandbox line it does the same at api.stripe.com.
"""

from __future__ import annotations

import stripe

stripe.api_key = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"  # the API reference's own sample key
stripe.sandbox.start()  # delete this line to talk to Stripe

LOOKUP_KEY = "gold_monthly"


def price() -> stripe.Price:
    """The price of the plan, made when it is first asked for."""
    found = stripe.Price.list(lookup_keys=[LOOKUP_KEY], limit=1).data
    if found:
        return found[0]
    return stripe.Price.create(
        currency="eur",
        unit_amount=1900,
        recurring={"interval": "month"},
        lookup_key=LOOKUP_KEY,
        product_data={"name": "Gold"},
    )


def enlist(email: str, payment_method: str) -> stripe.Customer:
    """A customer whose invoices are paid by a card."""
    customer = stripe.Customer.create(email=email)
    method = stripe.PaymentMethod.attach(payment_method, customer=customer.id)
    return stripe.Customer.modify(
        customer.id, invoice_settings={"default_payment_method": method.id}
    )


def main() -> None:
    print(f"The price is {price().id}, on the second time, too: {price().id}")
    customer = enlist("jenny.rosen@example.com", "pm_card_visa")
    settings = customer.invoice_settings
    print(f"{customer.email} pays by {settings.default_payment_method if settings else None}")

    subscription = stripe.Subscription.create(
        customer=customer.id,
        items=[{"price": price().id, "quantity": 2}],
        metadata={"plan": "gold"},
    )
    # `items` is a field here, as the API says; the mapping's method is dict(subscription).items().
    for item in subscription.items.data:
        print(f"{subscription.id}: {item.quantity} x {item.price.lookup_key}")

    for each in stripe.Subscription.list(customer=customer.id).auto_paging_iter():
        print(f"Subscribed since {each.created}: {each.status}")

    ended = stripe.Subscription.cancel(subscription.id)
    print(f"Ended: {ended.status}")


if __name__ == "__main__":
    main()
