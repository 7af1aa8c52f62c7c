"""Which account's world a request acts on: the key's own, or a connected one's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, no_access

if TYPE_CHECKING:
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.keys import Key
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World


def world_of(state: State, key: Key, headers: dict[str, str]) -> World:
    """The world that `Stripe-Account` or `Stripe-Context` names, else the key's; 403 if unknown."""
    account = headers.get("stripe-account") or headers.get("stripe-context")
    own = state.world(key.account_id, key.livemode)
    if not account:
        return own
    account = account.rpartition("/")[2]
    if account == own.account_id:
        return own
    if not exists(own, account):
        raise no_access(key.masked, account)
    return state.world(account, key.livemode)


def check_reach(world: World, key: Key, ids: dict[str, str], params: Obj) -> None:
    """Raises the 403 of an ephemeral key that is used for something else than its object."""
    if key.object is None:
        return
    method = world.store.get("payment_method", ids.get("payment_method", "")) or {}
    if key.object not in (*ids.values(), params.get("customer"), method.get("customer")):
        raise invalid(
            f"The ephemeral key '{key.masked}' is for {key.object} alone.",
            code="more_permissions_required",
            status=403,
            kept=False,
        )


def exists(platform: World, account: str) -> bool:
    """Whether an account is connected to a platform."""
    store = platform.store
    return any(store.get(name, account) is not None for name in ("account", "v2.core.account"))
