"""The recipes of `trigger`: for each event the plain API requests that lead to it.

A value `$0.id` stands for a field of the answer to the first request of the recipe.
"""

from __future__ import annotations

from typing import Any

from stripe.sandbox.front import usage_recipes
from stripe.sandbox.front.steps import Step
from stripe.sandbox.json import Obj

USD: Obj = {"amount": 2000, "currency": "usd"}
NEVER: Obj = {"enabled": True, "allow_redirects": "never"}
CUSTOMER = Step("POST /v1/customers", {"description": "(created by trigger)"})
PRODUCT = Step("POST /v1/products", {"name": "myproduct", "description": "(created by trigger)"})
MONTHLY: Obj = {"unit_amount": 1500, "currency": "usd", "recurring": {"interval": "month"}}
ONCE: Obj = {"unit_amount": 1500, "currency": "usd"}
PLAN: Obj = {**USD, "interval": "month", "product": {"name": "myproduct"}}
RETURN: Obj = {"success_url": "https://example.com/success"}


def _charge(source: str = "tok_visa", *, fails: bool = False, **more: Any) -> Step:
    return Step("POST /v1/charges", {**USD, "source": source, **more}, fails)


def _paid(method: str = "pm_card_visa", *, fails: bool = False, **more: Any) -> Step:
    params = {**USD, "payment_method": method, "confirm": True, "payment_method_types": ["card"]}
    return Step("POST /v1/payment_intents", {**params, **more}, fails)


def _setup(**params: Any) -> Step:
    return Step("POST /v1/setup_intents", {"payment_method_types": ["card"], **params})


def _session(mode: str = "payment", **more: Any) -> list[Step]:
    recurring = {"recurring": {"interval": "month"}} if mode == "subscription" else {}
    data = {"currency": "usd", "unit_amount": 1500, "product_data": {"name": "T-shirt"}}
    item = {"price_data": {**data, **recurring}, "quantity": 2}
    return [
        Step("POST /v1/checkout/sessions", {"mode": mode, **RETURN, "line_items": [item], **more})
    ]


def _confirmed(method: Obj) -> list[Step]:
    billing = {"email": "stripe@example.com", "name": "Jenny Rosen"}
    return [
        Step("GET /v1/payment_pages/$0.id", {}),
        Step("POST /v1/payment_methods", {"billing_details": billing, **method}),
        Step(
            "POST /v1/payment_pages/$0.id/confirm",
            {"payment_method": "$2.id", "expected_amount": 3000},
        ),
    ]


def _bank(number: str) -> Obj:
    account = {
        "account_holder_type": "individual",
        "account_number": number,
        "routing_number": "110000000",
    }
    return {"type": "us_bank_account", "us_bank_account": account}


SUBSCRIPTION = [
    Step("POST /v1/customers", {"source": "tok_visa"}),
    PRODUCT,
    Step("POST /v1/prices", {**MONTHLY, "product": "$1.id"}),
    Step("POST /v1/subscriptions", {"customer": "$0.id", "items": [{"price": "$2.id"}]}),
]
ITEM = Step("POST /v1/invoiceitems", {"customer": "$0.id", **USD})
INVOICE = [
    CUSTOMER,
    ITEM,
    Step("POST /v1/invoices", {"customer": "$0.id", "pending_invoice_items_behavior": "include"}),
]
SENT = [
    Step("POST /v1/customers", {"email": "jenny@example.com"}),
    ITEM,
    Step(
        "POST /v1/invoices",
        {**INVOICE[2].params, "collection_method": "send_invoice", "days_until_due": 30},
    ),
]
NOTE = [
    *INVOICE,
    Step("POST /v1/invoices/$2.id/finalize", {}),
    Step("POST /v1/credit_notes", {"invoice": "$2.id", "amount": 1000}),
]
COUPON = Step("POST /v1/coupons", {"percent_off": 25, "duration": "once"})
DISCOUNT = [COUPON, Step("POST /v1/customers", {"coupon": "$0.id"})]
QUOTE = [
    *SUBSCRIPTION[:3],
    Step("POST /v1/quotes", {"customer": "$0.id", "line_items": [{"price": "$2.id"}]}),
]
OPEN_QUOTE = [*QUOTE, Step("POST /v1/quotes/$3.id/finalize", {})]
SCHEDULE = [
    *SUBSCRIPTION[:3],
    Step(
        "POST /v1/subscription_schedules",
        {"customer": "$0.id", "start_date": "now", "phases": [{"items": [{"price": "$2.id"}]}]},
    ),
]
FOO: Obj = {"metadata": {"foo": "bar"}}


def _after(steps: list[Step], path: str, params: Obj | None = None) -> list[Step]:
    return [*steps, Step(f"POST /v1/{path}", params or {})]


def _collected(method: str, *, fails: bool = False) -> list[Step]:
    attach = Step(f"POST /v1/payment_methods/{method}/attach", {"customer": "$0.id"})
    pay = Step("POST /v1/invoices/$2.id/pay", {"payment_method": "$3.id"}, fails)
    return [*INVOICE, attach, pay]


def _trial(days: int) -> list[Step]:
    settings = {"end_behavior": {"missing_payment_method": "pause"}}
    params = {**SUBSCRIPTION[3].params, "trial_period_days": days, "trial_settings": settings}
    return [CUSTOMER, *SUBSCRIPTION[1:3], Step("POST /v1/subscriptions", params)]


BANK_SESSION: dict[str, Any] = {"payment_method_types": ["us_bank_account"]}
VERIFICATION = Step("POST /v1/identity/verification_sessions", {"type": "document"})
CARDHOLDER = Step(
    "POST /v1/issuing/cardholders",
    {
        "type": "individual",
        "name": "Jenny Rosen",
        "billing": {
            "address": {"line1": "1234 Main Street", "city": "San Francisco", "state": "CA",
                        "country": "US", "postal_code": "94111"},
        },
    },
)  # fmt: skip

RECIPES: dict[str, list[Step]] = {
    "account.updated": [
        Step("POST /v1/accounts", {"type": "express"}),
        Step("POST /v1/accounts/$0.id", {"metadata": {"foo": "bar"}}),
    ],
    "balance.available": [_charge("tok_bypassPending")],
    "billing_portal.configuration.created": [
        Step("POST /v1/billing_portal/configurations",
             {"features": {"invoice_history": {"enabled": True}}}),
    ],
    "billing_portal.session.created": [
        CUSTOMER, Step("POST /v1/billing_portal/sessions", {"customer": "$0.id"}),
    ],
    "charge.captured": [
        _charge(capture=False), Step("POST /v1/charges/$0.id/capture", {}),
    ],
    "charge.dispute.created": [_charge("tok_createDispute")],
    "charge.dispute.updated": [
        _paid("pm_card_createDispute"),
        Step("GET /v1/disputes", {"payment_intent": "$0.id"}),
        Step("POST /v1/disputes/$1.data.0.id", {"evidence": {"uncategorized_text": "updated"}}),
    ],
    "charge.dispute.closed": [
        _paid("pm_card_createDispute"),
        Step("GET /v1/disputes", {"payment_intent": "$0.id"}),
        Step("POST /v1/disputes/$1.data.0.id/close", {}),
    ],
    "charge.failed": [_charge("tok_chargeDeclined", fails=True)],
    "charge.refunded": [_charge(), Step("POST /v1/refunds", {"charge": "$0.id"})],
    "charge.refund.updated": [
        _charge(), Step("POST /v1/refunds", {"charge": "$0.id"}),
        Step("POST /v1/refunds/$1.id", {"metadata": {"foo": "bar"}}),
    ],
    "charge.succeeded": [_charge()],
    "charge.updated": [_charge(), Step("POST /v1/charges/$0.id", {"description": "updated"})],
    "checkout.session.completed": [
        *_session(), *_confirmed({"type": "card", "card": {"token": "tok_visa"}}),
    ],
    "checkout.session.expired": [
        *_session(), Step("POST /v1/checkout/sessions/$0.id/expire", {}),
    ],
    "checkout.session.async_payment_succeeded": [
        *_session(**BANK_SESSION), *_confirmed(_bank("000123456789")),
    ],
    "checkout.session.async_payment_failed": [
        *_session(**BANK_SESSION), *_confirmed(_bank("000111111116")),
    ],
    "coupon.created": [Step("POST /v1/coupons", {"percent_off": 25, "duration": "once"})],
    "coupon.deleted": [
        Step("POST /v1/coupons", {"percent_off": 25, "duration": "once"}),
        Step("DELETE /v1/coupons/$0.id", {}),
    ],
    "customer.created": [CUSTOMER],
    "customer.deleted": [CUSTOMER, Step("DELETE /v1/customers/$0.id", {})],
    "customer.updated": [
        CUSTOMER, Step("POST /v1/customers/$0.id", {"metadata": {"foo": "bar"}}),
    ],
    "customer.source.created": [
        CUSTOMER, Step("POST /v1/customers/$0.id/sources", {"source": "tok_visa"}),
    ],
    "customer.source.updated": [
        CUSTOMER, Step("POST /v1/customers/$0.id/sources", {"source": "tok_visa"}),
        Step("POST /v1/customers/$0.id/sources/$1.id", {"metadata": {"foo": "bar"}}),
    ],
    "customer.source.deleted": [
        CUSTOMER, Step("POST /v1/customers/$0.id/sources", {"source": "tok_visa"}),
        Step("DELETE /v1/customers/$0.id/sources/$1.id", {}),
    ],
    "customer.subscription.created": SUBSCRIPTION,
    "customer.subscription.updated": [
        *SUBSCRIPTION, Step("POST /v1/subscriptions/$3.id", {"metadata": {"foo": "bar"}}),
    ],
    "customer.subscription.deleted": [*SUBSCRIPTION, Step("DELETE /v1/subscriptions/$3.id", {})],
    "customer.tax_id.created": [
        CUSTOMER,
        Step("POST /v1/customers/$0.id/tax_ids", {"type": "eu_vat", "value": "DE123456789"}),
    ],
    "identity.verification_session.created": [VERIFICATION],
    "identity.verification_session.canceled": [
        VERIFICATION, Step("POST /v1/identity/verification_sessions/$0.id/cancel", {}),
    ],
    "identity.verification_session.redacted": [
        VERIFICATION, Step("POST /v1/identity/verification_sessions/$0.id/redact", {}),
    ],
    "invoice.created": [
        CUSTOMER,
        Step("POST /v1/invoiceitems", {"customer": "$0.id", **USD}),
        Step("POST /v1/invoices", {"customer": "$0.id"}),
    ],
    "invoice.updated": [
        CUSTOMER, Step("POST /v1/invoices", {"customer": "$0.id"}),
        Step("POST /v1/invoices/$1.id", {"metadata": {"foo": "bar"}}),
    ],
    "invoice.deleted": [
        CUSTOMER, Step("POST /v1/invoices", {"customer": "$0.id"}),
        Step("DELETE /v1/invoices/$1.id", {}),
    ],
    "invoiceitem.created": [CUSTOMER, Step("POST /v1/invoiceitems", {"customer": "$0.id", **USD})],
    "issuing_authorization.request": [
        CARDHOLDER,
        Step("POST /v1/issuing/cards",
             {"cardholder": "$0.id", "currency": "usd", "type": "virtual"}),
        Step("POST /v1/issuing/cards/$1.id/test/authorizations", {"held_amount": 100}),
    ],
    "issuing_cardholder.created": [CARDHOLDER],
    "issuing_card.created": [
        CARDHOLDER,
        Step("POST /v1/issuing/cards",
             {"cardholder": "$0.id", "currency": "usd", "type": "virtual"}),
    ],
    "payment_intent.amount_capturable_updated": [_paid(capture_method="manual")],
    "payment_intent.canceled": [
        Step("POST /v1/payment_intents", {**USD, "payment_method_types": ["card"]}),
        Step("POST /v1/payment_intents/$0.id/cancel", {}),
    ],
    "payment_intent.created": [
        Step("POST /v1/payment_intents", {**USD, "payment_method_types": ["card"]}),
    ],
    "payment_intent.payment_failed": [_paid("pm_card_chargeDeclined", fails=True)],
    "payment_intent.requires_action": [_paid("pm_card_authenticationRequired")],
    "payment_intent.succeeded": [_paid()],
    "payment_link.created": [
        PRODUCT, Step("POST /v1/prices", {**ONCE, "product": "$0.id"}),
        Step("POST /v1/payment_links", {"line_items": [{"price": "$1.id", "quantity": 1}]}),
    ],
    "payment_link.updated": [
        PRODUCT, Step("POST /v1/prices", {**ONCE, "product": "$0.id"}),
        Step("POST /v1/payment_links", {"line_items": [{"price": "$1.id", "quantity": 1}]}),
        Step("POST /v1/payment_links/$2.id", {"active": False}),
    ],
    "payment_method.attached": [
        CUSTOMER,
        Step("POST /v1/payment_methods/pm_card_visa/attach", {"customer": "$0.id"}),
    ],
    "payment_method.detached": [
        CUSTOMER,
        Step("POST /v1/payment_methods/pm_card_visa/attach", {"customer": "$0.id"}),
        Step("POST /v1/payment_methods/$1.id/detach", {}),
    ],
    "payment_method.updated": [
        CUSTOMER,
        Step("POST /v1/payment_methods/pm_card_visa/attach", {"customer": "$0.id"}),
        Step("POST /v1/payment_methods/$1.id", {"metadata": {"foo": "bar"}}),
    ],
    "payout.created": [
        _charge("tok_bypassPending"),
        Step("POST /v1/payouts", {"amount": 1100, "currency": "usd"}),
    ],
    "payout.updated": [
        _charge("tok_bypassPending"),
        Step("POST /v1/payouts", {"amount": 1100, "currency": "usd"}),
        Step("POST /v1/payouts/$1.id", {"metadata": {"foo": "bar"}}),
    ],
    "plan.created": [Step("POST /v1/plans", PLAN)],
    "plan.updated": [
        Step("POST /v1/plans", PLAN), Step("POST /v1/plans/$0.id", {"metadata": {"foo": "bar"}}),
    ],
    "plan.deleted": [Step("POST /v1/plans", PLAN), Step("DELETE /v1/plans/$0.id", {})],
    "price.created": [PRODUCT, Step("POST /v1/prices", {**MONTHLY, "product": "$0.id"})],
    "price.updated": [
        PRODUCT, Step("POST /v1/prices", {**MONTHLY, "product": "$0.id"}),
        Step("POST /v1/prices/$1.id", {"metadata": {"foo": "bar"}}),
    ],
    "product.created": [PRODUCT],
    "product.updated": [
        PRODUCT, Step("POST /v1/products/$0.id", {"metadata": {"foo": "bar"}}),
    ],
    "product.deleted": [PRODUCT, Step("DELETE /v1/products/$0.id", {})],
    "promotion_code.created": [
        Step("POST /v1/coupons", {"percent_off": 25, "duration": "once"}),
        Step("POST /v1/promotion_codes", {"promotion": {"type": "coupon", "coupon": "$0.id"}}),
    ],
    "refund.created": [_charge(), Step("POST /v1/refunds", {"charge": "$0.id"})],
    "refund.updated": [
        _charge(), Step("POST /v1/refunds", {"charge": "$0.id"}),
        Step("POST /v1/refunds/$1.id", {"metadata": {"foo": "bar"}}),
    ],
    "setup_intent.canceled": [
        _setup(), Step("POST /v1/setup_intents/$0.id/cancel", {}),
    ],
    "setup_intent.created": [_setup()],
    "setup_intent.requires_action": [
        _setup(payment_method="pm_card_authenticationRequired", confirm=True),
    ],
    "setup_intent.setup_failed": [
        Step("POST /v1/setup_intents",
             {"payment_method": "pm_card_chargeDeclined", "confirm": True,
              "payment_method_types": ["card"]}, fails=True),
    ],
    "setup_intent.succeeded": [_setup(payment_method="pm_card_visa", confirm=True)],
    "tax_rate.created": [
        Step("POST /v1/tax_rates",
             {"display_name": "VAT", "inclusive": False, "percentage": 16}),
    ],
    "tax_rate.updated": [
        Step("POST /v1/tax_rates",
             {"display_name": "VAT", "inclusive": False, "percentage": 16}),
        Step("POST /v1/tax_rates/$0.id", {"active": False}),
    ],
    "topup.created": [Step("POST /v1/topups", {**USD, "description": "(created by trigger)"})],
    "transfer.created": [
        _charge("tok_bypassPending"),
        Step("POST /v1/accounts",
             {"type": "express", "capabilities": {"transfers": {"requested": True}}}),
        Step("POST /v1/transfers", {"amount": 100, "currency": "usd", "destination": "$1.id"}),
    ],
    "transfer.reversed": [
        _charge("tok_bypassPending"),
        Step("POST /v1/accounts",
             {"type": "express", "capabilities": {"transfers": {"requested": True}}}),
        Step("POST /v1/transfers", {"amount": 100, "currency": "usd", "destination": "$1.id"}),
        Step("POST /v1/transfers/$2.id/reversals", {}),
    ],
    "v2.core.account.created": [
        Step("POST /v2/core/accounts", {"contact_email": "jenny@example.com"}),
    ],
}  # fmt: skip

RECIPES.update({
    **usage_recipes.RECIPES,
    "billing_portal.configuration.updated": _after(
        RECIPES["billing_portal.configuration.created"], "billing_portal/configurations/$0.id", FOO),
    "coupon.updated": _after([COUPON], "coupons/$0.id", FOO),
    "credit_note.created": NOTE,
    "credit_note.updated": _after(NOTE, "credit_notes/$4.id", FOO),
    "credit_note.voided": _after(NOTE, "credit_notes/$4.id/void"),
    "customer.discount.created": DISCOUNT,
    "customer.discount.updated": [
        *DISCOUNT, COUPON, Step("POST /v1/customers/$1.id", {"coupon": "$2.id"})],
    "customer.discount.deleted": [*DISCOUNT, Step("DELETE /v1/customers/$1.id/discount", {})],
    "customer.subscription.paused": _after(_trial(7), "subscriptions/$3.id", {"trial_end": "now"}),
    "customer.subscription.trial_will_end": _trial(1),
    "invoice.finalized": _after(INVOICE, "invoices/$2.id/finalize"),
    "invoice.marked_uncollectible": _after(NOTE[:4], "invoices/$2.id/mark_uncollectible"),
    "invoice.paid": _collected("pm_card_visa"),
    "invoice.payment_action_required": _collected("pm_card_authenticationRequired", fails=True),
    "invoice.payment_failed": _collected("pm_card_chargeCustomerFail", fails=True),
    "invoice.payment_succeeded": _collected("pm_card_visa"),
    "invoice.sent": _after(SENT, "invoices/$2.id/send"),
    "invoice.voided": _after(NOTE[:4], "invoices/$2.id/void"),
    "invoice_payment.paid": _collected("pm_card_visa"),
    "invoiceitem.deleted": [CUSTOMER, ITEM, Step("DELETE /v1/invoiceitems/$1.id", {})],
    "promotion_code.updated": _after(
        RECIPES["promotion_code.created"], "promotion_codes/$1.id", FOO),
    "quote.created": QUOTE,
    "quote.finalized": OPEN_QUOTE,
    "quote.accepted": _after(OPEN_QUOTE, "quotes/$3.id/accept"),
    "quote.canceled": _after(QUOTE, "quotes/$3.id/cancel"),
    "reporting.report_run.succeeded": [
        Step("POST /v1/reporting/report_runs", {"report_type": "balance.summary.1"})],
    "subscription_schedule.created": SCHEDULE,
    "subscription_schedule.updated": _after(SCHEDULE, "subscription_schedules/$3.id", FOO),
    "subscription_schedule.canceled": _after(SCHEDULE, "subscription_schedules/$3.id/cancel"),
    "subscription_schedule.released": _after(SCHEDULE, "subscription_schedules/$3.id/release"),
})  # fmt: skip
