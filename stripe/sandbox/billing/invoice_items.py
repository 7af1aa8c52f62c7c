"""Invoice items: what a customer's next invoice, or the draft that an item names, is to charge for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    customer_currency,
    discounts,
    invoice_lines,
    tax_rates,
)
from stripe.sandbox.billing.invoice_state import check_draft
from stripe.sandbox.billing.item_worth import COUNTED, PRICED, Worth, revalued, worth_of
from stripe.sandbox.billing.subscription_state import ENDED
from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME, INVOICE = "invoiceitem", "invoice"
MOST = 250
ONE = f"/v1/invoiceitems/{{{NAME}}}"


# -- operations --------------------------------------------------------------------------------------


@operation("POST /v1/invoiceitems")
def create_item(call: Call) -> Obj:
    """An item: on the draft it names, else pending until the next invoice."""
    params, world = call.params, call.world
    check_customer(params)
    crud.check_references(world, NAME, params)
    _check_period(params)
    return create(world, params)


@operation(f"POST {ONE}")
def update_item(call: Call) -> Obj:
    """Changes an item that is pending, or on a draft."""
    item, params, world = call.get(NAME), call.params, call.world
    _check_open(world, item)
    _check_period(params)
    frozen = {*PRICED, *COUNTED, "discounts"} & params.keys()
    if item["proration"] and frozen:
        raise invalid(
            f"This invoice item is a proration: its `{min(frozen)}` is frozen.", min(frozen)
        )
    if item["proration"] and params.get("discountable"):
        raise invalid("Prorations cannot be discountable.", "discountable")
    customer = as_dict(world.store.get("customer", item["customer"]))
    item = world.changes.update(item, _changed(world, item, params, customer), event=None)
    _show_on_draft(world, item)
    return item


@operation(f"DELETE {ONE}")
def delete_item(call: Call) -> Obj:
    """Deletes an item that is pending, or takes it off its draft."""
    item, world = call.get(NAME), call.world
    _check_open(world, item)
    invoice = world.store.get(INVOICE, item["invoice"] or "")
    if invoice is not None:
        left = [
            entry
            for entry in invoice_lines.entries(world, invoice)
            if invoice_lines.item_of(entry.line) != item["id"]
        ]
        invoice_lines.keep(world, invoice, left)
    return world.changes.delete(item)


@operation("GET /v1/invoiceitems")
def list_items(call: Call) -> Obj:
    """Items of a customer or an invoice; `pending` ones are on none."""
    params = call.params
    waiting = params.pop("pending", None)
    field = next((key for key in ("invoice", "customer") if params.get(key) is not None), None)
    customer = params.get("customer")

    def keep(item: Obj) -> bool:
        if waiting is not None and waiting != (item["invoice"] is None):
            return False
        return customer is None or item["customer"] == customer

    value = params.get(field) if field is not None else None
    # items tell their creation by `date`
    created = lists.created_filter(params.pop("created", None), "date")
    both = keep if created is None else lambda item: keep(item) and created(item)
    return lists.page(call, NAME, field=field, value=value, keep=both)


# -- rules -------------------------------------------------------------------------------------------


def check_customer(params: Obj) -> None:
    """Raises when no customer is named; accounts of the V2 API are none here."""
    if params.get("customer"):
        return
    if params.get("customer_account"):
        raise invalid(
            "The sandbox bills customers only: pass `customer` instead of `customer_account`.",
            "customer_account",
        )
    raise missing_parameter("customer")


def create(world: World, params: Obj) -> Obj:
    """Makes an item from the parameters of the operation (`customer` is required)."""
    customer = world.find("customer", params["customer"], "customer")
    invoice = _named_draft(world, params, customer)
    subscription = None
    if params.get("subscription"):
        subscription = _named_subscription(world, params, customer)
    known = (invoice or {}).get("currency") or customer.get("currency")
    worth = worth_of(world, params, "", known)
    if invoice is not None and worth.currency != invoice["currency"]:
        raise invalid(
            f"The currency of the item ({worth.currency}) must be that of the invoice "
            f"({invoice['currency']}).",
            "currency",
        )
    redemptions = discounts.read(
        world, params.get("discounts"), customer=customer, currency=worth.currency
    )
    rates = tax_rates.find(world, params.get("tax_rates"), "tax_rates")
    if invoice is None and sum(1 for _ in pending(world, customer["id"])) >= MOST:
        raise invalid(f"A customer can have up to {MOST} pending invoice items.", "customer")
    customer_currency.take(world, customer, worth.currency)
    id = world.ids.new(NAME)
    item = build(
        world,
        customer,
        worth,
        id=id,
        description=params.get("description") or worth.name,
        discountable=params.get("discountable"),
        discounts=discounts.redeem(world, redemptions, customer=customer["id"], invoice_item=id),
        metadata=shapes.merge_metadata(None, params.get("metadata")),
        period=params.get("period"),
        rates=rates,
        subscription=subscription,
    )
    item["invoice"] = invoice["id"] if invoice is not None else None
    item = world.changes.create(NAME, item)
    if invoice is not None:
        found = invoice_lines.entries(world, invoice)
        invoice_lines.keep(world, invoice, [*found, invoice_lines.of_item(item)])
    return item


def build(
    world: World,
    customer: Obj,
    worth: Worth,
    *,
    id: str | None = None,
    description: str | None = None,
    discountable: bool | None = None,
    discounts: Iterable[str] = (),
    metadata: Obj | None = None,
    period: Obj | None = None,
    rates: list[Obj] | None = None,
    subscription: str | None = None,
    subscription_item: str | None = None,
    proration: Obj | None = None,
) -> Obj:
    """An item, not stored yet; prorations have `proration` ({credited_items, discount_amounts})."""
    now = world.now()
    item = {
        **crud.template(NAME),
        "id": id or world.ids.new(NAME),
        "amount": worth.amount,
        "currency": worth.currency,
        "customer": customer["id"],
        "date": now,
        "description": description,
        "discountable": worth.amount >= 0 if discountable is None else discountable,
        "discounts": list(discounts),
        "livemode": world.livemode,
        "metadata": dict(metadata or {}),
        "net_amount": worth.amount,
        "period": period or {"start": now, "end": now},
        "pricing": worth.pricing,
        "tax_rates": list(rates or ()),
        "test_clock": customer.get("test_clock"),
        **invoice_lines.quantities(worth.quantity),
    }
    if proration is not None:
        item.update(discountable=False, proration=True, proration_details=proration)
    if subscription is not None:
        details = {"subscription": subscription}
        if subscription_item is not None:
            details["subscription_item"] = subscription_item
        item["parent"] = {"type": "subscription_details", "subscription_details": details}
    return item


def pending(world: World, customer: str, subscription: str | None = None) -> list[Obj]:
    """The items of a customer that are on no invoice yet, the newest first.

    With a subscription those that its next invoice takes: its own, and those of no subscription;
    without one the latter alone.
    """
    return [
        item
        for item in world.store.all(NAME, "customer", customer)
        if item["invoice"] is None and subscription_of(item) in (None, subscription)
    ]


def pending_of(world: World, sub: Obj) -> list[Obj]:
    """The pending items of a subscription itself."""
    found = pending(world, sub["customer"], sub["id"])
    return [item for item in found if subscription_of(item) == sub["id"]]


def subscription_of(item: Obj) -> str | None:
    """The subscription that an item belongs to."""
    found: str | None = part(item, "parent", "subscription_details").get("subscription")
    return found


def release(world: World, lines: Iterable[Obj]) -> None:
    """Makes the items of lines pending again: their draft is gone."""
    for line in lines:
        item = world.store.get(NAME, invoice_lines.item_of(line) or "")
        if item is not None:
            world.changes.update(item, {"invoice": None}, event=None)


def _named_draft(world: World, params: Obj, customer: Obj) -> Obj | None:
    if not params.get("invoice"):
        return None
    invoice = world.find(INVOICE, params["invoice"], "invoice")
    if invoice["customer"] != customer["id"]:
        raise invalid(
            f"The invoice {invoice['id']} belongs to another customer than {customer['id']}.",
            "invoice",
        )
    check_draft(invoice)
    if len(invoice_lines.entries(world, invoice)) >= MOST:
        raise invalid(f"An invoice can have up to {MOST} invoice items.", "invoice")
    return invoice


def _named_subscription(world: World, params: Obj, customer: Obj) -> str:
    found = world.find("subscription", params["subscription"], "subscription")
    if found["customer"] != customer["id"]:
        raise invalid(
            f"The subscription {found['id']} belongs to another customer than {customer['id']}.",
            "subscription",
        )
    if found["status"] in ENDED:
        raise invalid(
            f"The subscription {found['id']} has ended: it makes no more invoices.", "subscription"
        )
    return str(found["id"])


def _check_open(world: World, item: Obj) -> None:
    invoice = world.store.get(INVOICE, item["invoice"] or "")
    if invoice is not None:
        check_draft(invoice)


def _check_period(params: Obj) -> None:
    period = part(params, "period")
    if period and period["end"] < period["start"]:
        raise invalid("The end of a period cannot be before its start.", "period[end]")


def _changed(world: World, item: Obj, params: Obj, customer: Obj) -> Obj:
    """The fields of an item that an update changes."""
    changed = {
        key: params[key]
        for key in ("description", "discountable", "period")
        if params.get(key) is not None
    }
    if "description" in params:
        changed["description"] = params["description"]
    if "metadata" in params:
        changed["metadata"] = shapes.merge_metadata(item["metadata"], params["metadata"])
    if "tax_rates" in params:
        changed["tax_rates"] = tax_rates.find(world, params["tax_rates"], "tax_rates")
    if discounts.are_changed(params):
        redemptions = discounts.read(
            world, params["discounts"], customer=customer, currency=item["currency"]
        )
        changed["discounts"] = discounts.redeem(
            world, redemptions, customer=item["customer"], invoice_item=item["id"]
        )
    changed.update(revalued(world, item, params, ""))
    if "amount" in changed:
        changed["net_amount"] = changed["amount"]
    return changed


def _show_on_draft(world: World, item: Obj) -> None:
    """Brings the line of an item on a draft up to date."""
    invoice = world.store.get(INVOICE, item["invoice"] or "")
    if invoice is None:
        return
    found = [
        invoice_lines.of_item(item).with_line(id=entry.line["id"])
        if invoice_lines.item_of(entry.line) == item["id"]
        else entry
        for entry in invoice_lines.entries(world, invoice)
    ]
    invoice_lines.keep(world, invoice, found)
