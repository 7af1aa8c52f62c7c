"""Whose page it is that a customer sees: the name and the account of a world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import account_objects
from stripe.sandbox.generic.hosted_pages import Shop
from stripe.sandbox.json import part

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


def shop_of(world: World) -> Shop:
    """The shop of an account: its public name, else its id."""
    found = world.platform.store.get("account", world.account_id)
    account = found or account_objects.own(world)
    name = part(account, "business_profile").get("name") or part(
        account, "settings", "dashboard"
    ).get("display_name")
    return Shop(str(name or world.account_id), world.account_id)
