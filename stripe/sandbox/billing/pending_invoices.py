"""What is billed between renewals: pending items, as often as the subscription has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import invoice_items, periods, subscription_invoices, timetable
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.subscription_state import BILLED, NAME
from stripe.sandbox.json import Obj
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

REASON = "automatic_pending_invoice_item_invoice"


@task(timetable.PENDING_ITEMS, order=timetable.RENEWING)
def bill(world: World, id: str) -> None:
    """The time has come at which what is pending is billed."""
    sub = world.store.get(NAME, id)
    if sub is not None and sub["status"] in BILLED:
        bill_due(world, sub, world.now())


def bill_due(world: World, sub: Obj, moment: int) -> Obj | None:
    """The draft of what is pending where that is due by a moment, None where nothing is."""
    due, every = sub["next_pending_invoice_item_invoice"], sub["pending_invoice_item_interval"]
    if due is None or every is None or due > moment:
        return None
    cycle = periods.cycle_of(every)
    changed: Obj = {"next_pending_invoice_item_invoice": periods.later(due, cycle)}
    if invoice_items.pending(world, sub["customer"], sub["id"]):
        changed["latest_invoice"] = world.ids.new("invoice")
    sub = timetable.save(world, sub, changed)
    if "latest_invoice" not in changed:
        return None
    period = Period(periods.later(due, cycle, -1), due)
    id = sub["latest_invoice"]
    return subscription_invoices.draft(
        world, sub, [], reason=REASON, period=period, id=id, waits=True
    )
