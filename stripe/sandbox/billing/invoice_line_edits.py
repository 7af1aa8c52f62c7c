"""The operations on the lines of a draft: listed, added, changed, taken off, one by one or many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    automatic_tax,
    discounts,
    invoice_items,
    invoice_lines,
    tax_rates,
    totals,
)
from stripe.sandbox.billing.invoice_lines import Entry
from stripe.sandbox.billing.invoice_state import check_draft
from stripe.sandbox.billing.item_worth import COUNTED, PRICED, revalued, worth_of
from stripe.sandbox.errors import ApiError, exclusive, invalid, missing_object, within
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME, INVOICE, ITEM = "line_item", "invoice", "invoiceitem"
ONE = "POST /v1/invoices/{invoice}"
LINE = "/v1/invoices/{invoice}/lines"
PLAIN = ("description", "discountable", "period")


@operation(f"GET {LINE}")
def list_lines(call: Call) -> Obj:
    """A page of the lines of an invoice."""
    return lists.slice_of(call, invoice_lines.lines(call.world, call.get(INVOICE)), NAME)


@operation(f"{ONE}/add_lines")
def add_lines(call: Call) -> Obj:
    """More lines, new ones or those of pending items."""
    invoice, world = check_draft(call.get(INVOICE)), call.world
    entries = invoice_lines.entries(world, invoice)
    if len(entries) + len(call.params["lines"]) > invoice_items.MOST:
        raise invalid(f"An invoice can have up to {invoice_items.MOST} lines.", "lines")
    for at, given in enumerate(call.params["lines"]):
        path = f"lines[{at}]"
        make = _of_pending if given.get("invoice_item") else _new
        entries.append(make(world, invoice, given, path))
    return invoice_lines.keep(world, invoice, entries, _metadata(call, invoice))


def _of_pending(world: World, invoice: Obj, given: Obj, path: str) -> Entry:
    param = f"{path}[invoice_item]"
    other = next((key for key in (*PRICED, *COUNTED) if given.get(key) is not None), None)
    if other is not None:
        raise exclusive(param, f"{path}[{other}]")
    item = world.find(ITEM, given["invoice_item"], param)
    if item["customer"] != invoice["customer"]:
        raise invalid("The invoice item belongs to another customer.", param)
    if item["invoice"] is not None:
        raise invalid(f"The invoice item is on an invoice already: {item['invoice']}.", param)
    if item["currency"] != invoice["currency"]:
        raise invalid(f"The invoice item is in {item['currency']}, the invoice is not.", param)
    item = world.changes.update(item, {"invoice": invoice["id"]}, event=None)
    return _changed(world, invoice, invoice_lines.of_item(item), given, path)


def _new(world: World, invoice: Obj, given: Obj, path: str) -> Entry:
    now = world.now()
    worth = worth_of(world, given, path, invoice["currency"])
    if worth.currency != invoice["currency"]:
        raise invalid(
            f"The line is in {worth.currency}, the invoice in {invoice['currency']}.", path
        )
    entry = invoice_lines.make(
        world,
        amount=worth.amount,
        currency=worth.currency,
        description=given.get("description") or worth.name,
        discountable=worth.amount >= 0,
        parent=None,
        period=given.get("period") or {"start": now, "end": now},
        price=worth.pricing,
        quantity=worth.quantity,
    )
    rest = {key: value for key, value in given.items() if key not in (*PRICED, *COUNTED)}
    return _changed(world, invoice, entry, rest, path)


@operation(f"{ONE}/update_lines")
def update_lines(call: Call) -> Obj:
    """Changes lines by their ids."""
    invoice, world = check_draft(call.get(INVOICE)), call.world
    entries = {entry.line["id"]: entry for entry in invoice_lines.entries(world, invoice)}
    for at, given in enumerate(call.params["lines"]):
        id = given["id"]
        if id not in entries:
            raise _absent(id, f"lines[{at}][id]")
        entries[id] = _changed(world, invoice, entries[id], given, f"lines[{at}]")
    return invoice_lines.keep(world, invoice, entries.values(), _metadata(call, invoice))


@operation(f"{ONE}/remove_lines")
def remove_lines(call: Call) -> Obj:
    """Takes lines off; their items are deleted, or pending again."""
    invoice, world = check_draft(call.get(INVOICE)), call.world
    entries = {entry.line["id"]: entry for entry in invoice_lines.entries(world, invoice)}
    for at, given in enumerate(call.params["lines"]):
        entry = entries.pop(given["id"], None)
        if entry is None:
            raise _absent(given["id"], f"lines[{at}][id]")
        item = world.store.get(ITEM, invoice_lines.item_of(entry.line) or "")
        if item is not None and given["behavior"] == "delete":
            world.changes.delete(item)
        else:
            invoice_items.release(world, [entry.line])
    return invoice_lines.keep(world, invoice, entries.values(), _metadata(call, invoice))


@operation(f"POST {LINE}/{{line_item_id}}")
def update_line(call: Call) -> Obj:
    """Changes one line."""
    invoice, world = check_draft(call.get(INVOICE, "invoice")), call.world
    id = call.ids["line_item_id"]
    entries = {entry.line["id"]: entry for entry in invoice_lines.entries(world, invoice)}
    if id not in entries:
        raise _absent(id, "line_item_id", 404)
    entries[id] = _changed(world, invoice, entries[id], call.params, "")
    invoice_lines.keep(world, invoice, entries.values())
    return next(line for line in invoice_lines.lines(world, invoice) if line["id"] == id)


def _absent(id: str, param: str, status: int = 400) -> ApiError:
    return missing_object(NAME, id, param, status=status)


def _metadata(call: Call, invoice: Obj) -> Obj:
    if "invoice_metadata" not in call.params:
        return {}
    sent = call.params["invoice_metadata"]
    return {"metadata": shapes.merge_metadata(invoice["metadata"], sent)}


def _changed(world: World, invoice: Obj, entry: Entry, given: Obj, path: str) -> Entry:
    """A line with what was given for it; what it is worth goes to its item too."""
    line = entry.line
    if part(line, "parent", "subscription_item_details").get("proration"):
        frozen = {*PRICED, *COUNTED, "discounts"} & given.keys()
        if frozen:
            raise invalid(
                "The line is a proration: it cannot be changed.", within(path, min(frozen))
            )
    changed: Obj = {key: given[key] for key in PLAIN if given.get(key) is not None}
    if given.get("metadata") is not None:
        changed["metadata"] = shapes.merge_metadata(line["metadata"], given["metadata"])
    changed.update(revalued(world, line, given, path))
    if discounts.are_changed(given):
        changed["discounts"] = _discounts(
            world, invoice, given["discounts"], within(path, "discounts")
        )
    rates, taxes = entry.rates, entry.taxes
    if "tax_rates" in given:
        found = tax_rates.find(world, given["tax_rates"], within(path, "tax_rates"))
        rates, taxes = found or None, None
    if given.get("tax_amounts"):
        if given.get("tax_rates"):
            raise exclusive(within(path, "tax_rates"), within(path, "tax_amounts"))
        if invoice["default_tax_rates"] or automatic_tax.is_on(invoice):
            raise invalid(
                "Tax amounts cannot be set where the invoice has tax rates or automatic tax.",
                within(path, "tax_amounts"),
            )
        rates, taxes = [], [_tax(world, one) for one in given["tax_amounts"]]
    _pass_on(world, line, changed, rates)
    return Entry({**line, **changed}, rates, taxes)


def _discounts(world: World, invoice: Obj, given: list[Obj] | None, path: str) -> list[str]:
    customer = as_dict(world.store.get("customer", invoice["customer"]))
    found = discounts.read(world, given, path, customer=customer, currency=invoice["currency"])
    return discounts.redeem(world, found, customer=invoice["customer"], invoice=invoice["id"])


def _tax(world: World, given: Obj) -> Obj:
    """A tax amount that was given, with the rate that it describes."""
    data = given["tax_rate_data"]
    built = {**crud.build(world, tax_rates.NAME, data), "active": False}
    built["percentage"] = float(data["percentage"])
    rate = world.changes.create(tax_rates.NAME, built, event=None)
    entry = totals.tax_entry(rate, given["amount"], given["taxable_amount"])
    return {**entry, "taxability_reason": given.get("taxability_reason") or "standard_rated"}


def _pass_on(world: World, line: Obj, changed: Obj, rates: list[Obj] | None) -> None:
    """Brings the item of a line up to date with the line."""
    item = world.store.get(ITEM, invoice_lines.item_of(line) or "")
    if item is not None:
        own = {key: value for key, value in changed.items() if key in item}
        world.changes.update(item, {**own, "tax_rates": rates or []}, event=None)
