"""Proration items of a change: credits for what an item will not use, debits for what it will.

For every item that a change touches there is one credit for the whole of what it was and one debit for
the whole of what it is to be. Flexible billing credits what was really debited, debit by debit; classic
billing credits the present price. Metered items are never prorated.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    debits,
    discounts,
    invoice_items,
    invoice_lines,
    invoices,
    periods,
    prices,
    pricing,
    proration,
    totals,
)
from stripe.sandbox.billing.invoice_lines import Entry
from stripe.sandbox.billing.item_worth import Worth
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.wanted_items import is_metered, quantity_of
from stripe.sandbox.json import Obj, part

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "invoiceitem"


def is_flexible(sub: Obj) -> bool:
    """Whether a subscription credits what was debited."""
    return bool(sub["billing_mode"]["type"] == "flexible")


def period_of(item: Obj) -> Period:
    """The current period of an item."""
    return Period(item["current_period_start"], item["current_period_end"])


def whole_period(sub: Obj, item: Obj) -> Period:
    """What the full price of an item pays for in its current period."""
    cycle = periods.cycle_of(item["price"])
    return periods.natural_period(item["current_period_start"], sub["billing_cycle_anchor"], cycle)


def keep(world: World, made: Sequence[Obj]) -> list[Obj]:
    """Stores items that `credit` and `debit` have made; invoices list them in this order."""
    return [world.changes.create(NAME, item) for item in reversed(made)]


def of_line(world: World, sub: Obj, entry: Entry) -> Obj:
    """The item that has a part of a first period charged for, in place of the line for it.

    Unlike that of a change it is discounted with the invoice that it comes on.
    """
    line = entry.line
    shown = {**line["pricing"], "unit_amount_decimal": None}
    item = part(line, "parent", "subscription_item_details")["subscription_item"]
    made = invoice_items.build(
        world,
        world.find("customer", sub["customer"], None),
        Worth(line["amount"], sub["currency"], shown, Decimal(line["quantity"])),
        description=line["description"],
        discounts=line["discounts"],
        metadata=line["metadata"],
        period=line["period"],
        proration={"credited_items": None, "discount_amounts": []},
        rates=entry.rates,
        subscription=sub["id"],
        subscription_item=item,
    )
    made = world.changes.create(NAME, {**made, "discountable": True})
    debits.of_invoice_item(world, item, made)
    return made


def credit(world: World, sub: Obj, item: Obj, moment: int) -> list[Obj]:
    """The credits for what an item does not use after a moment, not stored yet."""
    if is_metered(item) or item["current_period_end"] <= moment:
        return []
    credits = debits.credits_of(world, item, moment)
    if is_flexible(sub):
        return [
            _credit_of(world, sub, item, one) for one in credits if one.amount or one.source.net
        ]
    net, _ = _net(world, sub, item, [item])
    if not net:
        return []
    period = whole_period(sub, item)
    left = Period(moment, item["current_period_end"])
    rates = item["tax_rates"] or None
    amount = -proration.stretch(net, left, period)
    return [_make(world, sub, item, amount, left, "Unused", rates=rates)]


def debit(
    world: World, sub: Obj, item: Obj, moment: int, beside: Sequence[Obj] | None = None
) -> list[Obj]:
    """The debit for what an item uses after a moment, not stored yet.

    `beside` are all items after the change.
    """
    if is_metered(item) or item["current_period_end"] <= moment:
        return []
    flexible = is_flexible(sub)
    shared = beside if beside is not None and flexible else [item]
    net, taken = _net(world, sub, item, shared)
    left = Period(max(moment, item["current_period_start"]), item["current_period_end"])
    period = whole_period(sub, item)
    amounts: list[Obj] = []
    if _is_itemized(sub):
        amounts = [
            {"amount": proration.stretch(amount, left, period), "discount": id}
            for id, amount in taken.items()
        ]
        net += sum(taken.values())
    amount = proration.stretch(net, left, period)
    rates = item["tax_rates"] or None
    made = _make(world, sub, item, amount, left, "Remaining", rates=rates, taken=amounts)
    debits.of_invoice_item(world, item["id"], made)
    return [made]


def _credit_of(world: World, sub: Obj, item: Obj, one: debits.Credit) -> Obj:
    source = one.source
    rates: list[Obj] | None
    if source.obj["object"] == "line_item":
        credited: Obj = {
            "type": "invoice_line_items",
            "invoice_line_item_details": {
                "invoice": source.invoice,
                "invoice_line_items": [source.obj["id"]],
            },
        }
        charged = [part(tax, "tax_rate_details").get("tax_rate") for tax in source.obj["taxes"]]
        found = [world.store.get("tax_rate", id) for id in charged]
        rates = [rate for rate in found if rate is not None]
    else:  # not invoiced yet: both will be taxed alike
        credited = {"type": "invoice_item", "invoice_item": source.obj["id"]}
        rates = source.obj["tax_rates"] or None
    amount, taken = one.amount, list[Obj]()
    if _is_itemized(sub):
        amount, taken = _itemized(source, one)
    return _make(
        world,
        sub,
        item,
        amount,
        Period(one.start, one.end),
        "Unused",
        rates=rates,
        taken=taken,
        credited=credited,
    )


def _is_itemized(sub: Obj) -> bool:
    """Whether discounts stand beside the amount of a proration, which is then before them."""
    return bool(part(sub, "billing_mode", "flexible").get("proration_discounts") == "itemized")


def _itemized(source: debits.Source, one: debits.Credit) -> tuple[int, list[Obj]]:
    """A credit before discounts, and the discounts, which are negative there."""
    given, net = source.discount_amounts, Decimal(source.net)
    if not given or not net:
        return one.amount, []
    taken = [
        {
            "amount": proration.rounded(Decimal(off["amount"]) * one.amount / net),
            "discount": off["discount"],
        }
        for off in given
    ]
    return one.amount + sum(off["amount"] for off in taken), taken


def _net(
    world: World, sub: Obj, item: Obj, beside: Sequence[Obj]
) -> tuple[Decimal, dict[str, Decimal]]:
    """The price of an item for a whole period after discounts, and what each discount takes.

    `beside` are the items that share an amount off, this one among them.
    """
    exact = _exact(world, sub, item)
    lines = [
        totals.Worth(
            line=_line(world, sub, one),
            own=discounts.offs(world, discounts.active(world, one["discounts"]), sub["currency"]),
        )
        for one in beside
        if not is_metered(one)
    ]
    at = next(at for at, one in enumerate(_licensed(beside)) if one["id"] == item["id"])
    customer = world.find("customer", sub["customer"], None)
    held = invoices.inherited_discounts(world, customer, sub)
    applied = discounts.offs(world, held, sub["currency"])
    done, _ = totals.lines_and_sums(lines, applied)
    taken = {off["discount"]: Decimal(off["amount"]) for off in done[at]["discount_amounts"]}
    return exact - sum(taken.values(), Decimal(0)), taken


def _licensed(items: Sequence[Obj]) -> list[Obj]:
    return [item for item in items if not is_metered(item)]


def _exact(world: World, sub: Obj, item: Obj) -> Decimal:
    price = prices.whole(world, item["price"])
    return pricing.exact_of(price, Decimal(quantity_of(item)), sub["currency"])


def _line(world: World, sub: Obj, item: Obj) -> Obj:
    amount = pricing.rounded(_exact(world, sub, item))
    shown = invoice_lines.pricing_of(item["price"], None)
    return {"id": item["id"], "amount": amount, "discountable": True, "pricing": shown}


def _make(
    world: World,
    sub: Obj,
    item: Obj,
    amount: int,
    period: Period,
    word: str,
    *,
    rates: list[Obj] | None,
    taken: Sequence[Obj] = (),
    credited: Obj | None = None,
) -> Obj:
    quantity = quantity_of(item)
    product = world.store.get("product", item["price"]["product"]) or {}
    name = product.get("name") or ""
    times = f"{quantity} {pricing.TIMES} " if quantity > 1 else ""
    made = invoice_items.build(
        world,
        world.find("customer", sub["customer"], None),
        Worth(
            amount,
            sub["currency"],
            invoice_lines.pricing_of(item["price"], None),
            Decimal(quantity),
        ),
        description=f"{word} time on {times}{name} after {_day(period.start)}",
        period=period._asdict(),
        proration={"credited_items": credited, "discount_amounts": list(taken)},
        rates=rates,
        subscription=sub["id"],
        subscription_item=item["id"],
    )
    made["net_amount"] = amount - sum(off["amount"] for off in taken)
    return made


def _day(moment: int) -> str:
    day = datetime.fromtimestamp(moment, timezone.utc)
    return f"{day.day} {day:%b %Y}"
