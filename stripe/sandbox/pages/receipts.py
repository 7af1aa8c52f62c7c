"""Receipts of payments: what was paid and how, what was given back."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from stripe.sandbox.checkout import frame
from stripe.sandbox.generic.hosted_pages import worlds_with
from stripe.sandbox.generic.registry import page
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State


@page("GET /receipts/payment/{charge}")
def show(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """The receipt of a charge."""
    for world, charge in worlds_with(state, "charge", ids["charge"]):
        if charge["receipt_url"]:
            return frame.show(world, _title(charge), frame.table(_rows(charge)))
    return frame.missing("receipt")


def _title(charge: Obj) -> str:
    amount = currencies.shown(charge["amount"], charge["currency"])
    if charge["status"] == "pending":
        return f"Payment of {amount} is under way"
    return f"Receipt for {amount}" if charge["paid"] else f"Payment of {amount} failed"


def _rows(charge: Obj) -> list[tuple[str, object]]:
    def money(amount: int) -> str:
        return currencies.shown(amount, charge["currency"]) if amount else ""

    paid = datetime.fromtimestamp(charge["created"], timezone.utc)
    return [
        ("Amount paid", money(charge["amount_captured"])),
        ("Authorized", money(charge["amount"]) if not charge["captured"] else ""),
        ("Refunded", money(charge["amount_refunded"]) if charge["captured"] else ""),
        ("Date", paid.strftime("%B %d, %Y")),
        ("Payment method", _method(charge)),
        ("Description", charge["description"]),
        ("On the statement", charge["calculated_statement_descriptor"]),
        ("Sent to", charge["receipt_email"]),
        ("Receipt number", charge["receipt_number"]),
        ("Payment", charge["id"]),
    ]


def _method(charge: Obj) -> str:
    kind = charge["payment_method_details"]["type"]
    details = part(charge, "payment_method_details", kind)
    name = str(details.get("brand") or kind).replace("_", " ").capitalize()
    return f"{name} - {details['last4']}" if details.get("last4") else name
