"""Currencies: which there are, their decimals, the amounts that may be charged, how they are shown."""

from __future__ import annotations

import re
from decimal import Decimal

from stripe.sandbox.errors import ApiError, invalid

AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,3})?")
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
# What an account in a country has; elsewhere it is the euro.
OF_COUNTRY = {
    "US": "usd", "GB": "gbp", "CA": "cad", "AU": "aud", "NZ": "nzd", "JP": "jpy", "SG": "sgd",
    "HK": "hkd", "CH": "chf", "DK": "dkk", "NO": "nok", "SE": "sek", "MX": "mxn", "BR": "brl",
    "IN": "inr", "PL": "pln", "CZ": "czk", "HU": "huf", "RO": "ron", "TH": "thb", "MY": "myr",
    "AE": "aed",
}  # fmt: skip


def decimals(currency: str) -> int:
    """How many decimals the amounts of a currency have."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def shown(amount: int, currency: str) -> str:
    """An amount as messages print it, `$10.00`."""
    symbol = SYMBOLS.get(currency)
    digits = decimals(currency)
    text = f"{amount / 10**digits:,.{digits}f}"
    return f"{symbol}{text}" if symbol else f"{text} {currency.upper()}"


def signed(amount: int, currency: str) -> str:
    """An amount as tables print it: one below zero with its sign in front."""
    return ("\N{MINUS SIGN}" if amount < 0 else "") + shown(abs(amount), currency)


def plain(amount: int, currency: str) -> str:
    """An amount as people write it in a field, `10.00`."""
    digits = decimals(currency)
    return f"{amount / 10**digits:.{digits}f}"


def amount_of(text: str, currency: str) -> int | None:
    """What people write in a field, `10.00`, in the smallest unit; None for what is no amount."""
    if AMOUNT.fullmatch(text) is None:
        return None
    exact = Decimal(text).scaleb(decimals(currency))
    return int(exact) if exact == int(exact) else None


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
