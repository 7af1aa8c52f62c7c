"""Previews: the next invoice of a customer, made in a rehearsal, of which nothing stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import invoice_items, invoice_lines, invoices, totals
from stripe.sandbox.errors import missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.state.rehearsal import rehearsal_of

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

PREVIEWED = ("customer", "customer_account", "customer_details", "schedule", "subscription")


@operation("POST /v1/invoices/create_preview")
def preview(call: Call) -> Obj:
    """What the next invoice would hold: pending items and those given; nothing is stored."""
    params = call.params
    if not any(params.get(key) for key in PREVIEWED):
        raise missing_parameter("customer")
    crud.check_references(call.world, "invoice", params)
    world = rehearsal_of(call.world)
    customer = _customer(world, params)
    for item in reversed(params.get("invoice_items") or ()):
        invoice_items.create(world, {**item, "customer": customer["id"]})
    customer = world.find("customer", customer["id"], None)
    pending = invoice_items.pending(world, customer["id"])
    default = pending[0]["currency"] if pending else customer.get("currency") or "usd"
    currency = params.get("currency") or default
    chosen = None
    if params.get("discounts"):
        chosen = invoices.redeemed(world, "", customer, currency, params["discounts"], 0)
    made = invoices.draft(
        world,
        customer=customer,
        currency=currency,
        pending=[item for item in pending if item["currency"] == currency],
        billing_reason="upcoming",
        discount_ids=chosen,
    )
    return shown(world, made, customer)


def _customer(world: World, params: Obj) -> Obj:
    if params.get("customer"):
        return world.find("customer", params["customer"], "customer")
    details = params.get("customer_details") or {}
    return world.changes.create("customer", crud.build(world, "customer", details))


def shown(world: World, invoice: Obj, customer: Obj) -> Obj:
    """A rehearsed invoice as a preview shows it."""
    id = f"upcoming_{invoice['id']}"
    lines = [
        {**line, "id": line["id"].replace("il_", "il_tmp_", 1), "invoice": id}
        for line in invoice_lines.lines(world, invoice)
    ]
    balance = invoices.balance_of(customer, invoice["currency"])
    due = totals.due(invoice["total"], balance, invoice["currency"])
    page = {**invoice["lines"], "data": lines, "has_more": False, "url": f"/v1/invoices/{id}/lines"}
    return {
        **invoice,
        "id": id,
        "amount_due": due.amount,
        "amount_remaining": due.amount,
        "ending_balance": due.ending_balance,
        "lines": page,
    }
