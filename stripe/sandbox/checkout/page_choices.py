"""What customers choose on the page of a session: quantities, additions, shipping, a promotion code.

All of it changes what the session comes to. Once its subscription is made it changes no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import promotion_codes, sold_items
from stripe.sandbox.checkout import (
    line_items,
    page_entries,
    session_money,
    sessions,
    subscription_sessions,
)
from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.generic.hosted_fields import value_at
from stripe.sandbox.json import Obj, part, parts
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "checkout.session"
CHOICES = ("amounts", "quantities", "optional_items", "shipping_rate", "promotion_code")


def are_open(world: World, session: Obj) -> bool:
    """Whether there is still a choice: no subscription waits for its payment."""
    return subscription_sessions.waiting(world, session) is None


def take(world: World, session: Obj, entered: Obj) -> Obj:
    """The session with what was chosen; a 400 with the field of what cannot be had."""
    if not any(entered.get(name) for name in CHOICES) or not are_open(world, session):
        return session
    sessions.check_open(session, "updated")
    lines = _lines(world, session, entered)
    changed: Obj = {}
    if entered.get("shipping_rate"):
        changed["shipping_cost"] = session_money.cost_of_option(session, entered["shipping_rate"])
    if entered.get("promotion_code"):
        changed["discounts"] = [_code(world, session, str(entered["promotion_code"]))]
    known = world.store.secret(NAME, session["id"])["line_items"]
    if lines == known and all(session[key] == value for key, value in changed.items()):
        return session
    try:
        return session_money.recount(world, session, changed, lines=lines)
    except ApiError as error:
        if not (error.param or "").startswith("discounts"):
            raise
        raise invalid(error.message, "promotion_code", error.code) from error


# -- what is bought ----------------------------------------------------------------------------------


def _lines(world: World, session: Obj, entered: Obj) -> list[Obj]:
    wanted = part(entered, "quantities")
    lines: list[Obj] = []
    for line in world.store.secret(NAME, session["id"])["line_items"]:
        count = _wanted(line, value_at(wanted, line["id"]))
        if count != 0:
            changed = line if count is None else {**line, "quantity": count}
            lines.append(_with_amount(world, changed, entered))
    lines += _added(world, session, part(entered, "optional_items"), lines)
    if not lines:
        first = next(iter(wanted), "")
        raise invalid("There must be something to buy.", f"quantities[{first}]")
    return lines


def _wanted(line: Obj, given: str) -> int | None:
    """How many of an item are wanted; None where that is as before."""
    adjustable, field = part(line, "adjustable_quantity"), f"quantities[{line['id']}]"
    if not given or given == str(line.get("quantity")):
        return None
    if not adjustable.get("enabled"):
        raise invalid("The quantity of this item cannot be changed.", field)
    return page_entries.number_in(given, adjustable["minimum"], adjustable["maximum"], field)


def _with_amount(world: World, line: Obj, entered: Obj) -> Obj:
    """The line at the amount that its customer has chosen, where the price leaves that open."""
    field = f"amounts[{line['id']}]"
    price, given = world.find("price", line["price"], None), value_at(entered, field)
    limits = price["custom_unit_amount"]
    if not given or limits is None:
        return line
    amount = currencies.amount_of(given, price["currency"])
    least = limits["minimum"] or currencies.LEAST.get(price["currency"], 1)
    most = limits["maximum"]
    if amount is None or amount < least or (most is not None and amount > most):
        shown = currencies.shown(least, price["currency"])
        upto = (
            f" to {currencies.shown(most, price['currency'])}" if most is not None else " or more"
        )
        raise invalid(f"Enter an amount of {shown}{upto}.", field)
    return {**line, "amount": amount}


def problems(world: World, session: Obj) -> dict[str, str]:
    """Items whose amount the customer has still to choose."""
    return {
        f"amounts[{line['id']}]": "Enter an amount."
        for line in world.store.secret(NAME, session["id"]).get("line_items") or ()
        if "amount" not in line and amount_of(world, line) == 0
    }


def amount_of(world: World, line: Obj) -> int | None:
    """The amount that a customer pays by choice; None where the price says what is paid."""
    limits = world.find("price", line["price"], None)["custom_unit_amount"]
    return None if limits is None else int(line.get("amount") or limits["preset"] or 0)


def _added(world: World, session: Obj, wanted: Obj, lines: list[Obj]) -> list[Obj]:
    """Lines for the optional items that were asked for and are not among the lines yet."""
    offered = {one["price"]: one for one in parts(session, "optional_items")}
    bought = {line["price"] for line in lines}
    added: list[Obj] = []
    for price, given in wanted.items():
        field, text = f"optional_items[{price}]", str(given or "").strip()
        if text in ("", "0") or price in bought:
            continue
        if price not in offered:
            raise invalid("This item is not on offer.", field)
        one = offered[price]
        least = most = one["quantity"]
        if part(one, "adjustable_quantity").get("enabled"):
            least, most = (one["adjustable_quantity"][end] for end in ("minimum", "maximum"))
        count = page_entries.number_in(text, least, most, field)
        sold = sold_items.read(world, {"price": price, "quantity": count}, field)
        added += line_items.kept([sold._replace(adjustable=one["adjustable_quantity"])], [{}])
    return added


# -- codes -------------------------------------------------------------------------------------------


def _code(world: World, session: Obj, text: str) -> Obj:
    if not session["allow_promotion_codes"]:
        raise invalid("This Checkout Session takes no promotion codes.", "promotion_code")
    code = promotion_codes.entered(world, text.strip(), "promotion_code")
    return {"coupon": code["promotion"]["coupon"], "promotion_code": code["id"]}
