"""All charges of an account to a CSV file, with a progress bar.

    python examples/export_charges.py charges.csv

It takes one request for each hundred charges and holds one page in memory. With your key in
`stripe.api_key` and without the two lines of the sandbox it exports your own. Needs `tqdm`.
"""

from __future__ import annotations

import csv
import sys
from datetime import datetime, timezone
from pathlib import Path

from tqdm import tqdm

import stripe

stripe.api_key = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"  # the API reference's own sample key
stripe.sandbox.start()  # delete this line to talk to Stripe

COLUMNS = ("id", "created", "amount", "currency", "status", "card", "description")


def row(charge: stripe.Charge) -> tuple[object, ...]:
    """One line of the file."""
    details = charge.payment_method_details
    card = details.card if details is not None else None
    return (
        charge.id,
        datetime.fromtimestamp(charge.created, timezone.utc).isoformat(),
        charge.amount,  # in the currency's smallest unit
        charge.currency,
        charge.status,
        f"{card.brand} {card.last4}" if card is not None else "",
        charge.description or "",
    )


def export(path: Path) -> int:
    """Writes the file, and gives the number of charges in it."""
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        charges = stripe.Charge.list(limit=100).auto_paging_iter()
        for charge in tqdm(charges, unit=" charges", desc=path.name):
            writer.writerow(row(charge))
            count += 1
    return count


def make_some(count: int) -> None:
    """Charges for the sandbox, which starts empty."""
    for number in range(count):
        stripe.Charge.create(
            amount=1000 + number, currency="usd", source="tok_visa", description=f"Order {number}"
        )


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "charges.csv")
    make_some(250)  # delete this line as well
    print(f"{export(path)} charges in {path}")


if __name__ == "__main__":
    main()
