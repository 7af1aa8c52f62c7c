"""Numbers of bank accounts: what each country's look like, and their check digits."""

from __future__ import annotations

import re
from typing import NamedTuple

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.json import Obj
from stripe.sandbox.means import banks

ROUTING, ACCOUNT = "routing_number_invalid", "account_number_invalid"
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_WITH_IBAN = """
    AT BE BG CH CY CZ DE DK EE ES FI FR GI GR HR HU IE IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK SM
"""
IBAN_COUNTRIES = frozenset(_WITH_IBAN.split())


class Number(NamedTuple):
    """A field of a bank account: what it looks like, what it is called, how it is refused."""

    field: str
    form: str
    says: str
    code: str


_ACCOUNT = Number("account_number", r"\d{1,17}", "1 to 17 digits", ACCOUNT)
BY_TYPE: dict[str, tuple[Number, ...]] = {
    "us_bank_account": (Number("routing_number", r"\d{9}", "9 digits", ROUTING), _ACCOUNT),
    "acss_debit": (
        Number("institution_number", r"\d{3}", "3 digits", ROUTING),
        Number("transit_number", r"\d{5}", "5 digits", ROUTING),
        Number("account_number", r"\d{7,12}", "7 to 12 digits", ACCOUNT),
    ),
    "au_becs_debit": (
        Number("bsb_number", r"\d{3}-?\d{3}", "6 digits", ROUTING),
        Number("account_number", r"\d{4,9}", "4 to 9 digits", ACCOUNT),
    ),
    "bacs_debit": (
        Number("sort_code", r"\d{2}-?\d{2}-?\d{2}", "6 digits", ROUTING),
        Number("account_number", r"\d{8}", "8 digits", ACCOUNT),
    ),
    "nz_bank_account": (
        Number("bank_code", r"\d{2}", "2 digits", ROUTING),
        Number("branch_code", r"\d{4}", "4 digits", ROUTING),
        Number("account_number", r"\d{7}", "7 digits", ACCOUNT),
        Number("suffix", r"\d{2,3}", "2 or 3 digits", ACCOUNT),
    ),
    "sepa_debit": (Number("iban", IBAN.pattern, "an IBAN", ACCOUNT),),
}
BY_COUNTRY: dict[str, tuple[Number, ...]] = {
    "US": BY_TYPE["us_bank_account"],
    "AU": (
        Number("routing_number", r"\d{3}-?\d{3}", "a BSB of 6 digits", ROUTING),
        Number("account_number", r"\d{4,9}", "4 to 9 digits", ACCOUNT),
    ),
    "CA": (
        Number("routing_number", r"\d{5}-?\d{3}", "a transit and an institution number", ROUTING),
        Number("account_number", r"\d{7,12}", "7 to 12 digits", ACCOUNT),
    ),
    "GB": (
        Number("routing_number", r"\d{2}-?\d{2}-?\d{2}", "a sort code of 6 digits", ROUTING),
        Number("account_number", r"\d{8}", "8 digits", ACCOUNT),
    ),
    "MX": (Number("account_number", r"\d{18}", "a CLABE of 18 digits", ACCOUNT),),
}
_IBAN = (Number("account_number", IBAN.pattern, "an IBAN", ACCOUNT),)


def check_method(kind: str, details: Obj) -> None:
    """A 400 for numbers of a payment method that no bank can have."""
    _check(BY_TYPE.get(kind, ()), details, kind)


def check_account(details: Obj, param: str) -> None:
    """A 400 for numbers of a bank account (`country`, `routing_number`, `account_number`)."""
    country = str(details.get("country") or "US").upper()
    number = _plain(details.get("account_number"))
    by_iban = country in IBAN_COUNTRIES or (country == "GB" and number[:2].isalpha())
    _check(_IBAN if by_iban else BY_COUNTRY.get(country, ()), details, param)


def _check(numbers: tuple[Number, ...], details: Obj, param: str) -> None:
    for number in numbers:
        value = _plain(details.get(number.field))
        if value in banks.TABLE["sepa_debit"]:
            continue  # a documented test account need not be one that a bank could have
        if value and not (re.fullmatch(number.form, value, re.ASCII) and _adds_up(number, value)):
            raise _refused(number, f"{param}[{number.field}]")


def _refused(number: Number, param: str) -> ApiError:
    noun = number.field.replace("_", " ").replace("iban", "IBAN")
    return invalid(
        f"The {noun} provided is invalid: it should be {number.says}.", param, number.code
    )


def _plain(value: object) -> str:
    return str(value or "").replace(" ", "")


def _adds_up(number: Number, value: str) -> bool:
    """Whether the check digits fit, where a number has some."""
    if number.form == IBAN.pattern:
        turned = value[4:] + value[:4]
        return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
    digits = [int(sign) for sign in value if sign.isdigit()]
    if number.field == "routing_number" and len(digits) == 9:
        return _weighed(digits) % 10 == 0
    if len(digits) == 18:
        return (10 - _weighed(digits[:17])) % 10 == digits[17]
    return True


def _weighed(digits: list[int]) -> int:
    return sum(digit * (3, 7, 1)[place % 3] % 10 for place, digit in enumerate(digits))
