"""What a payment leaves in an account, worked out by the test itself."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import stripe

# Ten-thousandths that a charge of each card costs.
CARDS = {
    "visa": 290, "bypassPending": 290, "de": 440, "pendingRefund": 290, "refundFail": 290,
    "createDispute": 290, "createDisputeInquiry": 290,
}  # fmt: skip
# What a unit is worth in US dollars, and which currencies each account holds: others are converted.
WORTH = {"usd": Decimal(1), "eur": Decimal("1.1"), "jpy": Decimal("0.007") * 100}
HELD = [{"usd", "eur"}, {"usd"}, {"usd"}]
EURO_BANK = {
    "object": "bank_account",
    "country": "DE",
    "currency": "eur",
    "account_number": "DE89370400440532013000",
}


def convert(amount: int, source: str, target: str) -> int:
    exact = amount * WORTH[source] / WORTH[target]
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def settled(account: int, amount: int, currency: str) -> tuple[str, int]:
    """The currency of the account that money ends in, and what it is there."""
    home = currency if currency in HELD[account] else "usd"
    return home, convert(amount, currency, home)


def fee_of(account: int, amount: int, currency: str, card: str) -> int:
    home, moved = settled(account, amount, currency)
    share = CARDS[card] + (100 if home != currency else 0)
    return (moved * share + 5000) // 10_000 + 30


def attempt(call: Any, *arguments: Any, **params: Any) -> tuple[Any, str | None]:
    """What a request answers, or the code of its refusal."""
    try:
        return call(*arguments, **params), None
    except stripe.InvalidRequestError as error:
        return None, error.code or "no code"
