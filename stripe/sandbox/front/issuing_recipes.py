"""The recipes of `trigger` for what is stored more than acted out: issuing, Treasury, identity, climate."""

from __future__ import annotations

from stripe.sandbox.front.steps import FOO, USD, Step, after, post
from stripe.sandbox.json import Obj

ADDRESS: Obj = {
    "line1": "1234 Main Street",
    "city": "San Francisco",
    "state": "CA",
    "country": "US",
    "postal_code": "94111",
}
CARDHOLDER = [
    post(
        "issuing/cardholders",
        {"type": "individual", "name": "Jenny Rosen", "billing": {"address": ADDRESS}},
    )
]
CARD = after(
    CARDHOLDER, "issuing/cards", {"cardholder": "$0.id", "currency": "usd", "type": "virtual"}
)
AUTHORIZATION = after(CARD, "test_helpers/issuing/authorizations", {"card": "$1.id", "amount": 100})
TRANSACTION = after(
    CARD, "test_helpers/issuing/transactions/create_force_capture", {"card": "$1.id", "amount": 100}
)
DISPUTE = after(TRANSACTION, "issuing/disputes", {"transaction": "$2.id"})
RECEIPT: Obj = {"receipt": [{"description": "Ride", "quantity": 1, "unit_cost": 100}]}
DESIGN = [
    Step("GET /v1/issuing/physical_bundles", {}),
    post("issuing/personalization_designs", {"physical_bundle": "$0.data.0.id"}),
]
DESIGN_TEST = "test_helpers/issuing/personalization_designs/$1.id"
REASONS: Obj = {"rejection_reasons": {"card_logo": ["geographic_location"]}}

FINANCIAL = [post("treasury/financial_accounts", {"supported_currencies": ["usd"]})]
MOVED: Obj = {**USD, "financial_account": "$0.id"}
INBOUND = after(
    FINANCIAL, "treasury/inbound_transfers", {**MOVED, "origin_payment_method": "pm_usBankAccount"}
)
PAYMENT = after(
    FINANCIAL,
    "treasury/outbound_payments",
    {**MOVED, "destination_payment_method": "pm_usBankAccount"},
)
OUTBOUND = after(
    FINANCIAL,
    "treasury/outbound_transfers",
    {**MOVED, "destination_payment_method": "pm_usBankAccount"},
)
CREDIT = after(FINANCIAL, "test_helpers/treasury/received_credits", {**MOVED, "network": "ach"})
DEBIT = after(FINANCIAL, "test_helpers/treasury/received_debits", {**MOVED, "network": "ach"})

VERIFICATION = [post("identity/verification_sessions", {"type": "document"})]
VERIFY = "test_helpers/identity/verification_sessions/$0.id"
ORDER = [
    Step("GET /v1/climate/products", {}),
    post("climate/orders", {"product": "$0.data.0.id", "metric_tons": "0.5"}),
]
BROWSER: Obj = {
    "accept_header": "text/html",
    "ip_address": "192.0.2.1",
    "javascript_enabled": True,
    "language": "en-US",
    "user_agent": "Mozilla/5.0",
}
SECURE = [
    post("payment_methods", {"type": "card", "card": {"token": "tok_visa"}}),
    post(
        "three_d_secure/authentications",
        {
            "payment_method": "$0.id",
            "channel": {"type": "browser", "browser": BROWSER},
            "message_category": "payment_authentication",
            **USD,
        },
    ),
]
INSTALL = [post("apps/installs", {"app": "com.example.app"})]
READER = [
    post("terminal/readers", {"registration_code": "simulated-wpe"}),
    post("terminal/readers/$0.id/collect_inputs",
         {"inputs": [{"type": "email", "custom_text": {"title": "Your address"}}]}),
]  # fmt: skip
READER_TEST = "test_helpers/terminal/readers/$0.id"


def _moves(steps: list[Step], name: str, verbs: dict[str, str]) -> dict[str, list[Step]]:
    """`canceled` by `cancel` and their like, for a movement of Treasury's; test helpers do the rest."""
    found = {f"treasury.{name}.created": steps}
    for event, verb in verbs.items():
        helper = "" if verb == "cancel" else "test_helpers/"
        path = f"{helper}treasury/{name}s/$1.id/{verb}"
        found[f"treasury.{name}.{event}"] = after(steps, path)
    return found


OUT = {"canceled": "cancel", "failed": "fail", "posted": "post", "returned": "return"}

RECIPES: dict[str, list[Step]] = {
    "apps.install.created": INSTALL,
    "apps.install.updated": after(INSTALL, "apps/installs/$0.id/uninstall"),
    "climate.order.canceled": after(ORDER, "climate/orders/$1.id/cancel"),
    "climate.order.created": ORDER,
    "identity.verification_session.canceled": after(
        VERIFICATION, "identity/verification_sessions/$0.id/cancel"),
    "identity.verification_session.created": VERIFICATION,
    "identity.verification_session.processing": after(VERIFICATION, f"{VERIFY}/process"),
    "identity.verification_session.redacted": after(
        VERIFICATION, "identity/verification_sessions/$0.id/redact"),
    "identity.verification_session.requires_input": after(VERIFICATION, f"{VERIFY}/require_input"),
    "identity.verification_session.verified": after(VERIFICATION, f"{VERIFY}/verify"),
    "issuing_authorization.created": AUTHORIZATION,
    "issuing_authorization.request": after(
        CARD, "issuing/cards/$1.id/test/authorizations", {"held_amount": 100}),
    "issuing_authorization.updated": after(AUTHORIZATION, "issuing/authorizations/$2.id", FOO),
    "issuing_card.created": CARD,
    "issuing_card.updated": after(CARD, "issuing/cards/$1.id", FOO),
    "issuing_cardholder.created": CARDHOLDER,
    "issuing_cardholder.updated": after(CARDHOLDER, "issuing/cardholders/$0.id", FOO),
    "issuing_dispute.created": DISPUTE,
    "issuing_dispute.submitted": after(DISPUTE, "issuing/disputes/$3.id/submit"),
    "issuing_dispute.updated": after(DISPUTE, "issuing/disputes/$3.id", FOO),
    "issuing_personalization_design.activated": after(DESIGN, f"{DESIGN_TEST}/activate"),
    "issuing_personalization_design.deactivated": after(DESIGN, f"{DESIGN_TEST}/deactivate"),
    "issuing_personalization_design.rejected": after(DESIGN, f"{DESIGN_TEST}/reject", REASONS),
    "issuing_personalization_design.updated": after(
        DESIGN, "issuing/personalization_designs/$1.id", FOO),
    "issuing_transaction.created": TRANSACTION,
    "issuing_transaction.purchase_details_receipt_updated": after(
        TRANSACTION, "issuing/transactions/$2.id", {"purchase_details": RECEIPT}),
    "issuing_transaction.updated": after(TRANSACTION, "issuing/transactions/$2.id", FOO),
    "tax.settings.updated": [
        post("tax/settings", {"defaults": {"tax_behavior": "exclusive"}})],
    "terminal.reader.action_failed": after(READER, f"{READER_TEST}/timeout_input_collection"),
    "terminal.reader.action_succeeded": after(READER, f"{READER_TEST}/succeed_input_collection"),
    "terminal.reader.action_updated": READER,
    "three_d_secure.authentication.canceled": after(
        SECURE, "three_d_secure/authentications/$1.id/cancel"),
    "three_d_secure.authentication.succeeded": after(
        SECURE, "three_d_secure/authentications/$1.id/submit"),
    "treasury.credit_reversal.created": after(
        CREDIT, "treasury/credit_reversals", {"received_credit": "$1.id"}),
    "treasury.debit_reversal.created": after(
        DEBIT, "treasury/debit_reversals", {"received_debit": "$1.id"}),
    "treasury.financial_account.closed": after(
        FINANCIAL, "treasury/financial_accounts/$0.id/close"),
    "treasury.financial_account.created": FINANCIAL,
    **_moves(INBOUND, "inbound_transfer",
             {"canceled": "cancel", "failed": "fail", "succeeded": "succeed"}),
    **_moves(PAYMENT, "outbound_payment", OUT),
    **_moves(OUTBOUND, "outbound_transfer", OUT),
    "treasury.received_credit.created": CREDIT,
    "treasury.received_debit.created": DEBIT,
}  # fmt: skip
