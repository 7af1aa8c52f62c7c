"""Requests in the way of the vendor CLI's recipes: plain, each ending with its event.

`{name.path}` in a value stands for a part of an earlier answer. Recipes name means of payment and line
items as earlier versions of the API did, and so the sandbox takes both.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

Step = tuple[str, str, dict[str, Any]]
CARD = {"payment_method_types": ["card"]}
SHIPPING = {"name": "Jenny Rosen", "address": {"line1": "510 Townsend St", "country": "US"}}


def intent(method: str = "pm_card_visa", **params: Any) -> Step:
    given = {"amount": 2000, "currency": "usd", "confirm": "true", "payment_method": method}
    return "intent", "/v1/payment_intents", {**given, **params}


def post(path: str, name: str = "last", /, **params: Any) -> Step:
    return name, path, params


def session(currency: str = "usd", **params: Any) -> Step:
    item = {"name": "t-shirt", "amount": 1500, "currency": currency, "quantity": 2}
    given = {"success_url": "https://example.com", "line_items": [item]}
    data = {"payment_intent_data": {"shipping": SHIPPING}}
    return "session", "/v1/checkout/sessions", {**given, **data, **params}


CUSTOMER = post("/v1/customers", "customer")
CHARGE = post("/v1/charges", "charge", source="tok_visa", amount=1000, currency="usd")
REFUND = post("/v1/refunds", "refund", charge="{charge.id}")
ACCOUNT = post("/v1/accounts", "account", type="express", country="US")
RICH = intent("pm_card_bypassPending", amount=5000)
PAYOUT = post("/v1/payouts", "payout", amount=1100, currency="usd")
TRANSFER = [
    RICH,
    ACCOUNT,
    post("/v1/transfers", "transfer", destination="{account.id}", amount=1000, currency="usd"),
]
FEE = [
    ACCOUNT,
    CUSTOMER,
    post(
        "/v1/charges",
        "charge",
        amount=1000,
        currency="usd",
        source="tok_visa",
        customer="{customer.id}",
        destination={"account": "{account.id}"},
        application_fee_amount=100,
    ),
]
FEE_REFUND = post("/v1/application_fees/{charge.application_fee}/refunds", "fee_refund")
INQUIRY = [
    intent("pm_card_createDisputeInquiry", **CARD),
    ("disputes", "GET /v1/disputes", {"payment_intent": "{intent.id}"}),
]
DISPUTE = "/v1/disputes/{disputes.data.0.id}"
BANK = {
    "type": "us_bank_account",
    "us_bank_account": {"routing_number": "110000000", "account_number": "000123456789"},
}
BACS = {
    "type": "bacs_debit",
    "bacs_debit": {"sort_code": "108800"},
    "billing_details": {"email": "a@example.com"},
}
SAVED_BANK = [
    CUSTOMER,
    post("/v1/payment_methods", "method", **BANK),
    post("/v1/payment_methods/{method.id}/attach", customer="{customer.id}"),
]
SAVED = [
    CUSTOMER,
    post("/v1/payment_methods/pm_card_visa/attach", "method", customer="{customer.id}"),
]
PRICE = [
    post("/v1/products", "product", name="p"),
    post("/v1/prices", "price", product="{product.id}", unit_amount="1500", currency="usd"),
]
LINK = [
    *PRICE,
    post("/v1/payment_links", "link", line_items={"0": {"price": "{price.id}", "quantity": 1}}),
]
BANK_TRANSFER = [
    CUSTOMER,
    intent(
        "",
        amount=20000,
        currency="jpy",
        customer="{customer.id}",
        payment_method_types=["customer_balance"],
        payment_method_data={"type": "customer_balance"},
        payment_method_options={
            "customer_balance": {
                "funding_type": "bank_transfer",
                "bank_transfer": {"type": "jp_bank_account"},
            }
        },
    ),
]
FUND = post(
    "/v1/test_helpers/customers/{customer.id}/fund_cash_balance", amount=10000, currency="jpy"
)


def on_page(method: dict[str, Any], **params: Any) -> list[Step]:
    return [
        session(**params),
        ("page", "GET /v1/payment_pages/{session.id}", {}),
        post("/v1/payment_methods", "method", **method),
        post(
            "/v1/payment_pages/{page.id}/confirm",
            payment_method="{method.id}",
            expected_amount=3000,
        ),
    ]


def bacs(number: str) -> list[Step]:
    method = {**BACS, "bacs_debit": {"sort_code": "108800", "account_number": number}}
    return on_page(method, currency="gbp", payment_method_types=["bacs_debit"])


RECIPES: dict[str, list[Step]] = {
    "application_fee.created": FEE,
    "application_fee.refunded": [*FEE, FEE_REFUND],
    "application_fee.refund.updated": [
        *FEE,
        FEE_REFUND,
        post(
            "/v1/application_fees/{charge.application_fee}/refunds/{fee_refund.id}",
            metadata={"a": "b"},
        ),
    ],
    "balance.available": [RICH],
    "billing_portal.session.created": [
        CUSTOMER,
        post("/v1/billing_portal/sessions", customer="{customer.id}"),
    ],
    "cash_balance.funds_available": [CUSTOMER, FUND],
    "charge.captured": [
        post(
            "/v1/charges", "charge", source="tok_visa", amount=100, currency="usd", capture="false"
        ),
        post("/v1/charges/{charge.id}/capture"),
    ],
    "charge.dispute.closed": [*INQUIRY, post(f"{DISPUTE}/close")],
    "charge.dispute.created": INQUIRY,
    "charge.dispute.funds_reinstated": [*INQUIRY, post(f"{DISPUTE}/close")],
    "charge.dispute.funds_withdrawn": [
        *INQUIRY,
        post("/v1/test_helpers/disputes/{disputes.data.0.id}/lose"),
    ],
    "charge.dispute.updated": [*INQUIRY, post(DISPUTE, metadata={"foo": "bar"})],
    "charge.expired": [
        intent(capture_method="manual", **CARD),
        ("charges", "GET /v1/charges", {"payment_intent": "{intent.id}"}),
        post("/v1/test_helpers/charges/{charges.data.0.id}/expire"),
    ],
    "charge.failed": [intent("pm_card_visa_chargeDeclined")],
    "charge.pending": [
        *SAVED_BANK,
        intent("{method.id}", customer="{customer.id}", payment_method_types=["us_bank_account"]),
    ],
    "charge.refund.updated": [CHARGE, REFUND, post("/v1/refunds/{refund.id}", metadata={"a": "b"})],
    "charge.refunded": [CHARGE, REFUND],
    "charge.succeeded": [intent(shipping=SHIPPING)],
    "charge.updated": [
        intent(**CARD),
        post("/v1/charges/{intent.latest_charge}", metadata={"a": "b"}),
    ],
    "checkout.session.async_payment_failed": bacs("33333335"),
    "checkout.session.async_payment_succeeded": bacs("00012345"),
    "checkout.session.completed": on_page({"type": "card", "card": {"token": "tok_visa"}}, **CARD),
    "checkout.session.expired": [
        session(**CARD),
        post("/v1/checkout/sessions/{session.id}/expire"),
    ],
    "customer.source.created": [
        CUSTOMER,
        post("/v1/customers/{customer.id}/sources", source="tok_visa"),
    ],
    "customer_cash_balance_transaction.created": [CUSTOMER, FUND],
    "mandate.updated": [
        *SAVED_BANK,
        post(
            "/v1/setup_intents",
            "setup",
            customer="{customer.id}",
            payment_method="{method.id}",
            payment_method_types=["us_bank_account"],
            confirm="true",
        ),
        post("/v1/mandates/{setup.mandate}", metadata={"a": "b"}),
    ],
    "payment_intent.amount_capturable_updated": [
        intent(
            capture_method="manual", confirmation_method="manual", return_url="https://example.com"
        )
    ],
    "payment_intent.canceled": [
        intent(capture_method="manual"),
        post("/v1/payment_intents/{intent.id}/cancel"),
    ],
    "payment_intent.created": [post("/v1/payment_intents", amount=2000, currency="usd", **CARD)],
    "payment_intent.partially_funded": [*BANK_TRANSFER, FUND],
    "payment_intent.payment_failed": [intent("pm_card_chargeDeclined", **CARD)],
    "payment_intent.processing": [
        post(
            "/v1/payment_methods",
            "method",
            type="sepa_debit",
            sepa_debit={"iban": "AT321904300235473204"},
        ),
        intent("{method.id}", currency="eur", payment_method_types=["sepa_debit"]),
    ],
    "payment_intent.requires_action": BANK_TRANSFER,
    "payment_intent.succeeded": [intent(**CARD)],
    "payment_link.created": LINK,
    "payment_link.updated": [*LINK, post("/v1/payment_links/{link.id}", metadata={"a": "b"})],
    "payment_method.attached": SAVED,
    "payment_method.detached": [*SAVED, post("/v1/payment_methods/{method.id}/detach")],
    "payment_method.updated": [
        *SAVED,
        post("/v1/payment_methods/{method.id}", metadata={"a": "b"}),
    ],
    "payout.canceled": [RICH, PAYOUT, post("/v1/payouts/{payout.id}/cancel")],
    "payout.created": [RICH, PAYOUT],
    "payout.updated": [RICH, PAYOUT, post("/v1/payouts/{payout.id}", metadata={"a": "b"})],
    "radar.early_fraud_warning.created": [intent("pm_card_createIssuerFraudRecord")],
    "refund.created": [CHARGE, REFUND],
    "refund.updated": [CHARGE, REFUND, post("/v1/refunds/{refund.id}", metadata={"a": "b"})],
    "review.opened": [intent("pm_card_riskLevelElevated")],
    "setup_intent.canceled": [
        post("/v1/setup_intents", "setup", **CARD),
        post("/v1/setup_intents/{setup.id}/cancel"),
    ],
    "setup_intent.created": [post("/v1/setup_intents", **CARD)],
    "setup_intent.requires_action": [
        post(
            "/v1/setup_intents",
            confirm="true",
            payment_method="pm_card_authenticationRequired",
            **CARD,
        )
    ],
    "setup_intent.setup_failed": [
        post("/v1/setup_intents", confirm="true", payment_method="pm_card_chargeDeclined", **CARD)
    ],
    "setup_intent.succeeded": [
        post("/v1/setup_intents", confirm="true", payment_method="pm_card_visa", **CARD)
    ],
    "source.chargeable": [post("/v1/sources", type="card", token="tok_visa")],
    "topup.created": [post("/v1/topups", amount=2000, currency="usd")],
    "transfer.created": TRANSFER,
    "transfer.reversed": [*TRANSFER, post("/v1/transfers/{transfer.id}/reversals", amount=100)],
    "transfer.updated": [*TRANSFER, post("/v1/transfers/{transfer.id}", metadata={"a": "b"})],
}
FAILING = {"charge.failed", "payment_intent.payment_failed", "setup_intent.setup_failed"}


def filled(value: Any, answers: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: filled(item, answers) for key, item in value.items() if item != ""}
    if isinstance(value, list):
        return [filled(item, answers) for item in value]
    if not isinstance(value, str):
        return value

    def part(match: re.Match[str]) -> str:
        name, *path = match.group(1).split(".")
        found = answers[name]
        for step in path:
            found = found[int(step) if step.isdigit() else step]
        return str(found)

    return re.sub(r"\{([\w.]+)\}", part, value)


@pytest.mark.parametrize("event", RECIPES)
def test_recipe_ends_with_its_event(sandbox: Sandbox, raw: Callable[..., Any], event: str) -> None:
    answers: dict[str, Any] = {}
    for name, path, params in RECIPES[event]:
        method, _, rest = path.rpartition(" ")
        try:
            answers[name] = raw(
                method.lower() or "post", filled(rest, answers), **filled(params, answers)
            )
        except stripe.CardError:
            assert event in FAILING
    listed = stripe.Event.list(type=event).data
    assert {found.type for found in listed} == {event}
