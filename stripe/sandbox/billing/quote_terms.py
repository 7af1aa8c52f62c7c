"""What a quote offers: its line items, and what they come to at once and with each period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing import automatic_tax, discounts, periods, sold_items
from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.platform import tax_areas
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.billing.discounts import Redemption
    from stripe.sandbox.billing.sold_items import Sold
    from stripe.sandbox.state.world import World


MONEY = frozenset(
    {
        "automatic_tax", "customer", "default_tax_rates", "discounts", "line_items",
        "subscription_data",
    }
)  # fmt: skip
"""Parameters on which the amounts depend."""


class Terms(NamedTuple):
    """What is offered: the line items, the discounts and taxes of all of them."""

    sold: Sequence[Sold]
    redemptions: Sequence[Redemption]
    rates: Sequence[Obj]
    tax_exempt: str | None
    trial: bool

    @property
    def currency(self) -> str | None:
        """The currency of all of it."""
        return self.sold[0].price["currency"] if self.sold else None

    @property
    def recurring(self) -> list[Sold]:
        """The line items that a subscription bills."""
        return [one for one in self.sold if one.recurring]


def read(world: World, params: Obj, customer: Obj | None) -> Terms:
    """What the parameters of a quote offer; a 400 for what cannot be sold together."""
    given = params.get("line_items") or ()
    sold = [
        sold_items.read(world, one, f"line_items[{at}]", customer=customer)
        for at, one in enumerate(given)
    ]
    currencies = {one.price["currency"] for one in sold}
    if len(currencies) > 1:
        raise invalid("All line items of a quote must have the same currency.", "line_items")
    cycles = {periods.cycle_of(one.price) for one in sold if one.recurring}
    if len(cycles) > 1:
        raise invalid(
            "All recurring line items of a quote must have the same interval.", "line_items"
        )
    _check_fees(params, recurring=bool(cycles))
    automatic_tax.check(params)
    if automatic_tax.is_on(params):
        sold = sold_items.taxed(world, sold, tax_areas.place_of(as_dict(customer)))
    rates = params.get("default_tax_rates") or ()
    return Terms(
        sold,
        discounts.read(
            world,
            params.get("discounts") or (),
            customer=customer,
            currency=next(iter(currencies), None),
        ),
        [world.find("tax_rate", id, f"default_tax_rates[{at}]") for at, id in enumerate(rates)],
        as_dict(customer).get("tax_exempt"),
        bool(part(params, "subscription_data").get("trial_period_days")),
    )


def _check_fees(params: Obj, *, recurring: bool) -> None:
    """The 400 for a fee in the form that what is sold does not have."""
    name = "application_fee_amount" if recurring else "application_fee_percent"
    if params.get(name):
        raise invalid(
            f"`{name}` needs {'no' if recurring else 'some'} line items with recurring prices.",
            name,
        )


def fields(terms: Terms) -> tuple[Obj, Obj]:
    """The amounts of a quote, and what it shows on request: `items` and `upfront` ones."""
    currency = terms.currency or "usd"
    offs = sold_items.offs(terms.redemptions, currency)
    all_of_it = _valued(terms, terms.sold, offs)
    free = frozenset(one.id for one in terms.recurring) if terms.trial else frozenset[str]()
    upfront = _valued(terms, terms.sold, offs, free)
    shown = {"items": all_of_it.items, "upfront": upfront.items}
    return {
        **all_of_it.amounts,
        "computed": {"recurring": _each_period(terms), "upfront": upfront.amounts},
        "currency": terms.currency,
    }, shown


def _each_period(terms: Terms) -> Obj | None:
    recurring = [one._replace(redemptions=_lasting(one.redemptions)) for one in terms.recurring]
    if not recurring:
        return None
    offs = sold_items.offs(_lasting(terms.redemptions), recurring[0].price["currency"])
    cycle = recurring[0].price["recurring"]
    return {
        **_valued(terms, recurring, offs).amounts,
        "interval": cycle["interval"],
        "interval_count": cycle["interval_count"],
    }


def _lasting(redemptions: Sequence[Redemption]) -> tuple[Redemption, ...]:
    return tuple(one for one in redemptions if one.coupon["duration"] == "forever")


def _valued(
    terms: Terms,
    sold: Sequence[Sold],
    offs: Sequence[sold_items.Off],
    free: frozenset[str] = frozenset(),
) -> sold_items.Valued:
    return sold_items.valued(sold, offs, rates=terms.rates, tax_exempt=terms.tax_exempt, free=free)


def merged(old: Obj, new: Obj) -> Obj:
    """The parameters of a quote after an update or in a revision of it."""
    hashes = ("automatic_tax", "invoice_settings", "subscription_data")
    both = {
        key: shapes.merge(old[key], new[key]) for key in hashes if old.get(key) and new.get(key)
    }
    return {**old, **new, **both}
