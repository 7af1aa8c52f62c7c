"""The phases of a subscription schedule: read from parameters, and as parameters for a subscription."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from stripe.sandbox.billing import periods, tax_rates, wanted_items
from stripe.sandbox.billing.periods import Cycle
from stripe.sandbox.errors import exclusive, invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj, as_dict, parts

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "subscription_schedule"
MOST = 10
ITEM_FIELDS = ("quantity", "billing_thresholds")
SETTINGS = (
    "application_fee_percent", "collection_method", "default_payment_method", "description",
    "on_behalf_of", "transfer_data",
)  # fmt: skip
"""What a phase, or else the default settings, say of the subscription."""


def read(
    world: World, given: Sequence[Obj], start: int, anchor: int, *, flexible: bool
) -> list[Obj]:
    """Phases from parameters, each beginning where the one before ends; the first at `start`.

    Durations in months keep the day of the `anchor`, as billing periods do. Only `flexible` billing
    has prices of different intervals.
    """
    param = path = "phases"
    if not given:
        raise missing_parameter(param)
    if len(given) > MOST:
        raise invalid(f"A schedule can have at most {MOST} current and future phases.", param)
    found: list[Obj] = []
    for at, one in enumerate(given):
        path = f"{param}[{at}]"
        begins = _begin(world, one, start if not found else found[-1]["end_date"], path)
        found.append(_phase(world, one, begins, anchor, path))
        prices = [
            {"price": world.find("price", item["price"], None)} for item in found[-1]["items"]
        ]
        wanted_items.check(prices, f"{path}[items]")
        wanted_items.check_intervals(prices, flexible=flexible, param=f"{path}[items]")
    if found[-1]["end_date"] <= world.now():
        raise invalid("The last phase must end in the future.", f"{path}[end_date]")
    return found


def _begin(world: World, given: Obj, start: int, path: str) -> int:
    asked = given.get("start_date")
    if asked == "now":
        asked = world.now()
    if asked is not None and asked != start:
        raise invalid(
            f"A phase must begin where the one before ends: at {start}, not at {asked}.",
            f"{path}[start_date]",
        )
    return start


def _phase(world: World, given: Obj, start: int, anchor: int, path: str) -> Obj:
    items = parts(given, "items")
    if not items:
        raise missing_parameter(f"{path}[items]")
    known = {
        key: value
        for key, value in given.items()
        if key not in ("duration", "items", "start_date", "trial")
    }
    shown = [_item(world, item, f"{path}[items][{at}]") for at, item in enumerate(items)]
    found = [world.find("price", item["price"], None) for item in shown]
    cycle = periods.shortest(periods.cycle_of(price) for price in found)
    end = _end(world, given, start, anchor, cycle, path)
    blank: Obj = crud.build(world, NAME, {"phases": [known]})["phases"][0]
    trial_end = given.get("trial_end")
    if given.get("trial") and trial_end is None:
        trial_end = end
    return {
        **blank,
        "currency": (given.get("currency") or found[0]["currency"]).lower(),
        "default_tax_rates": tax_rates.find(
            world, given.get("default_tax_rates"), f"{path}[default_tax_rates]"
        ),
        "end_date": end,
        "items": shown,
        "metadata": _told(given.get("metadata")),
        "proration_behavior": given.get("proration_behavior") or "create_prorations",
        "start_date": start,
        "trial_end": world.now() if trial_end == "now" else trial_end,
    }


def _told(metadata: Obj | None) -> Obj:
    """The metadata of a phase; an empty value takes one of the subscription's away."""
    return {key: value or "" for key, value in as_dict(metadata).items()}


def _end(world: World, given: Obj, start: int, anchor: int, cycle: Cycle, path: str) -> int:
    """The end of a phase: as given, or after its duration, which is one `cycle` by default."""
    end, duration = given.get("end_date"), given.get("duration")
    if end is not None and duration is not None:
        raise exclusive(f"{path}[duration]", f"{path}[end_date]")
    if end == "now":
        end = world.now()
    if end is None:
        length = periods.cycle_of(duration) if duration is not None else cycle
        return periods.later_on_grid(start, length, anchor)
    if end <= start:
        raise invalid("A phase must end after it begins.", f"{path}[end_date]")
    return int(end)


def _item(world: World, given: Obj, path: str) -> Obj:
    price = wanted_items.price_of(world, given, path, None)
    item: Obj = {
        "billing_thresholds": given.get("billing_thresholds"),
        "discounts": list(given.get("discounts") or ()),
        "metadata": _told(given.get("metadata")),
        "plan": price["id"],
        "price": price["id"],
        "tax_rates": tax_rates.find(world, given.get("tax_rates"), f"{path}[tax_rates]"),
    }
    if price["recurring"]["usage_type"] == "licensed":
        quantity = given.get("quantity")
        item["quantity"] = 1 if quantity is None else quantity
    return item


def of_subscription(sub: Obj) -> Obj:
    """The one phase that a schedule from a subscription has: its current period."""
    items = sub["items"]["data"]
    return {
        "add_invoice_items": [],
        "application_fee_percent": sub["application_fee_percent"],
        "automatic_tax": sub["automatic_tax"],
        "billing_cycle_anchor": None,
        "billing_thresholds": sub["billing_thresholds"],
        "collection_method": sub["collection_method"],
        "currency": sub["currency"],
        "default_payment_method": sub["default_payment_method"],
        "default_tax_rates": sub["default_tax_rates"] or [],
        "description": sub["description"],
        "discounts": [_entry(id) for id in sub["discounts"]],
        "end_date": min(item["current_period_end"] for item in items),
        "invoice_settings": None,
        "items": [
            {
                **{key: item[key] for key in ("billing_thresholds", "metadata", "tax_rates")},
                "discounts": [_entry(id) for id in item["discounts"]],
                "plan": item["price"]["id"],
                "price": item["price"]["id"],
                **({"quantity": item["quantity"]} if "quantity" in item else {}),
            }
            for item in items
        ],
        "metadata": sub["metadata"],
        "on_behalf_of": sub["on_behalf_of"],
        "proration_behavior": "create_prorations",
        "start_date": max(item["current_period_start"] for item in items),
        "transfer_data": sub["transfer_data"],
        "trial_end": sub["trial_end"] if sub["status"] == "trialing" else None,
    }


def _entry(discount: str) -> Obj:
    return {"coupon": None, "discount": discount, "promotion_code": None}


# -- as parameters of a subscription -----------------------------------------------------------------


def creation(plan: Obj, phase: Obj) -> Obj:
    """The parameters that make the subscription of a schedule as its first phase wants it."""
    params = {**_settings(plan, phase), "currency": phase["currency"], "customer": plan["customer"]}
    if phase["discounts"]:
        params["discounts"] = _entries(phase["discounts"])
    if phase["add_invoice_items"]:
        params["add_invoice_items"] = _added(phase)
    params["metadata"] = {key: value for key, value in phase["metadata"].items() if value}
    params["billing_mode"] = plan["billing_mode"]
    params["items"] = [_item_params(item) for item in phase["items"]]
    if phase["proration_behavior"] == "none":
        params["proration_behavior"] = "none"
    return {key: value for key, value in params.items() if value is not None}


def update(plan: Obj, phase: Obj, sub: Obj, *, behavior: str | None = None) -> Obj:
    """The parameters that make a subscription what a phase wants it to be."""
    params: Obj = {
        **_settings(plan, phase),
        "items": _changed_items(sub, phase),
        "proration_behavior": behavior or phase["proration_behavior"],
    }
    if phase["metadata"]:
        params["metadata"] = {key: value or None for key, value in phase["metadata"].items()}
    if phase["discounts"] or sub["discounts"]:
        params["discounts"] = _entries(phase["discounts"]) or None
    if phase["add_invoice_items"]:
        params["add_invoice_items"] = _added(phase)
    if phase["trial_end"] == sub["trial_end"] or sub["status"] == "incomplete":
        params.pop("trial_end", None)
    anchor = phase["billing_cycle_anchor"] or plan["default_settings"]["billing_cycle_anchor"]
    if anchor == "phase_start" and "trial_end" not in params:
        params["billing_cycle_anchor"] = {"type": "now"}
    return params


def _settings(plan: Obj, phase: Obj) -> Obj:
    defaults = plan["default_settings"]
    params: Obj = {key: phase[key] if phase[key] is not None else defaults[key] for key in SETTINGS}
    invoicing = {**as_dict(defaults["invoice_settings"])}
    own = as_dict(phase["invoice_settings"])
    invoicing.update({key: value for key, value in own.items() if value is not None})
    if params["collection_method"] == "send_invoice":
        params["days_until_due"] = invoicing.get("days_until_due")
    params["collection_method"] = params["collection_method"] or "charge_automatically"
    params["default_tax_rates"] = [rate["id"] for rate in phase["default_tax_rates"] or ()] or None
    taxed = phase.get("automatic_tax") or defaults.get("automatic_tax")
    if taxed:
        params["automatic_tax"] = {key: taxed[key] for key in taxed if taxed[key] is not None}
    params["trial_end"] = phase["trial_end"]
    if params["trial_end"] is None:
        del params["trial_end"]
    return params


def _item_params(item: Obj) -> Obj:
    found: Obj = {
        "price": item["price"],
        **{key: item[key] for key in ITEM_FIELDS if item.get(key)},
    }
    if "quantity" in item:
        found["quantity"] = item["quantity"]
    if item.get("metadata"):
        found["metadata"] = {key: value or None for key, value in item["metadata"].items()}
    if item.get("discounts"):
        found["discounts"] = _entries(item["discounts"])
    if item["tax_rates"]:
        found["tax_rates"] = [rate["id"] for rate in item["tax_rates"]]
    return found


def _changed_items(sub: Obj, phase: Obj) -> list[Obj]:
    """The items of a phase on those of a subscription: by their price, then in their order."""
    held = {item["price"]["id"]: item["id"] for item in sub["items"]["data"]}
    kept = {held[item["price"]] for item in phase["items"] if item["price"] in held}
    free = [item["id"] for item in sub["items"]["data"] if item["id"] not in kept]
    found: list[Obj] = []
    for item in phase["items"]:
        params = _item_params(item)
        if item["price"] in held:
            params["id"] = held[item["price"]]
            del params["price"]
        elif free:
            params["id"] = free.pop(0)
        found.append(params)
    return [*found, *({"id": id, "deleted": True} for id in free)]


def _entries(discounts: Sequence[Obj]) -> list[Obj]:
    return [{key: one[key] for key in one if one[key]} for one in discounts]


def _added(phase: Obj) -> list[Obj]:
    return [_plain(one) for one in phase["add_invoice_items"]]


def _plain(added: Obj) -> Any:
    found = {key: value for key, value in added.items() if value not in (None, [], {})}
    if found.get("tax_rates"):
        found["tax_rates"] = [
            rate["id"] if isinstance(rate, dict) else rate for rate in found["tax_rates"]
        ]
    return found
