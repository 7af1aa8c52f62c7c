"""Renewal: an item whose period ends gets the next one, and the subscription an invoice of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    invoice_items,
    periods,
    subscription_invoices,
    subscription_lines,
    timetable,
)
from stripe.sandbox.billing.invoice_lines import Entry
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.prorations import period_of
from stripe.sandbox.billing.subscription_state import BILLED, NAME
from stripe.sandbox.billing.wanted_items import is_metered
from stripe.sandbox.json import Obj
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


@task(timetable.PERIOD_ENDS, order=timetable.RENEWING)
def renew(world: World, id: str) -> None:
    """The first of the items' periods has ended."""
    sub = world.store.get(NAME, id)
    if sub is not None and sub["status"] in BILLED and timetable.period_end(sub) <= world.now():
        begin_cycle(world, sub)


def begin_cycle(
    world: World, sub: Obj, trigger: str | None = None, **changed: object
) -> Obj | None:
    """Gives the items that have ended their next period, and drafts the invoice of it.

    `trigger` moves the subscription at the same time, as the end of a trial does. Gives the draft.
    """
    moment = timetable.period_end(sub)
    ended = [item for item in sub["items"]["data"] if item["current_period_end"] <= moment]
    over = Period(max(item["current_period_start"] for item in ended), moment)
    charges_usage = sub["status"] != "trialing"
    current = {**sub, **changed}
    renewed: dict[str, Obj] = {item["id"]: next_of(current, item) for item in ended}
    data: list[Obj] = sub["items"]["data"]
    items = [renewed.get(item["id"], item) for item in data]
    lines: list[Entry] = []
    for item in reversed(ended):
        if not is_metered(item):
            new = renewed[item["id"]]
            lines += subscription_lines.of_time(world, current, new, [period_of(new)])
        elif charges_usage:
            lines += subscription_lines.of_past_usage(world, sub, item, period_of(item))
    is_billed = bool(lines or invoice_items.pending(world, sub["customer"], sub["id"]))
    id = world.ids.new("invoice") if is_billed else sub["latest_invoice"]
    with world.changes.as_one(sub):
        before = sub
        if trigger is not None:
            sub = timetable.moved(world, sub, trigger, **changed)
        fields = {"items": timetable.with_items(world, before, items), "latest_invoice": id}
        sub = timetable.save(world, sub, fields)
    if not is_billed:
        return None
    invoice = subscription_invoices.draft(
        world, sub, lines, reason="subscription_cycle", period=over, id=id, waits=True
    )
    return subscription_invoices.uncollected(world, sub, invoice)


def next_of(sub: Obj, item: Obj) -> Obj:
    """An item with the period that follows the one that ends, cut short where all is to end."""
    start = item["current_period_end"]
    cycle = periods.cycle_of(item["price"])
    end = periods.next_boundary(sub["billing_cycle_anchor"], cycle, start)
    if sub["cancel_at"] is not None and start < sub["cancel_at"] < end:
        end = sub["cancel_at"]
    return {**item, "current_period_start": start, "current_period_end": end}
