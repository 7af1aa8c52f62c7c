"""Parameters of new objects of which only one may be given, as the reference tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import exclusive, within
from stripe.sandbox.generic.registry import prepare
from stripe.sandbox.json import Obj, part

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

CONTROLLED = "categories", "card_presences", "merchant_countries"
LIMITS = [("spending_controls", f"allowed_{what}", f"blocked_{what}") for what in CONTROLLED]
PAIRS: dict[str, list[tuple[str, str, str]]] = {
    "climate.order": [("", "amount", "metric_tons")],
    "financial_connections.session": [("account_holder", "account", "customer")],
    "issuing.card": LIMITS,
    "issuing.cardholder": LIMITS,
}
"""By type of object: the hash that two fields are in, and these fields."""


def _checked(name: str) -> None:
    @prepare(name)
    def _check(_world: World, _obj: Obj, params: Obj) -> None:
        for path, one, other in PAIRS[name]:
            given = part(params, path) if path else params
            if given.get(one) and given.get(other):
                raise exclusive(within(path, one), within(path, other))


for _name in PAIRS:
    _checked(_name)
