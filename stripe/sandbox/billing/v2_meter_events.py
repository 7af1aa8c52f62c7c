"""Meter events of the V2 API: one by one, or as a stream within a short session."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from stripe.sandbox.billing import meter_events, usage
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.world import World

NAME = "v2.billing.meter_event"
SESSION = 15 * 60  # seconds


@operation("POST /v2/billing/meter_events")
def create(call: Call) -> Obj:
    """Takes an event."""
    event = _event(call.world, call.params)
    meter_events.check_new(call.world, event.identifier)
    meter_events.take(call.world, [event])
    return {
        **crud.template(NAME),
        **call.params,
        "created": call.clock.iso(),
        "identifier": event.identifier,
        "livemode": call.world.livemode,
        "timestamp": call.params.get("timestamp") or call.clock.iso(),
    }


@operation("POST /v2/billing/meter_event_session")
def create_session(call: Call) -> Obj:
    """A session: its token is the key of the stream for the next 15 minutes."""
    obj = dict(crud.template("v2.billing.meter_event_session"))
    token = call.state.keys.open_session(
        call.world.account_id, call.clock.now() + SESSION, livemode=call.world.livemode
    )
    obj.update(
        id="mes_" + call.world.ids.text(24),
        authentication_token=token,
        expires_at=call.clock.iso(SESSION),
    )
    return call.changes.create("v2.billing.meter_event_session", obj, event=None)


@operation("POST /v2/billing/meter_event_stream")
def stream(call: Call) -> Obj:
    """Takes many events at once; what has an identifier used before is left out."""
    events = {
        event.identifier: event
        for event in (_event(call.world, one) for one in call.params["events"])
    }
    known = call.store.collection(usage.ARRIVED).objects
    meter_events.take(call.world, [one for id, one in events.items() if id not in known])
    return {}


def _event(world: World, given: Obj) -> meter_events.Event:
    identifier = given.get("identifier") or str(uuid.UUID(int=int(world.ids.digits(30))))
    text = given.get("timestamp")
    moment = None
    if text is not None:
        moment = _moment(text)
    return meter_events.Event(given["event_name"], given["payload"], identifier, moment)


def _moment(text: str) -> int:
    """The second that a timestamp names."""
    try:
        return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())
    except ValueError as error:
        raise invalid(
            f"Invalid timestamp: {text!r}. It must be in the form of RFC 3339, such as "
            "2026-01-31T12:00:00Z.",
            "timestamp",
        ) from error
