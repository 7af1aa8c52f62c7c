"""A customer, some charges, a declined card, a missing object: a first walk through the API.

Run it with `python examples/quickstart.py`: it talks HTTP to a Stripe of its own, on this machine. With
your test key in `stripe.api_key` and without the sandbox line it does the same at api.stripe.com.
"""

import stripe

stripe.api_key = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"  # the API reference's own sample key
stripe.sandbox.start()  # delete this line to talk to Stripe


def main() -> None:
    customer = stripe.Customer.create(
        email="jenny.rosen@example.com",
        name="Jenny Rosen",
        source="tok_visa",
        metadata={"plan": "gold"},
    )
    print(f"Created {customer.id} for {customer.email}")

    customer = stripe.Customer.modify(customer.id, metadata={"order": "6735"})
    print(f"Updated: metadata is now {dict(customer.metadata or {})}")

    for amount in (1000, 2500, 4900):  # in cents
        charge = stripe.Charge.create(amount=amount, currency="usd", customer=customer.id)
        print(f"Charged {charge.amount / 100:.2f} {charge.currency.upper()}: {charge.status}")

    page = stripe.Charge.list(customer=customer.id, limit=2)
    print(f"A page of {len(page)} charges, has_more is {page.has_more}")
    total = sum(charge.amount for charge in page.auto_paging_iter())
    print(f"All of them come to {total / 100:.2f} USD")

    try:
        stripe.Charge.create(amount=1000, currency="usd", source="tok_chargeDeclined")
    except stripe.CardError as error:
        print(f"Declined as it should be: {error.code}, {error.user_message}")

    try:
        stripe.Charge.retrieve("ch_does_not_exist")
    except stripe.InvalidRequestError as error:
        print(f"Missing as it should be: {error.http_status}, {error.code}")

    deleted = customer.delete()
    print(f"Deleted {deleted.id}: {deleted.deleted}")


if __name__ == "__main__":
    main()
