"""The page on which a customer pays an invoice, and the PDFs of invoices and credit notes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stripe.sandbox import form
from stripe.sandbox.billing import clocks, collection, invoice_lines, invoice_payments, pdf
from stripe.sandbox.billing.invoice_state import UNSETTLED, current
from stripe.sandbox.checkout.pages import FIELDS
from stripe.sandbox.checkout.rendering import card_of, link, plain, redirect, render, worlds_with
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic.registry import page
from stripe.sandbox.http import Raw
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.ledger import currencies
from stripe.sandbox.means import payment_methods
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


def _missing() -> Raw:
    return plain("Not found", "There is no such invoice.", 404)


@page(f"GET {PATH}")
def show(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """The page of an invoice: what it is for, and a form to pay it with."""
    for world, invoice in worlds_with(state, INVOICE, ids["invoice"]):
        return _page(world, invoice, {}, "")
    return _missing()


@page(f"POST {PATH}")
def pay(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Pays with the card that was entered; shows the page with the error, or what comes next."""
    entered = form.from_form(request.body.decode("utf-8", "replace"))
    for world, invoice in worlds_with(state, INVOICE, ids["invoice"]):
        with clocks.living(world, invoice):
            try:
                card = payment_methods.build(world, card_of(entered), "")
                method = payment_methods.store(world, *card)
                collection.pay(world, invoice, payment_method=method["id"], off_session=False)
            except ApiError as error:
                intent = as_dict(invoice_payments.intent_of(world, invoice))
                if intent.get("status") == "requires_action":
                    return redirect(three_d_secure.page(world, intent))
                return _page(world, current(world, invoice), entered, error.message, 402)
        return redirect(invoice["hosted_invoice_url"])
    return _missing()


def _page(world: World, invoice: Obj, entered: Obj, error: str, status: int = 200) -> Raw:
    currency = invoice["currency"]
    rows = "".join(
        f"<tr><td>{escape(label)}</td><td>{escape(currencies.shown(amount, currency))}</td></tr>"
        for label, amount in _rows(world, invoice)
    )
    raw = {"items": rows, "more": "", "back": link(invoice["invoice_pdf"], "Download the PDF")}
    if invoice["status"] not in UNSETTLED:
        title, text = f"Invoice {invoice['number'] or ''}", STATUS[invoice["status"]]
        return render("invoice", raw, title=title, status=text)
    button = f"Pay {currencies.shown(invoice['amount_remaining'], currency)}"
    values = {field: entered.get(field) for field in FIELDS}
    values["email"] = values["email"] or invoice["customer_email"]
    return render(
        "checkout",
        raw,
        status,
        title=f"Invoice {invoice['number']}",
        button=button,
        error=error,
        action=f"/i/{world.account_id}/{invoice['id']}",
        **values,
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


@page("GET /invoice/{account}/{invoice}/pdf")
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
    return _missing()


@page("GET /credit_notes/{account}/{credit_note}/pdf")
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
    return plain("Not found", "There is no such credit note.", 404)
