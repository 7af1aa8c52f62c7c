"""Updating a subscription: what changes is prorated, stored, and invoiced where that is due at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    added_items,
    cancellation,
    discounts,
    invoice_items,
    prorations,
    subscription_invoices,
    subscription_lines,
    timetable,
    trials,
    usage_items,
    usage_spans,
    wanted_changes,
)
from stripe.sandbox.billing.invoice_lines import Entry
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.prorations import is_flexible, period_of
from stripe.sandbox.billing.subscription_state import NAME, leads, of_single
from stripe.sandbox.billing.wanted_changes import Change, next_periods
from stripe.sandbox.billing.wanted_items import Wanted, is_metered
from stripe.sandbox.json import Obj
from stripe.sandbox.state.rehearsal import rehearsal_of

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


def update(world: World, sub: Obj, params: Obj) -> Obj:
    """Changes a subscription as the parameters of the operation ask.

    It is rehearsed first: what is refused (a 400, or the 402 of `error_if_incomplete`) changes nothing.
    """
    rehearsed = rehearsal_of(world)
    _carried_out(rehearsed, sub, params)
    return _carried_out(world, sub, params)


def _carried_out(world: World, sub: Obj, params: Obj) -> Obj:
    change = wanted_changes.read(world, sub, params)
    if change.kind == "end trial":
        behavior = trials.without_method(world, change.to_be)
        if behavior is not None:
            world.changes.emit(trials.WILL_END, sub)
            trials.end_unbilled(world, sub, behavior, **change.fields, trial_end=world.now())
            return world.find(NAME, sub["id"], None)
    carry_out(world, change, params.get("payment_behavior") or "allow_incomplete")
    cancellation.end_as_planned(world, sub["id"])  # a paused period may be over already
    return world.find(NAME, sub["id"], None)


def carry_out(world: World, change: Change, payment_behavior: str) -> Obj | None:
    """Makes a change; gives the invoice that was made at once, if one was."""
    before, now = change.sub, world.now()
    change = _redeemed(world, change)
    spans = next_periods(change, now)
    made, lines = bill(world, change, spans)
    with world.changes.as_one(before):
        sub = store(world, change, spans)
        added = added_items.make(world, sub, change.added)
        at_once = change.kind != "prorate" or (change.behavior == "always_invoice" and made)
        if not at_once and not _adds_to_trial(change):
            return None
        if not (lines or made or added or invoice_items.pending_of(world, sub)):
            return None
        return _invoice(world, before, sub, lines, payment_behavior)


def _redeemed(world: World, change: Change) -> Change:
    """The change with its discounts made: what is prorated has them already."""
    owner = {"customer": change.sub["customer"], "subscription": change.sub["id"]}
    fields, wanted = change.fields, list(change.wanted)
    if change.redemptions is not None:
        fields = {**fields, "discounts": discounts.redeem(world, change.redemptions, **owner)}
    for at, one in enumerate(wanted):
        if one.redemptions is not None and one.new is not None:
            made = discounts.redeem(
                world, one.redemptions, **owner, subscription_item=one.new["id"]
            )
            wanted[at] = one._replace(new={**one.new, "discounts": made}, redemptions=None)
    return change._replace(fields=fields, wanted=wanted, redemptions=None)


def _invoice(world: World, before: Obj, sub: Obj, lines: list[Entry], payment_behavior: str) -> Obj:
    period = Period(min(timetable.period_start(before), world.now()), world.now())
    invoice = subscription_invoices.draft(
        world, sub, lines, reason="subscription_update", period=period
    )
    sub = timetable.save(world, sub, {"latest_invoice": invoice["id"]})
    invoice = subscription_invoices.settle(world, sub, invoice, payment_behavior)
    sub = world.find(NAME, sub["id"], None)
    waits = payment_behavior == "default_incomplete" and invoice["status"] == "open"
    automatic = sub["collection_method"] == "charge_automatically"
    if waits and automatic and leads(sub, "payment fails"):
        timetable.moved(world, sub, "payment fails")
    return invoice


# -- what it costs -----------------------------------------------------------------------------------


def bill(world: World, change: Change, spans: dict[str, Period]) -> tuple[list[Obj], list[Entry]]:
    """Makes the invoice items of a change, and gives the lines of the invoice that comes at once."""
    made: list[Obj] = []
    lines: list[Entry] = []
    for one in change.wanted:
        if change.behavior != "none":
            made += prorations.keep(world, _prorations(world, change, one, spans))
        made += _usage(world, change, one)
    for one in reversed(change.wanted):
        lines += _lines(world, change, one, spans)
    return made, lines


def _prorations(world: World, change: Change, one: Wanted, spans: dict[str, Period]) -> list[Obj]:
    if change.kind == "end trial":
        return []
    sub, moment = change.sub, change.moment
    if change.kind in ("trial", "reset"):
        return prorations.credit(world, sub, one.old, moment) if one.old is not None else []
    if one.new is None:
        return prorations.credit(world, sub, one.old or {}, moment)
    span = spans[one.new["id"]]
    new = with_period(sub, one.new, span)
    beside = [wanted.new for wanted in change.wanted if wanted.new is not None]
    to_be = {**change.to_be, "items": sub["items"]}
    if one.old is not None and one.is_same and period_of(one.old) == span:
        return []
    if one.old is not None and one.is_same and period_of(one.old).start == span.start:
        old_end = one.old["current_period_end"]
        if span.end < old_end:
            return prorations.credit(world, sub, one.old, span.end)
        return prorations.debit(world, to_be, new, old_end, beside)
    credits = prorations.credit(world, sub, one.old, moment) if one.old is not None else []
    return credits + prorations.debit(world, to_be, new, moment, beside)


def _usage(world: World, change: Change, one: Wanted) -> list[Obj]:
    """Bills what a metered item has used that goes, or gets another price."""
    if one.old is None or one.is_same or not is_metered(one.old) or not is_flexible(change.sub):
        return []
    if change.behavior == "none" or change.sub["status"] == "trialing":
        return []
    span = Period(one.old["current_period_start"], change.moment)
    made = usage_items.make(world, change.sub, one.old, span)
    return [made] if made is not None else []


def _lines(world: World, change: Change, one: Wanted, spans: dict[str, Period]) -> list[Entry]:
    """The lines of an item on the invoice that comes at once."""
    if one.new is None:
        return []
    span = spans[one.new["id"]]
    new, to_be = with_period(change.sub, one.new, span), change.to_be
    if change.kind == "trial":
        free = change.sub["status"] != "trialing" and not is_metered(new)
        return [subscription_lines.of_trial(world, to_be, new)] if free else []
    if change.kind == "prorate":
        if _adds_to_trial(change) and not one.is_same and not is_metered(new):
            return [subscription_lines.of_trial(world, to_be, new)]
        return []
    if not is_metered(new):
        return subscription_lines.of_time(world, to_be, new, [span])
    if change.kind == "reset" and one.old is not None and one.is_same:
        ended = Period(one.old["current_period_start"], world.now())
        return subscription_lines.of_usage(world, change.sub, one.old, ended)
    return []


def _adds_to_trial(change: Change) -> bool:
    """Whether a trial gets an item that it did not have: a free invoice says so."""
    in_trial = change.kind == "prorate" and change.sub["status"] == "trialing"
    return in_trial and any(one.old is None for one in change.wanted)


def with_period(sub: Obj, item: Obj, span: Period) -> Obj:
    """An item of a subscription as it is to be, with its current period."""
    return {
        **item,
        "current_period_start": span.start,
        "current_period_end": span.end,
        "subscription": sub["id"],
    }


# -- how it is stored --------------------------------------------------------------------------------


def store(world: World, change: Change, spans: dict[str, Period]) -> Obj:
    """Stores the subscription with its new fields and items."""
    sub = change.sub
    fields: Obj = {**change.fields, "billing_cycle_anchor": change.anchor}
    items = [
        _stored_item(world, change, one, spans[one.new["id"]])
        for one in change.wanted
        if one.new is not None
    ]
    if any(new is not old for new, old in zip(items, sub["items"]["data"], strict=False)) or (
        len(items) != len(sub["items"]["data"])
    ):
        fields["items"] = timetable.with_items(world, sub, items)
        fields.update(of_single(items))
    discounts.tell_removed(world, sub["discounts"], change.to_be["discounts"])
    trigger = None
    if change.kind == "trial":
        fields["trial_end"] = change.trial_end
        if sub["trial_start"] is None or (is_flexible(sub) and sub["status"] != "trialing"):
            fields["trial_start"] = world.now()
        trigger = "trial begins" if leads(sub, "trial begins") else None
    elif change.kind == "end trial":
        fields["trial_end"] = world.now()
        world.changes.emit(trials.WILL_END, sub)
        trigger = "trial ends"
    if trigger is None:
        return timetable.save(world, sub, fields)
    sub = timetable.moved(world, sub, trigger, **fields)
    trials.announce_if_soon(world, sub)
    return sub


def _stored_item(world: World, change: Change, one: Wanted, span: Period) -> Obj:
    sub, new = change.sub, one.new or {}
    if is_metered(new) and not (one.is_same and change.kind == "prorate"):
        # what had arrived before is billed with the price or the cycle that ends
        moment = change.moment if change.kind == "prorate" else world.now()
        before = with_period(sub, new, span) if one.old is None else one.old
        began = usage_spans.cut(world, before, moment)
        usage_spans.count_from(world, new, began)
    if one.old is not None and new is one.old and period_of(new) == span:
        return new
    return with_period(sub, new, span)
