"""What is told before a renewal, and what is billed between renewals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    invoice_items,
    invoice_preview,
    periods,
    subscription_invoices,
    subscription_preview,
    timetable,
)
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.subscription_state import BILLED, NAME
from stripe.sandbox.json import Obj
from stripe.sandbox.state.rehearsal import rehearsal_of
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

PENDING = "automatic_pending_invoice_item_invoice"


@task(timetable.UPCOMING, order=timetable.NOTICES)
def announce(world: World, id: str) -> None:
    """A renewal is some days ahead: its invoice is shown as it will be."""
    sub = world.store.get(NAME, id)
    if sub is None or sub["status"] not in BILLED:
        return
    invoice = renewal_of(world, sub)
    if invoice is not None:
        shown = {key: value for key, value in invoice.items() if key != "id"}
        world.changes.emit("invoice.upcoming", shown)


def renewal_of(world: World, sub: Obj) -> Obj | None:
    """The invoice of the next renewal as it will be, None where nothing comes."""
    tried = rehearsal_of(world)
    made = subscription_preview.renewal_draft(tried, sub)
    if made is None:
        return None
    return invoice_preview.shown(tried, made, tried.find("customer", sub["customer"], None))


@task(timetable.PENDING_ITEMS, order=timetable.RENEWING)
def bill_pending(world: World, id: str) -> None:
    """Bills what is pending, at the interval that the subscription has for that."""
    sub = world.store.get(NAME, id)
    if sub is None or sub["status"] not in BILLED:
        return
    moment, every = sub["next_pending_invoice_item_invoice"], sub["pending_invoice_item_interval"]
    if moment is None or every is None or moment > world.now():
        return
    cycle = periods.cycle_of(every)
    changed: Obj = {"next_pending_invoice_item_invoice": periods.later(moment, cycle)}
    if invoice_items.pending(world, sub["customer"], sub["id"]):
        changed["latest_invoice"] = world.ids.new("invoice")
    sub = timetable.save(world, sub, changed)
    if "latest_invoice" in changed:
        period = Period(periods.later(moment, cycle, -1), moment)
        subscription_invoices.draft(
            world, sub, [], reason=PENDING, period=period, id=sub["latest_invoice"], waits=True
        )
