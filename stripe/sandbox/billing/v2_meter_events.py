"""Meter events of the V2 API: one by one, or as a stream within a short session."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation, prepare
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

NAME = "v2.billing.meter_event"
SESSION = 15 * 60  # seconds


@prepare(NAME)
def _event(call: Call, obj: Obj) -> None:
    obj["created"] = call.clock.iso()
    _complete(call, obj)


def _complete(call: Call, obj: Obj) -> None:
    obj["identifier"] = obj.get("identifier") or str(uuid.UUID(int=int(call.world.ids.digits(30))))
    obj["timestamp"] = obj.get("timestamp") or call.clock.iso()
    call.changes.keep("v2.billing.meter_event identifiers", obj["identifier"], obj)


@operation("POST /v2/billing/meter_event_session")
def create_session(call: Call) -> Obj:
    """A session: its token is the key of the stream for the next 15 minutes."""
    obj = dict(crud.template("v2.billing.meter_event_session"))
    token = call.state.keys.open_session(
        call.world.account_id, call.world.now() + SESSION, livemode=call.world.livemode
    )
    obj.update(
        id="mes_" + call.world.ids.text(24),
        authentication_token=token,
        expires_at=call.clock.iso(SESSION),
    )
    return call.changes.create("v2.billing.meter_event_session", obj, event=None)


@operation("POST /v2/billing/meter_event_stream")
def stream(call: Call) -> Obj:
    """Takes many events at once."""
    for event in call.params["events"]:
        obj = {**crud.template(NAME), **event, "livemode": call.world.livemode}
        obj["created"] = call.clock.iso()
        _complete(call, obj)
    return {}
