"""Tax calculations: what taxes a sale would have, by the same table as automatic tax."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stripe.sandbox.billing import automatic_tax, totals
from stripe.sandbox.billing.periods import DAY
from stripe.sandbox.errors import exclusive, invalid, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.platform import tax_areas, tax_ids
from stripe.sandbox.platform.tax_areas import Place
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "tax.calculation"
LINE = "tax.calculation_line_item"
PATH = "/v1/tax/calculations"
KEPT = 90 * DAY
"""How long a calculation can be made a transaction, in seconds."""
CODE, SHIPPING_CODE = "txcd_10000000", "txcd_92010001"
"""The tax codes of goods and of shipping that name none."""
MOST_LINES, MOST_DAYS = 100, 31
ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
EXEMPT = {override: exempt for exempt, override in totals.EXEMPT.items()}


@operation(f"POST {PATH}")
def create(call: Call) -> Obj:
    """The taxes of line items and shipping, for a customer or an address."""
    world, params = call.world, call.params
    _check(world, params)
    details, where = _customer(world, params)
    override = details["taxability_override"]
    lines = [
        _line(world, given, at, where, override) for at, given in enumerate(params["line_items"])
    ]
    _check_references(lines)
    shipping = _shipping(world, params.get("shipping_cost"), where, override)
    taxed = [*lines, *([shipping] if shipping else [])]
    by = {behavior: _sum(taxed, behavior) for behavior in ("inclusive", "exclusive")}
    obj = {
        **crud.build(world, NAME, {k: v for k, v in params.items() if k not in APART}),
        "amount_total": sum(one["amount"] for one in taxed) + by["exclusive"],
        "currency": currencies.currency_of(params["currency"], "currency"),
        "customer_details": details,
        "expires_at": world.now() + KEPT,
        "shipping_cost": shipping,
        "tax_amount_exclusive": by["exclusive"],
        "tax_amount_inclusive": by["inclusive"],
        "tax_breakdown": _breakdown(taxed),
        "tax_date": params.get("tax_date") or world.now(),
    }
    for line in lines:
        shown = {"expandable": {"tax_breakdown": line["tax_breakdown"]}}
        world.changes.hide(line, shown)
    kept = [{**line, "tax_breakdown": None} for line in lines]
    return world.changes.create(NAME, obj, hidden={"lines": kept})


APART = frozenset({"customer_details", "line_items", "shipping_cost"})


@operation(f"GET {PATH}/{{calculation}}/line_items")
def list_lines(call: Call) -> Obj:
    """The lines of a calculation."""
    return lists.slice_of(call, lines_of(call.world, call.get(NAME)), LINE)


@lists.inline_list(NAME, "line_items")
def _inline(world: World, calculation: Obj) -> Iterator[Obj]:
    yield from lines_of(world, calculation)


def lines_of(world: World, obj: Obj) -> list[Obj]:
    """All lines of a calculation, or of a transaction."""
    found: list[Obj] = world.store.secret(obj["object"], obj["id"])["lines"]
    return found


# -- the customer ------------------------------------------------------------------------------------


def _customer(world: World, params: Obj) -> tuple[Obj, Place]:
    """`customer_details`, and the place; a 400 for a place that is not known."""
    given = part(params, "customer_details")
    tax_ids.check(given.get("tax_ids") or (), "customer_details[tax_ids]")
    address, source, override = given.get("address"), given.get("address_source"), "none"
    customer: Obj | None = None
    if params.get("customer"):
        customer = world.find("customer", params["customer"], "customer")
        override = totals.EXEMPT.get(customer["tax_exempt"] or "", "none")
        if address is None:
            shipped = as_dict(as_dict(customer.get("shipping")).get("address"))
            address, source = (
                (shipped, "shipping")
                if tax_areas.place(shipped)
                else (customer.get("address"), "billing")
            )
    elif not given:
        raise missing_parameter("customer_details")
    where = tax_areas.place(as_dict(address))
    if where is None:
        raise invalid(
            "We could not determine the customer's tax location based on the provided customer "
            "address.",
            "customer" if customer and not given else "customer_details[address]",
            "customer_tax_location_invalid",
        )
    details = {
        "address": {key: as_dict(address).get(key) for key in ADDRESS},
        "address_source": source,
        "ip_address": given.get("ip_address"),
        "tax_ids": given.get("tax_ids") or [],
        "taxability_override": given.get("taxability_override") or override,
    }
    return details, where


def _check(world: World, params: Obj) -> None:
    """The 400 for too many lines, a date too far away, or shipping that is told twice."""
    if len(params["line_items"]) > MOST_LINES:
        raise invalid(f"A calculation has up to {MOST_LINES} line items.", "line_items")
    date = params.get("tax_date")
    if date is not None and abs(date - world.now()) > MOST_DAYS * DAY:
        raise invalid(f"`tax_date` can be up to {MOST_DAYS} days away.", "tax_date")
    shipping = part(params, "shipping_cost")
    for name in ("amount", "tax_behavior", "tax_code"):
        if shipping.get("shipping_rate") and shipping.get(name) is not None:
            raise exclusive("shipping_cost[shipping_rate]", f"shipping_cost[{name}]")


# -- what is taxed -----------------------------------------------------------------------------------


def _line(world: World, given: Obj, at: int, where: Place, override: str) -> Obj:
    product = None
    if given.get("product"):
        product = world.find("product", given["product"], f"line_items[{at}][product]")
    code = given.get("tax_code") or as_dict(product).get("tax_code") or CODE
    return {
        **crud.template(LINE),
        "id": f"tax_li_{world.ids.text(16)}",
        "livemode": world.livemode,
        "metadata": shapes.merge_metadata(None, given.get("metadata")) or None,
        "performance_location": given.get("performance_location"),
        "product": given.get("product"),
        "quantity": given.get("quantity") or 1,
        "reference": given.get("reference") or f"L{at + 1}",
        **_taxed(world, given["amount"], given.get("tax_behavior"), code, where, override),
    }


def _check_references(lines: list[Obj]) -> None:
    known: set[str] = set()
    for at, line in enumerate(lines):
        if line["reference"] in known:
            raise invalid(
                f"The reference {line['reference']} is not unique among the line items.",
                f"line_items[{at}][reference]",
            )
        known.add(line["reference"])


def _shipping(world: World, given: Obj | None, where: Place, override: str) -> Obj | None:
    if not given:
        return None
    amount, behavior = given.get("amount"), given.get("tax_behavior")
    shown: Obj = {}
    if given.get("shipping_rate"):
        rate = world.find("shipping_rate", given["shipping_rate"], "shipping_cost[shipping_rate]")
        amount = rate["fixed_amount"]["amount"]
        behavior = behavior or rate["tax_behavior"]
        shown["shipping_rate"] = rate["id"]
    if amount is None:
        raise missing_parameter("shipping_cost[amount]")
    code = given.get("tax_code") or SHIPPING_CODE
    return {**shown, **_taxed(world, amount, behavior, code, where, override)}


def _taxed(
    world: World, amount: int, behavior: str | None, code: str, where: Place, override: str
) -> Obj:
    """An amount with its tax, as lines and shipping have it."""
    inclusive = behavior == "inclusive"
    rates: list[Obj] = []
    if code != automatic_tax.NONTAXABLE:
        taxes = tax_areas.taxes_at(where)
        rates = [automatic_tax.rate(world, tax, inclusive=inclusive) for tax in taxes]
    found = totals.taxes_on(amount, rates, EXEMPT.get(override))
    pairs = zip(rates, found, strict=True)
    return {
        "amount": amount,
        "amount_tax": sum(tax["amount"] for tax in found),
        "tax_behavior": "inclusive" if inclusive else "exclusive",
        "tax_breakdown": [_entry(rate, tax) for rate, tax in pairs]
        or [_untaxed(where, exempt=code == automatic_tax.NONTAXABLE)],
        "tax_code": code,
    }


def _entry(rate: Obj, tax: Obj) -> Obj:
    return {
        "amount": tax["amount"],
        "jurisdiction": _jurisdiction(rate["country"], rate["state"]),
        "sourcing": "destination",
        "tax_rate_details": {
            "display_name": rate["display_name"],
            "percentage_decimal": str(rate["percentage"]),
            "tax_type": rate["tax_type"],
        },
        "taxability_reason": tax["taxability_reason"],
        "taxable_amount": tax["taxable_amount"],
    }


def _untaxed(where: Place, *, exempt: bool) -> Obj:
    collected = tax_areas.is_collected(where)
    reason = "product_exempt" if exempt else "zero_rated" if collected else "not_collecting"
    return {
        "amount": 0,
        "jurisdiction": _jurisdiction(where.country, where.state),
        "sourcing": "destination",
        "tax_rate_details": None,
        "taxability_reason": reason,
        "taxable_amount": 0,
    }


def _jurisdiction(country: str, state: str | None) -> Obj:
    level = "state" if state else "country"
    return {"country": country, "display_name": state or country, "level": level, "state": state}


# -- sums --------------------------------------------------------------------------------------------


def _sum(taxed: list[Obj], behavior: str) -> int:
    return sum(one["amount_tax"] for one in taxed if one["tax_behavior"] == behavior)


def _breakdown(taxed: list[Obj]) -> list[Obj]:
    """The taxes of all that is taxed: one entry for each tax, behaviour and reason."""
    found: dict[tuple[object, ...], Obj] = {}
    for one in taxed:
        for entry in one["tax_breakdown"]:
            inclusive = one["tax_behavior"] == "inclusive"
            new = _whole(entry, inclusive=inclusive)
            rate = new["tax_rate_details"]
            key = (*rate.values(), inclusive, new["taxability_reason"])
            old = found.setdefault(key, {**new, "amount": 0, "taxable_amount": 0})
            for field in ("amount", "taxable_amount"):
                old[field] += entry[field]
    return list(found.values())


def _whole(entry: Obj, *, inclusive: bool) -> Obj:
    rate, where = as_dict(entry["tax_rate_details"]), entry["jurisdiction"]
    return {
        "amount": entry["amount"],
        "inclusive": inclusive,
        "tax_rate_details": {
            "country": where["country"],
            "flat_amount": None,
            "percentage_decimal": rate.get("percentage_decimal") or "0.0",
            "rate_type": "percentage" if rate else None,
            "state": where["state"],
            "tax_type": rate.get("tax_type"),
        },
        "taxability_reason": entry["taxability_reason"],
        "taxable_amount": entry["taxable_amount"],
    }
