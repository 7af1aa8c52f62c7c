"""The page on which a customer pays an invoice, and the PDFs of invoices and credit notes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stripe.sandbox.billing import clocks, collection, invoice_lines, invoice_payments, pdf
from stripe.sandbox.billing.invoice_state import UNSETTLED, current
from stripe.sandbox.checkout import frame, ways_to_pay
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic.hosted_fields import Fields
from stripe.sandbox.generic.hosted_pages import (
    entered_in,
    link,
    redirect,
    worlds_with,
)
from stripe.sandbox.generic.registry import page as address
from stripe.sandbox.http import Raw
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.payments import three_d_secure

if TYPE_CHECKING:
    from stripe.sandbox.http import Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

INVOICE, NOTE = "invoice", "credit_note"
PATH = "/i/{account}/{invoice}"
STATUS = {
    "paid": "This invoice is paid.",
    "void": "This invoice is void.",
    "draft": "This invoice is not finalized yet.",
}


@address(f"GET {PATH}")
def show(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """The page of an invoice: what it is for, and a form to pay it with."""
    for world, invoice in worlds_with(state, INVOICE, ids["invoice"]):
        return _page(world, invoice, Fields({}, {}), "")
    return frame.missing("invoice")


@address(f"POST {PATH}")
def pay(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Pays with the card that was entered; shows the page with the error, or what comes next."""
    entered = entered_in(request)
    for world, invoice in worlds_with(state, INVOICE, ids["invoice"]):
        with clocks.living(world, invoice):
            try:
                method = ways_to_pay.make(world, entered, _types(invoice))
                collection.pay(world, invoice, payment_method=method["id"], off_session=False)
            except ApiError as error:
                intent = as_dict(invoice_payments.intent_of(world, invoice))
                if intent.get("status") == "requires_action":
                    back = {"return_url": invoice["hosted_invoice_url"]}
                    world.changes.hide(intent, back)
                    return redirect(three_d_secure.page(world, intent))
                fields = Fields(entered, frame.field_problem(error))
                return _page(world, current(world, invoice), fields, error.message, 402)
        return redirect(invoice["hosted_invoice_url"])
    return frame.missing("invoice")


def _page(world: World, invoice: Obj, fields: Fields, error: str, status: int = 200) -> Raw:
    currency = invoice["currency"]
    body = frame.table(
        (label, currencies.signed(amount, currency)) for label, amount in _rows(world, invoice)
    )
    title = f"Invoice {invoice['number'] or ''}"
    if _is_processing(world, invoice):
        body = f'<p id="status">Your payment is being processed.</p>{body}'
    elif invoice["status"] in UNSETTLED:
        body += _form(world, invoice, fields, error)
    else:
        body = f'<p id="status">{STATUS[invoice["status"]]}</p>{body}'
    body += f"<p>{link(invoice['invoice_pdf'], 'Download the PDF')}</p>"
    return frame.show(world, title, body, status)


def _is_processing(world: World, invoice: Obj) -> bool:
    intent = as_dict(invoice_payments.intent_of(world, invoice))
    return intent.get("status") == "processing" and invoice["status"] == "open"


def _types(invoice: Obj) -> list[str]:
    """The means of payment that the page of an invoice offers."""
    types = part(invoice, "payment_settings").get("payment_method_types") or ()
    return [kind for kind in types if kind != "link"] or ["card"]


def _form(world: World, invoice: Obj, fields: Fields, error: str) -> str:
    email = fields.text(
        "email", "Email", type="email", auto="email", value=invoice["customer_email"], required=True
    )
    button = f"Pay {currencies.shown(invoice['amount_remaining'], invoice['currency'])}"
    return (
        f'<p id="error" role="alert">{escape(error)}</p>'
        f'<form method="post" action="/i/{world.account_id}/{invoice["id"]}">{email}'
        f"{ways_to_pay.fields_of(fields, _types(invoice), [])}"
        f"{fields.text('name', 'Name on card or account', auto='cc-name')}"
        f'<button class="main" id="pay" type="submit">{escape(button)}</button></form>{ways_to_pay.HINT}'
    )


def _rows(world: World, invoice: Obj) -> list[tuple[str, int]]:
    """What an invoice shows: its lines, what is taken off and added, and what is due."""
    rows = [
        (line["description"] or "Item", line["amount"])
        for line in invoice_lines.lines(world, invoice)
    ]
    off = sum(entry["amount"] for entry in invoice["total_discount_amounts"])
    if off:
        rows.append(("Discount", -off))
    for tax in invoice["total_taxes"]:
        rate = as_dict(world.store.get("tax_rate", tax["tax_rate_details"]["tax_rate"]))
        kind = "included" if tax["tax_behavior"] == "inclusive" else "added"
        name = f"{rate.get('display_name')} {rate.get('percentage')}% ({kind})"
        rows.append((name, tax["amount"]))
    rows.append(("Total", invoice["total"]))
    if invoice["starting_balance"]:
        rows.append(("Applied balance", invoice["amount_due"] - invoice["total"]))
    rows.append(("Amount due", invoice["amount_due"]))
    return rows


@address("GET /invoice/{account}/{invoice}/pdf")
def invoice_pdf(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """An invoice as a PDF."""
    for world, invoice in worlds_with(state, INVOICE, ids["invoice"]):
        lines = [
            f"{label}: {currencies.shown(amount, invoice['currency'])}"
            for label, amount in _rows(world, invoice)
        ]
        head = [invoice["customer_name"] or invoice["customer_email"] or invoice["customer"]]
        title = f"Invoice {invoice['number'] or '(draft)'} ({invoice['status']})"
        return Raw(pdf.page(title, [*head, *lines]), "application/pdf")
    return frame.missing("invoice")


@address("GET /credit_notes/{account}/{credit_note}/pdf")
def credit_note_pdf(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """A credit note as a PDF."""
    for world, note in worlds_with(state, NOTE, ids["credit_note"]):
        currency = note["currency"]
        lines = [
            f"{line['description'] or 'Item'}: {currencies.shown(line['amount'], currency)}"
            for line in world.store.secret(NOTE, note["id"])["lines"]
        ]
        total = f"Total: {currencies.shown(note['total'], currency)}"
        title = f"Credit note {note['number']} ({note['status']})"
        return Raw(pdf.page(title, [*lines, total]), "application/pdf")
    return frame.missing("credit note")
