"""Tax registrations: where an account collects tax, from when and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation, prepare
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "tax.registration"


@prepare(NAME)
def begin(world: World, obj: Obj, params: Obj) -> None:
    """The state of a new one, which has the options of its country and of no other."""
    country = params["country"].lower()
    for other in (country, *params["country_options"]):
        if other != country or other not in params["country_options"]:
            raise invalid(
                f"`country_options` are to be those of the `country`, {country.upper()}.",
                f"country_options[{other}]",
            )
    obj.update(_dated(world, obj))


@operation("POST /v1/tax/registrations/{id}")
def update(call: Call) -> Obj:
    """Moves its beginning or its end."""
    found = call.get(NAME)
    changed = crud.changed_fields(found, call.params)
    return call.changes.update(found, {**changed, **_dated(call.world, {**found, **changed})})


def _dated(world: World, obj: Obj) -> Obj:
    """The dates, `now` as a time, and the state that they make."""
    now = world.now()
    begins, ends = (now if obj[key] == "now" else obj[key] for key in ("active_from", "expires_at"))
    ended = ends is not None and ends <= now
    status = "expired" if ended else "scheduled" if begins > now else "active"
    return {"active_from": begins, "expires_at": ends, "status": status}
