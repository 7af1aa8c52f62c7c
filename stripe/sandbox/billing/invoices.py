"""Invoices: their lines, the sums of these, and their way from draft to paid.

No taxes, discounts or subscriptions: a line is worth what it says, or its price times its quantity.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import collection
from stripe.sandbox.errors import ApiError, invalid, missing_object, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation, prepare
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME, ITEM = "invoice", "invoiceitem"
ONE = "POST /v1/invoices/{invoice}"
LINE = "/v1/invoices/{invoice}/lines"
PREVIEWED = ("customer", "customer_account", "customer_details", "schedule", "subscription")


# -- lines ---------------------------------------------------------------------------------------


def _priced(world: World, given: Obj, path: str) -> tuple[int, str | None, Obj | None]:
    """Amount, currency and `pricing` of what an item or a line was given."""
    pricing, data = as_dict(given.get("pricing")), given.get("price_data")
    quantity = Decimal(str(given.get("quantity_decimal") or given.get("quantity") or 1))
    price = data
    if pricing.get("price"):
        price = world.find("price", pricing["price"], f"{path}pricing[price]".replace("]p", "][p"))
    if price is None:
        each = given.get("unit_amount_decimal")
        if given.get("amount") is not None or each is None:
            return given.get("amount") or 0, given.get("currency"), None
        return _rounded(Decimal(each) * quantity), given.get("currency"), None
    each = price.get("unit_amount_decimal") or price.get("unit_amount") or 0
    shown = {
        "type": "price_details",
        "price_details": {"price": price.get("id"), "product": price.get("product")},
        "unit_amount_decimal": str(each),
    }
    amount = given.get("amount")
    if amount is None:
        amount = _rounded(Decimal(str(each)) * quantity)
    return amount, price["currency"], shown


def _rounded(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_UP))


def _line(world: World, invoice: Obj, given: Obj, path: str, item: str | None = None) -> Obj:
    amount, currency, pricing = _priced(world, given, path)
    now = world.now()
    details = {"invoice_item": item, "proration": False, "proration_details": None}
    line = {
        **crud.template("line_item"),
        "id": world.ids.new("line_item"),
        "currency": currency or invoice["currency"],
        "description": given.get("description"),
        "discountable": given.get("discountable") is not False,
        "invoice": invoice["id"],
        "livemode": world.livemode,
        "metadata": dict(given.get("metadata") or {}),
        "parent": {"type": "invoice_item_details", "invoice_item_details": details},
        "period": given.get("period") or {"start": now, "end": now},
        "pricing": pricing,
        "quantity": given.get("quantity") or 1,
    }
    return {**line, "amount": amount, "subtotal": amount}


def _sums(invoice: Obj, lines: list[Obj]) -> Obj:
    """The fields of an invoice that follow from its lines."""
    total = sum(line["amount"] for line in lines)
    due = max(total, 0)
    shown = {**invoice["lines"], "data": lines, "url": f"/v1/invoices/{invoice['id']}/lines"}
    return {
        "lines": {**shown, "has_more": False},
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "total": total,
        "total_excluding_tax": total,
        "amount_due": due,
        "amount_remaining": due - invoice["amount_paid"],
    }


def _draft(invoice: Obj) -> Obj:
    if invoice["status"] != "draft":
        message = "This invoice is no longer editable."
        raise invalid(message, code="invoice_not_editable")
    return invoice


def _set(call: Call, invoice: Obj, lines: list[Obj], more: Obj | None = None) -> Obj:
    return call.changes.update(invoice, {**_sums(invoice, lines), **(more or {})})


def _metadata(call: Call, invoice: Obj) -> Obj:
    sent = call.params.get("invoice_metadata")
    if sent is None:
        return {}
    return {"metadata": shapes.merge_metadata(invoice["metadata"], sent)}


@operation(f"{ONE}/add_lines")
def add_lines(call: Call) -> Obj:
    """More lines, new ones or those of pending items."""
    invoice = _draft(call.get(NAME))
    lines = list(invoice["lines"]["data"])
    for at, given in enumerate(call.params["lines"]):
        path = f"lines[{at}]["
        if given.get("invoice_item"):
            item = call.find(ITEM, given["invoice_item"], f"{path}invoice_item]")
            call.changes.update(item, {"invoice": invoice["id"]})
            lines.append(_line(call.world, invoice, item, path, item["id"]))
        else:
            lines.append(_line(call.world, invoice, given, path))
    return _set(call, invoice, lines, _metadata(call, invoice))


def _absent(id: str, param: str, status: int = 400) -> ApiError:
    return missing_object("line_item", id, param, status=status)


def _changed(call: Call, line: Obj, given: Obj, path: str) -> Obj:
    plain: Obj = {
        key: given[key] for key in ("description", "discountable", "period") if key in given
    }
    if "metadata" in given:
        plain["metadata"] = shapes.merge_metadata(line["metadata"], given["metadata"])
    worth = {"amount", "pricing", "price_data", "quantity"} & given.keys()
    if worth:
        old = as_dict(line["pricing"])
        known: Obj = {"quantity": line["quantity"]}
        if "amount" not in given and "pricing" not in given and old:
            price = old["price_details"]["price"]
            known["pricing"] = {"price": price} if price else None
        amount, currency, pricing = _priced(call.world, {**known, **given}, path)
        plain.update(amount=amount, subtotal=amount, pricing=pricing)
        plain["quantity"] = given.get("quantity") or line["quantity"]
        plain["currency"] = currency or line["currency"]
    return {**line, **plain}


@operation(f"{ONE}/update_lines")
def update_lines(call: Call) -> Obj:
    """Changes lines by their ids."""
    invoice = _draft(call.get(NAME))
    lines = {line["id"]: line for line in invoice["lines"]["data"]}
    for at, given in enumerate(call.params["lines"]):
        if given["id"] not in lines:
            raise _absent(given["id"], f"lines[{at}][id]")
        lines[given["id"]] = _changed(call, lines[given["id"]], given, f"lines[{at}][")
    return _set(call, invoice, list(lines.values()), _metadata(call, invoice))


@operation(f"{ONE}/remove_lines")
def remove_lines(call: Call) -> Obj:
    """Takes lines off; their items are deleted, or pending again."""
    invoice = _draft(call.get(NAME))
    lines = {line["id"]: line for line in invoice["lines"]["data"]}
    for at, given in enumerate(call.params["lines"]):
        line = lines.pop(given["id"], None)
        if line is None:
            raise _absent(given["id"], f"lines[{at}][id]")
        item = call.store.get(ITEM, line["parent"]["invoice_item_details"]["invoice_item"] or "")
        if item is not None and given["behavior"] == "delete":
            call.changes.delete(item)
        elif item is not None:
            call.changes.update(item, {"invoice": None})
    return _set(call, invoice, list(lines.values()), _metadata(call, invoice))


@operation(f"POST {LINE}/{{line_item_id}}")
def update_line(call: Call) -> Obj:
    """Changes one line."""
    invoice = _draft(call.get(NAME, "invoice"))
    id = call.ids["line_item_id"]
    lines = {line["id"]: line for line in invoice["lines"]["data"]}
    if id not in lines:
        raise _absent(id, "line_item_id", 404)
    changed = lines[id] = _changed(call, lines[id], call.params, "")
    _set(call, invoice, list(lines.values()))
    return changed


@operation(f"GET {LINE}")
def list_lines(call: Call) -> Obj:
    """A page of lines."""
    return lists.slice_of(call, call.get(NAME)["lines"]["data"], "line_item")


# -- items ---------------------------------------------------------------------------------------


@prepare(ITEM)
def _item(world: World, obj: Obj, params: Obj) -> None:
    if not obj["customer"] and not params.get("customer_account"):
        raise missing_parameter("customer")
    amount, currency, pricing = _priced(world, params, "")
    customer = world.store.get("customer", obj["customer"] or "") or {}
    obj.update(amount=amount, pricing=pricing)
    obj["currency"] = currency or customer.get("currency") or "usd"


@operation("POST /v1/invoiceitems")
def create_item(call: Call) -> Obj:
    """An item: on the invoice it names, else pending until the next one."""
    named = call.params.get("invoice")
    invoice = _draft(call.find(NAME, named, "invoice")) if named else None
    item = crud.create(call)
    if invoice is not None:
        line = _line(call.world, invoice, item, "", item["id"])
        _set(call, invoice, [*invoice["lines"]["data"], {**line, "pricing": item["pricing"]}])
    return item


# -- the invoice ---------------------------------------------------------------------------------


@operation("POST /v1/invoices")
def create(call: Call) -> Obj:
    """A draft; with `pending_invoice_items_behavior=include` it takes in what is pending."""
    params = call.params
    if not any(params.get(key) for key in ("customer", "customer_account", "from_invoice")):
        raise missing_parameter("customer")
    return crud.create(call)


@prepare(NAME)
def _begin(world: World, obj: Obj, params: Obj) -> None:
    customer = world.store.get("customer", obj["customer"] or "") or {}
    obj["id"] = world.ids.new(NAME)  # its lines name it
    obj["customer_email"], obj["customer_name"] = customer.get("email"), customer.get("name")
    if params.get("days_until_due") is not None:
        obj["due_date"] = world.now() + params["days_until_due"] * 24 * 3600
    lines: list[Obj] = []
    if params.get("pending_invoice_items_behavior") == "include":
        for item in list(world.store.all(ITEM, "customer", obj["customer"])):
            if item["invoice"] is None and item["currency"] == obj["currency"]:
                world.changes.update(item, {"invoice": obj["id"]})
                line = _line(world, obj, item, "", item["id"])
                lines.append({**line, "pricing": item["pricing"]})
    obj.update(_sums(obj, lines))


@operation("POST /v1/invoices/create_preview")
def preview(call: Call) -> Obj:
    """What the next invoice would hold: pending items and those given; nothing is stored."""
    params = call.params
    if not any(params.get(key) for key in PREVIEWED):
        raise missing_parameter("customer")
    crud.check_references(call.world, NAME, call.params)
    obj = crud.build(call.world, NAME, call.params)
    _begin(call.world, obj, params)
    obj["id"] = "upcoming_" + obj["id"]
    pending = [
        (item, item["id"])
        for item in call.store.all(ITEM, "customer", obj["customer"] or "")
        if item["invoice"] is None and item["customer"] == obj["customer"]
    ]
    given = [(item, None) for item in params.get("invoice_items") or ()]
    lines = [
        {**_line(call.world, obj, item, f"invoice_items[{at}][", id), "invoice": obj["id"]}
        for at, (item, id) in enumerate([*given, *pending])
    ]
    if lines and not params.get("currency"):
        obj["currency"] = lines[0]["currency"]
    obj.update(_sums(obj, lines), created=call.world.now(), livemode=call.world.livemode)
    return obj


@operation("DELETE /v1/invoices/{invoice}")
def delete(call: Call) -> Obj:
    """Deletes a draft."""
    invoice = call.get(NAME)
    if invoice["status"] != "draft":
        raise invalid("You can only delete draft invoices.", code="invoice_not_editable")
    for line in invoice["lines"]["data"]:
        item = call.store.get(ITEM, line["parent"]["invoice_item_details"]["invoice_item"] or "")
        if item is not None:
            call.changes.update(item, {"invoice": None})
    return call.changes.delete(invoice)


def _finalized(call: Call, invoice: Obj) -> Obj:
    """The invoice open, with its number and addresses; paid at once when nothing is due."""
    now = call.world.now()
    customer = call.store.get("customer", invoice["customer"] or "")
    prefix, count = call.world.ids.text(8).upper(), 1
    if customer is not None:
        prefix, count = customer["invoice_prefix"] or prefix, customer["next_invoice_sequence"]
        call.changes.update(customer, {"next_invoice_sequence": count + 1}, event=None)
    page = f"https://invoice.stripe.com/i/{call.world.account_id}/{call.world.ids.text(24)}"
    changed: Obj = {
        "status": "open",
        "effective_at": invoice["effective_at"] or now,
        "hosted_invoice_url": page,
        "invoice_pdf": f"{page}/pdf",
        "number": invoice["number"] or f"{prefix}-{count:04}",
        "status_transitions": {**invoice["status_transitions"], "finalized_at": now},
    }
    found = call.changes.update(invoice, changed, event="invoice.finalized")
    return _paid(call, found) if found["amount_due"] == 0 else found


def _paid(call: Call, invoice: Obj) -> Obj:
    transitions = {**invoice["status_transitions"], "paid_at": call.world.now()}
    changed = {
        "status": "paid",
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "attempted": True,
        "attempt_count": 1 if invoice["amount_due"] else 0,
        "status_transitions": transitions,
    }
    found = call.changes.update(invoice, changed, event="invoice.paid")
    call.changes.emit("invoice.payment_succeeded", found)
    return found


@operation(f"{ONE}/finalize")
def finalize(call: Call) -> Obj:
    """From draft to open."""
    invoice = call.get(NAME)
    if invoice["status"] != "draft":
        raise invalid(
            "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
            code="invoice_not_editable",
        )
    return _finalized(call, invoice)


@operation(f"{ONE}/pay")
def pay(call: Call) -> Obj:
    """Paid by what the request, the invoice or the customer names; with none it counts as paid."""
    invoice = call.get(NAME)
    if invoice["status"] == "paid":
        raise invalid("Invoice is already paid")
    if invoice["status"] == "void":
        raise invalid("Invoices with a status of void cannot be paid.")
    if invoice["status"] == "draft":
        invoice = _finalized(call, invoice)
    if invoice["status"] == "paid":
        return invoice
    method = collection.method_of(call, invoice, call.params)
    if method is not None and not call.params.get("paid_out_of_band"):
        collection.collect(call, invoice, method)
    return _paid(call, invoice)


@operation(f"{ONE}/send")
def send(call: Call) -> Obj:
    """Finalizes a draft, and says that the invoice was sent."""
    invoice = call.get(NAME)
    if invoice["status"] not in ("draft", "open"):
        raise invalid(f"You cannot send this invoice because it is {invoice['status']}.")
    if invoice["status"] == "draft":
        invoice = _finalized(call, invoice)
    call.changes.emit("invoice.sent", invoice)
    return invoice


@operation(f"{ONE}/attach_payment")
def attach_payment(call: Call) -> Obj:
    """Pays an open invoice with a payment made elsewhere, as far as that one has succeeded."""
    invoice, params = call.get(NAME), call.params
    if invoice["status"] not in ("open", "uncollectible"):
        raise invalid(f"You cannot attach a payment to an invoice that is {invoice['status']}.")
    if params.get("payment_record"):
        record = call.find("payment_record", params["payment_record"], "payment_record")
        received = record["amount_guaranteed"]["value"]
    elif params.get("payment_intent"):
        intent = call.find("payment_intent", params["payment_intent"], "payment_intent")
        received = intent["amount_received"] if intent["status"] == "succeeded" else 0
    else:
        raise missing_parameter("payment_intent")
    paid = min(invoice["amount_due"], invoice["amount_paid"] + received)
    if paid == invoice["amount_due"]:
        return _paid(call, invoice)
    left = invoice["amount_due"] - paid
    return call.changes.update(invoice, {"amount_paid": paid, "amount_remaining": left})
