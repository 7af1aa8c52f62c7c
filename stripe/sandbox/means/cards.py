"""The test cards of the documentation: numbers and names, and what each card does.

One table: the behaviour reads it, and the docs page and the tests are made from it.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from stripe.sandbox.means.declines import OUTCOMES

__all__ = [
    "INTERAC", "KINDS", "NAMED", "NUMBERS", "OUTCOMES", "PRESENTED", "TABLE", "Card", "by_name",
    "fingerprint", "luhn",
]  # fmt: skip


class Card(NamedTuple):
    """A test card.

    `decline` (a key of `OUTCOMES`) happens at a charge, and at attaching unless `attaches`.
    `authenticate` says when its owner is asked: `always`, `unless_set_up`, `on_session`,
    `optional` (where the request wants it), `error` or `optional_error` (and then that breaks),
    `frictionless` (its bank agrees without asking).
    `checks` are those that fail, `dispute` and `refund` what becomes of the payment later,
    `instant` money is available at once, `warning` is an early fraud warning.
    """

    number: str
    brand: str = "visa"
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
    networks: tuple[str, ...] = ()


INTERAC = "interac_present"
PRESENTED = ("card_present", INTERAC)
"""The types of payment method that a reader makes of a card."""
KINDS = ("card", *PRESENTED)
"""The types of payment method that are cards."""
_MC = "mastercard"
_CVC, _ZIP, _LINE1 = "cvc_check", "address_postal_code_check", "address_line1_check"


def _declined(number: str, decline: str, *checks: str) -> Card:
    return Card(number, decline=decline, attaches=False, checks=checks)


def _blocked(number: str, *, attaches: bool) -> Card:
    return Card(
        number,
        decline="fraudulent",
        attaches=attaches,
        risk="highest",
        blocked="highest_risk_level",
    )


def _owner(number: str, when: str, country: str = "US", decline: str | None = None) -> Card:
    return Card(number, country=country, authenticate=when, decline=decline)


# Title -> (names behind `tok_` and `pm_card_`, card).
TABLE: dict[str, list[tuple[str, Card]]] = {
    "Brands": [
        ("visa us", Card("4242424242424242")),
        ("visa_debit", Card("4000056655665556", funding="debit")),
        ("mastercard", Card("5555555555554444", _MC)),
        ("", Card("2223003122003222", _MC)),
        ("mastercard_debit", Card("5200828282828210", _MC, funding="debit")),
        ("mastercard_prepaid", Card("5105105105105100", _MC, funding="prepaid")),
        ("amex amex_threeDSecureNotSupported", Card("378282246310005", "amex")),
        ("", Card("371449635398431", "amex")),
        ("discover", Card("6011111111111117", "discover")),
        ("", Card("6011000990139424", "discover")),
        ("discover_debit", Card("6011981111111113", "discover", funding="debit")),
        ("diners", Card("3056930009020004", "diners")),
        ("diners_14digits", Card("36227206271667", "diners")),
        ("", Card("6555900000604105", "discover")),
        ("jcb", Card("3566002020360505", "jcb", "JP")),
        ("", Card("3530111333300000", "jcb", "JP")),
        ("unionpay", Card("6200000000000005", "unionpay", "CN")),
        ("unionpay_debit", Card("6200000000000047", "unionpay", "CN", "debit")),
        ("unionpay_19digits", Card("6205500000000000004", "unionpay", "CN")),
        ("", Card("4012888888881881")),
    ],
    "Two networks on one card": [
        (
            "visa_cartesBancaires",
            Card("4000002500001001", "visa", "FR", networks=("cartes_bancaires", "visa")),
        ),
        (
            "mastercard_cartesBancaires",
            Card("5555552500001001", _MC, "FR", networks=("cartes_bancaires", _MC)),
        ),
        (
            "visa_debit_eftposAuCoBranded",
            Card("4000050360000001", "visa", "AU", "debit", networks=("eftpos_au", "visa")),
        ),
        (
            "mastercard_debit_eftposAuCoBranded",
            Card("5555050360000080", _MC, "AU", "debit", networks=("eftpos_au", _MC)),
        ),
    ],
    "Declined": [
        ("chargeDeclined", _declined("4000000000000002", "generic_decline")),
        ("chargeDeclinedInsufficientFunds", _declined("4000000000009995", "insufficient_funds")),
        ("chargeDeclinedLostCard", _declined("4000000000009987", "lost_card")),
        ("chargeDeclinedStolenCard", _declined("4000000000009979", "stolen_card")),
        ("chargeDeclinedExpiredCard", _declined("4000000000000069", "expired_card")),
        ("chargeDeclinedIncorrectCvc", _declined("4000000000000127", "incorrect_cvc", _CVC)),
        ("chargeDeclinedProcessingError", _declined("4000000000000119", "processing_error")),
        (
            "chargeDeclinedVelocityLimitExceeded",
            _declined("4000000000006975", "card_velocity_exceeded"),
        ),
        ("chargeCustomerFail", Card("4000000000000341", decline="generic_decline")),
    ],
    "Fraud prevention": [
        ("radarBlock chargeDeclinedFraudulent", _blocked("4100000000000019", attaches=False)),
        ("riskLevelHighest", _blocked("4000000000004954", attaches=True)),
        ("riskLevelElevated", Card("4000000000009235", risk="elevated")),
        ("cvcCheckFail", Card("4000000000000101", checks=(_CVC,))),
        ("avsZipFail", Card("4000000000000036", checks=(_ZIP,))),
        ("avsLine1Fail", Card("4000000000000028", checks=(_LINE1,))),
        ("avsFail", Card("4000000000000010", checks=(_LINE1, _ZIP))),
        ("avsUnchecked", Card("4000000000000044", checks=("unavailable",))),
        ("cvcCheckFailElevatedRisk", Card("4000058400307872", risk="elevated", checks=(_CVC,))),
        ("avsZipFailElevatedRisk", Card("4000058400306072", risk="elevated", checks=(_ZIP,))),
    ],
    "Disputes": [
        ("createDispute", Card("4000000000000259", dispute="fraudulent")),
        (
            "createDisputeProductNotReceived",
            Card("4000000000002685", dispute="product_not_received"),
        ),
        ("createDisputeInquiry", Card("4000000000001976", dispute="inquiry")),
        ("createIssuerFraudRecord", Card("4000000000005423", warning=True)),
        ("createMultipleDisputes", Card("4000000404000079", dispute="multiple")),
        ("createCe3EligibleDispute", Card("4000000404000038", dispute="compelling_evidence")),
        ("createComplianceDispute", Card("4000008400000779", dispute="visa_compliance")),
        (
            "createMastercardComplianceDispute",
            Card("5105008400000002", _MC, dispute="mastercard_compliance"),
        ),
        (
            "createAutoRepresentmentEligibleDispute",
            Card("4000000001000043", dispute="fraudulent"),
        ),
    ],
    "Refunds and the available balance": [
        ("pendingRefund", Card("4000000000007726", refund="pending")),
        ("refundFail", Card("4000000000005126", refund="failed")),
        ("bypassPending", Card("4000000000000077", instant=True)),
        ("bypassPendingInternational", Card("4000003720000278", country="IE", instant=True)),
    ],
    "3-D Secure": [
        ("threeDSecure2Required", _owner("4000000000003220", "always")),
        ("threeDSecureRequired", _owner("4000000000003063", "always")),
        (
            "threeDSecureRequiredChargeDeclined",
            _owner("4000008400001629", "always", decline="generic_decline"),
        ),
        ("threeDSecureRequiredProcessingError", _owner("4000008400001280", "error")),
        ("threeDSecureOptional", _owner("4000000000003055", "optional")),
        ("threeDSecureOptionalProcessingError", _owner("4000000000003097", "optional_error")),
        ("authenticationRequiredOnSetup", _owner("4000002500003155", "unless_set_up", "FR")),
        ("authenticationRequired", _owner("4000002760003184", "always", "DE")),
        (
            "authenticationRequiredSetupForOffSession",
            _owner("4000003800000446", "on_session", "IT"),
        ),
        (
            "authenticationRequiredChargeDeclinedInsufficientFunds",
            _owner("4000008260003178", "unless_set_up", "GB", "insufficient_funds"),
        ),
        ("", _owner("4000000032200000", "frictionless")),
        ("", _owner("4000582600000094", "always", "GB")),
        ("", _owner("4000582600000045", "always", "GB")),
        ("", _owner("4000582600000102", "always", "GB")),
        ("", _owner("4000582600000110", "always", "GB")),
    ],
    "At a reader": [
        ("", Card("4506445006931933", "interac", "CA", "debit")),
    ],
    "Countries": [
        ("gb_debit", Card("4000058260000005", country="GB", funding="debit")),
        ("gb_mastercard", Card("5555558265554449", _MC, "GB")),
        ("th_credit", Card("4000007640000003", country="TH")),
        ("th_debit", Card("4000057640000008", country="TH", funding="debit")),
        ("ae_mastercard", Card("5200007840000022", _MC, "AE")),
    ],
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
4000001580000008 TW
"""
_WORDS = _COUNTRIES.split()
TABLE["Countries"] += [
    (country.lower(), Card(number, country=country))
    for number, country in zip(_WORDS[::2], _WORDS[1::2], strict=True)
]

NAMED: dict[str, Card] = {
    name: card for rows in TABLE.values() for names, card in rows for name in names.split()
}
NUMBERS: dict[str, Card] = {card.number: card for rows in TABLE.values() for _, card in rows}


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
