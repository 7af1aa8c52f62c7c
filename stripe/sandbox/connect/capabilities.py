"""Capabilities of connected accounts: requested, and active once what they require is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stripe.sandbox.connect import account_objects, requirements
from stripe.sandbox.generic import lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.spec import description
from stripe.sandbox.state import events

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

BASE = "/v1/accounts/{account}/capabilities"
CAPABILITY = f"{BASE}/{{capability}}"


def request(world: World, account_id: str, wanted: Obj) -> None:
    """Keeps which capabilities are requested."""
    home = world.platform
    requested = dict(home.store.secret("account", account_id).get("requested", {}))
    for name, setting in wanted.items():
        if setting is not None and setting.get("requested") is not None:
            requested[name] = setting["requested"]
    home.changes.hide({"object": "account", "id": account_id}, {"requested": requested})


def _capability(world: World, account: Obj, name: str) -> Obj:
    requested = world.platform.store.secret("account", account["id"]).get("requested", {})
    wanted = bool(requested.get(name))
    state = account["requirements"] if wanted else requirements.none()
    if state["disabled_reason"]:
        state = {**state, "disabled_reason": "requirements.fields_needed"}
    return {
        "id": name,
        "object": "capability",
        "account": account["id"],
        "future_requirements": requirements.none(),
        "requested": wanted,
        "requested_at": account["created"] if wanted else None,
        "requirements": state,
        "status": account["capabilities"].get(name, "unrequested"),
    }


@operation(f"GET {BASE}")
def list_capabilities(call: Call) -> Obj:
    """All capabilities that were ever requested."""
    account = account_objects.find(call)
    requested = call.world.platform.store.secret("account", account["id"]).get("requested", {})
    names = sorted({*requested, *account["capabilities"]})
    return lists.slice_of(call, [_capability(call.world, account, name) for name in names])


def _known(call: Call) -> tuple[Obj, str]:
    account, name = account_objects.find(call), call.ids["capability"]
    fields = description.params_of("POST /v1/accounts")
    known = description.bare(fields.of["capabilities"])
    if name not in known.of:
        raise call.missing("capability", name, "capability", status=404)
    return account, name


@operation(f"GET {CAPABILITY}")
def retrieve_capability(call: Call) -> Obj:
    """One capability."""
    return _capability(call.world, *_known(call))


@operation(f"POST {CAPABILITY}")
def update_capability(call: Call) -> Obj:
    """Requests a capability, or takes the request back."""
    account, name = _known(call)
    before = shown(call.world, account, [name])
    request(call.world, account["id"], {name: {"requested": call.params.get("requested")}})
    account = account_objects.settle(call.world, account, {})
    tell(call.world, account, before)
    return _capability(call.world, account, name)


def shown(world: World, account: Obj, names: Iterable[str]) -> dict[str, Obj]:
    """Some capabilities of an account, by name."""
    return {name: _capability(world, account, name) for name in names}


def tell(world: World, account: Obj, before: dict[str, Obj]) -> None:
    """Tells of capabilities that are no longer as they were."""
    for name, after in shown(world, account, before).items():
        previous = events.changes(before[name], after)
        if previous:
            account_objects.emit(world, account["id"], "capability.updated", after, previous)
