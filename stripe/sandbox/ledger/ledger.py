"""The ledger: every movement of money is one balance transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import settlement
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task
from stripe.sandbox.state.state import APPLICATION

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


PENDING_DAYS = 2

DAY = 86_400
FEE_SHARE, FEE_FIXED, FEE_ABROAD, FEE_CONVERSION = 290, 30, 150, 100  # ten-thousandths and cents
SOURCE_TYPES = {"ach_debit": "bank_account", "us_bank_account": "bank_account", "fpx": "fpx"}
"""Which part of the balance the money of a payment method goes to; all other goes to `card`."""


def fee_of(amount: int, country: str, *, converted: bool = False) -> int:
    """The processing fee: 2.9% + 30 cents, 1.5% more for cards from abroad, 1% for a conversion."""
    share = FEE_SHARE + (0 if country == "US" else FEE_ABROAD) + FEE_CONVERSION * converted
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


def clears_on(world: World) -> int:
    """When the money of a payment made now is available."""
    return (world.clock.now() // DAY + PENDING_DAYS) * DAY + DAY


def record(
    world: World,
    *,
    type: str,
    amount: int,
    currency: str,
    source: str | None,
    exchange_rate: float | None = None,
    source_type: str = "card",
    fee: int = 0,
    fee_details: list[Obj] | None = None,
    description: str | None = None,
    available_on: int | None = None,
    reporting: str | None = None,
) -> Obj:
    """Writes a balance transaction, available at once unless a time is given.

    Amount and currency are those of the balance (see `settlement`); `source_type` is the part of it.
    """
    now = world.clock.now()
    available_on = max(available_on or now, now)
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
            "exchange_rate": exchange_rate,
            "fee": fee,
            "fee_details": fee_details or [],
            "net": amount - fee,
            "reporting_category": reporting or type,
            "source": source,
            "status": "available" if available_on == now else "pending",
            "type": type,
        },
        event=None,
        hidden={"source_type": source_type},
    )
    _add(world, transaction, 1)
    if available_on > now:
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


def source_type(charge: Obj) -> str:
    """The part of the balance that the money of a charge is in."""
    return SOURCE_TYPES.get(charge["payment_method_details"]["type"], "card")


def _sums(world: World) -> Obj:
    """Side -> currency -> source type -> sum."""
    return world.store.secret("balance", "balance")


def _add(world: World, transaction: Obj, sign: int) -> None:
    sums = _sums(world)
    status, currency = transaction["status"], transaction["currency"]
    kind = world.store.secret("balance_transaction", transaction["id"])["source_type"]
    parts = part(sums, status, currency)
    parts = {**parts, kind: parts.get(kind, 0) + sign * transaction["net"]}
    world.changes.hide({"object": "balance"}, {status: {**part(sums, status), currency: parts}})


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
    sums, home = _sums(world), settlement.default_currency(world)
    found = {home, *part(sums, "available"), *part(sums, "pending")}
    currencies = sorted(found, key=lambda currency: (currency != home, currency))

    def side_of(which: str) -> list[Obj]:
        return [_entry(part(sums, which, currency), currency) for currency in currencies]

    return {
        "object": "balance",
        "available": side_of("available"),
        "instant_available": [_instantly(world, currency) for currency in currencies],
        "livemode": world.livemode,
        "pending": side_of("pending"),
        "refund_and_dispute_prefunding": {"available": [], "pending": []},
    }


def _entry(parts: Obj, currency: str) -> Obj:
    parts = {"card": 0, **parts}
    return {"amount": sum(parts.values()), "currency": currency, "source_types": parts}


def _instantly(world: World, currency: str) -> Obj:
    amount = instant(world, currency)
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}


def instant(world: World, currency: str) -> int:
    """What can be paid out at once: payments by card, whose money need not be available yet."""
    sums = _sums(world)
    sides = (part(sums, side, currency) for side in ("available", "pending"))
    return max(0, sum(int(side.get("card", 0)) for side in sides))


def available(world: World, currency: str, source_type: str = "card") -> int:
    """The available balance in a currency, of what came by one kind of source."""
    return int(part(_sums(world), "available", currency).get(source_type, 0))
