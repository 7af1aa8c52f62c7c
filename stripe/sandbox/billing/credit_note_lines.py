"""The lines of a credit note: shares of lines of its invoice, with their discounts and taxes, or others."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import invoice_lines, tax_rates, totals
from stripe.sandbox.billing.pricing import rounded
from stripe.sandbox.errors import exclusive, invalid, missing_object, missing_parameter, too_small
from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "credit_note_line_item"


def make(world: World, invoice: Obj, given: Obj, path: str, credited: dict[str, int]) -> Obj:
    """A line from parameters; `credited` is what has been credited of the invoice's lines so far."""
    line = {
        **crud.template(NAME),
        "id": f"cnli_{world.ids.text(24)}",
        "description": given.get("description"),
        "livemode": world.livemode,
        "metadata": shapes.merge_metadata(None, given.get("metadata")),
        "type": given["type"],
    }
    if given.get("tax_rates") and given.get("tax_amounts"):
        raise exclusive(f"{path}[tax_rates]", f"{path}[tax_amounts]")
    if given["type"] == "invoice_line_item":
        line.update(_of_invoice(world, invoice, given, path, credited))
    else:
        line.update(_custom(world, given, path))
    if given.get("tax_amounts"):
        line["taxes"] = [
            _given_tax(world, one, f"{path}[tax_amounts][{at}]")
            for at, one in enumerate(given["tax_amounts"])
        ]
    return line


def _of_invoice(world: World, invoice: Obj, given: Obj, path: str, credited: dict[str, int]) -> Obj:
    id = given.get("invoice_line_item")
    if not id:
        raise missing_parameter(f"{path}[invoice_line_item]")
    _check_absent(given, path, "description", "tax_rates", "unit_amount", "unit_amount_decimal")
    if given.get("amount") is not None and given.get("quantity") is not None:
        raise exclusive(f"{path}[amount]", f"{path}[quantity]")
    found = (line for line in invoice_lines.lines(world, invoice) if line["id"] == id)
    of = next(found, None)
    if of is None:
        raise missing_object("line_item", id, f"{path}[invoice_line_item]", status=400)
    before = credited.get(id, 0)
    left = of["amount"] - before
    gross = _gross(of, given, path, before)
    if abs(gross) > abs(left):
        raise invalid(
            f"The amount to credit ({gross}) is greater than what is left of the line ({left}).",
            f"{path}[amount]" if given.get("amount") is not None else f"{path}[quantity]",
        )
    credited[id] = before + gross

    def shared(entries: Iterable[Obj]) -> list[Obj]:
        return [{**one, "amount": _share(one["amount"], of, before, gross)} for one in entries]

    taken = shared(of["discount_amounts"])
    off = sum(entry["amount"] for entry in taken)
    grants = shared(one for one in of["pretax_credit_amounts"] if one["type"] != "discount")
    base = gross - off - sum(entry["amount"] for entry in grants)
    rates = [
        world.find("tax_rate", tax["tax_rate_details"]["tax_rate"], None) for tax in of["taxes"]
    ]
    lessened = [_share(one["amount"], of, 0, before) for one in of["pretax_credit_amounts"]]
    taxed_before = before - sum(lessened)
    return {
        "amount": gross,
        "description": of["description"],
        "discount_amount": off,
        "discount_amounts": taken,
        "invoice_line_item": id,
        "pretax_credit_amounts": [*({**entry, "type": "discount"} for entry in taken), *grants],
        "quantity": given.get("quantity"),
        "tax_rates": rates,
        "taxes": totals.taxes_on(
            base, rates, invoice["customer_tax_exempt"], totals.exact_taxes(taxed_before, rates)
        ),
    }


def _share(amount: int, of: Obj, before: int, gross: int) -> int:
    """The share of a line's `gross` in an amount of it; all shares together are the amount."""
    whole = Decimal(of["amount"] or 1)
    return rounded(amount * (before + gross) / whole) - rounded(amount * before / whole)


def _gross(of: Obj, given: Obj, path: str, before: int) -> int:
    """What is credited of a line before discounts; all its quantity together is its amount."""
    if given.get("amount") is not None:
        return int(given["amount"])
    quantity = given.get("quantity")
    if quantity is None:
        return int(of["amount"])
    if quantity < 1:
        raise too_small(f"{path}[quantity]", 1)
    whole = Decimal(of["quantity_decimal"] or of["quantity"] or 1)
    done = rounded(whole * before / (of["amount"] or 1))
    if quantity > whole - done:
        raise invalid(
            f"The quantity to credit ({quantity}) is greater than what is left of the line "
            f"({whole - done}).",
            f"{path}[quantity]",
        )
    return rounded(of["amount"] * (done + quantity) / whole) - before


def _check_absent(given: Obj, path: str, *names: str) -> None:
    """The 400 for what lines of this type do not have."""
    for name in names:
        if given.get(name):
            raise invalid(
                f"`{name}` cannot be set when `type` is `{given['type']}`.", f"{path}[{name}]"
            )


def _custom(world: World, given: Obj, path: str) -> Obj:
    each = given.get("unit_amount")
    exact = given.get("unit_amount_decimal")
    _check_absent(given, path, "amount", "invoice_line_item")
    if each is not None and exact is not None:
        raise exclusive(f"{path}[unit_amount]", f"{path}[unit_amount_decimal]")
    if not given.get("description"):
        raise missing_parameter(f"{path}[description]")
    quantity = given.get("quantity") or 1
    if each is None and exact is None:
        raise missing_parameter(f"{path}[unit_amount]")
    unit = str(exact if each is None else each)
    amount = rounded(Decimal(unit) * quantity)
    rates = tax_rates.find(world, given.get("tax_rates"), f"{path}[tax_rates]")
    return {
        "amount": amount,
        "quantity": quantity,
        "tax_rates": rates,
        "taxes": totals.taxes_on(amount, rates),
        "unit_amount": each,
        "unit_amount_decimal": unit,
    }


def _given_tax(world: World, given: Obj, path: str) -> Obj:
    rate = world.find("tax_rate", given["tax_rate"], f"{path}[tax_rate]")
    return totals.tax_entry(rate, given["amount"], given["taxable_amount"])


def sums(lines: list[Obj], shipping: int) -> Obj:
    """The amounts of a credit note that follow from its lines."""
    subtotal = sum(line["amount"] for line in lines) + shipping
    taken: dict[str, int] = {}
    for line in lines:
        for entry in line["discount_amounts"]:
            taken[entry["discount"]] = taken.get(entry["discount"], 0) + entry["amount"]
    grants = [
        entry
        for line in lines
        for entry in line["pretax_credit_amounts"]
        if entry["type"] != "discount"
    ]
    discounts = [{"amount": amount, "discount": id} for id, amount in taken.items()]
    taxes = totals.summed_taxes([tax for line in lines for tax in line["taxes"]])
    by = {"inclusive": 0, "exclusive": 0}
    for tax in taxes:
        by[tax["tax_behavior"]] += tax["amount"]
    off = sum(taken.values())
    total = subtotal - off - sum(entry["amount"] for entry in grants) + by["exclusive"]
    return {
        "amount": total,
        "amount_shipping": shipping,
        "discount_amount": off,
        "discount_amounts": discounts,
        "pretax_credit_amounts": [*({**entry, "type": "discount"} for entry in discounts), *grants],
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - by["inclusive"],
        "total": total,
        "total_excluding_tax": total - by["inclusive"] - by["exclusive"],
        "total_taxes": taxes,
    }


def credited_so_far(lines: Iterable[Obj]) -> dict[str, int]:
    """What lines of earlier credit notes have credited of each line of their invoice."""
    found: dict[str, int] = {}
    for line in lines:
        id = line.get("invoice_line_item")
        if id is not None:
            found[id] = found.get(id, 0) + line["amount"]
    return found
