"""Usage billed before its period ends, as an invoice item: when an item goes, or all is paused."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import invoice_items, invoice_lines, prices, pricing, usage_spans
from stripe.sandbox.billing.item_worth import Worth
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.wanted_items import is_metered
from stripe.sandbox.json import Obj, as_dict

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


def make(world: World, sub: Obj, item: Obj, span: Period) -> Obj | None:
    """The item for what a metered item has used in a time, None where that is nothing."""
    if not is_metered(item):
        return None
    used = usage_spans.usage_in(world, sub, item, span)
    billed = as_dict(usage_spans.billed_of(world, item, span))
    left = used - Decimal(billed.get("quantity", 0))
    if not left:
        return None
    price = prices.whole(world, item["price"])
    pieces = pricing.pieces(price, left, sub["currency"])
    each = pieces[0].unit_amount_decimal if len(pieces) == 1 else None
    product = world.store.get("product", price["product"])
    amount = pricing.amount_of(price, used, sub["currency"]) - int(billed.get("amount", 0))
    made = invoice_items.build(
        world,
        world.find("customer", sub["customer"], None),
        Worth(amount, sub["currency"], invoice_lines.pricing_of(price, each), left),
        description=pricing.described(price, product, pieces[0], sub["currency"]),
        period=span._asdict(),
        rates=item["tax_rates"] or None,
        subscription=sub["id"],
        subscription_item=item["id"],
    )
    return world.changes.create(invoice_items.NAME, made)
