"""A marketplace: a seller's account, a payment that is shared with them, a transfer, their balance.

Run it with `python examples/connect.py`. With the test key of a platform in `stripe.api_key` and without
the sandbox line it works at api.stripe.com in two steps, as onboarding takes a person: the first run opens
an account and shows the page to fill in, `python examples/connect.py acct_...` then goes on.
"""

from __future__ import annotations

import sys

import stripe

stripe.api_key = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"  # the API reference's own sample key
stripe.sandbox.start()  # delete this line to talk to Stripe


def open_account(email: str) -> stripe.Account:
    """An account of a seller who can be paid."""
    return stripe.Account.create(
        type="express",
        country="US",
        email=email,
        capabilities={"card_payments": {"requested": True}, "transfers": {"requested": True}},
    )


def onboarding_page(account: stripe.Account) -> str:
    """Where the seller tells Stripe who they are; the link works once, for some minutes."""
    link = stripe.AccountLink.create(
        account=account.id,
        type="account_onboarding",
        refresh_url="https://example.com/again",
        return_url="https://example.com/done",
    )
    return link.url


def sell(seller: str, amount: int, fee: int) -> stripe.PaymentIntent:
    """A payment to the platform that goes on to the seller, less the platform's fee."""
    return stripe.PaymentIntent.create(
        amount=amount,
        currency="usd",
        payment_method="pm_card_bypassPending",  # a test card: the money is there at once
        automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
        confirm=True,
        application_fee_amount=fee,
        transfer_data={"destination": seller},
    )


def find_account() -> stripe.Account:
    """The seller's account: the one that was named, or a new one."""
    if len(sys.argv) > 1:
        return stripe.Account.retrieve(sys.argv[1])
    account = open_account("seller@example.com")
    print(f"{account.id} goes to {onboarding_page(account)}")
    return account


def main() -> None:
    account = find_account()
    try:
        intent = sell(account.id, 10_000, fee=1_500)
    except stripe.InvalidRequestError as error:
        if error.code != "insufficient_capabilities_for_transfer":
            raise
        sys.exit(f"{account.id} can't be paid before onboarding is done: {error.user_message}")
    print(f"Sold for {intent.amount}, the fee is {intent.application_fee_amount}")

    # On top of it: a bonus from the platform's own balance, which now holds the fee.
    transfer = stripe.Transfer.create(amount=500, currency="usd", destination=account.id)
    print(f"A bonus of {transfer.amount}: {transfer.id}")

    # Calls for the seller: the account is named, the key is the platform's.
    balance = stripe.Balance.retrieve(stripe_account=account.id)
    available = {money.currency: money.amount for money in balance.available}
    pending = {money.currency: money.amount for money in balance.pending}
    print(f"The seller has {available} and gets {pending} soon")


if __name__ == "__main__":
    main()
