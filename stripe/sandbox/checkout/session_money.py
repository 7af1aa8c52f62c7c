"""What a Checkout session comes to: its items with discounts and taxes, its shipping, its totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stripe.sandbox.billing import automatic_tax, shipping_rates, sold_items, totals
from stripe.sandbox.checkout import line_items, subscription_sessions
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.platform import tax_areas

if TYPE_CHECKING:
    from stripe.sandbox.billing.discounts import Redemption
    from stripe.sandbox.billing.sold_items import Sold
    from stripe.sandbox.platform.tax_areas import Place
    from stripe.sandbox.state.world import World

NAME = "checkout.session"
MOST_SHIPPING_OPTIONS = 5


def amounts(
    world: World, session: Obj, sold: Sequence[Sold], kept: Obj, given: Sequence[Obj]
) -> tuple[Obj, Obj]:
    """The amounts of a session under the discounts that are given, and what is kept of it, hidden.

    That are its items, with what they and the session show on request.
    """
    customer = world.store.get("customer", session["customer"] or "")
    redemptions = line_items.read_discounts(world, given, sold, customer)
    free = frozenset(one.id for one in sold if one.recurring and kept.get("trial"))
    taxed: Obj = {}
    if automatic_tax.is_on(session):
        where = place_of(world, session)
        sold = sold_items.taxed(world, sold, where)
        taxed["automatic_tax"] = automatic_tax.shown(session, where)
    rates = part(kept, "subscription_data").get("default_tax_rates") or ()
    worth = sold_items.valued(
        sold,
        sold_items.offs(redemptions, sold[0].price["currency"]),
        rates=[world.find("tax_rate", id, "default_tax_rates") for id in rates],
        tax_exempt=(customer or {}).get("tax_exempt"),
        shipping=part(session, "shipping_cost").get("amount_total", 0),
        free=free,
    )
    line_items.check_total(worth.amounts["amount_total"], session["currency"])
    shown = {
        **taxed,
        **worth.amounts,
        "discounts": line_items.shown_discounts(redemptions) or None,
    }
    found = _Shown(world, session, redemptions)
    for item, line in zip(worth.items, worth.lines, strict=True):
        world.changes.hide(item, {"expandable": found.of_line(line)})
    breakdown = found.of_sums(worth.lines)
    expandable = {"total_details": {"breakdown": breakdown}}
    return shown, {"items": worth.items, "expandable": expandable}


class _Shown:
    """Discounts and taxes as items and sessions show them on request."""

    def __init__(self, world: World, session: Obj, redemptions: Sequence[Redemption]) -> None:
        self._world = world
        self._discounts = {one.coupon["id"]: _discount(world, session, one) for one in redemptions}

    def of_line(self, line: Obj) -> Obj:
        return {
            "discounts": [
                {"amount": off["amount"], "discount": self._discounts[off["discount"]]}
                for off in line["discount_amounts"]
            ],
            "taxes": [self._tax(tax) for tax in line["taxes"]],
        }

    def of_sums(self, lines: Sequence[Obj]) -> Obj:
        taken = dict.fromkeys(self._discounts, 0)
        for line in lines:
            for off in line["discount_amounts"]:
                taken[off["discount"]] += off["amount"]
        taxes = totals.summed_taxes([tax for line in lines for tax in line["taxes"]])
        return {
            "discounts": [
                {"amount": amount, "discount": self._discounts[coupon]}
                for coupon, amount in taken.items()
            ],
            "taxes": [self._tax(tax) for tax in taxes],
        }

    def _tax(self, tax: Obj) -> Obj:
        rate = tax["tax_rate_details"]["tax_rate"]
        return {
            "amount": tax["amount"],
            "rate": self._world.find("tax_rate", rate, None),
            "taxability_reason": tax["taxability_reason"],
            "taxable_amount": tax["taxable_amount"],
        }


def _discount(world: World, session: Obj, one: Redemption) -> Obj:
    # offered so far: that it is redeemed, and counted, is the doing of the completed session
    return {
        **crud.template("discount"),
        "id": world.ids.new("discount"),
        "checkout_session": session["id"],
        "customer": session["customer"],
        "promotion_code": one.code["id"] if one.code is not None else None,
        "source": {"coupon": one.coupon["id"], "type": "coupon"},
        "start": world.now(),
    }


def recount(world: World, session: Obj, changed: Obj, *, lines: list[Obj] | None = None) -> Obj:
    """The session with a change of what it is paid for, and with the amounts that follow.

    `lines` are those that are sold from now on; what is `changed` may be shipping and discounts.
    """
    kept = world.store.secret(NAME, session["id"])
    sold_now = kept["line_items"] if lines is None else lines
    new = {**session, **changed}
    sold = line_items.again(world, sold_now)
    shown, hidden = amounts(world, new, sold, kept, line_items.discounts_of(new))
    kept = {**kept, **hidden, "line_items": sold_now}
    if kept.get("anchored"):
        shown.update(subscription_sessions.first_amounts(world, {**new, **shown}, kept))
    world.changes.hide(session, {**hidden, "line_items": sold_now})
    return world.changes.update(session, {**changed, **shown}, event=None)


# -- automatic tax -----------------------------------------------------------------------------------


def place_of(world: World, session: Obj) -> Place | None:
    """Where the customer of a session is taxed: by its own addresses, else by those it entered."""
    known = tax_areas.place_of(as_dict(world.store.get("customer", session["customer"])))
    shipping = part(session, "collected_information", "shipping_details")
    address = part(session, "customer_details", "address")
    return known or tax_areas.place_of({"address": address, "shipping": shipping})


def located(world: World, session: Obj) -> Obj:
    """The session taxed by the address that was entered, where none was known before."""
    if part(session, "automatic_tax").get("status") != "requires_location_inputs":
        return session
    return recount(world, session, {}) if place_of(world, session) else session


# -- shipping ----------------------------------------------------------------------------------------


def shipping_fields(world: World, given: Sequence[Obj] | None, currency: str | None) -> Obj:
    """`shipping_options` from their parameters, and `shipping_cost`: that of the first."""
    options = list(given or ())
    if len(options) > MOST_SHIPPING_OPTIONS:
        raise invalid(
            f"A Checkout Session has up to {MOST_SHIPPING_OPTIONS} `shipping_options`.",
            "shipping_options",
        )
    costs = [
        _cost(world, option, f"shipping_options[{at}]", currency)
        for at, option in enumerate(options)
    ]
    shown = [
        {"shipping_amount": cost["amount_total"], "shipping_rate": cost["shipping_rate"]}
        for cost in costs
    ]
    return {"shipping_cost": costs[0] if costs else None, "shipping_options": shown}


def _cost(world: World, option: Obj, param: str, currency: str | None) -> Obj:
    cost = shipping_rates.cost_of(world, option, param)
    del cost["taxes"]  # shown on request, and there are none
    rate = world.find(shipping_rates.NAME, cost["shipping_rate"], f"{param}[shipping_rate]")
    fixed = rate["fixed_amount"]
    own = fixed["currency"]
    if not rate["active"]:
        raise invalid(f"The shipping rate `{rate['id']}` is not active.", f"{param}[shipping_rate]")
    if currency not in (None, own, *part(fixed, "currency_options")):
        raise invalid(
            f"The shipping rate `{rate['id']}` is in {own}, the Checkout Session in {currency}.",
            f"{param}[shipping_rate]",
        )
    return cost


def cost_of_option(session: Obj, rate: str) -> Obj:
    """`shipping_cost` of one of the options of a session; a 400 for a rate that is none of them."""
    for option in session["shipping_options"]:
        if option["shipping_rate"] == rate:
            amount = option["shipping_amount"]
            sums = {"amount_subtotal": amount, "amount_tax": 0, "amount_total": amount}
            return {**sums, "shipping_rate": rate}
    raise invalid("Choose one of the ways of shipping.", "shipping_rate")
