"""Reading events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox import errors
from stripe.sandbox.generic import lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call


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
    limit = lists.limit_of(params)
    after, before = params.get("starting_after"), params.get("ending_before")
    if after is not None and before is not None:
        raise errors.exclusive("starting_after", "ending_before")
    start = after or before
    if start is not None and start not in log.position:
        param = "starting_after" if after is not None else "ending_before"
        raise errors.missing_object("event", start, param, status=400)
    wanted = params.get("types") or ([params["type"]] if params.get("type") else None)
    created = lists.created_filter(params.get("created"))
    delivered = params.get("delivery_success")
    at = log.position[start] if start is not None else None
    if before is not None:
        steps = range((at or 0) + 1, len(log.order))
    else:
        steps = range((len(log.order) if at is None else at) - 1, -1, -1)
    found: list[Any] = []
    for step in steps:
        event = log.order[step]
        if wanted is not None and not any(matches(pattern, event.type) for pattern in wanted):
            continue
        if created is not None and not created({"created": event.created}):
            continue
        if delivered is not None and delivered is not (event.pending == 0):
            continue
        found.append(event)
        if len(found) > limit:
            break
    data = [event.body(connected=not call.world.is_platform) for event in found[:limit]]
    if before is not None:
        data.reverse()
    return {"object": "list", "data": data, "has_more": len(found) > limit, "url": "/v1/events"}


def matches(pattern: str, type: str) -> bool:
    """Whether an event type is one of `*`, `charge.*`, `charge.succeeded`."""
    return pattern in ("*", type) or (pattern.endswith("*") and type.startswith(pattern[:-1]))
