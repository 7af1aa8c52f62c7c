"""Which currencies a type of payment method can be paid in; types that are not here take all of them."""

from __future__ import annotations

from collections.abc import Iterable

from stripe.sandbox.errors import invalid

# From the page of each payment method: https://docs.stripe.com/payments/payment-methods/payment-method-support
CURRENCIES: dict[str, tuple[str, ...]] = {
    kind: tuple(currencies.split())
    for kind, currencies in {
        "acss_debit": "cad usd",
        "affirm": "usd cad",
        "afterpay_clearpay": "usd cad gbp aud nzd",
        "alipay": "aud cad cny eur gbp hkd jpy myr nzd sgd usd",
        "alma": "eur",
        "amazon_pay": "aud chf dkk eur gbp hkd jpy nok nzd sek usd zar",
        "au_becs_debit": "aud",
        "bacs_debit": "gbp",
        "bancontact": "eur",
        "billie": "eur gbp sek",
        "bizum": "eur",
        "blik": "pln",
        "boleto": "brl",
        "cashapp": "usd",
        "crypto": "usd",
        "customer_balance": "eur gbp jpy mxn usd",
        "eps": "eur",
        "fpx": "myr",
        "giropay": "eur",
        "grabpay": "myr sgd",
        "ideal": "eur",
        "interac_present": "cad",
        "kakao_pay": "krw",
        "klarna": "aud cad chf czk dkk eur gbp nok nzd pln ron sek usd",
        "konbini": "jpy",
        "kr_card": "krw",
        "mb_way": "eur",
        "mobilepay": "dkk eur nok sek",
        "multibanco": "eur",
        "naver_pay": "krw",
        "nz_bank_account": "nzd",
        "oxxo": "mxn",
        "p24": "eur pln",
        "pay_by_bank": "gbp eur",
        "payco": "krw",
        "paynow": "sgd",
        "paypal": "aud cad chf czk dkk eur gbp hkd nok nzd pln sek sgd usd",
        "pix": "brl",
        "promptpay": "thb",
        "revolut_pay": "dkk eur gbp huf pln ron",
        "samsung_pay": "krw",
        "satispay": "eur",
        "sepa_debit": "eur",
        "sofort": "eur",
        "sunbit": "usd",
        "swish": "sek",
        "twint": "chf",
        "upi": "inr",
        "us_bank_account": "usd",
        "wechat_pay": "aud cad chf cny dkk eur gbp hkd jpy nok sek sgd usd",
        "zip": "aud usd",
    }.items()
}


def takes(kind: str, currency: str) -> bool:
    """Whether a type of payment method can be paid in a currency."""
    return currency in CURRENCIES.get(kind, (currency,))


def check_currency(kinds: Iterable[str], currency: str, noun: str) -> None:
    """A 400 for a currency that one of the types of payment method does not know."""
    for kind in kinds:
        if not takes(kind, currency):
            raise invalid(
                f"The currency provided ({currency}) is invalid for one or more payment method types "
                f"on this {noun}. The payment method type {kind} only supports the following "
                f"currencies: {', '.join(CURRENCIES[kind])}. Either correct the provided currency, or "
                f"use a different {noun} to accept this payment method type.",
                "payment_method_types",
            )
