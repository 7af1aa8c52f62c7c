"""Accounts: one's own, and connected ones, which are worlds of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import requirements
from stripe.sandbox.errors import invalid, no_access
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import currencies
from stripe.sandbox.state import events

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "account"
EXTERNAL = ("bank_account", "card")
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
            created=platform.state.clock.now(),
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
        controller=CONTROLLERS.get(kind, {}),
        country=country,
        default_currency=currency,
        details_submitted=False,
        payouts_enabled=False,
        settings=requirements.settings(kind),
        tos_acceptance={"date": None, "ip": None, "user_agent": None} if kind == "custom" else {},
        type=kind,
    )
    return obj


@operation("GET /v1/account")
def retrieve_own(call: Call) -> Obj:
    """The account that the request acts for."""
    if call.world.is_platform:
        return own(call.world)
    found = call.world.platform.store.get(NAME, call.world.account_id)
    return show(call.world, found) if found is not None else own(call.world)


@operation("GET /v1/accounts/{account}")
def retrieve(call: Call) -> Obj:
    """An account by id."""
    return show(call.world, find(call))


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
    for kind in EXTERNAL:
        yield from world.platform.store.all(kind, "account", owner["id"])


@operation("POST /v1/accounts")
def create(call: Call) -> Obj:
    """A connected account."""
    params = call.params
    if params.get("type") and params.get("controller"):
        raise invalid(
            "You may not provide the `type` parameter and `controller` parameters simultaneously. "
            "They are mutually exclusive."
        )
    kind = params.get("type") or ("none" if params.get("controller") else "standard")
    country = (params.get("country") or "US").upper()
    if len(country) != 2 or not country.isalpha() or country in ("XX", "ZZ"):
        raise invalid(
            f"Country '{country}' is unknown. Try using a 2-character alphanumeric country "
            "code instead, such as 'US', 'EG', or 'GB'.",
            "country",
            "country_unsupported",
        )
    account = blank(kind, country)
    if params.get("controller"):
        account["controller"] = {**CONTROLLERS["express"], **params["controller"]}
    home = call.world.platform
    account = home.changes.create(NAME, account, event=None)
    return show(call.world, _apply(call, account, fresh=True))


@operation("POST /v1/accounts/{account}")
def update(call: Call) -> Obj:
    """Merges what was sent; capabilities and requirements follow."""
    account = find(call)
    if account["id"] == call.world.platform.account_id:
        changed = crud.changed_fields(account, call.params)
        home = call.world.platform
        new = {**account, **changed}
        home.changes.keep("own_account", account["id"], new)
        own_world_events(
            call.world, account["id"], "account.updated", new, events.changes(account, new)
        )
        return new
    return show(call.world, _apply(call, account, fresh=False))


def _apply(call: Call, account: Obj, *, fresh: bool) -> Obj:
    """Puts the parameters of a creation or an update into a stored account."""
    from stripe.sandbox.connect import persons

    params = dict(call.params)
    capabilities = params.pop("capabilities", None)
    external = params.pop("external_account", None)
    individual = params.pop("individual", None)
    for name in ("type", "controller", "country", "account_token"):
        params.pop(name, None)
    held, call.params = call.params, params
    try:
        changed = crud.changed_fields(account, call.params)
    finally:
        call.params = held
    if "company" in params and "company" not in account:
        changed["company"] = {**requirements.company(), **(params["company"] or {})}
    if individual is not None:
        persons.put_individual(call, account["id"], individual)
    if external is not None:
        persons.add_external(call, account, external, "external_account")
    if capabilities is not None:
        persons.request(call.world, account["id"], capabilities)
    return settle(call.world, account, changed, quiet=fresh)


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
        own_world_events(world, account["id"], "account.updated", show(home, stored), previous)
    return stored


def own_world_events(
    world: World, account_id: str, type: str, obj: Obj, previous: Obj | None = None
) -> None:
    """Emits an event about an account where the account itself sees it."""
    world = world.state.world(account_id, world.livemode)
    world.changes.emit(type, obj, previous)


@operation("DELETE /v1/accounts/{account}")
def delete(call: Call) -> Obj:
    """Closes a connected account."""
    return call.world.platform.changes.delete(_connected(call), event=None)


@operation("POST /v1/accounts/{account}/reject")
def reject(call: Call) -> Obj:
    """Rejects a connected account: nothing works there any more."""
    account = _connected(call)
    call.world.platform.changes.hide(account, {"rejected": call.params["reason"]})
    return show(call.world, settle(call.world, account, {}))


@operation("POST /v1/accounts/{account}/unreject")
def unreject(call: Call) -> Obj:
    """Takes a rejection back."""
    account = _connected(call)
    call.world.platform.changes.hide(account, {"rejected": None})
    return show(call.world, settle(call.world, account, {}))


def _connected(call: Call) -> Obj:
    account = find(call)
    if account["id"] == call.world.platform.account_id:
        raise invalid("This operation is for connected accounts, not for your own.", "account")
    return account


@operation("GET /v1/accounts")
def list_accounts(call: Call) -> Obj:
    """The connected accounts."""
    call.world = call.world.platform
    page = lists.generic(call)
    page["data"] = [show(call.world, account) for account in page["data"]]
    return page
