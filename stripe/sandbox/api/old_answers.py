"""Objects as older versions of the API showed them: each function gives the fields to add.

A function gets the object with the names of today and what it lies in the midst of, the world;
objects that it puts in are brought to the older version by the caller.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stripe.sandbox.api.old_parameters import AGGREGATES
from stripe.sandbox.billing import plans, usage
from stripe.sandbox.billing.pricing import rounded
from stripe.sandbox.generic import lists
from stripe.sandbox.json import Obj, as_dict, part, parts

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

# -- before 2025-09-30.clover ------------------------------------------------------------------------


def discount(world: World, obj: Obj) -> Obj:
    """`coupon`, the object itself."""
    return {"coupon": _coupon(world, part(obj, "source").get("coupon"))}


def promotion_code(world: World, obj: Obj) -> Obj:
    """`coupon`, the object itself."""
    return {"coupon": _coupon(world, part(obj, "promotion").get("coupon"))}


def _coupon(world: World, id: Any) -> Any:
    return lists.lookup(world, ("coupon",), id) if isinstance(id, str) else id


# -- before 2025-03-31.basil -------------------------------------------------------------------------


def subscription(world: World, obj: Obj) -> Obj:
    """One period for all items, and one discount."""
    items = parts(part(obj, "items"), "data")
    soonest = min(items, key=lambda item: item["current_period_end"], default={})
    return {
        "current_period_start": soonest.get("current_period_start"),
        "current_period_end": soonest.get("current_period_end"),
        "discount": _first_discount(world, obj),
    }


def _first_discount(world: World, obj: Obj) -> Any:
    for found in obj.get("discounts") or ():
        return lists.lookup(world, ("discount",), found) if isinstance(found, str) else found
    return None


def invoice(world: World, obj: Obj) -> Obj:
    """The one payment, the parent and the taxes under names of their own."""
    intent, charge = _payment(world, obj)
    details = part(obj, "parent", "subscription_details")
    taxes = parts(obj, "total_taxes")
    connect = part(world.store.secret("invoice", obj.get("id") or ""), "connect")
    return {
        "application_fee_amount": connect.get("application_fee_amount"),
        "charge": charge,
        "discount": _first_discount(world, obj),
        "paid": obj.get("status") == "paid",
        "paid_out_of_band": bool(obj.get("amount_paid_off_stripe")),
        "payment_intent": intent,
        "quote": part(obj, "parent", "quote_details").get("quote"),
        "subscription": details.get("subscription"),
        "subscription_details": {"metadata": details.get("metadata")},
        "subscription_proration_date": details.get("subscription_proration_date"),
        "tax": sum(tax["amount"] for tax in taxes) if taxes else None,
        "total_tax_amounts": [_tax_amount(tax) for tax in taxes],
        "transfer_data": connect.get("transfer_data"),
    }


def _payment(world: World, obj: Obj) -> tuple[str | None, str | None]:
    """The PaymentIntent of an invoice, and the charge that paid or last tried to pay it."""
    found = list(world.store.all("invoice_payment", "invoice", obj.get("id")))
    found.sort(key=lambda payment: not payment["is_default"])
    for one in found:
        id = part(one, "payment").get("payment_intent")
        intent = world.store.get("payment_intent", id)
        if intent is not None:
            return id, intent["latest_charge"]
    return None, next((part(one, "payment").get("charge") for one in found), None)


def _tax_amount(tax: Obj) -> Obj:
    return {
        "amount": tax["amount"],
        "inclusive": tax.get("tax_behavior") == "inclusive",
        "tax_rate": part(tax, "tax_rate_details").get("tax_rate"),
        "taxability_reason": tax.get("taxability_reason"),
        "taxable_amount": tax.get("taxable_amount"),
    }


def line_item(world: World, obj: Obj) -> Obj:
    """What the line comes from, its price and its taxes."""
    kind = part(obj, "parent").get("type")
    details = part(obj, "parent", str(kind))
    item = details.get("invoice_item")
    taxes = [_tax_amount(tax) for tax in parts(obj, "taxes")]
    rates = [as_dict(world.store.get("tax_rate", tax["tax_rate"])) for tax in taxes]
    each = part(obj, "pricing").get("unit_amount_decimal")
    return {
        **_pricing(world, obj),
        "amount_excluding_tax": _untaxed(obj["amount"], rates),
        "invoice_item": item,
        "proration": bool(details.get("proration")),
        "proration_details": details.get("proration_details") or {"credited_items": None},
        "subscription": details.get("subscription") or obj.get("subscription"),
        "subscription_item": details.get("subscription_item"),
        "tax_amounts": taxes,
        "tax_rates": rates,
        "type": "subscription"
        if kind == "subscription_item_details" and not item
        else "invoiceitem",
        "unit_amount_excluding_tax": each and str(_untaxed(each, rates)),
    }


def _untaxed(amount: Any, rates: list[Obj]) -> Any:
    """An amount without the taxes that it includes, in whole units."""
    shares = [Decimal(str(rate["percentage"])) for rate in rates if rate.get("inclusive")]
    return rounded(Decimal(str(amount)) * 100 / (100 + sum(shares))) if shares else amount


def _pricing(world: World, obj: Obj) -> Obj:
    id = part(obj, "pricing", "price_details").get("price")
    price = id if isinstance(id, dict) else world.store.get("price", id)
    plan = plans.plan_of(price) if price is not None and price["recurring"] else None
    return {"plan": plan, "price": price}


def invoiceitem(world: World, obj: Obj) -> Obj:
    """Its price, and the subscription that it belongs to."""
    details = part(obj, "parent", "subscription_details")
    decimal = part(obj, "pricing").get("unit_amount_decimal")
    whole = str(decimal).isdigit()
    return {
        **_pricing(world, obj),
        "subscription": details.get("subscription"),
        "subscription_item": details.get("subscription_item"),
        "unit_amount": int(str(decimal)) if whole else None,
        "unit_amount_decimal": decimal,
    }


def charge(world: World, obj: Obj) -> Obj:
    """The invoice that it pays, the dispute about it, the account that it is for."""
    dispute = next(iter(world.store.all("dispute", "charge", obj["id"])), None)
    return {
        "destination": part(obj, "transfer_data").get("destination"),
        "dispute": dispute["id"] if dispute is not None else None,
        "invoice": _invoice_of(world, obj["payment_intent"], obj["customer"]),
        "order": None,
    }


def payment_intent(world: World, obj: Obj) -> Obj:
    """The invoice that it pays."""
    return {"invoice": _invoice_of(world, obj["id"], obj["customer"])}


def _invoice_of(world: World, intent: str | None, customer: str | None) -> str | None:
    if intent is None or customer is None:
        return None
    for found in world.store.all("invoice", "customer", customer):
        for payment in world.store.all("invoice_payment", "invoice", found["id"]):
            if part(payment, "payment").get("payment_intent") == intent:
                return str(found["id"])
    return None


def credit_note(_world: World, obj: Obj) -> Obj:
    """One refund, and taxes under their own name."""
    refunds = parts(obj, "refunds")
    return {
        "refund": refunds[0]["refund"] if refunds else None,
        "tax_amounts": [_tax_amount(tax) for tax in parts(obj, "total_taxes")],
    }


def credit_note_line(_world: World, obj: Obj) -> Obj:
    """Taxes under their own name."""
    return {"tax_amounts": [_tax_amount(tax) for tax in parts(obj, "taxes")]}


def schedule(_world: World, obj: Obj) -> Obj:
    """A coupon on each phase."""

    def phase(one: Obj) -> Obj:
        discounts = parts(one, "discounts")
        return {**one, "coupon": discounts[0].get("coupon") if discounts else None}

    return {"phases": [phase(one) for one in parts(obj, "phases")]}


def price(_world: World, obj: Obj) -> Obj:
    """How usage records are added up, where no meter counts."""
    recurring = obj.get("recurring")
    return {"recurring": {**recurring, **_aggregate(recurring)} if recurring else recurring}


def plan(_world: World, obj: Obj) -> Obj:
    """How usage records are added up, where no meter counts."""
    return _aggregate(obj)


def _aggregate(recurring: Obj) -> Obj:
    meter = usage.BY_RECORD.get(recurring.get("meter") or "")
    if meter is None:
        return {"aggregate_usage": None}
    formula = meter["default_aggregation"]["formula"]
    how = next(how for how, one in AGGREGATES.items() if one == formula)
    return {"aggregate_usage": how, "meter": None}


# -- before 2024-04-10 and 2022-11-15 ----------------------------------------------------------------


def product(_world: World, obj: Obj) -> Obj:
    """Marketing features under their former name."""
    return {"features": obj.get("marketing_features", [])}


def intent_with_charges(world: World, obj: Obj) -> Obj:
    """The list of its charges, newest first."""
    charges = list(world.store.all("charge", "payment_intent", obj["id"]))
    url = f"/v1/charges?payment_intent={obj['id']}"
    return {
        "charges": {
            "object": "list",
            "data": charges,
            "has_more": False,
            "total_count": len(charges),
            "url": url,
        }
    }
