"""Products, prices, plans, coupons, promotion codes, tax and shipping rates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.errors import exclusive, invalid, missing_parameter, too_large
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import defaults, operation, prepare
from stripe.sandbox.json import Obj, as_dict, is_dict
from stripe.sandbox.ledger import ledger

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call


defaults("product", active=True, type="service", images=[], marketing_features=[])
defaults("price", active=True, billing_scheme="per_unit", type="one_time")
defaults("plan", active=True, billing_scheme="per_unit", interval_count=1, usage_type="licensed")
defaults("coupon", valid=True, times_redeemed=0, duration="once", absent=("applies_to",))
defaults("promotion_code", active=True, times_redeemed=0)
defaults("tax_rate", active=True)
defaults("shipping_rate", active=True, type="fixed_amount")
PRICE_PARTS = ("unit_amount", "unit_amount_decimal", "custom_unit_amount", "tiers")


@operation("POST /v1/products")
def create_product(call: Call) -> Obj:
    """A product, perhaps with its default price."""
    obj = crud.build(call.world, "product", call.params)
    obj["default_price"] = None
    if call.params.get("id"):
        obj["id"] = call.params["id"]
        if call.store.get("product", obj["id"]) is not None:
            raise crud.exists("product", obj["id"])
    product = call.changes.create("product", obj)
    data = call.params.get("default_price_data")
    if data is not None:
        price = build_price(call, {**data, "product": product["id"]}, "default_price_data")
        price = call.changes.create("price", price, hidden=on_request(data, price))
        product = call.changes.update(product, {"default_price": price["id"]}, event=None)
    return product


@operation("DELETE /v1/products/{id}")
def delete_product(call: Call) -> Obj:
    """Deletes a product that has no prices."""
    product = call.get("product")
    if next(call.store.all("price", "product", product["id"]), None) is not None:
        raise invalid(
            "This product cannot be deleted because it has one or more user-created prices."
        )
    return call.changes.delete(product)


@operation("POST /v1/prices")
def create_price(call: Call) -> Obj:
    """A price of a product that exists or that `product_data` describes."""
    params = dict(call.params)
    if params.get("product") and params.get("product_data"):
        raise exclusive("product", "product_data")
    if not params.get("product"):
        data = params.get("product_data")
        if not data:
            raise missing_parameter("product")
        blank = {**crud.template("product"), **data, "id": data.get("id")}
        blank["metadata"] = as_dict(data.get("metadata"))
        params["product"] = call.changes.create("product", blank)["id"]
    else:
        call.find("product", params["product"], "product")
    price = build_price(call, params, "")
    if params.get("lookup_key"):
        _take_lookup_key(call, params)
    return call.changes.create("price", price, hidden=on_request(params, price))


@operation("POST /v1/prices/{price}")
def update_price(call: Call) -> Obj:
    """Merges what was sent; a lookup key may come from another price."""
    price = call.get("price")
    key = call.params.get("lookup_key")
    if key and key != price["lookup_key"]:
        _take_lookup_key(call, call.params)
    return call.changes.update(price, crud.changed_fields(price, call.params))


def _take_lookup_key(call: Call, params: Obj) -> None:
    for other in list(call.store.all("price", "lookup_key", params["lookup_key"])):
        if not params.get("transfer_lookup_key"):
            raise invalid(
                f"A price (`{other['id']}`) already uses that lookup key.",
                "lookup_key",
                "resource_already_exists",
            )
        call.changes.update(other, {"lookup_key": None})


def build_price(call: Call, params: Obj, param: str) -> Obj:
    """A price from parameters, not stored yet."""

    def named(field: str) -> str:
        return f"{param}[{field}]" if param else field

    if params.get("currency") is None:
        raise missing_parameter(named("currency"))
    given = [part for part in PRICE_PARTS if params.get(part) is not None]
    if not given:
        raise missing_parameter(named("unit_amount"))
    if "unit_amount" in given and "unit_amount_decimal" in given:
        raise exclusive(named("unit_amount"), named("unit_amount_decimal"))
    if (params.get("unit_amount") or 0) < 0:
        raise invalid(
            "This value must be greater than or equal to 0.",
            named("unit_amount"),
            "parameter_invalid_integer",
        )
    held = call.params
    call.params = params
    try:
        obj = crud.build(call.world, "price", call.params)
    finally:
        call.params = held
    obj["currency"] = ledger.currency_of(params["currency"], named("currency"))
    obj["product"] = params["product"]
    obj.pop("tiers", None)
    if params.get("recurring") is not None:
        obj["type"] = "recurring"
        obj["recurring"] = {
            "interval": params["recurring"]["interval"],
            "interval_count": params["recurring"].get("interval_count") or 1,
            "meter": params["recurring"].get("meter"),
            "trial_period_days": params["recurring"].get("trial_period_days"),
            "usage_type": params["recurring"].get("usage_type") or "licensed",
        }
    if params.get("custom_unit_amount") is not None:
        custom = params["custom_unit_amount"]
        obj["custom_unit_amount"] = {
            "maximum": custom.get("maximum"),
            "minimum": custom.get("minimum"),
            "preset": custom.get("preset"),
        }
    _amounts(obj, params)
    if obj["tax_behavior"] is None:
        obj["tax_behavior"] = "unspecified"
    obj.pop("currency_options", None)
    return obj


def _amounts(obj: Obj, params: Obj) -> None:
    if params.get("unit_amount") is not None:
        obj["unit_amount_decimal"] = str(params["unit_amount"])
    elif params.get("unit_amount_decimal") is not None:
        decimal = Decimal(str(params["unit_amount_decimal"]))
        obj["unit_amount_decimal"] = str(params["unit_amount_decimal"])
        obj["unit_amount"] = int(decimal) if decimal == decimal.to_integral() else None
    if params.get("tiers") is not None:
        obj["billing_scheme"] = params.get("billing_scheme") or "tiered"


def on_request(params: Obj, price: Obj) -> Obj:
    """The fields of a price that are shown only when they are expanded."""
    own = {name: price[name] for name in ("custom_unit_amount", "tax_behavior", *AMOUNTS)}
    options = {price["currency"]: own}
    for currency, given in as_dict(params.get("currency_options")).items():
        option = {**dict.fromkeys(own), "tax_behavior": "unspecified", **given}
        option.pop("tiers", None)
        _amounts(option, given)
        options[currency] = option
    found: Obj = {"currency_options": options}
    if params.get("tiers") is not None:
        found["tiers"] = [_tier(tier) for tier in params["tiers"]]
    return {"expandable": found}


AMOUNTS = ("unit_amount", "unit_amount_decimal")


def _tier(given: Obj) -> Obj:
    tier: Obj = dict.fromkeys(("flat_amount", "flat_amount_decimal", *AMOUNTS))
    for name in ("flat_amount", "unit_amount"):
        if given.get(name) is not None:
            tier[name], tier[f"{name}_decimal"] = given[name], str(given[name])
        elif given.get(f"{name}_decimal") is not None:
            tier[f"{name}_decimal"] = str(given[f"{name}_decimal"])
    return {**tier, "up_to": None if given["up_to"] == "inf" else int(given["up_to"])}


@operation("GET /v1/prices")
def list_prices(call: Call) -> Obj:
    """Prices; `lookup_keys`, `recurring[interval]` and the other documented filters narrow."""
    keys = call.params.pop("lookup_keys", None)
    recurring = call.params.pop("recurring", None)
    wanted = {k: v for k, v in call.params.items() if k in ("active", "currency", "type")}

    def keep(price: Obj) -> bool:
        if keys is not None and price["lookup_key"] not in keys:
            return False
        if recurring is not None:
            own = as_dict(price["recurring"])
            if any(own.get(key) != value for key, value in recurring.items()):
                return False
        return all(price.get(key) == value for key, value in wanted.items())

    product = call.params.get("product")
    field = "product" if product is not None else None
    return lists.page(call, "price", field=field, value=product, keep=keep)


@prepare("plan")
def _plan(call: Call, obj: Obj) -> None:
    params = call.params
    product = params.get("product")
    if is_dict(product):
        blank = {**crud.template("product"), "name": product.get("name")}
        blank["id"] = product.get("id")
        obj["product"] = call.changes.create("product", blank)["id"]
    obj["currency"] = ledger.currency_of(params["currency"])
    obj["interval_count"] = params.get("interval_count") or 1
    if params.get("amount") is not None:
        obj["amount_decimal"] = str(params["amount"])


@operation("POST /v1/coupons")
def create_coupon(call: Call) -> Obj:
    """A coupon: a share or an amount off."""
    params = call.params
    share, amount = params.get("percent_off"), params.get("amount_off")
    if share is None and amount is None:
        raise invalid(
            "You must pass one of percent_off or amount_off when creating a coupon.", "percent_off"
        )
    if share is not None and amount is not None:
        raise invalid(
            "Received both percent_off and amount_off parameters. Please pass in only one."
        )
    if share is not None and share <= 0:
        raise invalid(
            f"This value must be greater than or equal to 0.01 (it currently is '{float(share)}').",
            "percent_off",
        )
    if share is not None and share > 100:
        raise invalid(
            f"This value must be less than or equal to 100 (it currently is '{float(share)}').",
            "percent_off",
        )
    if amount is not None and not params.get("currency"):
        raise invalid("You must pass currency when passing amount_off", "currency")
    if params.get("duration") == "repeating" and not params.get("duration_in_months"):
        raise invalid(
            "You must pass duration_in_months when creating a coupon with a repeating duration",
            "duration_in_months",
        )
    obj = crud.build(call.world, "coupon", call.params)
    if params.get("currency"):
        obj["currency"] = ledger.currency_of(params["currency"])
    if params.get("id"):
        obj["id"] = params["id"]
        if call.store.get("coupon", obj["id"]) is not None:
            raise crud.exists("coupon", obj["id"])
    obj["percent_off"] = float(share) if share is not None else None
    return call.changes.create("coupon", obj)


@operation("POST /v1/promotion_codes")
def create_promotion_code(call: Call) -> Obj:
    """A code for a coupon."""
    promotion = as_dict(call.params.get("promotion"))
    coupon = promotion.get("coupon")
    if not coupon:
        raise missing_parameter("promotion[coupon]")
    call.find("coupon", coupon, "promotion[coupon]")
    if call.params.get("customer"):
        call.find("customer", call.params["customer"], "customer")
    obj = crud.build(call.world, "promotion_code", call.params)
    obj["promotion"] = {"coupon": coupon, "type": "coupon"}
    obj["code"] = call.params.get("code") or call.world.ids.upper(8)
    for other in call.store.all("promotion_code"):
        if other["active"] and other["code"].lower() == obj["code"].lower():
            raise invalid(
                f"An active promotion code with `code: {obj['code']}` already exists.",
                "code",
                "resource_already_exists",
            )
    if not call.params.get("restrictions"):
        obj["restrictions"] = {
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        }
    return call.changes.create("promotion_code", obj)


@prepare("shipping_rate")
def _shipping_rate(call: Call, obj: Obj) -> None:
    if call.params.get("fixed_amount") is None:
        raise missing_parameter("fixed_amount")
    obj["tax_behavior"] = obj["tax_behavior"] or "unspecified"


@prepare("tax_rate")
def _tax_rate(call: Call, obj: Obj) -> None:
    if float(call.params["percentage"]) > 100:
        raise too_large("percentage", 100, call.params["percentage"])
    obj["percentage"] = float(call.params["percentage"])
    obj["effective_percentage"] = obj["percentage"] if obj.get("country") == "US" else None
    obj["rate_type"] = "percentage"
