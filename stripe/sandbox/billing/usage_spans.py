"""Which usage a metered item is billed for: from when it counts, up to where, what is billed already.

A period may begin or end in the midst of a second, by a change that comes in after some usage of it:
with a clock that stands still that is the usual case.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.billing import usage
from stripe.sandbox.billing.periods import Period
from stripe.sandbox.billing.subscription_state import ITEM
from stripe.sandbox.billing.usage import Moment
from stripe.sandbox.json import Obj, as_dict

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


def usage_in(world: World, sub: Obj, item: Obj, span: Period) -> Decimal:
    """What the meter of an item has counted in a period, or in the part of it that a change ends."""
    start, end = begun(world, item, span), cut(world, item, span.end)
    return usage.of_item(world, item, sub["customer"], start, end)


def cut(world: World, item: Obj, end: int) -> Moment:
    """Where the usage of an item ends: a change that cuts its period short comes after what arrived."""
    is_cut = end < item["current_period_end"]
    return Moment(end, usage.arrived(world)) if is_cut else Moment(end)


def begun(world: World, item: Obj, span: Period) -> Moment:
    """When a metered item began to count in a period.

    Its price may have taken the place of another in it, or its cycle begun anew.
    """
    end = cut(world, item, span.end)
    return max([Moment(span.start), *(one for one in _beginnings(world, item) if one <= end)])


def count_from(world: World, item: Obj, moment: Moment) -> None:
    """Has the usage of a metered item begin to count, at a price or at all."""
    world.changes.hide(item, {"counts_from": [*_beginnings(world, item), moment]})


def _beginnings(world: World, item: Obj) -> list[Moment]:
    kept = world.store.secret(ITEM, item["id"]).get("counts_from") or ()
    return [Moment(*one) for one in kept]


def billed_of(world: World, item: Obj, span: Period) -> Obj | None:
    """What of the usage of a period is billed already: `quantity`, `amount`."""
    found: Obj | None = _billed(world, item).get(_key(world, item, span))
    return found


def note_billed(world: World, item: Obj, span: Period, billed: Obj) -> None:
    """Remembers what of the usage of a period is billed, so that its renewal does not bill it again."""
    kept = {**_billed(world, item), _key(world, item, span): billed}
    world.changes.hide(item, {"billed": kept})


def _billed(world: World, item: Obj) -> Obj:
    return as_dict(world.store.secret(ITEM, item["id"]).get("billed"))


def _key(world: World, item: Obj, span: Period) -> str:
    moment = begun(world, item, span)
    return f"{moment.at} {moment.arrived}"
