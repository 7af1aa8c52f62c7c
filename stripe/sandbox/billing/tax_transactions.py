"""Tax transactions: calculations that have come true, and what takes them back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stripe.sandbox.billing import tax_calculations
from stripe.sandbox.billing.tax_calculations import lines_of
from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "tax.transaction"
LINE = "tax.transaction_line_item"
PATH = "/v1/tax/transactions"
TAKEN = ("currency", "customer", "customer_details", "ship_from_details")
LINE_TAKEN = ("metadata", "product", "quantity", "reference", "tax_behavior", "tax_code")


@operation(f"POST {PATH}/create_from_calculation")
def create(call: Call) -> Obj:
    """The transaction of a calculation that has not expired."""
    world, params = call.world, call.params
    calculation = world.find(tax_calculations.NAME, params["calculation"], "calculation")
    if calculation["expires_at"] <= world.now():
        raise invalid("The calculation has expired.", "calculation")
    lines = [
        _line(world, line, line["amount"], line["amount_tax"], reversal=None)
        for line in lines_of(world, calculation)
    ]
    shipping = calculation["shipping_cost"]
    more = {
        "shipping_cost": shipping and {k: v for k, v in shipping.items() if k != "tax_breakdown"},
        "tax_date": calculation["tax_date"],
        "type": "transaction",
    }
    return _store(world, calculation, params, lines, more)


@operation(f"POST {PATH}/create_reversal")
def reverse(call: Call) -> Obj:
    """What takes back a transaction: all of it, some of its lines, or an amount of it."""
    world, params = call.world, call.params
    original = world.find(NAME, params["original_transaction"], "original_transaction")
    if original["type"] == "reversal":
        raise invalid("A reversal cannot be reversed.", "original_transaction")
    of = lines_of(world, original)
    if params["mode"] == "full":
        lines = [_line(world, one, -one["amount"], -one["amount_tax"], one["id"]) for one in of]
        shipping = _negative(original["shipping_cost"])
    else:
        lines, shipping = _partly(world, params, original, of)
    more = {
        "reversal": {"original_transaction": original["id"]},
        "shipping_cost": shipping,
        "tax_date": original["tax_date"],
        "type": "reversal",
    }
    return _store(world, original, params, lines, more)


def _partly(
    world: World, params: Obj, original: Obj, of: list[Obj]
) -> tuple[list[Obj], Obj | None]:
    given, flat = params.get("line_items") or (), params.get("flat_amount")
    if flat is not None:
        _check_negative(flat, "flat_amount")
        return _shared(world, flat, of, original["shipping_cost"])
    if not given and not params.get("shipping_cost"):
        raise missing_parameter("line_items")
    known = {line["id"]: line for line in of}
    lines: list[Obj] = []
    for at, one in enumerate(given):
        for name in ("amount", "amount_tax"):
            _check_negative(one[name], f"line_items[{at}][{name}]", most=0)
        line = known.get(one["original_line_item"])
        if line is None:
            raise invalid(
                f"The transaction has no line item {one['original_line_item']}.",
                f"line_items[{at}][original_line_item]",
            )
        own = {**line, **{key: one[key] for key in ("quantity", "reference") if key in one}}
        lines.append(_line(world, own, one["amount"], one["amount_tax"], line["id"]))
    shipping = None
    if params.get("shipping_cost"):
        shipping = {**(original["shipping_cost"] or {}), **params["shipping_cost"]}
    return lines, shipping


def _check_negative(amount: int, param: str, most: int = -1) -> None:
    if amount > most:
        raise invalid(f"What is reversed is a negative amount, not {amount}.", param)


def _shared(
    world: World, flat: int, of: list[Obj], shipping: Obj | None
) -> tuple[list[Obj], Obj | None]:
    """An amount (below 0, with its tax) shared by all lines and shipping, by what each comes to."""
    sharers = [*of, shipping] if shipping else of
    wholes = [_with_tax(one) for one in sharers]
    total, shares, left = sum(wholes) or 1, list[tuple[int, int]](), flat
    for one, whole in zip(sharers, wholes, strict=True):
        share = left if one is sharers[-1] else flat * whole // total
        left -= share
        tax = round(share * one["amount_tax"] / whole) if whole else 0
        shares.append((share if one["tax_behavior"] == "inclusive" else share - tax, tax))
    lines = [
        _line(world, line, *share, line["id"]) for line, share in zip(of, shares, strict=False)
    ]
    if not shipping:
        return lines, None
    amount, tax = shares[-1]
    return lines, {**shipping, "amount": amount, "amount_tax": tax}


def _with_tax(line: Obj) -> int:
    on_top = line["tax_behavior"] == "exclusive"
    return int(line["amount"] + (line["amount_tax"] if on_top else 0))


def _negative(shipping: Obj | None) -> Obj | None:
    if shipping is None:
        return None
    return {**shipping, "amount": -shipping["amount"], "amount_tax": -shipping["amount_tax"]}


def _line(world: World, of: Obj, amount: int, tax: int, reversal: str | None) -> Obj:
    return {
        **crud.template(LINE),
        **{key: of[key] for key in LINE_TAKEN},
        "id": f"tax_li_{world.ids.text(16)}",
        "amount": amount,
        "amount_tax": tax,
        "livemode": world.livemode,
        "reversal": {"original_line_item": reversal} if reversal else None,
        "type": "reversal" if reversal else "transaction",
    }


def _store(world: World, source: Obj, params: Obj, lines: list[Obj], more: Obj) -> Obj:
    if any(one["reference"] == params["reference"] for one in world.store.all(NAME)):
        raise invalid(
            f"A transaction with the reference {params['reference']} exists already.",
            "reference",
            "resource_already_exists",
        )
    obj = {
        **crud.template(NAME),
        **{key: source[key] for key in TAKEN},
        **more,
        "created": world.now(),
        "livemode": world.livemode,
        "metadata": shapes.merge_metadata(None, params.get("metadata")) or None,
        "posted_at": params.get("posted_at") or world.now(),
        "reference": params["reference"],
    }
    obj["id"] = world.ids.new(NAME)
    return world.changes.create(NAME, obj, hidden={"lines": lines})


@operation(f"GET {PATH}/{{transaction}}/line_items")
def list_lines(call: Call) -> Obj:
    """The lines of a transaction."""
    return lists.slice_of(call, lines_of(call.world, call.get(NAME)), LINE)


@lists.inline_list(NAME, "line_items")
def _inline(world: World, transaction: Obj) -> Iterator[Obj]:
    yield from lines_of(world, transaction)
