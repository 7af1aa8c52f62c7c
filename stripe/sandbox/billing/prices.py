"""Prices: what they may be made of, made on their own or along with what is sold at them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import price_checks, pricing, product_data
from stripe.sandbox.billing.price_checks import AMOUNTS
from stripe.sandbox.errors import exclusive, invalid, missing_parameter, within
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import defaults, operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "price"
INLINE = {"inline": True}
"""What is hidden of a price that was made along with what is sold at it: lists leave it out."""

defaults(NAME, active=True, billing_scheme="per_unit", type="one_time")


@operation("POST /v1/prices")
def create(call: Call) -> Obj:
    """A price of a product that exists or that `product_data` describes."""
    params, world = dict(call.params), call.world
    if params.get("product") and params.get("product_data"):
        raise exclusive("product", "product_data")
    data = params.get("product_data")
    if params.get("product"):
        world.find("product", params["product"], "product")
    elif not data:
        raise missing_parameter("product")
    price, shown = build(world, {**params, "product": params.get("product")}, "")
    if params.get("lookup_key"):
        _take_lookup_key(world, params)
    if data:
        price["product"] = product_data.make(world, data)["id"]
    return store(world, price, shown)


@operation("POST /v1/prices/{price}")
def update(call: Call) -> Obj:
    """Merges what was sent; a lookup key may come from another price."""
    price, params = call.get(NAME), dict(call.params)
    key = params.get("lookup_key")
    if key and key != price["lookup_key"]:
        _take_lookup_key(call.world, params)
    behavior = params.get("tax_behavior")
    if behavior and price["tax_behavior"] not in ("unspecified", behavior):
        raise invalid(
            f"This price is {price['tax_behavior']} of taxes: that cannot be changed any more.",
            "tax_behavior",
        )
    options = params.pop("currency_options", None)
    if options:
        price_checks.check_options(options, "currency_options")
        shown = part(call.store.secret(NAME, price["id"]), "expandable")
        more = _on_request({"currency_options": options}, price)["currency_options"]
        known = {**more, **as_dict(shown.get("currency_options"))}
        known.update({currency: more[currency] for currency in options})
        call.changes.hide(price, {"expandable": {**shown, "currency_options": known}})
    return call.changes.update(price, crud.changed_fields(price, params))


@operation("GET /v1/prices")
def list_all(call: Call) -> Obj:
    """Prices but those made along with what is sold; the documented filters narrow."""
    keys = call.params.pop("lookup_keys", None)
    recurring = call.params.pop("recurring", None)
    wanted = {k: v for k, v in call.params.items() if k in ("active", "currency", "type")}

    def keep(price: Obj) -> bool:
        if call.store.secret(NAME, price["id"]).get("inline"):
            return False
        if keys is not None and price["lookup_key"] not in keys:
            return False
        if recurring is not None:
            own = as_dict(price["recurring"])
            if any(own.get(key) != value for key, value in recurring.items()):
                return False
        return all(price.get(key) == value for key, value in wanted.items())

    product = call.params.get("product")
    field = "product" if product is not None else None
    return lists.page(call, NAME, field=field, value=product, keep=keep)


def _take_lookup_key(world: World, params: Obj) -> None:
    for other in list(world.store.all(NAME, "lookup_key", params["lookup_key"])):
        if not params.get("transfer_lookup_key"):
            raise invalid(
                f"A price (`{other['id']}`) already uses that lookup key.",
                "lookup_key",
                "resource_already_exists",
            )
        world.changes.update(other, {"lookup_key": None})


# -- for what is sold at them ------------------------------------------------------------------------


def whole(world: World, price: Obj) -> Obj:
    """A price with its `tiers` and `currency_options`, as `pricing` takes it."""
    return {**price, **part(world.store.secret(NAME, price["id"]), "expandable")}


def make(world: World, data: Obj, param: str) -> Obj:
    """Stores the price that a `price_data` describes; its product may be described there too."""
    if data.get("product"):
        world.find("product", data["product"], f"{param}[product]")
    elif not data.get("product_data"):
        raise missing_parameter(f"{param}[product]")
    price, shown = build(world, {"product": None, **data}, param)
    if price["product"] is None:
        price["product"] = product_data.make(world, data["product_data"])["id"]
    return world.changes.create(NAME, price, hidden={**INLINE, "expandable": shown})


def store(world: World, price: Obj, shown: Obj) -> Obj:
    """Stores a price that `build` has made."""
    return world.changes.create(NAME, price, hidden={"expandable": shown})


def make_inline(
    world: World,
    amount: int | Decimal,
    currency: str,
    name: str | None,
    *,
    tax_behavior: str | None = None,
    tax_code: str | None = None,
) -> Obj:
    """The inactive price, of a product of its own, of what is sold at an amount alone."""
    about: Obj = {"name": name or "Invoice item", "active": False}
    if tax_code is not None:
        about["tax_code"] = tax_code
    product = product_data.make(world, about, event=None)
    params: Obj = {
        "currency": currency,
        "product": product["id"],
        "tax_behavior": tax_behavior,
        "unit_amount_decimal": f"{amount:f}" if isinstance(amount, Decimal) else str(amount),
    }
    price, shown = build(world, params, "", signed=True)
    price["active"] = False
    return world.changes.create(NAME, price, event=None, hidden={**INLINE, "expandable": shown})


def build(world: World, params: Obj, param: str, *, signed: bool = False) -> tuple[Obj, Obj]:
    """A price from parameters, not stored yet, and its fields that are shown on request only.

    `param` is where the parameters stand in the request; `signed` allows an amount below 0.
    """
    if params.get("currency") is None:
        raise missing_parameter(within(param, "currency"))
    currency = currencies.currency_of(params["currency"], within(param, "currency"))
    price_checks.check(world, params, param, signed=signed)
    price = crud.build(world, NAME, params)
    price.update(currency=currency, product=params["product"])
    price.pop("tiers", None)
    price.pop("currency_options", None)
    recurring = params.get("recurring")
    if recurring is not None:
        price["type"] = "recurring"
        price["recurring"] = {
            "interval": recurring["interval"],
            "interval_count": recurring.get("interval_count") or 1,
            "meter": recurring.get("meter"),
            "trial_period_days": recurring.get("trial_period_days"),
            "usage_type": recurring.get("usage_type") or "licensed",
        }
    if params.get("custom_unit_amount") is not None:
        custom = params["custom_unit_amount"]
        price["custom_unit_amount"] = {
            key: custom.get(key) for key in ("maximum", "minimum", "preset")
        }
    price.update(_amounts(params))
    price["tax_behavior"] = price["tax_behavior"] or "unspecified"
    return price, _on_request(params, price)


def _amounts(params: Obj) -> Obj:
    """The amount of a unit, whole and decimal, and the scheme, as parameters give them."""
    found: Obj = {}
    if params.get("unit_amount") is not None:
        found["unit_amount_decimal"] = str(params["unit_amount"])
    elif params.get("unit_amount_decimal") is not None:
        decimal = Decimal(str(params["unit_amount_decimal"]))
        found["unit_amount_decimal"] = str(params["unit_amount_decimal"])
        found["unit_amount"] = int(decimal) if decimal == decimal.to_integral() else None
    if params.get("tiers") is not None:
        found["billing_scheme"] = "tiered"
    return found


def _on_request(params: Obj, price: Obj) -> Obj:
    """The fields that are shown only when they are expanded: other currencies, tiers."""
    own = {name: price[name] for name in ("custom_unit_amount", "tax_behavior", *AMOUNTS)}
    if params.get("tiers") is not None:
        own["tiers"] = [pricing.tier_of(tier) for tier in params["tiers"]]
    options = {price["currency"]: own}
    for currency, given in as_dict(params.get("currency_options")).items():
        option = {**dict.fromkeys(own), "tax_behavior": "unspecified", **given, **_amounts(given)}
        option.pop("billing_scheme", None)
        if given.get("tiers") is not None:
            option["tiers"] = [pricing.tier_of(tier) for tier in given["tiers"]]
        options[currency] = option
    found: Obj = {"currency_options": options}
    if "tiers" in own:
        found["tiers"] = own["tiers"]
    return found
