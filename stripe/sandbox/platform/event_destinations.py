"""Event destinations: where thin events (or snapshots) go; the address and secret show if included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import refused
from stripe.sandbox.generic import crud, lists_v2
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.platform.webhook_endpoints import check_url, new_secret
from stripe.sandbox.spec import description
from stripe.sandbox.state import thin_events
from stripe.sandbox.state.deliveries import finder
from stripe.sandbox.state.delivery import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "v2.core.event_destination"
SECRET, URL = "webhook_endpoint.signing_secret", "webhook_endpoint.url"
PATH = "/v2/core/event_destinations"


@finder
def _targets(world: World) -> Iterator[Target]:
    for destination in world.store.all(NAME):
        if "@self" in (destination["events_from"] or ["@self"]):
            yield from _target(world, destination)
    if not world.is_platform:
        for destination in world.platform.store.all(NAME):
            if "@accounts" in (destination["events_from"] or ()):
                yield from _target(world.platform, destination)


def _target(world: World, destination: Obj) -> Iterator[Target]:
    hidden = world.store.secret(NAME, destination["id"])
    if destination["status"] != "enabled" or not hidden.get("url"):
        return
    thin = destination["event_payload"] == "thin"
    yield Target(
        destination["id"],
        hidden["url"],
        hidden["secret"],
        tuple(map(_pattern, destination["enabled_events"])),
        destination.get("snapshot_api_version"),
        body=thin_events.body_of if thin else None,
    )


def _pattern(type: str) -> str:
    """The thin form of a V1 event has a prefix; events that are only thin keep theirs."""
    own = type.removeprefix("v1.")
    return own if own in description.event_types() else type


def _show(call: Call, destination: Obj) -> Obj:
    if destination["type"] != "webhook_endpoint":
        return destination
    hidden = call.store.secret(NAME, destination["id"])
    include = call.params.get("include") or ()
    shown = {
        "signing_secret": hidden["secret"] if SECRET in include else None,
        "url": hidden["url"] if URL in include else None,
    }
    return {**destination, "webhook_endpoint": shown}


def _check_events(types: list[str], payload: str) -> None:
    known = description.thin_event_types() if payload == "thin" else description.event_types()
    for type in types:
        if type != "*" and type not in known:
            raise refused(
                f"Invalid value for enabled_events: {type} is no {payload} event.",
                "invalid_enum_value",
            )


@operation(f"POST {PATH}")
def create(call: Call) -> Obj:
    """A destination."""
    params = call.params
    _check_events(params["enabled_events"], params["event_payload"])
    kind = params["type"]
    if params.get(kind) is None:
        raise refused(f"Missing required field: {kind}.", "missing_required_field")
    hidden: Obj = {"secret": new_secret(call.world), "url": None}
    obj = crud.build(call.world, NAME, call.params)
    if kind == "webhook_endpoint":
        hidden["url"] = params["webhook_endpoint"]["url"]
        check_url(hidden["url"], livemode=call.world.livemode)
        obj.pop("webhook_endpoint", None)
    obj.update(
        description=params.get("description") or "",
        events_from=params.get("events_from") or ["@self"],
        metadata={k: v for k, v in as_dict(params.get("metadata")).items() if v is not None},
        snapshot_api_version=params.get("snapshot_api_version") or description.version()
        if params["event_payload"] == "snapshot"
        else None,
        status="enabled",
        status_details=None,
    )
    destination = call.changes.create(NAME, obj, event=None, hidden=hidden)
    call.state.webhooks.active = True
    return _show(call, destination)


@operation(f"GET {PATH}/{{id}}")
def retrieve(call: Call) -> Obj:
    """One destination."""
    return _show(call, call.get(NAME))


@operation(f"GET {PATH}")
def list_destinations(call: Call) -> Obj:
    """All destinations."""
    page = lists_v2.generic(call)
    page["data"] = [_show(call, destination) for destination in page["data"]]
    return page


@operation(f"POST {PATH}/{{id}}")
def update(call: Call) -> Obj:
    """Merges what was sent."""
    found = call.get(NAME)
    if call.params.get("enabled_events") is not None:
        _check_events(call.params["enabled_events"], found["event_payload"])
    changed = crud.changed_fields(found, call.params)
    given = changed.pop("webhook_endpoint", None)
    if given and given.get("url"):
        check_url(given["url"], livemode=call.world.livemode)
        call.changes.hide(found, {"url": given["url"]})
    return _show(call, call.changes.update(found, changed, event=None))


@operation(f"POST {PATH}/{{id}}/enable")
def enable(call: Call) -> Obj:
    """Events go there again."""
    changed = {"status": "enabled", "status_details": None}
    return _show(call, call.changes.update(call.get(NAME), changed, event=None))


@operation(f"POST {PATH}/{{id}}/disable")
def disable(call: Call) -> Obj:
    """No events go there."""
    changed = {"status": "disabled", "status_details": {"disabled": {"reason": "user"}}}
    return _show(call, call.changes.update(call.get(NAME), changed, event=None))


@operation(f"DELETE {PATH}/{{id}}")
def delete(call: Call) -> Obj:
    """Removes a destination."""
    found = call.get(NAME)
    return call.changes.delete(found, event=None, stub={"id": found["id"], "object": NAME})


@operation(f"POST {PATH}/{{id}}/ping")
def ping(call: Call) -> Obj:
    """Sends a `v2.core.event_destination.ping` there, whatever it listens to."""
    found = call.get(NAME)
    target = next(_target(call.world, {**found, "event_payload": "thin"}), None)
    return thin_events.record(call.world, f"{NAME}.ping", found, only=target)


@operation("GET /v2/core/events")
def list_events(call: Call) -> Obj:
    """Thin events, newest first; `object_id`, `types` and `created` narrow."""
    object_id, types = call.params.pop("object_id", None), call.params.pop("types", None)
    created = as_dict(call.params.get("created"))

    def keep(event: Obj) -> bool:
        related = as_dict(event.get("related_object"))
        return (
            (object_id is None or related.get("id") == object_id)
            and (types is None or event["type"] in types)
            and lists_v2.within(created)(event)
        )

    return lists_v2.page(call, call.store.all(thin_events.NAME), keep)
