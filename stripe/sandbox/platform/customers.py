"""Customers: defaults, the first source, payment methods, deletion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stripe.sandbox.errors import ApiError, check_lengths, invalid, missing_object
from stripe.sandbox.generic import crud, lists, registry
from stripe.sandbox.generic.registry import defaults, operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.means import payment_methods, sources
from stripe.sandbox.platform import tax_areas, tax_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World


defaults(
    "customer",
    absent=("cash_balance",),
    balance=0,
    delinquent=False,
    invoice_settings={
        "custom_fields": None,
        "default_payment_method": None,
        "footer": None,
        "rendering_options": None,
    },
    next_invoice_sequence=1,
    preferred_locales=[],
    tax_exempt="none",
)
APART = frozenset(
    {
        "cash_balance", "coupon", "default_source", "invoice_settings", "payment_method",
        "promotion_code", "source", "tax", "tax_id_data",
    }
)  # fmt: skip
"""Parameters that do not become a field as they are."""
LONGEST_NAME = 256
PREFIX = re.compile("[A-Z0-9]{1,12}")
UNKNOWN_LOCATION = (
    "The customer's location isn't recognized. Set a valid customer address in order to "
    "automatically calculate tax."
)


@operation("POST /v1/customers")
def create(call: Call) -> Obj:
    """A customer, perhaps with a first card or payment method."""
    return make(call.world, call.params)


def make(world: World, params: Obj) -> Obj:
    """A customer, perhaps with a first card or payment method."""
    _check_texts(params)
    obj = crud.build(world, "customer", params)
    if obj["invoice_prefix"] is None:
        obj["invoice_prefix"] = world.ids.upper(8)
    for function in registry.prepare_of("customer"):
        function(world, obj, params)
    if APART.isdisjoint(params):
        return world.changes.create("customer", obj)
    for field in ("cash_balance", "tax"):
        obj.pop(field, None)
    _check_location(obj, params)
    tax_ids.check(params.get("tax_id_data") or (), "tax_id_data")
    asked = _asked_discount(world, params)
    prepared = None
    if params.get("source") is not None:
        prepared = sources.prepare(world, params["source"], "source")
    method = params.get("payment_method")
    if method is not None:
        method = payment_methods.resolve(world, method, "payment_method")
        payment_methods.check_attachable(world, method)
    _default_method(world, obj, params, method)
    customer = world.changes.create("customer", obj)
    _keep_hidden(world, customer, params)
    if prepared is not None:
        card = sources.attach(world, customer, prepared)
        customer = world.changes.update(customer, {"default_source": card["id"]}, event=None)
    if method is not None:
        payment_methods.attach_to(world, method, customer["id"])
    for data in params.get("tax_id_data") or ():
        tax_ids.add(world, customer, data)
    return customer if asked is None else _discount(world, customer, asked)


def _check_texts(params: Obj) -> None:
    check_lengths(params, name=LONGEST_NAME)
    prefix = params.get("invoice_prefix")
    if prefix and not PREFIX.fullmatch(prefix):
        raise invalid(
            "An invoice prefix has 1 to 12 uppercase letters or digits.", "invoice_prefix"
        )


def _default_method(world: World, obj: Obj, params: Obj, method: Obj | None) -> None:
    """Has `invoice_settings` of a new customer name the payment method that comes along with it."""
    settings = obj["invoice_settings"]
    named = settings["default_payment_method"]
    if named is None:
        return
    param = "invoice_settings[default_payment_method]"
    if method is None or named not in (params["payment_method"], method["id"]):
        payment_methods.check_owner(world, named, obj["id"] or "", param)
        return
    obj["invoice_settings"] = {**settings, "default_payment_method": method["id"]}


def _check_location(customer: Obj, params: Obj) -> None:
    """Raises for a customer whose location is to be known at once and is not."""
    at_once = part(params, "tax").get("validate_location") == "immediately"
    if at_once and tax_areas.place_of(customer) is None:
        raise ApiError(400, UNKNOWN_LOCATION, code="customer_tax_location_invalid", param="address")


def _asked_discount(world: World, params: Obj) -> Obj | None:
    """What a discount is to have for `coupon` or `promotion_code`: nothing where one is to go.

    Raises for what cannot be redeemed (any more).
    """
    if params.get("promotion_code"):
        code = world.find("promotion_code", params["promotion_code"], "promotion_code")
        if not code["active"]:
            raise invalid(
                "This promotion code cannot be redeemed because it is not active.", "promotion_code"
            )
        id = code["promotion"]["coupon"]
        return {"promotion_code": code["id"], "source": {"coupon": id, "type": "coupon"}}
    id = params.get("coupon")
    if not id:
        return {} if {"coupon", "promotion_code"} & params.keys() else None
    coupon = world.find("coupon", id, "coupon")
    over = coupon["redeem_by"] is not None and coupon["redeem_by"] <= world.now()
    if over or not coupon["valid"]:
        raise ApiError(400, f"Coupon expired: {id}", code="coupon_expired", param="coupon")
    return {"source": {"coupon": id, "type": "coupon"}}


def _discount(world: World, customer: Obj, asked: Obj) -> Obj:
    """The customer with a discount as asked for instead of the one it has, or with none."""
    old = customer.get("discount")
    obj: Obj | None = None
    if asked:
        obj = {
            **crud.template("discount"),
            "id": world.ids.new("discount"),
            "customer": customer["id"],
            "start": world.now(),
            **asked,
        }
    customer = world.changes.update(customer, {"discount": obj}, event=None)
    if obj or old:
        verb = "deleted" if obj is None else "updated" if old else "created"
        world.changes.emit(f"customer.discount.{verb}", obj or old or {})
    return customer


@operation("DELETE /v1/customers/{customer}/discount")
def delete_discount(call: Call) -> Obj:
    """Takes the discount off."""
    customer = call.get("customer")
    old = customer.get("discount")
    if old is None:
        raise missing_object("discount", customer["id"], "customer")
    _discount(call.world, customer, {})
    return {**old, "deleted": True}


@operation("POST /v1/customers/{customer}")
def update(call: Call) -> Obj:
    """Merges; a new `source` replaces the default one."""
    customer = call.get("customer")
    params = call.params
    _check_texts(params)
    changed = crud.changed_fields(customer, params)
    if APART.isdisjoint(params):
        return call.changes.update(customer, changed)
    changed.pop("cash_balance", None)
    _keep_hidden(call.world, customer, params)
    changed.pop("tax", None)
    _check_location({**customer, **changed}, params)
    asked = _asked_discount(call.world, params)
    source = params.get("source")
    if source is not None:
        prepared = sources.prepare(call.world, source, "source")
        old = customer.get("default_source")
        card = sources.attach(call.world, customer, prepared)
        changed["default_source"] = card["id"]
        if old is not None:
            sources.remove(call.world, customer, old)
    elif params.get("default_source") is not None:
        sources.owned(call.world, customer, params["default_source"], "default_source")
    method = as_dict(params.get("invoice_settings")).get("default_payment_method")
    if method is not None:
        param = "invoice_settings[default_payment_method]"
        payment_methods.check_owner(call.world, method, customer["id"], param)
    updated = call.changes.update(customer, changed)
    return updated if asked is None else _discount(call.world, updated, asked)


@operation("DELETE /v1/customers/{customer}")
def delete(call: Call) -> Obj:
    """Deletes a customer; cards go with it, payment methods are detached."""
    customer = call.get("customer")
    for method in list(call.store.all("payment_method", "customer", customer["id"])):
        call.changes.update(method, {"customer": None}, event=None)
    for kind in ("card", "bank_account"):
        for source in list(call.store.all(kind, "customer", customer["id"])):
            call.changes.delete(source, event=None)
    call.changes.announce("customer.leaving", customer)
    return call.changes.delete(customer)


@lists.inline_list("customer", "sources")
def _sources(world: World, owner: Obj) -> Iterator[Obj]:
    for kind in ("card", "bank_account", "source"):
        yield from world.store.all(kind, "customer", owner["id"])


@lists.inline_list("customer", "subscriptions")
def _subscriptions(world: World, owner: Obj) -> Iterator[Obj]:
    for found in world.store.all("subscription", "customer", owner["id"]):
        if found["status"] != "canceled":
            yield found


def _keep_hidden(world: World, customer: Obj, params: Obj) -> None:
    """What only an expanded customer tells of: how cash is used, and the address of the network."""
    mode = part(params, "cash_balance", "settings").get("reconciliation_mode")
    if mode:
        id = customer["id"]
        world.changes.put_single(
            "cash_balance", id, with_mode(cash_of(world, id), mode), event=None
        )
    if part(params, "tax").get("ip_address"):
        world.changes.hide(customer, {"ip_address": params["tax"]["ip_address"]})


def cash_of(world: World, customer: str) -> Obj:
    """The `cash_balance` of a customer."""
    found = world.store.get("cash_balance", customer)
    if found is not None:
        return found
    blank = crud.template("cash_balance")
    return {**blank, "customer": customer, "livemode": world.livemode}


def with_mode(cash: Obj, mode: str) -> Obj:
    """A `cash_balance` that is used for payments in another way: `automatic` is the default."""
    default = mode == "merchant_default"
    settings = {
        "reconciliation_mode": "automatic" if default else mode,
        "using_merchant_default": default,
    }
    return {**cash, "settings": settings}


@lists.included_object("customer", "cash_balance")
def _cash(world: World, owner: Obj) -> Obj:
    return cash_of(world, owner["id"])


@lists.included_object("customer", "tax")
def _tax(world: World, owner: Obj) -> Obj:
    where = tax_areas.place_of(owner)
    if where is None:
        status, location = "unrecognized_location", None
    else:
        status = "supported" if tax_areas.is_collected(where) else "not_collecting"
        location = where._asdict()
    return {
        "automatic_tax": status,
        "ip_address": world.store.secret("customer", owner["id"]).get("ip_address"),
        "location": location,
        "provider": "stripe",
    }
