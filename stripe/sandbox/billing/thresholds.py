"""Thresholds: usage that is billed before its period ends, because there is so much of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    clocks,
    prices,
    pricing,
    subscription_invoices,
    subscription_lines,
    timetable,
    updates,
    usage_spans,
    wanted_changes,
)
from stripe.sandbox.billing.invoice_lines import Entry
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.prorations import period_of
from stripe.sandbox.billing.subscription_state import BILLED, NAME
from stripe.sandbox.billing.wanted_items import is_metered
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

REASON = "subscription_threshold"
QUIET = 24 * 3600
"""How long before the end of a period usage is left to the renewal."""


@on("usage.counted")
def look(world: World, counted: Obj, _previous: Obj | None) -> None:
    """Usage has come in: perhaps it is to be billed."""
    customer = counted["customer"]
    with clocks.living(world, customer):
        for sub in list(world.store.all(NAME, "customer", customer["id"])):
            if sub["status"] in BILLED and timetable.period_end(sub) - world.now() > QUIET:
                _look_at(world, sub)


def _look_at(world: World, sub: Obj) -> None:
    metered = [item for item in sub["items"]["data"] if is_metered(item)]
    least = as_dict(sub["billing_thresholds"]).get("amount_gte")
    unbilled = {item["id"]: _unbilled(world, sub, item) for item in metered}
    by_amount = least is not None and sum(amount for _, amount in unbilled.values()) >= least
    by_usage = [item for item in metered if _reaches(item, unbilled[item["id"]][0])]
    if not (by_amount or by_usage):
        return
    period = Period(timetable.period_start(sub), world.now())
    with world.changes.as_one(sub):
        if as_dict(sub["billing_thresholds"]).get("reset_billing_cycle_anchor"):
            after, lines = _begin_anew(world, sub)
        else:
            used = [item for item in reversed(metered) if unbilled[item["id"]][0]]
            after, lines = sub, _so_far_lines(world, sub, used)
        reason = {
            "amount_gte": least if by_amount else None,
            "item_reasons": [_item_reason(item, lines) for item in by_usage],
        }
        invoice = subscription_invoices.draft(
            world,
            after,
            lines,
            reason=REASON,
            period=period,
            waits=True,
            threshold_reason=reason,
        )
        timetable.save(world, after, {"latest_invoice": invoice["id"]})


def _begin_anew(world: World, sub: Obj) -> tuple[Obj, list[Entry]]:
    """Begins a new cycle now, as `reset_billing_cycle_anchor` asks; what it bills at once."""
    change = wanted_changes.read(world, sub, {"billing_cycle_anchor": {"type": "now"}})
    spans = wanted_changes.next_periods(change, world.now())
    _, lines = updates.bill(world, change, spans)
    return updates.store(world, change, spans), lines


def _so_far_lines(world: World, sub: Obj, items: Sequence[Obj]) -> list[Entry]:
    """The lines of usage up to now, which is remembered as billed."""
    lines: list[Entry] = []
    for item in items:
        period = {"start": item["current_period_start"], "end": world.now()}
        found = subscription_lines.of_usage(world, sub, item, period_of(item))
        lines += [entry.with_line(period=period) for entry in found]
    for item in items:
        _note(world, sub, item)
    return lines


def _item_reason(item: Obj, lines: Sequence[Entry]) -> Obj:
    of_item = [
        entry.line["id"]
        for entry in lines
        if part(entry.line, "parent", "subscription_item_details").get("subscription_item")
        == item["id"]
    ]
    usage: int = item["billing_thresholds"]["usage_gte"]
    return {"line_item_ids": of_item, "usage_gte": usage}


def _reaches(item: Obj, usage: Decimal) -> bool:
    least = as_dict(item["billing_thresholds"]).get("usage_gte")
    return least is not None and usage >= least


def _unbilled(world: World, sub: Obj, item: Obj) -> tuple[Decimal, int]:
    """Usage of the current period that is on no invoice yet, and what it costs."""
    used, amount = _so_far(world, sub, item)
    billed = as_dict(usage_spans.billed_of(world, item, period_of(item)))
    return used - Decimal(billed.get("quantity", 0)), amount - int(billed.get("amount", 0))


def _so_far(world: World, sub: Obj, item: Obj) -> tuple[Decimal, int]:
    used = usage_spans.usage_in(world, sub, item, period_of(item))
    price = prices.whole(world, item["price"])
    return used, pricing.amount_of(price, used, sub["currency"])


def _note(world: World, sub: Obj, item: Obj) -> None:
    used, amount = _so_far(world, sub, item)
    billed = {"amount": amount, "quantity": str(used)}
    usage_spans.note_billed(world, item, period_of(item), billed)
