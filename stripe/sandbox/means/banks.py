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
    "charge_exceeds_weekly_limit": "The payment exceeds the weekly limit of transactions.",
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
    "121212121": Bank("charge_exceeds_transaction_limit"),
}
# What the test accounts of a country do, in the order of the rows below, and as `pm_..._at`.
_SEPA_OUTCOMES = {
    "success": SUCCESS,
    "successDelayed": Bank(after=DELAYED),
    "failed": Bank("debit_not_authorized"),
    "failedDelayed": Bank("debit_not_authorized", DELAYED),
    "disputed": Bank(dispute=True),
    "exceedsWeeklyVolumeLimit": Bank("charge_exceeds_source_limit"),
    "exceedsWeeklyTransactionLimit": Bank("charge_exceeds_weekly_limit"),
    "insufficientFunds": Bank("insufficient_funds"),
}
_SEPA_NUMBERS = """
    AT611904300234573201 AT321904300235473204 AT861904300235473202 AT051904300235473205
    AT591904300235473203 AT981904300000343434 AT601904300000121212 AT981904300002222227
    BE62510007547061 BE78510007547064 BE68539007547034 BE51510007547065 BE08510007547063
    BE90510000343434 BE52510000121212 BE90510002222227
    HR7624020064583467589 HR6323600002337876649 HR2725000096983499248 HR6723600004878117427
    HR8724840081455523553 HR7424020060000343434 HR3624020060000121212 HR7424020060002222227
    EE382200221020145685 EE222200221020145682 EE762200221020145680 EE922200221020145683
    EE492200221020145681 EE672200000000343434 EE292200000000121212 EE672200000002222227
    FI2112345600000785 FI3712345600000788 FI9112345600000786 FI1012345600000789
    FI6412345600000787 FI6712345600343434 FI2912345600121212 FI6712345602222227
    FR1420041010050500013M02606 FR3020041010050500013M02609 FR8420041010050500013M02607
    FR7920041010050500013M02600 FR5720041010050500013M02608 FR9720041010050000000343434
    FR5920041010050000000121212 FR9720041010050000002222227
    DE89370400440532013000 DE08370400440532013003 DE62370400440532013001 DE78370400440532013004
    DE35370400440532013002 DE65370400440000343434 DE27370400440000121212 DE65370400440002222227
    GI60MPFS599327643783385 GI08RRNW626436291644533 GI41SAFA461293238477751
    GI50LROG772261344693297 GI26KJBC361883934534696 GI14NWBK000000000343434
    GI73NWBK000000000121212 GI14NWBK000000002222227
    IE29AIBK93115212345678 IE24AIBK93115212345671 IE02AIBK93115212345679 IE94AIBK93115212345672
    IE51AIBK93115212345670 IE10AIBK93115200343434 IE69AIBK93115200121212 IE10AIBK93115202222227
    LI0508800636123378777 LI4408800387787111369 LI1208800143823175626 LI4908800356441975566
    LI7708800125525347723 LI2408800000000343434 LI8308800000000121212 LI2408800000002222227
    LT121000011101001000 LT281000011101001003 LT821000011101001001 LT981000011101001004
    LT551000011101001002 LT591000000000343434 LT211000000000121212 LT591000000002222227
    LU280019400644750000 LU440019400644750003 LU980019400644750001 LU170019400644750004
    LU710019400644750002 LU900010000000343434 LU520010000000121212 LU900010000002222227
    NL39RABO0300065264 NL55RABO0300065267 NL91ABNA0417164300 NL28RABO0300065268
    NL82RABO0300065266 NL27RABO0000343434 NL86RABO0000121212 NL55RABO0300065267
    NO9386011117947 NO8886011117940 NO6686011117948 NO6186011117941 NO3986011117949
    NO0586010343434 NO0586010343434 NO0586012222227
    PT50000201231234567890154 PT66000201231234567890157 PT23000201231234567890155
    PT39000201231234567890158 PT93000201231234567890156 PT05000201230000000343434
    PT64000201230000000121212 PT05000201230000002222227
    ES0700120345030000067890 ES2300120345030000067893 ES9121000418450200051332
    ES9300120345030000067894 ES5000120345030000067892 ES1700120345000000343434
    ES7600120345000000121212 ES1700120345000002222227
    SE3550000000054910000003 SE5150000000054910000006 SE0850000000054910000004
    SE2450000000054910000007 SE7850000000054910000005 SE2850000000000000343434
    SE8750000000000000121212 SE2850000000000002222227
    CH9300762011623852957 CH8656663438253651553 CH5362200119938136497 CH1843597160341964438
    CH1260378413965193069 CH1800762000000343434 CH7700762000000121212 CH1800762000002222227
    GB82WEST12345698765432 GB98WEST12345698765435 GB55WEST12345698765433 GB71WEST12345698765436
    GB28WEST12345698765434 GB70WEST12345600343434 GB32WEST12345600121212 GB70WEST12345602222227
"""
# Rows of eight; of a number that the documentation has twice in a row the first meaning counts.
_SEPA_WORDS = _SEPA_NUMBERS.split()
_SEPA_ROWS = [_SEPA_WORDS[at : at + 8] for at in range(0, len(_SEPA_WORDS), 8)]
_SEPA = {
    number: bank
    for row in _SEPA_ROWS
    for number, bank in reversed(list(zip(row, _SEPA_OUTCOMES.values(), strict=True)))
}
_SEPA["IT40S0542811101000000123456"] = SUCCESS
_SEPA["IT60X0542811101000000123456"] = Bank("debit_not_authorized")
_ACSS = {
    "000123456789": SUCCESS,
    "900123456789": Bank(after=DELAYED),
    "000111111113": Bank("account_closed"),
    "000111111116": Bank("no_account"),
    "000222222227": Bank("insufficient_funds"),
    "900222222227": Bank("insufficient_funds", DELAYED),
    "000333333335": Bank("debit_not_authorized"),
    "000555555559": Bank(dispute=True),
    "000777777771": Bank("charge_exceeds_source_limit"),
    "000888888881": Bank("charge_exceeds_transaction_limit"),
}
TABLE: dict[str, dict[str, Bank]] = {
    "us_bank_account": _US,
    "bacs_debit": _BACS,
    "au_becs_debit": _BECS,
    "sepa_debit": _SEPA,
    "acss_debit": _ACSS,
}

# The end of a test name -> account number, for each beginning of such names.
_NAMES: dict[str, tuple[str, dict[str, str]]] = {
    "pm_usBankAccount": (
        "us_bank_account",
        {
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
        },
    ),
    "pm_acssDebit": (
        "acss_debit",
        {
            "_success": "000123456789",
            "_accountClosed": "000111111113",
            "_noAccount": "000111111116",
            "_insufficientFunds": "000222222227",
            "_debitNotAuthorized": "000333333335",
            "_dispute": "000555555559",
        },
    ),
    "pm_auBecsDebit": (
        "au_becs_debit",
        {
            "_success": "000123456",
            "_successDelayed": "900123456",
            "_accountClosed": "111111113",
            "_noAccount": "111111116",
            "_referToCustomer": "222222227",
            "_referToCustomerDelayed": "922222227",
            "_debitNotAuthorized": "333333335",
            "_dispute": "666666660",
            "_exceedsWeeklyLimit": "343434343",
            "_exceedsTransactionLimit": "121212121",
        },
    ),
    "pm_bacsDebit": (
        "bacs_debit",
        {
            "_success": "00012345",
            "_successDelayed": "90012345",
            "_debitNotAuthorized": "33333335",
            "_debitNotAuthorizedDelayed": "93333335",
            "_insufficientFunds": "22222227",
            "_insufficientFundsDelayed": "92222227",
            "_dispute": "55555559",
            "_mandateRefused": "00033333",
            "_exceedsWeeklyLimit": "34343434",
            "_exceedsTransactionLimit": "12121212",
        },
    ),
}
NAMED: dict[str, tuple[str, str]] = {
    f"{start}{end}": (kind, number)
    for start, (kind, ends) in _NAMES.items()
    for end, number in ends.items()
}
"""Type and account number behind a test name such as `pm_usBankAccount_dispute` or `pm_failed_at`."""
for _row in _SEPA_ROWS:
    for _name, _number in zip(_SEPA_OUTCOMES, _row, strict=True):
        NAMED[f"pm_{_name}_{_row[0][:2].lower()}"] = ("sepa_debit", _number)
# What a payment method of a test name has beside its number.
BESIDE: dict[str, dict[str, str]] = {
    "us_bank_account": {"routing_number": "110000000"},
    "acss_debit": {"institution_number": "000", "transit_number": "11000"},
    "au_becs_debit": {"bsb_number": "000000"},
    "bacs_debit": {"sort_code": "108800"},
    "sepa_debit": {},
}
# Failures after which a mandate is no more, where the scheme says so.
ENDS_MANDATE: dict[str, tuple[str, ...]] = {
    "au_becs_debit": ("account_closed", "no_account", "debit_not_authorized"),
    "bacs_debit": ("debit_not_authorized",),
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
