"""The recipes of `trigger` for meters, alerts, credits and entitlements.

Meters are deactivated in the end, so that a recipe can be played again: two active meters cannot have
the same event name.
"""

from __future__ import annotations

from stripe.sandbox.front.steps import Step
from stripe.sandbox.json import Obj

CUSTOMER = Step("POST /v1/customers", {"source": "tok_visa"})
METER = Step(
    "POST /v1/billing/meters",
    {
        "display_name": "Requests",
        "event_name": "trigger_requests",
        "default_aggregation": {"formula": "sum"},
    },
)
GRANT: Obj = {
    "customer": "$0.id",
    "category": "promotional",
    "amount": {"type": "monetary", "monetary": {"currency": "usd", "value": 1000}},
    "applicability_config": {"scope": {"price_type": "metered"}},
}
GRANTED = [CUSTOMER, Step("POST /v1/billing/credit_grants", GRANT)]
THRESHOLD: Obj = {"gte": 100, "meter": "$1.id", "recurrence": "one_time"}


def _used(customer: str, value: str) -> Step:
    payload = {"stripe_customer_id": customer, "value": value}
    params = {"event_name": "trigger_requests", "payload": payload}
    return Step("POST /v1/billing/meter_events", params)


def _ended(at: int) -> Step:
    return Step(f"POST /v1/billing/meters/${at}.id/deactivate", {})


FEATURED = [
    CUSTOMER,
    Step("POST /v1/products", {"name": "myproduct"}),
    Step("POST /v1/entitlements/features", {"name": "myfeature", "lookup_key": "trigger_feature"}),
    Step("POST /v1/products/$1.id/features", {"entitlement_feature": "$2.id"}),
    Step(
        "POST /v1/prices",
        {
            "product": "$1.id",
            "unit_amount": 1500,
            "currency": "usd",
            "recurring": {"interval": "month"},
        },
    ),
    Step("POST /v1/subscriptions", {"customer": "$0.id", "items": [{"price": "$4.id"}]}),
    Step("POST /v1/entitlements/features/$2.id", {"active": False}),
]

RECIPES: dict[str, list[Step]] = {
    "billing.alert.triggered": [
        CUSTOMER,
        METER,
        Step(
            "POST /v1/billing/alerts",
            {"alert_type": "usage_threshold", "title": "Much", "usage_threshold": THRESHOLD},
        ),
        _used("$0.id", "100"),
        _ended(1),
    ],
    "billing.credit_balance_transaction.created": GRANTED,
    "billing.credit_grant.created": GRANTED,
    "billing.credit_grant.updated": [
        *GRANTED,
        Step("POST /v1/billing/credit_grants/$1.id", {"metadata": {"foo": "bar"}}),
    ],
    "billing.meter.created": [METER, _ended(0)],
    "billing.meter.deactivated": [METER, _ended(0)],
    "billing.meter.reactivated": [
        METER,
        _ended(0),
        Step("POST /v1/billing/meters/$0.id/reactivate", {}),
        _ended(0),
    ],
    "billing.meter.updated": [
        METER,
        Step("POST /v1/billing/meters/$0.id", {"display_name": "Calls"}),
        _ended(0),
    ],
    "entitlements.active_entitlement_summary.updated": FEATURED,
    "v1.billing.meter.error_report_triggered": [METER, _used("cus_none", "1"), _ended(0)],
    "v1.billing.meter.no_meter_found": [_used("cus_none", "1")],
}
