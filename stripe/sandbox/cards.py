"""The test cards of the documentation: numbers, and what each of them does."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

Obj = dict[str, Any]


class Outcome(NamedTuple):
    """Why a card is declined, in the API's words."""

    code: str
    decline_code: str | None
    message: str
    param: str | None = None
    advice: str | None = None


class Card(NamedTuple):
    """A test card. `decline` happens at a charge, and at attaching unless `attaches`."""

    number: str
    brand: str
    country: str = "US"
    funding: str = "credit"
    decline: str | None = None
    attaches: bool = True
    risk: str = "normal"
    blocked: str | None = None
    authenticate: str | None = None
    checks: tuple[str, ...] = ()
    dispute: str | None = None
    refund: str | None = None
    instant: bool = False
    warning: bool = False


DECLINED = "Your card was declined."
OUTCOMES = {
    "generic_decline": Outcome(
        "card_declined", "generic_decline", DECLINED, None, "try_again_later"
    ),
    "insufficient_funds": Outcome(
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds.",
        None,
        "try_again_later",
    ),
    "lost_card": Outcome("card_declined", "lost_card", DECLINED, None, "do_not_try_again"),
    "stolen_card": Outcome("card_declined", "stolen_card", DECLINED, None, "do_not_try_again"),
    "fraudulent": Outcome("card_declined", "fraudulent", DECLINED, None, "do_not_try_again"),
    "card_velocity_exceeded": Outcome(
        "card_declined",
        "card_velocity_exceeded",
        "Your card was declined for making repeated attempts too frequently or exceeding its "
        "amount limit.",
        None,
        "try_again_later",
    ),
    "expired_card": Outcome(
        "expired_card", "expired_card", "Your card has expired.", "exp_month", "confirm_card_data"
    ),
    "incorrect_cvc": Outcome(
        "incorrect_cvc",
        "incorrect_cvc",
        "Your card's security code is incorrect.",
        "cvc",
        "confirm_card_data",
    ),
    "processing_error": Outcome(
        "processing_error",
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
        None,
        "try_again_later",
    ),
    "incorrect_number": Outcome(
        "incorrect_number", "incorrect_number", "Your card number is incorrect.", "number"
    ),
    "invalid_expiry_month": Outcome(
        "invalid_expiry_month", None, "Your card's expiration month is invalid.", "exp_month"
    ),
    "invalid_expiry_year": Outcome(
        "invalid_expiry_year", None, "Your card's expiration year is invalid.", "exp_year"
    ),
    "invalid_cvc": Outcome("invalid_cvc", None, "Your card's security code is invalid.", "cvc"),
    "authentication_required": Outcome(
        "authentication_required",
        "authentication_required",
        "Your card was declined. This transaction requires authentication.",
    ),
    "test_mode_live_card": Outcome(
        "card_declined",
        "test_mode_live_card",
        "Your card was declined. Your request was in test mode, but used a non test (live) card. "
        "For a list of valid test cards, visit: https://stripe.com/docs/testing.",
        "number",
    ),
    "live_mode_test_card": Outcome(
        "card_declined",
        "live_mode_test_card",
        "Your card was declined. Your request was in live mode, but used a known test card.",
    ),
}

_VISA, _MC = "visa", "mastercard"

# Name behind `tok_` and `pm_card_` -> card. The names are those of the documentation.
NAMED: dict[str, Card] = {
    "visa": Card("4242424242424242", _VISA),
    "visa_debit": Card("4000056655665556", _VISA, funding="debit"),
    "mastercard": Card("5555555555554444", _MC),
    "mastercard_debit": Card("5200828282828210", _MC, funding="debit"),
    "mastercard_prepaid": Card("5105105105105100", _MC, funding="prepaid"),
    "amex": Card("378282246310005", "amex"),
    "discover": Card("6011111111111117", "discover"),
    "diners": Card("3056930009020004", "diners"),
    "jcb": Card("3566002020360505", "jcb", "JP"),
    "unionpay": Card("6200000000000005", "unionpay", "CN"),
    "visa_cartesBancaires": Card("4000002500001001", _VISA, "FR"),
    "mastercard_cartesBancaires": Card("5555552500001001", _MC, "FR"),
    # declined
    "chargeDeclined": Card("4000000000000002", _VISA, decline="generic_decline", attaches=False),
    "chargeDeclinedInsufficientFunds": Card(
        "4000000000009995", _VISA, decline="insufficient_funds", attaches=False
    ),
    "chargeDeclinedLostCard": Card("4000000000009987", _VISA, decline="lost_card", attaches=False),
    "chargeDeclinedStolenCard": Card(
        "4000000000009979", _VISA, decline="stolen_card", attaches=False
    ),
    "chargeDeclinedExpiredCard": Card(
        "4000000000000069", _VISA, decline="expired_card", attaches=False
    ),
    "chargeDeclinedIncorrectCvc": Card(
        "4000000000000127",
        _VISA,
        decline="incorrect_cvc",
        attaches=False,
        checks=("cvc_check",),
    ),
    "chargeDeclinedProcessingError": Card(
        "4000000000000119", _VISA, decline="processing_error", attaches=False
    ),
    "chargeDeclinedVelocityLimitExceeded": Card(
        "4000000000006975", _VISA, decline="card_velocity_exceeded", attaches=False
    ),
    "chargeDeclinedFraudulent": Card(
        "4100000000000019",
        _VISA,
        decline="fraudulent",
        attaches=False,
        risk="highest",
        blocked="highest_risk_level",
    ),
    "chargeCustomerFail": Card("4000000000000341", _VISA, decline="generic_decline"),
    # risk
    "radarBlock": Card(
        "4100000000000019",
        _VISA,
        decline="fraudulent",
        attaches=False,
        risk="highest",
        blocked="highest_risk_level",
    ),
    "riskLevelHighest": Card(
        "4000000000004954",
        _VISA,
        decline="fraudulent",
        risk="highest",
        blocked="highest_risk_level",
    ),
    "riskLevelElevated": Card("4000000000009235", _VISA, risk="elevated"),
    "cvcCheckFail": Card("4000000000000101", _VISA, checks=("cvc_check",)),
    "avsZipFail": Card("4000000000000036", _VISA, checks=("address_postal_code_check",)),
    "avsLine1Fail": Card("4000000000000028", _VISA, checks=("address_line1_check",)),
    "avsFail": Card(
        "4000000000000010", _VISA, checks=("address_line1_check", "address_postal_code_check")
    ),
    "avsUnchecked": Card("4000000000000044", _VISA, checks=("unavailable",)),
    # disputes
    "createDispute": Card("4000000000000259", _VISA, dispute="fraudulent"),
    "createDisputeProductNotReceived": Card(
        "4000000000002685", _VISA, dispute="product_not_received"
    ),
    "createDisputeInquiry": Card("4000000000001976", _VISA, dispute="inquiry"),
    "createIssuerFraudRecord": Card("4000000000005423", _VISA, warning=True),
    # refunds, balance
    "pendingRefund": Card("4000000000007726", _VISA, refund="pending"),
    "refundFail": Card("4000000000005126", _VISA, refund="failed"),
    "bypassPending": Card("4000000000000077", _VISA, instant=True),
    "bypassPendingInternational": Card("4000003720000278", _VISA, "IE", instant=True),
    # 3-D Secure
    "threeDSecure2Required": Card("4000000000003220", _VISA, authenticate="always"),
    "threeDSecureRequired": Card("4000000000003063", _VISA, authenticate="always"),
    "threeDSecureRequiredChargeDeclined": Card(
        "4000008400001629", _VISA, authenticate="always", decline="generic_decline"
    ),
    "threeDSecureRequiredProcessingError": Card("4000008400001280", _VISA, authenticate="error"),
    "threeDSecureOptional": Card("4000000000003055", _VISA, authenticate="optional"),
    "threeDSecureOptionalProcessingError": Card(
        "4000000000003097", _VISA, authenticate="optional_error"
    ),
    "authenticationRequiredOnSetup": Card(
        "4000002500003155", _VISA, "FR", authenticate="unless_set_up"
    ),
    "authenticationRequired": Card("4000002760003184", _VISA, "DE", authenticate="always"),
    "authenticationRequiredSetupForOffSession": Card(
        "4000003800000446", _VISA, "IT", authenticate="on_session"
    ),
    "authenticationRequiredChargeDeclinedInsufficientFunds": Card(
        "4000008260003178", _VISA, "GB", authenticate="always", decline="insufficient_funds"
    ),
}

_COUNTRIES = """
4000000320000021 AR 4000000760000002 BR 4000001240000000 CA 4000001520000001 CL 4000001700000003 CO
4000001880000005 CR 4000002180000000 EC 4000004840008001 MX 4000005910000000 PA 4000006000000066 PY
4000006040000068 PE 4000008580000003 UY 4000007840000001 AE 4000000400000008 AT 4000000560000004 BE
4000001000000000 BG 4000001120000005 BY 4000001910000009 HR 4000001960000008 CY 4000002030000002 CZ
4000002080000001 DK 4000002330000009 EE 4000002460000001 FI 4000002500000003 FR 4000002760000016 DE
4000002920000005 GI 4000003000000030 GR 4000003480000005 HU 4000003720000005 IE 4000003800000008 IT
4000004280000005 LV 4000004380000004 LI 4000004400000000 LT 4000004420000006 LU 4000004700000007 MT
4000005280000002 NL 4000005780000007 NO 4000006160000005 PL 4000006200000007 PT 4000006420000001 RO
4000006820000007 SA 4000007050000006 SI 4000007030000001 SK 4000007240000007 ES 4000007520000008 SE
4000007560000009 CH 4000008260000000 GB 4000000360000006 AU 4000001560000002 CN 4000003440000004 HK
4000003560000008 IN 4000003920000003 JP 4000004580000002 MY 4000005540000008 NZ 4000007020000003 SG
4000001580000008 TW 4000007640000003 TH
"""
_WORDS = _COUNTRIES.split()
for _number, _country in zip(_WORDS[::2], _WORDS[1::2], strict=True):
    NAMED[_country.lower()] = Card(_number, _VISA, _country)
NAMED["us"] = NAMED["visa"]

_MORE = (
    Card("2223003122003222", _MC),
    Card("371449635398431", "amex"),
    Card("6011000990139424", "discover"),
    Card("6011981111111113", "discover", funding="debit"),
    Card("36227206271667", "diners"),
    Card("6555900000604105", "discover"),
    Card("6200000000000047", "unionpay", "CN", "debit"),
    Card("6205500000000000004", "unionpay", "CN"),
    Card("4000058260000005", _VISA, "GB", "debit"),
    Card("5555558265554449", _MC, "GB"),
    Card("3530111333300000", "jcb", "JP"),
    Card("4242424242424241", _VISA, decline="incorrect_number", attaches=False),
    Card("4012888888881881", _VISA),
)
NUMBERS: dict[str, Card] = {card.number: card for card in (*_MORE, *NAMED.values())}


def by_name(name: str) -> Card | None:
    """The card behind `tok_visa`, `pm_card_visa` or `card_visa`; None for other names."""
    for head in ("tok_", "pm_card_"):
        if name.startswith(head):
            rest = name[len(head) :]
            return NAMED.get(rest) or NAMED.get(rest.removeprefix("visa_"))
    return None


def luhn(number: str) -> bool:
    """Whether the check digit of a card number is right."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def fingerprint(number: str) -> str:
    """The same text for the same number, from which the number cannot be read."""
    return hashlib.sha256(b"card " + number.encode()).hexdigest()[:16]
