"""Credit notes: what an invoice is lessened by, as a preview or for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, missing_object, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation, prepare
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "credit_note"


def _line(world: World, invoice: Obj, given: Obj, at: int) -> Obj:
    line = dict(crud.template("credit_note_line_item"))
    line.update(
        id=world.ids.text(24),
        description=given.get("description"),
        livemode=world.livemode,
        quantity=given.get("quantity"),
        type=given["type"],
        unit_amount=given.get("unit_amount"),
    )
    if given["type"] == "invoice_line_item":
        id = given.get("invoice_line_item") or ""
        of = next((one for one in invoice["lines"]["data"] if one["id"] == id), None)
        if of is None:
            raise missing_object("line_item", id, f"lines[{at}][invoice_line_item]", status=400)
        each = of["amount"] // (of["quantity"] or 1)
        amount = each * given["quantity"] if given.get("quantity") else of["amount"]
        line.update(description=line["description"] or of["description"], invoice_line_item=id)
    else:
        amount = (given.get("unit_amount") or 0) * (given.get("quantity") or 1)
    line["amount"] = given["amount"] if given.get("amount") is not None else amount
    return line


@prepare(NAME)
def _begin(world: World, obj: Obj, params: Obj) -> None:
    invoice = world.find("invoice", params["invoice"], "invoice")
    if invoice["status"] not in ("open", "paid", "uncollectible"):
        raise invalid("Credit notes can only be created for finalized invoices.", "invoice")
    lines = [_line(world, invoice, one, at) for at, one in enumerate(params.get("lines") or ())]
    amount = sum(line["amount"] for line in lines) if lines else params.get("amount")
    if amount is None:
        raise missing_parameter("amount")
    if amount > invoice["total"]:
        raise invalid("The amount is greater than the total of the invoice.", "amount")
    paid = invoice["status"] == "paid"
    obj.update(
        dict.fromkeys(("amount", "subtotal", "total"), amount),
        subtotal_excluding_tax=amount,
        total_excluding_tax=amount,
        currency=invoice["currency"],
        customer=invoice["customer"],
        lines={**obj["lines"], "data": lines},
        number=f"{invoice['number']}-CN-01",
        type="post_payment" if paid else "pre_payment",
        pre_payment_amount=0 if paid else amount,
        post_payment_amount=amount if paid else 0,
    )


@operation("GET /v1/credit_notes/preview")
def preview(call: Call) -> Obj:
    """What a credit note would look like; nothing is stored."""
    obj = crud.build(call.world, NAME, call.params)
    _begin(call.world, obj, call.params)
    id = call.world.ids.new(NAME)
    return {**obj, "id": id, "created": call.world.now(), "livemode": call.world.livemode}
