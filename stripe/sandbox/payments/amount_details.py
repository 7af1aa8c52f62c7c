"""`amount_details` of intents: what an amount consists of; its lines are listed at an address of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.generic import lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, is_dict, part
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

LINE = "payment_intent_amount_details_line_item"
LINES = "lines of the amount"


def without_lines(params: Obj) -> Obj:
    """Parameters without the lines, which no intent shows."""
    details = params.get("amount_details")
    if not is_dict(details):
        return params
    rest = {key: value for key, value in details.items() if key != "line_items"}
    return {**params, "amount_details": rest}


def keep_lines(world: World, intent: Obj, params: Obj) -> None:
    """Keeps the lines that parameters have for an intent, instead of those before."""
    details = part(params, "amount_details")
    if "line_items" in details:
        lines = [
            {**shapes.blank(LINE), **given, "id": world.ids.new(LINE)}
            for given in details["line_items"] or ()
        ]
        world.changes.hide(intent, {LINES: lines})


def changed(world: World, intent: Obj, params: Obj) -> Obj:
    """The fields of an intent that change by the details which a request brings along."""
    keep_lines(world, intent, params)
    given = {"payment_details": params.get("payment_details"), **without_lines(params)}
    return {
        name: shapes.merge(intent.get(name), given[name])
        for name in ("amount_details", "payment_details")
        if given.get(name) is not None
    }


@operation("GET /v1/payment_intents/{intent}/amount_details_line_items")
def list_lines(call: Call) -> Obj:
    """The lines, in the order in which they were given."""
    intent = call.get("payment_intent", "intent")
    kept = call.store.secret("payment_intent", intent["id"]).get(LINES, [])
    return lists.slice_of(call, kept, LINE)
