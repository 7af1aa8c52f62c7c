"""The paid invoice of a session for a payment, where `invoice_creation` asks for one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    collection,
    discounts,
    finalization,
    invoice_lines,
    invoice_payments,
    invoices,
    sold_items,
)
from stripe.sandbox.checkout import line_items
from stripe.sandbox.json import Obj, part

if TYPE_CHECKING:
    from stripe.sandbox.billing.invoice_lines import Entry
    from stripe.sandbox.billing.sold_items import Sold
    from stripe.sandbox.state.world import World

NAME = "checkout.session"
FIELDS = ("custom_fields", "description", "footer", "metadata")


def made_for(world: World, session: Obj) -> Obj:
    """The invoice, paid by the session's intent, as a field of the session."""
    creation = part(session, "invoice_creation")
    if not creation.get("enabled"):
        return {}
    intent = world.find("payment_intent", session["payment_intent"], None)
    customer = world.find("customer", session["customer"], None)
    sold = line_items.again(world, world.store.secret(NAME, session["id"])["line_items"])
    given = line_items.discounts_of(session)
    redemptions = discounts.read(world, given, customer=customer, currency=session["currency"])
    draft = invoices.draft(
        world,
        customer=customer,
        currency=session["currency"],
        lines=[_line(world, one) for one in sold_items.as_billed(sold)],
        # they are counted when the session is complete
        discount_ids=discounts.hold(world, redemptions, customer=customer["id"]),
        auto_advance=False,
        automatic_tax={"disabled_reason": None, **session["automatic_tax"]},
        **_shipping(session),
        **{key: creation["invoice_data"][key] for key in FIELDS},
    )
    invoice = finalization.finalize(world, draft, intent=intent)
    payment = invoice_payments.default_of(world, invoice)
    if payment is not None:
        collection.receive(world, payment, intent["amount_received"])
    return {"invoice": invoice["id"]}


def _shipping(session: Obj) -> Obj:
    cost = session["shipping_cost"]
    if not cost:
        return {}
    shown = {**cost, "taxes": []}
    return {"amount_shipping": cost["amount_total"], "shipping_cost": shown}


def _line(world: World, one: Sold) -> Entry:
    now = world.now()
    return invoice_lines.make(
        world,
        amount=one.worth(),
        currency=one.price["currency"],
        description=one.description,
        parent=None,
        period={"start": now, "end": now},
        price=invoice_lines.pricing_of(one.price, one.price["unit_amount_decimal"]),
        quantity=Decimal(one.quantity or 1),
        rates=list(one.rates) or None,
    )
