"""Actions that only move an object from one state to another, as a table; part of the generic answers.

A row says in which states the action is possible (none: in any), what it sets, and its event where
that is not `<object>.updated`. `NOW` stands for the time of the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox.errors import NOUNS, invalid
from stripe.sandbox.json import Obj, is_dict
from stripe.sandbox.spec import description, shapes
from stripe.sandbox.state.changes import DEFAULT

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NOW = object()


class Action(NamedTuple):
    """One row."""

    possible: tuple[str, ...]
    sets: Obj
    event: str | None = DEFAULT


def _to(status: str, *possible: str, event: str | None = DEFAULT, **more: Any) -> Action:
    return Action(possible, {"status": status, **more}, event)


def _sets(**values: Any) -> Action:
    return Action((), values)


def _moves(prefix: str, name: str, verbs: str) -> dict[str, Action]:
    """Treasury's movements: `fail:failed` and the like, each with the event of its state."""
    found: dict[str, Action] = {}
    for pair in verbs.split():
        verb, status = pair.split(":")
        details = {"status_transitions": {f"{status}_at": NOW}, "cancelable": False}
        found[f"{prefix}/{verb}"] = _to(
            status, "processing", "posted", event=f"treasury.{name}.{status}", **details
        )
    return found


INSTALLS, ALERTS = "POST /v1/apps/installs/{id}", "POST /v1/billing/alerts/{id}"
METERS = "POST /v1/billing/meters/{id}"
CONNECTIONS = "POST /v1/financial_connections/accounts/{account}"
IDENTITY = "POST /v1/identity/verification_sessions/{session}"
TEMPLATES = "POST /v1/invoice_rendering_templates/{template}"
AUTHORIZATIONS = "POST /v1/issuing/authorizations/{authorization}"
HELPERS = "POST /v1/test_helpers"
CARDS = f"{HELPERS}/issuing/cards/{{card}}/shipping"
DESIGNS = f"{HELPERS}/issuing/personalization_designs/{{personalization_design}}"
TESTS = f"{HELPERS}/issuing/authorizations/{{authorization}}"
SECURE = "POST /v1/three_d_secure/authentications/{authentication}"
VAULT, MONEY = "POST /v2/core/vault", "POST /v2/money_management"
DESIGN = "issuing_personalization_design"

ACTIONS: dict[str, Action] = {
    f"{INSTALLS}/uninstall": _to("uninstalling"),
    f"{ALERTS}/activate": _to("active", "inactive", "archived"),
    f"{ALERTS}/archive": _to("archived", "active", "inactive"),
    f"{ALERTS}/deactivate": _to("inactive", "active"),
    "POST /v1/billing/feedback_options/{id}/deactivate": _to("inactive"),
    f"{METERS}/deactivate": _to(
        "inactive", "active", event="billing.meter.deactivated",
        status_transitions={"deactivated_at": NOW},
    ),
    f"{METERS}/reactivate": _to(
        "active", "inactive", event="billing.meter.reactivated",
        status_transitions={"deactivated_at": None},
    ),
    "POST /v1/climate/orders/{order}/cancel": _to(
        "canceled", "open", "awaiting_funds", "confirmed", canceled_at=NOW,
        cancellation_reason="requested", event="climate.order.canceled",
    ),
    f"{CONNECTIONS}/disconnect": _to(
        "disconnected", event="financial_connections.account.disconnected"),
    f"{CONNECTIONS}/refresh": _sets(),
    f"{CONNECTIONS}/subscribe": _sets(subscriptions=["transactions"]),
    f"{CONNECTIONS}/unsubscribe": _sets(subscriptions=[]),
    f"{IDENTITY}/cancel": _to(
        "canceled", "requires_input", event="identity.verification_session.canceled", url=None,
        client_secret=None,
    ),
    f"{IDENTITY}/redact": Action(
        (), {"redaction": {"status": "redacted"}, "url": None, "client_secret": None},
        "identity.verification_session.redacted",
    ),
    f"{TEMPLATES}/archive": _to("archived"),
    f"{TEMPLATES}/unarchive": _to("active"),
    f"{AUTHORIZATIONS}/approve": _to("pending", "pending", approved=True),
    f"{AUTHORIZATIONS}/decline": _to("closed", "pending", approved=False),
    "POST /v1/issuing/disputes/{dispute}/submit": _to(
        "submitted", "unsubmitted", event="issuing_dispute.submitted"),
    "POST /v1/payment_method_domains/{payment_method_domain}/validate": _sets(),
    "POST /v1/reviews/{review}/approve": Action(
        (), {"open": False, "closed_reason": "approved", "reason": "approved"}, "review.closed"),
    "POST /v1/terminal/readers/{reader}/cancel_action": Action((), {"action": None}, None),
    f"{TESTS}/expire": _to("expired", "pending"),
    f"{TESTS}/fraud_challenges/respond": _sets(),
    f"{CARDS}/submit": _sets(shipping={"status": "submitted"}),
    f"{CARDS}/ship": _sets(shipping={"status": "shipped"}),
    f"{CARDS}/deliver": _sets(shipping={"status": "delivered"}),
    f"{CARDS}/return": _sets(shipping={"status": "returned"}),
    f"{CARDS}/fail": _sets(shipping={"status": "failure"}),
    f"{DESIGNS}/activate": _to("active", event=f"{DESIGN}.activated"),
    f"{DESIGNS}/deactivate": _to("inactive", event=f"{DESIGN}.deactivated"),
    f"{DESIGNS}/reject": _to("rejected", event=f"{DESIGN}.rejected"),
    f"{SECURE}/cancel": _to("canceled", event="three_d_secure.authentication.canceled"),
    f"{SECURE}/submit": _to(
        "succeeded", "requires_submission", event="three_d_secure.authentication.succeeded"),
    "POST /v1/topups/{topup}/cancel": _to("canceled", "pending", event="topup.canceled"),
    "POST /v1/treasury/financial_accounts/{financial_account}/close": _to(
        "closed", "open", event="treasury.financial_account.closed"),
    **_moves("POST /v1/treasury/outbound_payments/{id}", "outbound_payment", "cancel:canceled"),
    **_moves("POST /v1/treasury/outbound_transfers/{outbound_transfer}", "outbound_transfer",
             "cancel:canceled"),
    **_moves("POST /v1/treasury/inbound_transfers/{inbound_transfer}", "inbound_transfer",
             "cancel:canceled"),
    **_moves(f"{HELPERS}/treasury/outbound_payments/{{id}}", "outbound_payment",
             "fail:failed post:posted return:returned"),
    **_moves(f"{HELPERS}/treasury/outbound_transfers/{{outbound_transfer}}", "outbound_transfer",
             "fail:failed post:posted return:returned"),
    **_moves(f"{HELPERS}/treasury/inbound_transfers/{{id}}", "inbound_transfer",
             "fail:failed succeed:succeeded"),
    f"{HELPERS}/treasury/inbound_transfers/{{id}}/return": Action(
        ("succeeded",), {"returned": True}, None),
    f"{VAULT}/gb_bank_accounts/{{id}}/archive": _sets(archived=True),
    f"{VAULT}/gb_bank_accounts/{{id}}/unarchive": _sets(archived=False),
    f"{VAULT}/us_bank_accounts/{{id}}/archive": _sets(archived=True),
    f"{VAULT}/us_bank_accounts/{{id}}/unarchive": _sets(archived=False),
    f"{VAULT}/us_bank_accounts/{{id}}/send_microdeposits": _sets(
        verification={"status": "awaiting_verification"}),
    f"{VAULT}/us_bank_accounts/{{id}}/confirm_microdeposits": _sets(
        verification={"status": "verified"}),
    f"{MONEY}/outbound_payments/{{id}}/cancel": _to("canceled", "processing", cancelable=False),
    f"{MONEY}/outbound_setup_intents/{{id}}/cancel": _to("canceled"),
    f"{MONEY}/payout_intents/{{id}}/cancel": _to("canceled"),
    f"{MONEY}/payout_intents/{{id}}/confirm": _to("processing"),
    f"{MONEY}/payout_intents/{{id}}/refresh_fx_quote": _sets(),
    f"{MONEY}/payout_intents/{{id}}/refresh_recipient_verification": _sets(),
    f"{MONEY}/payout_methods/{{id}}/archive": _sets(archived=True),
    f"{MONEY}/payout_methods/{{id}}/unarchive": _sets(archived=False),
    f"{MONEY}/recipient_verifications/{{id}}/acknowledge": _to(
        "acknowledged", status_transitions={"acknowledged_at": NOW}),
    f"{MONEY}/transactions/{{id}}/refresh_regulatory_receipt": _sets(),
}  # fmt: skip


def act(call: Call) -> Obj:
    """Carries out the action of an operation."""
    action = ACTIONS[call.route.key]
    obj = call.get(call.route.object_name, call.route.variables[-1])
    if action.possible and obj.get("status") not in action.possible:
        verb = call.route.path.rpartition("/")[2].replace("_", " ")
        noun = NOUNS.get(obj["object"], obj["object"].rpartition(".")[2].replace("_", " "))
        raise invalid(f"You cannot {verb} this {noun} because it has a status of {obj['status']}.")
    shape = description.resource(obj["object"])
    known: Any = shape.of if shape is not None else ()
    iso = call.route.v2
    changed: Obj = {
        key: shapes.merge(obj.get(key), _timed(call.world, value, iso=iso))
        for key, value in action.sets.items()
        if key in known
    }
    if call.params.get("metadata") is not None and "metadata" in known:
        changed["metadata"] = shapes.merge(obj.get("metadata"), call.params["metadata"])
    return call.changes.update(obj, changed, event=action.event)


def _timed(world: World, value: Any, *, iso: bool) -> Any:
    if value is NOW:
        return world.clock.iso() if iso else world.now()
    if is_dict(value):
        return {key: _timed(world, item, iso=iso) for key, item in value.items()}
    return value
