"""What the buttons of an object's page do: a person's requests, and what a bank or customer does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.billing.subscription_state import ENDED
from stripe.sandbox.dashboard import bank
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.bank import Move

Test = Callable[[Obj], bool]
TYPED = "{typed}"
"""What a person may type beside the button: an amount in the currency's smallest unit."""

AMOUNT: Obj = {"amount": TYPED}


class Action(NamedTuple):
    """A button: its label, when it makes sense, and the request, or the move of a bank.

    `{id}` and other fields of the object in route and parameters are filled in.
    """

    label: str
    when: Test
    does: str | Move
    params: Obj = {}

    @property
    def asks(self) -> bool:
        """Whether a person may type an amount."""
        return TYPED in self.params.values()


def _is(*statuses: str) -> Test:
    return lambda obj: obj.get("status") in statuses


def _always(_obj: Obj) -> bool:
    return True


def _switch(route: str) -> list[Action]:
    return [
        Action("Deactivate", lambda obj: obj["active"] is True, route, {"active": False}),
        Action("Activate", lambda obj: obj["active"] is False, route, {"active": True}),
    ]


def _paid(charge: Obj) -> bool:
    return charge["status"] == "succeeded" and bool(charge["captured"])


def _disputable(charge: Obj) -> bool:
    return _paid(charge) and not charge["disputed"]


def _goes_on(sub: Obj) -> bool:
    return sub["status"] not in ENDED


def _waits_for_transfer(intent: Obj) -> bool:
    action = intent.get("next_action") or {}
    return action.get("type") == "display_bank_transfer_instructions"


def _open_dispute(dispute: Obj) -> bool:
    return dispute["status"] not in ("won", "lost", "warning_closed")


CHARGE, INTENT = "POST /v1/charges/{id}", "POST /v1/payment_intents/{id}"
INVOICE, SUBSCRIPTION = "POST /v1/invoices/{id}", "POST /v1/subscriptions/{id}"
QUOTE, DESTINATION = "POST /v1/quotes/{id}", "POST /v2/core/event_destinations/{id}"
UNFINISHED = _is(
    "requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"
)
ACTIONS: dict[str, list[Action]] = {
    "charge": [
        Action(
            "Refund",
            lambda c: _paid(c) and not c["refunded"],
            "POST /v1/refunds",
            {"charge": "{id}", **AMOUNT},
        ),
        Action(
            "Capture",
            lambda c: c["status"] == "succeeded" and not c["captured"] and not c["refunded"],
            f"{CHARGE}/capture",
            AMOUNT,
        ),
        Action("Bank: dispute as fraudulent", _disputable, bank.dispute("fraudulent")),
        Action("Bank: dispute as not received", _disputable, bank.dispute("product_not_received")),
        Action("Bank: inquire", _disputable, bank.dispute("inquiry")),
        Action("Bank: pay the debit", _is("pending"), bank.pay_debit),
        Action("Bank: refuse the debit", _is("pending"), bank.refuse_debit),
    ],
    "payment_intent": [
        Action(
            "Refund",
            _is("succeeded"),
            "POST /v1/refunds",
            {"payment_intent": "{id}", **AMOUNT},
        ),
        Action(
            "Capture", _is("requires_capture"), f"{INTENT}/capture", {"amount_to_capture": TYPED}
        ),
        Action("Confirm", _is("requires_confirmation"), f"{INTENT}/confirm"),
        Action("Cancel", UNFINISHED, f"{INTENT}/cancel"),
        Action(
            "Customer: send the bank transfer",
            _waits_for_transfer,
            "POST /v1/test_helpers/customers/{customer}/fund_cash_balance",
            {"amount": "{amount}", "currency": "{currency}"},
        ),
        Action("Customer: authenticate", _is("requires_action"), bank.approve),
        Action("Customer: fail authentication", _is("requires_action"), bank.refuse),
    ],
    "setup_intent": [
        Action("Confirm", _is("requires_confirmation"), "POST /v1/setup_intents/{id}/confirm"),
        Action("Cancel", UNFINISHED, "POST /v1/setup_intents/{id}/cancel"),
        Action("Customer: authenticate", _is("requires_action"), bank.approve),
        Action("Customer: fail authentication", _is("requires_action"), bank.refuse),
    ],
    "refund": [
        Action("Cancel", _is("requires_action"), "POST /v1/refunds/{id}/cancel"),
        Action("Bank: fail", _is("succeeded", "pending"), bank.fail_refund),
    ],
    "dispute": [
        Action("Accept", _open_dispute, "POST /v1/disputes/{id}/close"),
        Action("Bank: decide for you", _open_dispute, bank.decide("won")),
        Action("Bank: decide against you", _open_dispute, bank.decide("lost")),
        Action(
            "Bank: make it a dispute",
            _is("warning_needs_response", "warning_under_review"),
            bank.escalate,
        ),
    ],
    "payout": [
        Action("Cancel", _is("pending"), "POST /v1/payouts/{id}/cancel"),
        Action("Reverse", _is("paid"), "POST /v1/payouts/{id}/reverse"),
        Action("Bank: pay", _is("pending"), bank.pay_payout),
        Action("Bank: fail", _is("pending", "in_transit", "paid"), bank.fail_payout),
    ],
    "transfer": [
        Action(
            "Reverse",
            lambda t: not t["reversed"],
            "POST /v1/transfers/{id}/reversals",
            AMOUNT,
        )
    ],
    "application_fee": [
        Action(
            "Refund",
            lambda fee: not fee["refunded"],
            "POST /v1/application_fees/{id}/refunds",
            AMOUNT,
        )
    ],
    "topup": [Action("Cancel", _is("pending"), "POST /v1/topups/{id}/cancel")],
    "invoice": [
        Action("Finalize", _is("draft"), f"{INVOICE}/finalize"),
        Action("Delete", _is("draft"), "DELETE /v1/invoices/{id}"),
        Action("Pay", _is("open", "uncollectible"), f"{INVOICE}/pay"),
        Action(
            "Mark as paid",
            _is("open", "uncollectible"),
            f"{INVOICE}/pay",
            {"paid_out_of_band": True},
        ),
        Action("Send", _is("open"), f"{INVOICE}/send"),
        Action("Void", _is("open", "uncollectible"), f"{INVOICE}/void"),
        Action("Mark uncollectible", _is("open"), f"{INVOICE}/mark_uncollectible"),
        Action("Credit", _is("open"), "POST /v1/credit_notes", {"invoice": "{id}", **AMOUNT}),
        Action(
            "Credit to the customer's balance",
            _is("paid"),
            "POST /v1/credit_notes",
            {"invoice": "{id}", **AMOUNT, "credit_amount": TYPED},
        ),
        Action(
            "Credit and refund",
            _is("paid"),
            "POST /v1/credit_notes",
            {"invoice": "{id}", **AMOUNT, "refund_amount": TYPED},
        ),
    ],
    "credit_note": [Action("Void", _is("issued"), "POST /v1/credit_notes/{id}/void")],
    "subscription": [
        Action("End trial", _is("trialing"), SUBSCRIPTION, {"trial_end": "now"}),
        Action("Cancel now", _goes_on, "DELETE /v1/subscriptions/{id}"),
        Action(
            "Cancel at the period's end",
            lambda s: _goes_on(s) and not s["cancel_at_period_end"] and not s["cancel_at"],
            SUBSCRIPTION,
            {"cancel_at_period_end": True},
        ),
        Action(
            "Don't cancel",
            lambda s: _goes_on(s) and bool(s["cancel_at_period_end"]),
            SUBSCRIPTION,
            {"cancel_at_period_end": False},
        ),
        Action(
            "Pause collection",
            lambda s: _goes_on(s) and not s["pause_collection"],
            SUBSCRIPTION,
            {"pause_collection": {"behavior": "void"}},
        ),
        Action(
            "Resume collection",
            lambda s: _goes_on(s) and bool(s["pause_collection"]),
            SUBSCRIPTION,
            {"pause_collection": ""},
        ),
        Action(
            "Pause", _is("active", "trialing"), f"{SUBSCRIPTION}/pause", {"type": "subscription"}
        ),
        Action("Resume", _is("paused"), f"{SUBSCRIPTION}/resume"),
    ],
    "subscription_schedule": [
        Action(
            label,
            _is("not_started", "active"),
            f"POST /v1/subscription_schedules/{{id}}/{label.lower()}",
        )
        for label in ("Release", "Cancel")
    ],
    "quote": [
        Action("Finalize", _is("draft"), f"{QUOTE}/finalize"),
        Action("Accept", _is("open"), f"{QUOTE}/accept"),
        Action("Cancel", _is("draft", "open"), f"{QUOTE}/cancel"),
    ],
    "checkout.session": [Action("Expire", _is("open"), "POST /v1/checkout/sessions/{id}/expire")],
    "review": [Action("Approve", lambda r: bool(r["open"]), "POST /v1/reviews/{id}/approve")],
    "customer": [Action("Delete", _always, "DELETE /v1/customers/{id}")],
    "coupon": [Action("Delete", _always, "DELETE /v1/coupons/{id}")],
    "product": [
        *_switch("POST /v1/products/{id}"),
        Action("Delete", _always, "DELETE /v1/products/{id}"),
    ],
    "price": _switch("POST /v1/prices/{id}"),
    "promotion_code": _switch("POST /v1/promotion_codes/{id}"),
    "payment_link": _switch("POST /v1/payment_links/{id}"),
    "account": [
        Action(
            "Reject as fraudulent", _always, "POST /v1/accounts/{id}/reject", {"reason": "fraud"}
        ),
        Action("Delete", _always, "DELETE /v1/accounts/{id}"),
    ],
    "v2.core.event_destination": [
        Action("Disable", _is("enabled"), f"{DESTINATION}/disable"),
        Action("Enable", _is("disabled"), f"{DESTINATION}/enable"),
        Action("Ping", _always, f"{DESTINATION}/ping"),
        Action("Delete", _always, "DELETE /v2/core/event_destinations/{id}"),
    ],
    "test_helpers.test_clock": [
        Action("Delete", _always, "DELETE /v1/test_helpers/test_clocks/{id}")
    ],
}


def of(kind: str, obj: Obj) -> list[Action]:
    """What makes sense for an object as it is."""
    return [action for action in ACTIONS.get(kind, ()) if action.when(obj)]


def request_of(action: Action, obj: Obj, typed: str) -> tuple[str, str, Obj]:
    """Method, path and parameters of a person's action; nothing typed leaves the API's default."""
    method, _, path = str(action.does).partition(" ")
    values = {**obj, "typed": typed}
    params = {
        name: value.format_map(values) if isinstance(value, str) else value
        for name, value in action.params.items()
        if typed or value != TYPED
    }
    return method, path.format_map(obj), params
