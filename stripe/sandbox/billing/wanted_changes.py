"""What an update asks of a subscription: read, checked, and nothing stored yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing import (
    automatic_tax,
    beginnings,
    cancellation,
    discounts,
    periods,
    platform_fees,
    tax_rates,
    timetable,
    trials,
    wanted_items,
)
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.prorations import is_flexible, period_of
from stripe.sandbox.billing.subscription_state import ENDED
from stripe.sandbox.billing.wanted_items import Wanted
from stripe.sandbox.errors import exclusive, invalid, not_in_the_future
from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj, as_dict, part

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

ALWAYS = frozenset({"cancellation_details", "metadata"})
"""What can be changed in every state."""

BILLS = frozenset({"add_invoice_items", "billing_cycle_anchor", "items", "trial_end"})
"""What may lead to an invoice, and therefore has to wait for the first payment."""

APART = frozenset(
    {
        "add_invoice_items", "billing_cycle_anchor", "cancel_at", "cancel_at_period_end",
        "cancellation_details", "default_tax_rates", "discounts", "items", "off_session",
        "payment_behavior", "pending_invoice_item_interval", "proration_behavior", "proration_date",
        "trial_end", "trial_from_plan",
    }
)  # fmt: skip
"""Parameters that do not become a field as they are."""


class Change(NamedTuple):
    """A subscription as it is, and what is asked of it.

    `kind` is `prorate`, `reset` (a new cycle begins now), `trial` (one begins, or is moved),
    `end trial`. `moment` is the date of prorations, `behavior` what becomes of them.
    """

    sub: Obj
    wanted: list[Wanted]
    fields: Obj
    kind: str
    behavior: str
    moment: int
    anchor: int
    trial_end: int | None
    redemptions: list[discounts.Redemption] | None
    added: Sequence[Obj]

    @property
    def to_be(self) -> Obj:
        """The subscription with its new fields, its items as they were."""
        return {
            **self.sub,
            **self.fields,
            "billing_cycle_anchor": self.anchor,
            "trial_end": self.trial_end,
        }


def read(world: World, sub: Obj, params: Obj) -> Change:
    """What the parameters of an update ask for; a 400 for what cannot be had."""
    check_state(sub, params)
    beginnings.check_emulated(params)
    beginnings.check_limits(params)
    platform_fees.check_shares(world, params, sub)
    automatic_tax.check(params)
    customer = world.find("customer", sub["customer"], "customer")
    now = world.now()
    held = sub["items"]["data"]
    wanted = wanted_items.read(
        world, params.get("items") or (), held=held, customer=customer, currency=sub["currency"]
    )
    items = wanted_items.kept(wanted)
    wanted_items.check_intervals(items, flexible=is_flexible(sub))
    kind, trial_end = _kind(sub, wanted, params, now)
    fields = _fields(world, sub, params, customer)
    return Change(
        sub,
        wanted,
        fields,
        kind,
        _behavior(sub, params, kind),
        _moment(sub, params, now),
        _anchor(sub, fields, kind, trial_end, now),
        trial_end,
        _discounts(world, params, customer, sub["currency"]),
        params.get("add_invoice_items") or (),
    )


def check_state(sub: Obj, params: Obj) -> None:
    """Raises for what cannot be changed in the state that a subscription is in."""
    if sub["status"] in ENDED and params.keys() - ALWAYS:
        raise invalid(
            "A canceled subscription can only update its cancellation_details and metadata.",
            code="invalid_canceled_subscription_fields",
        )
    early = BILLS & params.keys()
    if sub["status"] == "incomplete" and early:
        raise invalid(
            "The first invoice of this subscription has not been paid: until it is, nothing can be "
            "changed that leads to an invoice.",
            min(early),
        )


def _kind(sub: Obj, wanted: Sequence[Wanted], params: Obj, now: int) -> tuple[str, int | None]:
    """What sort of change it is, and the end of the trial after it."""
    in_trial = sub["status"] == "trialing"
    if params.get("trial_end") is not None and params.get("trial_from_plan"):
        raise exclusive("trial_end", "trial_from_plan")
    if params.get("trial_end") == "now":
        return ("end trial", now) if in_trial else ("prorate", sub["trial_end"])
    items = wanted_items.kept(wanted)
    asked = {key: params[key] for key in ("trial_end", "trial_from_plan") if params.get(key)}
    trial_end = trials.asked_end(asked, items, now)
    if trial_end is not None:
        return "trial", trial_end
    if part(params, "billing_cycle_anchor").get("type") == "now" and not in_trial:
        return "reset", sub["trial_end"]
    if not is_flexible(sub) and not in_trial and _resets_classic(sub, wanted):
        return "reset", sub["trial_end"]
    return "prorate", sub["trial_end"]


def _resets_classic(sub: Obj, wanted: Sequence[Wanted]) -> bool:
    """Whether classic billing begins a new cycle: for another interval, or when it begins to cost."""
    old = {periods.cycle_of(item["price"]) for item in sub["items"]["data"]}
    items = wanted_items.kept(wanted)
    if {periods.cycle_of(item["price"]) for item in items} != old:
        return True
    return all(_is_free(item) for item in sub["items"]["data"]) and not all(map(_is_free, items))


def _is_free(item: Obj) -> bool:
    price = item["price"]
    return price["billing_scheme"] == "per_unit" and not float(price["unit_amount_decimal"] or 0)


def _behavior(sub: Obj, params: Obj, kind: str) -> str:
    behavior = str(params.get("proration_behavior") or "create_prorations")
    if sub["status"] == "paused" or (sub["status"] == "trialing" and kind != "end trial"):
        return "none"
    return behavior


def _moment(sub: Obj, params: Obj, now: int) -> int:
    moment = params.get("proration_date")
    if moment is None:
        return now
    spans = [period_of(item) for item in sub["items"]["data"]]
    first = min(span.start for span in spans)
    if sub["start_date"] < sub["created"] and first <= sub["created"]:
        first = min(first, sub["start_date"])
    if not first <= moment <= min(span.end for span in spans):
        raise invalid(
            "Cannot specify proration date outside of current subscription period", "proration_date"
        )
    return int(moment)


def _anchor(sub: Obj, fields: Obj, kind: str, trial_end: int | None, now: int) -> int:
    if kind == "reset":
        return now
    behavior = {**part(sub, "trial_settings", "end_behavior")}
    behavior.update(part(fields, "trial_settings", "end_behavior"))
    if kind in ("trial", "end trial") and behavior.get("billing_cycle_anchor") != "unchanged":
        return trial_end or now
    ends = fields.get("cancel_at")
    if ends is not None and not is_flexible(sub) and _cuts(sub, ends):
        return int(ends)
    return int(sub["billing_cycle_anchor"])


def _cuts(sub: Obj, moment: int) -> bool:
    return any(moment < item["current_period_end"] for item in sub["items"]["data"])


def _fields(world: World, sub: Obj, params: Obj, customer: Obj) -> Obj:
    """The fields of the subscription itself that change."""
    found = crud.changed_fields(sub, {key: params[key] for key in params if key not in APART})
    found.update(cancellation.planned(sub, params, world.now()))
    if "default_tax_rates" in params:
        rates = params["default_tax_rates"]
        found["default_tax_rates"] = tax_rates.find(world, rates, "default_tax_rates")
    if "collection_method" in params or "days_until_due" in params:
        method = params.get("collection_method") or sub["collection_method"]
        given = {"days_until_due": sub["days_until_due"] if method == "send_invoice" else None}
        beginnings.check_collection({**given, **params}, customer, method)
        if method == "charge_automatically":
            found["days_until_due"] = None
    pause = params.get("pause_collection")
    if pause and (pause.get("resumes_at") or world.now() + 1) <= world.now():
        raise not_in_the_future("pause_collection[resumes_at]")
    if "automatic_tax" in found:
        found["automatic_tax"] = automatic_tax.whole(found["automatic_tax"])
    beginnings.check_method(world, params, customer)
    if "pending_invoice_item_interval" in params:
        every = beginnings.interval_of_items(params)
        found["pending_invoice_item_interval"] = every
        found["next_pending_invoice_item_invoice"] = (
            periods.later(world.now(), periods.cycle_of(every)) if every else None
        )
    return found


def _discounts(
    world: World, params: Obj, customer: Obj, currency: str
) -> list[discounts.Redemption] | None:
    """The discounts that are to replace those there are, None to leave them."""
    if "discounts" not in params:
        return None
    given = params["discounts"]
    if given is None:
        return []
    found = discounts.read(world, given, customer=customer, currency=currency)
    return found or None


# -- what becomes of the items -----------------------------------------------------------------------


def next_periods(change: Change, now: int) -> dict[str, Period]:
    """The current periods of all items after a change, by their ids."""
    return {
        one.new["id"]: next_period(change, one, now) for one in change.wanted if one.new is not None
    }


def next_period(change: Change, wanted: Wanted, now: int) -> Period:
    """The current period of an item after a change."""
    item = as_dict(wanted.new)
    cycle = periods.cycle_of(item["price"])
    if change.kind == "trial":
        return Period(now, change.trial_end or now)
    if change.kind in ("reset", "end trial"):
        return _limited(change, Period(now, periods.next_boundary(change.anchor, cycle, now)))
    old = wanted.old
    if change.sub["status"] == "trialing":
        start = (old or change.sub["items"]["data"][0])["current_period_start"]
        return _limited(change, Period(start, change.sub["trial_end"]))
    if old is not None and periods.cycle_of(old["price"]) == cycle:
        grid = period_of(old)
        if change.sub["cancel_at"] != change.to_be["cancel_at"]:
            grid = Period(grid.start, timetable.uncut_end(change.sub, old))
        return _limited(change, grid)
    held = [old] if old is not None else change.sub["items"]["data"]
    due = next((item for item in held if item["current_period_end"] <= now), None)
    if due is not None:
        return period_of(due)  # its renewal is due in this very second
    return _limited(change, periods.period_around(change.anchor, cycle, now))


def _limited(change: Change, period: Period) -> Period:
    ends = change.to_be["cancel_at"]
    if ends is None or not period.start < ends < period.end:
        return period
    return Period(period.start, ends)
