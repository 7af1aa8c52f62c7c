"""The test bank accounts of the documentation: which payments and payouts they let through."""

from __future__ import annotations

from typing import NamedTuple

LATER = 2  # seconds on the sandbox's clock until a bank has answered
DELAYED = 180


class Bank(NamedTuple):
    """What a debit from (or a payout to) an account ends in; `after` seconds from its start."""

    failure: str | None = None
    after: int = LATER
    dispute: bool = False
    stays: bool = False


SUCCESS = Bank()
MESSAGES = {
    "account_closed": "The customer's bank account has been closed.",
    "no_account": "The customer's bank account could not be located.",
    "insufficient_funds": "The customer's account has insufficient funds to cover this payment.",
    "debit_not_authorized": "The customer has notified their bank that this payment was "
    "unauthorized.",
    "invalid_currency": "The bank was unable to process this payment because of its currency.",
    "charge_exceeds_source_limit": "The payment exceeds the weekly limit of this source.",
    "charge_exceeds_transaction_limit": "The payment exceeds the limit of one transaction.",
    "refer_to_customer": "The bank asks to speak to the customer about this payment.",
    "payment_intent_payment_attempt_failed": "The payment attempt failed.",
    "bank_account_restricted": "The customer's account cannot be used with this payment method.",
}

# Last digits of the account number; a leading 9 in the place of a 0 delays the same outcome.
_US = {
    "000123456789": SUCCESS,
    "000111111113": Bank("account_closed"),
    "000111111116": Bank("no_account"),
    "000222222227": Bank("insufficient_funds"),
    "000333333335": Bank("debit_not_authorized"),
    "000444444440": Bank("invalid_currency"),
    "000666666661": Bank(dispute=True),
    "000555555559": Bank(dispute=True),
    "000000000009": Bank(stays=True),
    "000777777771": Bank("charge_exceeds_source_limit"),
}
_BACS = {
    "00012345": SUCCESS,
    "90012345": Bank(after=DELAYED),
    "33333335": Bank("debit_not_authorized"),
    "93333335": Bank("debit_not_authorized", DELAYED),
    "22222227": Bank("insufficient_funds"),
    "92222227": Bank("insufficient_funds", DELAYED),
    "55555559": Bank(dispute=True),
    "00033333": Bank("bank_account_restricted"),
    "00044444": Bank("bank_account_restricted"),
    "34343434": Bank("charge_exceeds_source_limit"),
    "12121212": Bank("charge_exceeds_transaction_limit"),
}
_BECS = {
    "000123456": SUCCESS,
    "900123456": Bank(after=DELAYED),
    "111111113": Bank("account_closed"),
    "111111116": Bank("no_account"),
    "222222227": Bank("refer_to_customer"),
    "922222227": Bank("refer_to_customer", DELAYED),
    "333333335": Bank("debit_not_authorized"),
    "666666660": Bank(dispute=True),
    "343434343": Bank("charge_exceeds_source_limit"),
}
_SEPA = {
    "AT611904300234573201": SUCCESS,
    "AT321904300235473204": Bank(after=DELAYED),
    "AT861904300235473202": Bank("debit_not_authorized"),
    "AT051904300235473205": Bank("debit_not_authorized", DELAYED),
    "AT591904300235473203": Bank(dispute=True),
    "AT981904300000343434": Bank("charge_exceeds_source_limit"),
    "AT601904300000121212": Bank("charge_exceeds_transaction_limit"),
    "AT981904300002222227": Bank("insufficient_funds"),
    "DE89370400440532013000": SUCCESS,
    "DE08370400440532013003": Bank(after=DELAYED),
    "DE62370400440532013001": Bank("debit_not_authorized"),
    "DE78370400440532013004": Bank("debit_not_authorized", DELAYED),
    "DE35370400440532013002": Bank(dispute=True),
    "DE65370400440000343434": Bank("charge_exceeds_source_limit"),
    "DE27370400440000121212": Bank("charge_exceeds_transaction_limit"),
    "DE65370400440002222227": Bank("insufficient_funds"),
    "FR1420041010050500013M02606": SUCCESS,
    "FR3020041010050500013M02609": Bank(after=DELAYED),
    "FR8420041010050500013M02607": Bank("debit_not_authorized"),
    "FR7920041010050500013M02600": Bank("debit_not_authorized", DELAYED),
    "FR5720041010050500013M02608": Bank(dispute=True),
    "IT40S0542811101000000123456": SUCCESS,
    "NL39RABO0300065264": SUCCESS,
    "NL86RABO0300065266": Bank(after=DELAYED),
    "NL91ABNA0417164300": Bank("debit_not_authorized"),
}
_ACSS = {
    "000123456789": SUCCESS,
    "900123456789": Bank(after=DELAYED),
    "000222222227": Bank("insufficient_funds"),
    "900222222227": Bank("insufficient_funds", DELAYED),
    "000666666661": Bank(dispute=True),
}
TABLE: dict[str, dict[str, Bank]] = {
    "us_bank_account": _US,
    "bacs_debit": _BACS,
    "au_becs_debit": _BECS,
    "sepa_debit": _SEPA,
    "acss_debit": _ACSS,
}

# Name behind `pm_usBankAccount` -> account number.
NAMED = {
    "": "000123456789",
    "_success": "000123456789",
    "_accountClosed": "000111111113",
    "_noAccount": "000111111116",
    "_insufficientFunds": "000222222227",
    "_debitNotAuthorized": "000333333335",
    "_invalidCurrency": "000444444440",
    "_dispute": "000666666661",
    "_processing": "000000000009",
    "_weeklyLimitExceeded": "000777777771",
}
PAYOUT_MESSAGES = {
    "account_closed": "The bank account has been closed.",
    "no_account": "The bank account details on file are probably incorrect. No bank account exists "
    "with those details.",
    "insufficient_funds": "Your Stripe account has insufficient funds to cover the payout.",
    "debit_not_authorized": "Debit transactions are not approved on your bank account.",
    "invalid_currency": "The bank was unable to process this payout because of its currency.",
}


def of(kind: str, number: str) -> Bank:
    """What an account does; numbers that are no test accounts succeed."""
    return TABLE.get(kind, {}).get(number.replace(" ", ""), SUCCESS)


def message(code: str) -> str:
    """A failure in words."""
    return MESSAGES.get(code, "The payment failed.")
