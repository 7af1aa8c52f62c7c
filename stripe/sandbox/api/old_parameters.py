"""Parameters of payments under the names and shapes they had before, which are still taken.

`payment_method_types` became `allowed_payment_method_types`; line items of Checkout were described
in place before there were prices. Recipes, tutorials and applications still send both.
"""

from __future__ import annotations

from stripe.sandbox.errors import ApiError
from stripe.sandbox.json import Obj, part

TYPED = frozenset(
    {
        "POST /v1/payment_intents",
        "POST /v1/payment_intents/{intent}",
        "POST /v1/setup_intents",
        "POST /v1/setup_intents/{intent}",
        "POST /v1/checkout/sessions",
    }
)
UI_MODES = {"hosted": "hosted_page", "embedded": "embedded_page", "custom": "elements"}


def translate(key: str, raw: Obj) -> Obj:
    """The parameters of an operation (as they came, not validated) under their names of today."""
    if key == "POST /v1/promotion_codes" and "coupon" in raw and "promotion" not in raw:
        rest = {name: value for name, value in raw.items() if name != "coupon"}
        return {**rest, "promotion": {"type": "coupon", "coupon": raw["coupon"]}}
    if key.startswith("POST /v1/subscription_schedules"):
        phases = part(raw, "phases")
        return {**raw, "phases": {at: _phase(part(phases, at)) for at in phases}} if phases else raw
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


def renamed(error: ApiError, sent: Obj) -> ApiError:
    """A refusal that names the parameter as it was sent."""
    now, before = "allowed_payment_method_types", "payment_method_types"
    if before in sent and now not in sent and error.param and error.param.startswith(now):
        error.param = error.param.replace(now, before, 1)
        error.message = error.message.replace(now, before, 1)
    return error


def _phase(phase: Obj) -> Obj:
    """`iterations` counted periods; they are taken as months, the price is not known here."""
    if "iterations" not in phase or "duration" in phase:
        return phase
    rest = dict(phase)
    count = rest.pop("iterations")
    return {**rest, "duration": {"interval": "month", "interval_count": count}}


def _line_item(item: Obj) -> Obj:
    if "amount" not in item or "price_data" in item:
        return item
    rest = dict(item)
    product = {k: rest.pop(k) for k in ("name", "description", "images") if k in rest}
    data: Obj = {"unit_amount": rest.pop("amount"), "product_data": product}
    if "currency" in rest:
        data["currency"] = rest.pop("currency")
    return {**rest, "price_data": data}
