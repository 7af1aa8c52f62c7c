"""Thin events: what V2 objects emit, and the thin form of V1 events for destinations that want it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from stripe.sandbox.json import Obj, encode
from stripe.sandbox.spec import description
from stripe.sandbox.state.events import Event

if TYPE_CHECKING:
    from stripe.sandbox.state.delivery import Target
    from stripe.sandbox.state.world import World

NAME = "v2.core.event"


@cache
def event_type(object_name: str, verb: str) -> str | None:
    """The thin event of a change, `v2.core.account` + `created`, or None."""
    type = f"{object_name}.{verb}"
    return type if type in description.thin_event_types() else None


@cache
def _path_of(object_name: str) -> str | None:
    """Where objects of a kind are retrieved, with one `{}`."""
    for route in description.routes().values():
        if route.kind == "retrieve" and route.object_name == object_name:
            path = route.path
            for variable in route.variables[:-1]:
                path = path.replace(f"{{{variable}}}", "{parent}")
            return path.replace(f"{{{route.variables[-1]}}}", "{id}")
    return None


def record(
    world: World,
    type: str,
    obj: Obj,
    *,
    only: Target | None = None,
    changed: Obj | None = None,
    data: Obj | None = None,
) -> Obj:
    """Logs a thin event about a V2 object, and hands it to the deliveries.

    `changed` and `data` are not delivered: they are there for who retrieves the event.
    """
    state = world.state
    body = build(world, type, obj["object"], obj["id"], parent=obj.get("account"), changed=changed)
    if data is not None:
        body["data"] = data
    world.store.put(NAME, body["id"], body)
    state.led_to.append(body["id"])
    webhooks = state.webhooks
    targets = [only] if only is not None else []
    if only is None and webhooks.active:
        targets = webhooks.targets(world, type)
    if targets:
        event = Event(
            body["id"],
            type,
            state.clock.now(),
            world.livemode,
            world.account_id,
            obj["id"],
            encode(body),
            None,
            state.request_id,
            state.idempotency_key,
            len(targets),
        )
        webhooks.enqueue(world, event, targets)
    return body


def build(
    world: World,
    type: str,
    object_name: str,
    object_id: str | None,
    *,
    parent: str | None = None,
    changed: Obj | None = None,
    snapshot: str | None = None,
) -> Obj:
    """A thin event, not stored yet."""
    state = world.state
    body: Obj = {
        "id": state.ids.new(NAME, livemode=world.livemode),
        "object": NAME,
        "context": None if world.is_platform else world.account_id,
        "created": state.clock.iso(),
        "livemode": world.livemode,
        "reason": None,
        "type": type,
    }
    if state.request_id is not None:
        request = {"id": state.request_id, "idempotency_key": state.idempotency_key or ""}
        body["reason"] = {"request": request, "type": "request"}
    path = _path_of(object_name)
    if object_id is not None and path is not None:
        url = path.replace("{id}", object_id).replace("{parent}", parent or "")
        body["related_object"] = {"id": object_id, "type": object_name, "url": url}
    if changed is not None:
        body["changes"] = changed
    if snapshot is not None:
        body["snapshot_event"] = snapshot
    return body


def body_of(world: World, event: Event) -> Obj:
    """The thin form of an event, as a destination gets it; made once for each V1 event."""
    stored = world.store.get(NAME, event.id)
    if stored is None:
        known = world.store.secret(NAME, event.id).get("thin")
        stored = world.store.get(NAME, known) if known else None
    if stored is None:
        name = description.event_types().get(event.type, "")
        stored = build(world, f"v1.{event.type}", name, event.object_id, snapshot=event.id)
        world.store.put(NAME, stored["id"], stored)
        world.store.hide(NAME, event.id, {"thin": stored["id"]})
    return {key: value for key, value in stored.items() if key not in ("changes", "data")}
