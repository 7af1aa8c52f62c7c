"""Line items of Checkout sessions and payment links: from parameters to what they come to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from stripe.sandbox.billing import discounts, prices, sold_items
from stripe.sandbox.billing.totals import off_of
from stripe.sandbox.errors import invalid, missing_parameter, too_small
from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.billing.discounts import Redemption
    from stripe.sandbox.billing.sold_items import Sold
    from stripe.sandbox.state.world import World

KEPT = ("metadata", "tax_rates")
LEAST, MOST, MOST_POSSIBLE, MOST_OPTIONAL = 0, 99, 999_999, 10
MOST_PAID, MOST_SUBSCRIBED, MOST_OF_LINK = 100, 20, 20


def read(
    world: World, given: Sequence[Obj], *, again: bool = False, held: Collection[str] = ()
) -> list[Sold]:
    """What a list of parameters sells; all in one currency.

    Prices that are described in place are active if they are charged `again`, by a subscription or
    by the next visitor of a link. Those that are `held` already need not be active.
    """
    param = "line_items"
    sold = [
        _read_one(world, one, f"{param}[{at}]", again, one.get("price") in held)
        for at, one in enumerate(given)
    ]
    found = {one.price["currency"] for one in sold}
    if len(found) > 1:
        raise invalid(
            "All prices on a Checkout Session must use the same currency, but these were given: "
            f"{', '.join(sorted(found))}.",
            param,
        )
    return sold


def _read_one(world: World, given: Obj, path: str, active: bool, held: bool = False) -> Sold:
    price = (
        world.find("price", given["price"], f"{path}[price]")
        if held
        else price_of(world, given, path, active=active)
    )
    metered = as_dict(price["recurring"]).get("usage_type") == "metered"
    quantity = given.get("quantity")
    adjustable = part(given, "adjustable_quantity").get("enabled")
    if quantity is None and not adjustable and not metered:
        raise invalid(
            "Quantity is required. Add `quantity` to `line_items`.",
            f"{path}[quantity]",
            "parameter_missing",
        )
    if quantity is not None and quantity < 1:
        raise too_small(f"{path}[quantity]", 1)
    sold = sold_items.read(world, given, path, price=price)
    return sold._replace(adjustable=_adjustable(sold, f"{path}[adjustable_quantity]"))


def _adjustable(sold: Sold, path: str) -> Obj | None:
    """How far customers may change a quantity: from 0 to 99 where nothing else is said."""
    given = sold.adjustable
    if not given or not given.get("enabled"):
        return given and {"enabled": False, "maximum": None, "minimum": None}
    least, most = given.get("minimum", LEAST), given.get("maximum", MOST)
    if not 0 <= least <= most <= MOST_POSSIBLE:
        raise invalid(
            f"`minimum` and `maximum` must be between 0 and {MOST_POSSIBLE}, the minimum first.",
            f"{path}[maximum]",
        )
    if sold.quantity is not None and not least <= sold.quantity <= most:
        raise invalid(
            f"The `quantity` ({sold.quantity}) must be between the minimum ({least}) and the maximum "
            f"({most}) of `adjustable_quantity`.",
            f"{path}[{'minimum' if sold.quantity < least else 'maximum'}]",
        )
    return {"enabled": True, "maximum": most, "minimum": least}


def price_of(world: World, given: Obj, path: str, *, active: bool = False) -> Obj:
    """The price that an item names, or the one that its `price_data` describes."""
    if given.get("price") or not given.get("price_data"):
        return sold_items.price_of(world, given, path)
    data = dict(given["price_data"])
    where = f"{path}[price_data]"
    if data.get("product"):
        world.find("product", data["product"], f"{where}[product]")
    elif data.get("product_data"):
        details = data.pop("product_data")
        product = {**crud.template("product"), **details, "id": None, "active": False}
        product["metadata"] = part(details, "metadata")
        data["product"] = world.changes.create("product", product, event=None)["id"]
    else:
        raise missing_parameter(f"{where}[product_data]")
    price, shown = prices.build(world, data, where)
    price["active"] = active
    hidden = {**prices.INLINE, "expandable": shown}
    return world.changes.create("price", price, event=None, hidden=hidden)


def optional(world: World, given: Sequence[Obj], currency: str | None) -> list[Obj]:
    """`optional_items` of a session or a link: what customers may add."""
    if len(given) > MOST_OPTIONAL:
        raise invalid(f"There can be up to {MOST_OPTIONAL} `optional_items`.", "optional_items")
    found: list[Obj] = []
    for at, one in enumerate(given):
        path = f"optional_items[{at}]"
        sold = _read_one(world, one, path, active=False)
        if sold.price["currency"] != currency:
            raise invalid(
                f"The price `{one['price']}` is not in {currency}, as the `line_items` are.",
                f"{path}[price]",
            )
        found.append(
            {
                "adjustable_quantity": sold.adjustable,
                "price": one["price"],
                "quantity": sold.quantity,
            }
        )
    return found


def kept(sold: Sequence[Sold], given: Sequence[Obj]) -> list[Obj]:
    """What is sold as JSON, for `again`; also what the subscription is made of."""
    return [
        {
            "id": one.id,
            "price": one.price["id"],
            **({} if one.quantity is None else {"quantity": one.quantity}),
            **({"adjustable_quantity": one.adjustable} if one.adjustable else {}),
            **{key: asked[key] for key in KEPT if asked.get(key)},
        }
        for one, asked in zip(sold, given, strict=True)
    ]


def again(world: World, found: Sequence[Obj]) -> list[Sold]:
    """What was sold, from what was kept."""
    sold: list[Sold] = []
    for one in found:
        price = world.find("price", one["price"], None)
        read = sold_items.read(world, one, "", price=price)
        sold.append(read._replace(id=one["id"], chosen=one.get("amount")))
    return sold


def read_discounts(
    world: World, given: Sequence[Obj] | None, sold: Sequence[Sold], customer: Obj | None
) -> list[Redemption]:
    """Coupons and promotion codes; a 400 for those that cannot be redeemed, or fit no item."""
    if not given:
        return []
    currency = sold[0].price["currency"]
    amount = sold_items.valued(sold).amounts["amount_total"]
    found = discounts.read(
        world, given, "discounts", customer=customer, currency=currency, amount=amount
    )
    for at, one in enumerate(found):
        off = off_of("", one.coupon, currency)
        if not any(off.covers(item.price["product"]) for item in sold):
            way, what = ("promotion_code", "promotion code") if one.code else ("coupon", "coupon")
            raise invalid(
                f"This {what} cannot be redeemed because the associated coupon is not valid for any "
                "of the items.",
                f"discounts[{at}][{way}]",
            )
    return found


def shown_discounts(redemptions: Sequence[Redemption]) -> list[Obj]:
    """`discounts` of a session."""
    return [
        {"coupon": one.coupon["id"], "promotion_code": one.code["id"] if one.code else None}
        for one in redemptions
    ]


def discounts_of(session: Obj) -> list[Obj]:
    """The discounts of a session, as parameters name them."""
    return [
        {"promotion_code": one["promotion_code"]}
        if one["promotion_code"]
        else {"coupon": one["coupon"]}
        for one in session["discounts"] or ()
    ]


def check_mode(sold: Sequence[Sold], mode: str) -> None:
    """Raises when a payment has a price that recurs, a subscription has none, or any has too many."""
    recurring = sum(bool(one.recurring) for one in sold)
    most = MOST_SUBSCRIBED if mode == "subscription" else MOST_PAID
    if max(recurring, len(sold) - recurring) > most:
        raise invalid(
            f"There can be up to {most} line items of a kind in `{mode}` mode.", "line_items"
        )
    if mode == "subscription" and not recurring:
        raise invalid(
            "You must provide at least one recurring price in `subscription` mode when using prices.",
            "line_items",
        )
    if mode != "subscription" and recurring:
        raise invalid(
            f"You specified `{mode}` mode but passed a recurring price. Either switch to "
            "`subscription` mode or use only one-time prices.",
            "line_items",
        )


def check_total(amount: int, currency: str) -> None:
    """Raises for a total that is too small to be charged."""
    if amount == 0:
        return
    least = currencies.LEAST.get(currency, 1)
    if amount < least:
        raise invalid(
            "The Checkout Session's total amount due must add up to at least "
            f"{currencies.shown(least, currency)} {currency}",
            code="amount_too_small",
        )
    currencies.check_amount(amount, currency, "line_items")
