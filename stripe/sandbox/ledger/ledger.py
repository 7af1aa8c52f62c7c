"""Amounts, currencies and the ledger: every movement of money is one balance transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.json import Obj
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task
from stripe.sandbox.state.state import APPLICATION

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


_ZERO_DECIMAL = """
    bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf
"""
ZERO_DECIMAL = frozenset(_ZERO_DECIMAL.split())
THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
_CURRENCIES = """
    usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp
    byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip
    gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt
    lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr
    nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd
    std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer
    zar zmw usdc btn ghs eek lvl svc vef ltl sll mro
"""
CURRENCIES = _CURRENCIES.split()
KNOWN = frozenset(CURRENCIES)
SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "inr": "₹", "cad": "CA$", "aud": "A$"}
LEAST = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000,
    "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
MOST = 99_999_999
# Currencies of small units, which may have more than eight digits.
MOST_OF = {"cop": 10**10 - 1, "huf": 10**10 - 1, "idr": 10**12 - 1, "inr": 10**9 - 1}
# Currencies written with two decimals that are always 00: of all amounts, of payouts alone.
WHOLE = frozenset(["isk", "ugx"])
WHOLE_PAYOUTS = WHOLE | {"huf", "twd"}
PENDING_DAYS = 2

DAY = 86_400
FEE_SHARE, FEE_FIXED, FEE_ABROAD = 290, 30, 150  # ten-thousandths and cents


def shown(amount: int, currency: str) -> str:
    """An amount as messages print it, `$10.00`."""
    symbol = SYMBOLS.get(currency)
    if currency in ZERO_DECIMAL:
        text = f"{amount:,}"
    elif currency in THREE_DECIMAL:
        text = f"{amount / 1000:,.3f}"
    else:
        text = f"{amount / 100:,.2f}"
    return f"{symbol}{text}" if symbol else f"{text} {currency.upper()}"


def currency_of(value: str, param: str = "currency") -> str:
    """A currency in lower case, else a 400."""
    currency = value.lower()
    if currency not in KNOWN:
        raise invalid(
            f"Invalid currency: {value}. Stripe currently supports these currencies: "
            f"{', '.join(CURRENCIES)}",
            param,
        )
    return currency


def check_amount(amount: int, currency: str, param: str = "amount") -> None:
    """A 400 for an amount out of range."""
    if amount < 0 or (amount == 0 and currency):
        raise too_low(param)
    least = LEAST.get(currency, 1)
    if amount < least:
        raise invalid(
            f"Amount must be at least {shown(least, currency)} {currency}",
            param,
            "amount_too_small",
        )
    most = MOST_OF.get(currency, MOST)
    if amount > most:
        raise invalid(
            f"Amount must be no more than {shown(most, currency)}", param, "amount_too_large"
        )
    if currency in WHOLE:
        check_whole(amount, currency, param)
    if currency in THREE_DECIMAL and amount % 10:
        raise invalid(
            f"Amounts in {currency} have three decimals, of which the last must be 0: {amount} is "
            "not a multiple of 10.",
            param,
            "parameter_invalid_integer",
        )


def check_whole(amount: int, currency: str, param: str = "amount") -> None:
    """A 400 for an amount with decimals where the currency has none."""
    if amount % 100:
        raise invalid(
            f"Amounts in {currency} have two decimals, which must be 00: {amount} is not a multiple "
            "of 100.",
            param,
            "parameter_invalid_integer",
        )


def too_low(param: str) -> ApiError:
    """An amount below one."""
    return invalid(
        "This value must be greater than or equal to 1.", param, "parameter_invalid_integer"
    )


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
