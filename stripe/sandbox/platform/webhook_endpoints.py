"""Webhook endpoints: the secret is shown once, `disabled` switches, `connect` listens to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, not_a_url
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import defaults, operation
from stripe.sandbox.json import Obj
from stripe.sandbox.state.addresses import is_url
from stripe.sandbox.state.deliveries import finder
from stripe.sandbox.state.delivery import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "webhook_endpoint"

defaults(NAME, status="enabled")


@finder
def _targets(world: World) -> Iterator[Target]:
    yield from _of(world, connect=False)
    if not world.is_platform:
        yield from _of(world.platform, connect=True)


def _of(world: World, *, connect: bool) -> Iterator[Target]:
    endpoints = world.store.collections.get(NAME)
    for endpoint in endpoints.objects.values() if endpoints is not None else ():
        hidden = world.store.secret(NAME, endpoint["id"])
        if endpoint["status"] == "enabled" and bool(hidden.get("connect")) is connect:
            yield Target(
                endpoint["id"],
                endpoint["url"],
                hidden["secret"],
                tuple(endpoint["enabled_events"]),
                endpoint["api_version"],
                connect,
            )


def check_url(url: str, *, livemode: bool = False) -> None:
    """A 400 for an address that events cannot be sent to."""
    if not is_url(url):
        raise not_a_url("url")
    if livemode and not url.lower().startswith("https:"):
        raise invalid(
            "Invalid URL: Live mode webhook endpoints must use HTTPS.", "url", "url_invalid"
        )


@operation("POST /v1/webhook_endpoints")
def create(call: Call) -> Obj:
    """An endpoint; the answer alone has its secret."""
    check_url(call.params["url"], livemode=call.world.livemode)
    secret = new_secret(call.world)
    hidden = {"secret": secret, "connect": call.params.get("connect", False)}
    endpoint = call.changes.create(NAME, crud.build(call.world, NAME, call.params), hidden=hidden)
    call.state.webhooks.active = True
    return {**endpoint, "secret": secret}


def new_secret(world: World) -> str:
    """A secret that signs what is sent to an address."""
    return "whsec_" + world.ids.text(32)


def roll_secret(world: World, endpoint: Obj) -> str:
    """Gives an endpoint a new secret, which signs from now on; only the Dashboard can."""
    secret = new_secret(world)
    world.changes.hide(endpoint, {"secret": secret})
    return secret


@operation("POST /v1/webhook_endpoints/{webhook_endpoint}")
def update(call: Call) -> Obj:
    """Changes address, events, state."""
    endpoint = call.get(NAME)
    changed = crud.changed_fields(endpoint, call.params)
    if "url" in changed:
        check_url(changed["url"], livemode=call.world.livemode)
    if "disabled" in call.params:
        changed["status"] = "disabled" if call.params["disabled"] else "enabled"
    return call.changes.update(endpoint, changed)
