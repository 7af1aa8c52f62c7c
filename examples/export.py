"""All charges of an account to a CSV file, with a progress bar.

    python examples/export_charges.py charges.csv

It takes one request for each hundred charges and holds one page in memory. With your key in
`stripe.api_key` and without the line `sandbox_with_charges(250)` it exports your own. Needs `tqdm`.
"""

from __future__ import annotations

import csv
import sys
from datetime import datetime, timezone
from pathlib import Path

from tqdm import tqdm

import stripe

stripe.api_key = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"  # the API reference's own sample key

COLUMNS = ("id", "created", "amount", "currency", "status", "card", "description")


def row(charge: stripe.Charge) -> tuple[object, ...]:
    """One line of the file."""
    details = charge.payment_method_details
    # Only the details of the method that was used are there: a debit has no `card` at all.
    card = details.card if details is not None and "card" in details else None
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
    unfinished = path.with_name(path.name + ".part")  # half an export must not look like one
    with unfinished.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        charges = stripe.Charge.list(limit=100).auto_paging_iter()
        for charge in tqdm(charges, unit=" charges", desc=path.name):
            writer.writerow(row(charge))
            count += 1
    unfinished.replace(path)
    return count


def sandbox_with_charges(count: int) -> None:
    """A sandbox starts empty: this one has something to export."""
    stripe.sandbox.start()
    for number in range(count):
        stripe.Charge.create(
            amount=1000 + number, currency="usd", source="tok_visa", description=f"Order {number}"
        )


def main() -> None:
    sandbox_with_charges(250)  # delete this line to talk to Stripe
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "charges.csv")
    print(f"{export(path)} charges in {path}")


if __name__ == "__main__":
    main()
