"""Settlement: the currency in which money stays with an account, and what it becomes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import exchange_rates

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

DEFAULT = "usd"
EXTERNAL = ("bank_account", "card")


def external_accounts(world: World, account: str) -> list[Obj]:
    """The bank accounts and cards that an account is paid to, the newest first; its platform has them."""
    store = world.platform.store
    return [obj for kind in EXTERNAL for obj in store.all(kind, "account", account)]


def default_currency(world: World, account: str | None = None) -> str:
    """The currency of an account's country, in which it always settles."""
    id, store = account or world.account_id, world.platform.store
    found = store.get("account", id) or store.get("own_account", id)
    return str(found["default_currency"]) if found is not None else DEFAULT


def currency_for(world: World, currency: str, account: str | None = None) -> str:
    """What money in a currency settles in: the same, where an external account takes it."""
    held = external_accounts(world, account or world.account_id)
    if any(external["currency"] == currency for external in held):
        return currency
    return default_currency(world, account)


def of(world: World, amount: int, currency: str) -> Obj:
    """Amount, currency and `exchange_rate` of the balance transaction for money that arrives."""
    return into(currency_for(world, currency), amount, currency)


def into(settled: str, amount: int, currency: str) -> Obj:
    """The same in a currency that is known."""
    if settled == currency:
        return {"amount": amount, "currency": currency, "exchange_rate": None}
    return {
        "amount": exchange_rates.convert(amount, currency, settled),
        "currency": settled,
        "exchange_rate": float(exchange_rates.rate(currency, settled)),
    }


def as_before(world: World, source: Obj | None, amount: int, currency: str) -> Obj:
    """The same for money that follows that of a charge, transfer or fee: where this one was settled."""
    transaction = None
    if source is not None:
        transaction = world.store.get("balance_transaction", source["balance_transaction"])
    if transaction is None:
        return of(world, amount, currency)
    return into(transaction["currency"], amount, currency)
