"""The recipes of `trigger` for payments that do not simply succeed, and for what customers pay with."""

from __future__ import annotations

from stripe.sandbox.front.steps import CUSTOMER, FOO, USD, Step, after, charge, post
from stripe.sandbox.json import Obj

DISPUTED = [charge("tok_createDispute"), Step("GET /v1/disputes", {"charge": "$0.id"})]
WINNING: Obj = {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True}
RISKY = [charge("tok_riskLevelElevated")]
FRAUD = [charge("tok_createIssuerFraudRecord")]
HOLDER: Obj = {"name": "Jenny Rosen", "email": "jenny@example.com"}
BANK: Obj = {
    "account_holder_type": "individual",
    "account_number": "000123456789",
    "routing_number": "110000000",
}
ACCEPTED: Obj = {"customer_acceptance": {"type": "offline"}}
DEBIT = [
    post(
        "payment_intents",
        {
            **USD,
            "payment_method": "pm_usBankAccount",
            "payment_method_types": ["us_bank_account"],
            "mandate_data": ACCEPTED,
            "confirm": True,
        },
    )
]
VERIFIED = [
    post(
        "setup_intents",
        {
            "payment_method_types": ["us_bank_account"],
            "payment_method_data": {
                "type": "us_bank_account",
                "us_bank_account": BANK,
                "billing_details": HOLDER,
            },
            "mandate_data": ACCEPTED,
            "confirm": True,
        },
    ),
    post("setup_intents/$0.id/verify_microdeposits", {"amounts": [32, 45]}),
]
TRANSFER: Obj = {
    "payment_method_types": ["customer_balance"],
    "payment_method_data": {"type": "customer_balance"},
    "payment_method_options": {
        "customer_balance": {
            "funding_type": "bank_transfer",
            "bank_transfer": {"type": "us_bank_transfer"},
        }
    },
}
FUND = "test_helpers/customers/$0.id/fund_cash_balance"
FUNDED = [CUSTOMER, post(FUND, USD)]
UNCAPTURED = [charge(capture=False)]
REFUND = [charge(), post("refunds", {"charge": "$0.id"})]
TAX_ID = [
    CUSTOMER,
    post("customers/$0.id/tax_ids", {"type": "eu_vat", "value": "DE123456789"}),
]
FILE: Obj = {"purpose": "dispute_evidence", "file": "evidence.png"}

RECIPES: dict[str, list[Step]] = {
    "cash_balance.funds_available": FUNDED,
    "charge.dispute.funds_reinstated": after(DISPUTED, "disputes/$1.data.0.id", WINNING),
    "charge.dispute.funds_withdrawn": DISPUTED,
    "charge.expired": after(UNCAPTURED, "test_helpers/charges/$0.id/expire"),
    "charge.pending": DEBIT,
    "customer.tax_id.created": TAX_ID,
    "customer.tax_id.updated": [
        CUSTOMER, post("customers/$0.id/tax_ids", {"type": "eu_vat", "value": "000000000"}),
        Step("GET /v1/customers/$0.id/tax_ids/$1.id", {}),
    ],
    "customer.tax_id.deleted": [*TAX_ID, Step("DELETE /v1/customers/$0.id/tax_ids/$1.id", {})],
    "customer_cash_balance_transaction.created": FUNDED,
    "file.created": [Step("POST /v1/files", FILE)],
    "mandate.updated": after(VERIFIED, "mandates/$1.mandate", FOO),
    "payment_intent.partially_funded": [
        CUSTOMER,
        post("payment_intents", {**USD, **TRANSFER, "customer": "$0.id", "confirm": True}),
        post(FUND, {"amount": 500, "currency": "usd"}),
    ],
    "payment_intent.processing": DEBIT,
    "radar.early_fraud_warning.created": FRAUD,
    "radar.early_fraud_warning.updated": after(FRAUD, "refunds", {"charge": "$0.id"}),
    "refund.created": REFUND,
    "refund.failed": [charge("tok_refundFail"), post("refunds", {"charge": "$0.id"})],
    "refund.updated": after(REFUND, "refunds/$1.id", FOO),
    "review.closed": [
        *RISKY, Step("GET /v1/reviews", {"limit": 1}), post("reviews/$1.data.0.id/approve")],
    "review.opened": RISKY,
    "source.canceled": [
        post("sources", {"type": "klarna", "currency": "eur", "amount": 2000,
                         "redirect": {"return_url": "https://example.com/return"}})],
    "source.chargeable": [post("sources", {"type": "card", "token": "tok_visa"})],
}  # fmt: skip
