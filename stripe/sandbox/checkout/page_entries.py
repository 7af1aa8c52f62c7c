"""What customers enter on the page of a session beside their card: promotion codes, tax ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import line_items, sessions
from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj, part
from stripe.sandbox.platform import customers

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "checkout.session"


def take(world: World, session: Obj, entered: Obj) -> Obj:
    """The session with what was entered; a 400 for a code that cannot be redeemed."""
    if entered.get("promotion_code"):
        session = _with_code(world, session, str(entered["promotion_code"]))
    tax_id = part(entered, "tax_id")
    if tax_id.get("value"):
        session = _with_tax_id(world, session, tax_id)
    return session


def _with_code(world: World, session: Obj, text: str) -> Obj:
    sessions.check_open(session, "updated")
    if not session["allow_promotion_codes"]:
        raise invalid("This Checkout Session takes no promotion codes.", "promotion_code")
    wanted = text.lower()
    code = next(
        (
            one
            for one in world.store.all("promotion_code")
            if one["active"] and wanted in (one["code"].lower(), one["id"].lower())
        ),
        None,
    )
    if code is None:
        raise invalid("This code is invalid.", "promotion_code")
    kept = world.store.secret(NAME, session["id"])
    sold = line_items.again(world, kept["line_items"])
    given = [{"promotion_code": code["id"]}]
    amounts, items = sessions.money(world, session, sold, kept, given)
    world.changes.hide(session, {"items": items})
    return world.changes.update(session, amounts, event=None)


def _with_tax_id(world: World, session: Obj, given: Obj) -> Obj:
    if not session["tax_id_collection"]["enabled"]:
        raise invalid("This Checkout Session collects no tax ids.", "tax_id")
    details = part(session, "customer_details") or sessions.details_of(None, {})
    tax_id = {"type": given.get("type") or "unknown", "value": given["value"]}
    changed = {"customer_details": {**details, "tax_ids": [tax_id]}}
    return world.changes.update(session, changed, event=None)


def give_to_customer(world: World, session: Obj) -> None:
    """Adds the tax ids that were entered to the customer."""
    customer = world.store.get("customer", session["customer"])
    for tax_id in part(session, "customer_details").get("tax_ids") or ():
        known = world.store.all("tax_id", "customer", session["customer"])
        if customer is not None and not any(one["value"] == tax_id["value"] for one in known):
            customers.add_tax_id(world, customer, tax_id)
