"""The recipes of `trigger` for connected accounts, their money, and accounts of the V2 API."""

from __future__ import annotations

from stripe.sandbox.front.steps import FOO, USD, Step, after, charge, post
from stripe.sandbox.json import Obj

CAPABILITIES: Obj = {"card_payments": {"requested": True}, "transfers": {"requested": True}}
ACCOUNT = [post("accounts", {"type": "custom", "country": "US", "capabilities": CAPABILITIES})]
BANK = after(ACCOUNT, "accounts/$0.id/external_accounts", {"external_account": "btok_us"})
SECOND = after(BANK, "accounts/$0.id/external_accounts", {"external_account": "btok_us"})
PERSON = after(ACCOUNT, "accounts/$0.id/persons", {"first_name": "Jenny", "last_name": "Rosen"})
FEE = [
    *ACCOUNT,
    charge(application_fee_amount=100, transfer_data={"destination": "$0.id"}),
    Step("GET /v1/application_fees", {"charge": "$1.id"}),
]
REFUND = after(FEE, "application_fees/$2.data.0.id/refunds", {"amount": 10})
CLOSED: Obj = {  # payouts to this account fail
    "object": "bank_account",
    "country": "US",
    "currency": "usd",
    "account_number": "000111111116",
    "routing_number": "110000000",
}
RICH = charge("tok_bypassPending")
PAYOUT = [RICH, post("payouts", {"amount": 1100, "currency": "usd"})]
TRANSFER = [
    RICH,
    *ACCOUNT,
    post("transfers", {"amount": 100, "currency": "usd", "destination": "$1.id"}),
]
TOPUP = [post("topups", {**USD, "description": "(created by trigger)"})]
ACCOUNT_V2 = Step(
    "POST /v2/core/accounts",
    {
        "contact_email": "jenny@example.com",
        "identity": {"country": "US", "entity_type": "individual"},
    },
)
PERSON_V2 = Step(
    "POST /v2/core/accounts/$0.id/persons", {"given_name": "Jenny", "surname": "Rosen"}
)


def _v2(changed: Obj) -> list[Step]:
    return [ACCOUNT_V2, Step("POST /v2/core/accounts/$0.id", changed)]


RECIPES: dict[str, list[Step]] = {
    "account.application.deauthorized": [
        post("accounts", {"type": "standard"}), Step("DELETE /v1/accounts/$0.id", {})],
    "account.external_account.created": BANK,
    "account.external_account.updated": after(
        BANK, "accounts/$0.id/external_accounts/$1.id", FOO),
    "account.external_account.deleted": [
        *SECOND, Step("DELETE /v1/accounts/$0.id/external_accounts/$2.id", {})],
    "account.updated": [post("accounts", {"type": "express"}), post("accounts/$0.id", FOO)],
    "application_fee.created": FEE,
    "application_fee.refunded": REFUND,
    "application_fee.refund.updated": after(
        REFUND, "application_fees/$2.data.0.id/refunds/$3.id", FOO),
    "balance_settings.updated": [
        post("balance_settings", {"payments": {"payouts": {"statement_descriptor": "PAYOUT"}}})],
    "capability.updated": ACCOUNT,
    "payout.canceled": after(PAYOUT, "payouts/$1.id/cancel"),
    "payout.created": PAYOUT,
    "payout.failed": [
        RICH,
        Step("GET /v1/account", {}),
        post("accounts/$1.id/external_accounts", {"external_account": CLOSED}),
        post("payouts", {"amount": 1100, "currency": "usd", "destination": "$2.id"}),
    ],
    "payout.paid": PAYOUT,
    "payout.updated": after(PAYOUT, "payouts/$1.id", FOO),
    "person.created": PERSON,
    "person.deleted": [*PERSON, Step("DELETE /v1/accounts/$0.id/persons/$1.id", {})],
    "person.updated": after(PERSON, "accounts/$0.id/persons/$1.id", FOO),
    "topup.canceled": after(TOPUP, "topups/$0.id/cancel"),
    "topup.created": TOPUP,
    "topup.succeeded": TOPUP,
    "transfer.created": TRANSFER,
    "transfer.reversed": after(TRANSFER, "transfers/$2.id/reversals"),
    "transfer.updated": after(TRANSFER, "transfers/$2.id", FOO),
    "v2.core.account.closed": [
        ACCOUNT_V2, Step("POST /v2/core/accounts/$0.id/close", {"applied_configurations": []})],
    "v2.core.account.created": [ACCOUNT_V2],
    "v2.core.account.updated": _v2({"display_name": "Jenny"}),
    "v2.core.account[configuration.customer].updated": _v2(
        {"configuration": {"customer": {"applied": True}}}),
    "v2.core.account[configuration.merchant].updated": _v2(
        {"configuration": {"merchant": {"applied": True}}}),
    "v2.core.account[configuration.recipient].updated": _v2(
        {"configuration": {"recipient": {"applied": True}}}),
    "v2.core.account[defaults].updated": _v2({"defaults": {"currency": "usd"}}),
    "v2.core.account[identity].updated": _v2(
        {"identity": {"country": "US", "entity_type": "company"}}),
    "v2.core.account_person.created": [ACCOUNT_V2, PERSON_V2],
    "v2.core.account_person.deleted": [
        ACCOUNT_V2, PERSON_V2, Step("DELETE /v2/core/accounts/$0.id/persons/$1.id", {})],
    "v2.core.account_person.updated": [
        ACCOUNT_V2, PERSON_V2,
        Step("POST /v2/core/accounts/$0.id/persons/$1.id", {"given_name": "Jane"})],
    "v2.core.event_destination.ping": [
        Step("POST /v2/core/event_destinations",
             {"name": "(created by trigger)", "type": "webhook_endpoint", "event_payload": "thin",
              "enabled_events": ["v2.core.event_destination.ping"],
              "webhook_endpoint": {"url": "https://example.com/webhook"}}),
        Step("POST /v2/core/event_destinations/$0.id/ping", {}),
        Step("DELETE /v2/core/event_destinations/$0.id", {}),
    ],
}  # fmt: skip
