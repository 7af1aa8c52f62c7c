"""What was charged for the time of each subscription item: what flexible billing credits go back to.

With an item are kept the lines and pending items that paid for its time, `{start, end, credited}` and
where they are: `{invoice, line}` or `{invoice_item}`. What they came to is read from there, so that
discounts given since count, and what was voided or deleted does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing import invoice_lines, proration
from stripe.sandbox.billing.invoice_lines import Entry
from stripe.sandbox.billing.proration import Debit
from stripe.sandbox.billing.subscription_state import ITEM
from stripe.sandbox.json import Obj, part, parts

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


class Source(NamedTuple):
    """A line or an invoice item that debited time, as it is now."""

    obj: Obj
    invoice: str | None

    @property
    def discount_amounts(self) -> list[Obj]:
        """What each discount took of it."""
        shows = self.obj if "discount_amounts" in self.obj else part(self.obj, "proration_details")
        return parts(shows, "discount_amounts")

    @property
    def net(self) -> int:
        """What it came to after discounts."""
        taken = sum(int(one["amount"]) for one in self.discount_amounts)
        return int(self.obj["amount"]) - taken


class Credit(NamedTuple):
    """What of a debit comes back, and for which time; `amount` is negative."""

    start: int
    end: int
    amount: int
    source: Source


def of_lines(world: World, invoice: Obj, entries: Iterable[Entry]) -> None:
    """Remembers what the lines of an invoice charge for coming time."""
    for entry in entries:
        line = entry.line
        details = part(line, "parent", "subscription_item_details")
        if not details or details["proration"] or line["period"]["end"] <= line["period"]["start"]:
            continue
        where = {"invoice": invoice["id"], "line": line["id"]}
        _add(world, details["subscription_item"], line["period"], where)


def of_invoice_item(world: World, subscription_item: str, item: Obj) -> None:
    """Remembers what a proration charges for the rest of a period."""
    _add(world, subscription_item, item["period"], {"invoice_item": item["id"]})


def credits_of(world: World, item: Obj, moment: int) -> list[Credit]:
    """What comes back of an item's time after a moment; nothing of it comes back again."""
    kept, found = _kept(world, item["id"]), dict[str, Obj]()
    sources: dict[str, Source] = {}
    debits: list[Debit] = []
    for at, one in enumerate(kept):
        source = _source(world, one)
        if source is not None:
            found[str(at)], sources[str(at)] = one, source
            debits.append(Debit(one["start"], one["end"], source.net - one["credited"], str(at)))
    credits, left = proration.credits_from(debits, moment)
    returned = {credit.source: -credit.amount for credit in credits}
    now = [
        {**found[one.source], "end": one.end, "credited": found[one.source]["credited"] + extra}
        for one in left
        for extra in (returned.get(one.source, 0),)
    ]
    world.changes.hide(item, {"debits": now})
    return [Credit(one.start, one.end, one.amount, sources[one.source]) for one in credits]


def _add(world: World, subscription_item: str, period: Obj, where: Obj) -> None:
    one = {"start": period["start"], "end": period["end"], "credited": 0, **where}
    recent = [old for old in _kept(world, subscription_item) if old["end"] > world.now()]
    item = {"object": ITEM, "id": subscription_item}  # perhaps not stored yet
    world.changes.hide(item, {"debits": [*recent, one]})


def _kept(world: World, id: str) -> list[Obj]:
    return list(world.store.secret(ITEM, id).get("debits") or ())


def _source(world: World, debit: Obj) -> Source | None:
    item = world.store.get("invoiceitem", debit.get("invoice_item"))
    id = debit.get("invoice") or (item or {}).get("invoice")
    invoice = world.store.get("invoice", id)
    if invoice is not None and invoice["status"] == "void":
        return None
    if invoice is None:
        return Source(item, None) if item is not None else None
    for line in invoice_lines.lines(world, invoice):
        if line["id"] == debit.get("line") or (item and invoice_lines.item_of(line) == item["id"]):
            return Source(line, id)
    return None
