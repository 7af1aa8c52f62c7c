"""Usage that arrives late: the draft of a renewal takes it in as long as it is a draft.

Invoices of thresholds do not: what they leave over is billed when the period ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import clocks, invoice_lines, subscription_lines
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.json import Obj, part
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.billing.invoice_lines import Entry
    from stripe.sandbox.state.world import World

REASON = "subscription_cycle"


@on("usage.counted")
def take_in(world: World, counted: Obj, _previous: Obj | None) -> None:
    """Counts the usage of drafts of renewals anew."""
    meter, customer = counted["meter"]["id"], counted["customer"]
    with clocks.living(world, customer):
        for invoice in list(world.store.all("invoice", "customer", customer["id"])):
            if invoice["status"] == "draft" and invoice["billing_reason"] == REASON:
                _refresh(world, invoice, meter)


def _refresh(world: World, invoice: Obj, meter: str) -> None:
    before = invoice_lines.entries(world, invoice)
    items = {_item_of(entry) for entry in before}
    after = before
    for id in sorted(item for item in items if item is not None):
        item = world.store.get("subscription_item", id)
        if item is not None and item["price"]["recurring"]["meter"] == meter:
            after = _counted_anew(world, item, after)
    if after != before:
        invoice_lines.keep(world, invoice, after, event=None)


def _item_of(entry: Entry) -> str | None:
    details = part(entry.line, "parent", "subscription_item_details")
    found: str | None = details.get("subscription_item")
    return None if details.get("proration") else found


def _counted_anew(world: World, item: Obj, entries: list[Entry]) -> list[Entry]:
    """The entries, those of a metered item made anew in the place where they were."""
    own = [
        entry
        for entry in entries
        if _item_of(entry) == item["id"] and _price_of(entry) == item["price"]["id"]
    ]
    if not own:
        return entries
    span = Period(own[0].line["period"]["start"], own[0].line["period"]["end"])
    sub = world.find("subscription", item["subscription"], None)
    # what a threshold has billed of that period is known by the item as it was then
    then = {**item, "current_period_start": span.start, "current_period_end": span.end}
    made = subscription_lines.of_past_usage(world, sub, then, span)
    ids = [entry.line["id"] for entry in own]
    fresh = [
        entry.with_line(id=ids[at]) if at < len(ids) else entry for at, entry in enumerate(made)
    ]
    place = entries.index(own[0])
    rest = [entry for entry in entries if entry not in own]
    return [*rest[:place], *fresh, *rest[place:]]


def _price_of(entry: Entry) -> str | None:
    found: str | None = part(entry.line, "pricing", "price_details").get("price")
    return found
