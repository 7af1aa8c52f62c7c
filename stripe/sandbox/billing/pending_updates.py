"""Pending updates: changes that a subscription gets only when they have been paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    schedules,
    subscription_invoices,
    timetable,
    updates,
    voiding,
    wanted_changes,
    wanted_items,
)
from stripe.sandbox.billing.invoice_state import UNSETTLED
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.subscription_state import ITEM, NAME
from stripe.sandbox.billing.wanted_items import Wanted
from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.state.rehearsal import rehearsal_of
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

ALLOWED = frozenset(
    {
        "add_invoice_items", "billing_cycle_anchor", "expand", "items", "off_session",
        "payment_behavior", "proration_behavior", "proration_date", "trial_end", "trial_from_plan",
    }
)  # fmt: skip
OF_ITEMS = frozenset({"id", "price", "price_data", "quantity", "deleted"})
EXPIRED = "customer.subscription.pending_update_expired"
APPLIED = "customer.subscription.pending_update_applied"


def update(world: World, sub: Obj, params: Obj) -> Obj:
    """Changes a subscription as the parameters of the operation ask: at once, or when paid for."""
    schedules.check_direct(sub, params)
    if params.get("payment_behavior") == "pending_if_incomplete":
        return _update_when_paid(world, sub, params)
    if sub["pending_update"] is not None and wanted_changes.BILLS & params.keys():
        void(world, sub)
        sub = world.find(NAME, sub["id"], None)
    updated = updates.update(world, sub, params)
    if updated["schedule"] is not None:
        schedules.split(world, updated, params)
    return updated


def _update_when_paid(world: World, sub: Obj, params: Obj) -> Obj:
    _check(sub, params)
    waiting = as_dict(world.store.secret(NAME, sub["id"]).get("pending_update"))
    if waiting:
        void(world, sub)
        sub = world.find(NAME, sub["id"], None)
    rehearsed = rehearsal_of(world)
    change = wanted_changes.read(rehearsed, sub, params)
    invoice = updates.carry_out(rehearsed, change, "allow_incomplete")
    change = wanted_changes.read(world, sub, params)
    if invoice is None or invoice["status"] == "paid":
        updates.carry_out(world, change, "allow_incomplete")
        return world.find(NAME, sub["id"], None)
    return _put_off(world, sub, params, change)


def _check(sub: Obj, params: Obj) -> None:
    if sub["collection_method"] != "charge_automatically":
        raise invalid(
            "`payment_behavior=pending_if_incomplete` needs `collection_method=charge_automatically`.",
            "payment_behavior",
        )
    wrong = sorted(params.keys() - ALLOWED)
    if wrong:
        raise invalid(
            "With `payment_behavior=pending_if_incomplete` only parameters that pending updates "
            f"support can be passed; `{wrong[0]}` is none of them.",
            wrong[0],
        )
    for at, item in enumerate(params.get("items") or ()):
        wrong = sorted(item.keys() - OF_ITEMS)
        if wrong:
            raise invalid(
                f"`{wrong[0]}` cannot be changed by a pending update.", f"items[{at}][{wrong[0]}]"
            )


def _put_off(world: World, sub: Obj, params: Obj, change: wanted_changes.Change) -> Obj:
    """Leaves the subscription as it is, with the invoice to be paid and what it will then be."""
    now = world.now()
    spans = wanted_changes.next_periods(change, now)
    debits = {
        item["id"]: world.store.secret(ITEM, item["id"]).get("debits")
        for item in sub["items"]["data"]
    }
    items = [
        updates.with_period(sub, item, spans[item["id"]])
        for item in wanted_items.kept(change.wanted)
    ]
    _, lines = updates.bill(world, change, spans)
    period = Period(min(timetable.period_start(sub), now), now)
    with world.changes.as_one(sub):
        invoice = subscription_invoices.draft(
            world, sub, lines, reason="subscription_update", period=period
        )
        ends = [now + timetable.FIRST_PAYMENT, timetable.period_end(sub)]
        if sub["trial_end"] is not None and sub["trial_end"] > now:
            ends.append(sub["trial_end"])
        hidden = {
            "added": [one.new["id"] for one in change.wanted if one.old is None and one.new],
            "at": now,
            "debits": debits,
            "invoice": invoice["id"],
            "params": params,
        }
        world.changes.hide(sub, {"pending_update": hidden})
        shown = {
            "billing_cycle_anchor": change.anchor if change.kind == "reset" else None,
            "cancel_at_period_end": None,
            "discount": None,
            "discounts": None,
            "expires_at": min(ends),
            "metadata": None,
            "subscription_items": items if params.get("items") else None,
            "trial_end": change.trial_end if change.kind == "trial" else None,
            "trial_from_plan": params.get("trial_from_plan"),
        }
        sub = timetable.save(world, sub, {"latest_invoice": invoice["id"], "pending_update": shown})
        subscription_invoices.settle(world, sub, invoice, "allow_incomplete")
    return world.find(NAME, sub["id"], None)


def is_of(world: World, sub: Obj, invoice: Obj) -> bool:
    """Whether an invoice is the one that a pending update waits for."""
    waiting = as_dict(world.store.secret(NAME, sub["id"]).get("pending_update"))
    return bool(waiting.get("invoice") == invoice["id"] and sub["pending_update"] is not None)


def settled(world: World, sub: Obj, invoice: Obj) -> bool:
    """Applies the update whose invoice has been paid; whether it was that."""
    if not is_of(world, sub, invoice):
        return False
    waiting = world.store.secret(NAME, sub["id"])["pending_update"]
    world.changes.hide(sub, {"pending_update": None})
    with world.changes.as_one(sub):
        cleared = timetable.save(world, sub, {"pending_update": None})
        with world.living_at(waiting["at"]):
            change = wanted_changes.read(world, cleared, waiting["params"])
            change = change._replace(wanted=_as_billed(change.wanted, waiting["added"]))
            spans = wanted_changes.next_periods(change, waiting["at"])
            updates.store(world, change, spans)
    world.changes.emit(APPLIED, world.find(NAME, sub["id"], None))
    return True


def _as_billed(wanted: list[Wanted], added: list[str]) -> list[Wanted]:
    """Items with the ids that they were billed under, by which what they cost is credited again."""
    ids = iter(added)
    return [
        one
        if one.old is not None or one.new is None
        else one._replace(new={**one.new, "id": next(ids)})
        for one in wanted
    ]


def voided(world: World, sub: Obj, invoice: Obj) -> bool:
    """Gives up the update whose invoice is void; whether it was that."""
    if not is_of(world, sub, invoice):
        return False
    waiting = world.store.secret(NAME, sub["id"])["pending_update"]
    for item in sub["items"]["data"]:
        world.changes.hide(item, {"debits": waiting["debits"].get(item["id"])})
    world.changes.hide(sub, {"pending_update": None})
    world.changes.emit(EXPIRED, sub)
    timetable.save(world, sub, {"pending_update": None})
    return True


def void(world: World, sub: Obj) -> None:
    """Gives up the update that waits, by voiding its invoice."""
    waiting = as_dict(world.store.secret(NAME, sub["id"]).get("pending_update"))
    invoice = world.store.get("invoice", waiting.get("invoice"))
    if invoice is not None and invoice["status"] in UNSETTLED:
        voiding.void(world, invoice)


@task(timetable.PENDING_UPDATE_ENDS, order=timetable.EXPIRING)
def expire(world: World, id: str) -> None:
    """The payment that a pending update waits for has not come."""
    sub = world.store.get(NAME, id)
    if sub is not None and sub["pending_update"] is not None:
        void(world, sub)
