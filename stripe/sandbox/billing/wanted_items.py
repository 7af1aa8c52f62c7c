"""What a request wants the items of a subscription to be: read, checked, and nothing stored yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox.billing import discounts, periods, plans, prices, pricing, tax_rates
from stripe.sandbox.billing.subscription_state import ITEM
from stripe.sandbox.errors import exclusive, invalid, missing_parameter, too_small, within
from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

MOST = 20
PRICED = ("price", "price_data", "plan")


class Wanted(NamedTuple):
    """One item: `old` as it is (None for a new one), `new` as it is to be (None: taken away).

    `redemptions` are discounts to be put on it; None leaves those that it has.
    """

    old: Obj | None
    new: Obj | None
    redemptions: list[discounts.Redemption] | None = None

    @property
    def is_same(self) -> bool:
        """Whether the item costs what it did."""
        if self.old is None or self.new is None:
            return False
        alike = self.old["price"]["id"] == self.new["price"]["id"]
        return alike and quantity_of(self.old) == quantity_of(self.new)


def quantity_of(item: Obj) -> int:
    """The quantity of an item, 0 for a metered one."""
    return int(item.get("quantity") or 0)


def is_metered(item: Obj) -> bool:
    """Whether an item is billed by usage."""
    return bool(item["price"]["recurring"]["usage_type"] == "metered")


def read(
    world: World,
    given: Sequence[Obj],
    *,
    held: Sequence[Obj] = (),
    customer: Obj,
    currency: str | None = None,
    param: str = "items",
) -> list[Wanted]:
    """The items that `items` asks for, those it does not name left as they are.

    Raises the 400 for prices that cannot be had, a price twice, a quantity below 0, more than 20
    items, or none left.
    """
    known = {item["id"]: item for item in held}
    changed: dict[str, Wanted] = {}
    added: list[Wanted] = []
    for at, one in enumerate(given):
        path = f"{param}[{at}]" if param else ""
        id = one.get("id")
        if id is None:
            added.append(_new(world, one, path, customer, currency))
            continue
        if id not in known:
            raise world.missing(ITEM, id, within(path, "id"))
        if one.get("deleted"):
            changed[id] = Wanted(known[id], None)
        else:
            changed[id] = _changed(world, known[id], one, path, customer, currency)
    found = [changed.get(item["id"]) or Wanted(item, item) for item in held] + added
    check(kept(found), param)
    return found


def of_the_only_one(params: Obj, held: Sequence[Obj] = ()) -> Obj:
    """The parameters of a subscription, its own `plan` and `quantity` as those of its only item."""
    one: Obj = {key: params[key] for key in ("plan", "quantity") if key in params}
    if not one:
        return params
    if params.get("items"):
        raise exclusive("items", min(one))
    if len(held) > 1:
        raise invalid(
            f"The subscription has several items: `{min(one)}` is set on the items.", min(one)
        )
    rest = {key: params[key] for key in params if key not in one}
    return {**rest, "items": [{**one, **({"id": held[0]["id"]} if held else {})}]}


def kept(wanted: Iterable[Wanted]) -> list[Obj]:
    """The items as they are to be."""
    return [one.new for one in wanted if one.new is not None]


def price_of(world: World, given: Obj, path: str, currency: str | None) -> Obj:
    """The recurring price that an item names or describes, as objects show it."""
    name = next((key for key in PRICED if given.get(key)), None)
    if name is None:
        raise missing_parameter(within(path, "price"))
    at = within(path, name)
    if name == "price_data":
        price = prices.make(world, given["price_data"], at)
    else:
        world.find(name, given[name], at)
        price = world.find("price", given[name], at)
    if not price["active"]:
        noun = "plan" if name == "plan" else "price"
        raise invalid(
            f"The {noun} specified is inactive. This field only accepts active {noun}s.",
            at,
        )
    if price["custom_unit_amount"] is not None:
        raise invalid(
            "Prices with a custom unit amount can be used in Checkout and payment links only.", at
        )
    if price["type"] != "recurring":
        raise invalid(
            "The price specified is set to `type=one_time` but this field only accepts prices with "
            "`type=recurring`.",
            at,
        )
    if currency is not None:
        check_currency(world, price, currency, at)
    return price


def check_currency(world: World, price: Obj, currency: str, param: str) -> None:
    """Raises the 400 for a price that cannot be charged in the currency of a subscription."""
    if not pricing.has_currency(prices.whole(world, price), currency):
        raise invalid(
            "Currency and interval fields must match across all plans on this subscription. Found "
            "mismatch in currency field.",
            param,
        )


def check_intervals(items: Iterable[Obj], *, flexible: bool, param: str = "items") -> None:
    """Raises the 400 for intervals that cannot be on one subscription."""
    cycles = {periods.cycle_of(item["price"]) for item in items}
    if len(cycles) < 2:
        return
    if not flexible:
        raise invalid(
            "Currency and interval fields must match across all plans on this subscription. Found "
            "mismatch in interval field.",
            param,
        )
    if not periods.go_together(cycles):
        raise invalid(
            "Each interval on a subscription must be a multiple of the shortest one; days go with "
            "all others, weeks do not go with months or years.",
            param,
        )


def _new(world: World, given: Obj, path: str, customer: Obj, currency: str | None) -> Wanted:
    price = price_of(world, given, path, currency)
    blank = {
        **crud.template(ITEM),
        "id": world.ids.new(ITEM),
        "billing_thresholds": _thresholds(given, price, path),
        "created": world.now(),
        "metadata": shapes.merge_metadata(None, given.get("metadata")),
        "tax_rates": tax_rates.find(world, given.get("tax_rates"), within(path, "tax_rates")),
        "discounts": [],
    }
    item = {**blank, **_priced(price, _quantity(given, price, path, 1))}
    return Wanted(None, item, _discounts(world, given, path, customer, price) or None)


def _changed(
    world: World, old: Obj, given: Obj, path: str, customer: Obj, currency: str | None
) -> Wanted:
    new = dict(old)
    price = old["price"]
    if any(given.get(key) for key in PRICED):
        price = price_of(world, given, path, currency)
    same = price["id"] == old["price"]["id"]
    before = old.get("quantity") if same else 1
    if not same or given.get("quantity") is not None:
        new.pop("quantity", None)
        new.update(_priced(price, _quantity(given, price, path, before or 0)))
    if "metadata" in given:
        new["metadata"] = shapes.merge_metadata(old["metadata"], given["metadata"])
    if "billing_thresholds" in given:
        new["billing_thresholds"] = _thresholds(given, price, path)
    if "tax_rates" in given:
        new["tax_rates"] = tax_rates.find(world, given["tax_rates"], within(path, "tax_rates"))
    redemptions = _discounts(world, given, path, customer, price)
    if "discounts" in given and given["discounts"] is None:
        redemptions = []
    return Wanted(old, new, redemptions)


def _thresholds(given: Obj, price: Obj, path: str) -> Obj | None:
    found: Obj | None = given.get("billing_thresholds")
    if found and price["recurring"]["usage_type"] != "metered":
        raise invalid(
            "`usage_gte` can be set for metered prices only.",
            f"{within(path, 'billing_thresholds')}[usage_gte]",
        )
    return found


def _priced(price: Obj, quantity: int | None) -> Obj:
    found: Obj = {"price": price, "plan": plans.plan_of(price)}
    return found if quantity is None else {**found, "quantity": quantity}


def _quantity(given: Obj, price: Obj, path: str, default: int) -> int | None:
    """The quantity of an item; None for a metered price, which counts by itself."""
    quantity = given.get("quantity")
    if price["recurring"]["usage_type"] == "metered":
        if quantity is not None:
            raise invalid(
                "A quantity cannot be set for a metered price: its usage is what counts.",
                within(path, "quantity"),
            )
        return None
    if quantity is None:
        return default
    if quantity < 0:
        raise too_small(within(path, "quantity"), 0)
    return int(quantity)


def _discounts(
    world: World, given: Obj, path: str, customer: Obj, price: Obj
) -> list[discounts.Redemption] | None:
    asked = given.get("discounts")
    if not asked:
        return None
    currency = price["currency"]
    at = within(path, "discounts")
    return discounts.read(world, asked, at, customer=customer, currency=currency)


def check(left: Sequence[Obj], param: str) -> None:
    """Raises the 400 for no items, too many of them, or a price that two of them have."""
    if not left:
        raise invalid(
            "A subscription must have at least one active plan. To cancel a subscription, please "
            "use the cancel API endpoint on the subscription."
        )
    if len(left) > MOST:
        raise invalid(f"A subscription can have at most {MOST} items.", param or None)
    seen: set[Any] = set()
    for item in left:
        id = item["price"]["id"]
        if id in seen:
            raise invalid(
                f"Cannot add multiple subscription items with the same price: `{id}`.",
                param or "price",
            )
        seen.add(id)
