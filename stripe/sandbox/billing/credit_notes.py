"""Credit notes: an invoice lessened after the fact, before it is paid or after that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing import (
    collection,
    credit_note_lines,
    customer_balance,
    invoice_payments,
    invoice_state,
)
from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.lists import INLINE_LENGTH
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.payments import refunds
from stripe.sandbox.state.rehearsal import rehearsal_of

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME, INVOICE = "credit_note", "invoice"
PATH = "/v1/credit_notes"


@operation(f"POST {PATH}")
def create(call: Call) -> Obj:
    """A credit note, with all that it does to its invoice, the balance and the charge."""
    return issue(call.world, call.params)


@operation(f"GET {PATH}/preview")
def preview(call: Call) -> Obj:
    """What a credit note would look like; nothing is stored."""
    return issue(rehearsal_of(call.world), call.params)


@operation(f"GET {PATH}/preview/lines")
def preview_lines(call: Call) -> Obj:
    """The lines that a credit note would have."""
    world = rehearsal_of(call.world)
    note = issue(world, call.params)
    return lists.slice_of(call, _lines(world, note), credit_note_lines.NAME)


@operation(f"GET {PATH}/{{credit_note}}/lines")
def list_lines(call: Call) -> Obj:
    """The lines of a credit note."""
    return lists.slice_of(call, _lines(call.world, call.get(NAME)), credit_note_lines.NAME)


@operation(f"POST {PATH}/{{id}}/void")
def void(call: Call) -> Obj:
    """Takes a credit note back, as long as its invoice is open."""
    note, world = call.get(NAME), call.world
    invoice = world.find(INVOICE, note["invoice"], None)
    if note["status"] != "issued":
        raise invalid("This credit note is void already.", code="status_transition_invalid")
    if invoice["status"] != "open" or note["post_payment_amount"]:
        raise invalid(
            "You can only void a credit note that lessens an open invoice.",
            code="status_transition_invalid",
        )
    changed = {"status": "void", "voided_at": world.now()}
    note = world.changes.update(note, changed, event="credit_note.voided")
    back = -note["pre_payment_amount"]
    invoice_state.tell(world, invoice, _lessened(invoice, back, 0))
    invoice_payments.fit_default(world, invoice_state.current(world, invoice))
    return note


# -- issuing -----------------------------------------------------------------------------------------


class Split(NamedTuple):
    """What becomes of the amount of a credit note."""

    before: int
    refund: int
    refunds: list[Obj]
    credit: int
    out_of_band: int

    @property
    def after(self) -> int:
        """What it gives back of what has been paid."""
        linked = sum(entry["amount_refunded"] for entry in self.refunds)
        return int(self.refund + linked + self.credit + self.out_of_band)


def issue(world: World, params: Obj) -> Obj:
    """Makes a credit note from the parameters of the operation."""
    invoice = world.find(INVOICE, params["invoice"], "invoice")
    if invoice["status"] not in ("open", "paid", "uncollectible"):
        raise invalid("Credit notes can only be created for finalized invoices.", "invoice")
    notes = list(_of_invoice(world, invoice))
    living = [note for note in notes if note["status"] == "issued"]
    lines, sums = _amounts(world, invoice, params, living)
    total = sums["total"]
    left = invoice["total"] - sum(note["total"] for note in living)
    if total > left:
        raise invalid(
            f"The amount of the credit note ({currencies.shown(total, invoice['currency'])}) is greater "
            f"than what can be credited ({currencies.shown(left, invoice['currency'])}).",
            "lines" if params.get("lines") else "amount",
        )
    if total < 1:
        raise currencies.too_low("amount")
    split = _split(world, invoice, params, total)
    note = {
        **crud.build(world, NAME, params),
        **sums,
        "shipping_cost": invoice["shipping_cost"] if sums.get("amount_shipping") else None,
        "id": world.ids.new(NAME),
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "effective_at": params.get("effective_at") or world.now(),
        "number": f"{invoice['number']}-CN-{len(notes) + 1:02}",
        "out_of_band_amount": split.out_of_band or None,
        "post_payment_amount": split.after,
        "pre_payment_amount": split.before,
        "refunds": split.refunds,
        "type": _type(split),
    }
    at = f"{world.account_id}/{note['id']}"
    note["pdf"] = f"{world.state.pages_at('pay')}/credit_notes/{at}/pdf"
    note["lines"] = {
        "object": "list",
        "data": lines[:INLINE_LENGTH],
        "has_more": len(lines) > INLINE_LENGTH,
        "url": f"{PATH}/{note['id']}/lines",
    }
    return _carry_out(world, invoice, note, split, lines)


def _amounts(world: World, invoice: Obj, params: Obj, notes: list[Obj]) -> tuple[list[Obj], Obj]:
    """The lines of a note and its amounts; by `amount` alone there is one total and no line."""
    before = (line for note in notes for line in _lines(world, note))
    credited = credit_note_lines.credited_so_far(before)
    lines = [
        credit_note_lines.make(world, invoice, given, f"lines[{at}]", credited)
        for at, given in enumerate(params.get("lines") or ())
    ]
    shipping = 0
    if params.get("shipping_cost"):
        shipping = part(invoice, "shipping_cost").get("amount_total") or 0
    amount = params.get("amount")
    if lines or shipping:
        sums = credit_note_lines.sums(lines, shipping)
        if amount is not None and amount != sums["total"]:
            raise invalid(
                f"The amount ({amount}) must be the total of the lines ({sums['total']}).", "amount"
            )
        return lines, sums
    if amount is None:
        raise missing_parameter("amount")
    fields = ("amount", "subtotal", "subtotal_excluding_tax", "total", "total_excluding_tax")
    return [], {**dict.fromkeys(fields, amount), "total_taxes": []}


def _split(world: World, invoice: Obj, params: Obj, total: int) -> Split:
    before = min(total, invoice["amount_remaining"] if invoice["status"] != "paid" else 0)
    currency = invoice["currency"]
    for field in ("credit_amount", "out_of_band_amount", "refund_amount"):
        if (params.get(field) or 0) < 0:
            raise currencies.too_low(field)
    split = Split(
        before,
        params.get("refund_amount") or 0,
        [_linked(world, invoice, one, at) for at, one in enumerate(params.get("refunds") or ())],
        params.get("credit_amount") or 0,
        params.get("out_of_band_amount") or 0,
    )
    if split.after != total - before:
        raise invalid(
            "The sum of credit amount, refund amount and out of band amount "
            f"({currencies.shown(split.after, currency)}) must equal the credit note amount "
            f"({currencies.shown(total - before, currency)}).",
        )
    left = sum(
        charge["amount_captured"] - charge["amount_refunded"] for charge in _charges(world, invoice)
    )
    if split.refund > left:
        raise invalid(
            f"The refund amount ({currencies.shown(split.refund, currency)}) is greater than what has "
            f"been paid and not refunded ({currencies.shown(left, currency)}).",
            "refund_amount",
        )
    return split


def _linked(world: World, invoice: Obj, given: Obj, at: int) -> Obj:
    """A refund made before, which the note tells of."""
    param = f"refunds[{at}][refund]"
    if not given.get("refund"):
        raise missing_parameter(param)
    refund = world.find("refund", given["refund"], param)
    if all(refund["charge"] != charge["id"] for charge in _charges(world, invoice)):
        raise invalid(f"The refund {refund['id']} is not one of a payment of this invoice.", param)
    amount = given.get("amount_refunded")
    linked = sum(
        entry["amount_refunded"]
        for note in _of_invoice(world, invoice)
        for entry in note["refunds"]
        if note["status"] == "issued" and entry["refund"] == refund["id"]
    )
    left = refund["amount"] - linked
    if left <= 0 or (amount or 0) > left:
        raise invalid(
            f"Of the refund {refund['id']} credit notes tell already: {left} is left of it.", param
        )
    return _shown(refund, left if amount is None else amount)


def _shown(refund: Obj, amount: int) -> Obj:
    return {
        "amount_refunded": amount,
        "payment_record_refund": None,
        "refund": refund["id"],
        "type": "refund",
    }


def _type(split: Split) -> str:
    if split.before and split.after:
        return "mixed"
    return "post_payment" if split.after else "pre_payment"


def _carry_out(world: World, invoice: Obj, note: Obj, split: Split, lines: list[Obj]) -> Obj:
    note["refunds"] = [*split.refunds, *_refund(world, invoice, split.refund, note["reason"])]
    if split.credit:
        transaction = customer_balance.adjust(
            world,
            invoice["customer"],
            -split.credit,
            invoice["currency"],
            "credit_note",
            credit_note=note["id"],
            invoice=invoice["id"],
        )
        note["customer_balance_transaction"] = transaction["id"]
    made = world.changes.create(NAME, note, hidden={"lines": lines})
    invoice = invoice_state.current(world, invoice)
    changed = _lessened(invoice, split.before, split.after)
    if invoice["status"] != "paid" and changed["amount_remaining"] == 0:
        collection.settle_by_credit(world, invoice, changed)
    else:
        invoice_payments.fit_default(world, invoice_state.tell(world, invoice, changed))
    return made


def _lessened(invoice: Obj, before: int, after: int) -> Obj:
    """The amounts of an invoice after a credit note (below 0: after one was taken back)."""
    return {
        "amount_due": invoice["amount_due"] - before,
        "amount_remaining": invoice["amount_remaining"] - before,
        "post_payment_credit_notes_amount": invoice["post_payment_credit_notes_amount"] + after,
        "pre_payment_credit_notes_amount": invoice["pre_payment_credit_notes_amount"] + before,
    }


def _refund(world: World, invoice: Obj, amount: int, reason: str | None) -> Iterator[Obj]:
    """Refunds an amount of what was charged for an invoice."""
    why = reason if reason in ("duplicate", "fraudulent") else None
    for charge in _charges(world, invoice):
        part_of = min(amount, charge["amount_captured"] - charge["amount_refunded"])
        if part_of > 0:
            yield _shown(refunds.make(world, charge, part_of, {"reason": why}), part_of)
            amount -= part_of


def _charges(world: World, invoice: Obj) -> list[Obj]:
    """The charges that have paid an invoice."""
    found: list[Obj] = []
    for payment in invoice_payments.of_invoice(world, invoice):
        intent = world.store.get("payment_intent", payment["payment"].get("payment_intent") or "")
        charge = world.store.get("charge", as_dict(intent).get("latest_charge") or "")
        if payment["status"] == "paid" and charge is not None:
            found.append(charge)
    return found


def _of_invoice(world: World, invoice: Obj) -> Iterator[Obj]:
    return world.store.all(NAME, "invoice", invoice["id"])


def _lines(world: World, note: Obj) -> list[Obj]:
    """All lines of a credit note, of which it shows the first ten."""
    found: list[Obj] = world.store.secret(NAME, note["id"])["lines"]
    return found
