"""Previews: the next invoice of a customer or a subscription, made in a rehearsal; nothing stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    clocks,
    invoice_items,
    invoice_lines,
    invoices,
    subscription_preview,
    timetable,
    totals,
)
from stripe.sandbox.billing.subscription_state import BILLED, NAME
from stripe.sandbox.errors import ApiError, exclusive, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.platform import tax_ids
from stripe.sandbox.state.rehearsal import rehearsal_of

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

OVERRIDDEN = ("address", "shipping", "tax_exempt")
PREVIEWED = ("customer", "customer_details", "schedule", "subscription")


@operation("POST /v1/invoices/create_preview")
def preview(call: Call) -> Obj:
    """What the next invoice will be; nothing is stored, and nobody is told."""
    params, world = call.params, rehearsal_of(call.world)
    details = as_dict(params.get("subscription_details"))
    if params.get("customer_account"):
        invoice_items.check_customer(params)
    if not (any(params.get(key) for key in PREVIEWED) or details.get("items")):
        raise missing_parameter("customer")
    if details.get("proration_date") and details.get("proration_behavior") == "none":
        raise exclusive(
            "subscription_details[proration_date]", "subscription_details[proration_behavior]"
        )
    crud.check_references(world, "invoice", params)
    sub = _subscription(world, params)
    customer = _customer(world, params, sub)
    with clocks.living(world, customer):
        for item in reversed(params.get("invoice_items") or ()):
            owner = {"customer": customer["id"]}
            if sub is not None:
                owner["subscription"] = sub["id"]
            invoice_items.create(world, {**_item_params(item), **owner})
        customer = world.find("customer", customer["id"], None)
        made = _made(world, params, sub, customer)
    if made is None:
        raise nothing_comes(customer)
    if sub is not None and params.get("discounts"):
        chosen = invoices.redeemed(
            world, made["id"], customer, made["currency"], params["discounts"], 0
        )
        made = invoice_lines.again(world, made, {"discounts": chosen})
    made = {**made, "parent": _with_proration_date(world, made, sub, details)}
    if params.get("automatic_tax"):
        asked = {**part(made, "automatic_tax"), **params["automatic_tax"]}
        made = invoice_lines.again(world, made, {"automatic_tax": asked})
    return shown(world, made, world.find("customer", customer["id"], None))


def _with_proration_date(world: World, made: Obj, sub: Obj | None, details: Obj) -> Obj | None:
    """The parent of a preview: with the time of prorations, where it asks about changes."""
    parent: Obj | None = made["parent"]
    changes = details.keys() & {*subscription_preview.OF_UPDATES, "cancel_now"}
    prorated = changes and details.get("proration_behavior") != "none"
    if parent is None or sub is None or not prorated:
        return parent
    moment = details.get("proration_date") or world.now()
    own = {**part(parent, "subscription_details"), "subscription_proration_date": moment}
    return {**parent, "subscription_details": own}


def _made(world: World, params: Obj, sub: Obj | None, customer: Obj) -> Obj | None:
    if params.get("schedule") or as_dict(params.get("schedule_details")).get("phases"):
        return subscription_preview.schedule_draft(world, customer, params)
    if sub is not None:
        return subscription_preview.next_draft(world, sub, params)
    if as_dict(params.get("subscription_details")).get("items"):
        return subscription_preview.first_draft(world, customer, params)
    pending = invoice_items.pending(world, customer["id"])
    default = pending[0]["currency"] if pending else customer.get("currency") or "usd"
    currency = currencies.currency_of(params.get("currency") or default)
    items = [item for item in pending if item["currency"] == currency]
    if not items:
        return None
    chosen = None
    if params.get("discounts"):
        chosen = invoices.redeemed(world, "", customer, currency, params["discounts"], 0)
    return invoices.draft(
        world,
        customer=customer,
        currency=currency,
        pending=items,
        billing_reason="upcoming",
        discount_ids=chosen,
    )


def nothing_comes(customer: Obj) -> ApiError:
    """The refusal of a preview of nothing."""
    message = f"No upcoming invoices for customer: '{customer['id']}'"
    return ApiError(404, message, code="invoice_upcoming_none")


def _subscription(world: World, params: Obj) -> Obj | None:
    """The subscription that a preview names, or that bills its customer next."""
    if params.get("subscription"):
        return world.find(NAME, params["subscription"], "subscription")
    if params.get("schedule"):
        plan = world.find("subscription_schedule", params["schedule"], "schedule")
        return world.store.get(NAME, plan["subscription"])
    described = any(params.get(key) for key in ("schedule_details", "subscription_details"))
    if described or not params.get("customer"):
        return None
    found = [
        sub
        for sub in world.store.all(NAME, "customer", params["customer"])
        if sub["status"] in (*BILLED, "trialing") and not sub["cancel_at_period_end"]
    ]
    return min(found, key=timetable.period_end, default=None)


def _customer(world: World, params: Obj, sub: Obj | None) -> Obj:
    id = params.get("customer") or (sub or {}).get("customer")
    if not id and params.get("schedule"):
        id = world.find("subscription_schedule", params["schedule"], "schedule")["customer"]
    given = as_dict(params.get("customer_details"))
    tax_ids.check(given.get("tax_ids") or (), "customer_details[tax_ids]")
    if id:
        customer = world.find("customer", id, "customer")
        told = {key: given[key] for key in OVERRIDDEN if key in given}
        customer = world.changes.update(customer, told, event=None)
    else:
        details = {"currency": params.get("currency"), **given}
        customer = world.changes.create("customer", crud.build(world, "customer", details))
    if "tax_ids" in given:
        for known in list(world.store.all(tax_ids.NAME, "customer", customer["id"])):
            world.changes.delete(known, event=None)
        for tax_id in given["tax_ids"] or ():
            tax_ids.add(world, customer, tax_id)
    return customer


def _item_params(item: Obj) -> Obj:
    """An item of a preview in the words of the operation that makes items."""
    found = {key: value for key, value in item.items() if key not in ("invoiceitem", "price")}
    if item.get("price"):
        found["pricing"] = {"price": item["price"]}
    if item.get("unit_amount") is not None:
        found["unit_amount_decimal"] = str(found.pop("unit_amount"))
    return found


def shown(world: World, invoice: Obj, customer: Obj) -> Obj:
    """A rehearsed draft as a preview shows it."""
    id = f"upcoming_{invoice['id']}"
    lines = [
        {**line, "id": line["id"].replace("il_", "il_tmp_", 1), "invoice": id}
        for line in invoice_lines.lines(world, invoice)
    ]
    balance = invoices.balance_of(customer, invoice["currency"])
    due = totals.due(invoice["total"], balance, invoice["currency"])
    page = {**invoice["lines"], "data": lines, "has_more": False, "url": f"/v1/invoices/{id}/lines"}
    automatic = invoice["collection_method"] == "charge_automatically"
    attempt = invoice["created"] + world.state.settings.finalize_after if automatic else None
    return {
        **invoice,
        "id": id,
        "amount_due": due.amount,
        "amount_remaining": due.amount,
        "billing_reason": "upcoming",
        "ending_balance": due.ending_balance,
        "lines": page,
        "next_payment_attempt": attempt,
    }
