"""`amount_details` of intents: what an amount consists of; its lines are shown on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import exclusive, invalid
from stripe.sandbox.generic import lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, is_dict, part
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME, LINE = "amount_details", "payment_intent_amount_details_line_item"
MOST_LINES = 200
APART = ("enforce_arithmetic_validation", "line_items")
"""What a request says of an amount that no intent shows."""
MISMATCH = "amount_details_amount_mismatch"
TOO_MUCH = "amount_details_tax_shipping_discount_greater_than_amount"


def without_lines(params: Obj) -> Obj:
    """Parameters without what no intent shows."""
    details = params.get(NAME)
    if not is_dict(details):
        return params
    return {**params, NAME: {key: details[key] for key in details if key not in APART}}


def of_new(world: World, intent: Obj, params: Obj) -> Obj:
    """The details of a new intent, checked; its lines are kept with it."""
    return _checked(world, intent, intent[NAME], params, intent["amount"])


def changed(world: World, intent: Obj, params: Obj, amount: int | None = None) -> Obj:
    """The fields of an intent that change by the details of an amount which a request brings along."""
    given = {"payment_details": params.get("payment_details"), **without_lines(params)}
    found = {
        name: shapes.merge(intent.get(name), given[name])
        for name in (NAME, "payment_details")
        if given.get(name) is not None
    }
    if NAME in found:
        whole = intent["amount"] if amount is None else amount
        found[NAME] = _checked(world, intent, found[NAME], params, whole)
    return found


def _checked(world: World, intent: Obj, details: Obj, params: Obj, amount: int) -> Obj:
    """The details with what is wrong with their sums; the 400 for that unless it is to be told only."""
    asked = part(params, NAME)
    lines = _lines(world, intent)
    if "line_items" in asked:
        lines = [
            {**shapes.blank(LINE), **given, "id": world.ids.new(LINE)}
            for given in asked["line_items"] or ()
        ]
    _check_together(details, lines)
    details = {key: value for key, value in details.items() if key != "error"}
    code = _fault(amount, details, lines) if asked else None
    if code is not None:
        message = (
            "The line items, taxes and shipping, less discounts, must add up to the amount "
            f"({amount})."
            if code == MISMATCH
            else f"Taxes, shipping and discounts cannot be greater than the amount ({amount})."
        )
        if asked.get("enforce_arithmetic_validation") is not False:
            raise invalid(message, NAME, code)
        details["error"] = {"code": code, "message": message}
    if "line_items" in asked:
        url = f"/v1/payment_intents/{intent['id']}/amount_details_line_items"
        shown = {"object": "list", "data": lines, "has_more": False, "url": url}
        world.changes.hide(intent, {"expandable": {NAME: {"line_items": shown}}})
    return details


def _check_together(details: Obj, lines: Sequence[Obj]) -> None:
    """The 400 for what is told of the whole amount and of its lines, too."""
    if len(lines) > MOST_LINES:
        raise invalid(f"There can be at most {MOST_LINES} lines.", f"{NAME}[line_items]")
    for at, line in enumerate(lines):
        path = f"{NAME}[line_items][{at}]"
        if details.get("discount_amount") and line["discount_amount"]:
            raise exclusive(f"{NAME}[discount_amount]", f"{path}[discount_amount]")
        if part(details, "tax").get("total_tax_amount") and line["tax"]:
            raise exclusive(f"{NAME}[tax][total_tax_amount]", f"{path}[tax][total_tax_amount]")


def _fault(amount: int, details: Obj, lines: Sequence[Obj]) -> str | None:
    """The code of what is wrong with the sums, None where nothing is."""
    discount = details.get("discount_amount") or 0
    tax = part(details, "tax").get("total_tax_amount") or 0
    shipping = part(details, "shipping").get("amount") or 0
    if not lines:
        return TOO_MUCH if tax + shipping + discount > amount else None
    total = sum(line["unit_cost"] * line["quantity"] for line in lines)
    discount += sum(line["discount_amount"] or 0 for line in lines)
    tax += sum(part(line, "tax").get("total_tax_amount") or 0 for line in lines)
    return None if total - discount + tax + shipping == amount else MISMATCH


def _lines(world: World, intent: Obj) -> list[Obj]:
    kept = part(world.store.secret("payment_intent", intent["id"]), "expandable", NAME)
    lines: list[Obj] = part(kept, "line_items").get("data") or []
    return lines


@operation("GET /v1/payment_intents/{intent}/amount_details_line_items")
def list_lines(call: Call) -> Obj:
    """The lines, in the order in which they were given."""
    return lists.slice_of(call, _lines(call.world, call.get("payment_intent", "intent")), LINE)
