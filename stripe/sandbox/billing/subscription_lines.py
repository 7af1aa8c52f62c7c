"""What a subscription is billed for: the lines of its items for their periods."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    discounts,
    invoice_lines,
    periods,
    prices,
    pricing,
    proration,
    totals,
    usage_spans,
)
from stripe.sandbox.billing.invoice_lines import Entry
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.prorations import is_flexible, period_of
from stripe.sandbox.billing.subscription_state import NAME
from stripe.sandbox.billing.wanted_items import quantity_of
from stripe.sandbox.json import Obj, as_dict

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


def of_time(world: World, sub: Obj, item: Obj, spans: Iterable[Period]) -> list[Entry]:
    """The lines of a licensed item for periods, prorated where they are not whole."""
    found: list[Entry] = []
    cycle = periods.cycle_of(item["price"])
    for span in spans:
        whole = periods.natural_period(span.start, sub["billing_cycle_anchor"], cycle)
        if whole.end - whole.start == span.end - span.start:
            found += _whole(world, sub, item, span, Decimal(quantity_of(item)))
        elif span.end > span.start:
            found.append(_part(world, sub, item, span, whole))
    return found


def of_trial(world: World, sub: Obj, item: Obj) -> Entry:
    """The line of an item for its trial, which costs nothing."""
    product = world.store.get("product", item["price"]["product"]) or {}
    name = product.get("name") or ""
    quantity = Decimal(quantity_of(item))
    words = f"Trial period for {name}"
    if is_flexible(sub):
        words = f"Free trial for {pricing.counted(quantity, product)} {pricing.TIMES} {name}"
    return invoice_lines.make(
        world,
        amount=0,
        description=words,
        period=period_of(item)._asdict(),
        price=invoice_lines.pricing_of(item["price"], "0"),
        quantity=quantity,
        **_common(sub, item),
    )


def of_usage(world: World, sub: Obj, item: Obj, span: Period) -> list[Entry]:
    """The lines of a metered item for the usage of a period."""
    span = Period(usage_spans.begun(world, item, span).at, span.end)
    used = usage_spans.usage_in(world, sub, item, span)
    billed = usage_spans.billed_of(world, item, span)
    if span.start >= span.end and not used:
        return []
    if billed is None:
        return _whole(world, sub, item, span, used)
    price = prices.whole(world, item["price"])
    left = used - Decimal(billed["quantity"])
    product = world.store.get("product", price["product"])
    found = pricing.pieces(price, left, sub["currency"])
    return [
        invoice_lines.make(
            world,
            amount=pricing.amount_of(price, used, sub["currency"]) - billed["amount"],
            description=pricing.described(price, product, found[0], sub["currency"]),
            discounts=discounts.active(world, item["discounts"]),
            period=span._asdict(),
            price=invoice_lines.pricing_of(price, found[0].unit_amount_decimal),
            quantity=left,
            **_common(sub, item),
        )
    ]


def of_past_usage(world: World, sub: Obj, item: Obj, span: Period) -> list[Entry]:
    """The lines of usage of a period that is over, as often as they are made anew.

    Where a phase of a schedule ended with it, they have the discounts of that phase.
    """
    ended = as_dict(world.store.secret(NAME, sub["id"]).get("ended_phase"))
    if ended.get("at") != span.end:
        return of_usage(world, sub, item, span)
    item = {**item, "discounts": ended["items"].get(item["id"], item["discounts"])}
    lines = of_usage(world, sub, item, span)
    worths = [
        totals.Worth(entry.line, discounts.offs(world, entry.line["discounts"], sub["currency"]))
        for entry in lines
    ]
    then = discounts.offs(world, ended["discounts"], sub["currency"])
    done, _ = totals.lines_and_sums(worths, then)
    return [
        entry.with_line(discountable=False, discount_amounts=line["discount_amounts"])
        for entry, line in zip(lines, done, strict=True)
    ]


def without_usage(world: World, sub: Obj, item: Obj, span: Period) -> Entry:
    """The line by which classic billing shows a metered item that has counted nothing yet."""
    product = world.store.get("product", item["price"]["product"]) or {}
    return invoice_lines.make(
        world,
        amount=0,
        description=product.get("name"),
        period=span._asdict(),
        price=invoice_lines.pricing_of(item["price"], item["price"]["unit_amount_decimal"]),
        quantity=Decimal(0),
        **_common(sub, item),
    )


def _whole(world: World, sub: Obj, item: Obj, span: Period, quantity: Decimal) -> list[Entry]:
    return invoice_lines.of_subscription_item(
        world,
        item,
        prices.whole(world, item["price"]),
        currency=sub["currency"],
        period=span._asdict(),
        quantity=quantity,
        discounts=discounts.active(world, item["discounts"]),
        metadata=sub["metadata"],
    )


def _part(world: World, sub: Obj, item: Obj, span: Period, whole: Period) -> Entry:
    price = prices.whole(world, item["price"])
    quantity = Decimal(quantity_of(item))
    exact = pricing.exact_of(price, quantity, sub["currency"])
    product = world.store.get("product", price["product"])
    found = pricing.pieces(price, quantity, sub["currency"])
    each = found[0].unit_amount_decimal if len(found) == 1 else None
    return invoice_lines.make(
        world,
        amount=proration.stretch(exact, span, whole),
        description=pricing.described(price, product, found[0], sub["currency"]),
        discounts=discounts.active(world, item["discounts"]),
        period=span._asdict(),
        price=invoice_lines.pricing_of(price, each),
        quantity=quantity,
        **_common(sub, item),
    )


def _common(sub: Obj, item: Obj) -> Obj:
    """What all lines of an item have alike."""
    return {
        "currency": sub["currency"],
        "metadata": sub["metadata"],
        "parent": invoice_lines.parent_of_subscription_item(sub["id"], item["id"]),
        "rates": item["tax_rates"] or None,
        "subscription": sub["id"],
    }
