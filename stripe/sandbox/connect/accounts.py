"""Accounts: one's own, and connected ones, which are worlds of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import (
    account_objects,
    capabilities,
    external_accounts,
    persons,
    requirements,
)
from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.means import statement_descriptors
from stripe.sandbox.state import events

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "account"
# Said once, when the account is made.
FIXED = frozenset({"type", "controller", "country", "account_token"})


@operation("GET /v1/account")
def retrieve_own(call: Call) -> Obj:
    """The account that the request acts for."""
    if call.world.is_platform:
        return account_objects.own(call.world)
    found = call.world.platform.store.get(NAME, call.world.account_id)
    if found is None:
        return account_objects.own(call.world)
    return account_objects.show(call.world, found)


@operation("GET /v1/accounts/{account}")
def retrieve(call: Call) -> Obj:
    """An account by id."""
    return account_objects.show(call.world, account_objects.find(call))


@operation("POST /v1/accounts")
def create(call: Call) -> Obj:
    """A connected account."""
    params = call.params
    if params.get("type") and params.get("controller"):
        raise invalid(
            "You may not provide the `type` parameter and `controller` parameters simultaneously. "
            "They are mutually exclusive."
        )
    _check_descriptors(params)
    _check_schedule(params)
    _check_controller(part(params, "controller"))
    kind = params.get("type") or ("none" if params.get("controller") else "standard")
    country = (params.get("country") or "US").upper()
    if len(country) != 2 or not country.isalpha() or country in ("XX", "ZZ"):
        raise invalid(
            f"Country '{country}' is unknown. Try using a 2-character alphanumeric country "
            "code instead, such as 'US', 'EG', or 'GB'.",
            "country",
            "country_unsupported",
        )
    account = account_objects.blank(kind, country)
    _check_tax_id(account, params)
    if params.get("controller"):
        account["controller"] = {**account_objects.CONTROLLERS["express"], **params["controller"]}
    home = call.world.platform
    account = home.changes.create(NAME, account, event=None)
    return account_objects.show(call.world, _apply(call.world, account, params, fresh=True))


def _check_controller(given: Obj) -> None:
    """Raises for who bears losses without paying the fees."""
    bears = part(given, "losses").get("payments") == "application"
    if bears and part(given, "fees").get("payer") == "account":
        raise invalid(
            "`controller[losses][payments]=application` requires "
            "`controller[fees][payer]=application`.",
            "controller[fees][payer]",
        )


@operation("POST /v1/accounts/{account}")
def update(call: Call) -> Obj:
    """Merges what was sent; capabilities and requirements follow."""
    _check_descriptors(call.params)
    _check_schedule(call.params)
    account = account_objects.find(call)
    _check_tax_id(account, call.params)
    if account["id"] == call.world.platform.account_id:
        changed = crud.changed_fields(account, call.params)
        home = call.world.platform
        new = {**account, **changed}
        home.changes.keep("own_account", account["id"], new)
        account_objects.emit(
            call.world, account["id"], "account.updated", new, events.changes(account, new)
        )
        return new
    return account_objects.show(call.world, _apply(call.world, account, call.params, fresh=False))


def _check_descriptors(params: Obj) -> None:
    settings = part(params, "settings")
    payments, cards = part(settings, "payments"), part(settings, "card_payments")
    statement_descriptors.check(payments, "settings[payments]")
    whole = payments.get(statement_descriptors.FULL)
    if whole and len(whole) < 5:
        raise invalid(
            "The statement descriptor must be at least 5 characters.",
            "settings[payments][statement_descriptor]",
        )
    prefix = ("statement_descriptor_prefix",)
    statement_descriptors.check(cards, "settings[card_payments]", prefix)


ANCHORS = {"weekly": "weekly_anchor", "monthly": "monthly_anchor"}


def _check_schedule(params: Obj) -> None:
    schedule = part(params, "settings", "payouts", "schedule")
    path = "settings[payouts][schedule]"
    anchor = ANCHORS.get(schedule.get("interval", ""))
    if (
        anchor
        and not schedule.get(anchor)
        and not schedule.get(f"{anchor.split('_')[0]}_payout_days")
    ):
        raise missing_parameter(f"{path}[{anchor}]")
    day = schedule.get("monthly_anchor")
    if day is not None and not 1 <= day <= 31:
        raise invalid("This value must be between 1 and 31.", f"{path}[monthly_anchor]")


def _check_tax_id(account: Obj, params: Obj) -> None:
    tax_id = part(params, "company").get("tax_id")
    if not tax_id or account["country"] != "US":
        return
    if sum(letter.isdigit() for letter in tax_id) != 9:
        raise invalid("US tax IDs must have 9 digits.", "company[tax_id]", "tax_id_invalid")


def _apply(world: World, account: Obj, params: Obj, *, fresh: bool) -> Obj:
    """Puts the parameters of a creation or an update into a stored account."""
    params = {name: value for name, value in params.items() if name not in FIXED}
    capability = params.pop("capabilities", None)
    external = params.pop("external_account", None)
    individual = params.pop("individual", None)
    changed = crud.changed_fields(account, params)
    requirements.settle_delay(changed)
    if "company" in params:
        known = account.get("company") or requirements.company()
        changed["company"] = requirements.told({**known, **as_dict(changed.get("company"))})
    if individual is not None:
        persons.put_individual(world, account["id"], individual)
    if external is not None:
        external_accounts.add(world, account, external, "external_account", params)
    before = capabilities.shown(world, account, capability or {**account["capabilities"]})
    if capability is not None:
        capabilities.request(world, account["id"], capability)
    settled = account_objects.settle(world, account, changed, quiet=fresh)
    capabilities.tell(world, settled, before)
    return settled


@operation("DELETE /v1/accounts/{account}")
def delete(call: Call) -> Obj:
    """Closes a connected account."""
    return account_objects.disconnect(call.world, _connected(call))


@operation("POST /v1/accounts/{account}/reject")
def reject(call: Call) -> Obj:
    """Rejects a connected account: nothing works there any more."""
    account = _connected(call)
    call.world.platform.changes.hide(account, {"rejected": call.params["reason"]})
    return account_objects.show(call.world, account_objects.settle(call.world, account, {}))


@operation("POST /v1/accounts/{account}/unreject")
def unreject(call: Call) -> Obj:
    """Takes a rejection back."""
    account = _connected(call)
    call.world.platform.changes.hide(account, {"rejected": None})
    return account_objects.show(call.world, account_objects.settle(call.world, account, {}))


def _connected(call: Call) -> Obj:
    account = account_objects.find(call)
    if account["id"] == call.world.platform.account_id:
        raise invalid("This operation is for connected accounts, not for your own.", "account")
    return account


@operation("GET /v1/accounts")
def list_accounts(call: Call) -> Obj:
    """The connected accounts."""
    page = lists.page(call, NAME, world=call.world.platform)
    page["data"] = [account_objects.show(call.world, account) for account in page["data"]]
    return page
