"""Tax rates, which lines and invoices name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stripe.sandbox.errors import check_lengths, invalid, too_large, too_small
from stripe.sandbox.generic.registry import defaults, prepare
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "tax_rate"
MOST = 5
LONGEST_NAME = 50

defaults(NAME, active=True)


@prepare(NAME)
def _begin(_world: World, obj: Obj, params: Obj) -> None:
    check_lengths(params, display_name=LONGEST_NAME, jurisdiction=LONGEST_NAME)
    percentage = float(params["percentage"])
    if percentage < 0:
        raise too_small("percentage", 0)
    if percentage > 100:
        raise too_large("percentage", 100, params["percentage"])
    obj["percentage"] = percentage
    obj["effective_percentage"] = percentage if obj.get("country") == "US" else None
    obj["rate_type"] = "percentage"


def find(world: World, ids: Iterable[str] | None, param: str) -> list[Obj]:
    """The rates that a parameter names, at most five, as objects show them."""
    wanted = list(ids or ())
    if len(wanted) > MOST:
        raise invalid(f"At most {MOST} tax rates can be applied.", param)
    found = [world.find(NAME, id, f"{param}[{at}]") for at, id in enumerate(wanted)]
    for at, rate in enumerate(found):
        if not rate["active"]:
            raise invalid(
                f"The tax rate {rate['id']} is inactive and cannot be applied.", f"{param}[{at}]"
            )
    return found
