"""The lines of an invoice: made of items and prices, kept with the invoice, summed up.

An `Entry` is a line with what the API does not show of it: tax rates or tax amounts of its own. All
entries lie hidden with their invoice; the invoice shows the first ten, `GET .../lines` all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing import automatic_tax, credit_grants, discounts, pricing, totals
from stripe.sandbox.billing.credit_grants import Share
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.lists import INLINE_LENGTH
from stripe.sandbox.json import Obj, part
from stripe.sandbox.state.changes import DEFAULT

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "line_item"
WHOLE = Decimal(1)


class Entry(NamedTuple):
    """A line; `rates` are its own tax rates (None: those of the invoice), `taxes` amounts given."""

    line: Obj
    rates: list[Obj] | None = None
    taxes: list[Obj] | None = None

    def with_line(self, **changed: object) -> Entry:
        """The entry with fields of its line changed."""
        return self._replace(line={**self.line, **changed})


# -- made --------------------------------------------------------------------------------------------


def make(
    world: World,
    *,
    amount: int,
    currency: str,
    parent: Obj | None,
    period: Obj,
    description: str | None = None,
    discountable: bool = True,
    discounts: Iterable[str] = (),
    metadata: Obj | None = None,
    price: Obj | None = None,
    quantity: Decimal = WHOLE,
    rates: list[Obj] | None = None,
    subscription: str | None = None,
) -> Entry:
    """A line that belongs to no invoice yet; `price` is the `pricing` that it shows."""
    line = {
        **crud.template(NAME),
        "id": world.ids.new(NAME),
        "amount": amount,
        "currency": currency,
        "description": description,
        "discount_amounts": [],
        "discountable": discountable,
        "discounts": list(discounts),
        "livemode": world.livemode,
        "metadata": dict(metadata or {}),
        "parent": parent,
        "period": period,
        "pretax_credit_amounts": [],
        "pricing": price,
        "subscription": subscription,
        "subtotal": amount,
        "taxes": [],
        **quantities(quantity),
    }
    return Entry(line, rates)


def quantities(quantity: Decimal) -> Obj:
    """A quantity as lines and items show it: whole (cut off), and exact."""
    return {"quantity": int(quantity), "quantity_decimal": plain(quantity)}


def plain(number: Decimal) -> str:
    """A decimal as the API writes it: no exponent, no zeros at the end."""
    return f"{number.normalize():f}"


def pricing_of(price: Obj, unit_amount_decimal: str | None) -> Obj:
    """The `pricing` that a line or an item of a price shows."""
    return {
        "type": "price_details",
        "price_details": {"price": price["id"], "product": price["product"]},
        "unit_amount_decimal": unit_amount_decimal,
    }


def parent_of_item(invoice_item: str, subscription: str | None = None) -> Obj:
    """The parent of a line that comes of an invoice item."""
    details = {
        "invoice_item": invoice_item,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": subscription,
    }
    return {
        "type": "invoice_item_details",
        "invoice_item_details": details,
        "subscription_item_details": None,
    }


def parent_of_subscription_item(
    subscription: str,
    subscription_item: str,
    *,
    invoice_item: str | None = None,
    credited_items: Obj | None = None,
) -> Obj:
    """The parent of a line of a subscription item; with an invoice item it is a proration."""
    details = {
        "invoice_item": invoice_item,
        "proration": invoice_item is not None,
        "proration_details": {"credited_items": credited_items},
        "subscription": subscription,
        "subscription_item": subscription_item,
    }
    return {
        "type": "subscription_item_details",
        "invoice_item_details": None,
        "subscription_item_details": details,
    }


def of_item(item: Obj) -> Entry:
    """The line of an invoice item; it gets the item's id within its parent."""
    details = part(item, "parent", "subscription_details")
    parent = parent_of_item(item["id"], details.get("subscription"))
    if item["proration"]:
        parent = parent_of_subscription_item(
            details["subscription"],
            details["subscription_item"],
            invoice_item=item["id"],
            credited_items=_credited_items(item),
        )
    return Entry(
        {
            **crud.template(NAME),
            "amount": item["amount"],
            "currency": item["currency"],
            "description": item["description"],
            "discount_amounts": part(item, "proration_details").get("discount_amounts") or [],
            "discountable": item["discountable"],
            "discounts": list(item["discounts"] or ()),
            "livemode": item["livemode"],
            "metadata": dict(item["metadata"]),
            "parent": parent,
            "period": item["period"],
            "pretax_credit_amounts": [],
            "pricing": item["pricing"],
            "quantity": item["quantity"],
            "quantity_decimal": item["quantity_decimal"],
            "subscription": details.get("subscription"),
            "subtotal": item["amount"],
            "taxes": [],
        },
        list(item["tax_rates"]) if item["tax_rates"] or _credited_items(item) else None,
    )


def _credited_items(item: Obj) -> Obj | None:
    """The lines that a credit goes back to, as lines show them."""
    found = part(item, "proration_details", "credited_items", "invoice_line_item_details")
    return found or None


def of_subscription_item(
    world: World,
    item: Obj,
    price: Obj,
    *,
    currency: str,
    period: Obj,
    quantity: Decimal,
    discounts: Iterable[str] = (),
    metadata: Obj | None = None,
) -> list[Entry]:
    """The lines of a subscription item for a period: one, or one a tier and one a flat.

    `price` is whole (`prices.whole`).
    """
    product = world.store.get("product", price["product"])
    return [
        make(
            world,
            amount=piece.amount,
            currency=currency,
            description=pricing.described(price, product, piece, currency),
            discounts=discounts,
            metadata=metadata,
            parent=parent_of_subscription_item(item["subscription"], item["id"]),
            period=period,
            price=pricing_of(price, piece.unit_amount_decimal),
            quantity=piece.quantity,
            rates=item["tax_rates"] or None,
            subscription=item["subscription"],
        )
        for piece in pricing.pieces(price, quantity, currency)
    ]


def item_of(line: Obj) -> str | None:
    """The id of the invoice item that a line comes of."""
    for kind in ("invoice_item_details", "subscription_item_details"):
        found: str | None = part(line, "parent", kind).get("invoice_item")
        if found is not None:
            return found
    return None


# -- kept --------------------------------------------------------------------------------------------


def entries(world: World, invoice: Obj) -> list[Entry]:
    """All lines of an invoice, with what is hidden of them."""
    return [Entry(*found) for found in world.store.secret("invoice", invoice["id"])["entries"]]


def lines(world: World, invoice: Obj) -> list[Obj]:
    """All lines of an invoice, of which it shows the first ten."""
    return [entry.line for entry in entries(world, invoice)]


def summed(
    world: World, invoice: Obj, found: Iterable[Entry], *, book: bool = False
) -> tuple[Obj, list[Entry]]:
    """The fields of an invoice that follow from its lines, and the lines with what is taken off.

    With `book` credit grants are drawn on; without, the lines only show what they would give.
    """
    currency, id = invoice["currency"], invoice["id"]
    kept = [
        entry.with_line(invoice=id, id=entry.line["id"] or world.ids.new(NAME)) for entry in found
    ]
    rates_of = _rates_by(world, invoice)
    worths = [
        totals.Worth(
            line=entry.line,
            own=discounts.offs(world, entry.line["discounts"], currency),
            rates=rates_of(entry),
            taxes=entry.taxes or [],
        )
        for entry in kept
    ]
    done, sums = totals.lines_and_sums(
        worths,
        discounts.offs(world, invoice["discounts"], currency),
        credited=lambda found: credit_grants.applied(
            world, invoice, [Share(worth.line, worth.left) for worth in found], book=book
        ),
        tax_exempt=invoice["customer_tax_exempt"],
        rounding=world.state.settings.tax_rounding,
        shipping=part(invoice, "shipping_cost").get("amount_total") or 0,
    )
    due = max(sums["total"], 0)
    shown = {
        "object": "list",
        "data": done[:INLINE_LENGTH],
        "has_more": len(done) > INLINE_LENGTH,
        "url": f"/v1/invoices/{id}/lines",
    }
    sums.update(lines=shown, amount_due=due, amount_remaining=due)
    if automatic_tax.is_on(invoice):
        where = automatic_tax.of_invoice(invoice)
        sums["automatic_tax"] = automatic_tax.shown(invoice, where)
    pairs = zip(kept, done, strict=True)
    return sums, [entry._replace(line=line) for entry, line in pairs]


def _rates_by(world: World, invoice: Obj) -> Callable[[Entry], Sequence[Obj]]:
    """What tells the tax rates of a line: its own, the invoice's, or where the customer is."""
    if automatic_tax.is_on(invoice):
        where = automatic_tax.of_invoice(invoice)
        return lambda entry: automatic_tax.rates_of_line(world, entry.line, where)
    default = invoice["default_tax_rates"]
    return lambda entry: default if entry.rates is None else entry.rates


def keep(
    world: World,
    invoice: Obj,
    found: Iterable[Entry],
    changed: Obj | None = None,
    *,
    book: bool = False,
    event: str | None = DEFAULT,
) -> Obj:
    """Gives a draft these lines, and other changes; its sums follow (see `summed`)."""
    sums, kept = summed(world, {**invoice, **(changed or {})}, found, book=book)
    world.changes.hide(invoice, {"entries": kept})
    return world.changes.update(invoice, {**(changed or {}), **sums}, event=event)


def follow(world: World, customer: Obj, told: Obj) -> None:
    """Has the drafts of a customer tell what they are to tell of it, and be taxed by that."""
    for invoice in list(world.store.all("invoice", "customer", customer["id"])):
        if invoice["status"] == "draft" and any(invoice[key] != told[key] for key in told):
            keep(world, invoice, entries(world, invoice), told, event=None)


def again(world: World, invoice: Obj, changed: Obj) -> Obj:
    """Changes a draft, whose sums follow from the change."""
    return keep(world, invoice, entries(world, invoice), changed)
