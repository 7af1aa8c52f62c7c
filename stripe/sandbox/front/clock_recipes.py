"""The recipes of `trigger` for what comes with time: on a test clock, which they advance."""

from __future__ import annotations

from stripe.sandbox.front.steps import MONTHLY, PRODUCT, Step, after, post

START = 1_893_456_000  # 1 January 2030
DAY = 24 * 3600
CLOCK = post("test_helpers/test_clocks", {"frozen_time": START, "name": "(created by trigger)"})
CUSTOMER = post("customers", {"test_clock": "$0.id", "source": "tok_visa"})
SUBSCRIPTION = [
    CLOCK,
    CUSTOMER,
    PRODUCT,
    post("prices", {**MONTHLY, "product": "$2.id"}),
    post("subscriptions", {"customer": "$1.id", "items": [{"price": "$3.id"}]}),
]
PENDING = [
    *SUBSCRIPTION,
    post("payment_methods/pm_card_chargeCustomerFail/attach", {"customer": "$1.id"}),
    post("customers/$1.id", {"invoice_settings": {"default_payment_method": "$5.id"}}),
    post(
        "subscriptions/$4.id",
        {
            "items": [{"id": "$4.items.data.0.id", "quantity": 2}],
            "payment_behavior": "pending_if_incomplete",
            "proration_behavior": "always_invoice",
        },
    ),
]


def _scheduled(interval: str, end_behavior: str) -> Step:
    phase = {
        "items": [{"price": "$3.id"}],
        "duration": {"interval": interval, "interval_count": 1},
    }
    params = {"customer": "$1.id", "start_date": "now", "phases": [phase]}
    return post("subscription_schedules", {**params, "end_behavior": end_behavior})


SCHEDULE = [*SUBSCRIPTION[:4], _scheduled("month", "cancel")]
UNPAID = [
    *SUBSCRIPTION[:4],
    post("payment_methods/pm_card_chargeCustomerFail/attach", {"customer": "$1.id"}),
    post("customers/$1.id", {"invoice_settings": {"default_payment_method": "$4.id"}}),
    _scheduled("year", "release"),
]


def _later(steps: list[Step], days: int) -> list[Step]:
    path = "test_helpers/test_clocks/$0.id/advance"
    return after(steps, path, {"frozen_time": START + days * DAY})


RECIPES: dict[str, list[Step]] = {
    "customer.subscription.pending_update_applied": [
        *PENDING,
        post("payment_methods/pm_card_visa/attach", {"customer": "$1.id"}),
        post("invoices/$7.latest_invoice/pay", {"payment_method": "$8.id"}),
    ],
    "customer.subscription.pending_update_expired": _later(PENDING, 2),
    "invoice.upcoming": _later(SUBSCRIPTION, 28),
    "subscription_schedule.aborted": _later(UNPAID, 55),
    "subscription_schedule.completed": _later(SCHEDULE, 35),
    "subscription_schedule.expiring": _later(SCHEDULE, 30),
    "test_helpers.test_clock.advancing": _later([CLOCK], 1),
    "test_helpers.test_clock.created": [CLOCK],
    "test_helpers.test_clock.deleted": [
        CLOCK,
        Step("DELETE /v1/test_helpers/test_clocks/$0.id", {}),
    ],
    "test_helpers.test_clock.ready": _later([CLOCK], 1),
}
