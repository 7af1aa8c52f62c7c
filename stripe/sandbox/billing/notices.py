"""What is told before a renewal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import invoice_preview, subscription_preview, timetable
from stripe.sandbox.billing.subscription_state import BILLED, NAME
from stripe.sandbox.json import Obj
from stripe.sandbox.state.rehearsal import rehearsal_of
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


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
