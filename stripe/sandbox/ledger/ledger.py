"""The ledger: every movement of money is one balance transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.json import Obj
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task
from stripe.sandbox.state.state import APPLICATION

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


PENDING_DAYS = 2

DAY = 86_400
FEE_SHARE, FEE_FIXED, FEE_ABROAD = 290, 30, 150  # ten-thousandths and cents


def fee_of(amount: int, country: str) -> int:
    """The processing fee: 2.9% + 30 cents, 1.5% more for cards from abroad."""
    share = FEE_SHARE + (0 if country == "US" else FEE_ABROAD)
    return (amount * share + 5000) // 10_000 + FEE_FIXED


def fee_detail(amount: int, currency: str, description: str, type: str) -> Obj:
    """One of the fees that a balance transaction names."""
    return {
        "amount": amount,
        "application": APPLICATION if type == "application_fee" else None,
        "currency": currency,
        "description": description,
        "type": type,
    }


def record(
    world: World,
    *,
    type: str,
    amount: int,
    currency: str,
    source: str | None,
    fee: int = 0,
    fee_details: list[Obj] | None = None,
    description: str | None = None,
    instant: bool = True,
    available_on: int | None = None,
    reporting: str | None = None,
) -> Obj:
    """Writes a balance transaction; `instant` ones are available at once, unless a time is given."""
    now = world.clock.now()
    if available_on is None:
        available_on = now if instant else (now // DAY + PENDING_DAYS) * DAY + DAY
    instant = available_on <= now
    transaction = world.changes.create(
        "balance_transaction",
        {
            "id": None,
            "object": "balance_transaction",
            "amount": amount,
            "available_on": available_on,
            "balance_type": "payments",
            "created": now,
            "currency": currency,
            "description": description,
            "exchange_rate": None,
            "fee": fee,
            "fee_details": fee_details or [],
            "net": amount - fee,
            "reporting_category": reporting or type,
            "source": source,
            "status": "available" if instant else "pending",
            "type": type,
        },
        event=None,
    )
    _add(world, transaction, 1)
    if not instant:
        schedule.at(world, available_on, "balance_transaction.settle", transaction["id"])
    return transaction


def ready(world: World, source: Obj | None) -> int | None:
    """When the money of a charge, transfer or fee is available; None for money that is.

    What is taken out of money that is still pending (by transfers, refunds, disputes) waits with it,
    so that it does not eat up what is available.
    """
    if source is None:
        return None
    transaction = world.store.get("balance_transaction", source["balance_transaction"])
    if transaction is None or transaction["status"] == "available":
        return None
    return int(transaction["available_on"])


def _sums(world: World) -> Obj:
    known = world.store.secret("balance", "balance")
    return {side: dict(known.get(side, {})) for side in ("available", "pending")}


def _add(world: World, transaction: Obj, sign: int) -> None:
    sums = _sums(world)
    side, currency = sums[transaction["status"]], transaction["currency"]
    side[currency] = side.get(currency, 0) + sign * transaction["net"]
    world.changes.hide({"object": "balance"}, sums)


@task("balance_transaction.settle")
def settle(world: World, id: str) -> None:
    """Makes a pending transaction available."""
    transaction = world.store.get("balance_transaction", id)
    if transaction is not None and transaction["status"] == "pending":
        _add(world, transaction, -1)
        _add(world, world.changes.update(transaction, {"status": "available"}, event=None), 1)
        world.changes.emit("balance.available", balance(world))


def balance(world: World) -> Obj:
    """The balance: the sums of the balance transactions."""
    sums = _sums(world)
    currencies = sorted(
        {"usd", *sums["available"], *sums["pending"]}, key=lambda c: (c != "usd", c)
    )

    def side_of(which: str) -> list[Obj]:
        return [
            {
                "amount": sums[which].get(currency, 0),
                "currency": currency,
                "source_types": {"card": sums[which].get(currency, 0)},
            }
            for currency in currencies
        ]

    return {
        "object": "balance",
        "available": side_of("available"),
        "livemode": world.livemode,
        "pending": side_of("pending"),
        "refund_and_dispute_prefunding": {"available": [], "pending": []},
    }


def available(world: World, currency: str) -> int:
    """The available balance in a currency."""
    for entry in balance(world)["available"]:
        if entry["currency"] == currency:
            return int(entry["amount"])
    return 0
