"""The recipes of `trigger` for meters, alerts, credits and entitlements.

Meters are deactivated in the end, so that a recipe can be played again: two active meters cannot have
the same event name.
"""

from __future__ import annotations

from stripe.sandbox.front.steps import FOO, MONTHLY, Step, post
from stripe.sandbox.json import Obj

CUSTOMER = post("customers", {"source": "tok_visa"})
METER = post(
    "billing/meters",
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
GRANTED = [CUSTOMER, post("billing/credit_grants", GRANT)]
THRESHOLD: Obj = {"gte": 100, "meter": "$1.id", "recurrence": "one_time"}


def _used(customer: str, value: str) -> Step:
    payload = {"stripe_customer_id": customer, "value": value}
    params = {"event_name": "trigger_requests", "payload": payload}
    return post("billing/meter_events", params)


def _ended(at: int) -> Step:
    return post(f"billing/meters/${at}.id/deactivate")


FEATURED = [
    CUSTOMER,
    post("products", {"name": "myproduct"}),
    post("entitlements/features", {"name": "myfeature", "lookup_key": "trigger_feature"}),
    post("products/$1.id/features", {"entitlement_feature": "$2.id"}),
    post(
        "prices",
        {**MONTHLY, "product": "$1.id"},
    ),
    post("subscriptions", {"customer": "$0.id", "items": [{"price": "$4.id"}]}),
    post("entitlements/features/$2.id", {"active": False}),
]

RECIPES: dict[str, list[Step]] = {
    "billing.alert.triggered": [
        CUSTOMER,
        METER,
        post(
            "billing/alerts",
            {"alert_type": "usage_threshold", "title": "Much", "usage_threshold": THRESHOLD},
        ),
        _used("$0.id", "100"),
        _ended(1),
    ],
    "billing.credit_balance_transaction.created": GRANTED,
    "billing.credit_grant.created": GRANTED,
    "billing.credit_grant.updated": [
        *GRANTED,
        post("billing/credit_grants/$1.id", FOO),
    ],
    "billing.meter.created": [METER, _ended(0)],
    "billing.meter.deactivated": [METER, _ended(0)],
    "billing.meter.reactivated": [
        METER,
        _ended(0),
        post("billing/meters/$0.id/reactivate"),
        _ended(0),
    ],
    "billing.meter.updated": [
        METER,
        post("billing/meters/$0.id", {"display_name": "Calls"}),
        _ended(0),
    ],
    "entitlements.active_entitlement_summary.updated": FEATURED,
    "v1.billing.meter.error_report_triggered": [METER, _used("cus_none", "1"), _ended(0)],
    "v1.billing.meter.no_meter_found": [_used("cus_none", "1")],
}
