"""How a subscription begins: what the parameters of its creation ask for, checked, nothing stored."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing import (
    automatic_tax,
    discounts,
    periods,
    platform_fees,
    prices,
    pricing,
    tax_rates,
    trials,
    wanted_items,
)
from stripe.sandbox.billing.periods import Cycle, Period
from stripe.sandbox.billing.subscription_state import ENDED, NAME
from stripe.sandbox.billing.wanted_items import Wanted
from stripe.sandbox.errors import (
    check_lengths,
    exclusive,
    invalid,
    missing_parameter,
    not_emulated,
    not_in_the_future,
    too_large,
    too_small,
)
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.means import payment_methods

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

MOST_OF_CUSTOMER = 500
MOST_ON_CLOCK = 3
MOST_ADDED = 20
MOST_LINES = 250
LEAST_THRESHOLD = 50
LONGEST_DESCRIPTION = 500


class Beginning(NamedTuple):
    """Who begins what, and when: `start` is in the past when it was backdated, else `now`."""

    customer: Obj
    wanted: list[Wanted]
    redemptions: list[discounts.Redemption]
    rates: list[Obj]
    currency: str
    flexible: bool
    now: int
    start: int
    anchor: int
    trial_end: int | None

    def periods(self, item: Obj) -> list[Period]:
        """The periods of an item from the start up to the one that is running."""
        if self.trial_end is not None:
            return [Period(self.now, self.trial_end)]
        return periods.periods_between(
            self.anchor, periods.cycle_of(item["price"]), self.start, self.now
        )


def read(world: World, params: Obj) -> Beginning:
    """What a subscription begins with; a 400 for what cannot be had."""
    customer = _customer(world, params)
    check_collection(params, customer)
    if params.get("payment_behavior") == "pending_if_incomplete":
        raise invalid(
            "`payment_behavior=pending_if_incomplete` can be used when updating a subscription only.",
            "payment_behavior",
        )
    check_emulated(params)
    check_limits(params)
    platform_fees.check_shares(world, params)
    automatic_tax.check(params)
    currency = params.get("currency") and currencies.currency_of(params["currency"])
    wanted = wanted_items.read(world, params["items"], customer=customer, currency=currency)
    items = wanted_items.kept(wanted)
    currency = currency or items[0]["price"]["currency"]
    for at, item in enumerate(items):
        wanted_items.check_currency(world, item["price"], currency, f"items[{at}][price]")
    flexible = part(params, "billing_mode").get("type") != "classic"
    wanted_items.check_intervals(items, flexible=flexible)
    if len(params.get("add_invoice_items") or ()) > MOST_ADDED:
        raise invalid(f"At most {MOST_ADDED} invoice items can be added.", "add_invoice_items")
    shortest = periods.shortest(periods.cycle_of(item["price"]) for item in items)
    now = world.now()
    start = _start(params, now)
    trial_end = trials.asked_end(params, items, now)
    _check_cancellation(params, now)
    check_method(world, params, customer)
    found = Beginning(
        customer,
        wanted,
        _redemptions(world, params, customer, items, currency),
        tax_rates.find(world, params.get("default_tax_rates"), "default_tax_rates"),
        currency,
        flexible,
        now,
        start,
        _anchor(params, shortest, now, start, trial_end, flexible=flexible),
        trial_end,
    )
    if sum(len(found.periods(item)) for item in items) > MOST_LINES:
        raise invalid(
            f"Backdating that far makes more than {MOST_LINES} invoice lines.",
            "backdate_start_date",
        )
    return found


def _redemptions(
    world: World, params: Obj, customer: Obj, items: Sequence[Obj], currency: str
) -> list[discounts.Redemption]:
    """The discounts asked for; minimums of codes are held against a period that is paid ahead."""
    amount = sum(
        pricing.amount_of(
            prices.whole(world, item["price"]),
            Decimal(wanted_items.quantity_of(item)),
            currency,
        )
        for item in items
        if not wanted_items.is_metered(item)
    )
    given = params.get("discounts")
    return discounts.read(world, given, customer=customer, currency=currency, amount=amount)


def check_limits(params: Obj) -> None:
    """Raises the 400 for a text that is too long, and an amount that a threshold cannot have."""
    check_lengths(params, description=LONGEST_DESCRIPTION)
    least = part(params, "billing_thresholds").get("amount_gte")
    if least is not None and least < LEAST_THRESHOLD:
        raise too_small("billing_thresholds[amount_gte]", LEAST_THRESHOLD)


def _customer(world: World, params: Obj) -> Obj:
    if not params.get("items"):
        raise missing_parameter("items")
    if not params.get("customer"):
        raise missing_parameter("customer")
    customer = world.find("customer", params["customer"], "customer")
    check_room(world, customer)
    return customer


def check_room(world: World, customer: Obj) -> None:
    """Raises the 400 for a customer that has as many subscriptions as can be, scheduled ones too."""
    owned = world.store.all(NAME, "customer", customer["id"])
    plans = world.store.all("subscription_schedule", "customer", customer["id"])
    count = sum(sub["status"] not in ENDED for sub in owned)
    count += sum(plan["status"] == "not_started" for plan in plans)
    if customer["test_clock"] is not None and count >= MOST_ON_CLOCK:
        raise invalid(
            f"A customer on a test clock can have at most {MOST_ON_CLOCK} subscriptions.",
            "customer",
        )
    if count >= MOST_OF_CUSTOMER:
        raise invalid(
            f"A customer can have at most {MOST_OF_CUSTOMER} active or scheduled subscriptions.",
            code="customer_max_subscriptions",
        )


def check_emulated(params: Obj) -> None:
    """Raises the 501 for what no source describes well enough to act it out."""
    if params.get("billing_schedules"):
        raise not_emulated("`billing_schedules` of a subscription", "billing_schedules")
    for at, item in enumerate(params.get("items") or ()):
        if item.get("current_trial"):
            raise not_emulated("trial offers of items", f"items[{at}][current_trial]")


def check_collection(params: Obj, customer: Obj, method: str | None = None) -> None:
    """Raises the 400 for a way to collect that lacks, or does not take, its days or its email."""
    method = params.get("collection_method") or method or "charge_automatically"
    days = params.get("days_until_due")
    if method == "charge_automatically":
        if days is not None:
            raise invalid(
                "`days_until_due` can be set only when `collection_method` is `send_invoice`.",
                "days_until_due",
            )
        return
    if days is None:
        raise invalid(
            "If `collection_method` is `send_invoice`, `days_until_due` must be set.",
            "days_until_due",
            "parameter_missing",
        )
    if days < 0:
        raise too_small("days_until_due", 0)
    if not customer["email"]:
        raise invalid(
            "Missing email. In order to create invoices that are sent to the customer, the customer "
            "must have a valid email."
        )


def check_method(world: World, params: Obj, customer: Obj) -> None:
    """Raises the 400 for a `default_payment_method` that is not the customer's."""
    id, param = params.get("default_payment_method"), "default_payment_method"
    if id:
        payment_methods.check_owner(world, id, customer["id"], param)


def _start(params: Obj, now: int) -> int:
    start = params.get("backdate_start_date")
    if start is None:
        return now
    if start > now:
        raise invalid(
            "`backdate_start_date` must be in the past: a start in the future needs a subscription "
            "schedule.",
            "backdate_start_date",
        )
    if params.get("billing_cycle_anchor_config"):
        raise exclusive("backdate_start_date", "billing_cycle_anchor_config")
    return int(start)


def _anchor(
    params: Obj,
    cycle: Cycle,
    now: int,
    start: int,
    trial_end: int | None,
    *,
    flexible: bool,
) -> int:
    anchor, config = params.get("billing_cycle_anchor"), params.get("billing_cycle_anchor_config")
    free_until = trial_end or now
    if config is not None:
        if anchor is not None:
            raise exclusive("billing_cycle_anchor", "billing_cycle_anchor_config")
        if not cycle.is_calendar:
            raise invalid(
                "`billing_cycle_anchor_config` needs prices with monthly or yearly intervals.",
                "billing_cycle_anchor_config",
            )
        _check_config(config)
        return periods.anchor_of(config, free_until, cycle)
    if anchor is None:
        if trial_end is not None:
            return trial_end
        return start if flexible else now
    if anchor < now:
        raise not_in_the_future("billing_cycle_anchor")
    natural = periods.later(free_until, cycle)
    if anchor > natural:
        raise invalid(
            f"billing_cycle_anchor cannot be later than next natural billing date ({natural}) for plan",
            "billing_cycle_anchor",
        )
    return int(anchor)


CONFIG_RANGES = {
    "day_of_month": (1, 31), "month": (1, 12), "hour": (0, 23), "minute": (0, 59), "second": (0, 59),
}  # fmt: skip


def _check_config(config: Obj) -> None:
    for field, (least, most) in CONFIG_RANGES.items():
        value = config.get(field)
        param = f"billing_cycle_anchor_config[{field}]"
        if value is not None and value < least:
            raise too_small(param, least)
        if value is not None and value > most:
            raise too_large(param, most, value)


def _check_cancellation(params: Obj, now: int) -> None:
    at = params.get("cancel_at")
    if at is not None and params.get("cancel_at_period_end"):
        raise exclusive("cancel_at", "cancel_at_period_end")
    if isinstance(at, int) and at <= now:
        raise not_in_the_future("cancel_at")


def interval_of_items(params: Obj) -> Obj | None:
    """How often pending items are billed, as subscriptions show it; a year is the longest."""
    param = "pending_invoice_item_interval"
    asked = params.get(param)
    if not asked:
        return None
    every: Obj = {"interval_count": 1, **asked}
    if every["interval_count"] < 1:
        raise too_small(f"{param}[interval_count]", 1)
    if periods.later(0, periods.cycle_of(every)) > periods.later(0, Cycle("year", 1)):
        raise invalid("Pending items are billed once a year at least.", param)
    return every
