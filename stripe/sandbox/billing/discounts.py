"""Discounts: coupons put on a customer, subscription, item, invoice or Checkout session.

    redemptions = discounts.read(world, params["discounts"], "discounts", customer=..., currency=...)
    ids = discounts.redeem(world, redemptions, customer=customer["id"], subscription=sub["id"])

`read` refuses what cannot be redeemed and changes nothing; `redeem` makes the discounts and counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing import coupons, periods, promotion_codes, totals
from stripe.sandbox.errors import ApiError, invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj, part
from stripe.sandbox.state import schedule
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "discount"
MOST = 20
WAYS = ("coupon", "promotion_code", "discount")


class Redemption(NamedTuple):
    """One entry of a `discounts` parameter: a coupon, perhaps by a code, or a discount there is."""

    coupon: Obj
    code: Obj | None = None
    discount: Obj | None = None


def read(
    world: World,
    given: Iterable[Obj] | None,
    param: str = "discounts",
    *,
    customer: Obj | None = None,
    currency: str | None = None,
    amount: int | None = None,
) -> list[Redemption]:
    """What a `discounts` parameter asks for; a 400 for what cannot be had, with its path.

    `amount` is that of the payment it is redeemed for, against the minimum of promotion codes; None
    where minimums do not count (items, updates, future phases).
    """
    found: list[Redemption] = []
    for at, entry in enumerate(given or ()):
        path = f"{param}[{at}]"
        ways = [way for way in WAYS if entry.get(way)]
        if not ways:
            raise missing_parameter(f"{path}[coupon]")
        if len(ways) > 1:
            raise invalid(
                "You may only specify one of these parameters: coupon, discount, promotion_code.",
                f"{path}[{ways[1]}]",
                "parameters_exclusive",
            )
        one = _read_one(world, entry, ways[0], f"{path}[{ways[0]}]", customer, currency, amount)
        if any(one.coupon["id"] == other.coupon["id"] for other in found):
            raise invalid(
                f"The coupon {one.coupon['id']} can be applied once only.", f"{path}[{ways[0]}]"
            )
        if currency is not None and _is_foreign(one.coupon, currency):
            raise invalid(
                f"The coupon {one.coupon['id']} takes off an amount in {one.coupon['currency']} and "
                f"cannot be applied to amounts in {currency}.",
                f"{path}[{ways[0]}]",
            )
        found.append(one)
    if len(found) > MOST:
        raise invalid(f"At most {MOST} discounts can be applied.", param)
    return found


def are_changed(params: Obj) -> bool:
    """Whether `discounts` are given, or taken away by null; an empty list leaves them."""
    return "discounts" in params and params["discounts"] != []


def _read_one(
    world: World,
    entry: Obj,
    way: str,
    path: str,
    customer: Obj | None,
    currency: str | None,
    amount: int | None,
) -> Redemption:
    if way == "discount":
        discount = world.find(NAME, entry["discount"], path)
        return Redemption(coupon_of(world, discount), None, discount)
    if way == "coupon":
        coupon = world.find("coupon", entry["coupon"], path)
        return Redemption(coupons.whole(world, _redeemable(world, coupon, path)))
    code = world.find("promotion_code", entry["promotion_code"], path)
    promotion_codes.check(world, code, path, customer=customer, amount=amount, currency=currency)
    coupon = world.find("coupon", code["promotion"]["coupon"], path)
    return Redemption(coupons.whole(world, coupon), code)


def _redeemable(world: World, coupon: Obj, path: str) -> Obj:
    if coupons.is_used_up(coupon):
        message = "This coupon has been redeemed the maximum number of times"
        raise ApiError(400, message, code="coupon_expired", param=path)
    if coupons.is_over(world, coupon) or not coupon["valid"]:
        raise ApiError(400, f"Coupon expired: {coupon['id']}", code="coupon_expired", param=path)
    return coupon


def _is_foreign(coupon: Obj, currency: str) -> bool:
    return coupon["amount_off"] is not None and totals.amount_off(coupon, currency) is None


def redeem(
    world: World,
    redemptions: Iterable[Redemption],
    *,
    start: int | None = None,
    **owner: str | None,
) -> list[str]:
    """Makes the discounts, counting each on its coupon and code; their ids, in the order given.

    `owner` names what it is put on: `customer` and `subscription`, `subscription_item`, `invoice`,
    `invoice_item` or `checkout_session`. `start` is where its duration begins, now by default.
    """
    found: list[str] = []
    for one in redemptions:
        if one.discount is not None:
            found.append(one.discount["id"])
            continue
        found.append(_make(world, one, world.now() if start is None else start, owner)["id"])
    return found


def hold(world: World, redemptions: Iterable[Redemption], **owner: str | None) -> list[str]:
    """Makes discounts that are only offered, by a quote: nothing is redeemed yet."""
    return [_stored(world, one, world.now(), owner)["id"] for one in redemptions]


def _make(world: World, one: Redemption, start: int, owner: dict[str, str | None]) -> Obj:
    made = _stored(world, one, start, owner)
    coupons.count(world, world.find("coupon", one.coupon["id"], None))
    if one.code is not None:
        promotion_codes.count(world, world.find("promotion_code", one.code["id"], None))
    if made["end"] is not None:
        clock = (world.store.get("customer", owner.get("customer")) or {}).get("test_clock")
        schedule.at(world, made["end"], "discount.end", made["id"], test_clock=clock)
    return made


def _stored(world: World, one: Redemption, start: int, owner: dict[str, str | None]) -> Obj:
    coupon = one.coupon
    end = None
    if coupon["duration"] == "repeating":
        end = periods.later(start, periods.Cycle("month", coupon["duration_in_months"]))
    obj = {
        **crud.template(NAME),
        **owner,
        "end": end,
        "promotion_code": one.code["id"] if one.code is not None else None,
        "source": {"coupon": coupon["id"], "type": "coupon"},
        "start": start,
    }
    told = "customer.discount.created" if _is_of_subscription(obj) else None
    return world.changes.create(NAME, obj, event=told, hidden={"coupon": coupon})


# -- at work -----------------------------------------------------------------------------------------


def coupon_of(world: World, discount: Obj) -> Obj:
    """The coupon of a discount as it was when it was redeemed, whole, even when deleted since."""
    found: Obj = world.store.secret(NAME, discount["id"])["coupon"]
    return found


def active(world: World, ids: Iterable[str], moment: int | None = None) -> list[str]:
    """Those discounts that an invoice made at a moment gets: begun and not ended."""
    at = world.now() if moment is None else moment
    found = [(id, world.store.get(NAME, id)) for id in ids]
    return [
        id
        for id, one in found
        if one is not None and one["start"] <= at and (one["end"] is None or at < one["end"])
    ]


def offs(world: World, ids: Iterable[str], currency: str) -> tuple[totals.Off, ...]:
    """Discounts as `totals` takes them."""
    found = [world.find(NAME, id, None) for id in ids]
    return tuple(totals.off_of(one["id"], coupon_of(world, one), currency) for one in found)


def of_customer(customer: Obj | None) -> list[str]:
    """The discount that a customer has (from older versions of the API), as a list of ids."""
    found = (customer or {}).get("discount")
    return [found["id"]] if found else []


@on("customer.discount.created", "customer.discount.updated")
def adopt(world: World, discount: Obj, _previous: Obj | None) -> None:
    """Makes what older versions put on a customer a discount like any other, counted."""
    coupon = world.store.get("coupon", discount["source"]["coupon"])
    customer = world.store.get("customer", discount["customer"] or "")
    if coupon is None or customer is None or world.store.get(NAME, discount["id"]) is not None:
        return
    code = world.store.get("promotion_code", discount["promotion_code"] or "")
    one = Redemption(coupons.whole(world, coupon), code)
    made = _make(world, one, discount["start"], {"id": discount["id"], "customer": customer["id"]})
    world.changes.update(customer, {"discount": made}, event=None)


@on("checkout.session.completed")
def redeem_in_checkout(world: World, session: Obj, _previous: Obj | None) -> None:
    """Counts what a one-time payment in Checkout has redeemed; subscriptions count their own."""
    if session["mode"] != "payment":
        return
    for given in session["discounts"] or ():
        coupon = world.store.get("coupon", given["coupon"])
        code = world.store.get("promotion_code", given["promotion_code"] or "")
        if coupon is not None:
            one = Redemption(coupons.whole(world, coupon), code)
            redeem(world, [one], customer=session["customer"], checkout_session=session["id"])


def _is_of_subscription(discount: Obj) -> bool:
    return bool(discount["subscription"]) and not discount["subscription_item"]


def tell_removed(world: World, held: Iterable[str], kept: Iterable[str]) -> None:
    """Tells of discounts that a subscription loses, before its own update tells the rest."""
    left = set(kept)
    for id in held:
        if id not in left:
            world.changes.emit("customer.discount.deleted", world.find(NAME, id, None))


# -- their end ---------------------------------------------------------------------------------------


@on("invoice.finalized")
def spend(world: World, invoice: Obj, _previous: Obj | None) -> None:
    """Takes discounts that hold once, and have now been used, off what they were put on."""
    entries = world.store.secret("invoice", invoice["id"])["entries"]  # the invoice shows ten
    used = {*invoice["discounts"], *(id for line, *_ in entries for id in _used_by(world, line))}
    for id in sorted(used):
        discount = world.store.get(NAME, id)
        if discount is not None and coupon_of(world, discount)["duration"] == "once":
            take_off(world, discount)


def _used_by(world: World, line: Obj) -> list[str]:
    """The discounts of a line; a debit of a change has those of its item in its amount."""
    details = part(line, "parent", "subscription_item_details")
    item = world.store.get("subscription_item", details.get("subscription_item"))
    if item is None or not details["proration"] or line["amount"] < 0:
        return list(line["discounts"])
    return list(item["discounts"])


@schedule.task("discount.end")
def end(world: World, id: str) -> None:
    """The months of a discount are over."""
    discount = world.store.get(NAME, id)
    if discount is not None:
        take_off(world, discount)


def take_off(world: World, discount: Obj) -> None:
    """Takes a discount off its subscription, item or customer; invoices keep it."""
    id = discount["id"]
    subscription = world.store.get("subscription", discount["subscription"] or "")
    item = world.store.get("subscription_item", discount["subscription_item"] or "")
    if item is not None and id in item["discounts"]:
        item = world.changes.update(item, _without(item, id), event=None)
        subscription = world.find("subscription", item["subscription"], None)
        held = subscription["items"]
        data = [item if one["id"] == item["id"] else one for one in held["data"]]
        world.changes.update(subscription, {"items": {**held, "data": data}})
    elif subscription is not None and id in subscription["discounts"]:
        tell_removed(world, [id], [])
        world.changes.update(subscription, _without(subscription, id))
    customer = world.store.get("customer", discount["customer"] or "")
    if customer is not None and id in of_customer(customer):
        world.changes.update(customer, {"discount": None}, event=None)
        world.changes.emit("customer.discount.deleted", discount)


def _without(owner: Obj, id: str) -> Obj:
    return {"discounts": [other for other in owner["discounts"] if other != id]}
