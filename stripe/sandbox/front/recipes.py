"""The recipes of `trigger`: for each event the plain API requests that lead to it.

A value `$0.id` stands for a field of the answer to the first request of the recipe.
"""

from __future__ import annotations

from typing import Any

from stripe.sandbox.front.steps import (
    CUSTOMER,
    FOO,
    MONTHLY,
    PRODUCT,
    USD,
    Step,
    after,
    charge,
    post,
)
from stripe.sandbox.json import Obj

ONCE: Obj = {"unit_amount": 1500, "currency": "usd"}
PLAN: Obj = {**USD, "interval": "month", "product": {"name": "myproduct"}}
RETURN: Obj = {"success_url": "https://example.com/success"}


def _paid(method: str = "pm_card_visa", *, fails: bool = False, **more: Any) -> Step:
    params = {**USD, "payment_method": method, "confirm": True, "payment_method_types": ["card"]}
    return post("payment_intents", {**params, **more}, fails=fails)


def _setup(**params: Any) -> Step:
    return post("setup_intents", {"payment_method_types": ["card"], **params})


def _session(mode: str = "payment", **more: Any) -> list[Step]:
    recurring = {"recurring": {"interval": "month"}} if mode == "subscription" else {}
    data = {"currency": "usd", "unit_amount": 1500, "product_data": {"name": "T-shirt"}}
    item = {"price_data": {**data, **recurring}, "quantity": 2}
    return [post("checkout/sessions", {"mode": mode, **RETURN, "line_items": [item], **more})]


def _confirmed(method: Obj) -> list[Step]:
    billing = {"email": "stripe@example.com", "name": "Jenny Rosen"}
    return [
        Step("GET /v1/payment_pages/$0.id", {}),
        post("payment_methods", {"billing_details": billing, **method}),
        post(
            "payment_pages/$0.id/confirm",
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


DISPUTED = [
    _paid("pm_card_createDispute"),
    Step("GET /v1/disputes", {"payment_intent": "$0.id"}),
]
SOURCE = [CUSTOMER, post("customers/$0.id/sources", {"source": "tok_visa"})]
ATTACHED = [CUSTOMER, post("payment_methods/pm_card_visa/attach", {"customer": "$0.id"})]
SUBSCRIPTION = [
    post("customers", {"source": "tok_visa"}),
    PRODUCT,
    post("prices", {**MONTHLY, "product": "$1.id"}),
    post("subscriptions", {"customer": "$0.id", "items": [{"price": "$2.id"}]}),
]
ITEM = post("invoiceitems", {"customer": "$0.id", **USD})
INVOICE = [
    CUSTOMER,
    ITEM,
    post("invoices", {"customer": "$0.id", "pending_invoice_items_behavior": "include"}),
]
SENT = [
    post("customers", {"email": "jenny@example.com"}),
    ITEM,
    post(
        "invoices",
        {**INVOICE[2].params, "collection_method": "send_invoice", "days_until_due": 30},
    ),
]
NOTE = [
    *INVOICE,
    post("invoices/$2.id/finalize"),
    post("credit_notes", {"invoice": "$2.id", "amount": 1000}),
]
COUPON = post("coupons", {"percent_off": 25, "duration": "once"})
VAT = post("tax_rates", {"display_name": "VAT", "inclusive": False, "percentage": 16})
DISCOUNT = [COUPON, post("customers", {"coupon": "$0.id"})]
LINK = [
    PRODUCT,
    post("prices", {**ONCE, "product": "$0.id"}),
    post("payment_links", {"line_items": [{"price": "$1.id", "quantity": 1}]}),
]
QUOTE = [
    *SUBSCRIPTION[:3],
    post("quotes", {"customer": "$0.id", "line_items": [{"price": "$2.id"}]}),
]
OPEN_QUOTE = [*QUOTE, post("quotes/$3.id/finalize")]
SCHEDULE = [
    *SUBSCRIPTION[:3],
    post(
        "subscription_schedules",
        {"customer": "$0.id", "start_date": "now", "phases": [{"items": [{"price": "$2.id"}]}]},
    ),
]


def _collected(method: str, *, fails: bool = False) -> list[Step]:
    attach = Step(f"POST /v1/payment_methods/{method}/attach", {"customer": "$0.id"})
    pay = post("invoices/$2.id/pay", {"payment_method": "$3.id"}, fails=fails)
    return [*INVOICE, attach, pay]


def _trial(days: int) -> list[Step]:
    settings = {"end_behavior": {"missing_payment_method": "pause"}}
    params = {**SUBSCRIPTION[3].params, "trial_period_days": days, "trial_settings": settings}
    return [CUSTOMER, *SUBSCRIPTION[1:3], post("subscriptions", params)]


BANK_SESSION: dict[str, Any] = {"payment_method_types": ["us_bank_account"]}

RECIPES: dict[str, list[Step]] = {
    "balance.available": [charge("tok_bypassPending")],
    "billing_portal.configuration.created": [
        post("billing_portal/configurations",
             {"features": {"invoice_history": {"enabled": True}}}),
    ],
    "billing_portal.session.created": [
        CUSTOMER, post("billing_portal/sessions", {"customer": "$0.id"}),
    ],
    "charge.captured": [
        charge(capture=False), post("charges/$0.id/capture"),
    ],
    "charge.dispute.created": [charge("tok_createDispute")],
    "charge.dispute.updated": [
        *DISPUTED,
        post("disputes/$1.data.0.id", {"evidence": {"uncategorized_text": "updated"}}),
    ],
    "charge.dispute.closed": [
        *DISPUTED,
        post("disputes/$1.data.0.id/close"),
    ],
    "charge.failed": [charge("tok_chargeDeclined", fails=True)],
    "charge.refunded": [charge(), post("refunds", {"charge": "$0.id"})],
    "charge.refund.updated": [
        charge(), post("refunds", {"charge": "$0.id"}),
        post("refunds/$1.id", FOO),
    ],
    "charge.succeeded": [charge()],
    "charge.updated": [charge(), post("charges/$0.id", {"description": "updated"})],
    "checkout.session.completed": [
        *_session(), *_confirmed({"type": "card", "card": {"token": "tok_visa"}}),
    ],
    "checkout.session.expired": [
        *_session(), post("checkout/sessions/$0.id/expire"),
    ],
    "checkout.session.async_payment_succeeded": [
        *_session(**BANK_SESSION), *_confirmed(_bank("000123456789")),
    ],
    "checkout.session.async_payment_failed": [
        *_session(**BANK_SESSION), *_confirmed(_bank("000111111116")),
    ],
    "coupon.created": [COUPON],
    "coupon.deleted": [COUPON, Step("DELETE /v1/coupons/$0.id", {})],
    "customer.created": [CUSTOMER],
    "customer.deleted": [CUSTOMER, Step("DELETE /v1/customers/$0.id", {})],
    "customer.updated": [
        CUSTOMER, post("customers/$0.id", FOO),
    ],
    "customer.source.created": SOURCE,
    "customer.source.updated": [
        *SOURCE, post("customers/$0.id/sources/$1.id", FOO),
    ],
    "customer.source.deleted": [
        *SOURCE, Step("DELETE /v1/customers/$0.id/sources/$1.id", {}),
    ],
    "customer.subscription.created": SUBSCRIPTION,
    "customer.subscription.updated": [
        *SUBSCRIPTION, post("subscriptions/$3.id", FOO),
    ],
    "customer.subscription.deleted": [*SUBSCRIPTION, Step("DELETE /v1/subscriptions/$3.id", {})],
    "invoice.created": [CUSTOMER, ITEM, post("invoices", {"customer": "$0.id"})],
    "invoice.updated": [
        CUSTOMER, post("invoices", {"customer": "$0.id"}),
        post("invoices/$1.id", FOO),
    ],
    "invoice.deleted": [
        CUSTOMER, post("invoices", {"customer": "$0.id"}),
        Step("DELETE /v1/invoices/$1.id", {}),
    ],
    "invoiceitem.created": [CUSTOMER, ITEM],
    "payment_intent.amount_capturable_updated": [_paid(capture_method="manual")],
    "payment_intent.canceled": [
        post("payment_intents", {**USD, "payment_method_types": ["card"]}),
        post("payment_intents/$0.id/cancel"),
    ],
    "payment_intent.created": [
        post("payment_intents", {**USD, "payment_method_types": ["card"]}),
    ],
    "payment_intent.payment_failed": [_paid("pm_card_chargeDeclined", fails=True)],
    "payment_intent.requires_action": [_paid("pm_card_authenticationRequired")],
    "payment_intent.succeeded": [_paid()],
    "payment_link.created": LINK,
    "payment_link.updated": after(LINK, "payment_links/$2.id", {"active": False}),
    "payment_method.attached": ATTACHED,
    "payment_method.detached": [
        *ATTACHED, post("payment_methods/$1.id/detach"),
    ],
    "payment_method.updated": [
        *ATTACHED, post("payment_methods/$1.id", FOO),
    ],
    "plan.created": [post("plans", PLAN)],
    "plan.updated": [
        post("plans", PLAN), post("plans/$0.id", FOO),
    ],
    "plan.deleted": [post("plans", PLAN), Step("DELETE /v1/plans/$0.id", {})],
    "price.created": [PRODUCT, post("prices", {**MONTHLY, "product": "$0.id"})],
    "price.updated": [
        PRODUCT, post("prices", {**MONTHLY, "product": "$0.id"}),
        post("prices/$1.id", FOO),
    ],
    "product.created": [PRODUCT],
    "product.updated": [
        PRODUCT, post("products/$0.id", FOO),
    ],
    "product.deleted": [PRODUCT, Step("DELETE /v1/products/$0.id", {})],
    "promotion_code.created": [
        COUPON,
        post("promotion_codes", {"promotion": {"type": "coupon", "coupon": "$0.id"}}),
    ],
    "setup_intent.canceled": [
        _setup(), post("setup_intents/$0.id/cancel"),
    ],
    "setup_intent.created": [_setup()],
    "setup_intent.requires_action": [
        _setup(payment_method="pm_card_authenticationRequired", confirm=True),
    ],
    "setup_intent.setup_failed": [
        post("setup_intents",
             {"payment_method": "pm_card_chargeDeclined", "confirm": True,
              "payment_method_types": ["card"]}, fails=True),
    ],
    "setup_intent.succeeded": [_setup(payment_method="pm_card_visa", confirm=True)],
    "tax_rate.created": [VAT],
    "tax_rate.updated": [VAT, post("tax_rates/$0.id", {"active": False})],
}  # fmt: skip

RECIPES.update({
    "billing_portal.configuration.updated": after(
        RECIPES["billing_portal.configuration.created"], "billing_portal/configurations/$0.id", FOO),
    "coupon.updated": after([COUPON], "coupons/$0.id", FOO),
    "credit_note.created": NOTE,
    "credit_note.updated": after(NOTE, "credit_notes/$4.id", FOO),
    "credit_note.voided": after(NOTE, "credit_notes/$4.id/void"),
    "customer.discount.created": DISCOUNT,
    "customer.discount.updated": [
        *DISCOUNT, COUPON, post("customers/$1.id", {"coupon": "$2.id"})],
    "customer.discount.deleted": [*DISCOUNT, Step("DELETE /v1/customers/$1.id/discount", {})],
    "customer.subscription.paused": after(_trial(7), "subscriptions/$3.id", {"trial_end": "now"}),
    "customer.subscription.resumed": [
        *after(_trial(7), "subscriptions/$3.id", {"trial_end": "now"}),
        post("customers/$0.id", {"source": "tok_visa"}),
        post("subscriptions/$3.id/resume")],
    "customer.subscription.trial_will_end": _trial(1),
    "invoice.finalization_failed": [
        *INVOICE[:2],
        post("invoices", {**INVOICE[2].params, "payment_settings": {
            "payment_method_types": ["sepa_debit"]}}),
        post("invoices/$2.id/finalize", fails=True)],
    "invoice.finalized": after(INVOICE, "invoices/$2.id/finalize"),
    "invoice.marked_uncollectible": after(NOTE[:4], "invoices/$2.id/mark_uncollectible"),
    "invoice.overpaid": [
        *after(INVOICE, "invoices/$2.id/finalize"),
        _paid(customer="$0.id", amount=1500),
        post("invoices/$2.id/attach_payment", {"payment_intent": "$4.id"}),
        _paid(customer="$0.id", amount=1500),
        post("invoices/$2.id/attach_payment", {"payment_intent": "$6.id"})],
    "invoice.paid": _collected("pm_card_visa"),
    "invoice.payment_action_required": _collected("pm_card_authenticationRequired", fails=True),
    "invoice.payment_failed": _collected("pm_card_chargeCustomerFail", fails=True),
    "invoice.payment_succeeded": _collected("pm_card_visa"),
    "invoice.sent": after(SENT, "invoices/$2.id/send"),
    "invoice.voided": after(NOTE[:4], "invoices/$2.id/void"),
    "invoice_payment.paid": _collected("pm_card_visa"),
    "invoiceitem.deleted": [CUSTOMER, ITEM, Step("DELETE /v1/invoiceitems/$1.id", {})],
    "promotion_code.updated": after(
        RECIPES["promotion_code.created"], "promotion_codes/$1.id", FOO),
    "quote.created": QUOTE,
    "quote.finalized": OPEN_QUOTE,
    "quote.accepted": after(OPEN_QUOTE, "quotes/$3.id/accept"),
    "quote.canceled": after(QUOTE, "quotes/$3.id/cancel"),
    "reporting.report_run.succeeded": [
        post("reporting/report_runs", {"report_type": "balance.summary.1"})],
    "subscription_schedule.created": SCHEDULE,
    "subscription_schedule.updated": after(SCHEDULE, "subscription_schedules/$3.id", FOO),
    "subscription_schedule.canceled": after(SCHEDULE, "subscription_schedules/$3.id/cancel"),
    "subscription_schedule.released": after(SCHEDULE, "subscription_schedules/$3.id/release"),
})  # fmt: skip
