"""The operations on invoices: made, changed, deleted, listed, finalized, paid, sent, given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    attached_payments,
    collection,
    discounts,
    dunning,
    finalization,
    invoice_items,
    invoice_lines,
    invoice_state,
    invoices,
    shipping_rates,
    tax_rates,
    voiding,
)
from stripe.sandbox.billing.periods import DAY
from stripe.sandbox.errors import exclusive, invalid
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.means import sources

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "invoice"
ONE = "POST /v1/invoices/{invoice}"
# What can still be changed of an invoice that is open, and of one that is settled.
OPEN = frozenset(
    {
        "auto_advance", "default_payment_method", "default_source", "description", "due_date",
        "footer", "metadata", "payment_settings",
    }
)  # fmt: skip
SETTLED = frozenset({"description", "footer", "metadata"})
REVISED = (
    "collection_method", "custom_fields", "default_payment_method", "default_tax_rates",
    "description", "due_date", "footer", "metadata", "payment_settings", "parent",
)  # fmt: skip
"""What a revision has from the invoice that it replaces."""


@operation("POST /v1/invoices")
def create(call: Call) -> Obj:
    """A draft; with `pending_invoice_items_behavior=include` it takes in what is pending."""
    params, world = call.params, call.world
    if params.get("from_invoice"):
        return _revise(world, params)
    invoice_items.check_customer(params)
    return invoices.create(world, params)


def _revise(world: World, params: Obj) -> Obj:
    """A draft that is a copy of an open invoice, which it replaces when it is finalized."""
    path = "from_invoice[invoice]"
    original = world.find(NAME, params["from_invoice"]["invoice"], path)
    if original["status"] not in invoice_state.UNSETTLED:
        raise invalid("Only an open or uncollectible invoice can be revised.", path)
    customer = world.find("customer", original["customer"], "customer")
    copied = (
        entry.with_line(id="", parent=None) for entry in invoice_lines.entries(world, original)
    )
    given = invoices.from_params(world, params, customer)
    fields: Obj = {key: original[key] for key in REVISED}
    fields.update(given, from_invoice={"action": "revision", "invoice": original["id"]})
    return invoices.draft(
        world,
        customer=customer,
        currency=original["currency"],
        lines=copied,
        discount_ids=original["discounts"],
        auto_advance=False,
        **fields,
    )


@operation(ONE)
def update(call: Call) -> Obj:
    """Changes a draft, or what is open for change later."""
    invoice, params, world = call.get(NAME), dict(call.params), call.world
    allowed = {"draft": None, "open": OPEN, "uncollectible": OPEN}.get(invoice["status"], SETTLED)
    refused = params.keys() - (allowed if allowed is not None else params.keys())
    if refused:
        raise invalid(
            "Finalized invoices can't be updated in this way: this invoice is no longer editable",
            min(refused),
            "invoice_not_editable",
        )
    changed = _changed(world, invoice, params)
    invoices.keep_connect(world, invoice, params)
    advances = params.get("auto_advance")
    moment = params.get("automatically_finalizes_at")
    if invoice["status"] == "draft":
        if advances and moment is None and not invoice["auto_advance"]:
            moment = world.now() + world.state.settings.finalize_after
        if moment is not None or advances is False:
            changed.update(automatically_finalizes_at=moment, next_payment_attempt=moment)
        if moment is not None:
            changed["auto_advance"] = True
        invoice = invoice_lines.again(world, invoice, changed)
        if moment is not None or advances is False:
            invoices.set_time(world, invoice, moment)
        return invoice
    started = advances and not invoice["auto_advance"] and invoice["status"] == "open"
    if advances is False:
        changed["next_payment_attempt"] = None
    invoice = world.changes.update(invoice, changed)
    return dunning.start(world, invoice) if started else invoice


def _changed(world: World, invoice: Obj, params: Obj) -> Obj:
    """The fields that an update sets."""
    customer = as_dict(world.store.get("customer", invoice["customer"]))
    invoices.check(world, params, customer, invoice)
    method = params.get("collection_method") or invoice["collection_method"]
    if params.get("collection_method") or {"days_until_due", "due_date"} & params.keys():
        terms = {**params}
        if method == "send_invoice" and not {"days_until_due", "due_date"} & params.keys():
            terms["due_date"] = invoice["due_date"]
        invoices.check_terms(customer, method, terms)
    plain = {key: value for key, value in params.items() if key not in invoices.SPECIAL}
    if params.get("collection_method") == "charge_automatically":
        plain["due_date"] = None
    changed = crud.changed_fields(invoice, plain)
    if "auto_advance" in params:
        changed["auto_advance"] = bool(params["auto_advance"])
    if "automatic_tax" in params:
        asked = params["automatic_tax"]
        changed["automatic_tax"] = {**crud.template(NAME)["automatic_tax"], **asked}
    if "default_tax_rates" in params:
        rates = tax_rates.find(world, params["default_tax_rates"], "default_tax_rates")
        changed["default_tax_rates"] = rates
    if params.get("days_until_due") is not None:
        changed["due_date"] = invoice["created"] + params["days_until_due"] * DAY
    if "shipping_cost" in params:
        given = params["shipping_cost"]
        cost = shipping_rates.cost_of(world, given, "shipping_cost") if given else None
        amount = cost["amount_total"] if cost else 0
        changed.update(shipping_cost=cost, amount_shipping=amount)
    if discounts.are_changed(params):
        changed["discounts"] = invoices.redeemed(
            world,
            invoice["id"],
            customer,
            invoice["currency"],
            params["discounts"],
            invoice["subtotal"],
        )
    return changed


@operation("DELETE /v1/invoices/{invoice}")
def delete(call: Call) -> Obj:
    """Deletes a draft that is not of a subscription; its items are pending again."""
    invoice, world = call.get(NAME), call.world
    if invoice["status"] != "draft" or invoice["billing_reason"].startswith("subscription"):
        raise invalid("You can only delete draft invoices.", code="invoice_not_editable")
    invoices.set_time(world, invoice, None)
    invoice_items.release(world, invoice_lines.lines(world, invoice))
    return world.changes.delete(invoice)


@operation("GET /v1/invoices")
def list_invoices(call: Call) -> Obj:
    """Invoices; `subscription`, `status`, `due_date` and the other documented filters narrow."""
    params = call.params
    subscription, customer = params.get("subscription"), params.get("customer")
    plain = {key: params[key] for key in ("status", "collection_method") if params.get(key)}
    due = lists.created_filter(params.get("due_date"), "due_date")
    if subscription is not None and customer is None:
        found = call.store.get("subscription", subscription)
        customer = found["customer"] if found is not None else None

    def keep(invoice: Obj) -> bool:
        if subscription is not None and invoices.subscription_of(invoice) != subscription:
            return False
        if due is not None and not (invoice["due_date"] and due(invoice)):
            return False
        return all(invoice[key] == value for key, value in plain.items())

    field = "customer" if customer is not None else None
    return lists.page(call, NAME, field=field, value=customer, keep=keep)


@operation(f"{ONE}/finalize")
def finalize(call: Call) -> Obj:
    """From draft to open; with `auto_advance` it is collected from now on."""
    advances = call.params.get("auto_advance")
    invoice = finalization.finalize(call.world, call.get(NAME), auto_advance=advances)
    return dunning.start(call.world, invoice) if advances else invoice


@operation(f"{ONE}/pay")
def pay(call: Call) -> Obj:
    """Paid by what the request names or what is stored, or out of band."""
    invoice, params, world = call.get(NAME), call.params, call.world
    method = params.get("payment_method")
    if method and params.get("source"):
        raise exclusive("payment_method", "source")
    if params.get("source"):
        owner = world.find("customer", invoice["customer"], None)
        sources.owned(world, owner, params["source"], "source")
    if params.get("mandate"):
        world.find("mandate", params["mandate"], "mandate")
    if params.get("paid_out_of_band"):
        if method or params.get("source"):
            raise exclusive("payment_method" if method else "source", "paid_out_of_band")
        return collection.pay_out_of_band(world, invoice)
    return collection.pay(
        world,
        invoice,
        payment_method=method or params.get("source"),
        off_session=params.get("off_session") is not False,
    )


@operation(f"{ONE}/send")
def send(call: Call) -> Obj:
    """Finalizes a draft, and says that the invoice was sent."""
    invoice, world = call.get(NAME), call.world
    if invoice["collection_method"] != "send_invoice":
        raise invalid(
            "You can only manually send an invoice if its collection method is 'send_invoice'."
        )
    if invoice["status"] not in ("draft", "open"):
        raise invalid(f"You cannot send this invoice because it is {invoice['status']}.")
    if invoice["status"] == "draft":
        invoice = finalization.finalize(world, invoice)
    world.changes.emit("invoice.sent", invoice)
    return invoice_state.current(world, invoice)


@operation(f"{ONE}/void")
def void(call: Call) -> Obj:
    """Voids an open or uncollectible invoice."""
    return voiding.void(call.world, call.get(NAME))


@operation(f"{ONE}/mark_uncollectible")
def mark_uncollectible(call: Call) -> Obj:
    """Gives up collecting an open invoice."""
    return voiding.mark_uncollectible(call.world, call.get(NAME))


@operation(f"{ONE}/attach_payment")
def attach_payment(call: Call) -> Obj:
    """Has an open invoice paid, or partly paid, by a payment made elsewhere."""
    return attached_payments.attach(call.world, call.get(NAME), call.params)
