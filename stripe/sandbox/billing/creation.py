"""Making a subscription: its items, its first invoice and the payment of it.

It is rehearsed first: `customer.subscription.created` tells the state that the first payment leads to,
and a request that is refused leaves nothing behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing import (
    added_items,
    automatic_tax,
    beginnings,
    cancellation,
    clocks,
    customer_currency,
    discounts,
    pending_setup,
    periods,
    prorations,
    subscription_invoices,
    subscription_lines,
    timetable,
    trials,
)
from stripe.sandbox.billing.beginnings import Beginning
from stripe.sandbox.billing.invoice_lines import Entry
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.subscription_state import ITEM, NAME, of_single
from stripe.sandbox.billing.wanted_items import Wanted, is_metered
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import defaults
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.state.rehearsal import rehearsal_of

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

defaults(NAME, managed_payments={"enabled": False})

TRIAL_SETTINGS = {"billing_cycle_anchor": "now", "missing_payment_method": "create_invoice"}


class Terms(NamedTuple):
    """How a subscription is made that a request does not make itself.

    The first invoice of one that a schedule makes stays a draft for an hour (`waits`).
    """

    waits: bool = False
    id: str | None = None
    schedule: str | None = None


BY_REQUEST = Terms()


def create(world: World, params: Obj, terms: Terms = BY_REQUEST) -> Obj:
    """A subscription from the parameters of the operation.

    Raises the 400 for what cannot be had, and the 402 of a payment that `error_if_incomplete` needs.
    """
    customer = world.store.get("customer", params.get("customer"))
    with clocks.living(world, customer):
        outcome = _made(rehearsal_of(world), params, None, terms)
        return _made(world, params, outcome, terms)


def first_draft(rehearsed: World, params: Obj) -> Obj | None:
    """The first invoice of a subscription, as a draft, made in a rehearsal."""
    params = {**params, "payment_behavior": subscription_invoices.KEEP_DRAFT}
    made = _made(rehearsed, params, None, BY_REQUEST)
    return rehearsed.store.get("invoice", made["latest_invoice"])


def _made(world: World, params: Obj, outcome: Obj | None, terms: Terms) -> Obj:
    begun = beginnings.read(world, params)
    customer_currency.take(world, begun.customer, begun.currency)
    sub = _stored(world, params, begun, outcome, terms)
    trials.announce_if_soon(world, sub)
    with world.changes.as_one(sub):
        lines, items = _first_lines(world, sub, begun, params)
        items += added_items.make(world, sub, params.get("add_invoice_items") or ())
        invoice = None
        if lines or items:
            invoice = subscription_invoices.draft(
                world,
                sub,
                lines,
                reason="subscription_create",
                period=Period(begun.now, begun.now),
                id=sub["latest_invoice"],
                waits=terms.waits,
            )
            sub = timetable.save(world, sub, {"latest_invoice": invoice["id"]})
        if invoice is None:
            sub = pending_setup.begin(world, sub, params)
            if sub["status"] == "incomplete":
                in_trial = " in a trial" if begun.trial_end is not None else ""
                sub = timetable.moved(world, sub, f"first payment succeeds{in_trial}")
        elif not terms.waits:
            behavior = params.get("payment_behavior") or "allow_incomplete"
            subscription_invoices.settle(world, sub, invoice, behavior)
            sub = pending_setup.begin(world, world.find(NAME, sub["id"], None), params)
    return world.find(NAME, sub["id"], None)


def _stored(world: World, params: Obj, begun: Beginning, outcome: Obj | None, terms: Terms) -> Obj:
    id = terms.id or world.ids.new(NAME)
    waits = terms.waits or params.get("collection_method") == "send_invoice"
    status = ("trialing" if begun.trial_end else "active") if waits else "incomplete"
    latest = None
    if outcome is not None:
        status = outcome["status"]
        latest = world.ids.new("invoice") if outcome["latest_invoice"] else None
    sub = {**_fields(world, params, begun), "id": id, "latest_invoice": latest, "status": status}
    sub["schedule"] = terms.schedule
    if outcome is not None and outcome["pending_setup_intent"] is not None:
        sub["pending_setup_intent"] = pending_setup.intent_for(world, sub)
    sub["discounts"] = discounts.redeem(
        world,
        begun.redemptions,
        start=begun.start,
        customer=begun.customer["id"],
        subscription=id,
    )
    items = [_item(world, sub, begun, one) for one in begun.wanted]
    sub["items"] = {
        "object": "list",
        "data": items,
        "has_more": False,
        "url": f"/v1/subscription_items?subscription={id}",
    }
    sub.update(of_single(items))
    sub = _with_cancellation(sub, params, begun)
    for item in sub["items"]["data"]:
        world.changes.create(ITEM, item, event=None)
    made = world.changes.create(NAME, sub, event="customer.subscription.created")
    return timetable.arranged(world, None, made)


def _fields(world: World, params: Obj, begun: Beginning) -> Obj:
    """The fields of a new subscription that parameters and defaults give."""
    sub = crud.build(world, NAME, {key: params[key] for key in params if key not in _APART})
    behavior = {**TRIAL_SETTINGS, **part(params, "trial_settings", "end_behavior")}
    mode = part(params, "billing_mode", "flexible").get("proration_discounts") or "included"
    payment: Obj = {
        "payment_method_options": None,
        "payment_method_types": None,
        **as_dict(params.get("payment_settings")),
    }
    payment["save_default_payment_method"] = payment.get("save_default_payment_method") or "off"
    return {
        **sub,
        "automatic_tax": automatic_tax.whole(sub["automatic_tax"]),
        "billing_cycle_anchor": begun.anchor,
        "billing_cycle_anchor_config": _whole_config(params),
        "billing_mode": {
            "type": "flexible" if begun.flexible else "classic",
            "flexible": {"proration_discounts": mode} if begun.flexible else None,
            **({"updated_at": begun.now} if begun.flexible else {}),
        },
        "cancel_at": None,
        "cancel_at_period_end": False,
        "cancellation_details": {
            "comment": None, "feedback": None, "feedback_option": None, "reason": None,
        },
        "collection_method": params.get("collection_method") or "charge_automatically",
        "created": begun.now,
        "currency": begun.currency,
        "customer": begun.customer["id"],
        "days_until_due": params.get("days_until_due"),
        "default_tax_rates": begun.rates,
        "next_pending_invoice_item_invoice": _next_of(params, begun),
        "payment_settings": payment,
        "pending_invoice_item_interval": beginnings.interval_of_items(params),
        "pending_update": None,
        "schedule": None,
        "start_date": begun.start,
        "test_clock": begun.customer["test_clock"],
        "trial_end": begun.trial_end,
        "trial_settings": {"end_behavior": behavior},
        "trial_start": begun.now if begun.trial_end is not None else None,
    }  # fmt: skip


_APART = frozenset(
    {
        "add_invoice_items", "billing_cycle_anchor", "billing_cycle_anchor_config", "billing_mode",
        "cancel_at", "cancel_at_period_end", "default_tax_rates", "discounts", "items",
        "payment_settings", "trial_end", "trial_settings",
    }
)  # fmt: skip
"""Parameters that do not become a field as they are."""


def _whole_config(params: Obj) -> Obj | None:
    config = params.get("billing_cycle_anchor_config")
    if config is None:
        return None
    return {key: config.get(key) for key in ("day_of_month", "hour", "minute", "month", "second")}


def _next_of(params: Obj, begun: Beginning) -> int | None:
    every = beginnings.interval_of_items(params)
    return None if every is None else periods.later(begun.now, periods.cycle_of(every))


def _item(world: World, sub: Obj, begun: Beginning, wanted: Wanted) -> Obj:
    item = as_dict(wanted.new)
    current = begun.periods(item)[-1]
    redeemed = discounts.redeem(
        world,
        wanted.redemptions or (),
        start=begun.start,
        customer=begun.customer["id"],
        subscription=sub["id"],
        subscription_item=item["id"],
    )
    return {
        **item,
        "created": begun.now,
        "current_period_start": current.start,
        "current_period_end": current.end,
        "discounts": redeemed,
        "subscription": sub["id"],
    }


def _with_cancellation(sub: Obj, params: Obj, begun: Beginning) -> Obj:
    """The subscription with the end that it is made with."""
    fields = cancellation.planned(sub, params, begun.now)
    end = fields.get("cancel_at")
    if end is None:
        return sub
    items = [
        {**item, "current_period_end": min(item["current_period_end"], end)}
        for item in sub["items"]["data"]
    ]
    return {**sub, **fields, "items": {**sub["items"], "data": items}}


def _first_lines(
    world: World, sub: Obj, begun: Beginning, params: Obj
) -> tuple[list[Entry], list[Obj]]:
    """The lines of the first invoice, and the invoice items that make more of them.

    Classic billing charges for a part of a period by a proration.
    """
    found: list[Entry] = []
    prorated: list[Entry] = []
    free = params.get("proration_behavior") == "none"
    for item in reversed(sub["items"]["data"]):
        spans = begun.periods(item)
        if is_metered(item):
            if not begun.flexible:
                found.append(subscription_lines.without_usage(world, sub, item, spans[-1]))
        elif sub["trial_end"] is not None:
            found.append(subscription_lines.of_trial(world, sub, item))
        elif not (is_cut := _is_cut(begun, item, spans)) or not free:
            last = Period(spans[-1].start, min(spans[-1].end, item["current_period_end"]))
            lines = subscription_lines.of_time(world, sub, item, [*spans[:-1], last])
            (prorated if is_cut and not begun.flexible else found).extend(lines)
    return found, [prorations.of_line(world, sub, entry) for entry in reversed(prorated)]


def _is_cut(begun: Beginning, item: Obj, spans: list[Period]) -> bool:
    """Whether time before the first boundary is billed: that is what proration is asked about."""
    cycle = periods.cycle_of(item["price"])
    whole = periods.natural_period(spans[-1].start, begun.anchor, cycle)
    return begun.start < begun.now or whole != spans[-1]
