"""Reading events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox import errors
from stripe.sandbox.generic import lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.events import Event


@operation("GET /v1/events/{id}")
def retrieve(call: Call) -> Obj:
    """One event, its object as it was then."""
    event = call.world.events.get(call.ids["id"])
    if event is None:
        raise errors.missing_object("event", call.ids["id"], "id")
    return event.body(connected=not call.world.is_platform)


@operation("GET /v1/events")
def list_events(call: Call) -> Obj:
    """Events, newest first; `type` (with a `*` at its end), `types`, `created` narrow."""
    log, params = call.world.events, call.params
    cursor = lists.cursor_of(params)
    if cursor.start is not None and cursor.start not in log.position:
        raise errors.missing_object("event", cursor.start, cursor.param, status=400)
    if params.get("type") and params.get("types"):
        raise errors.only_one("type", "types")
    types = params.get("types") or ([params["type"]] if params.get("type") else None)
    created = lists.created_filter(params.get("created"))
    delivered = params.get("delivery_success")

    def of_type(type: str) -> bool:
        return any(matches(pattern, type) for pattern in types or ())

    def wanted(event: Event) -> bool:
        return (created is None or created({"created": event.created})) and (
            delivered is None or delivered is (event.pending == 0)
        )

    connected = not call.world.is_platform
    walked = log.walk(
        cursor.start,
        forward=cursor.backward,
        wanted=of_type if types is not None else None,
        between=lists.between(params.get("created")),
    )
    found = filter(wanted, walked)
    return lists.page_of(call, (event.body(connected=connected) for event in found), cursor)


def matches(pattern: str, type: str) -> bool:
    """Whether an event type is one of `*`, `charge.*`, `charge.succeeded`."""
    return pattern in ("*", type) or (pattern.endswith("*") and type.startswith(pattern[:-1]))
