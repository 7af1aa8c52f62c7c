"""Coupons: a share or an amount off, for so long, so many times, up to a time."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.errors import check_lengths, exclusive, invalid, missing_parameter, too_small
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import defaults, operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.state import schedule

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "coupon"
LONGEST_NAME = 40
FIVE_YEARS = 5 * 366 * 86_400

defaults(NAME, valid=True, times_redeemed=0, duration="once", absent=("applies_to",))


@operation("POST /v1/coupons")
def create(call: Call) -> Obj:
    """A coupon: a share or an amount off."""
    params, world = call.params, call.world
    _check(world, params)
    obj = crud.build(world, NAME, params)
    if params.get("currency"):
        obj["currency"] = currencies.currency_of(params["currency"])
    if params.get("id"):
        obj["id"] = params["id"]
        if world.store.get(NAME, obj["id"]) is not None:
            raise crud.exists(NAME, obj["id"])
    share = params.get("percent_off")
    obj["percent_off"] = float(share) if share is not None else None
    obj.pop("currency_options", None)
    made = world.changes.create(NAME, obj, hidden={"expandable": _on_request(params)})
    if made["redeem_by"] is not None:
        schedule.at(world, made["redeem_by"], "coupon.end", made["id"])
    return made


def _check(world: World, params: Obj) -> None:
    check_lengths(params, name=LONGEST_NAME)
    share, amount = params.get("percent_off"), params.get("amount_off")
    if share is None and amount is None:
        raise invalid(
            "You must pass one of percent_off or amount_off when creating a coupon.", "percent_off"
        )
    if share is not None and amount is not None:
        raise invalid(
            "Received both percent_off and amount_off parameters. Please pass in only one."
        )
    _check_worth(share, amount, params)
    months, repeats = params.get("duration_in_months"), params.get("duration") == "repeating"
    if repeats and not months:
        raise invalid(
            "You must pass duration_in_months when creating a coupon with a repeating duration",
            "duration_in_months",
        )
    if months is not None and not repeats:
        raise invalid(
            "duration_in_months can only be passed when the duration is `repeating`.",
            "duration_in_months",
        )
    for field, value in (
        ("duration_in_months", months),
        ("max_redemptions", params.get("max_redemptions")),
    ):
        if value is not None and value < 1:
            raise too_small(field, 1)
    until = params.get("redeem_by")
    if until is not None and not world.now() < until <= world.now() + FIVE_YEARS:
        raise invalid("`redeem_by` must be in the future, within 5 years.", "redeem_by")
    for at, product in enumerate(as_dict(params.get("applies_to")).get("products") or ()):
        world.find("product", product, f"applies_to[products][{at}]")


def _check_worth(share: Decimal | None, amount: int | None, params: Obj) -> None:
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
    if amount is not None and amount < 1:
        raise too_small("amount_off", 1)
    if amount is not None and not params.get("currency"):
        raise invalid("You must pass currency when passing amount_off", "currency")
    options = as_dict(params.get("currency_options"))
    if options and amount is None:
        raise exclusive("percent_off", "currency_options")
    for currency, option in options.items():
        path = f"currency_options[{currency}][amount_off]"
        currencies.currency_of(currency, f"currency_options[{currency}]")
        if option.get("amount_off") is None:
            raise missing_parameter(path)
        if option["amount_off"] < 1:
            raise too_small(path, 1)


def _on_request(params: Obj) -> Obj:
    """The fields that are shown only when they are expanded."""
    shown: Obj = {}
    if params.get("amount_off") is not None:
        own = {"amount_off": params["amount_off"]}
        shown["currency_options"] = {
            params["currency"].lower(): own,
            **as_dict(params.get("currency_options")),
        }
    if params.get("applies_to"):
        shown["applies_to"] = params["applies_to"]
    return shown


@operation("POST /v1/coupons/{coupon}")
def update(call: Call) -> Obj:
    """Changes the name, metadata, and what is off in further currencies."""
    coupon, params = call.get(NAME), dict(call.params)
    options = params.pop("currency_options", None)
    if options:
        shown = part(call.store.secret(NAME, coupon["id"]), "expandable")
        known = {**as_dict(shown.get("currency_options")), **options}
        call.changes.hide(coupon, {"expandable": {**shown, "currency_options": known}})
    return call.changes.update(coupon, crud.changed_fields(coupon, params))


def whole(world: World, coupon: Obj) -> Obj:
    """A coupon with its `applies_to` and `currency_options`."""
    return {**coupon, **part(world.store.secret(NAME, coupon["id"]), "expandable")}


def is_over(world: World, coupon: Obj) -> bool:
    """Whether the time to redeem it has passed."""
    return coupon["redeem_by"] is not None and coupon["redeem_by"] <= world.now()


def is_used_up(coupon: Obj) -> bool:
    """Whether it (or a promotion code) has been redeemed as often as it may be."""
    most = coupon["max_redemptions"]
    return most is not None and coupon["times_redeemed"] >= most


def count(world: World, coupon: Obj) -> Obj:
    """Counts one redemption; the last one that is possible ends the coupon."""
    counted = {**coupon, "times_redeemed": coupon["times_redeemed"] + 1}
    valid = coupon["valid"] and not is_used_up(counted)
    changed = {"times_redeemed": counted["times_redeemed"], "valid": valid}
    counted = world.changes.update(coupon, changed, event=None)
    if not valid:
        world.changes.announce("coupon.over", counted)
    return counted


@schedule.task("coupon.end")
def end(world: World, id: str) -> None:
    """The time to redeem a coupon is over."""
    coupon = world.store.get(NAME, id)
    if coupon is not None:
        world.changes.announce(
            "coupon.over", world.changes.update(coupon, {"valid": False}, event=None)
        )
