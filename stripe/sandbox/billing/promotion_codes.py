"""Promotion codes: what customers type in for a coupon, and who may."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stripe.sandbox.billing import coupons
from stripe.sandbox.errors import ApiError, invalid, missing_parameter, too_long, too_small
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import defaults, operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.state import schedule
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "promotion_code"
LONGEST, CODE = 500, re.compile("[a-zA-Z0-9-]+")
UNPAID = ("requires_payment_method", "requires_confirmation", "requires_action", "canceled")

defaults(NAME, active=True, times_redeemed=0)


@operation("POST /v1/promotion_codes")
def create(call: Call) -> Obj:
    """A code for a coupon."""
    params, world = call.params, call.world
    id = as_dict(params.get("promotion")).get("coupon")
    if not id:
        raise missing_parameter("promotion[coupon]")
    coupon = world.find("coupon", id, "promotion[coupon]")
    if params.get("customer"):
        world.find("customer", params["customer"], "customer")
    obj = crud.build(world, NAME, params)
    obj["promotion"] = {"coupon": id, "type": "coupon"}
    obj["code"] = params.get("code") or world.ids.upper(8)
    _check_text(obj["code"])
    _check(world, params, coupon)
    _check_unique(world, obj)
    if obj["expires_at"] is None:
        obj["expires_at"] = coupon["redeem_by"]
    if obj["max_redemptions"] is None:
        obj["max_redemptions"] = coupon["max_redemptions"]
    obj["restrictions"] = {
        "first_time_transaction": False,
        "minimum_amount": None,
        "minimum_amount_currency": None,
        **as_dict(params.get("restrictions")),
    }
    obj["restrictions"].pop("currency_options", None)
    options = part(params, "restrictions").get("currency_options")
    made = world.changes.create(NAME, obj, hidden={"minimums": options or {}})
    if made["expires_at"] is not None:
        schedule.at(world, made["expires_at"], "promotion_code.end", made["id"])
    return made


def _check_text(code: str) -> None:
    if len(code) > LONGEST:
        raise too_long(code, LONGEST, "code")
    if not CODE.fullmatch(code):
        raise invalid(
            "A promotion code has letters (a-z, A-Z), digits (0-9) and dashes (-) only.", "code"
        )


def _check(world: World, params: Obj, coupon: Obj) -> None:
    if not coupon["valid"] or coupons.is_over(world, coupon):
        raise invalid(
            f"The coupon {coupon['id']} is no longer valid: no promotion code can be made for it.",
            "promotion[coupon]",
        )
    until, last = params.get("expires_at"), coupon["redeem_by"]
    if until is not None and until <= world.now():
        raise invalid("`expires_at` must be in the future.", "expires_at")
    if until is not None and last is not None and until > last:
        raise invalid("`expires_at` cannot be after the coupon's `redeem_by`.", "expires_at")
    count, most = params.get("max_redemptions"), coupon["max_redemptions"]
    if count is not None and count < 1:
        raise too_small("max_redemptions", 1)
    if count is not None and most is not None and count > most:
        raise invalid(
            f"`max_redemptions` ({count}) cannot be greater than the coupon's ({most}).",
            "max_redemptions",
        )
    _check_minimum(as_dict(params.get("restrictions")))


def _check_minimum(restrictions: Obj) -> None:
    amount, currency = (restrictions.get(f"minimum_amount{end}") for end in ("", "_currency"))
    if amount is None and currency is None:
        return
    for name, value in (("minimum_amount", amount), ("minimum_amount_currency", currency)):
        if value is None:
            raise missing_parameter(f"restrictions[{name}]")
    if int(amount or 0) < 1:
        raise too_small("restrictions[minimum_amount]", 1)
    currencies.currency_of(str(currency), "restrictions[minimum_amount_currency]")
    if currency in as_dict(restrictions.get("currency_options")):
        raise invalid(
            "This is the `minimum_amount_currency` already.",
            f"restrictions[currency_options][{currency}]",
        )


def _check_unique(world: World, obj: Obj) -> None:
    for other in world.store.all(NAME):
        one_could_use_both = obj["customer"] in (None, other["customer"]) or not other["customer"]
        same = other["code"].lower() == obj["code"].lower()
        if same and other["active"] and one_could_use_both:
            raise invalid(
                f"An active promotion code with `code: {obj['code']}` already exists.",
                "code",
                "resource_already_exists",
            )


@operation("POST /v1/promotion_codes/{promotion_code}")
def update(call: Call) -> Obj:
    """Changes `active`, metadata and minimums of further currencies."""
    code, params = call.get(NAME), dict(call.params)
    if params.get("active") and not code["active"]:
        if code["expires_at"] is not None and code["expires_at"] <= call.world.now():
            raise invalid("This promotion code has expired: it cannot become active.", "active")
        if coupons.is_used_up(code) or not _coupon_is_valid(call.world, code):
            raise invalid("This promotion code is used up: it cannot become active.", "active")
        _check_unique(call.world, code)
    options = as_dict(params.pop("restrictions", None)).get("currency_options")
    if options:
        known = call.store.secret(NAME, code["id"]).get("minimums", {})
        call.changes.hide(code, {"minimums": {**known, **options}})
    return call.changes.update(code, crud.changed_fields(code, params))


def _coupon_is_valid(world: World, code: Obj) -> bool:
    coupon = world.store.get("coupon", code["promotion"]["coupon"])
    return coupon is not None and coupon["valid"] and not coupons.is_over(world, coupon)


@operation("GET /v1/promotion_codes")
def list_codes(call: Call) -> Obj:
    """Codes; `code` (in whatever case), `coupon`, `customer` and `active` narrow."""
    params = call.params
    code, coupon = params.get("code"), params.get("coupon")
    plain = {key: params[key] for key in ("active", "customer") if params.get(key) is not None}

    def keep(found: Obj) -> bool:
        if code is not None and found["code"].lower() != code.lower():
            return False
        if coupon is not None and found["promotion"]["coupon"] != coupon:
            return False
        return all(found[key] == value for key, value in plain.items())

    return lists.page(call, NAME, keep=keep)


def entered(world: World, text: str, param: str) -> Obj:
    """The active code that a customer has typed in, by its text or id; a 400 where it is none."""
    wanted = text.lower()
    for code in world.store.all(NAME):
        if code["active"] and wanted in (code["code"].lower(), code["id"].lower()):
            return code
    raise invalid("This code is invalid.", param)


# -- redemption --------------------------------------------------------------------------------------


def check(
    world: World,
    code: Obj,
    param: str,
    *,
    customer: Obj | None,
    amount: int | None = None,
    currency: str | None = None,
) -> None:
    """A 400 that says why a code cannot be redeemed; `amount` is that of a first payment."""
    if coupons.is_used_up(code):
        raise _refused("it has been used the maximum number of times", param)
    if code["expires_at"] is not None and code["expires_at"] <= world.now():
        raise _refused("it has expired", param)
    if not _coupon_is_valid(world, code):
        raise _refused("the associated coupon is no longer valid", param)
    if not code["active"]:
        raise _refused("it is not active", param)
    if code["customer"] is not None and code["customer"] != (customer or {}).get("id"):
        raise _refused("it belongs to another customer", param)
    restrictions = code["restrictions"]
    if restrictions["first_time_transaction"] and customer and _has_paid(world, customer["id"]):
        raise _refused("the associated customer has prior transactions", param)
    least = _minimum(world, code, currency)
    if amount is not None and least is not None and amount < least:
        raise _refused(
            "the associated purchase does not meet the minimum amount requirement", param
        )


def _refused(why: str, param: str) -> ApiError:
    return invalid(f"This promotion code cannot be redeemed because {why}.", param)


def _has_paid(world: World, customer: str) -> bool:
    intents = world.store.all("payment_intent", "customer", customer)
    if any(intent["status"] not in UNPAID for intent in intents):
        return True
    if any(charge["paid"] for charge in world.store.all("charge", "customer", customer)):
        return True
    tried = world.store.all("subscription", "customer", customer)
    return any(subscription["trial_start"] is not None for subscription in tried)


def _minimum(world: World, code: Obj, currency: str | None) -> int | None:
    restrictions = code["restrictions"]
    if restrictions["minimum_amount_currency"] == currency:
        return restrictions["minimum_amount"]  # type: ignore[no-any-return]  # JSON
    options = world.store.secret(NAME, code["id"]).get("minimums", {})
    return options.get(currency, {}).get("minimum_amount")  # type: ignore[no-any-return]  # JSON


def count(world: World, code: Obj) -> Obj:
    """Counts one redemption; the last one that is possible makes the code inactive."""
    counted = {**code, "times_redeemed": code["times_redeemed"] + 1}
    active = code["active"] and not coupons.is_used_up(counted)
    changed = {"times_redeemed": counted["times_redeemed"], "active": active}
    return world.changes.update(code, changed, event=None)


@on("coupon.over")
@on("coupon.deleted")
def over(world: World, coupon: Obj, _previous: Obj | None) -> None:
    """The codes of a coupon end with it."""
    for code in list(world.store.all(NAME)):
        if code["active"] and code["promotion"]["coupon"] == coupon["id"]:
            world.changes.update(code, {"active": False}, event=None)


@schedule.task("promotion_code.end")
def end(world: World, id: str) -> None:
    """The time to redeem a code is over."""
    code = world.store.get(NAME, id)
    if code is not None:
        world.changes.update(code, {"active": False}, event=None)
