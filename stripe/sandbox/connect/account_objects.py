"""Connected accounts as objects: found, shown, and changed with what follows from a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import requirements
from stripe.sandbox.errors import no_access
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import currencies, settlement
from stripe.sandbox.spec import shapes
from stripe.sandbox.state import events
from stripe.sandbox.state.state import APPLICATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "account"
# The platform's own account was there before all else: 1 January 2020.
_OPENED = 1577836800
# who answers for what in an account of each type
CONTROLLERS: dict[str, Obj] = {
    "standard": {"type": "account"},
    "express": {
        "fees": {"payer": "application_express"},
        "is_controller": True,
        "losses": {"payments": "application"},
        "requirement_collection": "stripe",
        "stripe_dashboard": {"type": "express"},
        "type": "application",
    },
    "custom": {
        "fees": {"payer": "application_custom"},
        "is_controller": True,
        "losses": {"payments": "application"},
        "requirement_collection": "application",
        "stripe_dashboard": {"type": "none"},
        "type": "application",
    },
}


def find(call: Call) -> Obj:
    """The account that the path names, else the 403 for accounts out of reach."""
    id = call.ids["account"]
    found = call.world.platform.store.get(NAME, id)
    if found is None:
        if id in (call.state.account_id, call.key.account_id):
            return own(call.world.platform)
        raise no_access(call.key.masked, id)
    return found


def own(platform: World) -> Obj:
    """The platform's own account, fully in order."""
    id = platform.account_id
    found = platform.store.get("own_account", id)
    if found is None:
        found = blank("standard", "US")
        found.update(
            id=id,
            business_type="company",
            charges_enabled=True,
            created=_OPENED,
            details_submitted=True,
            email="owner@example.com",
            payouts_enabled=True,
            requirements=requirements.none(),
            capabilities={"card_payments": "active", "transfers": "active"},
        )
        found["business_profile"] = {**(found["business_profile"] or {}), "name": "Sandbox"}
        found["settings"]["dashboard"] = {"display_name": "Sandbox", "timezone": "Etc/UTC"}
    return found


def blank(kind: str, country: str) -> Obj:
    """A connected account before anything is known of it."""
    obj = dict(crud.template(NAME))
    for field in ("company", "individual", "external_accounts", "groups"):
        obj.pop(field, None)
    currency = currencies.OF_COUNTRY.get(country, "eur")
    obj.update(
        business_profile=requirements.profile({}),
        capabilities={},
        charges_enabled=False,
        controller=CONTROLLERS.get(kind, CONTROLLERS["standard"]),
        country=country,
        default_currency=currency,
        details_submitted=False,
        payouts_enabled=False,
        settings=requirements.settings(kind),
        tos_acceptance={"date": None, "ip": None, "user_agent": None} if kind == "custom" else {},
        type=kind,
    )
    shapes.complete(NAME, obj)
    return obj


def show(world: World, account: Obj) -> Obj:
    """An account with the list of its external accounts, and its one person."""
    listed = lists.inline(world.platform, account, "external_accounts", -1)
    shown = {**account, "external_accounts": listed}
    person = world.platform.store.secret(NAME, account["id"]).get("individual")
    if person is not None:
        shown["individual"] = world.platform.store.get("person", person)
    return shown


@lists.inline_list(NAME, "external_accounts")
def external_accounts(world: World, owner: Obj) -> Iterator[Obj]:
    """The bank accounts and cards that an account is paid to, the newest first."""
    yield from settlement.external_accounts(world, owner["id"])


def settle(world: World, account: Obj, changed: Obj, *, quiet: bool = False) -> Obj:
    """Stores a change of an account, with the requirements and capabilities that follow from it."""
    home = world.platform
    new = {**account, **changed}
    new.update(requirements.consequences(home, new))
    previous = events.changes(account, new)
    if not previous:
        return account
    stored = home.changes.update(account, {k: new[k] for k in new}, event=None)
    if not quiet:
        emit(world, account["id"], "account.updated", show(home, stored), previous)
    return stored


def disconnect(world: World, account: Obj) -> Obj:
    """Ends the platform's access to an account, of which Connect endpoints are told; gives the stub."""
    application = {"id": APPLICATION, "object": "application", "name": "Sandbox"}
    emit(world, account["id"], "account.application.deauthorized", application)
    return world.platform.changes.delete(account, event=None)


def emit(world: World, account_id: str, type: str, obj: Obj, previous: Obj | None = None) -> None:
    """Emits an event about an account where the account itself sees it."""
    world.state.world(account_id, world.livemode).changes.emit(type, obj, previous)
