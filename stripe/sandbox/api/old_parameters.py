"""Parameters under the names and shapes they had before.

Some are still taken whatever the version: `payment_method_types` became
`allowed_payment_method_types`, line items of Checkout were described in place before there were
prices; recipes, tutorials and applications still send both. Others are taken under an older version
only: functions from the parameters as they came (not validated) to those of today, for the table in
`version_changes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import ApiError, not_emulated
from stripe.sandbox.json import Obj, is_dict, part

if TYPE_CHECKING:
    from collections.abc import Callable

    from stripe.sandbox.state.world import World

    Change = Callable[[World, Obj], Obj]

TYPED = frozenset(
    {
        "POST /v1/payment_intents",
        "POST /v1/payment_intents/{intent}",
        "POST /v1/setup_intents",
        "POST /v1/setup_intents/{intent}",
        "POST /v1/checkout/sessions",
    }
)
# A means of payment as charges, customers and accounts took it, and still do.
SOURCES = {"card": "source", "bank_account": "source"}
DEFAULTS = {"default_card": "default_source", "default_bank_account": "default_source"}
EXTERNAL = {"bank_account": "external_account"}
MEANS: dict[str, dict[str, str]] = {
    "POST /v1/charges": {"card": "source"},
    "POST /v1/customers/{customer}": {**SOURCES, **DEFAULTS},
    "POST /v1/customers/{customer}/sources": SOURCES,
    "POST /v1/accounts": EXTERNAL,
    "POST /v1/accounts/{account}": EXTERNAL,
    "POST /v1/accounts/{account}/external_accounts": EXTERNAL,
}
UI_MODES = {"hosted": "hosted_page", "embedded": "embedded_page", "custom": "elements"}


def translate(world: World, key: str, raw: Obj) -> Obj:
    """The parameters of an operation (as they came, not validated) under their names of today."""
    if key.startswith("POST /v1/subscription_schedules"):
        return inside("phases", iterations)(world, raw)
    if key == "POST /v1/promotion_codes" and "coupon" in raw and "promotion" not in raw:
        rest = {name: value for name, value in raw.items() if name != "coupon"}
        return {**rest, "promotion": {"type": "coupon", "coupon": raw["coupon"]}}
    if key in MEANS:
        return _means(raw, MEANS[key])
    if key not in TYPED:
        return raw
    result = dict(raw)
    if "payment_method_types" in result:
        result.setdefault("allowed_payment_method_types", result.pop("payment_method_types"))
    transfer = part(result, "payment_method_options", "customer_balance", "bank_transfer")
    if transfer.get("type") == "jp_bank_account":
        options = part(result, "payment_method_options")
        balance = {
            **part(options, "customer_balance"),
            "bank_transfer": {**transfer, "type": "jp_bank_transfer"},
        }
        result["payment_method_options"] = {**options, "customer_balance": balance}
    if key == "POST /v1/checkout/sessions":
        if result.get("ui_mode") in UI_MODES:
            result["ui_mode"] = UI_MODES[result["ui_mode"]]
        items = part(result, "line_items")
        if items:
            result["line_items"] = {at: _line_item(part(items, at)) for at in items}
    return result


def _means(raw: Obj, names: dict[str, str]) -> Obj:
    """`card={...}` as `source={"object": "card", ...}`, unless that is there, too."""
    result = dict(raw)
    for before, now in names.items():
        if before in result and now not in result:
            given = result.pop(before)
            result[now] = {"object": before, **given} if is_dict(given) else given
    return result


AGGREGATES = {"last_during_period": "last", "sum": "sum"}
"""How usage records were added up, and the formula of a meter for that."""

RENAMED = (
    ("allowed_payment_method_types", "payment_method_types"),
    ("discounts[0][coupon]", "coupon"),
    ("discounts[0][promotion_code]", "promotion_code"),
    ("pricing[price]", "price"),
    ("source", "card"),
    ("source", "bank_account"),
    ("external_account", "bank_account"),
)
"""Parameters now, and what they were sent as before."""


def renamed(error: ApiError, sent: Obj) -> ApiError:
    """A refusal that names the parameter as it was sent."""
    for now, before in RENAMED:
        head = now.partition("[")[0]
        if before in sent and head not in sent and error.param and error.param.startswith(now):
            error.param = error.param.replace(now, before, 1)
            error.message = error.message.replace(now, before, 1)
    return error


def _line_item(item: Obj) -> Obj:
    if "amount" not in item or "price_data" in item:
        return item
    rest = dict(item)
    product = {k: rest.pop(k) for k in ("name", "description", "images") if k in rest}
    data: Obj = {"unit_amount": rest.pop("amount"), "product_data": product}
    if "currency" in rest:
        data["currency"] = rest.pop("currency")
    return {**rest, "price_data": data}


# -- under an older version ----------------------------------------------------------------------------


def source(_world: World, raw: Obj) -> Obj:
    """A new customer's `source` was its `card` or `bank_account`."""
    return _means(raw, SOURCES)


def inside(name: str, change: Change) -> Change:
    """A change of each element of a list, `phases`, or of the one object of that name."""

    def changed(world: World, raw: Obj) -> Obj:
        found = part(raw, name)
        if not found:
            return raw
        if not all(key.isdigit() for key in found):
            return {**raw, name: change(world, found)}
        return {**raw, name: {at: change(world, part(found, at)) for at in found}}

    return changed


def anchor(_world: World, raw: Obj) -> Obj:
    """`billing_cycle_anchor` was a word or a time; it is a hash with a type."""
    word = raw.get("billing_cycle_anchor")
    if not isinstance(word, str) or not word:
        return raw
    kind: Obj = {"type": "timestamp", "timestamp": word} if word.isdigit() else {"type": word}
    return {**raw, "billing_cycle_anchor": kind}


def classic(_world: World, raw: Obj) -> Obj:
    """`billing_mode` was classic where none was named."""
    return {"billing_mode": {"type": "classic"}, **raw}


def classic_subscription(world: World, raw: Obj) -> Obj:
    """The same in `subscription_data`."""
    return {**raw, "subscription_data": classic(world, part(raw, "subscription_data"))}


def classic_session(world: World, raw: Obj) -> Obj:
    """The same in Checkout sessions for subscriptions."""
    return classic_subscription(world, raw) if raw.get("mode") == "subscription" else raw


def classic_schedule(world: World, raw: Obj) -> Obj:
    """The same in schedules that make their subscription."""
    return raw if "from_subscription" in raw else classic(world, raw)


def classic_preview(world: World, raw: Obj) -> Obj:
    """The same in previews of a subscription that is not there yet."""
    details = part(raw, "subscription_details")
    if "subscription" in raw or "schedule" in raw or "items" not in details:
        return raw
    return {**raw, "subscription_details": classic(world, details)}


def iterations(world: World, phase: Obj) -> Obj:
    """`iterations` of a phase counted periods of its price."""
    if "iterations" not in phase or "duration" in phase:
        return phase
    rest = dict(phase)
    count = rest.pop("iterations")
    named = part(phase, "items", "0")
    price = world.store.get("price", named.get("price") or named.get("plan"))
    recurring = part(price, "recurring") or part(named, "price_data", "recurring")
    each = int(recurring.get("interval_count") or 1)
    whole = int(count) * each if str(count).isdigit() else count
    interval = recurring.get("interval") or "month"
    return {**rest, "duration": {"interval": interval, "interval_count": str(whole)}}


def discounts(_world: World, raw: Obj) -> Obj:
    """`coupon` and `promotion_code` became entries of `discounts`."""
    rest = dict(raw)
    for name in ("coupon", "promotion_code"):
        if name in rest:
            value = rest.pop(name)
            rest.setdefault("discounts", {"0": {name: value}} if value else "")
    return rest


def refund(_world: World, raw: Obj) -> Obj:
    """`refund` of a credit note named the one refund that it tells of."""
    if not raw.get("refund"):
        return raw
    rest = {name: value for name, value in raw.items() if name != "refund"}
    return {**rest, "refunds": {"0": {"refund": raw["refund"]}}}


def metered(world: World, raw: Obj) -> Obj:
    """A metered price or plan had no meter: `aggregate_usage` said how its usage records add up."""
    if part(raw, "recurring"):
        return {**raw, "recurring": metered(world, part(raw, "recurring"))}
    rest = dict(raw)
    how = rest.pop("aggregate_usage", None) or "sum"
    if rest.get("usage_type") != "metered" or rest.get("meter"):
        return rest
    if how not in AGGREGATES:
        raise not_emulated(f"`aggregate_usage={how}`", "aggregate_usage")
    return {**rest, "meter": f"mtr_usage_records_{AGGREGATES[how]}"}


def pending_included(_world: World, raw: Obj) -> Obj:
    """A new invoice took in what was pending, unless it was to leave that out."""
    return raw if "from_invoice" in raw else {"pending_invoice_items_behavior": "include", **raw}


def pricing(_world: World, raw: Obj) -> Obj:
    """`price` of an item or line became `pricing[price]`; amounts for one are decimals."""
    rest = dict(raw)
    if "price" in rest:
        rest["pricing"] = {"price": rest.pop("price")}
    if "unit_amount" in rest:
        rest.setdefault("unit_amount_decimal", rest.pop("unit_amount"))
    return rest


def upcoming(_world: World, raw: Obj) -> Obj:
    """`subscription_items` and their like of `/v1/invoices/upcoming`, in `subscription_details`."""
    head = "subscription_"
    details = {
        name.removeprefix(head): value
        for name, value in raw.items()
        if name.startswith(head) and not is_dict(raw.get("subscription_details"))
    }
    details.pop("trial_from_plan", None)
    gone = ("limit", "starting_after", "ending_before")  # of the list of lines: not for previews
    rest = {
        name: value for name, value in raw.items() if not name.startswith(head) and name not in gone
    }
    given = part(raw, "subscription_details")
    return {**rest, "subscription_details": given or details} if given or details else rest
